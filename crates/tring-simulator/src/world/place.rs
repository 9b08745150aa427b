//! How a call comes to be: the business dials, or the customer calls.

use std::{sync::Arc, time::Duration};

use rand::RngExt;
use tokio::sync::{Notify, oneshot};

use super::{
    Books, World,
    call::{Call, CallFacts},
    customer::Customer,
    drive,
    number::Number,
    permission::PermissionStatus,
    scripts::ActiveScript,
};
use crate::{
    clock::Moment,
    dialects,
    media::{Media, MediaError, Setting, tone},
    outbox::{FirstDelivery, Outbox},
    phone::{Direction, Effect, Phone},
    sdp::{self, Half},
};

/// Calls that are kept for reports once they have ended.
const KEPT: usize = 500;
const DAY_MS: u64 = 24 * 3600 * 1000;

/// A business wants to call a customer.
#[derive(Debug)]
pub(crate) struct Dial {
    pub(crate) number: Number,
    pub(crate) customer: Customer,
    pub(crate) offer: String,
    pub(crate) opaque: Option<String>,
}

/// A call that the business placed.
#[derive(Debug)]
pub(crate) struct Dialled {
    pub(crate) call_id: String,
    /// Resolves when the first webhook was acknowledged, where the script wants that first.
    pub(crate) first_webhook: Option<oneshot::Receiver<()>>,
}

/// Why a call is not placed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DialRefusal {
    #[error("calling is not enabled on this number")]
    CallingDisabled,
    #[error("the number's calls go over SIP")]
    SipEnabled,
    #[error("the customer took as many calls as one may in 24 hours")]
    DailyLimit { next: Moment },
    #[error("the customer has not granted the permission to be called")]
    NoPermission,
    #[error("a call with this customer is already under way")]
    AlreadyInCall,
    #[error(transparent)]
    Media(#[from] MediaError),
}

/// The parts of a call that are made before it exists.
struct Parts {
    facts: CallFacts,
    script: ActiveScript,
    tone_hz: u32,
    media: Media,
    phone: Phone,
    effects: Vec<Effect>,
    first: FirstDelivery,
}

impl World {
    /// The business dials: the phone will ring.
    pub(crate) fn dial(self: &Arc<Self>, dial: Dial) -> Result<Dialled, DialRefusal> {
        let now = self.clock.now();
        let mut books = self.books();
        books.may_dial(&dial, now)?;
        let script = books.script_for(&dial.customer.address);
        let tone_hz = books.free_tone();
        let (answer, media) = Media::answer(self.setting(tone_hz), &dial.offer)?;
        let rings_in_ms = books.rng.random_range(50..150);
        let (phone, effects) = Phone::dialled(now, script.script.clone(), rings_in_ms);
        let (first, first_webhook) = if script.script.webhook_before_response {
            let (done, acknowledged) = oneshot::channel();
            (FirstDelivery::Acknowledged(done), Some(acknowledged))
        } else {
            (books.after_the_response(), None)
        };
        let facts = CallFacts {
            id: books.new_id("wacid.HBgL"),
            own_id: dialects::own_call_id(),
            number_id: dial.number.id.clone(),
            direction: Direction::Outbound,
            customer: dial.customer,
            opaque: dial.opaque,
            our_sdp: sdp::scripted(answer, Half::Answer, &script.script),
            connect_age_ms: 0,
        };
        let call_id = facts.id.clone();
        let parts = Parts {
            facts,
            script,
            tone_hz,
            media,
            phone,
            effects,
            first,
        };
        self.open(&mut books, &dial.number, now, parts);
        drop(books);
        self.drive(&call_id);
        self.changed();
        Ok(Dialled {
            call_id,
            first_webhook,
        })
    }

