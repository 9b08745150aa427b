//! The calling settings of a business number, in our words.
//!
//! One shape for reading and for changing: an absent field is one that the provider does not tell, or that stays as it is.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

/// The calling settings of a business number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct CallingSettings {
    /// Whether calls are possible at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Whether WhatsApp shows the call icon in chats and on the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_visible: Option<bool>,
    /// Countries (ISO 3166-1 alpha-2) whose people see the icon; empty means all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_countries: Option<Vec<String>>,
    /// Whether a customer who called is asked for the permission to be called back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback_permission: Option<bool>,
    /// When customers can call. Replaced as a whole, holidays and all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_hours: Option<CallHours>,
    /// How the keys of the media are agreed on. A browser can do DTLS only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub srtp_key_exchange: Option<SrtpKeyExchange>,
    /// Whether video is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video: Option<bool>,
    /// Whether calls are recorded by the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording: Option<bool>,
    /// Audio codecs beside Opus: `PCMA`, `PCMU`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_codecs: Option<Vec<String>>,
    /// What happens with calls that nobody answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voicemail: Option<Voicemail>,
    /// SIP, which no browser can use. Shown, never changed but to be switched off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sip: Option<SipState>,
    /// What the provider has taken away for a time; shown only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub restrictions: Vec<Restriction>,
}

/// How the keys of the media are agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum SrtpKeyExchange {
    /// DTLS-SRTP (RFC 5764): what browsers do.
    Dtls,
    /// SDES (RFC 4568): keys in the SDP. No browser does it.
    Sdes,
}

/// When customers can call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallHours {
    /// Whether the hours count; without them it is always.
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub enabled: bool,
    /// IANA time zone, `America/Manaus`.
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub time_zone: String,
    /// Hours of the week, two a day at most, without overlap.
    #[serde(default)]
    pub weekly: Vec<OpenHours>,
    /// Days with other hours, 20 at most.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
}

/// From when to when on one day of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenHours {
    /// The day.
    pub day: Weekday,
    /// `09:00`, 24 hours.
    pub open: String,
    /// `17:30`, 24 hours, later than `open`.
    pub close: String,
}

/// A day with other hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Holiday {
    /// `2026-12-25`.
    pub date: String,
    /// `00:00`.
    pub start: String,
    /// `23:59`.
    pub end: String,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the days of the week")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// What happens with calls that nobody answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Voicemail {
    /// Whether a customer can leave a message.
    pub enabled: bool,
    /// When we decline.
    pub on_reject: bool,
    /// When nobody answers.
    pub on_timeout: bool,
    /// The provider's id of the announcement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub announcement_media_id: Option<String>,
    /// After how many seconds of ringing it begins.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, maximum = 4_294_967_295u32))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<u32>,
}

/// SIP as it is set up; its password never gets here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SipState {
    /// While it is on, the provider takes no calls from browsers.
    pub enabled: bool,
    /// The servers, `sip.example.org:5061`.
    #[serde(default)]
    pub servers: Vec<String>,
}

/// What the provider has taken away for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Restriction {
    /// The provider's word, `RESTRICTED_BUSINESS_INITIATED_CALLING`.
    pub kind: String,
    /// The provider's reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Until when, in Unix milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<crate::call::Millis>,
}

/// A field of [`CallingSettings`], for saying which of them a provider tells and takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields of CallingSettings")]
pub enum Setting {
    Enabled,
    IconVisible,
    IconCountries,
    CallbackPermission,
    CallHours,
    SrtpKeyExchange,
    Video,
    Recording,
    AdditionalCodecs,
    Voicemail,
    Sip,
    Restrictions,
}

/// What became of one changed field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingOutcome {
    /// Which.
    pub setting: Setting,
    /// `None` where it was saved; otherwise a sentence with the reason and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}
