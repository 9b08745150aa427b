//! The ways out: hanging up, declining, and being told that it is over.

use alloc::borrow::ToOwned;

use tring_protocol::call::{self as proxy, CallId, EndReason, Millis};

use crate::{
    effect::Effect,
    input::{Announcement, Request, RequestFailure},
    key::CallKey,
    page::Page,
    view::{End, EndCause, Notice},
};

use super::{
    Call,
    facts::{self, Facts},
    state::{Farewell, Progress, State, Wish},
};

impl Call {
    /// *Hang up* was pressed. It is signalling: it never waits for the media.
    pub(crate) fn hang_up(&mut self, page: &mut Page) {
        match &self.state {
            State::Preparing(_) if !self.facts.is_requested() => {
                self.finish(EndCause::Reason(EndReason::Cancelled), page);
            }
            State::Preparing(_) | State::Placing { .. } | State::Dialled(_) => {
                self.end(wish(EndReason::Cancelled), page);
            }
            State::RingingHere => self.decline(page),
            State::Claiming
            | State::Answering(_)
            | State::PreAccepting { .. }
            | State::PreAccepted { .. }
            | State::Accepting { .. }
            | State::Talking => self.end(wish(EndReason::HungUp), page),
            State::Ending(farewell) => {
                // Somebody who presses again does not want to wait for the next try.
                if farewell.progress == Progress::Waiting {
                    self.ask_for_the_end_again(page);
                }
            }
            State::Cancelling(_)
            | State::Leaving(_)
            | State::GivenBack(_)
            | State::Gone
            | State::Ended(_) => {}
        }
    }

    /// *Decline* was pressed: the person is done with it at once, the rest is done in the background.
    pub(crate) fn decline(&mut self, page: &mut Page) {
        if !self.state.rings_here() {
            return;
        }
        let call_id = self.facts.call_id.clone().unwrap_or_default();
        let announcement = Announcement::Declined { call_id };
        page.push(Effect::Announce { announcement });
        let farewell = Farewell::new(Request::Reject, wish(EndReason::Declined));
        self.ask_for(&farewell, page);
        self.enter(State::Leaving(farewell), page);
    }

    /// A call that came about after this page had given it up.
    pub(crate) fn stray(key: CallKey, call_id: CallId, page: &mut Page) -> Self {
        let farewell = Farewell::new(Request::End, wish(EndReason::Cancelled));
        let facts = Facts::stray(call_id);
        let call = Self::new(key, facts, State::Leaving(farewell.clone()), page);
        call.ask_for(&farewell, page);
        call
    }

    pub(super) fn end_because(&mut self, reason: EndReason, cause: EndCause, page: &mut Page) {
        let reason = Some(reason);
        self.end(Wish { reason, cause }, page);
    }

    /// Ends the call: at once where its id is known, else as soon as it is.
    pub(super) fn end(&mut self, wish: Wish, page: &mut Page) {
        if self.facts.call_id.is_none() {
            return self.enter(State::Cancelling(wish), page);
        }
        let farewell = Farewell::new(Request::End, wish);
        self.ask_for(&farewell, page);
        self.enter(State::Ending(farewell), page);
    }

    fn ask_for(&self, farewell: &Farewell, page: &mut Page) {
        let call = self.key;
        let call_id = self.facts.call_id.clone().unwrap_or_default();
        page.push(if farewell.request == Request::Reject {
            Effect::SendReject { call, call_id }
        } else {
            let reason = farewell.wish.reason;
            Effect::SendEnd {
                call,
                call_id,
                reason,
            }
        });
    }

    pub(super) fn ask_for_the_end_again(&mut self, page: &mut Page) {
        let (State::Ending(farewell) | State::Leaving(farewell)) = &mut self.state else {
            return;
        };
        farewell.progress = Progress::UnderWay;
        let farewell = farewell.clone();
        self.ask_for(&farewell, page);
        self.restart_timer(page);
    }