    /// The customer calls the business; returns the call's id.
    pub(crate) fn receive(
        self: &Arc<Self>,
        number: &Number,
        customer: Customer,
        script: Option<ActiveScript>,
    ) -> Result<String, DialRefusal> {
        let now = self.clock.now();
        let mut books = self.books();
        can_call(number)?;
        if books.has_live_call(&number.id, &customer.address) {
            return Err(DialRefusal::AlreadyInCall);
        }
        let script = script.unwrap_or_else(|| books.script_for(&customer.address));
        let tone_hz = books.free_tone();
        let (offer, media) = Media::offer(self.setting(tone_hz))?;
        let (phone, effects) = Phone::calling(now, script.script.clone());
        let facts = CallFacts {
            id: books.new_id("wacid.HBgL"),
            own_id: dialects::own_call_id(),
            number_id: number.id.clone(),
            direction: Direction::Inbound,
            customer,
            opaque: None,
            our_sdp: sdp::scripted(sdp::in_metas_form(&offer), Half::Offer, &script.script),
            connect_age_ms: script.script.connect_age_ms,
        };
        let first = FirstDelivery::After(Duration::ZERO);
        let call_id = facts.id.clone();
        let parts = Parts {
            facts,
            script,
            tone_hz,
            media,
            phone,
            effects,
            first,
        };
        self.open(&mut books, number, now, parts);
        drop(books);
        self.drive(&call_id);
        self.changed();
        Ok(call_id)
    }

    fn open(self: &Arc<Self>, books: &mut Books, number: &Number, now: Moment, parts: Parts) {
        let Parts {
            facts,
            script,
            tone_hz,
            media,
            phone,
            effects,
            first,
        } = parts;
        let outbox = Outbox::start(self, &facts.number_id, &script.script, first);
        let mut call = Call {
            facts,
            phone,
            media,
            script,
            tone_hz,
            business_answer: None,
            created: now,
            answered: None,
            ended: None,
            timeline: Vec::new(),
            outbox,
            deadline_changed: Arc::new(Notify::new()),
            driver: None,
        };
        call.note(now, call.phone.state().name());
        drive::perform(&mut call, Some(number), now, effects);
        books.calls.push(call);
        books.forget_old_calls();
    }

    fn setting(&self, tone_hz: u32) -> Setting {
        Setting {
            clock: self.clock,
            address: self.config.media_ip,
            tone_hz,
        }
    }
}

/// Whether calls come and go here at all.
fn can_call(number: &Number) -> Result<(), DialRefusal> {
    if !number.calling_enabled {
        Err(DialRefusal::CallingDisabled)
    } else if number.sip_enabled {
        Err(DialRefusal::SipEnabled)
    } else {
        Ok(())
    }
}

impl Books {
    fn may_dial(&self, dial: &Dial, now: Moment) -> Result<(), DialRefusal> {
        let (number, customer) = (&dial.number, &dial.customer.address);
        can_call(number)?;
        let granted = self.permission(&number.id, customer, now).status;
        let connected = self.connected_today(&number.id, customer, now);
        if granted == PermissionStatus::NoPermission {
            Err(DialRefusal::NoPermission)
        } else if self.has_live_call(&number.id, customer) {
            Err(DialRefusal::AlreadyInCall)
        } else if connected.len() >= number.calls_a_day {
            let first = connected.into_iter().min().unwrap_or(now);
            let next = first.plus(DAY_MS);
            Err(DialRefusal::DailyLimit { next })
        } else {
            Ok(())
        }
    }

    /// When the business's calls to the customer were picked up in the last 24 hours.
    pub(crate) fn connected_today(
        &self,
        number_id: &str,
        customer: &str,
        now: Moment,
    ) -> Vec<Moment> {
        self.calls
            .iter()
            .filter(|call| call.facts.direction == Direction::Outbound)
            .filter(|call| call.facts.number_id == number_id)
            .filter(|call| call.facts.customer.address == customer)
            .filter_map(|call| call.answered)
            .filter(|at| now.since(*at) < DAY_MS)
            .collect()
    }

    fn has_live_call(&self, number_id: &str, customer: &str) -> bool {
        self.calls.iter().any(|call| {
            call.phone.is_live()
                && call.facts.number_id == number_id
                && call.facts.customer.address == customer
        })
    }

    fn free_tone(&mut self) -> u32 {
        let live: Vec<u32> = self
            .calls
            .iter()
            .filter(|call| call.phone.is_live())
            .map(|call| call.tone_hz)
            .collect();
        tone::choose(&mut self.rng, &live)
    }

    /// Meta's answer webhook usually comes soon after the response of *connect*.
    fn after_the_response(&mut self) -> FirstDelivery {
        FirstDelivery::After(Duration::from_millis(self.rng.random_range(20..60)))
    }

    fn forget_old_calls(&mut self) {
        while self.calls.len() > KEPT {
            let Some(oldest) = self.calls.iter().position(|call| !call.phone.is_live()) else {
                return;
            };
            self.calls.remove(oldest);
        }
    }
}
