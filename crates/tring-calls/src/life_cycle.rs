//! From call and event to change: the one place that decides what an event means.

use tring_protocol::call::{CallStatus, Direction, EndReason, Millis};

use crate::{
    event::{CallEvent, Outcome, Talk},
    pricing::{self, Pulse},
};

/// What the life-cycle needs to know of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallState {
    /// Who started it.
    pub direction: Direction,
    /// Where it stands.
    pub status: CallStatus,
    /// Whether a desk is answering it.
    pub claimed: bool,
    /// When both sides began to talk.
    pub answered_at: Option<Millis>,
    /// The reason that an earlier event gave for an end that is not confirmed yet
    /// (a decline, a hang-up on our side).
    pub ending: Option<EndReason>,
    /// What it was placed at, where it has a price.
    pub pulse: Option<Pulse>,
}

/// What an event changes in a call; `None` in a field leaves it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The new status.
    pub status: Option<CallStatus>,
    /// Whether a desk is answering it.
    pub claimed: Option<bool>,
    /// When both sides began to talk.
    pub answered_at: Option<Millis>,
    /// When it ended.
    pub ended_at: Option<Millis>,
    /// How long both sides talked, in seconds.
    pub duration_seconds: Option<u64>,
    /// What it cost, in millionths of its currency; told with each duration, so that a late one corrects it.
    pub cost_micros: Option<u64>,
    /// Why it ended, or is going to.
    pub end_reason: Option<EndReason>,
    /// A sentence for the agent.
    pub failure_reason: Option<String>,
}

