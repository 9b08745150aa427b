//! Findings that follow from settings alone, the same for every provider that lets them be read.

use tring_protocol::{
    channel::{Finding, FindingLevel},
    settings::{CallingSettings, SrtpKeyExchange},
};

use crate::{
    error::ProviderError,
    health::{Health, QualityRating},
    registry::Entry,
};

/// A finding.
pub(crate) fn finding(level: FindingLevel, message: impl Into<String>) -> Finding {
    Finding {
        level,
        message: message.into(),
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
                "WhatsApp restricts this number ({}). {reason}",
                restriction.kind
            ),
        )
    }));
    findings
}

/// How the number stands at WhatsApp. What cannot be asked, or is not told, is no finding: calls may work all the same.
pub(crate) fn of_health(health: Result<&Health, &ProviderError>) -> Vec<Finding> {
    let health = match health {
        Ok(health) => health,
        Err(error) => {
            let what = "It could not be asked how the number stands at WhatsApp.";
            let message = format!("{what} {}", error.message);
            return vec![finding(FindingLevel::Unknown, message)];
        }
    };
    let Health { number, account } = health;
    let mut findings = Vec::new();
    let mut problem = |is_one: bool, message: &str| {
        if is_one {
            findings.push(finding(FindingLevel::Problem, message));
        }
    };
    problem(
        number.active == Some(false),
        "The number is not connected at WhatsApp, so no call can work. Look into WhatsApp Manager.",
    );
    problem(
        account.active == Some(false),
        "WhatsApp has disabled the number's account, so no call can work. Look into WhatsApp Manager, where you can ask for a review.",
    );
    problem(
        number.flagged == Some(true) || account.flagged == Some(true),
        "WhatsApp has flagged this number or reviews its account. Look into WhatsApp Manager, and call only customers who expect it.",
    );
    findings.extend(number.quality.and_then(of_quality));
    findings
}

fn of_quality(quality: QualityRating) -> Option<Finding> {
    let (level, message) = match quality {
        QualityRating::Green => (
            FindingLevel::Good,
            "WhatsApp rates the number's quality as high.",
        ),
        QualityRating::Yellow => (
            FindingLevel::Unknown,
            "WhatsApp rates the number's quality as medium. Call only customers who expect it: at low, calls are no longer placed.",
        ),
        QualityRating::Red => (
            FindingLevel::Problem,
            "WhatsApp rates the number's quality as low, because customers gave it bad marks. Calls are not placed until the rating is better; see WhatsApp Manager.",
        ),
        QualityRating::Unknown => return None,
    };
    Some(finding(level, message))
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
pub(crate) fn worst_first(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| finding.level);
    findings
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
