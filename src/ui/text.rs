//! Every text that a person sees, in one place: what is, what happened, and what to do.

use tring_protocol::{
    call::{CallStatus, Direction, EndReason},
    phone,
};
use tring_softphone::{
    input::MicrophoneError,
    view::{CallView, EndCause, Notice, Phase, SocketState},
};

use crate::ui::{availability_switch::Standing, call_quality::Quality};

pub(crate) const PRODUCT: &str = "Tring";

pub(crate) const SECTIONS: &str = "Sections";
pub(crate) const CALLS: &str = "Calls";
pub(crate) const CHANNELS: &str = "Channels";
pub(crate) const SIGN_OUT: &str = "Sign out";
pub(crate) const SIGN_OUT_IN_CALL: &str = "Hang up before you sign out.";
pub(crate) const NO_WEBRTC: &str = "This browser cannot make calls: it has no WebRTC, or the page was not opened over HTTPS. \
     You can read the history here; to call, open this page over HTTPS in a current Chrome, Edge, \
     Firefox or Safari.";

pub(crate) const PHONE_NUMBER: &str = "Phone number";
pub(crate) const PHONE_NUMBER_EXAMPLE: &str = "+49 151 12345678";
pub(crate) const PHONE_NUMBER_HINT: &str = "With country code. It rings in their WhatsApp.";
pub(crate) const CHANNEL: &str = "Call from";
pub(crate) const CALL: &str = "Call";
pub(crate) const CALL_FORM: &str = "Call a customer";
pub(crate) const ALREADY_ENGAGED: &str = "Hang up first to call somebody else.";

pub(crate) const PERMISSION: &str = "Permission to call";
pub(crate) const CHECKING_PERMISSION: &str = "Checking whether this customer may be called…";
pub(crate) const PERMISSION_UNCHECKED: &str =
    "The permission could not be checked. You can call all the same.";
pub(crate) const PERMISSION_UNKNOWN: &str =
    "Nobody knows whether this customer has allowed calls. You can call all the same.";
pub(crate) const MAY_CALL: &str = "May be called at any time";
pub(crate) const MAY_NOT_CALL: &str = "Has not allowed calls";
pub(crate) const NO_REPLY_YET: &str = "The customer has not replied yet.";
pub(crate) const ASK: &str = "Ask for permission";
pub(crate) const ASK_AGAIN: &str = "Ask again";
pub(crate) const ASKING: &str = "Asking…";
pub(crate) const REQUESTS_LEFT: &str = "Requests left";
pub(crate) const BY_EAR: &str =
    "Counts as answered when the first sound arrives: this provider does not tell.";

pub(crate) const ANSWER: &str = "Answer";
pub(crate) const DECLINE: &str = "Decline";
pub(crate) const START: &str = "Start call";
pub(crate) const NOT_NOW: &str = "Not now";
pub(crate) const RINGING_CALLS: &str = "Ringing calls";
pub(crate) const OUTGOING_CALL: &str = "Outgoing call";
pub(crate) const INCOMING_CALL: &str = "Incoming call";
pub(crate) const ANSWER_ENGAGED: &str = "Hang up the call you are in to take this one.";
pub(crate) const UNKNOWN_CALLER: &str = "Number hidden";
pub(crate) const WAITING: &str = "Waiting";

pub(crate) const AVAILABLE: &str = "Available";
pub(crate) const CALLBACKS: &str = "To call back";
pub(crate) const DONE: &str = "Done";

pub(crate) const CURRENT_CALL: &str = "Current call";
pub(crate) const NO_CALL: &str = "No call right now";
pub(crate) const NO_CALL_HINT: &str =
    "Enter a number above to call a customer. When a customer calls, it rings here.";
pub(crate) const MUTE: &str = "Mute";
pub(crate) const MUTE_MICROPHONE: &str = "Mute microphone";
pub(crate) const MUTED: &str = "You are muted";
pub(crate) const SOUND_BLOCKED: &str =
    "The browser holds the sound back. Click anywhere on this page to hear the customer.";
