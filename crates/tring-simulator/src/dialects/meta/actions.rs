//! `POST /{version}/{number}/calls`: connect, `pre_accept`, accept, reject, terminate.

use std::sync::Arc;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::{access, error::GraphError, fault, fields, fields::Fields};
use crate::{
    script::{ResponseFault, ResponseFor},
    sdp::{self, Half, Problem},
    world::{
        World,
        action::{Action, ActionRefusal},
        customer::{Customer, is_bsuid, is_digits},
        logs::RequestNumber,
        number::Number,
        place::{Dial, DialRefusal, Dialled},
    },
};

/// Longest `biz_opaque_callback_data`, in bytes.
const LONGEST_OPAQUE: usize = 512;

/// Answers an action on a call.
pub(crate) async fn calls(
    State(world): State<Arc<World>>,
    Path((version, number_id)): Path<(String, String)>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, GraphError> {
    let number = access::number(&world, &version, &number_id, &headers)?;
    let body = fields::read(&body)?;
    if let Some(action) = body.get("action").and_then(Value::as_str) {
        let call_id = body.get("call_id").and_then(Value::as_str);
        world.request_is(request, action, call_id);
    }
    let fields = Fields::of_body(&body)?;
    match fields.text("action")? {
        "connect" => connect(&world, number, request, fields).await,
        "pre_accept" => act(&world, &number, ResponseFor::PreAccept, fields).await,
        "accept" => act(&world, &number, ResponseFor::Accept, fields).await,
        "reject" => act(&world, &number, ResponseFor::Reject, fields).await,
        "terminate" => act(&world, &number, ResponseFor::Terminate, fields).await,
        other => Err(GraphError::parameter(format!(
            "action is `{other}`, it must be one of {{connect, pre_accept, accept, reject, terminate}}"
        ))),
    }
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
    let customer = receiver(fields)?;
    let offer = session(fields, Half::Offer)?;
    let opaque = opaque(fields)?;
    check_recording(fields)?;
    let fault = world
        .books()
        .script_for(&customer.address)
        .take_fault(ResponseFor::Connect);
    if let Some(response) = fault::before(fault.as_ref()) {
        return Ok(response);
    }
    let dial = Dial {
        number,
        customer,
        offer,
        opaque,
    };
    let Dialled {
        call_id,
        first_webhook,
    } = world.dial(dial).map_err(dial_error)?;
    world.request_is(request, "connect", Some(&call_id));
    if let Some(acknowledged) = first_webhook {
        // An outbox that is gone has nothing to wait for.
        let _ = acknowledged.await;
    }
    let answer = json!({"messaging_product": "whatsapp", "calls": [{"id": call_id}]});
    Ok(fault::after(fault.as_ref(), Json(answer).into_response()).await)
}

async fn act(
    world: &Arc<World>,
    number: &Number,
    request: ResponseFor,
    fields: Fields<'_>,
) -> Result<Response, GraphError> {
    let call_id = fields.text("call_id")?;
    let action = action(request, fields)?;
    let fault = take_fault(world, call_id, request);
    if let Some(response) = fault::before(fault.as_ref()) {
        return Ok(response);
    }
    world
        .act(&number.id, call_id, action)
        .await
        .map_err(action_error)?;
    let answer = Json(json!({"messaging_product": "whatsapp", "success": true}));
    let response = fault::after(fault.as_ref(), answer.into_response()).await;
    if request == ResponseFor::Accept {
        world.accept_was_answered(call_id);
    }
    Ok(response)
}

/// Reads what the action needs beside the call's id.
fn action(request: ResponseFor, fields: Fields<'_>) -> Result<Action, GraphError> {
    const COMMON: [&str; 3] = ["messaging_product", "call_id", "action"];
    match request {
        ResponseFor::PreAccept => {
            fields.only(&[&COMMON[..], &["session"]].concat())?;
            Ok(Action::PreAccept {
                answer: session(fields, Half::Answer)?,
            })
        }
        ResponseFor::Accept => {
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
        ResponseFor::Reject => fields.only(&COMMON).map(|()| Action::Reject),
        ResponseFor::Terminate
        | ResponseFor::All
        | ResponseFor::Connect
        | ResponseFor::CallPermissions
        | ResponseFor::Messages => fields.only(&COMMON).map(|()| Action::Terminate),
    }
}

fn take_fault(world: &World, call_id: &str, request: ResponseFor) -> Option<ResponseFault> {
    world.books().call(call_id)?.script.take_fault(request)
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
    let sdp = session.text("sdp")?;
    sdp::check(sdp, half).map_err(|problem| match problem {
        Problem::Fingerprint(_) => GraphError::sdp_validation(problem.to_string()),
        Problem::Other(_) => GraphError::parameter(problem.to_string()),
    })?;
    Ok(sdp.to_owned())
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

fn dial_error(refusal: DialRefusal) -> GraphError {
    match refusal {
        DialRefusal::CallingDisabled => GraphError::calling_disabled(),
        DialRefusal::NoPermission => GraphError::no_permission(),
        DialRefusal::AlreadyInCall => GraphError::already_in_call(),
        DialRefusal::Media(error) => {
            GraphError::parameter(format!("SDP Validation error: {error}"))
        }
    }
}

fn action_error(refusal: ActionRefusal) -> GraphError {
    match refusal {
        ActionRefusal::Media(error) => {
            GraphError::parameter(format!("SDP Validation error: {error}"))
        }
        ActionRefusal::Input(_) | ActionRefusal::DifferentAnswer => {
            GraphError::parameter(refusal.to_string())
        }
    }
}
