//! The words for calls, and the whole state of one call as every page sees it.

use alloc::{string::String, vec::Vec};
use core::fmt;

use serde::{Deserialize, Serialize};

/// Our own id of a call, `call_…`; never a provider's.
pub type CallId = String;

/// The id of one press of *Call*, made by the page: the idempotency key of an outgoing call.
pub type AttemptId = String;

/// The id of one open page, made by the page when it loads. SDP is sent to one desk only.
pub type DeskId = String;

/// Unix time in milliseconds.
pub type Millis = u64;

/// Who started the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The customer called the business (user-initiated).
    Inbound,
    /// The business called the customer (business-initiated).
    Outbound,
}

/// Where a call stands; the eight statuses of seed 000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CallStatus {
    /// Committed by the proxy; the provider has been asked or is about to be.
    Initiated,
    /// The other side's phone, or ours, is ringing.
    Ringing,
    /// Both sides are talking.
    InProgress,
    /// Ended after both sides talked.
    Completed,
    /// Ended because something went wrong.
    Failed,
    /// Ended because the one who was called declined.
    Rejected,
    /// An inbound call ended that nobody answered.
    Missed,
    /// An outbound call ended that nobody answered.
    NoAnswer,
}

impl CallStatus {
    /// Whether a call with this status can still change.
    pub fn is_live(self) -> bool {
        match self {
            Self::Initiated | Self::Ringing | Self::InProgress => true,
            Self::Completed | Self::Failed | Self::Rejected | Self::Missed | Self::NoAnswer => {
                false
            }
        }
    }

    /// The word on the wire and in the database, `in_progress`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Initiated => "initiated",
            Self::Ringing => "ringing",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Rejected => "rejected",
            Self::Missed => "missed",
            Self::NoAnswer => "no_answer",
        }
    }
}

/// Why a call ended, more finely than its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// Our side hung up.
    HungUp,
    /// The customer hung up.
    CustomerHungUp,
    /// The customer declined our call.
    CustomerDeclined,
    /// An agent declined the customer's call.
    Declined,
    /// Nobody picked up in time.
    NoAnswer,
    /// We gave up before the customer picked up.
    Cancelled,
    /// The customer gave up before we picked up.
    CustomerCancelled,
    /// The provider refused the call.
    Refused,
    /// The provider could not be reached, or did not answer sensibly.
    ProviderUnreachable,
    /// The audio connection was lost.
    ConnectionLost,
    /// The microphone could not be opened.
    NoMicrophone,
    /// Somebody asked for a call, and no agent started it.
    NoAgent,
    /// Something else went wrong; the call's `failure_reason` says what. Also a reason that this
    /// version does not know: a page must not lose the end of a call over a new word.
    #[serde(other)]
    Failed,
}

/// The whole state of one call. A page needs no history to draw it: state, not steps.
///
/// `Debug` leaves out whom it is with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Call {
    /// Row number, as in seed 000.
    pub id: u64,
    /// Our id, `call_…`.
    pub call_id: CallId,
    /// Grows by one with each change; the older of two states is dropped.
    pub version: u32,
    /// Who started it.
    pub direction: Direction,
    /// Where it stands.
    pub status: CallStatus,
    /// The channel's id.
    pub channel_id: String,
    /// The channel's name, for people.
    pub channel_name: String,
    /// The calling number as it came.
    pub from_number: String,
    /// The called number as it came.
    pub to_number: String,
    /// The contact's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<u64>,
    /// The contact's name where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_name: Option<String>,
    /// The contact's number; a person with a username may hide it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_phone: Option<String>,
    /// When the call began.
    pub initiated_at: Millis,
    /// When both sides began to talk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Millis>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Millis>,
    /// Until when it rings at most, while it rings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rings_until: Option<Millis>,
    /// Why it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_reason: Option<EndReason>,
    /// A sentence for the agent where it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
    /// The desk that placed the call, or that is answering or has answered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk_id: Option<DeskId>,
    /// The name of the agent at that desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_name: Option<String>,
    /// The page's id of an outgoing call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt_id: Option<AttemptId>,
    /// The agents whose inboxes ring, while it rings and nobody has claimed it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ringing_agents: Vec<u64>,
    /// An outgoing call that a program asked for: it waits for one of the ringing agents, whose desk makes the offer.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub requested: bool,
    /// Who asked for it, where it was a program or another agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_by: Option<String>,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("call_id", &self.call_id)
            .field("version", &self.version)
            .field("direction", &self.direction)
            .field("status", &self.status)
            .field("end_reason", &self.end_reason)
            .field("desk_id", &self.desk_id)
            .field("attempt_id", &self.attempt_id)
            .field("ringing_agents", &self.ringing_agents)
            .finish_non_exhaustive()
    }
}
