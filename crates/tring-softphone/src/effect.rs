//! Everything that a desk wants done.

use alloc::string::String;

use tring_protocol::{
    call::{AttemptId, CallId, EndReason},
    phone::PhoneNumber,
};

use crate::{
    input::{Announcement, Microphone},
    key::CallKey,
};

/// One thing to do. Effects are performed in order, all of them, before the next input is looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    // The microphone: one for the whole desk.
    /// Ask for the microphone. Reports `MicrophoneOpened` or `MicrophoneRefused`.
    OpenMicrophone,
    /// Stop its tracks. A request still under way is stopped when it arrives.
    CloseMicrophone,
    /// Enable or disable the track of the attached call. Reports `MicrophoneSet`.
    SetMicrophone {
        /// What it shall be.
        microphone: Microphone,
    },
    /// Put the microphone's track into the call's sender (`replaceTrack`), enabled or not.
    AttachMicrophone {
        /// The call.
        call: CallKey,
        /// Whether the track is enabled.
        microphone: Microphone,
    },
    /// Take the track out of the call's sender, before the peer is closed.
    DetachMicrophone {
        /// The call.
        call: CallKey,
    },

    // The peer connection: one for each call.
    /// Make a peer connection with a `sendrecv` transceiver and no track, and an offer.
    /// Reports `OfferReady` or `PeerFailed`.
    CreateOffer {
        /// The call.
        call: CallKey,
    },
    /// Make a peer connection for the customer's offer, and an answer, without a track.
    /// Reports `AnswerReady` or `PeerFailed`.
    CreateAnswer {
        /// The call.
        call: CallKey,
        /// The customer's offer.
        sdp_offer: String,
    },
    /// Give the customer's answer to the peer connection, once.
    /// Reports `RemoteAnswerApplied` or `PeerFailed`.
    ApplyRemoteAnswer {
        /// The call.
        call: CallKey,
        /// The SDP.
        sdp: String,
    },
    /// Close the call's peer connection and its speaker. Once for each peer that was asked for,
    /// also while it is being made.
    ClosePeer {
        /// The call.
        call: CallKey,
    },

    // Requests to the proxy.
    /// `POST /api/calls/initiate`. Reports `Placed`, `ClaimLost` (of a call that a program asked for) or
    /// `RequestFailed`.
    PlaceCall {
        /// The call.
        call: CallKey,
        /// The idempotency key.
        attempt_id: AttemptId,
        /// Whom to call.
        number: PhoneNumber,
        /// From which channel.
        channel_id: Option<String>,
        /// The offer.
        sdp_offer: String,
        /// The call that a program asked for and that this desk takes up; else it is a new one.
        call_id: Option<CallId>,
    },
    /// `POST …/claim`. Reports `Claimed`, `ClaimLost` or `RequestFailed`.
    ClaimCall {
        /// The call.
        call: CallKey,
        /// The proxy's id of it.
        call_id: CallId,
    },
    /// `POST …/pre-accept`. Reports `PreAccepted` or `RequestFailed`.
    SendPreAccept {
        /// The call.
        call: CallKey,
        /// The proxy's id of it.
        call_id: CallId,
        /// The answer.
        sdp_answer: String,
    },
    /// `POST …/answer`. Reports `Answered`, `ClaimLost` or `RequestFailed`.
    SendAnswer {
        /// The call.
        call: CallKey,
        /// The proxy's id of it.
        call_id: CallId,
        /// The same answer as in `SendPreAccept`.
        sdp_answer: String,
    },
    /// `POST …/heard`: the customer was heard, where no provider tells of the answer. Reports only `RequestFailed`.
    SendHeard {
        /// The call.
        call: CallKey,
        /// The proxy's id of it.
        call_id: CallId,
    },
    /// `POST …/reject`. Reports `Ended` or `RequestFailed`.
    SendReject {
        /// The call.
        call: CallKey,
        /// The proxy's id of it.
        call_id: CallId,
    },
    /// `POST …/end`. Reports `Ended` or `RequestFailed`.
    SendEnd {
        /// The call.
        call: CallKey,
        /// The proxy's id of it.
        call_id: CallId,
        /// Why, where it is not the person's wish.
        reason: Option<EndReason>,
    },
    /// The same as `SendEnd`, in a way that survives the page (`fetch` with `keepalive`). Reports nothing.
    TerminateKeepalive {
        /// The proxy's id of the call.
        call_id: CallId,
    },

    // Time.
    /// Report `DeadlineReached` after this long. Starting a running timer starts it anew.
    StartTimer {
        /// Which.
        timer: Timer,
        /// How long, in milliseconds.
        millis: u32,
    },
    /// Forget the timer.
    CancelTimer {
        /// Which.
        timer: Timer,
    },

    // The page and its siblings.
    /// Sound the bell and show a notification (the leading tab only).
    StartRinging {
        /// The call.
        call: CallKey,
    },
    /// Stop both.
    StopRinging {
        /// The call.
        call: CallKey,
    },
    /// Play the ringback tone: the customer's phone rings.
    StartRingback {
        /// The call.
        call: CallKey,
    },
    /// Stop it.
    StopRingback {
        /// The call.
        call: CallKey,
    },
    /// Tell the other tabs of this browser.
    Announce {
        /// What.
        announcement: Announcement,
    },
    /// Ask before the page is left, from now on or no longer.
    WarnBeforeUnload {
        /// From now on, or no longer.
        warning: UnloadWarning,
    },
}

/// A clock that a desk has running.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A request to the proxy, or the browser's part of the set-up, takes too long.
    SetUp(CallKey),
    /// It rings longer than any provider lets it.
    Ring(CallKey),
    /// No inbound audio, or an interrupted connection, for too long.
    Media(CallKey),
    /// The end was asked for; ask again.
    End(CallKey),
}

impl Timer {
    /// The call that the timer belongs to.
    pub fn call(self) -> CallKey {
        match self {
            Self::SetUp(call) | Self::Ring(call) | Self::Media(call) | Self::End(call) => call,
        }
    }
}

/// Whether the browser asks before the page is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnloadWarning {
    /// It asks.
    On,
    /// It does not.
    Off,
}
