//! What surrounds a desk: a browser, a proxy, a person and other tabs, played by numbers.

use std::collections::BTreeMap;

use tring_protocol::call::{Call, CallId, CallStatus, Direction, EndReason};
use tring_softphone::{
    Desk, Effect, Input,
    input::{Leadership, MicrophoneError, Pickup, PreAccept, Request, Sample},
    key::CallKey,
};

use crate::{ledger::Ledger, names::KINDS};

pub(crate) use self::choices::Dice;
use self::choices::{
    AGENT, announcement, any_call, any_outbound_id, any_timer, doubtful, id_of, live, microphone,
    outbound_call, outbound_id, over, report, request_failed, requested_call,
};

mod choices;

/// What the browser and the proxy still owe.
#[derive(Clone, Default)]
pub(crate) struct World {
    owed: Vec<Input>,
    version: u32,
    attempts: u32,
    packets: u64,
    attempt_of: BTreeMap<CallKey, String>,
}

impl World {
    /// Notes what an effect will bring about.
    pub(crate) fn owe(&mut self, effect: &Effect) {
        match effect {
            Effect::CreateOffer { call } => {
                self.attempt_of.insert(*call, format!("a{}", self.attempts));
                self.owed.push(Input::OfferReady {
                    call: *call,
                    sdp: "offer".to_owned(),
                });
            }
            Effect::PlaceCall {
                call,
                attempt_id,
                call_id,
                ..
            } => self.owe_an_outbound_call(*call, attempt_id, call_id.clone()),
            Effect::SendPreAccept { call, .. } => {
                self.owed.push(Input::MediaConnected { call: *call });
                self.owed.push(Input::PreAccepted { call: *call });
            }
            _ => self.owed.extend(report(effect)),
        }
    }

    /// The response, the customer's answer, the ring, the pick-up.
    fn owe_an_outbound_call(&mut self, call: CallKey, attempt_id: &str, known: Option<CallId>) {
        let call_id = known.unwrap_or_else(|| outbound_id(call));
        let mut told = |status| {
            self.version += 1;
            Input::CallChanged {
                call: outbound_call(&call_id, attempt_id, self.version, status),
            }
        };
        let (rings, talks) = (told(CallStatus::Ringing), told(CallStatus::InProgress));
        let answer = Input::RemoteAnswer {
            call_id: call_id.clone(),
            attempt_id: attempt_id.to_owned(),
            sdp: "sdp".to_owned(),
        };
        let placed = Input::Placed { call, call_id };
        self.owed.extend([talks, rings, answer, placed]);
    }

    /// How a story may begin: with nothing, with a call of ours, with one of a customer, or with one that a program asked
    /// for; how much
    /// of what it brings about has happened already; and whether it was hung up then.
    pub(crate) fn opening(&mut self, number: u32) -> (Vec<Input>, u32, Option<Input>) {
        let mut dice = Dice(number);
        let steps = dice.roll(9);
        let inputs = match dice.roll(4) {
            0 => Vec::new(),
            1 => vec![self.dial()],
            2 => self.program_asks(),
            _ => self.customer_calls(),
        };
        let call = CallKey(1);
        let last = dice.one_in(6).then_some(Input::HangUpRequested { call });
        (inputs, steps, last)
    }

    fn customer_calls(&mut self) -> Vec<Input> {
        self.version += 1;
        let call = Call {
            direction: Direction::Inbound,
            desk_id: None,
            attempt_id: None,
            ..outbound_call("in0", "", self.version, CallStatus::Ringing)
        };
        vec![
            Input::LeadershipChanged {
                leadership: Leadership::Leading,
            },
            Input::Snapshot {
                agent_id: AGENT,
                calls: vec![call],
            },
            Input::AnswerRequested { call: CallKey(1) },
        ]
    }

    fn program_asks(&mut self) -> Vec<Input> {
        self.version += 1;
        vec![
            Input::LeadershipChanged {
                leadership: Leadership::Leading,
            },
            Input::Snapshot {
                agent_id: AGENT,
                calls: vec![requested_call("asked0", self.version)],
            },
            self.start(CallKey(1)),
        ]
    }

