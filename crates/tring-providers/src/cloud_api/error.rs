//! From WhatsApp's error codes to kind, retry and a sentence for an agent.
//!
//! The code decides, never the HTTP status: 138000 and 138006 come with a 401 that has nothing to do with
//! the token (<https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/troubleshooting>).

mod codes;
mod message_codes;

use crate::{
    cloud_api::{
        error::codes::{
            CALL_GONE, INVALID_MESSAGE, INVALID_PARAMETER, INVALID_SDP, INVALID_SETTINGS,
            INVALID_TEMPLATE, INVALID_TEXT, Meaning, NO_MANAGEMENT, TEXT_TOO_LATE,
            TEXT_UNDELIVERABLE, known,
        },
        wire::{ErrorObject, ErrorResponse},
    },
    error::{ErrorKind, Operation, ProviderError, Retry},
    rfc3339,
};

/// Chatwoot's code takes this `error_subcode` for a missing permission; no page of Meta's names it.
const NO_PERMISSION_SUBCODE: u64 = 2_593_090;
/// With code 100: the object in the address does not exist, or the token may not see it.
const NO_OBJECT_SUBCODE: u64 = 33;
/// With code 100: a template of this name and language is there.
const TEMPLATE_EXISTS_SUBCODE: u64 = 2_388_024;
/// The longest text of Meta's that an agent is shown.
const LONGEST_SHOWN: usize = 200;
/// The longest word in it; a token is longer.
const LONGEST_WORD: usize = 20;

/// What an answer that is no success means.
pub(crate) fn parse_error(operation: Operation, status: u16, body: &[u8]) -> ProviderError {
    let error = serde_json::from_slice::<ErrorResponse>(body)
        .map(|response| response.error)
        .unwrap_or_default();
    let Some(code) = error.code else {
        return ProviderError::from_status(operation, status);
    };
    let meaning = meaning(operation, code, &error).unwrap_or_else(|| unknown(operation, status));
    ProviderError {
        kind: meaning.kind,
        retry: meaning.retry,
        operation: operation.name(),
        code: Some(code.to_string()),
        message: message(code, &meaning, &error),
    }
}

/// The sentence for one of `errors` in a terminate webhook.
pub(crate) fn sentence(error: &ErrorObject) -> String {
    match error.code {
        Some(code) => match known(code) {
            Some(meaning) => message(code, &meaning, error),
            None => {
                format!("The call failed at WhatsApp (code {code}). Call again if you need to.")
            }
        },
        None => "The call failed at WhatsApp. Call again if you need to.".to_owned(),
    }
}

/// The sentence for one of `errors` of a message's status.
pub(crate) fn message_sentence(error: Option<&ErrorObject>) -> String {
    let Some((error, code)) = error.and_then(|error| Some((error, error.code?))) else {
        return "WhatsApp could not deliver the message. Try again later.".to_owned();
    };
    match known(code) {
        Some(meaning) => message(code, &meaning, error),
        None => format!("WhatsApp could not deliver the message (code {code}). Try again later."),
    }
}

fn meaning(operation: Operation, code: u64, error: &ErrorObject) -> Option<Meaning> {
    match (code, error.error_subcode) {
        (_, Some(NO_PERMISSION_SUBCODE)) => known(138_006),
        (100, Some(NO_OBJECT_SUBCODE)) => known(33),
        (100, Some(TEMPLATE_EXISTS_SUBCODE)) => known(TEMPLATE_EXISTS_SUBCODE),
        (100, _) => Some(invalid_parameter(operation, error)),
        // Of the sentences for requests for permission, these are not true of a text.
        (131_026, _) if operation == Operation::SendText => Some(TEXT_UNDELIVERABLE),
        (131_047, _) if operation == Operation::SendText => Some(TEXT_TOO_LATE),
        (3 | 10 | 200..=299, _) if is_management(operation) => Some(NO_MANAGEMENT),
        // Graph's own failures say nothing of what happened before them.
        (1 | 2 | 131_000 | 131_016, _) => known(code).map(|meaning| Meaning {
            retry: operation.retry_when_lost(),
            ..meaning
        }),
        (_, _) => known(code),
    }
}

/// Settings, templates and subscriptions need another permission than calls and messages (call-settings page).
fn is_management(operation: Operation) -> bool {
    match operation {
        Operation::ReadSettings
        | Operation::ChangeSettings
        | Operation::CreateTemplate
        | Operation::Health
        | Operation::Check => true,
        Operation::Dial
        | Operation::PreAccept
        | Operation::Accept
        | Operation::Reject
        | Operation::Terminate
        | Operation::Permission
        | Operation::AskPermission
        | Operation::SendText
        | Operation::CallLog => false,
    }
}

