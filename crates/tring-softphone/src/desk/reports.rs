//! What the proxy, the browser and the other tabs report.

use alloc::{string::String, vec::Vec};

use tring_protocol::call::{self as proxy, CallId, Millis};

use crate::{
    call::Call,
    input::{Announcement, Leadership, MicrophoneError, Request, RequestFailure},
    key::CallKey,
    page::Slot,
    view::{Notice, SocketState},
};

use super::{Desk, Sleep, roster::Muffle};

/// How long another tab counts as engaged after it has said so: three of its beats.
const ENGAGED_MILLIS: Millis = 3_000;

impl Desk {
    /// All live calls of the team: what is not among them is over.
    pub(super) fn snapshot(&mut self, agent_id: u64, calls: Vec<proxy::Call>) {
        self.page.agent_id = Some(agent_id);
        self.socket = SocketState::Online;
        for call in &mut self.calls {
            let call_id = call.facts.call_id.as_deref();
            let is_told = call_id.is_some_and(|call_id| self.roster.get(call_id).is_some());
            let is_present = calls.iter().any(|present| call.is(present));
            if (call.facts.is_expected || is_told) && !is_present {
                call.vanished(&mut self.page);
            }
        }
        self.roster.keep_only(&calls);
        for call in &calls {
            self.call_changed(call);
        }
    }

    pub(super) fn call_changed(&mut self, call: &proxy::Call) {
        for known in &mut self.calls {
            known.correct_talk(call);
        }
        if !self.roster.accepts(call) {
            return;
        }
        self.roster.note(call);
        let known = self.calls.iter_mut().find(|known| known.is(call));
        if let Some(known) = known {
            known.proxy_says(call, &mut self.page);
        } else if let Some(attempt_id) = &call.attempt_id {
            self.end_if_given_up(attempt_id, &call.call_id);
        }
    }

    /// A call came about that this page had given up: nobody is there for the customer.
    fn end_if_given_up(&mut self, attempt_id: &str, call_id: &str) {
        let before = self.unsettled.len();
        self.unsettled.retain(|(_, attempt)| attempt != attempt_id);
        if self.unsettled.len() != before {
            self.end_stray(call_id.into());
        }
    }

    fn end_stray(&mut self, call_id: CallId) {
        if !self.roster.is_over(&call_id) {
            let key = self.new_key();
            self.calls.push(Call::stray(key, call_id, &mut self.page));
        }
    }

    pub(super) fn remote_answer(&mut self, call_id: CallId, attempt_id: &str, sdp: String) {
        if self.roster.is_over(&call_id) {
            return;
        }
        let known = self
            .calls
            .iter_mut()
            .find(|call| !call.state.is_over() && call.facts.are_of(&call_id, Some(attempt_id)));
        if let Some(known) = known {
            known.remote_answer(call_id, sdp, &mut self.page);
        } else {
            self.end_if_given_up(attempt_id, &call_id);
        }
    }

    pub(super) fn placed(&mut self, key: CallKey, call_id: CallId) {
        let given_up = self.unsettled.iter().position(|(call, _)| *call == key);
        if let Some(given_up) = given_up {
            self.unsettled.remove(given_up);
            return self.end_stray(call_id);
        }
        if self.roster.is_over(&call_id) {
            return self.with(key, Call::placed_and_over);
        }
        let told = self.roster.get(&call_id).cloned();
        self.with(key, |call, page| {
            call.placed(call_id, page);
            if let Some(told) = told
                && call.is(&told)
            {
                call.proxy_says(&told, page);
            }
        });
    }

    /// Whoever has an id by now must be in the next snapshot, or is over.
    pub(super) fn socket_lost(&mut self) {
        self.socket = SocketState::Offline;
        for call in &mut self.calls {
            call.facts.is_expected |= call.facts.call_id.is_some();
        }
    }

    /// A program wants this agent to answer. Whoever is in a call does nothing, and neither do the other tabs of this
    /// browser: the program learns that nobody took the call.
    pub(super) fn answer_wanted(&mut self, call_id: &str) {
        let is_free = self.engaged().is_none() && !self.is_engaged_elsewhere();
        if is_free && self.leadership == Leadership::Leading {
            self.with_call_id(call_id, Call::answer);
        }
    }