impl Change {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What `event`, seen at `now`, changes in `call`.
///
/// An ended call never changes its status again: what comes late fills in at most how long both
/// sides talked. A live call's status only moves forward, so events may come twice and in any order.
pub fn apply(call: &CallState, event: &CallEvent, now: Millis) -> Change {
    let change = decide(call, event, now);
    let talked = talked(call, event, &change).zip(call.pulse);
    Change {
        cost_micros: talked.map(|(talked, pulse)| pricing::cost(call.direction, pulse, talked)),
        ..change
    }
}

/// For how long both sides talked, where the change tells it: as the provider says, else by our clock to the
/// millisecond, since a pulse counts that has only begun.
fn talked(call: &CallState, event: &CallEvent, change: &Change) -> Option<Millis> {
    let seconds = change.duration_seconds?;
    let said =
        matches!(event, CallEvent::Terminated { talk: Some(talk), .. } if length(*talk).is_some());
    let clocked = call.answered_at.zip(change.ended_at).filter(|_| !said);
    Some(
        clocked.map_or(seconds.saturating_mul(1_000), |(since, until)| {
            until.saturating_sub(since)
        }),
    )
}

fn decide(call: &CallState, event: &CallEvent, now: Millis) -> Change {
    if !call.status.is_live() {
        return late(call, event);
    }
    match event {
        CallEvent::ProviderAccepted => Change::default(),
        CallEvent::RingingThere => ringing_there(call),
        CallEvent::Answered => answered(call, now),
        CallEvent::Claimed => claimed(call),
        CallEvent::Released => released(call),
        CallEvent::ProviderRefused { message } => {
            before_talk(call, || failed(EndReason::Refused, message, now))
        }
        CallEvent::ProviderUnreachable { message } => before_talk(call, || {
            failed(EndReason::ProviderUnreachable, message, now)
        }),
        CallEvent::CustomerDeclined => customer_declined(call, now),
        CallEvent::Declined => declined(call, now),
        CallEvent::RingTimedOut => ring_timed_out(call, now),
        CallEvent::HungUp { reason } => end(call, our_reason(call, *reason), now),
        CallEvent::Terminated {
            talk,
            outcome,
            error,
        } => terminated(call, *talk, *outcome, error.as_deref(), now),
    }
}

fn ringing_there(call: &CallState) -> Change {
    match (call.direction, call.status) {
        (Direction::Outbound, CallStatus::Initiated) => Change {
            status: Some(CallStatus::Ringing),
            ..Change::default()
        },
        // `RINGING` may come after `ACCEPTED`; and a customer who calls us rings nowhere else.
        _ => Change::default(),
    }
}

fn answered(call: &CallState, now: Millis) -> Change {
    before_talk(call, || Change {
        status: Some(CallStatus::InProgress),
        answered_at: Some(now),
        ..Change::default()
    })
}

fn claimed(call: &CallState) -> Change {
    match (call.direction, call.claimed) {
        (Direction::Inbound, false) => before_talk(call, || Change {
            claimed: Some(true),
            ..Change::default()
        }),
        (Direction::Inbound, true) | (Direction::Outbound, _) => Change::default(),
    }
}

fn released(call: &CallState) -> Change {
    if !call.claimed {
        return Change::default();
    }
    before_talk(call, || Change {
        claimed: Some(false),
        ..Change::default()
    })
}

fn customer_declined(call: &CallState, now: Millis) -> Change {
    match call.direction {
        // Not left to the `Terminated` that follows: it may be lost, and it would say less.
        Direction::Outbound => before_talk(call, || end(call, EndReason::CustomerDeclined, now)),
        Direction::Inbound => Change::default(),
    }
}

fn declined(call: &CallState, now: Millis) -> Change {
    match call.direction {
        Direction::Inbound => before_talk(call, || end(call, EndReason::Declined, now)),
        Direction::Outbound => Change::default(),
    }
}

fn ring_timed_out(call: &CallState, now: Millis) -> Change {
    if call.claimed {
        return Change::default();
    }
    before_talk(call, || end(call, EndReason::NoAnswer, now))
}

/// The change, unless both sides talk: then the event is late, or wrong.
fn before_talk(call: &CallState, change: impl FnOnce() -> Change) -> Change {
    if call.status == CallStatus::InProgress {
        Change::default()
    } else {
        change()
    }
}

/// Why our side ended the call: hanging up has another name before both sides talk.
fn our_reason(call: &CallState, given: Option<EndReason>) -> EndReason {
    let given = given.or(call.ending).unwrap_or(EndReason::HungUp);
    let wish = matches!(
        given,
        EndReason::HungUp | EndReason::Cancelled | EndReason::Declined
    );
    match (wish, call.status, call.direction) {
        (false, _, _) => given,
        (true, CallStatus::InProgress, _) => EndReason::HungUp,
        (true, _, Direction::Outbound) => EndReason::Cancelled,
        // Who had begun to answer has changed their mind; only who never did has declined.
        (true, _, Direction::Inbound) if call.claimed => EndReason::Cancelled,
        (true, _, Direction::Inbound) => EndReason::Declined,
    }
}

fn end(call: &CallState, reason: EndReason, now: Millis) -> Change {
    Change {
        status: Some(end_status(call, reason)),
        ended_at: Some(now),
        duration_seconds: call.answered_at.map(|since| seconds_between(since, now)),
        end_reason: Some(reason),
        failure_reason: sentence(reason).map(str::to_owned),
        ..Change::default()
    }
}

fn failed(reason: EndReason, message: &str, now: Millis) -> Change {
    Change {
        status: Some(CallStatus::Failed),
        ended_at: Some(now),
        end_reason: Some(reason),
        failure_reason: Some(message.to_owned()),
        ..Change::default()
    }
}

/// The status of a call that ends now for this reason.
fn end_status(call: &CallState, reason: EndReason) -> CallStatus {
    match reason {
        EndReason::Refused
        | EndReason::ProviderUnreachable
        | EndReason::ConnectionLost
        | EndReason::NoMicrophone
        | EndReason::NoAgent
        | EndReason::Failed => CallStatus::Failed,
        _ if call.status == CallStatus::InProgress => CallStatus::Completed,
        EndReason::CustomerDeclined | EndReason::Declined => CallStatus::Rejected,
        EndReason::HungUp
        | EndReason::CustomerHungUp
        | EndReason::NoAnswer
        | EndReason::Cancelled
        | EndReason::CustomerCancelled => match call.direction {
            Direction::Inbound => CallStatus::Missed,
            Direction::Outbound => CallStatus::NoAnswer,
        },
    }
}

/// What an agent reads where something went wrong and nobody said what.
fn sentence(reason: EndReason) -> Option<&'static str> {
    match reason {
        EndReason::Refused => Some("The provider refused the call."),
        EndReason::ProviderUnreachable => {
            Some("The provider could not be reached. Try again in a moment.")
        }
        EndReason::ConnectionLost => Some(
            "The audio connection was lost. Check the network, then call again if you need to.",
        ),
        EndReason::NoMicrophone => {
            Some("The microphone could not be opened. Allow it in the browser, then call again.")
        }
        EndReason::NoAgent => {
            Some("No agent took this call. Ask for it again when somebody is available.")
        }
        EndReason::Failed => Some("The call failed. Call again if you need to."),
        EndReason::HungUp
        | EndReason::CustomerHungUp
        | EndReason::CustomerDeclined
        | EndReason::Declined
        | EndReason::NoAnswer
        | EndReason::Cancelled
        | EndReason::CustomerCancelled => None,
    }
}