    pub(crate) fn end_confirmed(&mut self, page: &mut Page) {
        if let State::Ending(_) | State::Leaving(_) = self.state {
            self.finish_as_wished(page);
        }
    }

    /// A refusal means that there is nothing left to end; silence means to ask again.
    pub(crate) fn end_failed(
        &mut self,
        request: Request,
        failure: RequestFailure,
        page: &mut Page,
    ) {
        let (State::Ending(farewell) | State::Leaving(farewell)) = &mut self.state else {
            return;
        };
        if farewell.request != request {
            return;
        }
        match failure {
            RequestFailure::Refused { .. } => self.finish_as_wished(page),
            RequestFailure::Unknown { .. } => {
                farewell.failures = farewell.failures.saturating_add(1);
                farewell.progress = Progress::Waiting;
                page.notice = Some(Notice::EndNotConfirmed);
                self.restart_timer(page);
            }
        }
    }

    /// Whether a request for the end has failed and has not been confirmed since.
    pub(crate) fn is_end_overdue(&self) -> bool {
        match &self.state {
            State::Ending(farewell) | State::Leaving(farewell) => farewell.failures > 0,
            State::Preparing(_)
            | State::Placing { .. }
            | State::Dialled(_)
            | State::RingingHere
            | State::Claiming
            | State::Answering(_)
            | State::PreAccepting { .. }
            | State::PreAccepted { .. }
            | State::Accepting { .. }
            | State::Talking
            | State::Cancelling(_)
            | State::GivenBack(_)
            | State::Gone
            | State::Ended(_) => false,
        }
    }

    pub(super) fn finish_as_wished(&mut self, page: &mut Page) {
        match &self.state {
            State::Cancelling(wish) | State::Ending(Farewell { wish, .. }) => {
                let cause = wish.cause.clone();
                self.finish(cause, page);
            }
            State::Leaving(_) => self.enter(State::Gone, page),
            State::Preparing(_)
            | State::Placing { .. }
            | State::Dialled(_)
            | State::RingingHere
            | State::Claiming
            | State::Answering(_)
            | State::PreAccepting { .. }
            | State::PreAccepted { .. }
            | State::Accepting { .. }
            | State::Talking
            | State::GivenBack(_)
            | State::Gone
            | State::Ended(_) => {}
        }
    }

    /// It is over.
    pub(crate) fn finish(&mut self, reason: EndCause, page: &mut Page) {
        let talked = self.talked(page.now);
        self.enter(State::Ended(End { reason, talked }), page);
    }

    fn talked(&self, now: Millis) -> Millis {
        if let State::Talking = self.state {
            self.talked_until(now)
        } else {
            self.clock.talked
        }
    }

    /// The proxy tells of the call: everything that follows from its whole state.
    pub(crate) fn proxy_says(&mut self, call: &proxy::Call, page: &mut Page) {
        self.facts.learn(call, &page.desk_id);
        if !call.status.is_live() {
            return self.proxy_ended(call, page);
        }
        if self.is_being_started() && !self.is_started_here(call, page) {
            return;
        }
        self.placed(call.call_id.clone(), page);
        match &self.state {
            State::Dialled(_) => self.dialled_call_changed(call, page),
            State::RingingHere => self.ringing_call_changed(call, page),
            State::Claiming
            | State::Answering(_)
            | State::PreAccepting { .. }
            | State::PreAccepted { .. }
            | State::Accepting { .. } => self.claimed_call_changed(call, page),
            State::Preparing(_)
            | State::Placing { .. }
            | State::Talking
            | State::Cancelling(_)
            | State::Ending(_)
            | State::Leaving(_)
            | State::GivenBack(_)
            | State::Gone
            | State::Ended(_) => {}
        }
    }

    fn proxy_ended(&mut self, call: &proxy::Call, page: &mut Page) {
        if let State::Leaving(_) = self.state {
            return self.enter(State::Gone, page);
        }
        if self.state.is_over() {
            return;
        }
        let talked = facts::talked(call).unwrap_or_else(|| self.talked(page.now));
        let reason = facts::end_cause(call);
        self.enter(State::Ended(End { reason, talked }), page);
    }

