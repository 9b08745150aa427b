//! What webhooks change: item by item, each in a savepoint, each once.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;
use tring_calls::event::{CallEvent, Outcome};
use tring_protocol::{
    call::{CallStatus, Direction, EndReason, Millis},
    events::MessageKind,
    settings::CallingSettings,
};
use tring_providers::webhook::{CallReference, ConnectItem, MessageItem, WebhookItem, WebhookKind};

use super::{
    change, consent, correlation, ending, health,
    permission::told::{self, Undelivered},
    ringing, waiting,
};
use crate::{
    clock,
    config::millis,
    state::AppState,
    store::{
        Write,
        actions::{self, ActionKind},
        calls::{self, CallRow, NewCall},
        channel_health, channel_notes,
        channels::{self, Channel},
        contacts::{self, Person},
        deliveries::{self, ItemState},
        provider_calls,
        session_descriptions::{self, Kind},
    },
};

/// How many webhooks are stored in one transaction at most: others wait for their turn to write too.
const AT_ONCE: usize = 32;

/// What one webhook brought.
struct Delivery {
    channel: Channel,
    items: Vec<WebhookItem>,
    body: Vec<u8>,
    /// Hears once it is committed, or why it is not.
    stored: oneshot::Sender<sqlx::Result<()>>,
}

/// The webhooks that wait for the right to write. Clones are handles to the same line.
///
/// Who gets the right writes for all that wait: one commit is one wait for the disk, however many webhooks are in it. So
/// a hundred that come at once are stored nearly as fast as one.
#[derive(Clone, Default)]
pub struct Line(Arc<Mutex<VecDeque<Delivery>>>);

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line").finish_non_exhaustive()
    }
}

impl Line {
    fn join(&self, delivery: Delivery) {
        self.lock().push_back(delivery);
    }