/// The provider says that the call is over.
fn terminated(
    call: &CallState,
    talk: Option<Talk>,
    outcome: Outcome,
    error: Option<&str>,
    now: Millis,
) -> Change {
    let answered_at = call.answered_at.or(talk.and_then(|talk| talk.started));
    let talked = talk.is_some() || call.status == CallStatus::InProgress;
    // A start that we did not see (a lost `ACCEPTED`) makes it a call that was talked in.
    let seen = CallState {
        status: if talked {
            CallStatus::InProgress
        } else {
            call.status
        },
        ..call.clone()
    };
    let reason = provider_reason(&seen, outcome);
    Change {
        answered_at: answered_at.filter(|_| call.answered_at.is_none()),
        ended_at: Some(ended_at(talk, answered_at, now)),
        duration_seconds: talked.then(|| duration(talk, answered_at, now)).flatten(),
        failure_reason: error
            .filter(|_| reason == EndReason::Failed)
            .or(sentence(reason))
            .map(str::to_owned),
        ..end(&seen, reason, now)
    }
}

/// Why the provider says that the call is over.
fn provider_reason(call: &CallState, outcome: Outcome) -> EndReason {
    match (call.status, call.ending, outcome) {
        // A decline is a decline, whatever the provider calls the end.
        (
            CallStatus::Initiated | CallStatus::Ringing,
            Some(reason @ (EndReason::CustomerDeclined | EndReason::Declined)),
            _,
        ) => reason,
        (_, _, Outcome::Failed) => EndReason::Failed,
        (
            CallStatus::InProgress,
            None | Some(EndReason::CustomerDeclined | EndReason::Declined),
            _,
        ) => EndReason::CustomerHungUp,
        (_, Some(reason), _) => reason,
        (_, None, _) => match call.direction {
            Direction::Inbound => EndReason::CustomerCancelled,
            Direction::Outbound => EndReason::NoAnswer,
        },
    }
}

/// What a terminate that comes after our own hang-up still tells: for how long both sides talked.
fn late(call: &CallState, event: &CallEvent) -> Change {
    match (call.status, event) {
        (
            // A call that nobody answered keeps no talk: the customer picked up while we gave up.
            CallStatus::Completed | CallStatus::Failed,
            CallEvent::Terminated {
                talk: Some(talk), ..
            },
        ) => Change {
            answered_at: if call.answered_at.is_none() {
                talk.started
            } else {
                None
            },
            duration_seconds: length(*talk),
            ..Change::default()
        },
        _ => Change::default(),
    }
}

/// When it ended: as the provider says, unless its clock contradicts ours.
fn ended_at(talk: Option<Talk>, answered_at: Option<Millis>, now: Millis) -> Millis {
    talk.and_then(|talk| talk.ended)
        .filter(|ended| answered_at.is_none_or(|since| since <= *ended))
        .unwrap_or(now)
}

fn duration(talk: Option<Talk>, answered_at: Option<Millis>, now: Millis) -> Option<u64> {
    talk.and_then(length)
        .or_else(|| answered_at.map(|since| seconds_between(since, now)))
}

/// For how long both sides talked, as the provider says.
fn length(talk: Talk) -> Option<u64> {
    talk.seconds.or_else(|| {
        talk.started
            .zip(talk.ended)
            .map(|(since, until)| seconds_between(since, until))
    })
}

fn seconds_between(since: Millis, until: Millis) -> u64 {
    until.saturating_sub(since) / 1_000
}
