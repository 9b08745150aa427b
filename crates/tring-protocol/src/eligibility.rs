//! Whether we may call a contact now, and why not: the words of seed 000.
//!
//! `Debug` leaves out phone numbers and what customers wrote.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::contact::ConsentType;

/// The longest word of a trigger that is read.
pub const LONGEST_TRIGGER: usize = 128;
/// The longest message of a customer's that is read, in characters: WhatsApp's limit for a text.
pub const LONGEST_MESSAGE: usize = 4_096;

/// Why a call is not made, in the words of seed 000 and in the order of its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the words of seed 000, explained by its table")]
pub enum BlockReason {
    CallingNotEnabledForNumber,
    PhoneNumberInactive,
    AccountFlaggedByMeta,
    QualityRatingTooLow,
    ContactOptedOut,
    NoCallingConsent,
    ConsentExpired,
    NoAgentsAvailable,
    AllAgentsBusy,
    MonthlyLimitReached,
    InvalidTriggerType,
    InvalidTriggerSource,
    NoCallKeywordDetected,
    AutomationBlocksCalling,
    NoExplicitConsent,
    TeamCallingSuspended,
    RateLimitMinuteExceeded,
    RateLimitHourExceeded,
}

impl BlockReason {
    /// All, in the order of seed 000's table.
    pub const ALL: [Self; 18] = [
        Self::CallingNotEnabledForNumber,
        Self::PhoneNumberInactive,
        Self::AccountFlaggedByMeta,
        Self::QualityRatingTooLow,
        Self::ContactOptedOut,
        Self::NoCallingConsent,
        Self::ConsentExpired,
        Self::NoAgentsAvailable,
        Self::AllAgentsBusy,
        Self::MonthlyLimitReached,
        Self::InvalidTriggerType,
        Self::InvalidTriggerSource,
        Self::NoCallKeywordDetected,
        Self::AutomationBlocksCalling,
        Self::NoExplicitConsent,
        Self::TeamCallingSuspended,
        Self::RateLimitMinuteExceeded,
        Self::RateLimitHourExceeded,
    ];

    /// The word that travels.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CallingNotEnabledForNumber => "CALLING_NOT_ENABLED_FOR_NUMBER",
            Self::PhoneNumberInactive => "PHONE_NUMBER_INACTIVE",
            Self::AccountFlaggedByMeta => "ACCOUNT_FLAGGED_BY_META",
            Self::QualityRatingTooLow => "QUALITY_RATING_TOO_LOW",
            Self::ContactOptedOut => "CONTACT_OPTED_OUT",
            Self::NoCallingConsent => "NO_CALLING_CONSENT",
            Self::ConsentExpired => "CONSENT_EXPIRED",
            Self::NoAgentsAvailable => "NO_AGENTS_AVAILABLE",
            Self::AllAgentsBusy => "ALL_AGENTS_BUSY",
            Self::MonthlyLimitReached => "MONTHLY_LIMIT_REACHED",
            Self::InvalidTriggerType => "INVALID_TRIGGER_TYPE",
            Self::InvalidTriggerSource => "INVALID_TRIGGER_SOURCE",
            Self::NoCallKeywordDetected => "NO_CALL_KEYWORD_DETECTED",
            Self::AutomationBlocksCalling => "AUTOMATION_BLOCKS_CALLING",
            Self::NoExplicitConsent => "NO_EXPLICIT_CONSENT",
            Self::TeamCallingSuspended => "TEAM_CALLING_SUSPENDED",
            Self::RateLimitMinuteExceeded => "RATE_LIMIT_MINUTE_EXCEEDED",
            Self::RateLimitHourExceeded => "RATE_LIMIT_HOUR_EXCEEDED",
        }
    }

    /// The kind of reason, by seed 000's table.
    pub fn category(self) -> BlockCategory {
        match self {
            Self::CallingNotEnabledForNumber | Self::PhoneNumberInactive => {
                BlockCategory::PhoneReadiness
            }
            Self::AccountFlaggedByMeta | Self::QualityRatingTooLow => BlockCategory::Quality,
            Self::ContactOptedOut
            | Self::NoCallingConsent
            | Self::ConsentExpired
            | Self::NoExplicitConsent => BlockCategory::Consent,
            Self::NoAgentsAvailable | Self::AllAgentsBusy => BlockCategory::Agent,
            Self::MonthlyLimitReached => BlockCategory::Limits,
            Self::InvalidTriggerType | Self::InvalidTriggerSource | Self::NoCallKeywordDetected => {
                BlockCategory::Trigger
            }
            Self::AutomationBlocksCalling => BlockCategory::Context,
            Self::TeamCallingSuspended
            | Self::RateLimitMinuteExceeded
            | Self::RateLimitHourExceeded => BlockCategory::Safeguards,
        }
    }
}

