//! Contacts: people on WhatsApp, what they agreed to, and how they come in from a file.

use alloc::{string::String, vec::Vec};
use core::fmt;

use serde::{Deserialize, Serialize};

use self::change::Change;
use crate::api::Pagination;

pub mod change;

/// Whether a contact wants to hear from the business at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OptIn {
    /// She said yes.
    OptedIn,
    /// She said no: nobody calls her.
    OptedOut,
    /// She said nothing.
    #[default]
    Unknown,
}

/// How a contact agreed to be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConsentType {
    /// She said so.
    Explicit,
    /// She got in touch herself.
    Implicit,
}

/// Where a state of opt-in or a consent comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConsentSource {
    /// A message of the contact's: a keyword, or that she wrote at all.
    Message,
    /// A call of the contact's.
    Call,
    /// WhatsApp's permission to call.
    Permission,
    /// The API or the inbox.
    Api,
    /// An imported file.
    Import,
}

/// A contact's consent to be called, as it counts now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactConsent {
    /// How she agreed.
    #[serde(rename = "type")]
    pub kind: ConsentType,
    /// Where it comes from.
    pub source: ConsentSource,
    /// Since when, RFC 3339.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub given_at: String,
    /// Until when, RFC 3339; `null` where it does not end by itself.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub until: Option<String>,
    /// Whether it has run out. Shown while there is none that is valid.
    pub expired: bool,
}

/// A contact. `Debug` says nothing of the person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contact {
    /// Row number.
    pub id: u64,
    /// The name.
    pub name: Option<String>,
    /// The number, E.164, where it is known.
    pub phone_number: Option<String>,
    /// The business-scoped user id (BSUID), where it is known.
    pub bsuid: Option<String>,
    /// Tags, in their order.
    pub tags: Vec<String>,
    /// Whether she wants to hear from the business.
    pub opt_in: OptIn,
    /// Since when, RFC 3339.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub opt_in_at: Option<String>,
    /// Where that comes from.
    pub opt_in_source: Option<ConsentSource>,
    /// The consent that counts most, on any channel.
    pub consent: Option<ContactConsent>,
    /// Whether an automation of the integrator's keeps calls away.
    pub automation_blocks_calling: bool,
    /// When we first heard of her, RFC 3339.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub created_at: String,
    /// When the record was last changed, RFC 3339.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub updated_at: String,
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contact")
            .field("id", &self.id)
            .field("opt_in", &self.opt_in)
            .field("consent", &self.consent)
            .finish_non_exhaustive()
    }
}

/// `POST /api/contacts`, and `PATCH /api/contacts/{id}`: what is absent stays as it is, `null` clears it.
///
/// A new contact needs a number or a BSUID. `Debug` says nothing of the person.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ContactDraft {
    /// The name, 256 characters at most.
    #[serde(skip_serializing_if = "Change::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 256))]
    pub name: Change<String>,
    /// The number, with its country code; separators are allowed.
    #[serde(skip_serializing_if = "Change::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 64))]
    pub phone_number: Change<String>,
    /// The business-scoped user id (BSUID), 128 characters at most.
    #[serde(skip_serializing_if = "Change::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 128))]
    pub bsuid: Change<String>,
    /// All tags; `null` for none.
    #[serde(skip_serializing_if = "Change::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<String>>, max_items = 50))]
    pub tags: Change<Vec<String>>,
    /// Whether she wants to hear from the business; `null` for `unknown`.
    #[serde(skip_serializing_if = "Change::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<OptIn>))]
    pub opt_in: Change<OptIn>,
    /// Whether an automation of the integrator's keeps calls away; `null` for `false`.
    #[serde(skip_serializing_if = "Change::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub automation_blocks_calling: Change<bool>,
}

impl fmt::Debug for ContactDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContactDraft")
            .field("opt_in", &self.opt_in)
            .field("automation_blocks_calling", &self.automation_blocks_calling)
            .finish_non_exhaustive()
    }
}

/// `POST /api/contacts/{id}/consent`: records what she said elsewhere. `Debug` leaves out the note.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ConsentRequest {
    /// Whether she wants to hear from the business. Opting out takes every consent back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opt_in: Option<OptIn>,
    /// That she agreed to be called, or that she took it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentChoice>,
    /// Until when the consent lasts, RFC 3339; for ever where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub until: Option<String>,
    /// How she said so, 500 characters at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 500))]
    pub note: Option<String>,
}

impl fmt::Debug for ConsentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConsentRequest")
            .field("opt_in", &self.opt_in)
            .field("consent", &self.consent)
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

