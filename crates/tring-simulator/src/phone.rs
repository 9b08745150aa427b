//! One call as the customer's phone and the network see it: inputs in, effects out, no clock.
//!
//! Time is an input. The same machine serves every dialect: it speaks of connect, ringing,
//! accepted, rejected and terminated, never of a provider's JSON.

use serde::Serialize;

use crate::{
    clock::Moment,
    script::{Pickup, Script},
};

/// Who called whom, from the business's view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Direction {
    /// The customer calls the business.
    Inbound,
    /// The business calls the customer.
    Outbound,
}

/// Where a call is, with what is needed there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Dialled by the business; the phone will ring at `rings_at`.
    Connecting {
        rings_at: Moment,
    },
    Ringing {
        since: Moment,
    },
    /// The business prepares the media of an inbound call; it still rings.
    PreAccepted {
        since: Moment,
    },
    InProgress {
        since: Moment,
    },
    Ended {
        end: End,
    },
}

impl State {
    /// The word for this state in reports and error texts.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Connecting { .. } => "connecting",
            Self::Ringing { .. } => "ringing",
            Self::PreAccepted { .. } => "pre_accepted",
            Self::InProgress { .. } => "in_progress",
            Self::Ended { .. } => "ended",
        }
    }
}

/// Why and when a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) by: EndedBy,
    pub(crate) reason: Reason,
    pub(crate) at: Moment,
    /// When it was picked up; `None` for a call that never was.
    pub(crate) picked_up: Option<Moment>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EndedBy {
    Business,
    Customer,
    Network,
    Timeout,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reason {
    HungUp,
    Declined,
    /// The caller gave up before anybody answered.
    GaveUp,
    NoAnswer,
    /// No packet came from the business for as long as the script allows.
    MediaTimeout,
}

/// What can happen to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    /// Time went by; see [`Phone::next_deadline`].
    Tick,
    /// The last packet from the business arrived at this moment.
    MediaHeard(Moment),
    CustomerAnswers,
    CustomerDeclines,
    CustomerHangsUp,
    BusinessPreAccepts,
    BusinessAccepts,
    BusinessRejects,
    BusinessTerminates,
}

/// What a dialect tells the business by webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notice {
    /// The call with our SDP: an offer inbound, the answer outbound.
    Connect,
    Ringing,
    Accepted,
    Rejected,
    Terminated {
        end: End,
    },
}

/// What the caller of [`Phone::handle`] has to do, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Tell(Notice),
    /// The customer and the business talk: the tone starts.
    StartTone,
    /// The network swallows every packet from now on.
    StopMedia,
    CloseMedia,
}

/// Why an input does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the call is {}; {action} does not fit", .state.name().replace('_', " "))]
pub(crate) struct NotNow {
    pub(crate) action: &'static str,
    pub(crate) state: State,
}

/// One call on the customer's phone.
#[derive(Debug, Clone)]
pub(crate) struct Phone {
    direction: Direction,
    script: Script,
    state: State,
    heard_at: Moment,
    media_stopped: bool,
}

impl Phone {
    /// The business dials; the phone rings `rings_in_ms` later.
    pub(crate) fn dialled(now: Moment, script: Script, rings_in_ms: u64) -> (Self, Vec<Effect>) {
        let state = State::Connecting {
            rings_at: now.plus(rings_in_ms),
        };
        Self::begin(Direction::Outbound, now, script, state)
    }

    /// The customer calls the business.
    pub(crate) fn calling(now: Moment, script: Script) -> (Self, Vec<Effect>) {
        Self::begin(
            Direction::Inbound,
            now,
            script,
            State::Ringing { since: now },
        )
    }

    pub(crate) fn state(&self) -> State {
        self.state
    }

    pub(crate) fn is_live(&self) -> bool {
        !matches!(self.state, State::Ended { .. })
    }

