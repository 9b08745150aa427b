//! What stories begin with: calls as the proxy tells of them, and the way to each state.

use tring_protocol::call::{Call, CallStatus, Direction, EndReason};
use tring_softphone::{
    Input,
    effect::Timer,
    input::{
        Announcement, Leadership, Microphone, MicrophoneError, Pickup, PreAccept, Request,
        RequestFailure, Sample,
    },
    key::CallKey,
};

/// The agent at this desk.
pub(crate) const AGENT: u64 = 1;

pub(crate) fn key(call: u32) -> CallKey {
    CallKey(call)
}

// Calls as the proxy tells of them.

/// `c1`: a call that this desk has placed as `a1`.
pub(crate) fn outbound(version: u32, status: CallStatus) -> Call {
    Call {
        direction: Direction::Outbound,
        status,
        version,
        from_number: "+15550199".to_owned(),
        to_number: "+15550100".to_owned(),
        desk_id: Some("desk".to_owned()),
        attempt_id: Some("a1".to_owned()),
        ringing_agents: Vec::new(),
        ..inbound(version, status)
    }
}

/// `c1`: a call of a customer, ringing for the agent of this desk and another.
pub(crate) fn inbound(version: u32, status: CallStatus) -> Call {
    Call {
        id: 1,
        call_id: "c1".to_owned(),
        version,
        direction: Direction::Inbound,
        status,
        channel_id: "channel".to_owned(),
        channel_name: "Support".to_owned(),
        from_number: "+15550100".to_owned(),
        to_number: "+15550199".to_owned(),
        contact_id: None,
        contact_name: Some("Jane".to_owned()),
        contact_phone: None,
        initiated_at: 0,
        answered_at: None,
        ended_at: None,
        rings_until: None,
        end_reason: None,
        failure_reason: None,
        desk_id: None,
        agent_name: None,
        attempt_id: None,
        ringing_agents: vec![AGENT, 2],
        requested: false,
        requested_by: None,
    }
}

pub(crate) fn ringing(version: u32) -> Call {
    inbound(version, CallStatus::Ringing)
}

/// The same, claimed for a desk.
pub(crate) fn claimed_by(desk: &str, agent: &str, call: Call) -> Call {
    Call {
        desk_id: Some(desk.to_owned()),
        agent_name: Some(agent.to_owned()),
        ringing_agents: Vec::new(),
        ..call
    }
}

pub(crate) fn ours(call: Call) -> Call {
    claimed_by("desk", "Ada", call)
}

pub(crate) fn ended(call: Call, reason: EndReason) -> Call {
    Call {
        end_reason: Some(reason),
        ..call
    }
}

// Inputs.

pub(crate) fn dial(attempt_id: &str) -> Input {
    Input::DialRequested {
        attempt_id: attempt_id.to_owned(),
        number: "+15550100".parse().expect("a number"),
        channel_id: None,
        pickup: Pickup::Told,
    }
}

/// *Call*, on a channel whose provider does not tell of the answer.
pub(crate) fn dial_by_ear(attempt_id: &str) -> Input {
    Input::DialRequested {
        attempt_id: attempt_id.to_owned(),
        number: "+15550100".parse().expect("a number"),
        channel_id: Some("quiet".to_owned()),
        pickup: Pickup::Heard,
    }
}

pub(crate) fn answer(call: u32) -> Input {
    Input::AnswerRequested { call: key(call) }
}

pub(crate) fn decline(call: u32) -> Input {
    Input::DeclineRequested { call: key(call) }
}

pub(crate) fn hang_up(call: u32) -> Input {
    Input::HangUpRequested { call: key(call) }
}

pub(crate) fn mute(microphone: Microphone) -> Input {
    Input::MuteRequested { microphone }
}

pub(crate) fn changed(call: Call) -> Input {
    Input::CallChanged { call }
}

pub(crate) fn snapshot(calls: Vec<Call>) -> Input {
    Input::Snapshot {
        agent_id: AGENT,
        calls,
    }
}

pub(crate) fn remote_answer() -> Input {
    Input::RemoteAnswer {
        call_id: "c1".to_owned(),
        attempt_id: "a1".to_owned(),
        sdp: "sdp".to_owned(),
    }
}

pub(crate) fn offer_ready(call: u32) -> Input {
    Input::OfferReady {
        call: key(call),
        sdp: "offer".to_owned(),
    }
}

pub(crate) fn answer_ready(call: u32) -> Input {
    Input::AnswerReady {
        call: key(call),
        sdp: "answer".to_owned(),
    }
}

pub(crate) fn placed(call: u32) -> Input {
    Input::Placed {
        call: key(call),
        call_id: "c1".to_owned(),
    }
}

pub(crate) fn claimed(call: u32, pre_accept: PreAccept) -> Input {
    Input::Claimed {
        call: key(call),
        sdp_offer: "offer".to_owned(),
        pre_accept,
    }
}

pub(crate) fn claim_lost(call: u32, agent: Option<&str>) -> Input {
    Input::ClaimLost {
        call: key(call),
        agent_name: agent.map(str::to_owned),
    }
}

pub(crate) fn pre_accepted(call: u32) -> Input {
    Input::PreAccepted { call: key(call) }
}