pub(crate) const HANG_UP: &str = "Hang up";
pub(crate) const CALL_AGAIN: &str = "Call again";
pub(crate) const DISMISS: &str = "Dismiss";
pub(crate) const YOU: &str = "You";
pub(crate) const THEM: &str = "Them";
pub(crate) const YOUR_VOICE: &str = "Your voice";
pub(crate) const THEIR_VOICE: &str = "Their voice";

pub(crate) const CALL_HISTORY: &str = "Call history";
pub(crate) const COLUMN_WHO: &str = "Contact";
pub(crate) const COLUMN_DIRECTION: &str = "Direction";
pub(crate) const COLUMN_STATUS: &str = "Status";
pub(crate) const COLUMN_WHEN: &str = "When";
pub(crate) const COLUMN_DURATION: &str = "Duration";
pub(crate) const COLUMN_ACTIONS: &str = "Actions";
pub(crate) const CALL_BACK: &str = "Call back";
pub(crate) const LOAD_MORE: &str = "Load more";
pub(crate) const LOADING_MORE: &str = "Loading…";
pub(crate) const EMPTY_HISTORY: &str = "No calls yet";
pub(crate) const EMPTY_HISTORY_HINT: &str =
    "Calls you make and receive are listed here. Call your first customer: enter their number.";
pub(crate) const NO_DURATION: &str = "–";

pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const OFFLINE: &str =
    "Not connected to Tring. Calls cannot ring here; trying to connect again.";

pub(crate) const SIGN_IN: &str = "Sign in to Tring";
pub(crate) const SIGN_IN_HOW: &str =
    "Open the sign-in link that you were given. Each link works once, for ten minutes.";
pub(crate) const SIGN_IN_NEW: &str =
    "No link? Ask the person who runs Tring in your team for a new one.";
pub(crate) const LINK_USED: &str =
    "This sign-in link was used before, or is older than ten minutes. Ask for a new one.";
pub(crate) const NOTIFY_ME: &str = "Notify me of calls";
pub(crate) const SIGNED_OUT: &str = "You are signed out. Calls no longer ring here.";
pub(crate) const SESSION_OVER: &str = "Your session is over. Sign in again to take calls.";
pub(crate) const SIGNING_IN: &str = "Signing you in…";
pub(crate) const UNREACHABLE: &str = "Tring does not answer";
pub(crate) const UNREACHABLE_HINT: &str = "Check your connection, then try again.";

/// The word for where a call stands.
pub(crate) fn phase(phase: &Phase) -> &'static str {
    match phase {
        Phase::Calling => "Calling…",
        Phase::RingingThere => "Ringing…",
        Phase::RingingHere => INCOMING_CALL,
        Phase::Connecting => "Connecting…",
        Phase::InProgress => "In progress",
        Phase::Reconnecting => "Reconnecting…",
        Phase::Ending => "Ending…",
        Phase::Ended(_) => "Call ended",
    }
}

/// Why a call ended, and what to do where something can be done.
pub(crate) fn end_cause(cause: &EndCause, direction: Direction) -> String {
    match cause {
        EndCause::Reason(reason) => end_reason(*reason, direction).to_owned(),
        EndCause::Microphone(error) => microphone_error(*error).to_owned(),
        EndCause::Message(sentence) => sentence.clone(),
        EndCause::AnsweredElsewhere(Some(agent)) => match direction {
            Direction::Inbound => format!("{agent} answered it."),
            Direction::Outbound => format!("{agent} started it."),
        },
        EndCause::AnsweredElsewhere(None) => match direction {
            Direction::Inbound => "It was answered elsewhere.",
            Direction::Outbound => "It was started elsewhere.",
        }
        .to_owned(),
        EndCause::Browser => {
            "This browser could not connect the audio. Reload the page, then call again.".to_owned()
        }
    }
}

