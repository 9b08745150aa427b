//! The customer was heard: how a call is known to be answered where the provider does not say so.

use tring_calls::event::CallEvent;
use tring_protocol::call::{CallStatus, Direction};

use super::{change, claim, permission::state::capabilities as capabilities_of};
use crate::{
    auth::Caller,
    clock,
    http::error::AppError,
    state::AppState,
    store::{calls::CallRow, channels},
};

/// The page at this desk heard the first sound of the customer: the call is in progress. Said again, it changes
/// nothing.
pub async fn heard(
    state: &AppState,
    caller: &Caller,
    call_id: &str,
    desk_id: Option<&str>,
) -> Result<(), AppError> {
    let now = clock::now();
    let mut write = state.store.write().await?;
    let call = claim::find(&mut write, caller, call_id).await?;
    let channel = channels::by_id(write.db(), &call.channel_id).await?;
    let capabilities = channel.as_ref().and_then(capabilities_of);
    if capabilities.is_none_or(|capabilities| capabilities.status_events) {
        return Err(refused(
            "This channel's provider says itself when the customer answers.",
        ));
    }
    if call.status == CallStatus::InProgress && is_theirs(&call, caller, desk_id) {
        return Ok(());
    }
    let waits = matches!(call.status, CallStatus::Initiated | CallStatus::Ringing);
    if call.direction != Direction::Outbound || !waits {
        return Err(refused(
            "Only an outgoing call that is not answered yet can be heard for the first time.",
        ));
    }
    if !is_theirs(&call, caller, desk_id) {
        return Err(refused(
            "This call was placed from another page. Only that page hears the customer.",
        ));
    }
    change::apply(&mut write, &call, &CallEvent::Answered, now).await?;
    write.commit().await?;
    Ok(())
}

fn is_theirs(call: &CallRow, caller: &Caller, desk_id: Option<&str>) -> bool {
    call.desk_id.as_deref() == desk_id && call.agent_id == caller.agent_id
}

fn refused(sentence: &str) -> AppError {
    AppError::WrongState(sentence.to_owned())
}
