//! Answering: `pre_accept` and `accept`, each asked once per claim.

use std::sync::Arc;

use tring_calls::event::{CallEvent, Outcome};
use tring_protocol::call::{CallStatus, EndReason, Millis};
use tring_providers::{
    error::{ErrorKind, ProviderError, Retry},
    provider::Provider,
};

use super::{
    change,
    claim::{self, Standing},
    ending, outcome,
};
use crate::{
    auth::{Caller, secret},
    clock,
    config::millis,
    http::error::AppError,
    redacted::Redacted,
    state::AppState,
    store::{
        Write,
        actions::{self, Action, ActionKind, ActionState, Intent},
        calls::{self, CallRow},
        channels,
    },
};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Media comes up, the call is not answered yet.
    PreAccept,
    /// The call is answered.
    Accept,
}

impl Step {
    fn kind(self) -> ActionKind {
        match self {
            Self::PreAccept => ActionKind::PreAccept,
            Self::Accept => ActionKind::Accept,
        }
    }
}

/// A checked request to answer.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "the fields are those of the protocol's AnswerRequest"
)]
pub struct Answer {
    pub caller: Caller,
    pub call_id: String,
    pub desk_id: Option<String>,
    pub sdp: Redacted<String>,
    pub step: Step,
}

/// Does one step of answering. The same request again gets the first one's answer.
pub async fn answer(state: &AppState, answer: Answer) -> Result<(), AppError> {
    match commit(state, &answer).await? {
        Committed::Before(call) => {
            outcome::wait(state, &call, answer.step.kind(), call.claims).await
        }
        Committed::Now {
            call,
            action,
            provider,
        } => {
            let id = call.provider_call_id.clone().unwrap_or_default();
            let sdp = answer.sdp.expose();
            let asked = match answer.step {
                Step::PreAccept => provider.pre_accept(&id, sdp).await,
                Step::Accept => provider.accept(&id, sdp).await,
            };
            record(state, &call, action, answer.step, asked).await
        }
    }
}

enum Committed {
    /// The same request was made before.
    Before(CallRow),
    /// The request is committed; the provider is to be asked now.
    Now {
        call: CallRow,
        action: i64,
        provider: Arc<dyn Provider>,
    },
}

async fn commit(state: &AppState, answer: &Answer) -> Result<Committed, AppError> {
    let now = clock::now();
    let hash = secret::hash(answer.sdp.expose());
    let mut write = state.store.write().await?;
    let call = claim::find(&mut write, &answer.caller, &answer.call_id).await?;
    if let Some(action) = same_desk_action(&mut write, &call, answer).await? {
        return repeated(action, call, &hash);
    }
    let call = held(state, &mut write, call, answer, now).await?;
    same_sdp_as_before(&mut write, &call, &hash).await?;
    let channel = channels::by_id(write.db(), &call.channel_id).await?;
    let provider = state
        .providers
        .of(&channel.ok_or_else(AppError::no_such_call)?)?;
    let intent = Intent {
        call: call.id,
        kind: answer.step.kind(),
        claim: call.claims,
        sdp_hash: Some(&hash),
    };
    let action = actions::send_now(&mut write, intent, now).await?;
    let mut after = call.clone();
    after.claimed_until = Some(now + millis(state.config.timings.answer));
    let call = calls::save(&mut write, &call, &after).await?;
    write.commit().await?;
    Ok(Committed::Now {
        call,
        action,
        provider,
    })
}

/// The action of this claim, where the one who asks holds it or has answered with it.
async fn same_desk_action(
    write: &mut Write,
    call: &CallRow,
    answer: &Answer,
) -> Result<Option<Action>, AppError> {
    let same_desk = call.desk_id == answer.desk_id && call.agent_id == answer.caller.agent_id;
    let held = call.is_claimed() || call.status == CallStatus::InProgress;
    if !call.is_live() || !held || !same_desk {
        return Ok(None);
    }
    Ok(actions::find(write.db(), call.id, answer.step.kind(), call.claims).await?)
}

