//! `POST /whatsapp/calls/…`: one address per action.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{error::YCloudError, number, numbers};
use crate::{
    dialects::{
        calls,
        fields::{self, Fields, Misfit},
    },
    sdp::Half,
    world::{
        World,
        action::Action,
        customer::{Customer, is_bsuid, is_e164},
        logs::RequestNumber,
        place::Dial,
    },
};

/// What a handler gets.
type Asked = (
    State<Arc<World>>,
    Extension<RequestNumber>,
    HeaderMap,
    fields::Posted,
);

/// Calls a customer.
pub(crate) async fn connect(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, YCloudError> {
    world.request_is(request, "connect", None);
    numbers(&world, &headers)?;
    let body = fields::read(&body)?;
    let fields = Fields::of_body(&body);
    fields.only(&["from", "to", "recipient", "sdpType", "sdp"])?;
    let from = fields.text("from")?;
    let customer = receiver(fields)?;
    fields.word("sdpType", &["offer"])?;
    let offer = calls::description(fields.text("sdp")?, Half::Offer)?;
    let number = number(&world, &headers, |number| number.display == from)?;
    let is_named = !number.variants.dial_without_call_id;
    let dial = Dial {
        number,
        customer,
        offer,
        opaque: None,
    };
    calls::dial(&world, request, dial, |call_id| {
        let answer = if is_named {
            json!({"wacid": call_id, "success": true})
        } else {
            json!({"success": true})
        };
        Json(answer).into_response()
    })
    .await
}

/// Prepares the media of an inbound call.
pub(crate) async fn pre_accept(
    world: State<Arc<World>>,
    request: Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, YCloudError> {
    act("pre_accept", (world, request, headers, body)).await
}

/// Accepts an inbound call.
pub(crate) async fn accept(
    world: State<Arc<World>>,
    request: Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, YCloudError> {
    act("accept", (world, request, headers, body)).await
}

/// Rejects an inbound call.
pub(crate) async fn reject(
    world: State<Arc<World>>,
    request: Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, YCloudError> {
    act("reject", (world, request, headers, body)).await
}

/// Ends a call.
pub(crate) async fn terminate(
    world: State<Arc<World>>,
    request: Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, YCloudError> {
    act("terminate", (world, request, headers, body)).await
}

async fn act(name: &str, asked: Asked) -> Result<Response, YCloudError> {
    let (State(world), Extension(request), headers, body) = asked;
    world.request_is(request, name, None);
    numbers(&world, &headers)?;
    let body = fields::read(&body)?;
    let fields = Fields::of_body(&body);
    let action = match name {
        "pre_accept" => Action::PreAccept {
            answer: answer(fields)?,
        },
        "accept" => Action::Accept {
            answer: answer(fields)?,
            opaque: None,
        },
        "reject" => fields
            .only(&["phoneId", "wacid"])
            .map(|()| Action::Reject)?,
        _ => fields
            .only(&["phoneId", "wacid"])
            .map(|()| Action::Terminate)?,
    };
    let phone_id = fields.text("phoneId")?;
    let call_id = fields.text("wacid")?;
    world.request_is(request, name, Some(call_id));
    let number = number(&world, &headers, |number| number.id == phone_id)?;
    let done = Json(json!({"wacid": call_id, "success": true}));
    calls::act(&world, &number.id, call_id, action, done.into_response()).await
}

/// The business's half of an inbound call.
fn answer(fields: Fields<'_>) -> Result<String, YCloudError> {
    fields.only(&["phoneId", "wacid", "sdpType", "sdp"])?;
    fields.word("sdpType", &["answer"])?;
    Ok(calls::description(fields.text("sdp")?, Half::Answer)?)
}

/// Exactly one of `to` (`+` and digits) and `recipient` (BSUID).
fn receiver(fields: Fields<'_>) -> Result<Customer, Misfit> {
    match (
        fields.optional_text("to")?,
        fields.optional_text("recipient")?,
    ) {
        (Some(to), None) if is_e164(to) => Ok(Customer::new(to, None)),
        (None, Some(user_id)) if is_bsuid(user_id) => Ok(Customer::new(user_id, None)),
        (Some(_), None) => Err("Param to must be in E.164 form, with +".into()),
        (None, Some(_)) => Err("Param recipient must be a business-scoped user id".into()),
        _ => Err("Exactly one of to and recipient is required".into()),
    }
}
