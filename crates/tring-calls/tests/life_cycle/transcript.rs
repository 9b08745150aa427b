//! A call's events and what they change, one line per event, a second apart.

use std::fmt::Write as _;

use tring_calls::{
    event::{CallEvent, Outcome, Talk},
    life_cycle::{CallState, Change, apply},
};
use tring_protocol::call::{CallStatus, Direction, EndReason};

pub(crate) const SECOND: u64 = 1_000;

pub(crate) fn inbound(events: &[CallEvent]) -> String {
    transcript(Direction::Inbound, CallStatus::Ringing, events)
}

pub(crate) fn outbound(events: &[CallEvent]) -> String {
    transcript(Direction::Outbound, CallStatus::Initiated, events)
}

fn transcript(direction: Direction, status: CallStatus, events: &[CallEvent]) -> String {
    let mut call = CallState {
        direction,
        status,
        claimed: false,
        answered_at: None,
        ending: None,
        pulse: None,
    };
    let mut lines = String::new();
    for (event, number) in events.iter().zip(1..) {
        let change = apply(&call, event, number * SECOND);
        writeln!(lines, "{} -> {}", name(event), describe(&change)).expect("a String takes all");
        call.status = change.status.unwrap_or(call.status);
        call.claimed = change.claimed.unwrap_or(call.claimed);
        call.answered_at = change.answered_at.or(call.answered_at);
        call.ending = change.end_reason.or(call.ending);
    }
    lines
}

fn name(event: &CallEvent) -> String {
    let text = format!("{event:?}");
    let end = text.find([' ', '{']).unwrap_or(text.len());
    text.get(..end).unwrap_or(&text).to_owned()
}

pub(crate) fn describe(change: &Change) -> String {
    let fields = [
        change.status.map(|status| status.as_str().to_owned()),
        change.claimed.map(|claimed| format!("claimed={claimed}")),
        change.answered_at.map(|at| format!("answered at {at}")),
        change.ended_at.map(|at| format!("ended at {at}")),
        change
            .duration_seconds
            .map(|seconds| format!("{seconds} s")),
        change.cost_micros.map(|micros| format!("{micros} micros")),
        change.end_reason.map(|reason| format!("{reason:?}")),
        change
            .failure_reason
            .as_ref()
            .map(|text| format!("“{text}”")),
    ];
    if change.is_empty() {
        return "nothing".to_owned();
    }
    fields.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

pub(crate) fn hung_up() -> CallEvent {
    CallEvent::HungUp { reason: None }
}

pub(crate) fn hung_up_because(reason: EndReason) -> CallEvent {
    CallEvent::HungUp {
        reason: Some(reason),
    }
}

pub(crate) fn terminated() -> CallEvent {
    CallEvent::Terminated {
        talk: None,
        outcome: Outcome::Completed,
        error: None,
    }
}

pub(crate) fn terminated_after(talk: Talk) -> CallEvent {
    CallEvent::Terminated {
        talk: Some(talk),
        outcome: Outcome::Completed,
        error: None,
    }
}

pub(crate) fn terminated_as_failed(talk: Option<Talk>, error: Option<&str>) -> CallEvent {
    CallEvent::Terminated {
        talk,
        outcome: Outcome::Failed,
        error: error.map(str::to_owned),
    }
}

pub(crate) fn talk(started: u64, ended: u64, seconds: u64) -> Talk {
    Talk {
        started: Some(started),
        ended: Some(ended),
        seconds: Some(seconds),
    }
}

pub(crate) fn message(text: &str) -> String {
    text.to_owned()
}