fn end_reason(reason: EndReason, direction: Direction) -> &'static str {
    match (reason, direction) {
        (EndReason::HungUp, _) => "You hung up.",
        (EndReason::CustomerHungUp, _) => "The customer hung up.",
        (EndReason::CustomerDeclined, _) => "The customer declined the call.",
        (EndReason::Declined, _) => "The call was declined.",
        (EndReason::NoAnswer, Direction::Outbound) => {
            "The customer did not answer. Try again later."
        }
        (EndReason::NoAnswer, Direction::Inbound) => "Nobody answered in time.",
        (EndReason::Cancelled, Direction::Outbound) => "You hung up before the customer answered.",
        (EndReason::Cancelled, Direction::Inbound) => "You hung up before you could talk.",
        (EndReason::CustomerCancelled, _) => "The customer hung up before anybody answered.",
        (EndReason::Refused, _) => {
            "The call was refused. The customer may not have allowed calls; send them a message first."
        }
        (EndReason::ProviderUnreachable, _) => {
            "WhatsApp could not be reached. Wait a minute, then call again."
        }
        (EndReason::ConnectionLost, _) => {
            "The audio connection was lost. Check your network, then call again."
        }
        (EndReason::NoMicrophone, _) => {
            "The microphone could not be opened. Check that it is plugged in and allowed, then call again."
        }
        (EndReason::NoAgent, _) => "No agent took this call.",
        (EndReason::Failed, _) => {
            "The call failed. Call again; if it fails again, tell the person who runs Tring."
        }
    }
}

fn microphone_error(error: MicrophoneError) -> &'static str {
    match error {
        MicrophoneError::Denied => {
            "The microphone is blocked for this page. Allow it with the icon in the browser's address bar, \
             then call again."
        }
        MicrophoneError::NotFound => {
            "No microphone was found. Plug one in or switch it on, then call again."
        }
        MicrophoneError::InUse => {
            "Another program is using the microphone. Close that program, then call again."
        }
        MicrophoneError::Unsupported => {
            "This page cannot use a microphone. Open it over HTTPS in a current browser, then call again."
        }
        MicrophoneError::Unknown => {
            "The microphone could not be opened. Check it in your system's settings, then call again."
        }
    }
}

/// What went wrong beside the calls, and what to do.
pub(crate) fn notice(notice: &Notice) -> String {
    match notice {
        Notice::AlreadyInACall => "You are already in a call. Hang up first.".to_owned(),
        Notice::InACallInAnotherTab => {
            "You are in a call in another tab. Hang up there first.".to_owned()
        }
        Notice::PlacingInDoubt(sentence) => sentence.clone(),
        Notice::AnswerFailed(sentence) => {
            format!("That did not work, and the call still rings. {sentence}")
        }
        Notice::EndNotConfirmed => {
            "Hanging up is not confirmed yet. Your microphone is off; Tring keeps trying until the other side is told."
                .to_owned()
        }
        Notice::MicrophoneLost => {
            "The microphone is gone, so the customer cannot hear you. Plug it in again or choose another in your system's settings."
                .to_owned()
        }
        Notice::WasAsleep => {
            "This page was asleep and calls did not ring here. They do again; keep the page visible to stay reachable."
                .to_owned()
        }
    }
}

/// The word for how a call of the history ended or stands.
pub(crate) fn call_status(status: CallStatus) -> &'static str {
    match status {
        CallStatus::Initiated => "Calling",
        CallStatus::Ringing => "Ringing",
        CallStatus::InProgress => "In progress",
        CallStatus::Completed => "Completed",
        CallStatus::Failed => "Failed",
        CallStatus::Rejected => "Declined",
        CallStatus::Missed => "Missed",
        CallStatus::NoAnswer => "No answer",
    }
}

/// The word for who started a call.
pub(crate) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "Incoming",
        Direction::Outbound => "Outgoing",
    }
}

/// Who is on the other side: the name, else the number in groups, else that it is hidden.
pub(crate) fn who(call: &CallView) -> String {
    call.name
        .clone()
        .or_else(|| call.number.as_deref().map(phone::grouped))
        .unwrap_or_else(|| UNKNOWN_CALLER.to_owned())
}

/// What assistive technology says when it begins to ring.
pub(crate) fn rings_with(call: &CallView) -> String {
    let who = who(call);
    match (call.direction, &call.requested_by) {
        (Direction::Inbound, _) => format!("{INCOMING_CALL} from {who}"),
        (Direction::Outbound, Some(by)) => format!("{OUTGOING_CALL} to {who}, asked for by {by}"),
        (Direction::Outbound, None) => format!("{OUTGOING_CALL} to {who}"),
    }
}

