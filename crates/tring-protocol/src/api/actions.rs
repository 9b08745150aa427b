//! What is done with a call: start, claim, answer, reject, end.

use alloc::string::String;
use core::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, IntoDeserializer},
};

use crate::call::{AttemptId, CallId, CallStatus, DeskId, EndReason, Millis};

/// `POST /api/calls/initiate`: start an outbound call.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InitiateRequest {
    /// Whom to call; what a person typed is parsed by the proxy too.
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub phone_number: String,
    /// Options of seed 000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<InitiateOptions>,
    /// The browser's SDP offer, gathered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub sdp_offer: Option<String>,
    /// The idempotency key: the same attempt gets the same call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt_id: Option<AttemptId>,
    /// The desk that gets the SDP answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk_id: Option<DeskId>,
    /// The channel to call from; the team's default where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 128))]
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
    #[cfg_attr(feature = "openapi", schema(max_length = 512))]
    pub caller_id: Option<String>,
    /// The integrator's conversation that the call belongs to, kept with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(maximum = 9_223_372_036_854_775_807_i64))]
    pub conversation_id: Option<u64>,
    /// The agent whose inbox is asked for the media, where the request has none. Where she takes no calls now, the
    /// team's routing chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<u64>,
    /// What made somebody ask for the call; the first check of the eligibility.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 128))]
    pub trigger_type: Option<String>,
    /// Where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 128))]
    pub trigger_source: Option<String>,
    /// The customer's message that the trigger rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 4096))]
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
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
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
