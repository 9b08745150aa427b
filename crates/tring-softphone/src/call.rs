//! One call: what is known of it, where it stands, and what it has open.
//!
//! # Layout
//!
//! * [`state`]: the states, and what each of them needs.
//! * [`outbound`], [`inbound`]: the two ways to a conversation; [`requested`]: the first one, when somebody else
//!   asked for it.
//! * [`talking`]: the conversation, its microphone and its audio.
//! * [`ending`]: the ways out.
//! * [`facts`]: what the proxy has told.

use tring_protocol::call::{self as proxy, Millis};

use crate::{
    effect::{Effect, Timer},
    input::Leadership,
    key::CallKey,
    page::Page,
    view::{CallView, EndCause, Media, Phase},
};

use self::{
    facts::Facts,
    state::State,
    talking::{Audio, Link},
};

pub(crate) mod ending;
pub(crate) mod facts;
pub(crate) mod inbound;
pub(crate) mod outbound;
pub(crate) mod requested;
pub(crate) mod state;
pub(crate) mod talking;

/// One call of this page.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) key: CallKey,
    pub(crate) facts: Facts,
    pub(crate) state: State,
    audio: Audio,
    held: Held,
    clock: Clock,
}

/// What a call has open. Only [`Call::enter`] and its helpers open and close.
#[derive(Clone, Debug, Default)]
struct Held {
    peer: Peer,
    timer: Option<Timer>,
    track: bool,
    ringing: bool,
    ringback: bool,
}

/// The peer connection of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Peer {
    /// Not asked for, or closed.
    #[default]
    None,
    /// It was asked for; the customer's answer has not been given to it.
    Open,
    /// It has both halves.
    Negotiated,
}

/// When things began, on the page's clock.
#[derive(Clone, Debug, Default)]
struct Clock {
    phase_since: Millis,
    talking_since: Option<Millis>,
    talked: Millis,
}

impl Call {
    fn new(key: CallKey, facts: Facts, state: State, page: &mut Page) -> Self {
        let mut call = Self {
            key,
            facts,
            state: State::Gone,
            audio: Audio::default(),
            held: Held::default(),
            clock: Clock {
                phase_since: page.now,
                ..Clock::default()
            },
        };
        call.enter(state, page);
        call
    }

    /// Goes to `state`: closes what it does not need, and starts its timer.
    fn enter(&mut self, state: State, page: &mut Page) {
        let phase = self.phase();
        if matches!(self.state, State::Talking) {
            self.clock.talked = self.talked_until(page.now);
        }
        if matches!(state, State::Talking) {
            self.clock.talking_since = Some(page.now);
        }
        self.state = state;
        self.release(page);
        self.play_ringback(page);
        self.restart_timer(page);
        self.note_phase_after(&phase, page.now);
    }

    fn release(&mut self, page: &mut Page) {
        let call = self.key;
        if self.held.ringing && !self.state.rings_here() {
            self.held.ringing = false;
            page.push(Effect::StopRinging { call });
        }
        if self.state.needs_peer() {
            return;
        }
        if core::mem::take(&mut self.held.track) {
            page.push(Effect::DetachMicrophone { call });
        }
        if core::mem::take(&mut self.held.peer) != Peer::None {
            self.audio.close();
            page.push(Effect::ClosePeer { call });
        }
    }

    fn play_ringback(&mut self, page: &mut Page) {
        let call = self.key;
        let wanted = self.state.rings_there();
        if self.held.ringback != wanted {
            self.held.ringback = wanted;
            page.push(if wanted {
                Effect::StartRingback { call }
            } else {
                Effect::StopRingback { call }
            });
        }
    }

    /// Starts the timer of the present state anew, or cancels the last one.
    fn restart_timer(&mut self, page: &mut Page) {
        let wanted = self.state.deadline(self.key, self.audio.link);
        let timer = wanted.map(|(timer, _)| timer);
        if let Some(running) = self.held.timer
            && timer != Some(running)
        {
            page.push(Effect::CancelTimer { timer: running });
        }
        if let Some((timer, millis)) = wanted {
            page.push(Effect::StartTimer { timer, millis });
        }
        self.held.timer = timer;
    }

