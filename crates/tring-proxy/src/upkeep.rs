//! Upkeep: erases what is old, a little at a time, so that no call waits for it.
//!
//! A person can be erased at any time; this is for everybody else's traces, which nobody would ask for.

use std::time::Duration;

use tring_protocol::call::Millis;

use crate::{
    clock,
    config::Keep,
    state::AppState,
    store::{
        Store,
        ageing::{self, Ageing},
    },
};

/// How often is looked for what is old.
const EVERY: Duration = Duration::from_hours(1);
/// How many rows go in one transaction: some milliseconds.
const BATCH: u32 = 50;
/// How long others have the database and the disk to themselves between two transactions.
const PAUSE: Duration = Duration::from_millis(50);

const DAY: Millis = 86_400_000;
/// How long events about no call are kept; nobody reads one twice.
const KEEP_EVENTS: Millis = 90 * DAY;

/// From before when it is old.
pub fn old_before(what: Ageing, keep: Keep, now: Millis) -> Millis {
    let age = match what {
        Ageing::Webhooks => Millis::from(keep.webhooks_days) * DAY,
        Ageing::SessionDescriptions => Millis::from(keep.sdp_days) * DAY,
        Ageing::Events => KEEP_EVENTS,
        // Their own end is what counts.
        Ageing::Sessions | Ageing::SignInLinks => 0,
    };
    now.saturating_sub(age)
}

/// Erases what is old every hour until the proxy stops.
pub async fn run(state: AppState) {
    let mut shutdown = state.shutdown.clone();
    loop {
        let round = async {
            if let Err(error) = erase_old(&state.store, state.config.keep, clock::now()).await {
                tracing::error!(%error, "what is old could not be erased; it is tried again in an hour");
            }
            tokio::time::sleep(EVERY).await;
        };
        tokio::select! {
            () = round => {}
            () = shutdown.wanted() => return,
        }
    }
}

/// Erases what is old at `now`, and returns how many rows that were.
pub async fn erase_old(store: &Store, keep: Keep, now: Millis) -> sqlx::Result<u64> {
    let mut erased = 0;
    for what in Ageing::ALL {
        let rows = erase_all(store, what, old_before(what, keep, now)).await?;
        if rows > 0 {
            tracing::info!(?what, rows, "erased what was old");
        }
        erased += rows;
    }
    if erased > 0 {
        // Until then it can be read in the log beside the file.
        store.empty_log().await?;
    }
    Ok(erased)
}

async fn erase_all(store: &Store, what: Ageing, before: Millis) -> sqlx::Result<u64> {
    let mut erased = 0;
    while is_any(store, what, before).await? {
        let mut write = store.write().await?;
        erased += ageing::erase(&mut write, what, before, BATCH).await?;
        write.commit().await?;
        tokio::time::sleep(PAUSE).await;
    }
    Ok(erased)
}

/// Asked before the right to write is taken: usually there is nothing to do.
async fn is_any(store: &Store, what: Ageing, before: Millis) -> sqlx::Result<bool> {
    let mut db = store.readers().acquire().await?;
    ageing::is_any(&mut db, what, before).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_has_its_own_age() {
        let keep = Keep {
            webhooks_days: 30,
            sdp_days: 1,
        };
        let now = 1_000 * DAY;
        let age = |what| (now - old_before(what, keep, now)) / DAY;
        assert_eq!(Ageing::ALL.map(age), [30, 1, 90, 0, 0]);
        let young = old_before(Ageing::Webhooks, keep, DAY);
        assert_eq!(young, 0, "a clock near its beginning makes nothing old");
    }
}
