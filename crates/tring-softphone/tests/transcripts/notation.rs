//! The short form in which transcripts are written.

use tring_protocol::call::{Call, Direction};
use tring_softphone::{
    Desk, Effect, Input,
    effect::Timer,
    input::{Announcement, Request, RequestFailure},
    view::{CallView, EndCause, Media, Phase, SocketState},
};

/// `input -> [effects] | calls`.
pub(crate) fn line(input: &Input, effects: &[Effect], desk: &Desk) -> String {
    let effects: Vec<String> = effects.iter().map(effect).collect();
    let mut seen: Vec<String> = desk.calls().iter().map(view).collect();
    if desk.mute().is_pending() {
        seen.push("mute pending".to_owned());
    }
    if let Some(notice) = desk.notice() {
        seen.push(format!("{notice:?}"));
    }
    if desk.socket() == SocketState::Offline {
        seen.push("Offline".to_owned());
    }
    format!(
        "{} -> [{}] | {}",
        self::input(input),
        effects.join(", "),
        seen.join(", ")
    )
    .trim_end()
    .to_owned()
}

fn view(call: &CallView) -> String {
    let media = match (call.media, &call.phase) {
        (Media::Interrupted, _) => " (interrupted)",
        (Media::New | Media::Connected, _) => "",
    };
    format!("{} {}{media}", call.key.0, phase(&call.phase))
}

fn phase(phase: &Phase) -> String {
    let Phase::Ended(end) = phase else {
        return format!("{phase:?}");
    };
    let talked = match end.talked {
        0 => String::new(),
        millis => format!(" after {} s", millis / 1_000),
    };
    let cause = match &end.reason {
        EndCause::Reason(reason) => format!("{reason:?}"),
        EndCause::Microphone(reason) => format!("Microphone {reason:?}"),
        EndCause::Message(message) => format!("“{message}”"),
        EndCause::AnsweredElsewhere(None) => "answered elsewhere".to_owned(),
        EndCause::AnsweredElsewhere(Some(name)) => format!("answered by {name}"),
        EndCause::Browser => "Browser".to_owned(),
    };
    format!("Ended ({cause}{talked})")
}

fn timer(timer: Timer) -> String {
    match timer {
        Timer::SetUp(call) => format!("SetUp {}", call.0),
        Timer::Ring(call) => format!("Ring {}", call.0),
        Timer::Media(call) => format!("Media {}", call.0),
        Timer::End(call) => format!("End {}", call.0),
    }
}

fn announcement(announcement: &Announcement) -> String {
    match announcement {
        Announcement::Answering { call_id, desk_id } => format!("{desk_id} answers {call_id}"),
        Announcement::GaveUp { call_id, desk_id } => format!("{desk_id} gave up {call_id}"),
        Announcement::Engaged { desk_id } => format!("{desk_id} engaged"),
        Announcement::Declined { call_id } => format!("declined {call_id}"),
    }
}

fn effect(effect: &Effect) -> String {
    match effect {
        Effect::OpenMicrophone => "OpenMicrophone".to_owned(),
        Effect::CloseMicrophone => "CloseMicrophone".to_owned(),
        Effect::SetMicrophone { microphone } => format!("SetMicrophone {microphone:?}"),
        Effect::AttachMicrophone { call, microphone } => {
            format!("AttachMicrophone {} {microphone:?}", call.0)
        }
        Effect::DetachMicrophone { call } => format!("DetachMicrophone {}", call.0),
        Effect::CreateOffer { call } => format!("CreateOffer {}", call.0),
        Effect::CreateAnswer { call, sdp_offer } => format!("CreateAnswer {} {sdp_offer}", call.0),
        Effect::ApplyRemoteAnswer { call, sdp } => format!("ApplyRemoteAnswer {} {sdp}", call.0),
        Effect::ClosePeer { call } => format!("ClosePeer {}", call.0),
        Effect::PlaceCall {
            call,
            attempt_id,
            number,
            sdp_offer,
            call_id,
            ..
        } => format!(
            "PlaceCall {} {attempt_id} to {} {sdp_offer}{}",
            call.0,
            number.as_str(),
            call_id
                .as_ref()
                .map_or_else(String::new, |id| format!(" as {id}"))
        ),
        Effect::ClaimCall { call, call_id } => format!("ClaimCall {} {call_id}", call.0),
        Effect::SendPreAccept {
            call, sdp_answer, ..
        } => format!("SendPreAccept {} {sdp_answer}", call.0),
        Effect::SendAnswer {
            call, sdp_answer, ..
        } => format!("SendAnswer {} {sdp_answer}", call.0),
        Effect::SendHeard { call, call_id } => format!("SendHeard {} {call_id}", call.0),
        Effect::SendReject { call, call_id } => format!("SendReject {} {call_id}", call.0),
        Effect::SendEnd {
            call,
            call_id,
            reason: None,
        } => format!("SendEnd {} {call_id}", call.0),
        Effect::SendEnd {
            call,
            call_id,
            reason: Some(reason),
        } => format!("SendEnd {} {call_id} {reason:?}", call.0),
        Effect::TerminateKeepalive { call_id } => format!("TerminateKeepalive {call_id}"),
        Effect::StartTimer { timer, millis } => {
            format!("StartTimer {} {} s", self::timer(*timer), millis / 1_000)
        }
        Effect::CancelTimer { timer } => format!("CancelTimer {}", self::timer(*timer)),
        Effect::StartRinging { call } => format!("StartRinging {}", call.0),
        Effect::StopRinging { call } => format!("StopRinging {}", call.0),
        Effect::StartRingback { call } => format!("StartRingback {}", call.0),
        Effect::StopRingback { call } => format!("StopRingback {}", call.0),
        Effect::Announce { announcement } => {
            format!("Announce {}", self::announcement(announcement))
        }
        Effect::WarnBeforeUnload { warning } => format!("WarnBeforeUnload {warning:?}"),
    }
}