    /// The proxy's figure for the talk replaces the page's own, which the history would contradict. A call
    /// that was not talked in here stays one: it may have been answered elsewhere.
    pub(crate) fn correct_talk(&mut self, call: &proxy::Call) {
        if let State::Ended(end) = &mut self.state
            && end.talked > 0
            && self.facts.call_id.as_ref() == Some(&call.call_id)
            && let Some(talked) = facts::talked(call)
        {
            end.talked = talked;
        }
    }

    /// A snapshot does not have the call any more.
    pub(crate) fn vanished(&mut self, page: &mut Page) {
        match &self.state {
            State::Ending(_) | State::Leaving(_) | State::Cancelling(_) => {
                self.finish_as_wished(page);
            }
            State::Dialled(_)
            | State::RingingHere
            | State::Claiming
            | State::Answering(_)
            | State::PreAccepting { .. }
            | State::PreAccepted { .. }
            | State::Accepting { .. }
            | State::Talking => self.ended_offline(page),
            State::Preparing(_) | State::Placing { .. } if self.facts.is_requested() => {
                self.ended_offline(page);
            }
            State::Preparing(_)
            | State::Placing { .. }
            | State::GivenBack(_)
            | State::Gone
            | State::Ended(_) => {}
        }
    }

    fn ended_offline(&mut self, page: &mut Page) {
        let sentence = "The call ended while this page was offline.".to_owned();
        self.finish(EndCause::Message(sentence), page);
    }

    pub(super) fn set_up_took_too_long(&mut self, page: &mut Page) {
        match &self.state {
            State::Preparing(_) => self.preparing_failed(page),
            State::Placing { .. } => self.placing_took_too_long(page),
            State::Cancelling(_) => self.finish_as_wished(page),
            State::Claiming
            | State::Answering(_)
            | State::PreAccepting { .. }
            | State::PreAccepted { .. }
            | State::Accepting { .. } => self.answering_took_too_long(page),
            State::Dialled(_)
            | State::RingingHere
            | State::Talking
            | State::Ending(_)
            | State::Leaving(_)
            | State::GivenBack(_)
            | State::Gone
            | State::Ended(_) => {}
        }
    }

    /// The page is being closed. A page that closes ends its call; what only rings, rings elsewhere.
    pub(crate) fn page_closing(&mut self, page: &mut Page) {
        match &self.state {
            State::Preparing(_) if self.facts.is_requested() => self.leave_to_the_others(page),
            State::Placing { .. } if self.facts.is_requested() => self.end_with_the_page(page),
            State::Preparing(_) | State::Placing { .. } | State::Cancelling(_) => {
                self.finish(EndCause::Reason(EndReason::Cancelled), page);
            }
            State::Claiming | State::Answering(_) => self.leave_to_the_others(page),
            State::RingingHere | State::Leaving(_) => self.enter(State::Gone, page),
            State::Dialled(_)
            | State::PreAccepting { .. }
            | State::PreAccepted { .. }
            | State::Accepting { .. }
            | State::Talking
            | State::Ending(_) => self.end_with_the_page(page),
            State::GivenBack(_) | State::Gone | State::Ended(_) => {}
        }
    }

    fn leave_to_the_others(&mut self, page: &mut Page) {
        self.announce_giving_up(page);
        self.enter(State::Gone, page);
    }

    fn end_with_the_page(&mut self, page: &mut Page) {
        let call_id = self.facts.call_id.clone().unwrap_or_default();
        page.push(Effect::TerminateKeepalive { call_id });
        self.finish(EndCause::Reason(EndReason::HungUp), page);
    }
}

fn wish(cause: EndReason) -> Wish {
    Wish {
        reason: None,
        cause: EndCause::Reason(cause),
    }
}
