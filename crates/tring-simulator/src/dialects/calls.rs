//! What all dialects do alike once they have read a request: dial, act, check descriptions.

use std::sync::Arc;

use axum::response::Response;

use super::{
    fault::{self, Refused},
    meta::GraphError,
};
use crate::{
    script::ResponseFor,
    sdp::{self, Half, Problem},
    world::{
        World,
        action::{Action, ActionRefusal},
        logs::RequestNumber,
        place::{Dial, DialRefusal, Dialled},
    },
};

/// Places a call and answers with what `answer` makes of its id.
pub(crate) async fn dial<E: Refused>(
    world: &Arc<World>,
    request: RequestNumber,
    dial: Dial,
    answer: impl FnOnce(&str) -> Response,
) -> Result<Response, E> {
    let script = world.books().script_for(&dial.customer.address);
    fault::spoiled(script.take_fault(ResponseFor::Connect), async {
        let Dialled {
            call_id,
            first_webhook,
        } = world.dial(dial).map_err(GraphError::from)?;
        world.request_is(request, "connect", Some(&call_id));
        if let Some(acknowledged) = first_webhook {
            // An outbox that is gone has nothing to wait for.
            let _ = acknowledged.await;
        }
        Ok(answer(&call_id))
    })
    .await
}

/// Carries out an action on one of the number's calls and answers with `answer`.
pub(crate) async fn act<E: Refused>(
    world: &Arc<World>,
    number_id: &str,
    call_id: &str,
    action: Action,
    answer: Response,
) -> Result<Response, E> {
    let kind = kind(&action);
    let script = world.books().call(call_id).map(|call| call.script.clone());
    let fault = script.and_then(|script| script.take_fault(kind));
    let response = fault::spoiled(fault, async {
        let done = world.act(number_id, call_id, action).await;
        done.map_err(GraphError::from)?;
        Ok::<_, E>(answer)
    })
    .await?;
    if kind == ResponseFor::Accept {
        world.accept_was_answered(call_id);
    }
    Ok(response)
}

/// The same text, once it is a description that WhatsApp takes.
pub(crate) fn description(sdp: &str, half: Half) -> Result<String, GraphError> {
    sdp::check(sdp, half).map_err(|problem| match problem {
        Problem::Fingerprint(_) => GraphError::sdp_validation(problem.to_string()),
        Problem::Other(_) => GraphError::parameter(problem.to_string()),
    })?;
    Ok(sdp.to_owned())
}

const fn kind(action: &Action) -> ResponseFor {
    match action {
        Action::PreAccept { .. } => ResponseFor::PreAccept,
        Action::Accept { .. } => ResponseFor::Accept,
        Action::Reject => ResponseFor::Reject,
        Action::Terminate => ResponseFor::Terminate,
    }
}

impl From<DialRefusal> for GraphError {
    fn from(refusal: DialRefusal) -> Self {
        match refusal {
            DialRefusal::CallingDisabled => Self::calling_disabled(),
            DialRefusal::SipEnabled => Self::sip_enabled(),
            DialRefusal::NoPermission => Self::no_permission(),
            DialRefusal::AlreadyInCall => Self::already_in_call(),
            DialRefusal::DailyLimit { next } => Self::daily_limit(next),
            DialRefusal::Media(error) => Self::parameter(format!("SDP Validation error: {error}")),
        }
    }
}

impl From<ActionRefusal> for GraphError {
    fn from(refusal: ActionRefusal) -> Self {
        match refusal {
            ActionRefusal::Media(error) => {
                Self::parameter(format!("SDP Validation error: {error}"))
            }
            ActionRefusal::Input(_) | ActionRefusal::DifferentAnswer => {
                Self::parameter(refusal.to_string())
            }
        }
    }
}
