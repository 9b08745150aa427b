//! The books of what is open, kept from the effects alone.

use std::collections::{BTreeMap, BTreeSet};

use tring_protocol::call::{Call, CallId};
use tring_softphone::{
    Desk, Effect, Input,
    effect::{Timer, UnloadWarning},
    input::{Leadership, Request, RequestFailure},
    key::CallKey,
    view::{EndCause, Media, Phase},
};

/// The microphone, as the effects and the browser's reports have it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Microphone {
    #[default]
    Closed,
    Opening,
    Open,
    Lost,
    Reopening,
}

#[derive(Clone, Default)]
pub(crate) struct Ledger {
    pub(crate) microphone: Microphone,
    peers: BTreeSet<CallKey>,
    peers_ever: BTreeSet<CallKey>,
    inbound: BTreeSet<CallKey>,
    attached: BTreeSet<CallKey>,
    applied: BTreeSet<CallKey>,
    placed: BTreeSet<CallKey>,
    answers_sent: BTreeSet<CallKey>,
    /// The calls whose customers were heard, and told so.
    heard: BTreeSet<CallKey>,
    pub(crate) timers: BTreeSet<Timer>,
    ringing: BTreeSet<CallKey>,
    ringback: BTreeSet<CallKey>,
    is_warning: bool,
    is_leading: bool,
    /// The id of each call that was ever seen with one.
    pub(crate) ids: BTreeMap<CallKey, CallId>,
    ended: BTreeSet<CallKey>,
    dead: BTreeSet<CallId>,
    /// The newest state that the proxy has told of each call.
    versions: BTreeMap<CallId, u32>,
    /// The highest key that was ever seen.
    pub(crate) last_key: u32,
}

fn is_leaving(state: Option<&str>) -> bool {
    matches!(state, Some("cancelling" | "ending"))
}

fn ensure(holds: bool, belief: &str) -> Result<(), String> {
    if holds {
        Ok(())
    } else {
        Err(belief.to_owned())
    }
}

impl Ledger {
    /// What the input itself says about the books.
    pub(crate) fn before(&mut self, input: &Input) {
        match input {
            Input::MicrophoneOpened => {
                if matches!(self.microphone, Microphone::Opening | Microphone::Reopening) {
                    self.microphone = Microphone::Open;
                }
            }
            Input::MicrophoneRefused { .. } => {
                self.microphone = match self.microphone {
                    Microphone::Opening => Microphone::Closed,
                    Microphone::Reopening => Microphone::Lost,
                    other => other,
                };
            }
            Input::MicrophoneLost if self.microphone == Microphone::Open => {
                self.microphone = Microphone::Lost;
            }
            Input::DeadlineReached { timer } => {
                self.timers.remove(timer);
            }
            // It may be told again.
            Input::RequestFailed {
                call,
                request: Request::Heard,
                failure: RequestFailure::Unknown { .. },
            } => {
                self.heard.remove(call);
            }
            Input::LeadershipChanged { leadership } => {
                self.is_leading = *leadership == Leadership::Leading;
            }
            _ => {}
        }
    }

