//! `POST /{version}/{number}/calls`: connect, `pre_accept`, accept, reject, terminate.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::{access, error::GraphError};
use crate::{
    dialects::{
        calls,
        fields::{self, Fields, Misfit},
    },
    sdp::Half,
    world::{
        World,
        action::Action,
        customer::{Customer, is_bsuid, is_digits},
        logs::RequestNumber,
        number::Number,
        place::Dial,
    },
};

/// Longest `biz_opaque_callback_data`, in bytes.
const LONGEST_OPAQUE: usize = 512;

/// What every body has, beside what its action needs.
const COMMON: [&str; 3] = ["messaging_product", "call_id", "action"];

/// Answers an action on a call.
pub(crate) async fn calls(
    State(world): State<Arc<World>>,
    Path((version, number_id)): Path<(String, String)>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, GraphError> {
    let number = access::number(&world, &version, &number_id, &headers)?;
    perform(&world, number, request, &fields::read(&body)?).await
}

/// Does what the body says with the number's calls, as those who pass it on to Meta do too.
pub(crate) async fn perform(
    world: &Arc<World>,
    number: Number,
    request: RequestNumber,
    body: &Map<String, Value>,
) -> Result<Response, GraphError> {
    if let Some(action) = body.get("action").and_then(Value::as_str) {
        let call_id = body.get("call_id").and_then(Value::as_str);
        world.request_is(request, action, call_id);
    }
    let fields = for_whatsapp(body)?;
    let action = match fields.text("action")? {
        "connect" => return connect(world, number, request, fields).await,
        "pre_accept" => pre_accept(fields)?,
        "accept" => accept(fields)?,
        "reject" => fields.only(&COMMON).map(|()| Action::Reject)?,
        "terminate" => fields.only(&COMMON).map(|()| Action::Terminate)?,
        other => {
            return Err(GraphError::parameter(format!(
                "action is `{other}`, it must be one of {{connect, pre_accept, accept, reject, terminate}}"
            )));
        }
    };
    let call_id = fields.text("call_id")?;
    let done = Json(json!({"messaging_product": "whatsapp", "success": true}));
    calls::act(world, &number.id, call_id, action, done.into_response()).await
}

/// The fields of a body that says that it is for WhatsApp.
pub(crate) fn for_whatsapp(body: &Map<String, Value>) -> Result<Fields<'_>, Misfit> {
    let fields = Fields::of_body(body);
    fields.word("messaging_product", &["whatsapp"])?;
    Ok(fields)
}

async fn connect(
    world: &Arc<World>,
    number: Number,
    request: RequestNumber,
    fields: Fields<'_>,
) -> Result<Response, GraphError> {
    fields.only(&[
        "messaging_product",
        "to",
        "recipient",
        "action",
        "session",
        "biz_opaque_callback_data",
        "recording",
        "transcription",
    ])?;
    let dial = Dial {
        number,
        customer: receiver(fields)?,
        offer: session(fields, Half::Offer)?,
        opaque: opaque(fields)?,
    };
    check_recording(fields)?;
    calls::dial(world, request, dial, |call_id| {
        Json(json!({"messaging_product": "whatsapp", "calls": [{"id": call_id}]})).into_response()
    })
    .await
}

fn pre_accept(fields: Fields<'_>) -> Result<Action, GraphError> {
    fields.only(&[&COMMON[..], &["session"]].concat())?;
    Ok(Action::PreAccept {
        answer: session(fields, Half::Answer)?,
    })
}

fn accept(fields: Fields<'_>) -> Result<Action, GraphError> {
    let more = [
        "session",
        "biz_opaque_callback_data",
        "recording",
        "transcription",
    ];
    fields.only(&[&COMMON[..], &more].concat())?;
    check_recording(fields)?;
    Ok(Action::Accept {
        answer: session(fields, Half::Answer)?,
        opaque: opaque(fields)?,
    })
}

/// `to` (digits) or `recipient` (BSUID); `to` wins where both are given.
fn receiver(fields: Fields<'_>) -> Result<Customer, GraphError> {
    let (to, recipient) = (
        fields.optional_text("to")?,
        fields.optional_text("recipient")?,
    );
    if let Some(recipient) = recipient.filter(|recipient| !is_bsuid(recipient)) {
        let text = format!("Param recipient `{recipient}` is not a business-scoped user id");
        return Err(GraphError::parameter(text));
    }
    match (to, recipient) {
        (Some(to), _) if is_digits(to) => Ok(Customer::new(&format!("+{to}"), None)),
        (Some(_), _) => Err(GraphError::parameter(
            "Param to is not a phone number: give country code and number in digits only",
        )),
        (None, Some(recipient)) => Ok(Customer::new(recipient, None)),
        (None, None) => Err(GraphError::parameter(
            "The parameter to is required on \"$root\"",
        )),
    }
}

fn session(fields: Fields<'_>, half: Half) -> Result<String, GraphError> {
    let session = fields.object("session")?;
    session.only(&["sdp_type", "sdp"])?;
    let wanted = match half {
        Half::Offer => "offer",
        Half::Answer => "answer",
    };
    let sdp_type = session.text("sdp_type")?;
    if sdp_type != wanted {
        let text = format!("session.sdp_type is `{sdp_type}`, this action needs `{wanted}`");
        return Err(GraphError::parameter(text));
    }
    calls::description(session.text("sdp")?, half)
}

fn opaque(fields: Fields<'_>) -> Result<Option<String>, GraphError> {
    let opaque = fields.optional_text("biz_opaque_callback_data")?;
    if opaque.is_some_and(|opaque| opaque.len() > LONGEST_OPAQUE) {
        return Err(GraphError::parameter(format!(
            "Param biz_opaque_callback_data is longer than {LONGEST_OPAQUE} characters"
        )));
    }
    Ok(opaque.map(str::to_owned))
}

/// `recording` and `transcription` are objects with a status.
fn check_recording(fields: Fields<'_>) -> Result<(), GraphError> {
    for name in ["recording", "transcription"] {
        let Some(value) = fields.get(name) else {
            continue;
        };
        let empty = Map::new();
        let object = Fields::of_object(value.as_object().unwrap_or(&empty), name);
        object.only(&["status", "purpose", "announcement_language"])?;
        match object.text("status")? {
            "ENABLED" | "DISABLED" => {}
            other => {
                let text = format!("{name}.status is `{other}`, it must be ENABLED or DISABLED");
                return Err(GraphError::parameter(text));
            }
        }
    }
    Ok(())
}
