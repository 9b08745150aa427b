//! What tests and the phone page are told: each call, and the state of everything.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    Books, World,
    call::{Call, TimelineEntry},
    chat::ChatMessage,
    logs::{RequestEntry, WebhookEntry},
    number::{Number, Variants},
    permission::{Permission, Permissions},
    request::PermissionRequest,
    standing::Standing,
};
use crate::{
    clock::Moment,
    dialects::DialectName,
    media::{counters::Link, talk::TalkerId, voice::Sound},
    phone::{Direction, EndedBy, Reason, State},
    script::Script,
};

/// Ended calls that the phone page is sent.
const ENDED_ON_PAGE: usize = 20;

/// One call, with its counters.
#[derive(Debug, Serialize)]
pub(crate) struct CallReport {
    id: String,
    number_id: String,
    direction: Direction,
    customer: String,
    customer_name: String,
    state: &'static str,
    end: Option<EndReport>,
    tone_hz: u32,
    opaque: Option<String>,
    packets_in: u64,
    packets_in_before_accept: u64,
    energy_in: f64,
    rms_in_last_second: f64,
    packets_out: u64,
    digits: String,
    media: Link,
    /// What the phone says to the business at the moment.
    says: Sound,
    /// The page that talks for the customer; its answer to `talk` named it.
    talker: Option<TalkerId>,
    created_ms: Moment,
    answered_ms: Option<Moment>,
    ended_ms: Option<Moment>,
    timeline: Vec<TimelineEntry>,
}

#[derive(Debug, Serialize)]
struct EndReport {
    by: EndedBy,
    reason: Reason,
}

/// Everything, for tests.
#[derive(Debug, Serialize)]
pub(crate) struct StateReport {
    seed: u64,
    now_ms: Moment,
    numbers: Vec<NumberReport>,
    scripts: BTreeMap<String, Script>,
    /// A customer's permission for all numbers that have none of their own.
    permissions: BTreeMap<String, Permission>,
    number_permissions: Vec<RelationReport>,
    permission_requests: Vec<PermissionRequest>,
    /// What business and customers wrote, oldest first.
    messages: Vec<ChatMessage>,
    /// Newest first.
    calls: Vec<CallReport>,
    requests: Vec<RequestEntry>,
    webhooks: Vec<WebhookEntry>,
}

/// A business number without its secrets.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each one is a switch of its own at the provider"
)]
#[derive(Debug, Serialize)]
pub(crate) struct NumberReport {
    number_id: String,
    display_number: String,
    dialect: DialectName,
    account_id: String,
    webhook_url: Option<String>,
    subscribed: bool,
    calling_enabled: bool,
    callback_permission: bool,
    sip_enabled: bool,
    calls_a_day: usize,
    settings: Map<String, Value>,
    variants: Variants,
    #[serde(flatten)]
    standing: Standing,
}

/// What is between one number and one customer, where somebody spoke of it or they called.
#[derive(Debug, Serialize)]
struct RelationReport {
    number_id: String,
    customer: String,
    /// `None` where the customer's permission for all numbers holds.
    #[serde(flatten)]
    permission: Option<Permission>,
    /// Calls in a row that nobody picked up.
    unanswered: u32,
}

impl RelationReport {
    fn all(permissions: &Permissions) -> Vec<Self> {
        permissions
            .relations()
            .map(|(number_id, customer, relation)| Self {
                number_id: number_id.to_owned(),
                customer: customer.to_owned(),
                permission: relation.permission,
                unanswered: relation.unanswered,
            })
            .collect()
    }
}

impl World {
    pub(crate) fn call_report(&self, call_id: &str) -> Option<CallReport> {
        let now = self.clock.now();
        self.books()
            .call(call_id)
            .map(|call| CallReport::of(call, now))
    }

    /// Everything that is known.
    pub(crate) fn state_report(&self) -> StateReport {
        let now = self.clock.now();
        let books = self.books();
        let mut report = self.report(&books, now, usize::MAX);
        report.requests = books.logs.requests.iter().cloned().collect();
        report.webhooks = books.logs.webhooks.iter().cloned().collect();
        report
    }

    /// What the phone page shows: without the logs, and with the latest ended calls only.
    pub(crate) fn page_report(&self) -> StateReport {
        self.report(&self.books(), self.clock.now(), ENDED_ON_PAGE)
    }

    pub(crate) fn has_live_calls(&self) -> bool {
        self.books().calls.iter().any(|call| call.phone.is_live())
    }

    fn report(&self, books: &Books, now: Moment, most_ended: usize) -> StateReport {
        let mut ended = 0;
        let calls = books.calls.iter().rev().filter(|call| {
            ended += usize::from(!call.phone.is_live());
            call.phone.is_live() || ended <= most_ended
        });
        StateReport {
            seed: self.seed,
            now_ms: now,
            numbers: books.numbers.values().map(NumberReport::of).collect(),
            scripts: books
                .scripts
                .iter()
                .map(|(customer, active)| (customer.clone(), active.script.clone()))
                .collect(),
            permissions: books.permissions.everywhere().clone(),
            number_permissions: RelationReport::all(&books.permissions),
            permission_requests: books.permission_requests.clone(),
            messages: books.chat.clone(),
            calls: calls.map(|call| CallReport::of(call, now)).collect(),
            requests: Vec::new(),
            webhooks: Vec::new(),
        }
    }
}

impl NumberReport {
    pub(crate) fn of(number: &Number) -> Self {
        Self {
            number_id: number.id.clone(),
            display_number: number.display.clone(),
            dialect: number.dialect,
            account_id: number.account_id.clone(),
            webhook_url: number.webhook_url.clone(),
            subscribed: number.subscribed,
            calling_enabled: number.calling_enabled,
            callback_permission: number.callback_permission,
            sip_enabled: number.sip_enabled,
            calls_a_day: number.calls_a_day,
            settings: number.settings.clone(),
            variants: number.variants,
            standing: number.standing,
        }
    }
}

impl CallReport {
    fn of(call: &Call, now: Moment) -> Self {
        let state = call.phone.state();
        let end = match state {
            State::Ended { end } => Some(EndReport {
                by: end.by,
                reason: end.reason,
            }),
            State::Connecting { .. }
            | State::Ringing { .. }
            | State::PreAccepted { .. }
            | State::InProgress { .. } => None,
        };
        let counters = call.media.counters();
        Self {
            id: call.facts.id.clone(),
            number_id: call.facts.number_id.clone(),
            direction: call.facts.direction,
            customer: call.facts.customer.address.clone(),
            customer_name: call.facts.customer.name.clone(),
            state: state.name(),
            end,
            tone_hz: call.tone_hz,
            opaque: call.facts.opaque.clone(),
            packets_in: counters.packets_in,
            packets_in_before_accept: counters.packets_in_before_accept,
            energy_in: counters.energy_in,
            rms_in_last_second: counters.rms_in_last_second(now),
            packets_out: counters.packets_out,
            digits: counters.digits.clone(),
            media: counters.link,
            says: counters.says,
            talker: counters.talker,
            created_ms: call.created,
            answered_ms: call.answered,
            ended_ms: call.ended,
            timeline: call.timeline.clone(),
        }
    }
}
