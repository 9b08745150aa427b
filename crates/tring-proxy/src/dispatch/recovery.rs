//! What a start takes up that the process before it has left open.

use tring_providers::error::ErrorKind;

use super::ringing;
use crate::{
    clock,
    config::millis,
    state::AppState,
    store::{
        actions::{self, ActionKind, ActionState},
        calls, idempotency, permission_requests, teams,
    },
};

/// Settles what was sent without an answer: what may be repeated is sent again, what may not is unknown.
pub async fn take_up(state: &AppState) -> sqlx::Result<()> {
    let now = clock::now();
    let mut write = state.store.write().await?;
    for action in actions::left_open(write.db()).await? {
        match action.kind {
            ActionKind::Reject | ActionKind::Terminate => {
                actions::retry_at(&mut write, action.id, now).await?;
            }
            ActionKind::Dial
            | ActionKind::PreAccept
            | ActionKind::Accept
            | ActionKind::SendText => {
                let message = "The proxy was restarted while the provider was being asked.";
                let error = Some((ErrorKind::Unreachable, message));
                actions::settle(&mut write, action.id, ActionState::Unknown, error).await?;
            }
        }
        if action.kind == ActionKind::Dial {
            let settle_by = now + millis(state.config.timings.settle);
            calls::set_settle_by(&mut write, action.call, Some(settle_by)).await?;
        }
    }
    permission_requests::give_up_open(&mut write).await?;
    idempotency::unlock_all(&mut write).await?;
    let teams = teams::ids(write.db()).await?;
    write.commit().await?;
    for team_id in teams {
        // Nobody is reachable yet; the pages come back by themselves.
        ringing::reroute(state, team_id).await?;
    }
    Ok(())
}
