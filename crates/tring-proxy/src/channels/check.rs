//! What works, what is missing and how to mend it: the provider's findings and our own.

use tring_protocol::{
    call::Millis,
    channel::{Finding, FindingLevel},
};
use tring_providers::registry::{self, Entry};

use super::details::webhook_url;
use crate::{
    auth::origin, clock, config::ProviderUrls, dispatch::providers::Providers,
    store::channels::Channel,
};

/// Talks to the channel's provider, and says what was found, the worst first.
pub async fn check(providers: &Providers, channel: &Channel, public_url: &str) -> Vec<Finding> {
    let mut findings = match providers.make(channel) {
        Ok(provider) => {
            // Of the address's last part only the hash is known.
            let url = webhook_url(public_url, &channel.provider, "");
            provider.check(&url).await
        }
        Err(why) => vec![finding(FindingLevel::Problem, why.to_string())],
    };
    findings.extend(of_address(public_url, providers.allowed()));
    if let Some(entry) = registry::entry(&channel.provider) {
        findings.push(of_webhooks(entry, channel, public_url, clock::now()));
        findings.extend(of_template(entry, channel));
    }
    findings.sort_by_key(|finding| finding.level);
    findings
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

fn of_webhooks(entry: &Entry, channel: &Channel, public_url: &str, now: Millis) -> Finding {
    let fields = match entry.webhook_fields {
        [] => String::new(),
        fields => format!(" It must be subscribed to: {}.", fields.join(", ")),
    };
    if let Some(at) = channel.last_webhook_at {
        let ago = clock::ago(at, now);
        let message = format!(
            "The last webhook came {ago}, so {} knows the webhook address.{fields}",
            entry.title
        );
        return finding(FindingLevel::Good, message);
    }
    let url = webhook_url(public_url, entry.name, "…");
    finding(
        FindingLevel::Unknown,
        format!(
            "No webhook has come yet. {} The address is {url} with the last part that was shown once; if it is lost, \
             make a new one.{fields}",
            entry.webhook_help
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
