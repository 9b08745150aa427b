//! What is under way at once: a few requests per endpoint, and one at a time about the same thing.

use std::{collections::HashMap, mem, time::Duration};

use tokio::task::{Id, JoinError, JoinSet};
use tring_protocol::call::Millis;

use super::attempt::{self, Letter, Report};
use crate::{
    state::AppState,
    store::{
        webhook_deliveries::{self, Delivery},
        webhook_endpoints::{self, Endpoint},
    },
};

/// How many requests are under way to one endpoint.
const PER_ENDPOINT: usize = 4;
/// How many to one that has failed and delivered nothing since: it must not take the places of those that work.
const TO_A_FAILING_ONE: usize = 1;
/// How many are under way in all.
const IN_ALL: usize = 256;
/// How many due deliveries of an endpoint are looked at.
const LOOKED_AT: u32 = 16;

/// The requests under way, and those that are over but not settled yet.
pub(super) struct Post {
    client: reqwest::Client,
    state: AppState,
    under_way: JoinSet<Report>,
    tasks: HashMap<Id, i64>,
    /// By delivery, until it is settled: what is in here is not sent a second time.
    places: HashMap<i64, Place>,
    over: Vec<Report>,
}

struct Place {
    endpoint_id: String,
    subject: String,
}

impl Post {
    pub(super) fn new(client: reqwest::Client, state: AppState) -> Self {
        Self {
            client,
            state,
            under_way: JoinSet::new(),
            tasks: HashMap::new(),
            places: HashMap::new(),
            over: Vec::new(),
        }
    }

    /// Sends what is due, as far as there is room.
    pub(super) async fn send_due(&mut self, now: Millis) -> sqlx::Result<()> {
        let mut db = self.state.store.readers().acquire().await?;
        for id in webhook_deliveries::endpoints_due(&mut db, now).await? {
            let Some(endpoint) = webhook_endpoints::by_id(&mut db, &id).await? else {
                continue;
            };
            if self.room(&endpoint) == 0 {
                continue;
            }
            let due = webhook_deliveries::due(&mut db, &id, now, LOOKED_AT).await?;
            for delivery in due {
                self.send(&endpoint, delivery);
            }
        }
        Ok(())
    }

    fn send(&mut self, endpoint: &Endpoint, delivery: Delivery) {
        let Some(payload) = delivery.payload else {
            return;
        };
        let is_taken =
            |place: &Place| place.endpoint_id == endpoint.id && place.subject == delivery.subject;
        if self.room(endpoint) == 0
            || self.places.contains_key(&delivery.id)
            || self.places.values().any(is_taken)
        {
            return;
        }
        let keys = self.state.providers.keys();
        let secrets = keys.open_secrets(&endpoint.id, &endpoint.secrets);
        let letter = Letter {
            delivery: delivery.id,
            webhook_id: delivery.webhook_id,
            payload,
            url: endpoint.url.clone(),
            allowed: self.state.config.webhook_urls,
            secrets: secrets
                .inspect_err(|error| tracing::error!(%error, "a webhook cannot be signed"))
                .ok(),
            old_secret_until: endpoint.old_secret_until,
        };
        let task = attempt::send(self.client.clone(), letter);
        let task = self.under_way.spawn(task);
        self.tasks.insert(task.id(), delivery.id);
        let place = Place {
            endpoint_id: endpoint.id.clone(),
            subject: delivery.subject,
        };
        self.places.insert(delivery.id, place);
    }

    /// How many more requests to this endpoint there may be.
    fn room(&self, endpoint: &Endpoint) -> usize {
        let most = if endpoint.failing_since.is_some() {
            TO_A_FAILING_ONE
        } else {
            PER_ENDPOINT
        };
        let places = self.places.values();
        let taken = places
            .filter(|place| place.endpoint_id == endpoint.id)
            .count();
        let in_all = IN_ALL.saturating_sub(self.places.len());
        most.saturating_sub(taken).min(in_all)
    }

    /// Resolves when a request is over; never, where none is under way.
    pub(super) async fn finished(&mut self) {
        match self.under_way.join_next_with_id().await {
            Some(done) => self.take(done),
            None => std::future::pending().await,
        }
        while let Some(done) = self.under_way.try_join_next_with_id() {
            self.take(done);
        }
    }

    fn take(&mut self, done: Result<(Id, Report), JoinError>) {
        let (task, report) = match done {
            Ok((task, report)) => (task, Some(report)),
            Err(error) => {
                tracing::error!(%error, "a webhook's task ended badly");
                (error.id(), None)
            }
        };
        let Some(delivery) = self.tasks.remove(&task) else {
            return;
        };
        let why = "Something went wrong on our side. Look into the proxy's log.";
        let report = report.unwrap_or_else(|| Report::of_nothing(delivery, why.to_owned()));
        self.over.push(report);
    }

    /// The requests that are over.
    pub(super) fn over(&self) -> &[Report] {
        &self.over
    }

    /// They are settled.
    pub(super) fn forget(&mut self) {
        for report in mem::take(&mut self.over) {
            self.places.remove(&report.delivery);
        }
    }

    /// Waits for what is under way, but not for ever.
    pub(super) async fn finish(&mut self, patience: Duration) {
        let all = async {
            while !self.under_way.is_empty() {
                self.finished().await;
            }
        };
        if tokio::time::timeout(patience, all).await.is_err() {
            tracing::info!("stopping while webhooks wait for an answer; they are sent again");
        }
    }
}