    fn begin(
        direction: Direction,
        now: Moment,
        script: Script,
        state: State,
    ) -> (Self, Vec<Effect>) {
        let mut phone = Self {
            direction,
            script,
            state,
            heard_at: now,
            media_stopped: false,
        };
        let mut effects = Vec::new();
        if phone.script.terminate_first {
            effects = phone.end(now, EndedBy::Customer, Reason::GaveUp);
            effects.push(Effect::Tell(Notice::Connect));
        } else if direction == Direction::Inbound || !phone.script.answer_only_on_pickup {
            effects.push(Effect::Tell(Notice::Connect));
        }
        (phone, effects)
    }

    /// When [`Input::Tick`] has to come next; `None` when nothing is pending.
    pub(crate) fn next_deadline(&self) -> Option<Moment> {
        match self.state {
            State::Connecting { rings_at } => Some(rings_at),
            State::Ringing { since } | State::PreAccepted { since } => {
                let rung_out = since.plus(self.script.ring_timeout_ms);
                Some(
                    self.pickup_at(since)
                        .map_or(rung_out, |at| at.min(rung_out)),
                )
            }
            State::InProgress { since } => [
                Some(self.heard_at.plus(self.script.media_timeout_ms)),
                self.script.hang_up_after_ms.map(|after| since.plus(after)),
                self.stop_media_at(since),
            ]
            .into_iter()
            .flatten()
            .min(),
            State::Ended { .. } => None,
        }
    }

    /// Applies `input`; an error changes nothing.
    pub(crate) fn handle(&mut self, now: Moment, input: Input) -> Result<Vec<Effect>, NotNow> {
        use Direction::{Inbound, Outbound};
        use State::{Connecting, InProgress, PreAccepted, Ringing};
        match (input, self.state, self.direction) {
            (Input::Tick, ..) => Ok(self.tick(now)),
            (Input::MediaHeard(at), ..) => {
                self.heard_at = self.heard_at.max(at);
                Ok(Vec::new())
            }
            (Input::CustomerAnswers, Ringing { .. }, Outbound) => Ok(self.pick_up(now)),
            (Input::CustomerDeclines, Ringing { .. }, Outbound) => Ok(self.decline(now)),
            (Input::CustomerHangsUp, InProgress { .. }, _) => {
                Ok(self.end(now, EndedBy::Customer, Reason::HungUp))
            }
            (Input::CustomerHangsUp, Ringing { .. } | PreAccepted { .. }, Inbound) => {
                Ok(self.end(now, EndedBy::Customer, Reason::GaveUp))
            }
            (Input::BusinessPreAccepts, Ringing { since }, Inbound) => {
                self.state = PreAccepted { since };
                Ok(Vec::new())
            }
            (Input::BusinessAccepts, Ringing { .. } | PreAccepted { .. }, Inbound) => {
                Ok(self.pick_up(now))
            }
            (
                Input::BusinessRejects | Input::BusinessTerminates,
                Ringing { .. } | PreAccepted { .. },
                Inbound,
            ) => Ok(self.end(now, EndedBy::Business, Reason::Declined)),
            (Input::BusinessTerminates, InProgress { .. }, _) => {
                Ok(self.end(now, EndedBy::Business, Reason::HungUp))
            }
            (Input::BusinessTerminates, Connecting { .. } | Ringing { .. }, Outbound) => {
                Ok(self.end(now, EndedBy::Business, Reason::GaveUp))
            }
            (_, state, _) => Err(NotNow {
                action: input.name(),
                state,
            }),
        }
    }

    /// Whether `input` fits the present state, without applying it.
    pub(crate) fn check(&self, input: Input) -> Result<(), NotNow> {
        self.clone().handle(self.heard_at, input).map(|_| ())
    }

