//! Outbound: from *Call* to the customer's *hello*.

use alloc::{borrow::ToOwned, string::String};

use tring_protocol::{
    call::{self as proxy, AttemptId, CallId, CallStatus, EndReason},
    phone::PhoneNumber,
};

use crate::{
    effect::Effect,
    input::{Microphone, MicrophoneError, Pickup, RequestFailure, Sample},
    key::CallKey,
    page::{Page, Slot},
    view::{EndCause, Notice},
};

use super::{
    Call, Peer,
    facts::{Facts, Heard},
    state::{Customer, Order, Sdp, State},
};

/// Said when `initiate` was asked and nobody knows what became of it.
const NO_WORD: &str =
    "The call could not be confirmed. See the call history before you call again.";

/// The energy of half a second of quiet breath, or of a minute of a silent line: whatever is louder is somebody.
const SILENCE: f64 = 1e-5;

impl Call {
    /// *Call* was pressed: the microphone and the offer first. Nothing is dialled without them.
    pub(crate) fn dial(
        key: CallKey,
        attempt_id: AttemptId,
        number: PhoneNumber,
        channel_id: Option<String>,
        pickup: Pickup,
        page: &mut Page,
    ) -> Self {
        page.open_microphone();
        page.push(Effect::CreateOffer { call: key });
        let facts = Facts::dialled(attempt_id, &number, channel_id.clone(), pickup);
        let order = Order {
            number,
            channel_id,
            offer: None,
        };
        let mut call = Self::new(key, facts, State::Preparing(order), page);
        call.held.peer = Peer::Open;
        call
    }

    /// Whether *Call* was pressed for this number, and nobody has heard of the call yet.
    pub(crate) fn is_being_placed_to(&self, number: &PhoneNumber) -> bool {
        matches!(self.state, State::Preparing(_) | State::Placing { .. })
            && self.facts.number.as_deref() == Some(number.as_str())
    }

    pub(crate) fn offer_ready(&mut self, sdp: String, page: &mut Page) {
        if let State::Preparing(order) = &mut self.state {
            order.offer = Some(Sdp(sdp));
            self.place_when_prepared(page);
        }
    }

    /// Asks the proxy, once, as soon as microphone and offer are there.
    pub(super) fn place_when_prepared(&mut self, page: &mut Page) {
        let State::Preparing(order) = &self.state else {
            return;
        };
        let (Some(Sdp(sdp_offer)), Slot::Open) = (order.offer.clone(), page.microphone) else {
            return;
        };
        let place = Effect::PlaceCall {
            call: self.key,
            attempt_id: self.facts.attempt_id.clone().unwrap_or_default(),
            number: order.number.clone(),
            channel_id: order.channel_id.clone(),
            sdp_offer,
            call_id: self.facts.call_id.clone(),
        };
        // Silence from the start keeps the provider's media timer content while it rings.
        self.attach(Microphone::Muted, page);
        page.push(place);
        // Whoever knows the id needs no other sign of the call.
        self.facts.is_unsettled = self.facts.call_id.is_none();
        self.enter(State::Placing { doubt: None }, page);
    }

    /// The proxy has the call, and this is its id: by response or by socket, whichever was first.
    pub(crate) fn placed(&mut self, call_id: CallId, page: &mut Page) {
        match &self.state {
            State::Placing { .. } => {
                self.know(call_id);
                self.enter(State::Dialled(Customer::Waits), page);
            }
            State::Cancelling(wish) => {
                let wish = wish.clone();
                self.know(call_id);
                self.end(wish, page);
            }
            State::Preparing(_)
            | State::Dialled(_)
            | State::RingingHere
            | State::Claiming
            | State::Answering(_)
            | State::PreAccepting { .. }
            | State::PreAccepted { .. }
            | State::Accepting { .. }
            | State::Talking
            | State::Ending(_)
            | State::Leaving(_)
            | State::GivenBack(_)
            | State::Gone
            | State::Ended(_) => {}
        }
    }

    /// The call ended before this page had learnt its id.
    pub(crate) fn placed_and_over(&mut self, page: &mut Page) {
        if let State::Placing { .. } = self.state {
            self.finish(EndCause::Reason(EndReason::Failed), page);
        } else if let State::Cancelling(_) = self.state {
            self.finish_as_wished(page);
        }
        self.facts.is_unsettled = false;
    }

    fn know(&mut self, call_id: CallId) {
        self.facts.call_id = Some(call_id);
        self.facts.is_unsettled = false;
    }

    pub(crate) fn place_failed(&mut self, failure: RequestFailure, page: &mut Page) {
        match failure {
            RequestFailure::Refused { message } => self.place_refused(message, page),
            RequestFailure::Unknown { message } => self.place_in_doubt(message, page),
        }
    }

