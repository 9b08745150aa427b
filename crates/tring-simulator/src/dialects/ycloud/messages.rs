//! `POST /whatsapp/messages[/sendDirectly]` and `POST /whatsapp/templates`, as calls need them.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{error::YCloudError, number, numbers};
use crate::{
    dialects::{
        fields::{self, Fields, Misfit, set},
        ids, messages,
        meta::messages::write_template,
    },
    world::{
        World,
        customer::{Customer, is_e164},
        logs::RequestNumber,
    },
};

/// Sends a message: a request for permission, or a text, shows on the phone.
pub(crate) async fn send(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, YCloudError> {
    world.request_is(request, "messages", None);
    numbers(&world, &headers)?;
    let body = fields::read(&body)?;
    let fields = Fields::of_body(&body);
    fields.only(&[
        "from",
        "to",
        "type",
        "interactive",
        "template",
        "text",
        "externalId",
    ])?;
    let (from, to) = (fields.text("from")?, fields.text("to")?);
    if !is_e164(to) {
        return Err(Misfit::from("Param to must be in E.164 form, with +").into());
    }
    let number = number(&world, &headers, |number| number.display == from)?;
    let customer = Customer::new(to, None);
    let message = messages::read(&world, &number, fields)?;
    let created = world.clock.now().rfc3339(3);
    messages::send(&world, &number, &customer, message, |wamid| {
        Json(json!({
            "id": ids::hex(12),
            "wamid": wamid,
            "wabaId": number.account_id,
            "from": from,
            "to": to,
            "type": fields.get("type"),
            "status": "accepted",
            "createTime": created,
        }))
        .into_response()
    })
    .await
}

/// Creates a template.
pub(crate) async fn create_template(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Json<Value>, YCloudError> {
    world.request_is(request, "message_templates", None);
    numbers(&world, &headers)?;
    let body = fields::read(&body)?;
    let fields = Fields::of_body(&body);
    fields.only(&["wabaId", "name", "language", "category", "components"])?;
    let waba_id = fields.text("wabaId")?;
    number(&world, &headers, |number| number.account_id == waba_id)?;
    let template = messages::new_template(waba_id, fields)?;
    let mut written = write_template(&template);
    let id = messages::keep_template(&world, template)?;
    set(&mut written, "officialTemplateId", json!(id));
    set(&mut written, "wabaId", json!(waba_id));
    set(
        &mut written,
        "createTime",
        json!(world.clock.now().rfc3339(3)),
    );
    Ok(Json(written))
}