fn input(input: &Input) -> String {
    match input {
        Input::DialRequested { attempt_id, .. } => format!("Dial {attempt_id}"),
        Input::AnswerRequested { call } => format!("Answer {}", call.0),
        Input::StartRequested {
            call, attempt_id, ..
        } => format!("Start {} {attempt_id}", call.0),
        Input::DeclineRequested { call } => format!("Decline {}", call.0),
        Input::HangUpRequested { call } => format!("HangUp {}", call.0),
        Input::MuteRequested { microphone } => format!("Mute {microphone:?}"),
        Input::DismissRequested { call } => format!("Dismiss {}", call.0),
        Input::Snapshot { calls, .. } => {
            let calls: Vec<String> = calls.iter().map(told).collect();
            format!("Snapshot [{}]", calls.join(", "))
        }
        Input::CallChanged { call } => format!("CallChanged {}", told(call)),
        Input::RemoteAnswer {
            call_id,
            attempt_id,
            sdp,
        } => format!("RemoteAnswer {call_id} {attempt_id} {sdp}"),
        Input::AnswerWanted { call_id } => format!("AnswerWanted {call_id}"),
        Input::SocketLost => "SocketLost".to_owned(),
        Input::Placed { call, call_id } => format!("Placed {} {call_id}", call.0),
        Input::Claimed {
            call, pre_accept, ..
        } => format!("Claimed {}, pre-accept {pre_accept:?}", call.0),
        Input::ClaimLost { call, agent_name } => {
            format!(
                "ClaimLost {} {}",
                call.0,
                agent_name.as_deref().unwrap_or("")
            )
        }
        Input::PreAccepted { call } => format!("PreAccepted {}", call.0),
        Input::Answered { call } => format!("Answered {}", call.0),
        Input::Ended { call } => format!("Ended {}", call.0),
        Input::RequestFailed {
            call,
            request,
            failure,
        } => failed(call.0, *request, failure),
        Input::MicrophoneOpened => "MicrophoneOpened".to_owned(),
        Input::MicrophoneRefused { reason } => format!("MicrophoneRefused {reason:?}"),
        Input::MicrophoneLost => "MicrophoneLost".to_owned(),
        Input::DeviceChanged => "DeviceChanged".to_owned(),
        Input::MicrophoneSet { microphone } => format!("MicrophoneSet {microphone:?}"),
        Input::OfferReady { call, .. } => format!("OfferReady {}", call.0),
        Input::AnswerReady { call, .. } => format!("AnswerReady {}", call.0),
        Input::RemoteAnswerApplied { call } => format!("RemoteAnswerApplied {}", call.0),
        Input::PeerFailed { call, .. } => format!("PeerFailed {}", call.0),
        Input::MediaConnected { call } => format!("MediaConnected {}", call.0),
        Input::MediaDisconnected { call } => format!("MediaDisconnected {}", call.0),
        Input::MediaFailed { call } => format!("MediaFailed {}", call.0),
        Input::StatsSample { call, sample } => match sample.energy_received {
            Some(energy) => format!("StatsSample {} sound {energy}", call.0),
            None => format!("StatsSample {} {} packets", call.0, sample.packets_received),
        },
        Input::DeadlineReached { timer } => format!("DeadlineReached {}", self::timer(*timer)),
        Input::LeadershipChanged { leadership } => format!("{leadership:?}"),
        Input::Announced { announcement } => {
            format!("Announced {}", self::announcement(announcement))
        }
        Input::PageFrozen => "PageFrozen".to_owned(),
        Input::PageResumed => "PageResumed".to_owned(),
        Input::PageClosing => "PageClosing".to_owned(),
    }
}

fn failed(call: u32, request: Request, failure: &RequestFailure) -> String {
    let kind = match failure {
        RequestFailure::Refused { .. } => "Refused",
        RequestFailure::Unknown { .. } => "Unknown",
    };
    format!("{request:?}Failed {call} {kind}")
}

/// `c1 v2 Ringing`, and at which desk.
fn told(call: &Call) -> String {
    let desk = match (&call.desk_id, call.direction) {
        (Some(desk), _) if desk != "desk" => format!(" at {desk}"),
        (Some(desk), Direction::Inbound) => format!(" at {desk}"),
        (None, Direction::Outbound) if call.requested => " requested".to_owned(),
        (Some(_), Direction::Outbound) | (None, _) => String::new(),
    };
    format!("{} v{} {:?}{desk}", call.call_id, call.version, call.status)
}
