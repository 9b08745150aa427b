//! `POST /messages` (templates, as far as calls need them, and texts) and a channel's templates.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{access, error::VobizError};
use crate::{
    dialects::{
        fields::{self, Fields, set},
        ids, messages,
        meta::messages::write_template,
    },
    world::{
        World,
        customer::{Customer, is_e164},
        logs::RequestNumber,
    },
};

/// Sends a template or a text; interactive messages are not in the documented contract.
pub(crate) async fn send(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, VobizError> {
    world.request_is(request, "messages", None);
    let channels = access::channels(&world, &headers)?;
    let body = fields::read(&body)?;
    let fields = Fields::of_body(&body);
    fields.only(&["channel_id", "waba_id", "to", "type", "template", "text"])?;
    let (channel_id, to) = (fields.text("channel_id")?, fields.text("to")?);
    fields.text("waba_id")?;
    let kind = fields.word("type", &["template", "text"])?;
    if !is_e164(to) {
        return Err(VobizError::bad_request("to must be in E.164 format"));
    }
    let number = access::channel(channels, channel_id)?;
    let customer = Customer::new(to, None);
    let message = messages::read(&world, &number, fields)?;
    let created = world.clock.now().rfc3339(0);
    messages::send(&world, &number, &customer, message, |_| {
        let answer = json!({
            "id": ids::uuid(),
            "channel_id": number.id,
            "to": to,
            "type": kind,
            "status": "pending",
            // Known once Meta took the message.
            "meta_message_id": null,
            "created_at": created,
        });
        (StatusCode::CREATED, Json(answer)).into_response()
    })
    .await
}

/// Lists the channel's templates.
pub(crate) async fn list_templates(
    State(world): State<Arc<World>>,
    Path(channel_id): Path<String>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Json<Value>, VobizError> {
    world.request_is(request, "message_templates", None);
    let number = access::channel(access::channels(&world, &headers)?, &channel_id)?;
    let books = world.books();
    let own = books
        .templates
        .iter()
        .filter(|template| template.account_id == number.account_id);
    let data: Vec<Value> = own.map(write_template).collect();
    Ok(Json(json!({ "data": data })))
}

/// Creates a template, approved at once.
pub(crate) async fn create_template(
    State(world): State<Arc<World>>,
    Path(channel_id): Path<String>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, VobizError> {
    world.request_is(request, "message_templates", None);
    let number = access::channel(access::channels(&world, &headers)?, &channel_id)?;
    let body = fields::read(&body)?;
    let fields = Fields::of_body(&body);
    fields.only(&["name", "language", "category", "components"])?;
    let template = messages::new_template(&number.account_id, fields)?;
    let mut written = write_template(&template);
    let id = messages::keep_template(&world, template)?;
    set(&mut written, "id", json!(id));
    Ok((StatusCode::CREATED, Json(written)).into_response())
}