    fn place_refused(&mut self, message: String, page: &mut Page) {
        if self.facts.attempt_id.is_none() {
            return;
        }
        self.facts.is_unsettled = false;
        match &self.state {
            State::Placing { .. } if self.facts.is_requested() => self.give_back(message, page),
            State::Placing { .. } | State::Dialled(_) => {
                self.finish(EndCause::Message(message), page);
            }
            State::Cancelling(_) | State::Ending(_) => self.finish_as_wished(page),
            State::Preparing(_)
            | State::RingingHere
            | State::Claiming
            | State::Answering(_)
            | State::PreAccepting { .. }
            | State::PreAccepted { .. }
            | State::Accepting { .. }
            | State::Talking
            | State::Leaving(_)
            | State::GivenBack(_)
            | State::Gone
            | State::Ended(_) => {}
        }
    }

    /// The call may exist. It is never placed again: the socket tells, or nobody does.
    fn place_in_doubt(&mut self, message: String, page: &mut Page) {
        if let State::Placing { .. } = self.state {
            page.notice = Some(Notice::PlacingInDoubt(message.clone()));
            let doubt = Some(message);
            self.enter(State::Placing { doubt }, page);
        } else if let State::Dialled(_) = self.state {
            // The proxy keeps the call until a webhook settles it, and so do we.
            page.notice = Some(Notice::PlacingInDoubt(message));
        } else if let State::Cancelling(_) = self.state {
            self.restart_timer(page);
        }
    }

    /// The first timer brings doubt, the second gives up.
    pub(super) fn placing_took_too_long(&mut self, page: &mut Page) {
        if let State::Placing {
            doubt: Some(message),
        } = &self.state
        {
            let cause = EndCause::Message(message.clone());
            if self.facts.is_requested() {
                self.end_because(EndReason::ProviderUnreachable, cause, page);
            } else {
                self.finish(cause, page);
            }
        } else {
            self.place_in_doubt(NO_WORD.to_owned(), page);
        }
    }

    /// The customer's half, exactly once; it may come before the response to `initiate`.
    pub(crate) fn remote_answer(&mut self, call_id: CallId, sdp: String, page: &mut Page) {
        self.placed(call_id, page);
        let may_come = matches!(self.state, State::Dialled(_) | State::Talking);
        if may_come && self.held.peer == Peer::Open {
            self.held.peer = Peer::Negotiated;
            let call = self.key;
            page.push(Effect::ApplyRemoteAnswer { call, sdp });
        }
    }

    pub(super) fn dialled_call_changed(&mut self, call: &proxy::Call, page: &mut Page) {
        if call.status == CallStatus::InProgress {
            self.enter(State::Talking, page);
            self.open_the_microphone_to_the_customer(page);
        } else if call.status == CallStatus::Ringing && !self.state.rings_there() {
            self.enter(State::Dialled(Customer::Rings), page);
        }
    }

    /// Where nobody tells of the answer, the first sound of the customer is it. The proxy is told, until it knows:
    /// it would let the call ring out.
    pub(super) fn listen(&mut self, sample: Sample, page: &mut Page) {
        let waits = matches!(self.state, State::Dialled(_)) && self.facts.pickup == Pickup::Heard;
        if waits && is_sound(sample) {
            self.facts.heard = Heard::Due;
            self.enter(State::Talking, page);
            self.open_the_microphone_to_the_customer(page);
        }
        if let (State::Talking, Heard::Due, Some(call_id)) =
            (&self.state, self.facts.heard, self.facts.call_id.clone())
        {
            self.facts.heard = Heard::Told;
            let call = self.key;
            page.push(Effect::SendHeard { call, call_id });
        }
    }

    /// A refusal says that the proxy knows better; after silence it is told again.
    pub(crate) fn heard_failed(&mut self, failure: &RequestFailure) {
        if let (RequestFailure::Unknown { .. }, Heard::Told) = (failure, self.facts.heard) {
            self.facts.heard = Heard::Due;
        }
    }

    pub(super) fn rang_too_long(&mut self, page: &mut Page) {
        let cause = EndCause::Reason(EndReason::NoAnswer);
        if let State::Dialled(_) = self.state {
            self.end_because(EndReason::NoAnswer, cause, page);
        } else if self.state.rings_here() && self.facts.is_requested() {
            self.finish(EndCause::Reason(EndReason::NoAgent), page);
        } else if self.state.rings_here() {
            self.finish(cause, page);
        }
    }

    pub(super) fn preparing_failed(&mut self, page: &mut Page) {
        if self.facts.is_requested() {
            return self.start_failed(page);
        }
        let cause = if page.microphone == Slot::Open {
            EndCause::Browser
        } else {
            EndCause::Microphone(MicrophoneError::Unknown)
        };
        self.finish(cause, page);
    }
}

/// Whether something was heard. A browser that does not measure sound counts what carries it.
fn is_sound(sample: Sample) -> bool {
    let measured = sample.energy_received.map(|energy| energy > SILENCE);
    measured.unwrap_or(sample.packets_received > 0)
}