    fn tick(&mut self, now: Moment) -> Vec<Effect> {
        match self.state {
            State::Connecting { rings_at } if now >= rings_at => {
                self.state = State::Ringing { since: now };
                vec![Effect::Tell(Notice::Ringing)]
            }
            State::Ringing { since } | State::PreAccepted { since } => self.ring_on(now, since),
            State::InProgress { since } => self.talk_on(now, since),
            State::Connecting { .. } | State::Ended { .. } => Vec::new(),
        }
    }

    fn ring_on(&mut self, now: Moment, since: Moment) -> Vec<Effect> {
        if self.pickup_at(since).is_some_and(|at| now >= at) {
            return match self.script.answer {
                Pickup::Reject => self.decline(now),
                Pickup::After | Pickup::Manual | Pickup::Never => self.pick_up(now),
            };
        }
        if now >= since.plus(self.script.ring_timeout_ms) {
            return self.end(now, EndedBy::Timeout, Reason::NoAnswer);
        }
        Vec::new()
    }

    fn talk_on(&mut self, now: Moment, since: Moment) -> Vec<Effect> {
        if now >= self.heard_at.plus(self.script.media_timeout_ms) {
            return self.end(now, EndedBy::Network, Reason::MediaTimeout);
        }
        if self
            .script
            .hang_up_after_ms
            .is_some_and(|after| now >= since.plus(after))
        {
            return self.end(now, EndedBy::Customer, Reason::HungUp);
        }
        if self.stop_media_at(since).is_some_and(|at| now >= at) {
            self.media_stopped = true;
            return vec![Effect::StopMedia];
        }
        Vec::new()
    }

    fn pick_up(&mut self, now: Moment) -> Vec<Effect> {
        self.state = State::InProgress { since: now };
        self.heard_at = self.heard_at.max(now);
        match self.direction {
            Direction::Inbound => vec![Effect::StartTone],
            Direction::Outbound if self.script.answer_only_on_pickup => vec![
                Effect::Tell(Notice::Connect),
                Effect::Tell(Notice::Accepted),
                Effect::StartTone,
            ],
            Direction::Outbound => vec![Effect::Tell(Notice::Accepted), Effect::StartTone],
        }
    }

    fn decline(&mut self, now: Moment) -> Vec<Effect> {
        let mut effects = vec![Effect::Tell(Notice::Rejected)];
        effects.extend(self.end(now, EndedBy::Customer, Reason::Declined));
        effects
    }

    fn end(&mut self, now: Moment, by: EndedBy, reason: Reason) -> Vec<Effect> {
        let picked_up = match self.state {
            State::InProgress { since } => Some(since),
            State::Connecting { .. }
            | State::Ringing { .. }
            | State::PreAccepted { .. }
            | State::Ended { .. } => None,
        };
        let end = End {
            by,
            reason,
            at: now,
            picked_up,
        };
        self.state = State::Ended { end };
        vec![Effect::CloseMedia, Effect::Tell(Notice::Terminated { end })]
    }

    fn pickup_at(&self, ringing_since: Moment) -> Option<Moment> {
        let scripted = matches!(self.script.answer, Pickup::After | Pickup::Reject);
        (scripted && self.direction == Direction::Outbound)
            .then(|| ringing_since.plus(self.script.answer_after_ms))
    }

    fn stop_media_at(&self, talking_since: Moment) -> Option<Moment> {
        let after = self
            .script
            .stop_media_after_ms
            .filter(|_| !self.media_stopped)?;
        Some(talking_since.plus(after))
    }
}

impl Input {
    const fn name(self) -> &'static str {
        match self {
            Self::Tick => "tick",
            Self::MediaHeard(_) => "media",
            Self::CustomerAnswers => "answer",
            Self::CustomerDeclines => "decline",
            Self::CustomerHangsUp => "hang-up",
            Self::BusinessPreAccepts => "pre_accept",
            Self::BusinessAccepts => "accept",
            Self::BusinessRejects => "reject",
            Self::BusinessTerminates => "terminate",
        }
    }
}

#[cfg(test)]
mod tests;
