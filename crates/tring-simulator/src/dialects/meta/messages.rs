//! `POST /{version}/{number}/messages` and `…/{account}/message_templates`, as calls need them.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::{access, actions::for_whatsapp, error::GraphError};
use crate::{
    dialects::{
        fields::{self, Fields, set},
        messages,
    },
    world::{
        World,
        customer::{Customer, is_bsuid},
        logs::RequestNumber,
        number::Number,
        request::Template,
    },
};

/// Takes a message: a request for permission, or a text, shows on the phone.
pub(crate) async fn messages(
    State(world): State<Arc<World>>,
    Path((version, number_id)): Path<(String, String)>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, GraphError> {
    world.request_is(request, "messages", None);
    let number = access::number(&world, &version, &number_id, &headers)?;
    send(&world, &number, &fields::read(&body)?).await
}

/// Sends what the body says, as those who pass it on to Meta do too.
pub(crate) async fn send(
    world: &Arc<World>,
    number: &Number,
    body: &Map<String, Value>,
) -> Result<Response, GraphError> {
    let fields = for_whatsapp(body)?;
    fields.only(&[
        "messaging_product",
        "recipient_type",
        "to",
        "recipient",
        "type",
        "interactive",
        "template",
        "text",
    ])?;
    let (customer, input) = receiver(fields)?;
    let message = messages::read(world, number, fields)?;
    messages::send(world, number, &customer, message, |id| {
        let mut contact = json!({"input": input, "user_id": customer.user_id()});
        if let Some(digits) = customer.digits() {
            set(&mut contact, "wa_id", json!(digits));
        }
        Json(json!({
            "messaging_product": "whatsapp",
            "contacts": [contact],
            "messages": [{"id": id}],
        }))
        .into_response()
    })
    .await
}

/// Takes a template; those with a `call_permission_request` component can ask for permission.
pub(crate) async fn create_template(
    State(world): State<Arc<World>>,
    Path((version, account_id)): Path<(String, String)>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Json<Value>, GraphError> {
    world.request_is(request, "message_templates", None);
    access::account(&world, &version, &account_id, &headers)?;
    let body = fields::read(&body)?;
    let fields = Fields::of_body(&body);
    fields.only(&["name", "language", "category", "components"])?;
    let template = messages::new_template(&account_id, fields)?;
    let category = template.category.clone();
    let id = messages::keep_template(&world, template)?;
    Ok(Json(
        json!({"id": id, "status": "APPROVED", "category": category}),
    ))
}

/// Lists the account's templates.
pub(crate) async fn list_templates(
    State(world): State<Arc<World>>,
    Path((version, account_id)): Path<(String, String)>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Json<Value>, GraphError> {
    world.request_is(request, "message_templates", None);
    access::account(&world, &version, &account_id, &headers)?;
    let books = world.books();
    let own = books
        .templates
        .iter()
        .filter(|template| template.account_id == account_id);
    let data: Vec<Value> = own.map(write_template).collect();
    Ok(Json(json!({ "data": data })))
}

/// A template as lists show it.
pub(crate) fn write_template(template: &Template) -> Value {
    let mut components = vec![json!({"type": "BODY", "text": template.body})];
    if template.asks {
        components.push(json!({"type": "call_permission_request"}));
    }
    json!({
        "name": template.name,
        "language": template.language,
        "category": template.category,
        "status": "APPROVED",
        "components": components,
    })
}

fn receiver(fields: Fields<'_>) -> Result<(Customer, &str), GraphError> {
    if let Some(to) = fields.optional_text("to")? {
        let customer = messages::person(to);
        let customer =
            customer.ok_or_else(|| GraphError::parameter("Param to is not a phone number"))?;
        return Ok((customer, to));
    }
    let recipient = fields.text("recipient")?;
    if is_bsuid(recipient) {
        return Ok((Customer::new(recipient, None), recipient));
    }
    Err(GraphError::parameter(
        "Param recipient is not a business-scoped user id",
    ))
}