    /// Those who are next, in the order in which they came.
    fn take(&self) -> Vec<Delivery> {
        let mut line = self.lock();
        let count = line.len().min(AT_ONCE);
        line.drain(..count).collect()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Delivery>> {
        // The line is whole after each statement, whatever panicked elsewhere.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Stores a delivery and applies its items. What cannot be applied is kept, and is no reason to refuse the rest.
pub async fn receive(
    state: &AppState,
    channel: Channel,
    items: Vec<WebhookItem>,
    body: Vec<u8>,
) -> sqlx::Result<()> {
    let (stored, mut committed) = oneshot::channel();
    state.webhooks_in.join(Delivery {
        channel,
        items,
        body,
        stored,
    });
    loop {
        tokio::select! {
            // First: whoever was served by another does not begin to write.
            biased;
            // Dropped unanswered where the one who wrote for us could not commit.
            result = &mut committed => return result.unwrap_or(Err(sqlx::Error::WorkerCrashed)),
            write = state.store.write() => serve(state, write?).await?,
        }
    }
}

/// Stores those who are next in one transaction.
async fn serve(state: &AppState, mut write: Write) -> sqlx::Result<()> {
    let mut done = Vec::new();
    for delivery in state.webhooks_in.take() {
        let savepoint = write.savepoint().await?;
        match store(state, &mut write, &delivery).await {
            Ok(()) => {
                write.keep(savepoint).await?;
                done.push(delivery);
            }
            Err(error) => {
                write.undo(savepoint).await?;
                // Whoever asked may be gone: then there is nobody to tell.
                let _ = delivery.stored.send(Err(error));
            }
        }
    }
    write.commit().await?;
    for delivery in done {
        health::webhook_came(state, &delivery.channel, &delivery.items);
        let _ = delivery.stored.send(Ok(()));
    }
    Ok(())
}

async fn store(state: &AppState, write: &mut Write, delivery: &Delivery) -> sqlx::Result<()> {
    let now = clock::now();
    let channel = &delivery.channel;
    let id = deliveries::insert(write, &channel.id, &delivery.body, now).await?;
    channels::saw_webhook(write, &channel.id, now).await?;
    for item in &delivery.items {
        let key = &item.dedupe_key;
        let noted = deliveries::insert_item(write, &channel.id, id, key).await?;
        let Some(row) = noted else {
            tracing::debug!("a webhook item came again");
            continue;
        };
        let savepoint = write.savepoint().await?;
        let mut incoming = Incoming {
            state,
            channel,
            write,
            row,
            now,
        };
        match incoming.apply(item).await {
            Ok(done) => {
                write.keep(savepoint).await?;
                if done == ItemState::Ignored {
                    deliveries::set_state(write, row, done).await?;
                }
            }
            Err(error) => {
                tracing::error!(%error, "a webhook item could not be applied; it is kept");
                write.undo(savepoint).await?;
                deliveries::set_state(write, row, ItemState::Failed).await?;
            }
        }
    }
    Ok(())
}

struct Incoming<'a> {
    state: &'a AppState,
    channel: &'a Channel,
    write: &'a mut Write,
    row: i64,
    now: Millis,
}

impl Incoming<'_> {
    async fn apply(&mut self, item: &WebhookItem) -> sqlx::Result<ItemState> {
        match &item.kind {
            WebhookKind::Connect(connect) => self.connect(connect, item.at).await,
            WebhookKind::Call { call, event } => self.call_event(call, event, item.at).await,
            WebhookKind::Message(message) => self.message(message, item.at).await,
            WebhookKind::Permission(reply) => {
                let at = item.at.unwrap_or(self.now);
                told::reply(self.write, self.channel, reply, at, self.now).await?;
                Ok(ItemState::Applied)
            }
            WebhookKind::MessageFailed { message_id, reason } => {
                self.message_failed(message_id, reason).await
            }
            WebhookKind::Settings(settings) => self.settings(settings, item.at).await,
            WebhookKind::Quality(number) => {
                let (id, at) = (&self.channel.id, self.at(item.at));
                tracing::info!(channel = id, ?number, "how the number stands changed");
                channel_health::saw_number(self.write, id, number, at).await?;
                Ok(ItemState::Applied)
            }
            WebhookKind::Account(account) => {
                let (id, at) = (&self.channel.id, self.at(item.at));
                tracing::info!(channel = id, ?account, "how the account stands changed");
                channel_health::saw_account(self.write, id, account, at).await?;
                Ok(ItemState::Applied)
            }
            WebhookKind::Restricted(restrictions) => {
                let id = &self.channel.id;
                tracing::warn!(
                    channel = id,
                    count = restrictions.len(),
                    "the number's restrictions changed"
                );
                channel_notes::set_restrictions(self.write, id, restrictions, self.now).await?;
                Ok(ItemState::Applied)
            }
            WebhookKind::NumberId(id) => self.number_id(id).await,
            WebhookKind::Other { what } => {
                tracing::debug!(what, "a webhook item of no interest");
                Ok(ItemState::Ignored)
            }
        }
    }

    /// When it happened, by the provider's clock; never later than now.
    fn at(&self, at: Option<Millis>) -> Millis {
        at.map_or(self.now, |at| at.min(self.now))
    }

    /// A message of the customer's may opt in or out, or ask for a call.
    async fn message(
        &mut self,
        message: &MessageItem,
        at: Option<Millis>,
    ) -> sqlx::Result<ItemState> {
        let at = self.at(at);
        consent::heard(self.write, self.channel, message, at, self.now).await?;
        Ok(ItemState::Applied)
    }

    async fn settings(
        &mut self,
        settings: &CallingSettings,
        at: Option<Millis>,
    ) -> sqlx::Result<ItemState> {
        let (id, at) = (&self.channel.id, self.at(at));
        tracing::info!(channel = id, "the settings were changed at the provider");
        channel_notes::settings_changed(self.write, id, self.now).await?;
        channel_health::saw_settings(self.write, id, settings, at).await?;
        Ok(ItemState::Applied)
    }

    async fn message_failed(&mut self, id: &str, reason: &str) -> sqlx::Result<ItemState> {
        match told::not_delivered(self.write, self.channel, id, reason, self.now).await? {
            Undelivered::Noted => Ok(ItemState::Applied),
            Undelivered::Foreign => Ok(ItemState::Ignored),
            Undelivered::Perhaps => {
                deliveries::wait_for_call(self.write, self.row, id, reason).await?;
                Ok(ItemState::Waiting)
            }
        }
    }

    /// The id that requests about calls need: what waited for it goes out now.
    async fn number_id(&mut self, id: &str) -> sqlx::Result<ItemState> {
        if !self.channel.number_id.is_empty() {
            return Ok(ItemState::Ignored);
        }
        channels::learn_number_id(self.write, &self.channel.id, id).await?;
        actions::hurry(self.write, &self.channel.id, self.now).await?;
        Ok(ItemState::Applied)
    }

    async fn call_event(
        &mut self,
        reference: &CallReference,
        event: &CallEvent,
        at: Option<Millis>,
    ) -> sqlx::Result<ItemState> {
        if let Some(call) = self.find(reference, at).await? {
            change::apply_from_provider(self.write, &call, event, self.now).await?;
            return Ok(ItemState::Applied);
        }
        // Perhaps its call comes later: a terminate may overtake its connect, and must keep it from ringing.
        let Some(text) = waiting::to_text(event) else {
            return Ok(ItemState::Ignored);
        };
        let id = &reference.provider_call_id;
        deliveries::wait_for_call(self.write, self.row, id, &text).await?;
        Ok(ItemState::Waiting)
    }

    async fn find(
        &mut self,
        reference: &CallReference,
        at: Option<Millis>,
    ) -> sqlx::Result<Option<CallRow>> {
        let ended_since = (self.now).saturating_sub(millis(self.state.config.timings.stale));
        let sighting = correlation::Webhook {
            channel: self.channel,
            reference,
            at,
            ended_since,
        };
        correlation::find(self.write, sighting, self.now).await
    }

    async fn connect(&mut self, item: &ConnectItem, at: Option<Millis>) -> sqlx::Result<ItemState> {
        if let Some(call) = self.find(&item.call, at).await? {
            waiting::keep_answer(self.write, &call, &item.sdp, self.now).await?;
            return Ok(ItemState::Applied);
        }
        if item.call.direction == Some(Direction::Outbound) {
            // Placed by somebody else on the same number.
            return Ok(ItemState::Ignored);
        }
        let person = correlation::person(&item.call.customer);
        let (team_id, now) = (self.channel.team_id, self.now);
        let contact_id = contacts::upsert(self.write, team_id, &person, now).await?;
        consent::under_her_id(self.write, (team_id, contact_id), &person, now).await?;
        self.inbound(item, at.unwrap_or(now), (contact_id, &person))
            .await
    }

    async fn inbound(
        &mut self,
        item: &ConnectItem,
        at: Millis,
        (contact_id, person): (i64, &Person),
    ) -> sqlx::Result<ItemState> {
        let id = &item.call.provider_call_id;
        let before = waiting::take(self.write, &self.channel.id, id).await?;
        let over = before
            .iter()
            .any(|event| matches!(event, CallEvent::Terminated { .. }));
        let stale = self.now.saturating_sub(at) > millis(self.state.config.timings.stale);
        let mut call = self.new_inbound(item, contact_id, person);
        if over || stale {
            missed(
                &mut call,
                at.min(self.now),
                if over {
                    EndReason::CustomerCancelled
                } else {
                    EndReason::NoAnswer
                },
            );
            let call = self.insert(&call).await?;
            calls::announce(self.write, &call, MessageKind::CallEnded).await?;
            return Ok(ItemState::Applied);
        }
        let live = calls::live_with(self.write.db(), &self.channel.id, contact_id).await?;
        if let Some(earlier) = live {
            self.supersede(&earlier).await?;
        }
        ringing::route(self.state, self.write, &mut call, self.now).await?;
        let call = self.insert(&call).await?;
        let (kind, sdp) = (Kind::CustomerOffer, &item.sdp);
        session_descriptions::keep(self.write, call.id, kind, sdp, self.now).await?;
        calls::announce(self.write, &call, MessageKind::CallRinging).await?;
        ringing::begun(self.write, &call).await?;
        Ok(ItemState::Applied)
    }

    fn new_inbound(&self, item: &ConnectItem, contact_id: i64, person: &Person) -> NewCall {
        NewCall {
            call_id: calls::fresh_id(),
            team_id: self.channel.team_id,
            channel_id: self.channel.id.clone(),
            contact_id,
            direction: Direction::Inbound,
            status: CallStatus::Ringing,
            from_number: person.phone.clone().unwrap_or_default(),
            to_number: self.channel.number.clone(),
            // Our clock: the provider's may be off.
            initiated_at: self.now,
            attempt_id: None,
            integrator_id: None,
            desk_id: None,
            agent_id: None,
            rings_until: None,
            provider_call_id: Some(item.call.provider_call_id.clone()),
            ringing_agents: Vec::new(),
            ended_at: None,
            end_reason: None,
            conversation_id: None,
            trigger_type: None,
            trigger_source: None,
            requested: false,
            requested_by: None,
            routing: None,
            route_at: None,
            ringing_since: None,
            currency: None,
            pulse_seconds: None,
            pulse_micros: None,
        }
    }

    async fn insert(&mut self, call: &NewCall) -> sqlx::Result<CallRow> {
        let row = calls::insert(self.write, call).await?;
        if let Some(id) = &row.provider_call_id {
            provider_calls::link(self.write, &row.channel_id, id, row.id).await?;
        }
        Ok(row)
    }

    /// A person is in one call at a time: a new call from the customer means that the earlier one is over, whose
    /// end we have not heard of, or that the two have called each other.
    async fn supersede(&mut self, earlier: &CallRow) -> sqlx::Result<()> {
        let event = match earlier.direction {
            Direction::Inbound => CallEvent::Terminated {
                talk: None,
                outcome: Outcome::Completed,
                error: None,
            },
            Direction::Outbound => CallEvent::HungUp { reason: None },
        };
        change::apply(self.write, earlier, &event, self.now).await?;
        ending::intend(self.write, earlier, ActionKind::Terminate, self.now).await
    }
}

/// A call that was over, or too old, before we heard of it never rings.
fn missed(call: &mut NewCall, at: Millis, reason: EndReason) {
    call.status = CallStatus::Missed;
    call.initiated_at = at;
    call.ended_at = Some(at);
    call.end_reason = Some(reason);
}
