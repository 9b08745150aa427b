//! The last provider requests and webhooks, so that tests can count what was sent.

use std::collections::VecDeque;

use serde::Serialize;

use super::World;
use crate::clock::Moment;

/// Entries kept in each log.
const KEPT: usize = 200;

/// A request that came in over a dialect.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RequestEntry {
    #[serde(skip)]
    number: u64,
    pub(crate) at_ms: Moment,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) action: Option<String>,
    pub(crate) call_id: Option<String>,
    /// `None` while it is under way, and for good when the connection was dropped.
    pub(crate) status: Option<u16>,
}

/// One attempt to deliver a webhook.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct WebhookEntry {
    pub(crate) at_ms: Moment,
    pub(crate) kind: String,
    pub(crate) call_id: Option<String>,
    /// `None` when nobody answered.
    pub(crate) status: Option<u16>,
}

/// Both logs, oldest entry first.
#[derive(Debug, Default)]
pub(crate) struct Logs {
    pub(crate) requests: VecDeque<RequestEntry>,
    pub(crate) webhooks: VecDeque<WebhookEntry>,
    last_number: u64,
}

/// Names a request in the log while it is under way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestNumber(u64);

impl World {
    pub(crate) fn request_began(&self, method: &str, path: &str) -> RequestNumber {
        let at_ms = self.clock.now();
        let logs = &mut self.books().logs;
        logs.last_number += 1;
        let number = logs.last_number;
        logs.requests.push_back(RequestEntry {
            number,
            at_ms,
            method: method.to_owned(),
            path: path.to_owned(),
            action: None,
            call_id: None,
            status: None,
        });
        trim(&mut logs.requests);
        RequestNumber(number)
    }

    /// Adds what the request turned out to be about.
    pub(crate) fn request_is(&self, number: RequestNumber, action: &str, call_id: Option<&str>) {
        self.with_request(number, |entry| {
            entry.action = Some(action.to_owned());
            entry.call_id = call_id.map(str::to_owned);
        });
    }

    pub(crate) fn request_ended(&self, number: RequestNumber, status: Option<u16>) {
        self.with_request(number, |entry| entry.status = status);
        self.changed();
    }

    pub(crate) fn webhook_sent(&self, kind: &str, call_id: Option<&str>, status: Option<u16>) {
        let at_ms = self.clock.now();
        let webhooks = &mut self.books().logs.webhooks;
        let (kind, call_id) = (kind.to_owned(), call_id.map(str::to_owned));
        webhooks.push_back(WebhookEntry {
            at_ms,
            kind,
            call_id,
            status,
        });
        trim(webhooks);
        self.changed();
    }

    fn with_request(&self, number: RequestNumber, change: impl FnOnce(&mut RequestEntry)) {
        let logs = &mut self.books().logs;
        if let Some(entry) = logs
            .requests
            .iter_mut()
            .find(|entry| entry.number == number.0)
        {
            change(entry);
        }
    }
}

fn trim<T>(log: &mut VecDeque<T>) {
    while log.len() > KEPT {
        log.pop_front();
    }
}
