//! Positus' API, version 2 (`positusapps/quick-docs`, calling; `docs.en.posit.us`): four addresses,
//! no call id from *make*, bare webhooks.
//!
//! ASSUMED, because the documents do not say:
//! * the answer to *make* comes in a *connect* webhook like that of an inbound call, with the
//!   business in `from`, the customer in `to` and an answer in `session`;
//! * `connection.webrtc.sdp` is Meta's old form, a JSON document in a text, and may be left out;
//!   `session.sdp_type` of *make* may be `offer` or, as the sample prints it, `answer`;
//! * an inbound *connect* says `offer` (a variant of the number says `answer`, as the sample does);
//! * codes of errors: Meta's where Meta refuses, the HTTP status elsewhere;
//! * a number without the *permissão de retorno* can place no call, and is refused with 403;
//! * a customer without a number is left out of `from` and `wa_id`; answers by button and list have Meta's form;
//! * nothing tells how the number or its account stands;
//! * both kinds of permission requests go through the messages address; nothing tells of replies.

mod actions;
mod error;
mod webhooks;

use std::sync::Arc;

use axum::{
    Extension, Json, Router,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;

use self::error::PositusError;
use super::{
    Dialect, Sample, bearer, fault,
    fields::{self, Fields, Misfit},
    messages, meta, secret_header,
};
use crate::{
    clock::Moment,
    outbox::Webhook,
    phone::Notice,
    script::ResponseFor,
    world::{
        World, call::CallFacts, chat::Written, customer::is_digits, logs::RequestNumber,
        number::Number, permission::PermissionReply, standing::StandingChange,
    },
};

/// Positus' name in the registry.
const NAME: &str = "positus";

/// Positus' dialect.
#[derive(Debug)]
pub(crate) struct Positus;

impl Dialect for Positus {
    fn name(&self) -> &'static str {
        NAME
    }

    fn sample(&self) -> Sample {
        Sample {
            number_id: "5dbbbf01-2f92-4389-b512-45de86c4a66f",
            display_number: "+551131361234",
            account_id: "",
            base_path: "/v2",
        }
    }

    fn callback_permission(&self) -> bool {
        true
    }

    fn routes(&self) -> Router<Arc<World>> {
        let number = Router::new()
            .route("/calls/make", post(actions::make))
            .route("/calls/accept", post(actions::accept))
            .route("/calls/reject", post(actions::reject))
            .route("/calls/hang-up", post(actions::hang_up))
            .route("/calls/call-permissions", get(call_permissions))
            .route("/messages", post(send));
        Router::new()
            .nest("/v2/whatsapp/numbers/{number_id}", number)
            .fallback(error::unknown_path)
            .method_not_allowed_fallback(error::wrong_method)
    }

    fn call_notice(
        &self,
        number: &Number,
        call: &CallFacts,
        notice: Notice,
        now: Moment,
    ) -> Option<Webhook> {
        webhooks::call_notice(number, call, notice, now)
    }

    fn permission_reply(
        &self,
        _number: &Number,
        _reply: &PermissionReply,
        _now: Moment,
    ) -> Option<Webhook> {
        None
    }

    fn customer_writes(&self, _number: &Number, written: &Written, now: Moment) -> Option<Webhook> {
        Some(webhooks::customer_writes(written, now))
    }

    fn standing_changed(
        &self,
        _number: &Number,
        _change: StandingChange,
        _now: Moment,
    ) -> Option<Webhook> {
        None
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

/// The number that the path names, if the token is its.
fn number(world: &World, headers: &HeaderMap, number_id: &str) -> Result<Number, PositusError> {
    let token = bearer(headers).ok_or_else(PositusError::unauthorized)?;
    let owned = world.books().numbers_of(NAME, token);
    if owned.is_empty() {
        return Err(PositusError::unauthorized());
    }
    let number = owned.into_iter().find(|number| number.id == number_id);
    number.ok_or_else(|| PositusError::not_found("The number was not found."))
}

/// Whose permission is asked for.
#[derive(Debug, Deserialize)]
struct Whose {
    user_wa_id: Option<String>,
}

/// Answers what the business may do with a customer: Meta's answer, wrapped.
async fn call_permissions(
    State(world): State<Arc<World>>,
    Path(number_id): Path<String>,
    Query(whose): Query<Whose>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Response, PositusError> {
    world.request_is(request, "call_permissions", None);
    let number = number(&world, &headers, &number_id)?;
    let digits = whose.user_wa_id.filter(|digits| is_digits(digits));
    let digits = digits.ok_or_else(|| Misfit::from("The user_wa_id must be digits."))?;
    let customer = format!("+{digits}");
    let script = world.books().script_for(&customer);
    fault::spoiled(script.take_fault(ResponseFor::CallPermissions), async {
        let now = world.clock.now();
        let answer = meta::permissions::answer(&world.books(), &number, &customer, now);
        Ok(Json(json!({
            "number": {
                "uuid": number.id,
                "waba_id": number.account_id,
                "user_wa_id": digits,
                "to": number.digits(),
            },
            "calling": answer,
        }))
        .into_response())
    })
    .await
}

/// Sends a message: a request for permission, or a text, shows on the phone.
async fn send(
    State(world): State<Arc<World>>,
    Path(number_id): Path<String>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, PositusError> {
    world.request_is(request, "messages", None);
    let number = number(&world, &headers, &number_id)?;
    let body = fields::read(&body)?;
    let fields = Fields::of_body(&body);
    fields.only(&["to", "type", "interactive", "template", "text"])?;
    let customer = messages::person(fields.text("to")?);
    let customer = customer.ok_or_else(|| Misfit::from("The to field is not a phone number."))?;
    let message = messages::read(&world, &number, fields)?;
    messages::send(&world, &number, &customer, message, |id| {
        Json(json!({
            "messages": [{"id": id}],
            "message": "The message was successfully sent",
        }))
        .into_response()
    })
    .await
}
