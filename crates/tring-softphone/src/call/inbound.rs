//! Inbound: from the ring to the customer's *hello*.
//!
//! Until `answer` has succeeded the sender has no track: a disabled one already sends packets,
//! which start the caller's timer.

use alloc::{borrow::ToOwned, string::String};

use tring_protocol::call::{self as proxy, CallStatus, Direction, EndReason};

use crate::{
    effect::Effect,
    input::{Announcement, PreAccept, RequestFailure},
    key::CallKey,
    page::{Page, Slot},
    view::EndCause,
};

use super::{
    Call, Peer,
    facts::Facts,
    state::{Commitment, Draft, Sdp, State},
    talking::Link,
};

const TOO_SLOW: &str = "Answering took too long. Try again.";
const NOT_CONFIRMED: &str = "The answer could not be confirmed. The call was ended.";
pub(super) const NO_CONNECTION: &str =
    "This browser could not make the connection. Try again, or let a colleague answer.";

impl Call {
    /// A customer calls, or somebody asked for a call, and this inbox rings.
    pub(crate) fn ringing(key: CallKey, call: &proxy::Call, page: &mut Page) -> Self {
        let facts = Facts::told(call, &page.desk_id);
        Self::new(key, facts, State::RingingHere, page)
    }

    /// *Answer* was pressed.
    pub(crate) fn answer(&mut self, page: &mut Page) {
        let (State::RingingHere, Direction::Inbound) = (&self.state, self.facts.direction) else {
            return;
        };
        self.announce_taking_up(page);
        let call_id = self.facts.call_id.clone().unwrap_or_default();
        let call = self.key;
        page.push(Effect::ClaimCall { call, call_id });
        self.enter(State::Claiming, page);
        page.open_microphone();
    }

    pub(crate) fn claimed(&mut self, sdp_offer: String, pre_accept: PreAccept, page: &mut Page) {
        if let State::Claiming = self.state {
            let call = self.key;
            page.push(Effect::CreateAnswer { call, sdp_offer });
            self.held.peer = Peer::Negotiated;
            let draft = Draft {
                pre_accept,
                answer: None,
            };
            self.enter(State::Answering(draft), page);
        }
    }

    pub(crate) fn claim_lost(&mut self, agent_name: Option<String>, page: &mut Page) {
        if self.is_being_answered() || self.is_being_started() {
            self.finish(EndCause::AnsweredElsewhere(agent_name), page);
        }
    }

    pub(crate) fn answer_ready(&mut self, sdp: String, page: &mut Page) {
        if let State::Answering(draft) = &mut self.state {
            draft.answer = Some(Sdp(sdp));
            self.accept_when_prepared(page);
        }
    }

    /// Goes on as soon as answer and microphone are there.
    pub(super) fn accept_when_prepared(&mut self, page: &mut Page) {
        let State::Answering(draft) = &self.state else {
            return;
        };
        let (Some(answer), Slot::Open) = (draft.answer.clone(), page.microphone) else {
            return;
        };
        match draft.pre_accept {
            PreAccept::Supported => self.send_pre_accept(answer, page),
            PreAccept::Unsupported => self.send_answer(answer, Commitment::None, page),
        }
    }

    fn send_pre_accept(&mut self, answer: Sdp, page: &mut Page) {
        page.push(Effect::SendPreAccept {
            call: self.key,
            call_id: self.facts.call_id.clone().unwrap_or_default(),
            sdp_answer: answer.0.clone(),
        });
        self.enter(State::PreAccepting { answer }, page);
    }

    fn send_answer(&mut self, answer: Sdp, earlier: Commitment, page: &mut Page) {
        page.push(Effect::SendAnswer {
            call: self.key,
            call_id: self.facts.call_id.clone().unwrap_or_default(),
            sdp_answer: answer.0,
        });
        let doubt = None;
        self.enter(State::Accepting { earlier, doubt }, page);
    }

    pub(crate) fn pre_accepted(&mut self, page: &mut Page) {
        let State::PreAccepting { answer } = &self.state else {
            return;
        };
        if self.audio.link == Link::Connected {
            self.answer_at_once(page);
        } else {
            let answer = answer.clone();
            self.enter(State::PreAccepted { answer }, page);
        }
    }

    pub(super) fn answer_at_once(&mut self, page: &mut Page) {
        if let State::PreAccepting { answer } | State::PreAccepted { answer } = &self.state {
            let answer = answer.clone();
            self.send_answer(answer, Commitment::PreAccepted, page);
        }
    }

    /// `answer` succeeded: from now on audio may be sent.
    pub(crate) fn answered(&mut self, page: &mut Page) {
        if let State::Accepting { .. } = self.state {
            self.enter(State::Talking, page);
            self.attach(page.mute.desired, page);
        }
    }

    pub(crate) fn claim_failed(&mut self, failure: RequestFailure, page: &mut Page) {
        if let State::Claiming = self.state {
            self.give_back(sentence(failure), page);
        }
    }

    pub(crate) fn pre_accept_failed(&mut self, failure: RequestFailure, page: &mut Page) {
        let State::PreAccepting { .. } = self.state else {
            return;
        };
        match failure {
            RequestFailure::Refused { message } => self.give_back(message, page),
            // It may have worked. `answer` with the same SDP is right in both cases.
            RequestFailure::Unknown { .. } => self.answer_at_once(page),
        }
    }