/// The kinds of reasons, in the words of seed 000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words of seed 000")]
pub enum BlockCategory {
    PhoneReadiness,
    Quality,
    Consent,
    Agent,
    Limits,
    Trigger,
    Context,
    Safeguards,
}

impl BlockCategory {
    /// The word that travels.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PhoneReadiness => "phone_readiness",
            Self::Quality => "quality",
            Self::Consent => "consent",
            Self::Agent => "agent",
            Self::Limits => "limits",
            Self::Trigger => "trigger",
            Self::Context => "context",
            Self::Safeguards => "safeguards",
        }
    }
}

/// `POST /api/calls/check-eligibility`: exactly one of `contact_id` and `phone_number`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EligibilityRequest {
    /// Who would be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<u64>,
    /// The same by number, also one that is no contact yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub phone_number: Option<String>,
    /// The channel to call from; the team's default where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 128))]
    pub channel_id: Option<String>,
    /// What makes somebody ask for the call; a person who presses *Call* where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 128))]
    pub trigger_type: Option<String>,
    /// Where it is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 128))]
    pub trigger_source: Option<String>,
    /// The customer's message that the trigger rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 4096))]
    pub trigger_message: Option<String>,
    /// Whose inbox would make the call, where it brings no media: an agent of the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<u64>,
    /// Whether the call would bring its own media, an `sdp_offer`; by itself, an agent's inbox supplies it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_media: Option<bool>,
}

impl fmt::Debug for EligibilityRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EligibilityRequest")
            .field("contact_id", &self.contact_id)
            .field("channel_id", &self.channel_id)
            .field("trigger_type", &self.trigger_type)
            .field("trigger_source", &self.trigger_source)
            .field("agent_id", &self.agent_id)
            .field("with_media", &self.with_media)
            .finish_non_exhaustive()
    }
}

/// The answer to [`EligibilityRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EligibilityResponse {
    /// Always `true`: the question was answered, whatever the answer.
    pub success: bool,
    /// Whether we may call.
    pub data: Eligibility,
}

/// Whether we may call a contact now, and why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Eligibility {
    /// Whether a call would be made.
    pub eligible: bool,
    /// The opposite.
    pub blocked: bool,
    /// On what the call rests, where it may be made: `explicit` where the contact has said so and it is on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_type: Option<ConsentType>,
    /// Why it may not be made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_reason: Option<BlockReason>,
    /// The kind of that reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_category: Option<BlockCategory>,
    /// What happened and what to do, for the agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_message: Option<String>,
    /// What stands behind it and where it is changed, for whoever looks after the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin_message: Option<String>,
    /// What was looked at, in this order, up to the check that failed.
    pub checks: EligibilityChecks,
}

/// The checks in their order. One that was not reached any more is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EligibilityChecks {
    /// What the call was asked for, and whether the customer's message says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger_consent: Option<CheckOutcome>,
    /// Whether the number can place calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_readiness: Option<CheckOutcome>,
    /// Whether WhatsApp thinks well enough of the number and its account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality_rating: Option<CheckOutcome>,
    /// Whether the contact may be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<CheckOutcome>,
    /// Whether an agent is there to talk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_availability: Option<CheckOutcome>,
    /// Whether the month's minutes are not used up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_limits: Option<CheckOutcome>,
    /// Whether no automation holds the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<CheckOutcome>,
    /// Whether calling is not suspended, and not too fast.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safeguards: Option<CheckOutcome>,
}

/// What became of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckOutcome {
    /// Whether nothing speaks against the call here.
    pub passed: bool,
}
