//! Meta's error codes: kind, retry, and a sentence for an agent.
//!
//! From <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/troubleshooting>;
//! those below 138000 also from <https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes>.

use super::message_codes::MESSAGE_CODES;
use crate::error::{
    ErrorKind::{
        self, AlreadyInCall, CallGone, Credentials, InvalidRequest, InvalidSdp, Limit,
        NoPermission, NotEnabled, ProviderFailed, Uncallable, Unsupported,
    },
    Retry::{self, Later, Never},
};

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) kind: ErrorKind,
    pub(crate) retry: Retry,
    pub(crate) sentence: &'static str,
}

pub(crate) const INVALID_SDP: Meaning = Meaning {
    kind: InvalidSdp,
    retry: Never,
    sentence: "WhatsApp did not take the call's audio description. Reload the page and call \
               again; if it happens again, report it.",
};
pub(crate) const CALL_GONE: Meaning = Meaning {
    kind: CallGone,
    retry: Never,
    sentence: "The call is over at WhatsApp, or was answered elsewhere.",
};
pub(crate) const INVALID_SETTINGS: Meaning = Meaning {
    kind: InvalidRequest,
    retry: Never,
    sentence: "WhatsApp refused the settings as invalid. Check the values and the channel's number id.",
};
pub(crate) const INVALID_TEMPLATE: Meaning = Meaning {
    kind: InvalidRequest,
    retry: Never,
    sentence: "WhatsApp refused the template as invalid. Check its name, language and text, and the \
               channel's account id.",
};
pub(crate) const INVALID_MESSAGE: Meaning = Meaning {
    kind: InvalidRequest,
    retry: Never,
    sentence: "WhatsApp refused the request for permission as invalid. Check the customer's number, \
               and the template's name and language.",
};
pub(crate) const INVALID_TEXT: Meaning = Meaning {
    kind: InvalidRequest,
    retry: Never,
    sentence: "WhatsApp refused the message as invalid. Check the customer's number and the text; \
               if both are right, ask your administrator to check the channel's number id.",
};
pub(crate) const TEXT_UNDELIVERABLE: Meaning = Meaning {
    kind: Uncallable,
    retry: Never,
    sentence: "WhatsApp cannot deliver messages to this customer. Reach them in another way.",
};
pub(crate) const TEXT_TOO_LATE: Meaning = Meaning {
    kind: InvalidRequest,
    retry: Never,
    sentence: "The customer has not written within the last 24 hours, so WhatsApp takes no text. \
               Call, or wait until the customer writes.",
};
pub(crate) const NO_MANAGEMENT: Meaning = Meaning {
    kind: Credentials,
    retry: Never,
    sentence: "The channel's access token lacks a permission. Ask your administrator to grant it \
               whatsapp_business_management.",
};
pub(crate) const INVALID_PARAMETER: Meaning = Meaning {
    kind: InvalidRequest,
    retry: Never,
    sentence: "WhatsApp refused the request as invalid. Check the number and the channel's \
               number id; if both are right, report it.",
};

/// What the code means; `None` for one that this version does not know.
pub(crate) fn known(code: u64) -> Option<Meaning> {
    let listed = match code {
        // Graph numbers its missing permissions from 200 to 299.
        200..=299 => 200,
        _ => code,
    };
    CODES
        .iter()
        .chain(MESSAGE_CODES)
        .find(|(code, ..)| *code == listed)
        .map(|(_, kind, retry, sentence)| Meaning {
            kind: *kind,
            retry: *retry,
            sentence,
        })
}

