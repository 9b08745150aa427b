//! Channels as administrators see them: `/api/channels`. What the inbox needs of them is
//! [`ChannelSummary`](crate::api::ChannelSummary).

use alloc::{string::String, vec::Vec};
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    call::Millis,
    settings::{CallingSettings, Setting, SettingOutcome},
};

/// `GET /api/providers`: what a channel can be at, and what each needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProviderList {
    /// Always `true`.
    pub success: bool,
    /// The providers.
    pub data: Vec<ProviderInfo>,
}

/// One provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProviderInfo {
    /// Its name in URLs and on the command line, `dialog360`.
    pub name: String,
    /// Its name for people, `360dialog`.
    pub title: String,
    /// Where its API is unless told otherwise.
    pub base_url: String,
    /// What a channel there needs.
    pub fields: Vec<ChannelField>,
    /// What is to be registered there for the webhook address: a sentence.
    pub webhook_help: String,
    /// The webhook fields or events to subscribe to.
    pub webhook_fields: Vec<String>,
    /// Whether the template that asks for the permission can be created from here.
    #[serde(default)]
    pub create_template: bool,
}

/// One thing that a channel needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelField {
    /// The field of [`ChannelDraft`], `access_token`.
    pub name: String,
    /// What the provider calls it.
    pub label: String,
    /// Where it is found: a sentence.
    pub help: String,
    /// Whether it can be left out.
    pub required: bool,
    /// Whether it is hidden while it is typed, and never shown again.
    pub secret: bool,
}

/// `POST /api/channels`, and `PATCH /api/channels/{id}` with only what changes.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
#[expect(
    missing_docs,
    reason = "the fields are those that ChannelField explains"
)]
pub struct ChannelDraft {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook_secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verify_token: Option<String>,
    /// The template that asks for the permission where free-form messages are not possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permission_template: Option<String>,
    /// Whether it becomes the team's default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_default: Option<bool>,
}

impl fmt::Debug for ChannelDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelDraft")
            .field("name", &self.name)
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}

/// `GET /api/channels`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelList {
    /// Always `true`.
    pub success: bool,
    /// The team's channels, the default first.
    pub data: Vec<ChannelDetails>,
}

/// One channel, without its credentials: `GET /api/channels/{id}` has it as `data`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelDetails {
    /// Its id, `channel_…`.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// Its number, E.164.
    pub number: String,
    /// The provider's name, `ycloud`.
    pub provider: String,
    /// The provider's name for people.
    pub provider_title: String,
    /// Where the provider's API is.
    pub base_url: String,
    /// The provider's id of the number; empty where it is still to be learnt.
    pub number_id: String,
    /// The provider's id of the account.
    pub account_id: String,
    /// The template that asks for the permission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission_template: Option<String>,
    /// Whether it is the team's default.
    pub is_default: bool,
    /// When the last webhook came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_webhook_at: Option<Millis>,
    /// Until when webhooks signed with the secret before the last rotation are taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_secret_until: Option<Millis>,
    /// The settings that can be shown.
    pub readable: Vec<Setting>,
    /// The settings that can be changed.
    pub writable: Vec<Setting>,
    /// What this provider cannot do, and what follows from it: sentences.
    pub limits: Vec<String>,
}

/// The answer to `GET`, `POST` and `PATCH` of one channel, and to `rotate-secret`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelResponse {
    /// Always `true`.
    pub success: bool,
    /// The channel.
    pub data: ChannelDetails,
    /// The webhook address, shown once: only its hash is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<String>,
}

impl fmt::Debug for ChannelResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelResponse")
            .field("data", &self.data)
            .finish_non_exhaustive()
    }
}

/// `POST /api/channels/{id}/rotate-secret`: a new webhook secret; the old one is taken for a while longer.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RotateSecretRequest {
    /// What the provider signs with from now on.
    pub webhook_secret: String,
    /// For how many hours the old one is taken; 24 where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_hours: Option<u32>,
}

impl fmt::Debug for RotateSecretRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RotateSecretRequest")
            .field("window_hours", &self.window_hours)
            .finish_non_exhaustive()
    }
}

/// `POST /api/channels/{id}/check`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckResponse {
    /// Always `true`.
    pub success: bool,
    /// What was found, the worst first.
    pub data: Vec<Finding>,
}

/// One thing that a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    /// How it stands.
    pub level: FindingLevel,
    /// What works, or what is missing and how to mend it: a sentence.
    pub message: String,
}

/// How a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FindingLevel {
    /// Calls cannot work like this.
    Problem,
    /// It cannot be known from here: look yourself.
    Unknown,
    /// It works.
    Good,
}

/// `GET /api/channels/{id}/settings`, and the answer to `PATCH` with a [`CallingSettings`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SettingsResponse {
    /// Whether all that was asked for is done.
    pub success: bool,
    /// The settings as the provider has them now.
    pub data: CallingSettings,
    /// After a change: what became of each changed field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<SettingOutcome>,
}
