//! Messages on the event socket, `GET /api/events?desk=<desk_id>`.
//!
//! The proxy speaks first: a [`Snapshot`](MessageKind::Snapshot) of the live calls with its
//! sequence number, then events, each with the whole state of one call. The page answers each
//! [`Beat`](MessageKind::Beat) from its own code: a frozen page cannot, and leaves the routing.

use alloc::{string::String, vec::Vec};
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    agent::{Agent, CallbackTask},
    call::{AttemptId, Call, CallId, Millis},
    permission::PermissionState,
};

/// How often the proxy sends a beat.
pub const BEAT_INTERVAL_MILLIS: u64 = 3_000;
/// How long a page may leave a beat unanswered before it leaves the routing.
pub const BEAT_PATIENCE_MILLIS: u64 = 9_000;

/// What the proxy says on the socket.
///
/// `Debug` leaves out the SDP.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServerMessage {
    /// What kind of message it is, and which of the other fields it has.
    pub kind: MessageKind,
    /// The team's sequence number as of this message; 0 where it is no event.
    #[serde(default)]
    pub seq: u64,
    /// The proxy's clock, from which a page learns how far its own is off.
    #[serde(default)]
    pub at: Millis,
    /// The call after the change, for the `call_…` kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<Call>,
    /// All live calls, for `snapshot`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<Call>,
    /// The call of an SDP answer, for `sdp_answer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<CallId>,
    /// The attempt of an SDP answer: it may come before the page has learnt the call's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt_id: Option<AttemptId>,
    /// The SDP answer itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sdp: Option<String>,
    /// The permission after the change, for `permission_changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<PermissionState>,
    /// The agent after the change, for `agent_changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<Agent>,
    /// The callback after the change, for `callback_changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<CallbackTask>,
    /// The number to send back, for `beat`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beat: Option<u32>,
}

impl fmt::Debug for ServerMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerMessage")
            .field("kind", &self.kind)
            .field("seq", &self.seq)
            .field("call", &self.call)
            .field("calls", &self.calls)
            .field("call_id", &self.call_id)
            .field("attempt_id", &self.attempt_id)
            .field("permission", &self.permission)
            .field("agent", &self.agent)
            .field("callback", &self.callback)
            .field("beat", &self.beat)
            .finish_non_exhaustive()
    }
}

/// The kinds of message that the proxy sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// All live calls, first on every connection.
    Snapshot,
    /// Answer it with [`ClientMessage::beat`].
    Beat,
    /// The SDP answer of an outgoing call, for the desk that placed it.
    SdpAnswer,
    /// A call was committed.
    CallInitiated,
    /// A call rings, or rings elsewhere too.
    CallRinging,
    /// An agent's browser is answering a ringing call.
    CallClaimed,
    /// A claim was given back: the call rings again.
    CallReleased,
    /// Both sides talk.
    CallAnswered,
    /// A call is over.
    CallEnded,
    /// Something else about a call changed.
    CallChanged,
    /// A contact's permission to be called changed, or a request for it was sent.
    PermissionChanged,
    /// An agent's availability, reachability or call changed.
    AgentChanged,
    /// A customer is to be called back, or that is settled.
    CallbackChanged,
    /// This desk is to answer the call in `call_id`: a program answered it for the agent.
    AnswerWanted,
    /// The page was frozen and left the routing; it is back in it now.
    Returned,
    /// A kind that this version does not know.
    #[serde(other)]
    Unknown,
}

/// What a page says on the socket: the answer to a beat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientMessage {
    /// The number of the beat that is answered.
    pub beat: u32,
}
