//! What works, what is missing and how to mend it: the provider's findings and our own.

use std::collections::HashSet;

use tring_protocol::{
    call::Millis,
    channel::{Finding, FindingLevel},
    settings::{Restriction, Setting},
};
use tring_providers::{
    provider::Checked,
    registry::{self, Entry},
};

use super::details::webhook_url;
use crate::{
    auth::origin,
    clock,
    config::ProviderUrls,
    dispatch::{health, providers::Providers},
    store::{Store, channel_health, channel_notes, channels::Channel},
};

/// Talks to the channel's provider, keeps how its number stands, and says what was found, the worst first.
///
/// What the provider does not tell when it is asked is told as its webhooks have said it.
pub async fn check(
    store: &Store,
    providers: &Providers,
    channel: &Channel,
    public_url: &str,
) -> sqlx::Result<Vec<Finding>> {
    // Of the address's last part only the hash is known.
    let url = webhook_url(public_url, &channel.provider, "…");
    let (checked, unusable) = match providers.make(channel) {
        Ok(provider) => (provider.check(&url).await, None),
        Err(why) => (Checked::default(), Some(why)),
    };
    health::checked(store, channel, &checked).await?;
    let mut db = store.readers().acquire().await?;
    let told = channel_notes::restrictions(&mut db, &channel.id, clock::now()).await?;
    let stands = channel_health::of(&mut db, &channel.id).await?;
    drop(db);
    let mut findings = checked.findings;
    findings.extend(unusable.map(|why| finding(FindingLevel::Problem, why.to_string())));
    if checked.health.is_none() {
        findings.extend(stands.findings());
    }
    findings.extend(of_address(public_url, providers.allowed()));
    if let Some(entry) = registry::entry(&channel.provider) {
        let is_told = findings
            .iter()
            .any(|finding| finding.message.contains(&url));
        let address = (!is_told).then_some(url.as_str());
        findings.push(of_webhooks(entry, channel, address, clock::now()));
        findings.extend(of_template(entry, channel));
        if !entry.capabilities.readable.contains(&Setting::Restrictions) {
            findings.extend(told.iter().map(of_restriction));
        }
    }
    findings.sort_by_key(|finding| finding.level);
    // Two questions may have failed for one reason.
    let mut told = HashSet::new();
    findings.retain(|finding| told.insert(finding.message.clone()));
    Ok(findings)
}

fn finding(level: FindingLevel, message: impl Into<String>) -> Finding {
    Finding {
        level,
        message: message.into(),
    }
}

/// Providers send webhooks to public HTTPS addresses only.
fn of_address(public_url: &str, allowed: ProviderUrls) -> Option<Finding> {
    let is_https = origin::of(public_url).is_some_and(|origin| origin.starts_with("https://"));
    let is_simulated = allowed == ProviderUrls::AnyForDevelopment;
    (!is_https && !is_simulated).then(|| {
        finding(
            FindingLevel::Problem,
            format!(
                "The proxy's address {public_url} is not HTTPS, and providers send webhooks to HTTPS alone. Set \
                 TRING_PUBLIC_URL to the address at which the world reaches the proxy."
            ),
        )
    })
}

/// Whether webhooks come; and the address to register, where the provider's findings have not told it.
fn of_webhooks(entry: &Entry, channel: &Channel, address: Option<&str>, now: Millis) -> Finding {
    if let Some(at) = channel.last_webhook_at {
        let ago = clock::ago(at, now);
        let message = format!(
            "The last webhook came {ago}, so {} knows the webhook address.{}",
            entry.title,
            subscriptions(entry)
        );
        return finding(FindingLevel::Good, message);
    }
    let register = address.map_or_else(String::new, |address| {
        format!(
            " {} The address is {address}.{}",
            entry.webhook_help,
            subscriptions(entry)
        )
    });
    finding(
        FindingLevel::Unknown,
        format!(
            "No webhook has come yet.{register} The last part of the address was shown once; if it is lost, make a new \
             one here, or with `tring-proxy channel rotate-webhook-url`."
        ),
    )
}

/// What the address must be subscribed to, where the provider has such a choice.
fn subscriptions(entry: &Entry) -> String {
    match entry.webhook_fields {
        [] => String::new(),
        fields => format!(" It must be subscribed to: {}.", fields.join(", ")),
    }
}

fn of_restriction(restriction: &Restriction) -> Finding {
    let until = restriction.until.map_or_else(String::new, |until| {
        format!(" until {}", clock::rfc3339(until))
    });
    let reason = restriction
        .reason
        .as_deref()
        .unwrap_or("It gives no reason.");
    finding(
        FindingLevel::Problem,
        format!(
            "WhatsApp restricts this number{until} ({}). {reason}",
            restriction.kind
        ),
    )
}

/// Without free-form requests there is no asking without a template.
fn of_template(entry: &Entry, channel: &Channel) -> Option<Finding> {
    let can = &entry.capabilities;
    if !can.ask_by_template || can.ask_by_message {
        return None;
    }
    let Some(template) = &channel.permission_template else {
        return Some(finding(
            FindingLevel::Problem,
            "No template for asking for the permission to call is set, so customers cannot be asked. Enter the name of \
             an approved one in the channel's settings.",
        ));
    };
    Some(finding(
        FindingLevel::Unknown,
        format!(
            "Customers are asked for the permission with the template {template}. See at WhatsApp that it is approved."
        ),
    ))
}
