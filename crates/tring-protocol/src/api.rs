//! Bodies of the HTTP API: seed 000 field by field, and what it lacked (SDP, attempts, claims, sessions).
//!
//! `Debug` leaves out SDP, phone numbers, names and secrets, so that no log can have them.

use alloc::{string::String, vec::Vec};
use core::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, IntoDeserializer},
};

use crate::{
    agent::CallAvailability,
    call::{AttemptId, CallId, CallStatus, DeskId, Direction, EndReason, Millis},
    timeline::AgentSummary,
};

/// `POST /api/calls/initiate`: start an outbound call.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InitiateRequest {
    /// Whom to call; what a person typed is parsed by the proxy too.
    pub phone_number: String,
    /// Options of seed 000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<InitiateOptions>,
    /// The browser's SDP offer, gathered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sdp_offer: Option<String>,
    /// The idempotency key: the same attempt gets the same call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt_id: Option<AttemptId>,
    /// The desk that gets the SDP answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk_id: Option<DeskId>,
    /// The channel to call from; the team's default where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<String>,
    /// The call that a program asked for without media, and that this desk takes up. The number and the channel are
    /// that call's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<CallId>,
}

impl InitiateRequest {
    /// A request to call `phone_number` with everything else as usual: an agent's inbox supplies the media.
    pub fn to(phone_number: impl Into<String>) -> Self {
        Self {
            phone_number: phone_number.into(),
            options: None,
            sdp_offer: None,
            attempt_id: None,
            desk_id: None,
            channel_id: None,
            call_id: None,
        }
    }
}

impl fmt::Debug for InitiateRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InitiateRequest")
            .field("options", &self.options)
            .field("attempt_id", &self.attempt_id)
            .field("desk_id", &self.desk_id)
            .field("channel_id", &self.channel_id)
            .field("call_id", &self.call_id)
            .finish_non_exhaustive()
    }
}

/// Options of seed 000, and ours.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InitiateOptions {
    /// The integrator's own id of the call, kept with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_id: Option<String>,
    /// The integrator's conversation that the call belongs to, kept with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<u64>,
    /// The agent whose inbox is asked for the media, where the request has none. Where she takes no calls now, the
    /// team's routing chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<u64>,
    /// What made somebody ask for the call; the first check of the eligibility.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger_type: Option<String>,
    /// Where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger_source: Option<String>,
    /// The customer's message that the trigger rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger_message: Option<String>,
}

impl fmt::Debug for InitiateOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InitiateOptions")
            .field("caller_id", &self.caller_id)
            .field("conversation_id", &self.conversation_id)
            .field("agent_id", &self.agent_id)
            .field("trigger_type", &self.trigger_type)
            .field("trigger_source", &self.trigger_source)
            .finish_non_exhaustive()
    }
}

/// The answer to [`InitiateRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InitiateResponse {
    /// Always `true`.
    pub success: bool,
    /// Our id of the call.
    pub call_id: CallId,
    /// `initiated`, or further where the provider was quick.
    pub status: CallStatus,
    /// A sentence.
    pub message: String,
}

/// `POST /api/calls/{callId}/claim`: this desk is going to answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimRequest {
    /// The desk that claims.
    pub desk_id: DeskId,
}

/// The answer to [`ClaimRequest`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimResponse {
    /// Always `true`.
    pub success: bool,
    /// The customer's SDP offer.
    pub sdp_offer: String,
    /// Until when `pre-accept` or `answer` must come.
    pub claimed_until: Millis,
    /// Whether the provider has `pre_accept`.
    pub pre_accept: bool,
}

impl fmt::Debug for ClaimResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClaimResponse")
            .field("claimed_until", &self.claimed_until)
            .field("pre_accept", &self.pre_accept)
            .finish_non_exhaustive()
    }
}

/// `POST /api/calls/{callId}/pre-accept` and `…/answer`: the browser's SDP answer, the same in both.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerRequest {
    /// The desk that holds the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk_id: Option<DeskId>,
    /// The SDP answer, gathered. Where `answer` has none, an agent's inbox is asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sdp_answer: Option<String>,
    /// Whose inbox is asked, where there is no SDP; else that of the agent who asks, or one that rings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<u64>,
}

