//! Outbound, asked for by somebody else: it rings here like a customer's call, and whoever starts it first has it.
//!
//! It goes the way of [`outbound`](super::outbound), except that its id is known from the start: while it is not
//! placed, it can be lost to another desk, and can be given back to ring again.

use alloc::borrow::ToOwned;

use tring_protocol::call::{self as proxy, AttemptId};

use crate::{effect::Effect, input::Pickup, page::Page, view::EndCause};

use super::{
    Call, Peer,
    inbound::NO_CONNECTION,
    state::{Order, State},
};
use crate::page::Slot;

const NO_NUMBER: &str = "This call has no number that can be called. Choose “Not now”.";
const NO_MICROPHONE: &str =
    "The microphone did not open in time. Allow it for this page in the browser, then try again.";

impl Call {
    /// *Start call* was pressed: the microphone and the offer first, as for any call.
    pub(crate) fn start(&mut self, attempt_id: AttemptId, pickup: Pickup, page: &mut Page) {
        let (State::RingingHere, true) = (&self.state, self.facts.is_requested()) else {
            return;
        };
        let number = self.facts.number.as_deref().unwrap_or_default();
        let Ok(number) = number.parse() else {
            return self.give_back(NO_NUMBER.to_owned(), page);
        };
        self.announce_taking_up(page);
        self.facts.attempt_id = Some(attempt_id);
        self.facts.pickup = pickup;
        let order = Order {
            number,
            channel_id: self.facts.channel_id.clone(),
            offer: None,
        };
        self.enter(State::Preparing(order), page);
        page.open_microphone();
        page.push(Effect::CreateOffer { call: self.key });
        self.held.peer = Peer::Open;
    }

    /// Whether it was started here and the proxy has not said whose it is.
    pub(crate) fn is_being_started(&self) -> bool {
        self.facts.is_requested()
            && matches!(self.state, State::Preparing(_) | State::Placing { .. })
    }

    /// Whether the proxy says that this desk has it. While it waits, nothing is decided: who presses first has it,
    /// wherever the routing has got to.
    pub(super) fn is_started_here(&mut self, call: &proxy::Call, page: &mut Page) -> bool {
        let desk_id = call.desk_id.as_deref();
        let is_ours = desk_id == Some(page.desk_id.as_str());
        if !is_ours && !call.requested {
            let agent = call.agent_name.clone();
            self.finish(EndCause::AnsweredElsewhere(agent), page);
        }
        is_ours
    }

    /// The browser's part took too long.
    pub(super) fn start_failed(&mut self, page: &mut Page) {
        let sentence = if page.microphone == Slot::Open {
            NO_CONNECTION
        } else {
            NO_MICROPHONE
        };
        self.give_back(sentence.to_owned(), page);
    }
}
