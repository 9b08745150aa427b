//! `POST /{version}/{number}/messages` and `…/message_templates`, as far as calls need them.

use std::sync::Arc;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    access,
    error::GraphError,
    fault, fields,
    fields::{Fields, set},
};
use crate::{
    script::ResponseFor,
    world::{
        World,
        customer::{Customer, is_bsuid, is_digits},
        logs::RequestNumber,
        permission::RequestRefusal,
    },
};

/// What kind of message it is, as far as calls are concerned.
enum Message {
    /// It asks for the permission to call, with this text.
    PermissionRequest(String),
    /// Delivered, and of no consequence for calls: a button that calls the business.
    Other,
}

/// Takes a message: a request for permission shows on the phone.
pub(crate) async fn messages(
    State(world): State<Arc<World>>,
    Path((version, number_id)): Path<(String, String)>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, GraphError> {
    let number = access::number(&world, &version, &number_id, &headers)?;
    let body = fields::read(&body)?;
    let fields = Fields::of_body(&body)?;
    fields.only(&[
        "messaging_product",
        "recipient_type",
        "to",
        "recipient",
        "type",
        "interactive",
        "template",
    ])?;
    let (customer, input) = receiver(fields)?;
    let message = message(&world, fields)?;
    world.request_is(request, "messages", None);
    let fault = world
        .books()
        .script_for(&customer.address)
        .take_fault(ResponseFor::Messages);
    if let Some(response) = fault::before(fault.as_ref()) {
        return Ok(response);
    }
    let id = match message {
        Message::PermissionRequest(text) => world
            .ask_permission(&number.id, &customer.address, &text)
            .map_err(|refusal| match refusal {
                RequestRefusal::AlreadyPermanent => GraphError::permission_not_needed(),
                RequestRefusal::TooMany => GraphError::too_many_permission_requests(),
            })?,
        Message::Other => world.books().new_id("wamid.HBgL"),
    };
    let mut contact = json!({"input": input, "user_id": customer.user_id()});
    if let Some(digits) = customer.digits() {
        set(&mut contact, "wa_id", json!(digits));
    }
    let answer =
        json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": id}]});
    Ok(fault::after(fault.as_ref(), Json(answer).into_response()).await)
}

/// Takes a template; those with a `call_permission_request` component can ask for permission.
pub(crate) async fn create_template(
    State(world): State<Arc<World>>,
    Path((version, _account_id)): Path<(String, String)>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, GraphError> {
    world.request_is(request, "message_templates", None);
    access::any_number(&world, &version, &headers)?;
    let body = fields::read(&body)?;
    let fields = Fields::of_object(&body, "$root");
    fields.only(&["name", "language", "category", "components"])?;
    let name = fields.text("name")?;
    fields.text("language")?;
    let category = fields.text("category")?;
    if !["UTILITY", "MARKETING"].contains(&category) {
        return Err(GraphError::parameter(
            "Param category must be UTILITY or MARKETING",
        ));
    }
    let components = fields.get("components").and_then(Value::as_array);
    let components = components.ok_or_else(|| {
        GraphError::parameter("The parameter components is required on \"$root\"")
    })?;
    let mut books = world.books();
    let asks = |component: &Value| {
        component
            .get("type")
            .is_some_and(|kind| kind == "call_permission_request")
    };
    if components.iter().any(asks) && !books.templates.iter().any(|known| known == name) {
        books.templates.push(name.to_owned());
    }
    let id = books.new_id("");
    Ok(Json(json!({"id": id, "status": "APPROVED", "category": category})).into_response())
}

/// Messages take phone numbers as people write them; only calls are strict.
fn receiver(fields: Fields<'_>) -> Result<(Customer, &str), GraphError> {
    if let Some(to) = fields.optional_text("to")? {
        let digits: String = to
            .chars()
            .filter(|letter| !matches!(letter, '+' | '-' | ' ' | '(' | ')'))
            .collect();
        if is_digits(&digits) {
            return Ok((Customer::new(&format!("+{digits}"), None), to));
        }
        return Err(GraphError::parameter("Param to is not a phone number"));
    }
    let recipient = fields.text("recipient")?;
    if is_bsuid(recipient) {
        return Ok((Customer::new(recipient, None), recipient));
    }
    Err(GraphError::parameter(
        "Param recipient is not a business-scoped user id",
    ))
}

fn message(world: &World, fields: Fields<'_>) -> Result<Message, GraphError> {
    match fields.text("type")? {
        "interactive" => interactive(fields.object("interactive")?),
        "template" => {
            let template = fields.object("template")?;
            let name = template.text("name")?;
            template.object("language")?.text("code")?;
            if world.books().templates.iter().any(|known| known == name) {
                Ok(Message::PermissionRequest(format!("Template {name}")))
            } else {
                Err(GraphError::unknown_template(name))
            }
        }
        other => Err(GraphError::parameter(format!(
            "type is `{other}`; the simulator knows interactive and template messages"
        ))),
    }
}

fn interactive(fields: Fields<'_>) -> Result<Message, GraphError> {
    fields.only(&["type", "action", "body", "header", "footer"])?;
    let kind = fields.text("type")?;
    let action = fields.object("action")?;
    if action.text("name")? != kind {
        return Err(GraphError::parameter(format!(
            "interactive.action.name must be {kind}"
        )));
    }
    match kind {
        "call_permission_request" => {
            let text = match fields.get("body") {
                Some(_) => fields.object("body")?.text("text")?,
                None => "",
            };
            Ok(Message::PermissionRequest(text.to_owned()))
        }
        "voice_call" => {
            fields.object("body")?.text("text")?;
            Ok(Message::Other)
        }
        other => Err(GraphError::parameter(format!(
            "interactive.type is `{other}`; the simulator knows call_permission_request and voice_call"
        ))),
    }
}
