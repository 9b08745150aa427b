//! Everything that can happen to a desk: what a person does, what the proxy says, what the browser reports.

use alloc::{string::String, vec::Vec};

use tring_protocol::{
    call::{AttemptId, Call, CallId, DeskId},
    phone::PhoneNumber,
};

use crate::{effect::Timer, key::CallKey};

/// One thing that happened. Nothing else changes a [`Desk`](crate::Desk).
///
/// Reports of asynchronous effects carry the [`CallKey`] that the effect carried. Keys are never
/// used twice, so a late report of a call that is over finds nothing and is answered by closing
/// what it opened.
// In a page, where addresses have 32 bits, it is not large.
#[cfg_attr(
    target_pointer_width = "64",
    expect(
        clippy::large_enum_variant,
        reason = "an input is moved once; a box would be an allocation for each event"
    )
)]
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    // What a person does.
    /// *Call* was pressed. A second press while a call is being placed changes nothing.
    DialRequested {
        /// Made by the page, new for each press; the proxy's idempotency key.
        attempt_id: AttemptId,
        /// Whom to call.
        number: PhoneNumber,
        /// From which channel; the team's default where absent.
        channel_id: Option<String>,
        /// How one learns there that the customer has picked up.
        pickup: Pickup,
    },
    /// *Answer* was pressed.
    AnswerRequested {
        /// The ringing call.
        call: CallKey,
    },
    /// *Start call* was pressed for a call that a program asked for, and that rings here.
    StartRequested {
        /// The ringing call.
        call: CallKey,
        /// Made by the page, new for each press; the proxy's idempotency key.
        attempt_id: AttemptId,
        /// How one learns there that the customer has picked up.
        pickup: Pickup,
    },
    /// *Decline* was pressed, or *Not now* for a call that a program asked for.
    DeclineRequested {
        /// The ringing call.
        call: CallKey,
    },
    /// *Hang up* was pressed.
    HangUpRequested {
        /// The call.
        call: CallKey,
    },
    /// The mute switch was set.
    MuteRequested {
        /// What the person wants.
        microphone: Microphone,
    },
    /// An ended call was put away.
    DismissRequested {
        /// The ended call.
        call: CallKey,
    },

    // What the proxy says.
    /// The event socket is open and this is its first message: all live calls of the team.
    Snapshot {
        /// Who sits at this desk.
        agent_id: u64,
        /// All live calls.
        calls: Vec<Call>,
    },
    /// A call changed; this is its whole state.
    CallChanged {
        /// The call after the change.
        call: Call,
    },
    /// The SDP answer of a call that this desk placed; may come before [`Input::Placed`].
    RemoteAnswer {
        /// The proxy's id of the call.
        call_id: CallId,
        /// The attempt that it answers.
        attempt_id: AttemptId,
        /// The SDP.
        sdp: String,
    },
    /// A program wants this agent to answer: as if *Answer* had been pressed, where that would answer. One tab of
    /// each browser does it, the leading one.
    AnswerWanted {
        /// The proxy's id of the call.
        call_id: CallId,
    },
    /// The event socket was lost.
    SocketLost,
    /// `initiate` succeeded.
    Placed {
        /// The call.
        call: CallKey,
        /// The proxy's id of it.
        call_id: CallId,
    },
    /// `claim` succeeded: this desk answers.
    Claimed {
        /// The call.
        call: CallKey,
        /// The customer's offer.
        sdp_offer: String,
        /// Whether to send `pre-accept` before `answer`.
        pre_accept: PreAccept,
    },
    /// Another desk answers or places the call, or the claim ran out.
    ClaimLost {
        /// The call.
        call: CallKey,
        /// Who answers, where it is known.
        agent_name: Option<String>,
    },
    /// `pre-accept` succeeded.
    PreAccepted {
        /// The call.
        call: CallKey,
    },
    /// `answer` succeeded: from now on audio may be sent.
    Answered {
        /// The call.
        call: CallKey,
    },
    /// `reject` or `end` succeeded, or found the call ended already.
    Ended {
        /// The call.
        call: CallKey,
    },
    /// A request to the proxy failed.
    RequestFailed {
        /// The call.
        call: CallKey,
        /// Which request.
        request: Request,
        /// Whether it can have had an effect.
        failure: RequestFailure,
    },

    // What the browser reports.
    /// The microphone is open.
    MicrophoneOpened,
    /// The microphone cannot be opened.
    MicrophoneRefused {
        /// Why.
        reason: MicrophoneError,
    },
    /// The microphone has gone: unplugged, or taken by the system.
    MicrophoneLost,
    /// The list of devices changed; another microphone may be there now.
    DeviceChanged,
    /// The track is now as [`Effect::SetMicrophone`](crate::Effect::SetMicrophone) asked.
    MicrophoneSet {
        /// What it is now.
        microphone: Microphone,
    },
    /// The offer is made and gathered.
    OfferReady {
        /// The call.
        call: CallKey,
        /// The SDP.
        sdp: String,
    },
    /// The answer is made and gathered.
    AnswerReady {
        /// The call.
        call: CallKey,
        /// The SDP.
        sdp: String,
    },
    /// The customer's answer was taken by the peer connection.
    RemoteAnswerApplied {
        /// The call.
        call: CallKey,
    },
    /// The peer connection refused something; the call cannot go on.
    PeerFailed {
        /// The call.
        call: CallKey,
        /// What it said, for the log.
        message: String,
    },
    /// ICE and DTLS are up, or up again.
    MediaConnected {
        /// The call.
        call: CallKey,
    },
    /// The connection is interrupted; it may come back by itself.
    MediaDisconnected {
        /// The call.
        call: CallKey,
    },
    /// The connection is lost for good: no provider has an ICE restart.
    MediaFailed {
        /// The call.
        call: CallKey,
    },
    /// Once a second: what `getStats` says.
    StatsSample {
        /// The call.
        call: CallKey,
        /// The figures.
        sample: Sample,
    },
    /// A timer that was started has run out.
    DeadlineReached {
        /// Which.
        timer: Timer,
    },

    // What the page and its siblings do.
    /// This tab now leads the tabs of this browser, or no longer does. The leader makes the sounds.
    LeadershipChanged {
        /// Its place from now on.
        leadership: Leadership,
    },
    /// Another tab of this browser says something about a call.
    Announced {
        /// What it says.
        announcement: Announcement,
    },
    /// The page is frozen or hidden away (page life-cycle `freeze`, `pagehide` with `persisted`).
    PageFrozen,
    /// The page runs again.
    PageResumed,
    /// The page is being closed or reloaded (`pagehide`).
    PageClosing,
}

