//! Webhooks in Meta's envelope: what the items say.
//!
//! Delivery is at least once, in no order, and may be days late (calling FAQ): everything here is per
//! item, and what is not understood is an item too.
//!
//! # Layout
//!
//! One file per kind of field: `calls`, `messages` (what customers write, replies to requests for permission, and
//! messages that did not arrive), `account` (settings and restrictions), `health` (how number and account stand).

mod account;
mod calls;
mod health;
mod messages;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use subtle::ConstantTimeEq;
use tring_calls::numbers::same_number;
use tring_protocol::call::Millis;

pub(crate) use self::calls::read_calls;
use crate::webhook::{WebhookError, WebhookItem, WebhookKind, log_word, other};

/// The channel's number as webhooks name it. An app has one webhook address for all its numbers; this channel is one
/// of them. An empty field takes what comes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Number<'a> {
    /// Meta's id of it.
    pub(crate) id: &'a str,
    /// The number itself.
    pub(crate) digits: &'a str,
}

impl<'a> From<&'a str> for Number<'a> {
    fn from(id: &'a str) -> Self {
        Self { id, digits: "" }
    }
}

impl<'a> From<&'a String> for Number<'a> {
    fn from(id: &'a String) -> Self {
        Self::from(id.as_str())
    }
}

impl Number<'_> {
    fn has_id(self, theirs: Option<&str>) -> bool {
        theirs.is_none_or(|theirs| self.id.is_empty() || theirs == self.id)
    }

    /// However it is written; a text without digits names no number.
    fn has_digits(self, theirs: Option<&str>) -> bool {
        let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
        match theirs.filter(|theirs| has_digit(theirs)) {
            Some(theirs) => !has_digit(self.digits) || same_number(self.digits, theirs),
            None => true,
        }
    }
}

/// `GET ?hub.mode=subscribe&hub.verify_token=…&hub.challenge=…`: the challenge goes back.
pub(crate) fn verify_subscription(
    verify_token: &SecretString,
    query: &[(String, String)],
) -> Result<String, WebhookError> {
    let value = |name: &str| {
        query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    let expected = verify_token.expose_secret().as_bytes();
    let given = value("hub.verify_token").unwrap_or_default().as_bytes();
    // An empty setting must not be a password that everybody knows.
    if expected.is_empty() || !bool::from(expected.ct_eq(given)) {
        return Err(WebhookError::Token);
    }
    match (value("hub.mode"), value("hub.challenge")) {
        (Some("subscribe"), Some(challenge)) => Ok(challenge.to_owned()),
        _ => Err(WebhookError::Malformed),
    }
}

/// What the webhook says: `{object, entry: [{id, changes: [{field, value}]}]}`.
pub(crate) fn read<'a>(
    number: impl Into<Number<'a>>,
    body: &[u8],
) -> Result<Vec<WebhookItem>, WebhookError> {
    let body: Value = serde_json::from_slice(body).map_err(|_| WebhookError::Malformed)?;
    read_envelope(number, &body)
}

/// The same for an envelope inside another provider's body.
pub(crate) fn read_envelope<'a>(
    number: impl Into<Number<'a>>,
    body: &Value,
) -> Result<Vec<WebhookItem>, WebhookError> {
    let number = number.into();
    let entries = body
        .get("entry")
        .and_then(Value::as_array)
        .ok_or(WebhookError::Malformed)?;
    let mut items = Vec::new();
    for entry in entries {
        match entry.get("changes").and_then(Value::as_array) {
            Some(changes) => {
                let time = entry.get("time").and_then(Value::as_u64);
                let read = changes
                    .iter()
                    .flat_map(|change| read_change(number, change));
                items.extend(read.map(|item| dated(item, time)));
            }
            None => items.push(other("an entry without changes".to_owned(), entry)),
        }
    }
    Ok(items)
}

/// One change: `{field, value}`.
pub(crate) fn read_change<'a>(number: impl Into<Number<'a>>, change: &Value) -> Vec<WebhookItem> {
    let number = number.into();
    let field = change.get("field").and_then(Value::as_str).unwrap_or("");
    match field {
        "calls" => calls::read(number, change),
        "messages" => messages::read(number, change),
        "account_settings_update" => vec![account::settings(number, change)],
        "account_update" => vec![account::update(number, change)],
        "account_review_update" => vec![health::review(change)],
        "phone_number_quality_update" => vec![health::quality(number, change)],
        _ => vec![other(format!("field {}", log_word(field)), change)],
    }
}

/// How a number stands has no time of its own, and can be the same again a month later: when the webhook was made
/// tells the two apart.
fn dated(mut item: WebhookItem, time: Option<u64>) -> WebhookItem {
    let is_state = matches!(item.kind, WebhookKind::Quality(_) | WebhookKind::Account(_));
    if let (true, Some(time)) = (is_state, time) {
        item.dedupe_key = format!("{}:{time}", item.dedupe_key);
        item.at = item.at.or(Some(millis(time)));
    }
    item
}

/// Meta's times are seconds.
fn millis(seconds: u64) -> Millis {
    seconds.saturating_mul(1_000)
}
