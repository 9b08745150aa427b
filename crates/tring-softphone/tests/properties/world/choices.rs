//! What a number decides: which call, which timer, what is told of it.

use tring_protocol::call::{Call, CallStatus, Direction};
use tring_softphone::{
    Desk, Effect, Input,
    effect::Timer,
    input::{Announcement, Microphone, PreAccept, Request, RequestFailure},
    key::CallKey,
};

use crate::ledger::Ledger;

/// The agent at this desk.
pub(super) const AGENT: u64 = 1;

/// A number, taken apart.
pub(crate) struct Dice(pub(crate) u32);

impl Dice {
    /// A value below `sides`.
    pub(super) fn roll(&mut self, sides: u32) -> u32 {
        let rolled = self.0 % sides;
        // A fresh number from what is left, so that small numbers do not run dry.
        self.0 = (self.0 / sides).wrapping_mul(0x9E37_79B1).rotate_left(7) ^ rolled;
        rolled
    }

    pub(super) fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        let sides = u32::try_from(from.len()).ok().filter(|sides| *sides > 0)?;
        let index = usize::try_from(self.roll(sides)).ok()?;
        from.get(index).cloned()
    }

    pub(super) fn one_in(&mut self, chances: u32) -> bool {
        self.roll(chances) == 0
    }
}

/// The report that an effect asks for.
pub(super) fn report(effect: &Effect) -> Option<Input> {
    match effect {
        Effect::OpenMicrophone => Some(Input::MicrophoneOpened),
        Effect::SetMicrophone { microphone } => Some(Input::MicrophoneSet {
            microphone: *microphone,
        }),
        Effect::CreateAnswer { call, .. } => Some(Input::AnswerReady {
            call: *call,
            sdp: "answer".to_owned(),
        }),
        Effect::ApplyRemoteAnswer { call, .. } => Some(Input::MediaConnected { call: *call }),
        Effect::ClaimCall { call, .. } => Some(Input::Claimed {
            call: *call,
            sdp_offer: "offer".to_owned(),
            pre_accept: PreAccept::Supported,
        }),
        Effect::SendAnswer { call, .. } => Some(Input::Answered { call: *call }),
        Effect::SendReject { call, .. } | Effect::SendEnd { call, .. } => {
            Some(Input::Ended { call: *call })
        }
        _ => None,
    }
}

pub(super) fn outbound_call(
    call_id: &str,
    attempt_id: &str,
    version: u32,
    status: CallStatus,
) -> Call {
    Call {
        id: 1,
        call_id: call_id.to_owned(),
        version,
        direction: Direction::Outbound,
        status,
        channel_id: "channel".to_owned(),
        channel_name: "Support".to_owned(),
        from_number: "+15550100".to_owned(),
        to_number: "+15550199".to_owned(),
        contact_id: None,
        contact_name: None,
        contact_phone: None,
        initiated_at: 0,
        answered_at: None,
        ended_at: None,
        rings_until: None,
        end_reason: None,
        failure_reason: None,
        desk_id: Some("desk".to_owned()),
        agent_name: None,
        attempt_id: Some(attempt_id.to_owned()),
        ringing_agents: vec![AGENT, 2],
        requested: false,
        requested_by: None,
    }
}

/// A call that a program asked for, and that waits for this agent or another.
pub(super) fn requested_call(call_id: &str, version: u32) -> Call {
    Call {
        desk_id: None,
        attempt_id: None,
        requested: true,
        requested_by: Some("CRM".to_owned()),
        ..outbound_call(call_id, "", version, CallStatus::Initiated)
    }
}

/// The id that the proxy gives to a call that this desk places.
pub(super) fn outbound_id(call: CallKey) -> String {
    format!("out{}", call.0)
}

/// Mostly the one of the latest call.
pub(super) fn any_outbound_id(dice: &mut Dice, ledger: &Ledger) -> String {
    outbound_id(CallKey(ledger.last_key.saturating_sub(dice.roll(4) / 3)))
}

/// The id of a call, or the one that it would get.
pub(super) fn id_of(call: CallKey, ledger: &Ledger) -> String {
    let known = ledger.ids.get(&call).cloned();
    known.unwrap_or_else(|| outbound_id(call))
}

/// Mostly one that is alive, sometimes one of the past or of the future.
pub(super) fn any_call(dice: &mut Dice, ledger: &Ledger, desk: &Desk) -> CallKey {
    let living = ledger.living(desk);
    if dice.one_in(5) {
        return CallKey(1 + dice.roll(ledger.last_key + 1));
    }
    dice.pick(&living)
        .map_or(CallKey(ledger.last_key.max(1)), |(call, _)| call)
}

pub(super) fn any_timer(call: CallKey, dice: &mut Dice, ledger: &Ledger) -> Timer {
    let running: Vec<Timer> = ledger.timers.iter().copied().collect();
    if dice.one_in(4) {
        let kinds = [
            Timer::SetUp(call),
            Timer::Ring(call),
            Timer::Media(call),
            Timer::End(call),
        ];
        return dice.pick(&kinds).unwrap_or(Timer::SetUp(call));
    }
    dice.pick(&running).unwrap_or(Timer::SetUp(call))
}

pub(super) fn request_failed(call: CallKey, dice: &mut Dice) -> Input {
    let requests = [
        Request::Place,
        Request::Claim,
        Request::PreAccept,
        Request::Answer,
        Request::Heard,
        Request::Reject,
        Request::End,
    ];
    let request = dice.pick(&requests).unwrap_or(Request::End);
    doubtful(call, request, dice)
}

pub(super) fn doubtful(call: CallKey, request: Request, dice: &mut Dice) -> Input {
    let message = "No.".to_owned();
    Input::RequestFailed {
        call,
        request,
        failure: if dice.one_in(3) {
            RequestFailure::Refused { message }
        } else {
            RequestFailure::Unknown { message }
        },
    }
}

pub(super) fn announcement(call_id: String, dice: &mut Dice) -> Announcement {
    let desk_id = if dice.one_in(4) { "desk" } else { "other" }.to_owned();
    match dice.roll(7) {
        0 | 1 => Announcement::Answering { call_id, desk_id },
        2 => Announcement::Engaged { desk_id },
        3 | 4 => Announcement::GaveUp { call_id, desk_id },
        _ => Announcement::Declined { call_id },
    }
}

pub(super) fn microphone(dice: &mut Dice) -> Microphone {
    if dice.one_in(2) {
        Microphone::Muted
    } else {
        Microphone::Live
    }
}

pub(super) fn live(dice: &mut Dice) -> CallStatus {
    let statuses = [
        CallStatus::Initiated,
        CallStatus::Ringing,
        CallStatus::Ringing,
        CallStatus::InProgress,
    ];
    dice.pick(&statuses).unwrap_or(CallStatus::Ringing)
}

pub(super) fn over(dice: &mut Dice) -> CallStatus {
    let statuses = [
        CallStatus::Completed,
        CallStatus::Failed,
        CallStatus::Rejected,
        CallStatus::Missed,
        CallStatus::NoAnswer,
    ];
    dice.pick(&statuses).unwrap_or(CallStatus::Completed)
}
