//! The permission of a contact to be called, as the *permission meter* shows it.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::call::Millis;

/// The contact's grant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// Never given, declined, expired or taken back.
    None,
    /// For a time, seven days at WhatsApp.
    Temporary,
    /// Until it is taken back.
    Permanent,
    /// Nobody knows: the provider cannot be asked, and no reply has come.
    #[default]
    #[serde(other)]
    Unknown,
}

/// The permission of one contact on one channel: `GET /api/permissions`, and the events `permission_changed`.
///
/// `Debug` leaves out the number.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PermissionState {
    /// Always `true`.
    pub success: bool,
    /// The channel.
    pub channel_id: String,
    /// The contact's number, E.164.
    pub phone_number: String,
    /// The grant.
    pub grant: Grant,
    /// Until when a temporary one lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted_until: Option<Millis>,
    /// When we asked, while the contact has not replied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<Millis>,
    /// When the contact last declined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declined_at: Option<Millis>,
    /// Whether the provider would take a call now; `None` where it cannot be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_call: Option<bool>,
    /// Why it would not, and what to do: a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// What is worth knowing before a call that is possible: a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
    /// Whether a request for permission can be sent now.
    pub can_ask: bool,
    /// Why not, and what to do: a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask_refusal: Option<String>,
    /// How many requests WhatsApp still allows within 24 hours, where it says so or we have counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests_left_today: Option<u32>,
    /// The same within seven days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests_left_this_week: Option<u32>,
    /// How many more connected calls WhatsApp allows within 24 hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls_left_today: Option<u32>,
    /// Our calls in a row that were not answered; after four WhatsApp takes the permission away.
    pub unanswered_in_a_row: u32,
}

impl fmt::Debug for PermissionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PermissionState")
            .field("channel_id", &self.channel_id)
            .field("grant", &self.grant)
            .field("granted_until", &self.granted_until)
            .field("asked_at", &self.asked_at)
            .finish_non_exhaustive()
    }
}

/// `POST /api/permissions/request`: ask a contact for the permission to call.
///
/// With a template's name it is sent as that template, otherwise as a free-form message, which WhatsApp takes only
/// within 24 hours of the contact's last message.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct AskPermissionRequest {
    /// Whom.
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub phone_number: String,
    /// From which channel; the team's default where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<String>,
    /// What the message says, 1024 characters at most; a polite default where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The template's name; the channel's own where the provider takes templates only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// The template's language, `en_US`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl fmt::Debug for AskPermissionRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AskPermissionRequest")
            .field("channel_id", &self.channel_id)
            .field("template", &self.template)
            .finish_non_exhaustive()
    }
}
