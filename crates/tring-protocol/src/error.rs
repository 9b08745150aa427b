//! The one shape of every error over HTTP, and its stable codes.

use alloc::string::String;

use serde::{Deserialize, Serialize};

/// An error over HTTP: `{"success":false,"error":"<sentence>","code":"<stable_code>"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorBody {
    /// Always `false`.
    pub success: bool,
    /// What happened and what to do, for a person.
    pub error: String,
    /// What a program decides by; never changes its meaning. Seed 000 has none: `unknown`.
    #[serde(default)]
    pub code: ErrorCode,
    /// Why the call may not be made (seed 000), where it is a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_reason: Option<String>,
    /// The kind of that reason (seed 000).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_category: Option<String>,
    /// Our id of the call, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
}

/// The stable codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// `400`: the body is not JSON, or a field is missing or wrong.
    InvalidRequest,
    /// `400`: the phone number cannot be dialled.
    InvalidPhoneNumber,
    /// `400`: the SDP is not one that a provider could take.
    InvalidSdp,
    /// `401`: no token or session, or one that is not valid any more.
    Unauthenticated,
    /// `403`: signed in, but not allowed to do this.
    Forbidden,
    /// `404`: no such thing, or not in this team.
    NotFound,
    /// `409`: the action does not fit the call's state.
    WrongState,
    /// `409`: another agent is answering this call.
    AlreadyClaimed,
    /// `409`: there is already a live call with this contact on this channel.
    CallInProgress,
    /// `409`: the claim ran out, or was never taken.
    NotClaimed,
    /// `409`: the first request with this `Idempotency-Key` is still under way.
    RequestInProgress,
    /// `422`: this `Idempotency-Key` belongs to a request with another body.
    IdempotencyKeyReused,
    /// `413`: the body is larger than the API takes.
    TooLarge,
    /// `400`: calling this contact is not allowed now; see `block_reason`.
    Blocked,
    /// `400`: the provider refused.
    ProviderRefused,
    /// `429`: too many requests, ours or the provider's limit.
    RateLimited,
    /// `502`: the provider could not be reached or answered nonsense; the outcome is not known yet.
    ProviderUnavailable,
    /// `500`: our mistake.
    Internal,
    /// A code that this version does not know.
    #[default]
    #[serde(other)]
    Unknown,
}
