//! Findings that follow from settings alone, the same for every provider that lets them be read.

use tring_protocol::{
    channel::{Finding, FindingLevel},
    settings::{CallingSettings, Restriction, SrtpKeyExchange},
};

use crate::{
    error::ProviderError,
    health::Health,
    provider::{Checked, Provider},
    registry::Entry,
    rfc3339,
};

/// A finding.
pub(crate) fn finding(level: FindingLevel, message: impl Into<String>) -> Finding {
    Finding {
        level,
        message: message.into(),
    }
}

/// What the settings and the number's state say, where the provider tells both; with the error that was told already.
pub(crate) async fn of_number(provider: &dyn Provider) -> (Checked, Option<ProviderError>) {
    let settings = provider.settings().await;
    let mut checked = Checked {
        findings: of_settings(settings.as_ref()),
        ..Checked::default()
    };
    match settings {
        Ok(settings) => {
            checked.settings = Some(settings);
            let health = provider.health().await;
            checked.findings.extend(of_health(health.as_ref()));
            checked.health = health.ok();
            (checked, None)
        }
        Err(error) => (checked, Some(error)),
    }
}

/// What the settings say about calls from a browser.
pub(crate) fn of_settings(settings: Result<&CallingSettings, &ProviderError>) -> Vec<Finding> {
    let settings = match settings {
        Ok(settings) => settings,
        Err(error) => return vec![finding(FindingLevel::Problem, error.message.clone())],
    };
    let mut findings = vec![enabled(settings)];
    if settings.sip.as_ref().is_some_and(|sip| sip.enabled) {
        findings.push(finding(
            FindingLevel::Problem,
            "SIP is switched on for this number: while it is, WhatsApp takes no calls from browsers. Switch SIP off in the channel's settings.",
        ));
    }
    if settings.srtp_key_exchange == Some(SrtpKeyExchange::Sdes) {
        findings.push(finding(
            FindingLevel::Problem,
            "The key exchange is SDES, which no browser can do. Set it to DTLS in the channel's settings.",
        ));
    }
    findings.extend(settings.restrictions.iter().map(|restriction| {
        let reason = restriction
            .reason
            .as_deref()
            .unwrap_or("It gives no reason.");
        finding(
            FindingLevel::Problem,
            format!(
                "WhatsApp restricts this number{} ({}). {reason}",
                until(restriction),
                restriction.kind
            ),
        )
    }));
    findings
}

/// When WhatsApp gives back what it has taken, where it says so.
fn until(restriction: &Restriction) -> String {
    let seconds = restriction.until.map(|millis| millis / 1_000);
    let time = seconds.and_then(|seconds| rfc3339::of_seconds(seconds.try_into().ok()?));
    time.map_or_else(String::new, |time| format!(" until {time}"))
}

/// How the number stands at WhatsApp. That it cannot be asked keeps no call from working.
pub(crate) fn of_health(health: Result<&Health, &ProviderError>) -> Vec<Finding> {
    match health {
        Ok(health) => health.findings(),
        Err(error) => {
            let what = "It could not be asked how the number stands at WhatsApp.";
            let message = format!("{what} {}", error.message);
            vec![finding(FindingLevel::Unknown, message)]
        }
    }
}

/// What nobody can read: which address is registered, and with which fields.
pub(crate) fn register_by_hand(entry: &Entry, webhook_url: &str) -> Finding {
    finding(
        FindingLevel::Unknown,
        format!(
            "{} does not tell which webhook address and fields are registered. {} The address is {webhook_url}, the \
             fields are {}.",
            entry.title,
            entry.webhook_help,
            entry.webhook_fields.join(", ")
        ),
    )
}

/// What keeps calls from working first, what works last.
pub(crate) fn worst_first(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| finding.level);
}

fn enabled(settings: &CallingSettings) -> Finding {
    match settings.enabled {
        Some(true) => finding(
            FindingLevel::Good,
            "Calling is switched on for this number.",
        ),
        Some(false) => finding(
            FindingLevel::Problem,
            "Calling is switched off for this number. Switch it on in the channel's settings.",
        ),
        None => finding(
            FindingLevel::Unknown,
            "The provider does not tell whether calling is switched on.",
        ),
    }
}