/// A code, and what it means.
pub(super) type Row = (u64, ErrorKind, Retry, &'static str);

/// The codes of calls, but for 100, which is many things at once.
const CODES: &[Row] = &[
    (
        0,
        Credentials,
        Never,
        "The channel's access token is wrong or has expired. Ask your administrator to enter a new one.",
    ),
    (
        1,
        ProviderFailed,
        Later,
        "WhatsApp has a problem of its own. Wait a moment, then try again.",
    ),
    (
        2,
        ProviderFailed,
        Later,
        "WhatsApp has a problem of its own. Wait a moment, then try again.",
    ),
    (
        3,
        Credentials,
        Never,
        "The channel's access token lacks a permission. Ask your administrator to grant it whatsapp_business_messaging.",
    ),
    (
        4,
        Limit,
        Later,
        "Too many requests were made to WhatsApp. Try again in a few minutes.",
    ),
    (
        10,
        Credentials,
        Never,
        "The channel's access token lacks a permission. Ask your administrator to grant it whatsapp_business_messaging.",
    ),
    (
        33,
        NotEnabled,
        Never,
        "WhatsApp does not know the channel's number. Ask your administrator to check its number id and registration.",
    ),
    (
        190,
        Credentials,
        Never,
        "The channel's access token is wrong or has expired. Ask your administrator to enter a new one.",
    ),
    (
        200,
        Credentials,
        Never,
        "The channel's access token lacks a permission. Ask your administrator to grant it whatsapp_business_messaging.",
    ),
    (
        368,
        NotEnabled,
        Never,
        "WhatsApp has blocked this business account. Ask your administrator to look into WhatsApp Manager.",
    ),
    (
        613,
        Limit,
        Later,
        "The permission was asked for too often. Try again in a minute.",
    ),
    (
        2_500,
        InvalidRequest,
        Never,
        "The channel's base URL is not that of an API. Ask your administrator to correct it, for example to https://graph.facebook.com.",
    ),
    (
        80_007,
        Limit,
        Later,
        "Too many requests were made to WhatsApp. Try again in a few minutes.",
    ),
    (
        130_429,
        Limit,
        Later,
        "Too many requests were made to WhatsApp. Try again in a few minutes.",
    ),
    (
        131_000,
        ProviderFailed,
        Later,
        "WhatsApp has a problem of its own. Wait a moment, then try again.",
    ),
    (
        131_005,
        Credentials,
        Never,
        "The channel's access token lacks a permission. Ask your administrator to grant it whatsapp_business_messaging.",
    ),
    (
        131_008,
        InvalidRequest,
        Never,
        "WhatsApp says that the request lacks a field. Report it.",
    ),
    (
        131_009,
        Unsupported,
        Never,
        "WhatsApp does not offer call buttons for this number's country.",
    ),
    (
        131_016,
        ProviderFailed,
        Later,
        "WhatsApp has a problem of its own. Wait a moment, then try again.",
    ),
    (
        131_026,
        Uncallable,
        Never,
        "The customer's WhatsApp cannot show the request. Ask the customer to update WhatsApp.",
    ),
    (
        131_030,
        NotEnabled,
        Never,
        "This test number may only reach numbers on its list. Ask your administrator to add the customer's number.",
    ),
    (
        131_031,
        NotEnabled,
        Never,
        "WhatsApp has blocked this business account. Ask your administrator to look into WhatsApp Manager.",
    ),
    (
        131_042,
        NotEnabled,
        Never,
        "WhatsApp has no valid payment method for this business. Ask your administrator to add one in WhatsApp Manager.",
    ),
    (
        131_044,
        NotEnabled,
        Never,
        "WhatsApp has no valid payment method for this business. Ask your administrator to add one in WhatsApp Manager.",
    ),
    (
        131_055,
        NotEnabled,
        Never,
        "This number is set to SIP, so it cannot be used here. Ask your administrator to turn SIP off.",
    ),
    (
        133_010,
        NotEnabled,
        Never,
        "WhatsApp does not know the channel's number. Ask your administrator to check its number id and registration.",
    ),
    (
        138_000,
        NotEnabled,
        Never,
        "Calling is not turned on for this number. Ask your administrator to turn it on in WhatsApp Manager.",
    ),
    (
        138_001,
        Uncallable,
        Never,
        "The customer cannot be called on WhatsApp: no account, or a version that is too old. Reach them in another way.",
    ),
    (
        138_002,
        Limit,
        Later,
        "This number has as many calls as WhatsApp allows at once. Try again when one has ended.",
    ),
    (
        138_003,
        AlreadyInCall,
        Never,
        "A call with this customer is already under way. Go to that call, or wait until it is over.",
    ),
    (
        138_004,
        ProviderFailed,
        Later,
        "WhatsApp could not connect the call. Try once more.",
    ),
    (
        138_005,
        Limit,
        Later,
        "Too many calls were started in a short time. Try again in a minute.",
    ),
    (
        138_006,
        NoPermission,
        Never,
        "The customer has not allowed calls from you. Ask for the permission in the chat first.",
    ),
    (
        138_007,
        ProviderFailed,
        Later,
        "The audio connection was not set up in time. Try again.",
    ),
    // Not in Meta's table; seen by several implementers for an SDP with three fingerprints.
    (138_008, InvalidSdp, Never, INVALID_SDP.sentence),
    (
        138_009,
        Limit,
        Later,
        "The customer was asked for the permission already: once a day, twice a week is allowed.",
    ),
    // Once, in the FAQ: there is no conversation with this customer yet.
    (
        138_011,
        NoPermission,
        Never,
        "There is no conversation with this customer yet. Write to the customer first.",
    ),
    (
        138_012,
        Limit,
        Later,
        "The daily limit of calls to this customer is reached. Call again tomorrow, or write.",
    ),
    (
        138_013,
        Unsupported,
        Never,
        "WhatsApp does not let numbers of this country call customers. Let the customer call you.",
    ),
    (
        138_014,
        NotEnabled,
        Never,
        "WhatsApp has turned off calling for this number for a while, because customers gave it bad marks. Look into WhatsApp Manager.",
    ),
    (
        138_015,
        NotEnabled,
        Never,
        "Calling cannot be turned on yet: WhatsApp wants a messaging limit of at least 2000 a day.",
    ),
    (
        138_017,
        InvalidRequest,
        Never,
        "The customer allows your calls already. Just call.",
    ),
    (
        138_018,
        NotEnabled,
        Never,
        "Calling cannot be turned on before webhooks for calls are subscribed. Ask your administrator to subscribe “calls”.",
    ),
    (
        138_019,
        ProviderFailed,
        Later,
        "The customer's phone could not set up the call. Call again.",
    ),
    (
        138_020,
        ProviderFailed,
        Later,
        "The audio could not be connected. Check that your network lets UDP through, then call again.",
    ),
    (
        138_021,
        ProviderFailed,
        Later,
        "WhatsApp heard nothing from us and ended the call. Check your microphone and network, then call again.",
    ),
    (
        138_022,
        ProviderFailed,
        Later,
        "The customer's phone sent no sound, so WhatsApp ended the call. Call again.",
    ),
    (
        138_023,
        ProviderFailed,
        Later,
        "The call was answered, but no sound came through. Check your network, then call again.",
    ),
];
