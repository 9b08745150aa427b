//! All that one open page knows of calls.
//!
//! # Layout
//!
//! * [`roster`]: what the proxy last said of every live call, and which calls are over.
//! * [`reports`]: what the proxy and the browser report.
//! * [`settle`]: what follows for the whole desk after each input.

use alloc::vec::Vec;

use tring_protocol::{
    call::{AttemptId, DeskId, Millis},
    phone::PhoneNumber,
};

use crate::{
    call::Call,
    effect::Effect,
    input::{Input, Leadership, Microphone, Sample},
    key::CallKey,
    page::Page,
    view::{CallView, Mute, Notice, SocketState},
};

use self::roster::{Muffle, Roster};

mod reports;
mod roster;
mod settle;

/// All that one open page knows of calls.
#[derive(Clone, Debug)]
pub struct Desk {
    page: Page,
    calls: Vec<Call>,
    roster: Roster,
    /// Calls that were placed and given up before anybody knew whether they came about.
    unsettled: Vec<(CallKey, AttemptId)>,
    socket: SocketState,
    leadership: Leadership,
    sleep: Sleep,
    engaged_elsewhere_until: Millis,
    next_key: u32,
}

/// Whether the page runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sleep {
    Awake,
    Frozen,
}

impl Desk {
    /// A desk with no calls. `id` is made by the page and is new for each load.
    ///
    /// It makes no sound until [`Input::LeadershipChanged`] says that its tab leads.
    pub fn new(id: DeskId) -> Self {
        Self {
            page: Page::new(id),
            calls: Vec::new(),
            roster: Roster::default(),
            unsettled: Vec::new(),
            socket: SocketState::Connecting,
            leadership: Leadership::Following,
            sleep: Sleep::Awake,
            engaged_elsewhere_until: 0,
            next_key: 1,
        }
    }

    /// Takes what happened at `now` and returns what to do about it, in order.
    pub fn handle(&mut self, now: Millis, input: Input) -> Vec<Effect> {
        self.page.now = now;
        self.take(input);
        self.settle();
        self.page.take_effects()
    }

    /// The desk's id.
    pub fn id(&self) -> &str {
        &self.page.desk_id
    }

    /// The calls to draw: the one that holds the desk, then what rings, then what has ended and was not dismissed.
    pub fn calls(&self) -> Vec<CallView> {
        let engaged = self.calls.iter().filter(|call| call.is_engaged());
        let ringing = self.calls.iter().filter(|call| call.state.rings_here());
        let ended = self.calls.iter().rev().filter(|call| call.has_ended());
        engaged
            .chain(ringing)
            .chain(ended)
            .map(Call::view)
            .collect()
    }

    /// The call that holds the desk: ours and not over.
    pub fn engaged(&self) -> Option<CallKey> {
        self.calls
            .iter()
            .find(|call| call.is_engaged())
            .map(|call| call.key)
    }

    /// Until when a call holds another tab of this browser, as far as that tab has said. One agent has one
    /// conversation at a time, in however many tabs.
    pub fn engaged_elsewhere_until(&self) -> Millis {
        self.engaged_elsewhere_until
    }

    /// The mute switch.
    pub fn mute(&self) -> Mute {
        self.page.mute
    }

    /// Whether the page hears from the proxy.
    pub fn socket(&self) -> SocketState {
        self.socket
    }

    /// What went wrong last and is not the end of a call; gone with the next thing the person does.
    pub fn notice(&self) -> Option<Notice> {
        self.page.notice.clone()
    }

    /// The last figures of a conversation.
    pub fn sample(&self, call: CallKey) -> Option<Sample> {
        self.find(call).and_then(Call::sample)
    }

    /// The name of the state that a call is in, finer than its phase: for logs and tests.
    ///
    /// Also for a call that is not drawn any more and is being ended in the background.
    pub fn state_name(&self, call: CallKey) -> Option<&'static str> {
        self.find(call).map(|call| call.state.name())
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::DialRequested {
                attempt_id,
                number,
                channel_id,
                pickup,
            } => {
                if self.may_dial(&number) {
                    let key = self.new_key();
                    let page = &mut self.page;
                    let call = Call::dial(key, attempt_id, number, channel_id, pickup, page);
                    self.calls.push(call);
                }
            }
            Input::AnswerRequested { call } => self.take_up(call, Call::answer),
            Input::StartRequested {
                call,
                attempt_id,
                pickup,
            } => self.take_up(call, |call, page| call.start(attempt_id, pickup, page)),
            Input::DeclineRequested { call } => self.decline(call),
            Input::HangUpRequested { call } => self.hang_up(call),
            Input::MuteRequested { microphone } => self.set_microphone(microphone),
            Input::DismissRequested { call } => self.dismiss(call),

            Input::Snapshot { agent_id, calls } => self.snapshot(agent_id, calls),
            Input::CallChanged { call } => self.call_changed(&call),
            Input::RemoteAnswer {
                call_id,
                attempt_id,
                sdp,
            } => self.remote_answer(call_id, &attempt_id, sdp),
            Input::AnswerWanted { call_id } => self.answer_wanted(&call_id),
            Input::SocketLost => self.socket_lost(),
            Input::Placed { call, call_id } => self.placed(call, call_id),
            Input::Claimed {
                call,
                sdp_offer,
                pre_accept,
            } => self.with(call, |call, page| call.claimed(sdp_offer, pre_accept, page)),
            Input::ClaimLost { call, agent_name } => self.claim_lost(call, agent_name),
            Input::PreAccepted { call } => self.with(call, Call::pre_accepted),
            Input::Answered { call } => self.with(call, Call::answered),
            Input::Ended { call } => self.with(call, Call::end_confirmed),
            Input::RequestFailed {
                call,
                request,
                failure,
            } => self.request_failed(call, request, failure),

