//! Deadlines: columns that a sweep fires, each through a compare-and-set.

use std::time::Duration;

use tokio::time::Instant;
use tring_calls::event::CallEvent;
use tring_protocol::call::{CallStatus, EndReason, Millis};

use super::{change, claim, ending, fallback, health, permission, ringing, settling};
use crate::{
    clock,
    config::millis,
    state::AppState,
    store::{
        Write,
        actions::{self, ActionKind, ActionState},
        calls::{self, CallRow, checks},
        idempotency, permissions,
    },
};

/// How long the sweep sleeps at most: another process may have written a deadline.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// How long those who read the database are given before its log is emptied again.
const READERS: Millis = 1_000;
/// How long it sleeps at least, and after an error of the database.
const SHORTEST_SLEEP: Duration = Duration::from_millis(5);
/// How far apart two sweeps begin at least: many calls that end at once are looked at together.
const BETWEEN: Duration = Duration::from_millis(50);

/// Fires deadlines and sends due endings until the proxy stops.
pub async fn run(state: AppState) {
    let mut shutdown = state.shutdown.clone();
    loop {
        let begun = Instant::now();
        state.bus.sweep_begins();
        let sleep = match sweep(&state).await {
            Ok(next) => until(next),
            Err(error) => {
                tracing::error!(%error, "the sweep failed; it is tried again");
                Duration::from_secs(1)
            }
        };
        let planned = clock::now() + millis(sleep);
        tokio::select! {
            () = state.bus.sweep_wanted(planned) => {}
            () = tokio::time::sleep(sleep) => {}
            () = shutdown.wanted() => return,
        }
        tokio::time::sleep_until(begun + BETWEEN).await;
    }
}

fn until(next: Option<Millis>) -> Duration {
    let wait = next.map_or(LONGEST_SLEEP, |next| {
        Duration::from_millis(next.saturating_sub(clock::now()))
    });
    wait.clamp(SHORTEST_SLEEP, LONGEST_SLEEP)
}

/// Fires what is due, and returns when the next deadline comes.
async fn sweep(state: &AppState) -> sqlx::Result<Option<Millis>> {
    let now = clock::now();
    let mut db = state.store.readers().acquire().await?;
    let due = calls::due(&mut db, now).await?;
    let endings = actions::due(&mut db, now).await?;
    let unsettled = checks::due(&mut db, now).await?;
    drop(db);
    for call in due {
        fire(state, call.id, now).await?;
    }
    for id in unsettled {
        settling::settle(state, id, now).await?;
    }
    for action in endings {
        send(state.clone(), action);
    }
    permission::run_out(state, now).await?;
    health::ask_due(state, now).await?;
    fallback::run(state).await?;
    idempotency::sweep(&state.store, now).await?;
    let log_is_full = state.store.empty_log_again().await?;
    state.last_used.write_due(&state.store).await?;
    state.limits.tidy();
    let mut db = state.store.readers().acquire().await?;
    let next = [
        calls::next_deadline(&mut db).await?,
        actions::next_deadline(&mut db).await?,
        checks::next_deadline(&mut db).await?,
        permissions::next_end(&mut db).await?,
        log_is_full.then_some(now + READERS),
    ];
    Ok(next.into_iter().flatten().min())
}

fn send(state: AppState, action: actions::Action) {
    let working = state.tasks.enter();
    tokio::spawn(async move {
        let sent = if action.kind == ActionKind::SendText {
            fallback::send(&state, &action).await
        } else {
            ending::send(&state, &action).await
        };
        if let Err(error) = sent {
            tracing::error!(%error, kind = ?action.kind, "the provider could not be asked");
        }
        drop(working);
    });
}

async fn fire(state: &AppState, id: i64, now: Millis) -> sqlx::Result<()> {
    let mut write = state.store.write().await?;
    let call = calls::by_row(write.db(), id).await?;
    let is_due = |deadline: Option<Millis>| deadline.is_some_and(|deadline| deadline <= now);
    // Something may have happened since the call was found to be due.
    if !call.is_live() || call.status == CallStatus::InProgress {
        return Ok(());
    }
    if is_due(call.claimed_until) {
        claim_ran_out(state, &mut write, &call, now).await?;
    } else if !call.is_claimed() && is_due(call.rings_until) {
        rang_too_long(&mut write, &call, now).await?;
    } else if !call.is_claimed() && is_due(call.route_at) {
        if ringing::waits(&call) {
            drop(write);
            return ringing::reroute(state, call.team_id).await;
        }
        let settled = CallRow {
            route_at: None,
            ..call
        };
        calls::set_routing(&mut write, &settled).await?;
    } else if is_due(call.settle_by) {
        settle(&mut write, &call, now).await?;
    }
    write.commit().await
}

/// Nobody knows whether our dial request had an effect. A webhook would have told us by now.
async fn settle(write: &mut Write, call: &CallRow, now: Millis) -> sqlx::Result<()> {
    if call.provider_call_id.is_some() {
        return calls::set_settle_by(write, call.id, None).await;
    }
    let event = CallEvent::ProviderUnreachable {
        message: "The provider did not say what became of the call. Look at the customer's phone before you \
                  call again."
            .to_owned(),
    };
    change::apply(write, call, &event, now).await?;
    Ok(())
}

async fn rang_too_long(write: &mut Write, call: &CallRow, now: Millis) -> sqlx::Result<()> {
    if ringing::waits(call) {
        return ringing::waited_too_long(write, call, now).await;
    }
    change::apply(write, call, &CallEvent::RingTimedOut, now).await?;
    ending::intend(write, call, ActionKind::Terminate, now).await
}

/// Before anything reached the provider the call rings again; afterwards only that browser could have continued.
async fn claim_ran_out(
    state: &AppState,
    write: &mut Write,
    call: &CallRow,
    now: Millis,
) -> sqlx::Result<()> {
    let accept = actions::find(write.db(), call.id, ActionKind::Accept, call.claims).await?;
    let accepting = accept.is_some_and(|action| action.state != ActionState::Refused);
    if !call.pre_accepted && !accepting {
        claim::release(state, write, call, now).await?;
        return Ok(());
    }
    let event = CallEvent::HungUp {
        reason: Some(EndReason::ConnectionLost),
    };
    change::apply(write, call, &event, now).await?;
    ending::intend(write, call, ActionKind::Terminate, now).await
}