    /// Sounds the bell while the call rings here and this tab leads.
    pub(crate) fn ring(&mut self, leadership: Leadership, page: &mut Page) {
        let call = self.key;
        let wanted = self.state.rings_here() && leadership == Leadership::Leading;
        if self.held.ringing != wanted {
            self.held.ringing = wanted;
            page.push(if wanted {
                Effect::StartRinging { call }
            } else {
                Effect::StopRinging { call }
            });
        }
    }

    /// A timer has run out; one that was cancelled or started anew since then says nothing.
    pub(crate) fn deadline_reached(&mut self, timer: Timer, page: &mut Page) {
        if self.held.timer != Some(timer) {
            return;
        }
        self.held.timer = None;
        match timer {
            Timer::SetUp(_) => self.set_up_took_too_long(page),
            Timer::Ring(_) => self.rang_too_long(page),
            Timer::Media(_) => self.connection_lost(page),
            Timer::End(_) => self.ask_for_the_end_again(page),
        }
    }

    fn talked_until(&self, now: Millis) -> Millis {
        self.clock
            .talking_since
            .map_or(0, |since| now.saturating_sub(since))
    }

    fn note_phase_after(&mut self, before: &Phase, now: Millis) {
        if self.phase() != *before {
            self.clock.phase_since = now;
        }
    }

    fn phase(&self) -> Phase {
        self.state.phase(self.audio.link)
    }

    /// Whether `call` is this one, and it is not over here.
    pub(crate) fn is(&self, call: &proxy::Call) -> bool {
        !self.state.is_over() && self.facts.are_of(&call.call_id, call.attempt_id.as_deref())
    }

    pub(crate) fn has_ended(&self) -> bool {
        matches!(self.state, State::Ended(_))
    }

    /// Whether it ended here and may go on elsewhere: then it may also come back to ring.
    pub(crate) fn is_answered_elsewhere(&self) -> bool {
        matches!(&self.state, State::Ended(end)
            if matches!(end.reason, EndCause::AnsweredElsewhere(_)))
    }

    pub(crate) fn is_engaged(&self) -> bool {
        !self.state.is_hidden() && self.phase().is_engaged()
    }

    /// What a page draws.
    pub(crate) fn view(&self) -> CallView {
        let phase = self.phase();
        CallView {
            key: self.key,
            call_id: self.facts.call_id.clone(),
            direction: self.facts.direction,
            number: self.facts.number.clone(),
            name: self.facts.name.clone(),
            channel: self.facts.channel.clone(),
            channel_id: self.facts.channel_id.clone(),
            pickup: self.facts.pickup,
            requested_by: (self.facts.request.as_ref()).and_then(|request| request.by.clone()),
            since: self.since(&phase),
            phase,
            media: self.media(),
        }
    }

    /// A conversation counts from its beginning, also when it was interrupted; the caller's wait from
    /// the first ring, also on a page that was opened later.
    fn since(&self, phase: &Phase) -> Millis {
        match phase {
            Phase::InProgress | Phase::Reconnecting => {
                self.clock.talking_since.unwrap_or(self.clock.phase_since)
            }
            Phase::RingingHere => {
                let first = self.facts.initiated_at.unwrap_or(self.clock.phase_since);
                first.min(self.clock.phase_since)
            }
            Phase::Calling
            | Phase::RingingThere
            | Phase::Connecting
            | Phase::Ending
            | Phase::Ended(_) => self.clock.phase_since,
        }
    }

    fn media(&self) -> Media {
        match self.audio.link {
            Link::New => Media::New,
            Link::Connected if self.audio.has_stalled() => Media::Interrupted,
            Link::Connected => Media::Connected,
            Link::Interrupted => Media::Interrupted,
        }
    }
}