/// Code 100 says "a parameter is wrong"; which one stands in words ("the exact issue will be included
/// in the details", troubleshooting page).
fn invalid_parameter(operation: Operation, error: &ErrorObject) -> Meaning {
    match operation {
        Operation::ReadSettings | Operation::ChangeSettings => INVALID_SETTINGS,
        Operation::CreateTemplate => INVALID_TEMPLATE,
        Operation::AskPermission => INVALID_MESSAGE,
        Operation::SendText => INVALID_TEXT,
        Operation::Dial
        | Operation::PreAccept
        | Operation::Accept
        | Operation::Reject
        | Operation::Terminate
        | Operation::Permission
        | Operation::Health
        | Operation::CallLog
        | Operation::Check => invalid_call(operation, error),
    }
}

fn invalid_call(operation: Operation, error: &ErrorObject) -> Meaning {
    let details = error
        .error_data
        .as_ref()
        .and_then(|data| data.details.as_ref());
    let words = [details, error.message.as_ref()]
        .into_iter()
        .flatten()
        .map(|text| text.to_ascii_lowercase())
        .collect::<Vec<_>>()
        .join(" ");
    let about_call = [
        "call id",
        "call_id",
        "no such call",
        "already",
        "in progress",
        "completed",
        "ended",
        "terminated",
    ];
    // Of whole words: "voice" has "ice" in it.
    let is_word = |wanted: &str| {
        let mut each = words.split(|c: char| !c.is_ascii_alphanumeric());
        each.any(|word| word == wanted)
    };
    if is_word("sdp") || is_word("ice") {
        INVALID_SDP
    } else if operation.acts_on_a_call() && about_call.iter().any(|word| words.contains(word)) {
        CALL_GONE
    } else {
        INVALID_PARAMETER
    }
}

/// A code that this version does not know: the status tells at least on whose side it is.
fn unknown(operation: Operation, status: u16) -> Meaning {
    if status >= 500 {
        Meaning {
            kind: ErrorKind::ProviderFailed,
            retry: operation.retry_when_lost(),
            sentence: "WhatsApp has a problem of its own. Wait a moment, then try again.",
        }
    } else {
        Meaning {
            kind: ErrorKind::InvalidRequest,
            retry: Retry::Never,
            sentence: "WhatsApp refused the request.",
        }
    }
}

fn message(code: u64, meaning: &Meaning, error: &ErrorObject) -> String {
    let details = error
        .error_data
        .as_ref()
        .and_then(|data| data.details.as_deref());
    let sentence = meaning.sentence;
    match code {
        // "Exact error details will be listed in the error_data section": when the next call may be made.
        138_009 | 138_012 => match details.and_then(time) {
            Some(time) => format!("{sentence} WhatsApp allows the next one at {time}."),
            None => sentence.to_owned(),
        },
        _ if known(code).is_some() => sentence.to_owned(),
        _ => match error.error_user_msg.as_deref().filter(|text| is_safe(text)) {
            Some(text) => format!("{sentence} It says: “{text}” (code {code})."),
            None if code == 100 => sentence.to_owned(),
            None => format!("{sentence} Tell your administrator the code {code}."),
        },
    }
}

/// A point in time and nothing else: `2026-01-26T10:00:00Z`, or the same in Unix seconds as Meta writes times elsewhere.
fn time(text: &str) -> Option<String> {
    if is_time(text) {
        return Some(text.to_owned());
    }
    rfc3339::of_seconds(unix_seconds(text)?)
}

/// Until 2033 Unix seconds have ten digits, of which the first is 1; no telephone's number with its country code has: those
/// that begin with 1 have eleven.
fn unix_seconds(text: &str) -> Option<i64> {
    let is_one = text.len() == 10 && text.starts_with('1');
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    (is_one && is_digits).then(|| text.parse().ok()).flatten()
}

/// `2026-01-26T10:00:00Z`. A bare number could be a telephone's.
fn is_time(text: &str) -> bool {
    let parts = |mark: char| text.split(mark).count();
    let allowed = |c: char| c.is_ascii_digit() || "-:TZ+. ".contains(c);
    text.len() <= 35 && text.chars().all(allowed) && parts('-') >= 3 && parts(':') >= 2
}

/// A text of Meta's that can be shown to an agent: one short line of plain words, so that no number,
/// no SDP and no token can be in it.
fn is_safe(text: &str) -> bool {
    let is_plain = |word: &str| {
        let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
        let letters = word.chars().all(|c| c.is_alphabetic() || c == '\'');
        word.len() <= LONGEST_WORD && letters
    };
    text.len() <= LONGEST_SHOWN
        && !text.chars().any(char::is_control)
        && text.split_whitespace().all(is_plain)
}

#[cfg(test)]
mod tests;
