//! Calls as they are read: the list, one of them, those that are going on.

use alloc::{string::String, vec::Vec};
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    call::{CallId, CallStatus, Direction, EndReason},
    timeline::AgentSummary,
};

/// `GET /api/calls`: a page of the call history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallList {
    /// Always `true`.
    pub success: bool,
    /// The calls, newest first unless asked otherwise.
    pub data: Vec<CallRecord>,
    /// Which page this is.
    pub pagination: Pagination,
    /// What to send as `cursor` for the page after this one; `null` on the last.
    #[serde(default)]
    pub next_cursor: Option<String>,
}

/// `GET /api/calls/{callId}`: one call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallDetails {
    /// Always `true`.
    pub success: bool,
    /// The call.
    pub data: CallRecord,
}

/// One call of the history, in the form of seed 000.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallRecord {
    /// Row number.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub id: u64,
    /// Our id, `call_…`.
    pub call_id: CallId,
    /// Who started it.
    pub direction: Direction,
    /// Where it stands.
    pub status: CallStatus,
    /// The calling number as it came.
    pub from_number: String,
    /// The called number as it came.
    pub to_number: String,
    /// How long both sides talked, in seconds.
    pub duration_seconds: u64,
    /// The same as `5:00`.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = r"^(\d+:[0-5]|[0-5])?\d:[0-5]\d$")
    )]
    pub duration_formatted: String,
    /// What it cost, in the currency of `cost_formatted`.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub cost_amount: f64,
    /// The same as `$0.03`.
    pub cost_formatted: String,
    /// RFC 3339, UTC.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub initiated_at: String,
    /// RFC 3339, UTC; `null` where nobody answered.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub answered_at: Option<String>,
    /// RFC 3339, UTC; `null` while it lasts.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub ended_at: Option<String>,
    /// A sentence where it failed.
    pub failure_reason: Option<String>,
    /// Why it ended.
    #[serde(default)]
    pub end_reason: Option<EndReason>,
    /// The agent who placed or answered it.
    #[serde(default)]
    pub agent_name: Option<String>,
    /// The agent who answered the customer's call.
    #[serde(default)]
    pub answered_by: Option<AgentSummary>,
    /// For how long it rang before it was answered or over, in seconds; `null` where nothing rang.
    #[serde(default)]
    pub ring_seconds: Option<u64>,
    /// The currency of `cost_amount`, ISO 4217; `null` where the call has no price.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Z]{3}$"))]
    pub currency: Option<String>,
    /// The channel's id.
    #[serde(default)]
    pub channel_id: Option<String>,
    /// The integrator's own id of the call, where it was given one.
    #[serde(default)]
    pub caller_id: Option<String>,
    /// The person on the other side.
    pub contact: Option<ContactSummary>,
    /// The conversation it belongs to, where an integrator has set one.
    pub conversation_id: Option<u64>,
}

impl fmt::Debug for CallRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallRecord")
            .field("call_id", &self.call_id)
            .field("direction", &self.direction)
            .field("status", &self.status)
            .field("end_reason", &self.end_reason)
            .finish_non_exhaustive()
    }
}

/// The person on the other side of a call.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactSummary {
    /// The contact's id.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub id: u64,
    /// The contact's name where one is known.
    pub name: Option<String>,
    /// The contact's number; a person with a username may hide it.
    pub phone_number: Option<String>,
}

impl fmt::Debug for ContactSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContactSummary")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Which page of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pagination {
    /// From 1.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub current_page: u64,
    /// At least 1.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub last_page: u64,
    /// At most 100.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 100))]
    pub per_page: u64,
    /// All calls that match.
    pub total: u64,
}

/// `GET /api/calls/active`: the live calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActiveCalls {
    /// Always `true`.
    pub success: bool,
    /// The calls, newest first.
    pub data: Vec<ActiveCall>,
}

/// One live call, in the form of seed 000.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActiveCall {
    /// Row number.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub id: u64,
    /// Our id, `call_…`.
    pub call_id: CallId,
    /// Who started it.
    pub direction: Direction,
    /// Where it stands.
    pub status: CallStatus,
    /// The contact's name where one is known.
    pub contact_name: Option<String>,
    /// The contact's number where it is known.
    pub contact_phone: Option<String>,
    /// As people say it: `2 minutes ago`.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = "^[0-9]+ (second|minute|hour|day)s? ago$")
    )]
    pub initiated_at: String,
}

impl fmt::Debug for ActiveCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActiveCall")
            .field("call_id", &self.call_id)
            .field("direction", &self.direction)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
