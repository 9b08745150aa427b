//! The timeline of one call: what happened to it, step by step.

use alloc::{string::String, vec::Vec};
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::call::CallStatus;

/// What a step of a call's timeline is. The first seven are the event socket's words; the others are told here alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TimelineKind {
    /// The call was committed.
    CallInitiated,
    /// It rings, or rings at other agents' too.
    CallRinging,
    /// An agent's browser is answering it.
    CallClaimed,
    /// The claim was given back: it rings again.
    CallReleased,
    /// Both sides talk.
    CallAnswered,
    /// It is over; `detail` is the end reason.
    CallEnded,
    /// Something else about it changed.
    CallChanged,
    /// An agent's inbox began to ring.
    AgentRung,
    /// An agent declined to answer.
    AgentDeclined,
    /// An agent's inbox rang for as long as it may.
    AgentRingTimedOut,
    /// An agent's pages went away while her inbox rang.
    AgentGone,
    /// Nobody is left who could be rung; `detail` is the routing's mode.
    NobodyLeft,
    /// The fallback: a message is sent to the customer.
    AutoReply,
    /// The fallback: the customer is to be called back.
    CallbackNoted,
    /// A step that this version does not know.
    #[serde(other)]
    Unknown,
}

/// `GET /api/calls/{callId}/events`: the timeline of one call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Timeline {
    /// Always `true`.
    pub success: bool,
    /// The steps, oldest first.
    pub data: Vec<TimelineEvent>,
}

/// One step of a call's timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimelineEvent {
    /// The team's sequence number: the order of things. Numbers between belong to other calls.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub seq: u64,
    /// When: RFC 3339, UTC, with milliseconds.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub at: String,
    /// What.
    pub kind: TimelineKind,
    /// The agent whom it is about.
    pub agent: Option<AgentSummary>,
    /// One more word about it, an end reason for example.
    pub detail: Option<String>,
    /// Where the call stood afterwards.
    pub status: Option<CallStatus>,
}

/// An agent, by name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentSummary {
    /// The agent's id.
    pub id: u64,
    /// Her name.
    pub name: String,
}

impl fmt::Debug for AgentSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgentSummary")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