    fn start(&mut self, call: CallKey) -> Input {
        self.attempts += 1;
        Input::StartRequested {
            call,
            attempt_id: format!("a{}", self.attempts),
            pickup: Pickup::Told,
        }
    }

    /// The debt that is due first, as a rule paid in full.
    pub(crate) fn pay(&mut self, dice: &mut Dice) -> Option<Input> {
        let paid = self.owed.pop()?;
        if !dice.one_in(8) {
            return Some(paid);
        }
        Some(match paid {
            Input::Placed { call, .. } => doubtful(call, Request::Place, dice),
            Input::Claimed { call, .. } => doubtful(call, Request::Claim, dice),
            Input::PreAccepted { call } => doubtful(call, Request::PreAccept, dice),
            Input::Answered { call } => doubtful(call, Request::Answer, dice),
            Input::Ended { call } => doubtful(call, Request::End, dice),
            other => other,
        })
    }

    /// What happens next: every second time what is owed, else anything.
    pub(crate) fn input(&mut self, number: u32, desk: &Desk, ledger: &Ledger) -> Input {
        let mut dice = Dice(number);
        if dice.one_in(2)
            && let Some(paid) = self.pay(&mut dice)
        {
            return paid;
        }
        let kind = dice.pick(&KINDS).unwrap_or("SocketLost");
        self.make(kind, &mut dice, desk, ledger)
    }