    pub(super) fn claim_lost(&mut self, key: CallKey, agent_name: Option<String>) {
        let is_ours = |call: &&Call| call.is_being_answered() || call.is_being_started();
        let lost = self.find(key).filter(is_ours);
        if let Some(call_id) = lost.and_then(|call| call.facts.call_id.clone()) {
            self.roster.muffle(&call_id, Muffle::AnsweredElsewhere);
            self.with(key, |call, page| call.claim_lost(agent_name, page));
        }
    }

    pub(super) fn request_failed(
        &mut self,
        key: CallKey,
        request: Request,
        failure: RequestFailure,
    ) {
        if request == Request::Place && matches!(failure, RequestFailure::Refused { .. }) {
            self.unsettled.retain(|(call, _)| *call != key);
        }
        self.with(key, |call, page| match request {
            Request::Place => call.place_failed(failure, page),
            Request::Claim => call.claim_failed(failure, page),
            Request::PreAccept => call.pre_accept_failed(failure, page),
            Request::Answer => call.answer_failed(failure, page),
            Request::Heard => call.heard_failed(&failure),
            Request::Reject | Request::End => call.end_failed(request, failure, page),
        });
    }

    pub(super) fn microphone_opened(&mut self) {
        let before = self.page.microphone;
        if before == Slot::Opening {
            self.page.microphone = Slot::Open;
            self.with_engaged(Call::microphone_opened);
        } else if before == Slot::Reopening {
            self.page.microphone = Slot::Open;
            self.with_engaged(Call::microphone_replaced);
        }
    }

    pub(super) fn microphone_refused(&mut self, reason: MicrophoneError) {
        if self.page.microphone == Slot::Opening {
            self.page.microphone = Slot::Closed;
        } else if self.page.microphone == Slot::Reopening {
            self.page.microphone = Slot::Lost;
        } else {
            return;
        }
        self.with_engaged(|call, page| call.microphone_missing(reason, page));
    }

    pub(super) fn microphone_lost(&mut self) {
        if self.page.microphone == Slot::Open {
            self.page.microphone = Slot::Lost;
            let reason = MicrophoneError::NotFound;
            self.with_engaged(|call, page| call.microphone_missing(reason, page));
        }
    }

    /// Another microphone may be there now.
    pub(super) fn device_changed(&mut self) {
        if self.page.microphone == Slot::Lost {
            self.page.open_microphone();
        }
    }

    pub(super) fn announced(&mut self, announcement: Announcement) {
        match announcement {
            Announcement::Answering { call_id, desk_id } if desk_id != self.page.desk_id => {
                self.roster.muffle(&call_id, Muffle::AnsweredElsewhere);
                self.with_call_id(&call_id, Call::answered_in_another_tab);
            }
            Announcement::GaveUp { call_id, desk_id } if desk_id != self.page.desk_id => {
                self.roster.unmuffle(&call_id);
            }
            Announcement::Engaged { desk_id } if desk_id != self.page.desk_id => {
                self.engaged_elsewhere_until = self.page.now.saturating_add(ENGAGED_MILLIS);
            }
            Announcement::Answering { .. }
            | Announcement::GaveUp { .. }
            | Announcement::Engaged { .. } => {}
            Announcement::Declined { call_id } => {
                self.roster.muffle(&call_id, Muffle::Declined);
                self.with_call_id(&call_id, Call::declined_in_another_tab);
            }
        }
    }

    fn with_call_id(&mut self, call_id: &str, act: impl FnOnce(&mut Call, &mut crate::page::Page)) {
        let call = self
            .calls
            .iter_mut()
            .find(|call| !call.state.is_over() && call.facts.call_id.as_deref() == Some(call_id));
        if let Some(call) = call {
            act(call, &mut self.page);
        }
    }

    pub(super) fn resumed(&mut self) {
        if self.sleep == Sleep::Frozen {
            self.sleep = Sleep::Awake;
            self.page.notice = Some(Notice::WasAsleep);
        }
    }

    pub(super) fn page_closing(&mut self) {
        self.roster.forget_live_calls();
        for call in &mut self.calls {
            call.page_closing(&mut self.page);
        }
    }
}