impl fmt::Debug for AnswerRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswerRequest")
            .field("desk_id", &self.desk_id)
            .finish_non_exhaustive()
    }
}

/// `POST /api/calls/{callId}/reject` and `…/end`; the body may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndRequest {
    /// Why this desk ends the call, where it is not the person's wish.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "known_reason"
    )]
    pub reason: Option<EndReason>,
}

/// A reason in one of our words. Elsewhere an unknown word stands for *failed*, so that an old page keeps the end of a
/// call; who asks for an end has to know the words.
fn known_reason<'de, D: Deserializer<'de>>(source: D) -> Result<Option<EndReason>, D::Error> {
    let Some(word) = Option::<String>::deserialize(source)? else {
        return Ok(None);
    };
    let reason = EndReason::deserialize(word.as_str().into_deserializer())?;
    if reason == EndReason::Failed && word != "failed" {
        return Err(D::Error::custom(
            "`reason` is not one of the words for an end",
        ));
    }
    Ok(Some(reason))
}

/// The answer to an action: `{"success":true,"message":"Call ended successfully"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActionResponse {
    /// Always `true`.
    pub success: bool,
    /// A sentence.
    pub message: String,
}

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
    pub duration_formatted: String,
    /// What it cost, in the currency of `cost_formatted`.
    pub cost_amount: f64,
    /// The same as `$0.03`.
    pub cost_formatted: String,
    /// RFC 3339, UTC.
    pub initiated_at: String,
    /// RFC 3339, UTC; `null` where nobody answered.
    pub answered_at: Option<String>,
    /// RFC 3339, UTC; `null` while it lasts.
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
    pub current_page: u64,
    /// At least 1.
    pub last_page: u64,
    /// At most 100.
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

/// `POST /api/session`: sign in with the one-time token of a link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInRequest {
    /// The token from the link's fragment.
    pub token: String,
}

impl fmt::Debug for SignInRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInRequest").finish_non_exhaustive()
    }
}

/// `GET` or `POST /api/session`: who is signed in, and what a page needs to begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionResponse {
    /// Always `true`.
    pub success: bool,
    /// The agent's id.
    pub agent_id: u64,
    /// The agent's name.
    pub agent_name: String,
    /// The team's name.
    pub team_name: String,
    /// Whether she takes calls.
    #[serde(default)]
    pub call_status: CallAvailability,
    /// Whether she gets calls at all.
    #[serde(default = "yes")]
    pub is_call_enabled: bool,
    /// The channels that can be called from, the default first.
    pub channels: Vec<ChannelSummary>,
    /// ICE servers for the peer connections; none unless the operator configured some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ice_servers: Vec<IceServer>,
}

/// A proxy that does not say gives calls to everybody.
fn yes() -> bool {
    true
}

/// A channel as the inbox shows it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "a literal of what can be done, read by field name"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelSummary {
    /// The channel's id.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// Its number.
    pub number: String,
    /// The provider's name, `vobiz`.
    #[serde(default)]
    pub provider: String,
    /// Whether it has `pre_accept`.
    pub pre_accept: bool,
    /// Whether the provider tells when the customer's phone rings and when it was picked up. Without it the first
    /// inbound audio counts as the answer.
    #[serde(default)]
    pub status_events: bool,
    /// Whether a contact can be asked for the permission to call, by a message or by a template.
    #[serde(default)]
    pub can_ask: bool,
    /// Whether the provider can be asked for the permission as it stands.
    #[serde(default)]
    pub permission_query: bool,
}

/// An ICE server (WebRTC `RTCIceServer`).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IceServer {
    /// `stun:` or `turn:` addresses.
    pub urls: Vec<String>,
    /// For TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// For TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

impl fmt::Debug for IceServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IceServer")
            .field("urls", &self.urls)
            .finish_non_exhaustive()
    }
}
