//! `phone_number_quality_update`, `account_review_update` and what `account_update` says of the account: how the number
//! and its account stand.
//!
//! From <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_update> and the
//! pages beside it. Of the events of a number's quality the page of November 2025 has those about limits alone; `FLAGGED`
//! and `UNFLAGGED` are from its earlier versions and from YCloud's document. An app gets the webhooks of all accounts that
//! it is subscribed to, and those about an account name no number: one address is for one account.

use serde::Deserialize;
use serde_json::Value;

use super::Number;
use crate::{
    health::{AccountHealth, NumberHealth},
    lenient::{absent_or, text},
    webhook::{WebhookItem, WebhookKind, content_key, log_word, other},
};

/// `value` of `phone_number_quality_update`.
#[derive(Deserialize)]
struct QualityValue {
    event: String,
    #[serde(default, deserialize_with = "text")]
    display_phone_number: Option<String>,
}

/// WhatsApp flagged the number, or took the flag away.
pub(super) fn quality(number: Number<'_>, change: &Value) -> WebhookItem {
    let Some(value) = value::<QualityValue>(change) else {
        return other("a quality that is not understood".to_owned(), change);
    };
    if !number.has_digits(value.display_phone_number.as_deref()) {
        return other("the quality of another number".to_owned(), change);
    }
    match NumberHealth::from_event(&value.event) {
        Some(health) => item(change, WebhookKind::Quality(health)),
        None => other(format!("quality {}", log_word(&value.event)), change),
    }
}

/// `value` of `account_review_update`.
#[derive(Deserialize)]
struct ReviewValue {
    decision: String,
}

/// WhatsApp reviewed the account.
pub(super) fn review(change: &Value) -> WebhookItem {
    let decision = value::<ReviewValue>(change).map(|value| value.decision);
    match decision.as_deref().and_then(AccountHealth::from_review) {
        Some(health) => item(change, WebhookKind::Account(health)),
        None => other("a review that is not understood".to_owned(), change),
    }
}

/// `value` of `account_update`, where it is about the account as a whole.
#[derive(Deserialize)]
struct UpdateValue {
    event: String,
    #[serde(default, deserialize_with = "absent_or")]
    ban_info: Option<BanInfo>,
}

#[derive(Deserialize)]
struct BanInfo {
    waba_ban_state: String,
}

/// What an update says of the account; `None` for one that is not about how it stands.
///
/// A ban can come beside another event. A violation is the first step towards one; that it was settled is told by no
/// webhook but a `REINSTATE` or an approving review, and by the number's state when it is asked for.
pub(super) fn of_update(change: &Value) -> Option<WebhookItem> {
    let value: UpdateValue = value(change)?;
    let ban = value.ban_info.map(|ban| ban.waba_ban_state);
    let health = match (
        ban.as_deref().and_then(AccountHealth::from_ban),
        value.event.as_str(),
    ) {
        (Some(ban), _) => ban,
        (None, "ACCOUNT_VIOLATION") => AccountHealth {
            active: None,
            flagged: Some(true),
        },
        (None, "ACCOUNT_DELETED" | "ACCOUNT_OFFBOARDED") => AccountHealth {
            active: Some(false),
            flagged: None,
        },
        (None, "ACCOUNT_RECONNECTED") => AccountHealth {
            active: Some(true),
            flagged: None,
        },
        (None, _) => return None,
    };
    Some(item(change, WebhookKind::Account(health)))
}

fn value<'de, T: Deserialize<'de>>(change: &'de Value) -> Option<T> {
    T::deserialize(change.get("value")?).ok()
}

fn item(change: &Value, kind: WebhookKind) -> WebhookItem {
    WebhookItem {
        dedupe_key: content_key(change),
        at: None,
        kind,
    }
}