            Input::MicrophoneOpened => self.microphone_opened(),
            Input::MicrophoneRefused { reason } => self.microphone_refused(reason),
            Input::MicrophoneLost => self.microphone_lost(),
            Input::DeviceChanged => self.device_changed(),
            Input::MicrophoneSet { microphone } => {
                self.with_engaged(|call, page| call.microphone_set(microphone, page));
            }
            Input::OfferReady { call, sdp } => {
                self.with(call, |call, page| call.offer_ready(sdp, page));
            }
            Input::AnswerReady { call, sdp } => {
                self.with(call, |call, page| call.answer_ready(sdp, page));
            }
            // The media tell the rest: `MediaConnected` or `MediaFailed`.
            Input::RemoteAnswerApplied { call: _ } => {}
            Input::PeerFailed { call, message: _ } => self.with(call, Call::peer_failed),
            Input::MediaConnected { call } => self.with(call, Call::media_connected),
            Input::MediaDisconnected { call } => self.with(call, Call::media_disconnected),
            Input::MediaFailed { call } => self.with(call, Call::connection_lost),
            Input::StatsSample { call, sample } => {
                self.with(call, |call, page| call.sampled(sample, page));
            }
            Input::DeadlineReached { timer } => self.with(timer.call(), |call, page| {
                call.deadline_reached(timer, page);
            }),

            Input::LeadershipChanged { leadership } => self.leadership = leadership,
            Input::Announced { announcement } => self.announced(announcement),
            Input::PageFrozen => self.sleep = Sleep::Frozen,
            Input::PageResumed => self.resumed(),
            Input::PageClosing => self.page_closing(),
        }
    }

    /// One conversation at a time; says so where that stands in the way.
    fn may_dial(&mut self, number: &PhoneNumber) -> bool {
        let engaged = self.calls.iter().find(|call| call.is_engaged());
        self.page.notice = match engaged {
            // The second half of a double click needs no word.
            Some(engaged) if engaged.is_being_placed_to(number) => None,
            Some(_) => Some(Notice::AlreadyInACall),
            None if self.is_engaged_elsewhere() => Some(Notice::InACallInAnotherTab),
            None => None,
        };
        engaged.is_none() && !self.is_engaged_elsewhere()
    }

    /// *Answer* or *Start call*, where no other call stands in the way.
    fn take_up(&mut self, call: CallKey, take_up: impl FnOnce(&mut Call, &mut Page)) {
        self.page.notice = None;
        match self.engaged() {
            None if self.is_engaged_elsewhere() => {
                self.page.notice = Some(Notice::InACallInAnotherTab);
            }
            None => self.with(call, take_up),
            // The second half of a double click.
            Some(engaged) if engaged == call => {}
            Some(_) => self.page.notice = Some(Notice::AlreadyInACall),
        }
    }

    fn is_engaged_elsewhere(&self) -> bool {
        self.engaged_elsewhere_until > self.page.now
    }

    fn decline(&mut self, key: CallKey) {
        self.page.notice = None;
        let ringing = self.find(key).filter(|call| call.state.rings_here());
        if let Some(call_id) = ringing.and_then(|call| call.facts.call_id.clone()) {
            self.roster.muffle(&call_id, Muffle::Declined);
            self.with(key, Call::decline);
        }
    }

    fn hang_up(&mut self, key: CallKey) {
        self.page.notice = None;
        if self.find(key).is_some_and(|call| call.state.rings_here()) {
            self.decline(key);
        } else {
            self.with(key, Call::hang_up);
        }
    }

    fn set_microphone(&mut self, microphone: Microphone) {
        self.page.notice = None;
        self.with_engaged(|call, page| {
            if call.state.needs_microphone() {
                call.set_microphone(microphone, page);
            }
        });
    }

    fn dismiss(&mut self, key: CallKey) {
        self.page.notice = None;
        self.calls
            .retain(|call| call.key != key || !call.has_ended());
    }

    fn new_key(&mut self) -> CallKey {
        let key = CallKey(self.next_key);
        self.next_key = self.next_key.saturating_add(1);
        key
    }

    fn find(&self, key: CallKey) -> Option<&Call> {
        self.calls.iter().find(|call| call.key == key)
    }

    /// A report of a call that is not there any more finds nothing: what it opened is closed.
    fn with(&mut self, key: CallKey, act: impl FnOnce(&mut Call, &mut Page)) {
        if let Some(call) = self.calls.iter_mut().find(|call| call.key == key) {
            act(call, &mut self.page);
        }
    }

    fn with_engaged(&mut self, act: impl FnOnce(&mut Call, &mut Page)) {
        if let Some(call) = self.calls.iter_mut().find(|call| call.is_engaged()) {
            act(call, &mut self.page);
        }
    }
}
