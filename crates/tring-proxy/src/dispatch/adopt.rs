//! A desk takes up a call that somebody asked for: the first one has it.

use tring_protocol::call::Millis;

use super::{claim, dial::Dial};
use crate::{
    config::millis,
    http::error::AppError,
    state::AppState,
    store::{
        Write,
        calls::{self, CallRow},
    },
};

/// Makes the call this desk's, from the same transaction on in which it is dialled.
///
/// Any agent of the team may, also one whose inbox rang a moment ago: the routing may have gone on to the next while
/// her browser asked for the microphone.
pub(super) async fn take_up(
    state: &AppState,
    write: &mut Write,
    dial: &Dial,
    call_id: &str,
    now: Millis,
) -> Result<CallRow, AppError> {
    let call = claim::find(write, &dial.caller, call_id).await?;
    if !call.is_live() {
        return Err(AppError::WrongState(
            "This call has ended already. Ask for a new one.".to_owned(),
        ));
    }
    if !call.requested {
        return Err(AppError::AlreadyClaimed {
            who: call
                .agent_name
                .unwrap_or_else(|| "Another program of your team".to_owned()),
        });
    }
    let mut after = call.clone();
    after.requested = false;
    after.attempt_id.clone_from(&dial.attempt_id);
    after.desk_id.clone_from(&dial.desk_id);
    after.agent_id = dial.caller.agent_id;
    after.ringing_agents.clear();
    after.route_at = None;
    after.rings_until = Some(now + millis(state.config.timings.ring_there));
    Ok(calls::save(write, &call, &after).await?)
}
