//! `POST …/calls/{make|accept|reject|hang-up}`: all answer `{"success": true}` and no more.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::{error::PositusError, number};
use crate::{
    dialects::{
        calls,
        fields::{self, Fields, Misfit},
    },
    sdp::Half,
    world::{
        World,
        action::Action,
        customer::{Customer, is_digits},
        logs::RequestNumber,
        place::Dial,
    },
};

/// Calls a customer; only the webhooks know the call's id.
pub(crate) async fn make(
    State(world): State<Arc<World>>,
    Path(number_id): Path<String>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, PositusError> {
    world.request_is(request, "connect", None);
    let number = number(&world, &headers, &number_id)?;
    let body = fields::read(&body)?;
    let fields = Fields::of_body(&body);
    fields.only(&["to", "connection", "session"])?;
    let to = fields.text("to")?;
    if !is_digits(to) {
        return Err(Misfit::from("The to field must be a phone number in digits.").into());
    }
    let session = fields.object("session")?;
    session.only(&["sdp_type", "sdp"])?;
    session.word("sdp_type", &["offer", "answer"])?;
    check_connection(fields)?;
    let offer = calls::description(session.text("sdp")?, Half::Offer)?;
    if !number.callback_permission {
        let text = "The call return permission is not enabled for this number.";
        return Err(PositusError::forbidden(text));
    }
    let dial = Dial {
        number,
        customer: Customer::new(&format!("+{to}"), None),
        offer,
        opaque: None,
    };
    calls::dial(&world, request, dial, |_| done()).await
}

/// Accepts an inbound call.
pub(crate) async fn accept(
    State(world): State<Arc<World>>,
    Path(number_id): Path<String>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, PositusError> {
    world.request_is(request, "accept", None);
    let number = number(&world, &headers, &number_id)?;
    let body = fields::read(&body)?;
    let fields = Fields::of_body(&body);
    fields.only(&["call_id", "sdp"])?;
    let call_id = fields.text("call_id")?;
    world.request_is(request, "accept", Some(call_id));
    let action = Action::Accept {
        answer: calls::description(fields.text("sdp")?, Half::Answer)?,
        opaque: None,
    };
    calls::act(&world, &number.id, call_id, action, done()).await
}

/// Rejects an inbound call.
pub(crate) async fn reject(
    State(world): State<Arc<World>>,
    Path(number_id): Path<String>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, PositusError> {
    world.request_is(request, "reject", None);
    let number = number(&world, &headers, &number_id)?;
    let body = fields::read(&body)?;
    let call_id = call_id(&body)?;
    world.request_is(request, "reject", Some(call_id));
    calls::act(&world, &number.id, call_id, Action::Reject, done()).await
}

/// Ends a call.
pub(crate) async fn hang_up(
    State(world): State<Arc<World>>,
    Path(number_id): Path<String>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, PositusError> {
    world.request_is(request, "terminate", None);
    let number = number(&world, &headers, &number_id)?;
    let body = fields::read(&body)?;
    let call_id = call_id(&body)?;
    world.request_is(request, "terminate", Some(call_id));
    calls::act(&world, &number.id, call_id, Action::Terminate, done()).await
}

fn done() -> Response {
    Json(json!({"success": true})).into_response()
}

fn call_id(body: &Map<String, Value>) -> Result<&str, Misfit> {
    let fields = Fields::of_body(body);
    fields.only(&["call_id"])?;
    fields.text("call_id")
}

/// Where the old form is there too, it has its place and is no other description than the new one.
fn check_connection(fields: Fields<'_>) -> Result<(), Misfit> {
    let Some(connection) = fields.optional_object("connection")? else {
        return Ok(());
    };
    connection.only(&["webrtc"])?;
    let webrtc = connection.object("webrtc")?;
    webrtc.only(&["sdp"])?;
    let text = webrtc.text("sdp")?;
    let inner: Option<Value> = serde_json::from_str(text).ok();
    let sdp = inner.as_ref().and_then(|inner| inner.get("sdp")?.as_str());
    if sdp.unwrap_or(text) == fields.object("session")?.text("sdp")? {
        return Ok(());
    }
    Err("connection.webrtc.sdp and session.sdp differ".into())
}
