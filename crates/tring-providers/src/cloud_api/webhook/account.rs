//! `account_settings_update` and `account_update`: what changed for the number or its account at WhatsApp.

use serde::Deserialize;
use serde_json::Value;

use super::{Number, health, millis};
use crate::{
    cloud_api::settings::{WireRestriction, WireSettings, restrictions},
    lenient::{absent_or, number, text},
    webhook::{WebhookItem, WebhookKind, content_key, log_word, other},
};

/// `value` of `account_settings_update`.
#[derive(Deserialize)]
struct SettingsValue {
    #[serde(default, deserialize_with = "number")]
    timestamp: Option<u64>,
    phone_number_settings: NumberSettings,
}

#[derive(Deserialize)]
struct NumberSettings {
    #[serde(default, deserialize_with = "text")]
    phone_number_id: Option<String>,
    calling: WireSettings,
}

/// The number's settings were changed, here or in WhatsApp Manager (call-settings page).
pub(super) fn settings(number: Number<'_>, change: &Value) -> WebhookItem {
    let Some(value) = change
        .get("value")
        .and_then(|value| SettingsValue::deserialize(value).ok())
    else {
        return other("settings that are not understood".to_owned(), change);
    };
    let settings = value.phone_number_settings;
    if !number.has_id(settings.phone_number_id.as_deref()) {
        return other("settings of another number".to_owned(), change);
    }
    WebhookItem {
        dedupe_key: content_key(change),
        at: value.timestamp.map(millis),
        kind: WebhookKind::Settings(Box::new(settings.calling.into_settings())),
    }
}

/// `value` of `account_update`.
#[derive(Deserialize)]
struct AccountValue {
    event: String,
    #[serde(default, deserialize_with = "text")]
    phone_number: Option<String>,
    #[serde(default, deserialize_with = "absent_or")]
    restriction_info: Option<Vec<WireRestriction>>,
}

/// WhatsApp took something away (call-settings page), or judged the account. No webhook says that what was taken away is
/// given back: each restriction has its end, and the settings show those that hold.
pub(super) fn update(number: Number<'_>, change: &Value) -> WebhookItem {
    let Some(value) = change
        .get("value")
        .and_then(|value| AccountValue::deserialize(value).ok())
    else {
        return other(
            "an account's update that is not understood".to_owned(),
            change,
        );
    };
    if let Some(account) = health::of_update(change) {
        return account;
    }
    let restrictions = restrictions(value.restriction_info);
    if value.event != "ACCOUNT_RESTRICTION" || restrictions.is_empty() {
        return other(format!("account update {}", log_word(&value.event)), change);
    }
    if !number.has_digits(value.phone_number.as_deref()) {
        return other("a restriction of another number".to_owned(), change);
    }
    WebhookItem {
        dedupe_key: content_key(change),
        at: None,
        kind: WebhookKind::Restricted(restrictions),
    }
}