pub(crate) fn answered(call: u32) -> Input {
    Input::Answered { call: key(call) }
}

pub(crate) fn end_confirmed(call: u32) -> Input {
    Input::Ended { call: key(call) }
}

pub(crate) fn refused(call: u32, request: Request) -> Input {
    Input::RequestFailed {
        call: key(call),
        request,
        failure: RequestFailure::Refused {
            message: "No.".to_owned(),
        },
    }
}

pub(crate) fn unknown(call: u32, request: Request) -> Input {
    Input::RequestFailed {
        call: key(call),
        request,
        failure: RequestFailure::Unknown {
            message: "No word.".to_owned(),
        },
    }
}

pub(crate) fn microphone_refused() -> Input {
    Input::MicrophoneRefused {
        reason: MicrophoneError::Denied,
    }
}

pub(crate) fn microphone_set(microphone: Microphone) -> Input {
    Input::MicrophoneSet { microphone }
}

pub(crate) fn connected(call: u32) -> Input {
    Input::MediaConnected { call: key(call) }
}

pub(crate) fn disconnected(call: u32) -> Input {
    Input::MediaDisconnected { call: key(call) }
}

pub(crate) fn media_failed(call: u32) -> Input {
    Input::MediaFailed { call: key(call) }
}

pub(crate) fn peer_failed(call: u32) -> Input {
    Input::PeerFailed {
        call: key(call),
        message: "no".to_owned(),
    }
}

pub(crate) fn packets(call: u32, packets_received: u64) -> Input {
    Input::StatsSample {
        call: key(call),
        sample: Sample {
            packets_received,
            ..Sample::default()
        },
    }
}

/// Packets with sound of this energy, so far.
pub(crate) fn sound(call: u32, packets_received: u64, energy_received: f64) -> Input {
    Input::StatsSample {
        call: key(call),
        sample: Sample {
            packets_received,
            energy_received: Some(energy_received),
            ..Sample::default()
        },
    }
}

pub(crate) fn deadline(timer: fn(CallKey) -> Timer, call: u32) -> Input {
    Input::DeadlineReached {
        timer: timer(key(call)),
    }
}

pub(crate) fn leads() -> Input {
    Input::LeadershipChanged {
        leadership: Leadership::Leading,
    }
}

pub(crate) fn follows() -> Input {
    Input::LeadershipChanged {
        leadership: Leadership::Following,
    }
}

pub(crate) fn announced(announcement: Announcement) -> Input {
    Input::Announced { announcement }
}

// The way to each state: outbound.

pub(crate) fn preparing() -> Vec<Input> {
    vec![dial("a1")]
}

pub(crate) fn placing() -> Vec<Input> {
    [preparing(), vec![Input::MicrophoneOpened, offer_ready(1)]].concat()
}

pub(crate) fn placing_in_doubt() -> Vec<Input> {
    [placing(), vec![unknown(1, Request::Place)]].concat()
}

pub(crate) fn dialled() -> Vec<Input> {
    [placing(), vec![placed(1)]].concat()
}

pub(crate) fn ringing_there() -> Vec<Input> {
    let rings = changed(outbound(2, CallStatus::Ringing));
    [dialled(), vec![remote_answer(), rings]].concat()
}

pub(crate) fn picked_up() -> Vec<Input> {
    let talks = changed(outbound(3, CallStatus::InProgress));
    [ringing_there(), vec![talks]].concat()
}

pub(crate) fn talking() -> Vec<Input> {
    let heard = microphone_set(Microphone::Live);
    [picked_up(), vec![heard, connected(1)]].concat()
}

pub(crate) fn reconnecting() -> Vec<Input> {
    [talking(), vec![disconnected(1)]].concat()
}

// The way to each state: inbound.

pub(crate) fn ringing_here() -> Vec<Input> {
    vec![leads(), snapshot(Vec::new()), changed(ringing(1))]
}

pub(crate) fn claiming() -> Vec<Input> {
    [ringing_here(), vec![answer(1)]].concat()
}

pub(crate) fn answering() -> Vec<Input> {
    [claiming(), vec![claimed(1, PreAccept::Supported)]].concat()
}

pub(crate) fn pre_accepting() -> Vec<Input> {
    [answering(), vec![Input::MicrophoneOpened, answer_ready(1)]].concat()
}

pub(crate) fn waiting_for_media() -> Vec<Input> {
    [pre_accepting(), vec![pre_accepted(1)]].concat()
}

pub(crate) fn accepting() -> Vec<Input> {
    [waiting_for_media(), vec![connected(1)]].concat()
}

pub(crate) fn accepting_in_doubt() -> Vec<Input> {
    [accepting(), vec![unknown(1, Request::Answer)]].concat()
}

/// Without `pre-accept`.
pub(crate) fn accepting_directly() -> Vec<Input> {
    [
        claiming(),
        vec![
            claimed(1, PreAccept::Unsupported),
            Input::MicrophoneOpened,
            answer_ready(1),
        ],
    ]
    .concat()
}

pub(crate) fn talking_inbound() -> Vec<Input> {
    [accepting(), vec![answered(1)]].concat()
}