fn repeated(action: Action, call: CallRow, hash: &str) -> Result<Committed, AppError> {
    if action.sdp_hash.as_deref() == Some(hash) {
        Ok(Committed::Before(call))
    } else {
        Err(different_sdp())
    }
}

fn different_sdp() -> AppError {
    AppError::WrongState(
        "This call is being answered with another SDP. Send the same one as in `pre-accept`."
            .to_owned(),
    )
}

/// The call under a claim of the one who asks. A program may answer without claiming first.
async fn held(
    state: &AppState,
    write: &mut Write,
    call: CallRow,
    answer: &Answer,
    now: Millis,
) -> Result<CallRow, AppError> {
    let desk_id = answer.desk_id.as_deref();
    match claim::standing(&call, &answer.caller, desk_id)? {
        Standing::Holds => Ok(call),
        Standing::Free if answer.caller.is_agent() => Err(AppError::NotClaimed),
        Standing::Free => claim::take(state, write, &call, &answer.caller, desk_id, now).await,
    }
}

async fn same_sdp_as_before(write: &mut Write, call: &CallRow, hash: &str) -> Result<(), AppError> {
    let before = actions::find(write.db(), call.id, ActionKind::PreAccept, call.claims).await?;
    match before {
        Some(action) if action.sdp_hash.as_deref() != Some(hash) => Err(different_sdp()),
        Some(_) | None => Ok(()),
    }
}

async fn record(
    state: &AppState,
    call: &CallRow,
    action: i64,
    step: Step,
    asked: Result<(), ProviderError>,
) -> Result<(), AppError> {
    let now = clock::now();
    let mut write = state.store.write().await?;
    let call = calls::by_row(write.db(), call.id).await?;
    let result = match asked {
        Ok(()) => {
            actions::settle(&mut write, action, ActionState::Done, None).await?;
            succeeded(state, &mut write, &call, step, now).await?;
            Ok(())
        }
        Err(error) => {
            outcome::settle_failed(&mut write, action, &error).await?;
            failed(state, &mut write, (&call, step), &error, now).await?;
            Err(AppError::from_provider(
                error.kind,
                error.message,
                call.call_id.clone(),
            ))
        }
    };
    write.commit().await?;
    result
}

async fn succeeded(
    state: &AppState,
    write: &mut Write,
    call: &CallRow,
    step: Step,
    now: Millis,
) -> sqlx::Result<()> {
    if !call.is_live() {
        // Ended meanwhile: the ending is a row of its own and goes out now.
        return Ok(());
    }
    let after = match step {
        Step::PreAccept => CallRow {
            pre_accepted: true,
            claimed_until: Some(now + millis(state.config.timings.answer)),
            ..call.clone()
        },
        Step::Accept => change::after(call, &CallEvent::Answered, now),
    };
    calls::save(write, call, &after).await?;
    Ok(())
}

/// Before `pre_accept` has succeeded the call rings again; afterwards, or when nobody knows whether the call was
/// accepted, it ends: no other browser could continue it.
async fn failed(
    state: &AppState,
    write: &mut Write,
    (call, step): (&CallRow, Step),
    error: &ProviderError,
    now: Millis,
) -> sqlx::Result<()> {
    if !call.is_live() || call.status == CallStatus::InProgress {
        return Ok(());
    }
    if error.kind == ErrorKind::CallGone {
        let event = CallEvent::Terminated {
            talk: None,
            outcome: Outcome::Completed,
            error: None,
        };
        change::apply_from_provider(write, call, &event, now).await?;
        return Ok(());
    }
    let accept_unknown = step == Step::Accept && error.retry == Retry::Unknown;
    if !call.pre_accepted && !accept_unknown {
        claim::release(state, write, call, now).await?;
        return Ok(());
    }
    let reason = if error.retry == Retry::Unknown {
        EndReason::ProviderUnreachable
    } else {
        EndReason::Failed
    };
    let event = CallEvent::HungUp {
        reason: Some(reason),
    };
    let mut after = change::after(call, &event, now);
    after.failure_reason = Some(error.message.clone());
    calls::save(write, call, &after).await?;
    ending::intend(write, call, ActionKind::Terminate, now).await
}