    /// Enters an effect; what is closed must have been open, once.
    #[expect(
        clippy::too_many_lines,
        reason = "a flat table: one entry for each effect"
    )]
    pub(crate) fn enter(&mut self, effect: &Effect) -> Result<(), String> {
        match effect {
            Effect::OpenMicrophone => self.open_microphone(),
            Effect::CloseMicrophone => {
                let was_held = self.microphone != Microphone::Closed;
                self.microphone = Microphone::Closed;
                ensure(was_held, "a closed microphone was closed")
            }
            Effect::SetMicrophone { .. } => ensure(
                !self.attached.is_empty(),
                "a microphone was set that no call has",
            ),
            Effect::AttachMicrophone { call, .. } => self.attach(*call),
            Effect::DetachMicrophone { call } => ensure(
                self.attached.remove(call),
                "a microphone was detached twice",
            ),
            Effect::CreateOffer { call } => self.open_peer(*call),
            Effect::CreateAnswer { call, .. } => {
                self.inbound.insert(*call);
                self.open_peer(*call)
            }
            Effect::ApplyRemoteAnswer { call, .. } => {
                ensure(self.peers.contains(call), "an answer for a closed peer")?;
                ensure(self.applied.insert(*call), "an answer was applied twice")
            }
            Effect::ClosePeer { call } => {
                ensure(
                    !self.attached.contains(call),
                    "closed before it was detached",
                )?;
                ensure(self.peers.remove(call), "a peer was closed twice")
            }
            Effect::PlaceCall { call, .. } => {
                ensure(self.attached.contains(call), "placed without a microphone")?;
                ensure(self.placed.insert(*call), "a call was placed twice")
            }
            Effect::SendAnswer { call, .. } => {
                self.answers_sent.insert(*call);
                ensure(self.peers.contains(call), "answered without a peer")
            }
            Effect::SendHeard { call, call_id } => {
                ensure(!call_id.is_empty(), "heard in a call without an id")?;
                ensure(self.attached.contains(call), "heard, and cannot answer")?;
                ensure(self.heard.insert(*call), "a customer was heard twice")
            }
            Effect::SendReject { call, call_id } | Effect::SendEnd { call, call_id, .. } => {
                ensure(!call_id.is_empty(), "the end of a call without an id")?;
                self.know(*call, call_id);
                Ok(())
            }
            Effect::ClaimCall { call_id, .. }
            | Effect::SendPreAccept { call_id, .. }
            | Effect::TerminateKeepalive { call_id } => {
                ensure(!call_id.is_empty(), "a request for a call without an id")
            }
            Effect::StartTimer { timer, .. } => {
                self.timers.insert(*timer);
                Ok(())
            }
            Effect::CancelTimer { timer } => ensure(
                self.timers.remove(timer),
                "a timer was cancelled that did not run",
            ),
            Effect::StartRinging { call } => {
                ensure(self.is_leading, "a tab rings that does not lead")?;
                ensure(self.ringing.insert(*call), "it rings twice")
            }
            Effect::StopRinging { call } => {
                ensure(self.ringing.remove(call), "a ring was stopped twice")
            }
            Effect::StartRingback { call } => {
                ensure(self.ringback.insert(*call), "two ringback tones")
            }
            Effect::StopRingback { call } => ensure(
                self.ringback.remove(call),
                "a ringback tone was stopped twice",
            ),
            Effect::Announce { .. } => Ok(()),
            Effect::WarnBeforeUnload { warning } => {
                let warns = *warning == UnloadWarning::On;
                let changed = self.is_warning != warns;
                self.is_warning = warns;
                ensure(changed, "the warning was set as it was")
            }
        }
    }

    fn open_microphone(&mut self) -> Result<(), String> {
        self.microphone = match self.microphone {
            Microphone::Closed => Microphone::Opening,
            Microphone::Lost => Microphone::Reopening,
            Microphone::Opening | Microphone::Open | Microphone::Reopening => {
                return Err("an open microphone was opened".to_owned());
            }
        };
        Ok(())
    }

    fn open_peer(&mut self, call: CallKey) -> Result<(), String> {
        self.peers.insert(call);
        self.last_key = self.last_key.max(call.0);
        ensure(self.peers_ever.insert(call), "a call has two peers")
    }

    fn attach(&mut self, call: CallKey) -> Result<(), String> {
        self.attached.insert(call);
        ensure(self.peers.contains(&call), "attached to no peer")?;
        ensure(
            self.microphone == Microphone::Open,
            "attached no microphone",
        )?;
        let may_speak = !self.inbound.contains(&call) || self.answers_sent.contains(&call);
        ensure(may_speak, "the customer would hear us before the answer")
    }

    fn know(&mut self, call: CallKey, call_id: &str) {
        self.ids.insert(call, call_id.to_owned());
        self.last_key = self.last_key.max(call.0);
    }

    /// What must hold between two inputs.
    pub(crate) fn audit(&mut self, input: &Input, desk: &Desk) -> Result<(), String> {
        self.note_the_dead(input);
        let views = desk.calls();
        for view in &views {
            self.last_key = self.last_key.max(view.key.0);
            if let Some(call_id) = &view.call_id {
                self.know(view.key, call_id);
                let is_dead = self.dead.contains(call_id);
                let is_over = matches!(view.phase, Phase::Ended(_));
                ensure(is_over || !is_dead, "a dead call came back")?;
            }
            self.audit_end(view.key, &view.phase)?;
            let runs_by_itself = view.phase == Phase::InProgress && view.media != Media::New;
            let has_timer = self.timers.iter().any(|timer| timer.call() == view.key);
            let is_over = matches!(view.phase, Phase::Ended(_));
            ensure(
                has_timer || is_over || runs_by_itself,
                "a call waits without a timer",
            )?;
        }
        let engaged: Vec<_> = views
            .iter()
            .filter(|view| view.phase.is_engaged())
            .collect();
        ensure(engaged.len() <= 1, "two calls hold the desk")?;
        ensure(
            desk.engaged() == engaged.first().map(|view| view.key),
            "the desk does not know who holds it",
        )?;
        let holder = desk.engaged();
        let open = self
            .peers
            .iter()
            .chain(&self.attached)
            .chain(&self.ringback);
        ensure(
            open.into_iter().all(|call| Some(*call) == holder),
            "something is open for a call that does not hold the desk",
        )?;
        if holder.is_none_or(|call| is_leaving(desk.state_name(call))) {
            self.ensure_no_media()?;
        }
        if self.is_idle(desk) {
            self.ensure_all_closed()?;
        }
        Ok(())
    }

    /// Who must not come back: what the proxy said is over, and what a snapshot does not have.
    fn note_the_dead(&mut self, input: &Input) {
        match input {
            Input::CallChanged { call } => self.note(call),
            Input::Snapshot { calls, .. } => {
                let is_absent = |id: &CallId| calls.iter().all(|call| call.call_id != *id);
                let absent = self.versions.keys().filter(|id| is_absent(id));
                self.dead.extend(absent.cloned());
                for call in calls {
                    self.note(call);
                }
            }
            // What is known of living calls is forgotten with the page.
            Input::PageClosing => self.versions.clear(),
            _ => {}
        }
    }

    fn note(&mut self, call: &Call) {
        let known = self.versions.get(&call.call_id);
        // The older of two states is dropped, also where it is an end.
        if known.is_none_or(|known| *known < call.version) {
            self.versions.insert(call.call_id.clone(), call.version);
            if !call.status.is_live() {
                self.dead.insert(call.call_id.clone());
            }
        }
    }

    /// A call that has ended stays ended; its id comes back only from an answer elsewhere.
    fn audit_end(&mut self, call: CallKey, phase: &Phase) -> Result<(), String> {
        let Phase::Ended(end) = phase else {
            return ensure(!self.ended.contains(&call), "an ended call came back");
        };
        self.ended.insert(call);
        if !matches!(end.reason, EndCause::AnsweredElsewhere(_))
            && let Some(call_id) = self.ids.get(&call)
        {
            self.dead.insert(call_id.clone());
        }
        Ok(())
    }

    /// The calls that are neither over nor forgotten, with their states.
    pub(crate) fn living(&self, desk: &Desk) -> Vec<(CallKey, &'static str)> {
        (1..=self.last_key)
            .map(CallKey)
            .filter_map(|call| desk.state_name(call).map(|state| (call, state)))
            .filter(|(_, state)| *state != "ended")
            .collect()
    }

    pub(crate) fn is_idle(&self, desk: &Desk) -> bool {
        self.living(desk).is_empty()
    }

    /// Who has hung up is neither heard nor hears, whatever becomes of the request.
    fn ensure_no_media(&self) -> Result<(), String> {
        let is_closed = self.microphone == Microphone::Closed;
        ensure(is_closed, "the microphone is open")?;
        ensure(self.peers.is_empty(), "a peer is open")?;
        ensure(self.attached.is_empty(), "a track is attached")?;
        ensure(self.ringback.is_empty(), "the ringback tone plays")
    }

    pub(crate) fn ensure_all_closed(&self) -> Result<(), String> {
        self.ensure_no_media()?;
        ensure(self.timers.is_empty(), "a timer runs")?;
        ensure(self.ringing.is_empty(), "it rings")?;
        ensure(!self.is_warning, "the page warns")
    }
}
