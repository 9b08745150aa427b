//! Webhooks out: tells the endpoints that teams have registered what happens, from a durable queue.
//!
//! It follows the event log from a cursor per endpoint, like a page that is never closed. Nothing on the path of a call
//! knows of it: a commit is a hint to look, and without the hint it looks by itself.
//!
//! # Layout
//!
//! * [`endpoints`]: endpoints as administrators handle them; [`address`]: which addresses they may have.
//! * [`event_types`]: the types of messages; [`messages`]: what each says.
//! * [`collect`]: from the event log to the queue.
//! * [`attempt`]: one request; [`signing`]: what proves its origin.
//! * [`schedule`]: what becomes of a delivery after it, and when it is sent again; [`settle`]: writes that down.
//! * [`post`]: what is under way at once.

use std::{pin::pin, time::Duration};

use tring_protocol::call::Millis;

use crate::{
    clock,
    config::{Config, millis},
    state::AppState,
    store::webhook_deliveries,
};

pub mod address;
mod attempt;
mod collect;
pub mod endpoints;
pub mod event_types;
mod messages;
mod post;
pub mod schedule;
mod settle;
pub mod signing;

/// How often is looked for what is old enough to be erased.
const CLEANING: Millis = 3_600_000;
/// How long is waited after an error of the database.
const AFTER_AN_ERROR: Duration = Duration::from_secs(1);
/// How far apart two looks begin at least: many commits in a row are looked at together.
const BETWEEN: Duration = Duration::from_millis(20);
/// The least that is slept.
const SHORTEST_SLEEP: Duration = Duration::from_millis(5);

/// What sends: it is ready, but nothing is sent before [`Webhooks::run`].
#[derive(Debug)]
pub struct Webhooks {
    client: reqwest::Client,
}

impl Webhooks {
    /// With the limits of `config`.
    pub fn new(config: &Config) -> reqwest::Result<Self> {
        let client = attempt::client(config)?;
        Ok(Self { client })
    }

    /// Sends until the proxy stops. What is under way then gets a moment more; what is not answered by then is sent
    /// again after the next start.
    pub async fn run(self, state: AppState) {
        let mut shutdown = state.shutdown.clone();
        let bus = state.bus.clone();
        let patience = state.config.timings.shutdown / 2;
        let mut round = Round {
            post: post::Post::new(self.client, state.clone()),
            state,
            clean_at: 0,
        };
        loop {
            let begun = tokio::time::Instant::now();
            // Before it looks: a commit from here on is not missed.
            let committed = bus.committed();
            let sleep = round.run().await.unwrap_or_else(|error| {
                tracing::error!(%error, "webhooks cannot be sent just now; it is tried again");
                AFTER_AN_ERROR
            });
            tokio::select! {
                () = pin!(committed) => {}
                () = round.post.finished() => {}
                () = tokio::time::sleep(sleep) => {}
                () = shutdown.wanted() => break,
            }
            tokio::time::sleep_until(begun + BETWEEN).await;
        }
        round.post.finish(patience).await;
        if let Err(error) = round.settle().await {
            tracing::warn!(%error, "what became of the last webhooks could not be kept; they are sent again");
        }
    }
}

struct Round {
    state: AppState,
    post: post::Post,
    clean_at: Millis,
}

impl Round {
    /// Does everything that can be done now, and says how long there is nothing to do.
    async fn run(&mut self) -> sqlx::Result<Duration> {
        self.settle().await?;
        let more = collect::collect(&self.state).await?;
        let now = clock::now();
        self.post.send_due(now).await?;
        if self.clean_at <= now {
            clean(&self.state, now).await?;
            self.clean_at = now + CLEANING;
        }
        if more {
            return Ok(SHORTEST_SLEEP);
        }
        let mut db = self.state.store.readers().acquire().await?;
        let next = webhook_deliveries::next_deadline(&mut db, now).await?;
        let wait = next.map_or(Duration::MAX, |next| {
            Duration::from_millis(next.saturating_sub(clock::now()))
        });
        let longest = self.state.config.timings.webhook_poll;
        Ok(wait.min(longest).max(SHORTEST_SLEEP))
    }

    /// Writes down what came of the attempts that are over.
    async fn settle(&mut self) -> sqlx::Result<()> {
        let first_wait = millis(self.state.config.timings.webhook_retry);
        if self.post.over().is_empty() {
            return Ok(());
        }
        let mut write = self.state.store.write().await?;
        for report in self.post.over() {
            settle::settle(&mut write, report, first_wait).await?;
        }
        write.commit().await?;
        self.post.forget();
        Ok(())
    }
}

/// Erases what is old.
async fn clean(state: &AppState, now: Millis) -> sqlx::Result<()> {
    let age = webhook_deliveries::Age {
        delivered_before: now.saturating_sub(schedule::KEEP_DELIVERED),
        undelivered_before: now.saturating_sub(schedule::KEEP_UNDELIVERED),
        dead_before: now.saturating_sub(schedule::KEEP_DEAD),
    };
    let mut db = state.store.readers().acquire().await?;
    let is_old = webhook_deliveries::is_any_older(&mut db, age.delivered_before).await?;
    drop(db);
    if is_old {
        let mut write = state.store.write().await?;
        webhook_deliveries::erase(&mut write, age).await?;
        write.commit().await?;
    }
    Ok(())
}