/// Whether the microphone is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Microphone {
    /// The other side hears us.
    Live,
    /// The track is disabled: silence is sent, never nothing.
    Muted,
}

/// How one learns that the customer has picked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pickup {
    /// The provider tells.
    Told,
    /// The provider has no such event: the first sound from the customer counts.
    Heard,
}

/// Whether the provider has `pre_accept`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreAccept {
    /// Send it before `answer`.
    Supported,
    /// Answer at once.
    Unsupported,
}

/// Whether this tab leads the tabs of its browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leadership {
    /// This tab makes the sounds.
    Leading,
    /// Another tab does.
    Following,
}

/// Why the microphone could not be opened (`getUserMedia`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MicrophoneError {
    /// `NotAllowedError`: the person or a policy refused.
    Denied,
    /// `NotFoundError`: there is none.
    NotFound,
    /// `NotReadableError`: another program holds it.
    InUse,
    /// The page is not served over HTTPS, or the browser has no WebRTC.
    Unsupported,
    /// Anything else.
    Unknown,
}

/// A request to the proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// `initiate`.
    Place,
    /// `claim`.
    Claim,
    /// `pre-accept`.
    PreAccept,
    /// `answer`.
    Answer,
    /// `heard`.
    Heard,
    /// `reject`.
    Reject,
    /// `end`.
    End,
}

/// How a request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestFailure {
    /// It was refused: nothing happened, and the sentence says why.
    Refused {
        /// The proxy's sentence for the agent.
        message: String,
    },
    /// Nobody knows: the connection broke, or the proxy does not know either.
    Unknown {
        /// A sentence for the agent.
        message: String,
    },
}

/// What another tab of this browser did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// It is answering this call: stop ringing.
    Answering {
        /// The call.
        call_id: CallId,
        /// The desk that answers.
        desk_id: DeskId,
    },
    /// Answering did not work there: it rings again if it still rings.
    GaveUp {
        /// The call.
        call_id: CallId,
        /// The desk that gave up.
        desk_id: DeskId,
    },
    /// A call holds it. Said every second while that is so: a tab that is gone says nothing.
    Engaged {
        /// The desk that is held.
        desk_id: DeskId,
    },
    /// It declined this call for this agent.
    Declined {
        /// The call.
        call_id: CallId,
    },
}

/// What `getStats` said in the last second.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// RTP packets received so far.
    pub packets_received: u64,
    /// The energy of the sound received so far, in seconds at full scale (`totalAudioEnergy`), where the browser
    /// measures it.
    pub energy_received: Option<f64>,
    /// RTP packets sent so far.
    pub packets_sent: u64,
    /// Round-trip time, in milliseconds.
    pub round_trip_millis: Option<f64>,
    /// Jitter, in milliseconds.
    pub jitter_millis: Option<f64>,
    /// Packets lost so far.
    pub packets_lost: u64,
}
