//! From the event log to the queue: what an endpoint is to be told and how far the log has been read for it are written
//! in one transaction.

use std::collections::{HashMap, hash_map::Entry};

use sqlx::SqliteConnection;
use tring_protocol::call::Millis;

use super::{event_types, messages};
use crate::{
    clock,
    state::AppState,
    store::{
        Write, teams,
        webhook_deliveries::{self, LoggedEvent, NewDelivery},
        webhook_endpoints::{self, Endpoint},
    },
};

/// How many events are read in one transaction for one endpoint: calls wait for it.
const BATCH: u32 = 32;

/// Queues what has happened, and says whether there is more.
pub(super) async fn collect(state: &AppState) -> sqlx::Result<bool> {
    let mut db = state.store.readers().acquire().await?;
    let mut teams: Vec<i64> = webhook_endpoints::behind(&mut db)
        .await?
        .iter()
        .map(|endpoint| endpoint.team_id)
        .collect();
    drop(db);
    teams.dedup();
    let mut more = false;
    for team_id in teams {
        more |= of_team(state, team_id).await?;
    }
    Ok(more)
}

async fn of_team(state: &AppState, team_id: i64) -> sqlx::Result<bool> {
    let now = clock::now();
    let mut write = state.store.write().await?;
    let last_seq = teams::last_seq(write.db(), team_id).await?;
    let mut told = Told::default();
    let mut more = false;
    for endpoint in webhook_endpoints::of_team(write.db(), team_id).await? {
        if !endpoint.enabled || last_seq <= endpoint.last_seq {
            continue;
        }
        let events = unread(write.db(), &endpoint).await?;
        for event in &events {
            told.tell(state, &mut write, &endpoint, event, now).await?;
        }
        // A log that has been cut ends before the team's last number.
        let read = events.last().map_or(last_seq, |event| event.seq);
        webhook_endpoints::set_last_seq(&mut write, &endpoint.id, read).await?;
        more |= read < last_seq;
    }
    write.commit().await?;
    Ok(more)
}

async fn unread(db: &mut SqliteConnection, endpoint: &Endpoint) -> sqlx::Result<Vec<LoggedEvent>> {
    webhook_deliveries::events_after(db, endpoint.team_id, endpoint.last_seq, BATCH).await
}

/// What this transaction has made already: several endpoints may want the same.
#[derive(Default)]
struct Told(HashMap<i64, Option<NewDelivery>>);

impl Told {
    async fn tell(
        &mut self,
        state: &AppState,
        write: &mut Write,
        endpoint: &Endpoint,
        event: &LoggedEvent,
        now: Millis,
    ) -> sqlx::Result<()> {
        let Some(event_type) = messages::event_type(event) else {
            return Ok(());
        };
        if !event_types::wants(&endpoint.event_types, event_type) {
            return Ok(());
        }
        let made = match self.0.entry(event.seq) {
            Entry::Occupied(made) => made.into_mut(),
            Entry::Vacant(place) => {
                place.insert(messages::of_event(state, write, event, now).await?)
            }
        };
        if let Some(delivery) = made {
            webhook_deliveries::insert(write, &endpoint.id, delivery, now).await?;
        }
        Ok(())
    }
}
