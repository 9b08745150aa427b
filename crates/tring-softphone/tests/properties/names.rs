//! The kinds of input, and the states, by name.

use tring_softphone::{Input, key::CallKey};

/// All states in which a call can be between two inputs, and the desk without any.
pub(crate) const STATES: [&str; 17] = [
    "no call",
    "preparing",
    "placing",
    "placing, in doubt",
    "dialled",
    "ringing there",
    "ringing here",
    "claiming",
    "answering",
    "pre-accepting",
    "pre-accepted",
    "accepting",
    "accepting, in doubt",
    "talking",
    "cancelling",
    "ending",
    "leaving",
];

/// Beside those above; its inputs are counted too.
pub(crate) const ENDED: &str = "ended";

/// All kinds of input.
pub(crate) const KINDS: [&str; 38] = [
    "DialRequested",
    "AnswerRequested",
    "StartRequested",
    "DeclineRequested",
    "HangUpRequested",
    "MuteRequested",
    "DismissRequested",
    "Snapshot",
    "CallChanged",
    "RemoteAnswer",
    "AnswerWanted",
    "SocketLost",
    "Placed",
    "Claimed",
    "ClaimLost",
    "PreAccepted",
    "Answered",
    "Ended",
    "RequestFailed",
    "MicrophoneOpened",
    "MicrophoneRefused",
    "MicrophoneLost",
    "DeviceChanged",
    "MicrophoneSet",
    "OfferReady",
    "AnswerReady",
    "RemoteAnswerApplied",
    "PeerFailed",
    "MediaConnected",
    "MediaDisconnected",
    "MediaFailed",
    "StatsSample",
    "DeadlineReached",
    "LeadershipChanged",
    "Announced",
    "PageFrozen",
    "PageResumed",
    "PageClosing",
];

pub(crate) fn kind(input: &Input) -> &'static str {
    match input {
        Input::DialRequested { .. } => "DialRequested",
        Input::AnswerRequested { .. } => "AnswerRequested",
        Input::StartRequested { .. } => "StartRequested",
        Input::DeclineRequested { .. } => "DeclineRequested",
        Input::HangUpRequested { .. } => "HangUpRequested",
        Input::MuteRequested { .. } => "MuteRequested",
        Input::DismissRequested { .. } => "DismissRequested",
        Input::Snapshot { .. } => "Snapshot",
        Input::CallChanged { .. } => "CallChanged",
        Input::RemoteAnswer { .. } => "RemoteAnswer",
        Input::AnswerWanted { .. } => "AnswerWanted",
        Input::SocketLost => "SocketLost",
        Input::Placed { .. } => "Placed",
        Input::Claimed { .. } => "Claimed",
        Input::ClaimLost { .. } => "ClaimLost",
        Input::PreAccepted { .. } => "PreAccepted",
        Input::Answered { .. } => "Answered",
        Input::Ended { .. } => "Ended",
        Input::RequestFailed { .. } => "RequestFailed",
        Input::MicrophoneOpened => "MicrophoneOpened",
        Input::MicrophoneRefused { .. } => "MicrophoneRefused",
        Input::MicrophoneLost => "MicrophoneLost",
        Input::DeviceChanged => "DeviceChanged",
        Input::MicrophoneSet { .. } => "MicrophoneSet",
        Input::OfferReady { .. } => "OfferReady",
        Input::AnswerReady { .. } => "AnswerReady",
        Input::RemoteAnswerApplied { .. } => "RemoteAnswerApplied",
        Input::PeerFailed { .. } => "PeerFailed",
        Input::MediaConnected { .. } => "MediaConnected",
        Input::MediaDisconnected { .. } => "MediaDisconnected",
        Input::MediaFailed { .. } => "MediaFailed",
        Input::StatsSample { .. } => "StatsSample",
        Input::DeadlineReached { .. } => "DeadlineReached",
        Input::LeadershipChanged { .. } => "LeadershipChanged",
        Input::Announced { .. } => "Announced",
        Input::PageFrozen => "PageFrozen",
        Input::PageResumed => "PageResumed",
        Input::PageClosing => "PageClosing",
    }
}

/// The call that a report or a click is about; `None` where it is about an id, or about the page.
pub(crate) fn key(input: &Input) -> Option<CallKey> {
    match input {
        Input::AnswerRequested { call }
        | Input::StartRequested { call, .. }
        | Input::DeclineRequested { call }
        | Input::HangUpRequested { call }
        | Input::DismissRequested { call }
        | Input::Placed { call, .. }
        | Input::Claimed { call, .. }
        | Input::ClaimLost { call, .. }
        | Input::PreAccepted { call }
        | Input::Answered { call }
        | Input::Ended { call }
        | Input::RequestFailed { call, .. }
        | Input::OfferReady { call, .. }
        | Input::AnswerReady { call, .. }
        | Input::RemoteAnswerApplied { call }
        | Input::PeerFailed { call, .. }
        | Input::MediaConnected { call }
        | Input::MediaDisconnected { call }
        | Input::MediaFailed { call }
        | Input::StatsSample { call, .. } => Some(*call),
        Input::DeadlineReached { timer } => Some(timer.call()),
        Input::DialRequested { .. }
        | Input::MuteRequested { .. }
        | Input::Snapshot { .. }
        | Input::CallChanged { .. }
        | Input::RemoteAnswer { .. }
        | Input::AnswerWanted { .. }
        | Input::SocketLost
        | Input::MicrophoneOpened
        | Input::MicrophoneRefused { .. }
        | Input::MicrophoneLost
        | Input::DeviceChanged
        | Input::MicrophoneSet { .. }
        | Input::LeadershipChanged { .. }
        | Input::Announced { .. }
        | Input::PageFrozen
        | Input::PageResumed
        | Input::PageClosing => None,
    }
}

/// What is worth reading in a story that broke something.
pub(crate) fn target(input: &Input) -> String {
    match input {
        Input::Snapshot { calls, .. } => format!("{calls:?}"),
        Input::CallChanged { call } => format!("{call:?}"),
        Input::RequestFailed {
            call,
            request,
            failure,
        } => format!("{call} {request:?} {failure:?}"),
        Input::RemoteAnswer {
            call_id,
            attempt_id,
            ..
        } => format!("{call_id} {attempt_id}"),
        Input::DialRequested { attempt_id, .. } => attempt_id.clone(),
        Input::StartRequested {
            call, attempt_id, ..
        } => format!("{call} {attempt_id}"),
        Input::AnswerWanted { call_id } => call_id.clone(),
        Input::DeadlineReached { timer } => format!("{timer:?}"),
        Input::Announced { announcement } => format!("{announcement:?}"),
        Input::Placed { call, call_id } => format!("{call} {call_id}"),
        _ => key(input).map_or_else(String::new, |call| call.to_string()),
    }
}