    pub(crate) fn answer_failed(&mut self, failure: RequestFailure, page: &mut Page) {
        let State::Accepting { earlier, .. } = self.state else {
            return;
        };
        match (failure, earlier) {
            (RequestFailure::Refused { message }, Commitment::None) => {
                self.give_back(message, page);
            }
            (RequestFailure::Refused { message }, Commitment::PreAccepted) => {
                self.end_because(EndReason::Failed, EndCause::Message(message), page);
            }
            (RequestFailure::Unknown { message }, _) => self.answer_in_doubt(message, page),
        }
    }

    fn answer_in_doubt(&mut self, message: String, page: &mut Page) {
        if let State::Accepting { earlier, .. } = self.state {
            let doubt = Some(message);
            self.enter(State::Accepting { earlier, doubt }, page);
        }
    }

    /// Answering did not work, and nothing was accepted: it rings again, here and elsewhere.
    ///
    /// The proxy is not told: the claim runs out by itself.
    pub(super) fn give_back(&mut self, sentence: String, page: &mut Page) {
        self.announce_giving_up(page);
        self.enter(State::GivenBack(sentence), page);
    }

    pub(super) fn announce_taking_up(&self, page: &mut Page) {
        let announcement = Announcement::Answering {
            call_id: self.facts.call_id.clone().unwrap_or_default(),
            desk_id: page.desk_id.clone(),
        };
        page.push(Effect::Announce { announcement });
    }

    pub(super) fn announce_giving_up(&self, page: &mut Page) {
        let announcement = Announcement::GaveUp {
            call_id: self.facts.call_id.clone().unwrap_or_default(),
            desk_id: page.desk_id.clone(),
        };
        page.push(Effect::Announce { announcement });
    }

    /// It rings again, as a new call.
    pub(crate) fn leave(&mut self, page: &mut Page) {
        self.enter(State::Gone, page);
    }

    /// Another tab of this browser answers.
    pub(crate) fn answered_in_another_tab(&mut self, page: &mut Page) {
        if self.state.rings_here() {
            self.finish(EndCause::AnsweredElsewhere(None), page);
        }
    }

    /// Another tab of this browser has declined it.
    pub(crate) fn declined_in_another_tab(&mut self, page: &mut Page) {
        if self.state.rings_here() {
            self.enter(State::Gone, page);
        }
    }

    pub(super) fn ringing_call_changed(&mut self, call: &proxy::Call, page: &mut Page) {
        let is_taken = call.desk_id.is_some() || call.status == CallStatus::InProgress;
        if super::facts::rings_at(call, &page.desk_id, page.agent_id) {
            return;
        }
        if is_taken {
            self.finish(EndCause::AnsweredElsewhere(call.agent_name.clone()), page);
        } else {
            self.enter(State::Gone, page);
        }
    }

    pub(super) fn claimed_call_changed(&mut self, call: &proxy::Call, page: &mut Page) {
        let claimant = call.desk_id.as_deref();
        let is_ours = claimant == Some(page.desk_id.as_str());
        let talks = call.status == CallStatus::InProgress;
        if is_ours {
            if talks {
                // Only an accepted answer brings this about, so `answer` has succeeded.
                self.answered(page);
            }
        } else if claimant.is_some() || talks {
            self.finish(EndCause::AnsweredElsewhere(call.agent_name.clone()), page);
        } else if self.facts.is_claim_seen {
            self.give_back(TOO_SLOW.to_owned(), page);
        }
    }

    pub(super) fn answering_took_too_long(&mut self, page: &mut Page) {
        match &self.state {
            State::Accepting { doubt: None, .. } => {
                self.answer_in_doubt(NOT_CONFIRMED.to_owned(), page);
            }
            State::Accepting {
                doubt: Some(message),
                ..
            } => {
                let cause = EndCause::Message(message.clone());
                self.end_because(EndReason::ProviderUnreachable, cause, page);
            }
            State::PreAccepting { .. } | State::PreAccepted { .. } => self.answer_at_once(page),
            State::Preparing(_)
            | State::Placing { .. }
            | State::Dialled(_)
            | State::RingingHere
            | State::Claiming
            | State::Answering(_)
            | State::Talking
            | State::Cancelling(_)
            | State::Ending(_)
            | State::Leaving(_)
            | State::GivenBack(_)
            | State::Gone
            | State::Ended(_) => self.give_back(TOO_SLOW.to_owned(), page),
        }
    }

    pub(super) fn answer_cannot_be_made(&mut self, page: &mut Page) {
        self.give_back(NO_CONNECTION.to_owned(), page);
    }

    pub(crate) fn is_being_answered(&self) -> bool {
        matches!(
            self.state,
            State::Claiming
                | State::Answering(_)
                | State::PreAccepting { .. }
                | State::PreAccepted { .. }
                | State::Accepting { .. }
        )
    }
}

fn sentence(failure: RequestFailure) -> String {
    match failure {
        RequestFailure::Refused { message } | RequestFailure::Unknown { message } => message,
    }
}
