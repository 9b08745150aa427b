//! One call with everything that belongs to it.

use std::sync::Arc;

use serde::Serialize;
use tokio::{sync::Notify, task::AbortHandle};

use super::{customer::Customer, scripts::ActiveScript};
use crate::{
    clock::Moment,
    media::{Command, Media},
    outbox::Outbox,
    phone::{Direction, Phone},
};

/// What a dialect may know of a call.
#[derive(Debug, Clone)]
pub(crate) struct CallFacts {
    /// In the form of Meta's ids: `wacid.…`.
    pub(crate) id: String,
    /// A UUID, for providers that have ids of their own.
    pub(crate) own_id: String,
    pub(crate) number_id: String,
    pub(crate) direction: Direction,
    pub(crate) customer: Customer,
    /// What the business gave us to send back with each webhook.
    pub(crate) opaque: Option<String>,
    /// Our half of the exchange: the offer inbound, the answer outbound.
    pub(crate) our_sdp: String,
    /// How much older than it is the connect webhook says it is.
    pub(crate) connect_age_ms: u64,
}

/// Something that happened, for reports.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TimelineEntry {
    pub(crate) at_ms: Moment,
    pub(crate) what: String,
}

/// One call.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) facts: CallFacts,
    pub(crate) phone: Phone,
    pub(crate) media: Media,
    pub(crate) script: ActiveScript,
    pub(crate) tone_hz: u32,
    /// The business's answer to our offer, once it pre-accepted or accepted.
    pub(crate) business_answer: Option<String>,
    pub(crate) created: Moment,
    pub(crate) answered: Option<Moment>,
    pub(crate) ended: Option<Moment>,
    pub(crate) timeline: Vec<TimelineEntry>,
    pub(crate) outbox: Outbox,
    pub(crate) deadline_changed: Arc<Notify>,
    pub(crate) driver: Option<AbortHandle>,
}

impl Call {
    pub(crate) fn note(&mut self, at: Moment, what: &str) {
        self.timeline.push(TimelineEntry {
            at_ms: at,
            what: what.to_owned(),
        });
    }

    /// Stops everything at once and tells nobody.
    pub(crate) fn abandon(&self) {
        if let Some(driver) = &self.driver {
            driver.abort();
        }
        self.outbox.abort();
        self.media.tell(Command::Close);
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.abandon();
    }
}
