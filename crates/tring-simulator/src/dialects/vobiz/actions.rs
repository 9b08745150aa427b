//! `POST /calls/whatsapp` and `POST /calls/whatsapp/action`.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{access, error::VobizError};
use crate::{
    dialects::{
        calls,
        fields::{self, Fields},
    },
    sdp::Half,
    world::{
        Books, World,
        action::Action,
        customer::{Customer, is_e164},
        logs::RequestNumber,
        number::Number,
        place::Dial,
    },
};

/// Calls a customer; the response names the call by an id that no webhook knows.
pub(crate) async fn dial(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, VobizError> {
    world.request_is(request, "connect", None);
    let channels = access::channels(&world, &headers)?;
    let body = fields::read(&body)?;
    let fields = Fields::of_body(&body);
    fields.only(&["channel_id", "to", "sdp_offer"])?;
    let channel_id = fields.text("channel_id")?;
    let to = fields.text("to")?;
    if !is_e164(to) {
        return Err(VobizError::bad_request("to must be in E.164 format"));
    }
    let offer = fields.text("sdp_offer")?;
    let number = access::channel(channels, channel_id)?;
    let from = number.display.clone();
    let dial = Dial {
        number,
        customer: Customer::new(to, None),
        offer: calls::description(offer, Half::Offer)?,
        opaque: None,
    };
    calls::dial(&world, request, dial, |call_id| {
        let books = world.books();
        let own_id = books.call(call_id).map(|call| call.facts.own_id.clone());
        let answer = json!({
            "call_id": own_id,
            "from": from,
            "to": to,
            "status": "initiated",
            "direction": "outbound",
        });
        (StatusCode::CREATED, Json(answer)).into_response()
    })
    .await
}

/// Does something with a call.
pub(crate) async fn act(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, VobizError> {
    let channels = access::channels(&world, &headers)?;
    let body = fields::read(&body)?;
    let fields = Fields::of_body(&body);
    fields.only(&["channel_id", "call_id", "action", "sdp"])?;
    let words = ["pre_accept", "accept", "reject", "terminate"];
    let name = fields.word("action", &words)?;
    world.request_is(request, name, None);
    let number = access::channel(channels, fields.text("channel_id")?)?;
    let named = fields.text("call_id")?;
    let action = match name {
        "pre_accept" => Action::PreAccept {
            answer: calls::description(fields.text("sdp")?, Half::Answer)?,
        },
        "accept" => Action::Accept {
            answer: calls::description(fields.text("sdp")?, Half::Answer)?,
            opaque: None,
        },
        "reject" => Action::Reject,
        _ => Action::Terminate,
    };
    let call_id = metas_id(&world.books(), &number, named);
    let call_id = call_id.ok_or_else(|| VobizError::not_found("call not found"))?;
    world.request_is(request, name, Some(&call_id));
    let done = Json(json!({"call_id": named, "action": name, "success": true}));
    calls::act(&world, &number.id, &call_id, action, done.into_response()).await
}

/// Meta's id of the channel's call that `named` means.
fn metas_id(books: &Books, number: &Number, named: &str) -> Option<String> {
    let by_meta = number.variants.action_by_meta_call_id;
    let mut facts = books.calls.iter().rev().map(|call| &call.facts);
    facts
        .find(|facts| {
            let fits = facts.own_id == named || (by_meta && facts.id == named);
            fits && facts.number_id == number.id
        })
        .map(|facts| facts.id.clone())
}