    #[expect(
        clippy::too_many_lines,
        reason = "a flat table: one line for each input"
    )]
    fn make(&mut self, kind: &str, dice: &mut Dice, desk: &Desk, ledger: &Ledger) -> Input {
        let call = any_call(dice, ledger, desk);
        match kind {
            "DialRequested" => self.dial(),
            "AnswerRequested" => Input::AnswerRequested { call },
            "StartRequested" => self.start(call),
            "DeclineRequested" => Input::DeclineRequested { call },
            "HangUpRequested" => Input::HangUpRequested { call },
            "MuteRequested" => Input::MuteRequested {
                microphone: microphone(dice),
            },
            "DismissRequested" => Input::DismissRequested { call },
            "Snapshot" => Input::Snapshot {
                agent_id: AGENT,
                calls: (0..dice.roll(3))
                    .map(|_| self.told(call, dice, ledger))
                    .collect(),
            },
            "CallChanged" => Input::CallChanged {
                call: self.told(call, dice, ledger),
            },
            "RemoteAnswer" => self.remote_answer(dice, ledger),
            "AnswerWanted" => Input::AnswerWanted {
                call_id: id_of(call, ledger),
            },
            "SocketLost" => Input::SocketLost,
            "Placed" => Input::Placed {
                call,
                call_id: any_outbound_id(dice, ledger),
            },
            "Claimed" => Input::Claimed {
                call,
                sdp_offer: "offer".to_owned(),
                pre_accept: if dice.one_in(3) {
                    PreAccept::Unsupported
                } else {
                    PreAccept::Supported
                },
            },
            "ClaimLost" => Input::ClaimLost {
                call,
                agent_name: dice.one_in(2).then(|| "Bob".to_owned()),
            },
            "PreAccepted" => Input::PreAccepted { call },
            "Answered" => Input::Answered { call },
            "Ended" => Input::Ended { call },
            "RequestFailed" => request_failed(call, dice),
            "MicrophoneOpened" => Input::MicrophoneOpened,
            "MicrophoneRefused" => Input::MicrophoneRefused {
                reason: MicrophoneError::Denied,
            },
            "MicrophoneLost" => Input::MicrophoneLost,
            "DeviceChanged" => Input::DeviceChanged,
            "MicrophoneSet" => Input::MicrophoneSet {
                microphone: microphone(dice),
            },
            "OfferReady" => Input::OfferReady {
                call,
                sdp: "offer".to_owned(),
            },
            "AnswerReady" => Input::AnswerReady {
                call,
                sdp: "answer".to_owned(),
            },
            "RemoteAnswerApplied" => Input::RemoteAnswerApplied { call },
            "PeerFailed" => Input::PeerFailed {
                call,
                message: "no".to_owned(),
            },
            "MediaConnected" => Input::MediaConnected { call },
            "MediaDisconnected" => Input::MediaDisconnected { call },
            "MediaFailed" => Input::MediaFailed { call },
            "StatsSample" => self.sampled(call, dice),
            "DeadlineReached" => Input::DeadlineReached {
                timer: any_timer(call, dice, ledger),
            },
            "LeadershipChanged" => Input::LeadershipChanged {
                leadership: if dice.one_in(4) {
                    Leadership::Following
                } else {
                    Leadership::Leading
                },
            },
            "Announced" => Input::Announced {
                announcement: announcement(id_of(call, ledger), dice),
            },
            "PageFrozen" => Input::PageFrozen,
            "PageResumed" => Input::PageResumed,
            _ => Input::PageClosing,
        }
    }

    pub(crate) fn attempt_of(&self, call: CallKey) -> Option<&str> {
        self.attempt_of.get(&call).map(String::as_str)
    }

    fn dial(&mut self) -> Input {
        self.attempts += 1;
        Input::DialRequested {
            attempt_id: format!("a{}", self.attempts),
            number: "+15550100".parse().expect("a number"),
            channel_id: None,
            // Every third call is one of which no provider tells.
            pickup: if self.attempts.is_multiple_of(3) {
                Pickup::Heard
            } else {
                Pickup::Told
            },
        }
    }

    fn remote_answer(&mut self, dice: &mut Dice, ledger: &Ledger) -> Input {
        Input::RemoteAnswer {
            call_id: any_outbound_id(dice, ledger),
            attempt_id: self.attempt(dice),
            sdp: "sdp".to_owned(),
        }
    }

    /// Mostly the latest attempt.
    fn attempt(&self, dice: &mut Dice) -> String {
        format!("a{}", self.attempts.saturating_sub(dice.roll(4) / 3))
    }

    fn sampled(&mut self, call: CallKey, dice: &mut Dice) -> Input {
        self.packets += u64::from(dice.roll(2)) * 50;
        Input::StatsSample {
            call,
            sample: Sample {
                packets_received: self.packets,
                energy_received: dice.one_in(2).then_some(f64::from(dice.roll(2))),
                ..Sample::default()
            },
        }
    }

    /// A call as the proxy might tell of it, new or known, newer or older.
    fn told(&mut self, call: CallKey, dice: &mut Dice, ledger: &Ledger) -> Call {
        let call_id = match dice.roll(6) {
            0 | 1 => format!("in{}", dice.roll(3)),
            2 => format!("asked{}", dice.roll(3)),
            _ => id_of(call, ledger),
        };
        self.version += 1;
        // It waits, until somebody has it.
        if call_id.starts_with("asked") && dice.one_in(2) {
            return Call {
                ringing_agents: match dice.roll(5) {
                    0 => vec![2],
                    _ => vec![AGENT, 2],
                },
                ..requested_call(&call_id, self.version)
            };
        }
        let is_inbound = call_id.starts_with("in");
        let desk_id = match (is_inbound, dice.roll(4)) {
            (false, 1) if call_id.starts_with("asked") => Some("other".to_owned()),
            (false, _) | (true, 0) => Some("desk".to_owned()),
            (true, 1) => Some("other".to_owned()),
            (true, _) => None,
        };
        let is_over = dice.one_in(6);
        let version = self.version.saturating_sub(dice.roll(5) / 4 * 3);
        let status = if is_over { over(dice) } else { live(dice) };
        Call {
            direction: if is_inbound {
                Direction::Inbound
            } else {
                Direction::Outbound
            },
            end_reason: is_over.then_some(EndReason::CustomerHungUp),
            agent_name: desk_id.clone(),
            ringing_agents: match dice.roll(5) {
                0 => vec![2],
                _ => vec![AGENT, 2],
            },
            desk_id,
            attempt_id: (!is_inbound).then(|| {
                let own = self.attempt_of(call).map(str::to_owned);
                own.unwrap_or_else(|| self.attempt(dice))
            }),
            ..outbound_call(&call_id, "", version, status)
        }
    }
}
