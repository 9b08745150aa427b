//! Meta's error codes of messages and templates, for the requests for permission.
//!
//! From <https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes>.

use super::codes::Row;
use crate::error::{
    ErrorKind::{InvalidRequest, Limit, NotEnabled, ProviderFailed, Uncallable, Unsupported},
    Retry::{Later, Never},
};

/// The codes that calls do not have.
pub(super) const MESSAGE_CODES: &[Row] = &[
    (
        130_472,
        Uncallable,
        Never,
        "WhatsApp does not deliver this kind of message to the customer at present. Reach them in another way.",
    ),
    (
        130_497,
        Unsupported,
        Never,
        "WhatsApp does not let this business write to customers in this country.",
    ),
    (
        131_021,
        InvalidRequest,
        Never,
        "This is the business's own number. Choose a customer's.",
    ),
    (
        131_045,
        NotEnabled,
        Never,
        "WhatsApp does not know the channel's number. Ask your administrator to register it again.",
    ),
    (
        131_047,
        InvalidRequest,
        Never,
        "The customer has not written within the last 24 hours, so WhatsApp takes templates only. Ask with a template.",
    ),
    (
        131_048,
        Limit,
        Later,
        "WhatsApp slows this number down, because customers reported its messages. Try again later.",
    ),
    (
        131_049,
        Limit,
        Later,
        "WhatsApp did not deliver the message, because the customer gets too many of its kind. Try again in a day.",
    ),
    (
        131_050,
        Uncallable,
        Never,
        "The customer wants no such messages from you. Do not ask again; let the customer write or call.",
    ),
    (
        131_051,
        Unsupported,
        Never,
        "WhatsApp does not take this kind of message from the channel. Ask with a template.",
    ),
    (
        131_056,
        Limit,
        Later,
        "Too many messages were sent to this customer in a short time. Try again in a few minutes.",
    ),
    (
        131_057,
        ProviderFailed,
        Later,
        "WhatsApp is working on this business account. Try again in a few minutes.",
    ),
    (
        132_000,
        InvalidRequest,
        Never,
        "The template has placeholders. Choose one without, or create it here.",
    ),
    (
        132_001,
        InvalidRequest,
        Never,
        "There is no approved template of this name in this language. Check both, or wait for WhatsApp's review.",
    ),
    (
        132_005,
        InvalidRequest,
        Never,
        "The template's text is too long. Shorten it.",
    ),
    (
        132_007,
        InvalidRequest,
        Never,
        "The template breaks a rule of WhatsApp's. Look into WhatsApp Manager and change its text.",
    ),
    (
        132_012,
        InvalidRequest,
        Never,
        "The template has placeholders of another form. Choose one without, or create it here.",
    ),
    (
        132_015,
        InvalidRequest,
        Later,
        "WhatsApp has paused the template, because customers did not like it. Choose another, or wait.",
    ),
    (
        132_016,
        InvalidRequest,
        Never,
        "WhatsApp has switched the template off, because customers did not like it. Create another.",
    ),
    // The subcode of a second template of the same name and language.
    (
        2_388_024,
        InvalidRequest,
        Never,
        "There is a template of this name in this language already. Use it, or choose another name.",
    ),
];
