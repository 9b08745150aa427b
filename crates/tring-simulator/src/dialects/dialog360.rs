//! 360dialog's Messaging API, OpenAPI 1.38.1: Meta's bodies behind a key of their own.
//!
//! The key names the number; the webhooks are Meta's, unsigned, with the header that the business
//! set on its address.
//!
//! ASSUMED, because the documents do not say:
//! * what 360dialog itself refuses (the key, a body that is no JSON, a wrong path, several features
//!   in one request) has a text as its `error`; what Meta refuses passes through unchanged;
//! * the texts of those errors;
//! * outgoing calls bring Meta's status webhooks;
//! * Meta's webhooks about the account and the number's quality are passed on as those of calls are;
//! * templates and the webhook's address are where the older configuration API has them.

mod config;
mod settings;

use std::sync::Arc;

use axum::{
    Extension, Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use secrecy::SecretString;
use serde_json::json;

use super::{
    Dialect, Sample,
    fault::{self, Refused},
    fields::{self, Misfit},
    meta::{self, GraphError},
    reason, secret_header, text_header,
};
use crate::{
    clock::Moment,
    outbox::Webhook,
    phone::Notice,
    script::ResponseFor,
    world::{
        World,
        call::CallFacts,
        chat::Written,
        customer::{is_bsuid, is_digits},
        logs::RequestNumber,
        number::Number,
        permission::PermissionReply,
        standing::StandingChange,
    },
};

/// 360dialog's name in the registry.
const NAME: &str = "dialog360";

/// 360dialog's dialect.
#[derive(Debug)]
pub(crate) struct Dialog360;

impl Dialect for Dialog360 {
    fn name(&self) -> &'static str {
        NAME
    }

    fn sample(&self) -> Sample {
        Sample {
            number_id: "206540352242922",
            display_number: "+4930550001",
            account_id: "",
            base_path: "",
        }
    }

    fn routes(&self) -> Router<Arc<World>> {
        Router::new()
            .route("/calling/calls", post(calls))
            .route("/calling/permissions/{customer}", get(permissions))
            .route(
                "/calling/settings",
                get(settings::read).post(settings::update),
            )
            .route("/messages", post(messages))
            .route("/health_status", get(health_status))
            .route(
                "/v1/configs/templates",
                get(config::list_templates).post(config::create_template),
            )
            .route(
                "/v1/configs/webhook",
                get(config::read_webhook).post(config::set_webhook),
            )
            .fallback(unknown_path)
            .method_not_allowed_fallback(wrong_method)
    }

    fn call_notice(
        &self,
        number: &Number,
        call: &CallFacts,
        notice: Notice,
        now: Moment,
    ) -> Option<Webhook> {
        Some(meta::webhooks::call_notice(number, call, notice, now))
    }

    fn permission_reply(
        &self,
        number: &Number,
        reply: &PermissionReply,
        now: Moment,
    ) -> Option<Webhook> {
        Some(meta::webhooks::permission_reply(number, reply, now))
    }

    fn customer_writes(&self, number: &Number, written: &Written, now: Moment) -> Option<Webhook> {
        Some(meta::webhooks::customer_writes(number, written, now))
    }

    fn standing_changed(
        &self,
        number: &Number,
        change: StandingChange,
        now: Moment,
    ) -> Option<Webhook> {
        meta::standing::changed(number, change, now)
    }

    fn proof(
        &self,
        secret: Option<&SecretString>,
        _body: &[u8],
        _now: Moment,
    ) -> Vec<(&'static str, String)> {
        secret_header(secret)
    }
}

/// An error of 360dialog: its own, or Meta's.
#[derive(Debug)]
pub(crate) enum DialogError {
    Own(StatusCode, String),
    Meta(GraphError),
}

impl From<GraphError> for DialogError {
    fn from(error: GraphError) -> Self {
        Self::Meta(error)
    }
}

impl Refused for DialogError {
    fn of_status(status: StatusCode) -> Self {
        Self::Own(status, reason(status))
    }
}

impl From<Misfit> for DialogError {
    fn from(misfit: Misfit) -> Self {
        Self::Own(StatusCode::BAD_REQUEST, misfit.0)
    }
}

impl IntoResponse for DialogError {
    fn into_response(self) -> Response {
        match self {
            Self::Own(status, text) => (status, Json(json!({"error": text}))).into_response(),
            Self::Meta(error) => error.into_response(),
        }
    }
}

/// The number that the request's key belongs to.
fn number(world: &World, headers: &HeaderMap) -> Result<Number, DialogError> {
    let key = text_header(headers, "d360-api-key").unwrap_or_default();
    let number = world.books().numbers_of(NAME, key).into_iter().next();
    number.ok_or_else(|| DialogError::Own(StatusCode::UNAUTHORIZED, "Invalid api key".to_owned()))
}

async fn calls(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, DialogError> {
    let number = number(&world, &headers)?;
    let body = fields::read(&body)?;
    Ok(meta::actions::perform(&world, number, request, &body).await?)
}

async fn permissions(
    State(world): State<Arc<World>>,
    Path(customer): Path<String>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Response, DialogError> {
    world.request_is(request, "call_permissions", None);
    let number = number(&world, &headers)?;
    let customer = if is_digits(&customer) {
        format!("+{customer}")
    } else if is_bsuid(&customer) {
        customer
    } else {
        return Err(Misfit::from("consumer_whatsapp_id is not a WhatsApp id").into());
    };
    Ok(meta::permissions::ask(&world, &number, &customer).await?)
}

async fn messages(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, DialogError> {
    world.request_is(request, "messages", None);
    let number = number(&world, &headers)?;
    Ok(meta::messages::send(&world, &number, &fields::read(&body)?).await?)
}

/// Answers whether number and account can send (page "Messaging Health Status").
async fn health_status(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Response, DialogError> {
    world.request_is(request, "health", None);
    let number = number(&world, &headers)?;
    let script = world.books().script_for("*");
    fault::spoiled(script.take_fault(ResponseFor::Health), async {
        let status = meta::standing::health_status(&number);
        Ok(Json(json!({"health_status": status, "id": number.id})).into_response())
    })
    .await
}

async fn wrong_method() -> DialogError {
    DialogError::of_status(StatusCode::METHOD_NOT_ALLOWED)
}

async fn unknown_path() -> DialogError {
    DialogError::Own(StatusCode::NOT_FOUND, "Not found".to_owned())
}