/// How good a connection is.
pub(crate) fn quality(quality: Quality) -> &'static str {
    match quality {
        Quality::Good => "Good connection",
        Quality::Fair => "Fair connection",
        Quality::Poor => "Poor connection",
    }
}

/// Which way a call goes, and through which channel.
pub(crate) fn way(way: Direction, channel: Option<&str>) -> String {
    let way = direction(way);
    channel.map_or_else(
        || way.to_owned(),
        |channel| format!("{way} {}", through(channel)),
    )
}

/// Through which channel a call goes.
fn through(channel: &str) -> String {
    format!("via {channel}")
}

/// The accessible name of a history row's button.
pub(crate) fn call_back(who: &str) -> String {
    format!("{CALL_BACK} {who}")
}

/// What kind of call rings, and through which channel.
pub(crate) fn ringing_kind(call: &CallView) -> String {
    let kind = match call.direction {
        Direction::Inbound => INCOMING_CALL,
        Direction::Outbound => OUTGOING_CALL,
    };
    match &call.channel {
        Some(channel) => [kind, " ", &through(channel)].concat(),
        None => kind.to_owned(),
    }
}

/// Who asked for a call that rings, where somebody did.
pub(crate) fn asked_for_by(call: &CallView) -> String {
    match &call.requested_by {
        Some(by) => format!("Asked for by {by}"),
        None => String::new(),
    }
}

/// When a customer called whom nobody answered; `Just now` and `Yesterday` stand in the middle of it.
pub(crate) fn called(when: &str) -> String {
    format!("Called {}", lower_first(when))
}

/// The accessible name of *Done*.
pub(crate) fn callback_done(who: &str) -> String {
    format!("{DONE}: {who}")
}

/// What the switch *Available* means at the moment.
pub(crate) fn availability(standing: Standing, socket: SocketState) -> &'static str {
    match (standing, socket) {
        (Standing::SwitchedOff, _) => "Your administrator has switched calls off for you",
        (Standing::DoNotDisturb, _) => "Do not disturb",
        (_, SocketState::Offline) => "Not connected",
        (_, SocketState::Connecting) => "Connecting…",
        (Standing::Changing, SocketState::Online) => "Changing…",
        (Standing::Available, SocketState::Online) => "Calls ring here",
    }
}

/// Until when a customer may be called.
pub(crate) fn may_call_until(when: &str) -> String {
    format!("May be called until {when}")
}

/// That the permission is over.
pub(crate) fn permission_ran_out(when: &str) -> String {
    format!("The permission ran out: {when}")
}

/// When the customer was asked; `Just now` and `Yesterday` stand in the middle of it.
pub(crate) fn asked(when: &str) -> String {
    format!("Asked {}.", lower_first(when))
}

fn lower_first(when: &str) -> String {
    let mut when = when.to_owned();
    if let Some(first) = when.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    when
}

/// How many requests are left for today.
pub(crate) fn today(left: u32) -> String {
    format!("{left} today")
}

/// How many requests are left for seven days.
pub(crate) fn this_week(left: u32) -> String {
    format!("{left} this week")
}

/// That calls were not answered, and where that leads.
pub(crate) fn unanswered(calls: u32) -> String {
    format!(
        "{calls} calls in a row were not answered. After 4, WhatsApp takes the permission away."
    )
}

/// How long both sides talked.
pub(crate) fn talked(duration: &str) -> String {
    format!("Talked for {duration}")
}

/// How many calls there are in all.
pub(crate) fn total(calls: u64) -> String {
    match calls {
        1 => "1 call".to_owned(),
        many => format!("{many} calls"),
    }
}

/// The document's title: the state of the call first, because a tab shows only a few letters.
pub(crate) fn title(call: Option<&CallView>) -> String {
    match call.map(|call| (call, &call.phase)) {
        Some((call, Phase::RingingHere)) => format!("{} – {PRODUCT}", rings_with(call)),
        Some((_, at)) => format!("{} – {PRODUCT}", phase(at)),
        None => format!("{CALLS} – {PRODUCT}"),
    }
}