/// What a [`ConsentRequest`] records of the consent to be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConsentChoice {
    /// She said so.
    Explicit,
    /// The business has a reason to think so, as with an order.
    Implicit,
    /// She took everything back.
    None,
}

/// `GET /api/contacts`: newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactList {
    /// Always `true`.
    pub success: bool,
    /// The contacts.
    pub data: Vec<Contact>,
    /// Which part of them.
    pub pagination: Pagination,
    /// What to give as `cursor` for those that follow; `null` at the end.
    pub next_cursor: Option<String>,
}

/// The answer to everything that is about one contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactResponse {
    /// Always `true`.
    pub success: bool,
    /// The contact.
    pub data: Contact,
}

/// One change of a contact's opt-in or consent. `Debug` leaves out who made it and the note.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsentChange {
    /// Row number.
    pub id: u64,
    /// When it was said, RFC 3339.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub at: String,
    /// What changed: `opt_in`, `explicit` or `implicit`.
    pub what: ConsentTopic,
    /// From which state; of consents `given` or `none`.
    pub from: String,
    /// To which state.
    pub to: String,
    /// Until when a consent lasts, RFC 3339; `null` where it does not end by itself.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub until: Option<String>,
    /// Where it comes from.
    pub source: ConsentSource,
    /// The user or the token, where one made it.
    pub changed_by: Option<String>,
    /// The channel of the message or permission.
    pub channel_id: Option<String>,
    /// The provider's id of the message.
    pub message_id: Option<String>,
    /// What was written beside it.
    pub note: Option<String>,
}

impl fmt::Debug for ConsentChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConsentChange")
            .field("id", &self.id)
            .field("at", &self.at)
            .field("what", &self.what)
            .field("from", &self.from)
            .field("to", &self.to)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

/// What a [`ConsentChange`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConsentTopic {
    /// The opt-in.
    OptIn,
    /// An explicit consent to be called.
    Explicit,
    /// An implicit one that somebody recorded.
    Implicit,
}

/// `GET /api/contacts/{id}/consent`: how it stands, and how it came so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsentHistory {
    /// Always `true`.
    pub success: bool,
    /// The newest changes, 100 at most, the last one first.
    pub data: Vec<ConsentChange>,
    /// How the opt-in stands.
    pub opt_in: OptIn,
    /// The consent that counts most, on any channel.
    pub consent: Option<ContactConsent>,
}

/// A line of an imported file that was not taken, or not whole. `Debug` has no text of the file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportError {
    /// The line, the header's being 1.
    pub line: u64,
    /// The column's name; `null` where it is about the whole line.
    pub field: Option<String>,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Debug for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportError")
            .field("line", &self.line)
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportReport {
    /// Contacts that are new.
    pub created: u64,
    /// Contacts that are not as they were.
    pub updated: u64,
    /// Contacts that are as the file has them already.
    pub unchanged: u64,
    /// Lines that were not taken.
    pub skipped: u64,
    /// What is wrong with which line; the first 1000.
    pub errors: Vec<ImportError>,
    /// How many more errors there are.
    pub more_errors: u64,
}

/// `POST /api/contacts/import`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportResponse {
    /// Always `true`.
    pub success: bool,
    /// What it did.
    pub data: ImportReport,
}

/// How messages and calls of contacts count: `GET` and `PUT /api/teams/settings/consent`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsentSettings {
    /// What opts out: a single word as the whole message, a phrase of several words wherever it stands in one.
    pub opt_out_keywords: Vec<String>,
    /// Messages that opt in: nothing else may stand there.
    pub opt_in_keywords: Vec<String>,
    /// Messages that ask for a call: nothing else may stand there.
    pub callback_keywords: Vec<String>,
    /// Days for which a request to be called counts as explicit consent.
    pub callback_consent_days: u32,
    /// Days for which a call of the contact's counts as implicit consent; 0: it does not count.
    pub call_consent_days: u32,
    /// Days for which a message of the contact's counts as implicit consent; 0: it does not count.
    pub message_consent_days: u32,
}

/// `PUT /api/teams/settings/consent`: what is absent or `null` is as Tring has it by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
#[expect(missing_docs, reason = "the fields are those of ConsentSettings")]
pub struct ConsentSettingsRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub opt_out_keywords: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub opt_in_keywords: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub callback_keywords: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(maximum = 3650))]
    pub callback_consent_days: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(maximum = 3650))]
    pub call_consent_days: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(maximum = 3650))]
    pub message_consent_days: Option<u32>,
}

/// The answer to reading and changing [`ConsentSettings`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsentSettingsResponse {
    /// Always `true`.
    pub success: bool,
    /// The settings as they are now.
    pub data: ConsentSettings,
}
