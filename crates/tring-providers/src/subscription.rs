//! Whether our webhook address is registered at a provider that lists the addresses which it calls.

use tring_protocol::channel::{Finding, FindingLevel};

use crate::{
    check::finding,
    error::{ErrorKind, ProviderError},
};

/// One registered address.
pub(crate) struct Registered {
    pub(crate) url: String,
    /// Whether the provider calls it.
    pub(crate) is_active: bool,
    /// The events that it is called for; `None` where it is called for all.
    pub(crate) events: Option<Vec<String>>,
}

/// What the list says of `webhook_url`, whose last part, the key, may be left out.
pub(crate) fn of_list(
    title: &str,
    webhook_url: &str,
    wanted: &[&str],
    list: &[Registered],
) -> Finding {
    if let Some(ours) = list.iter().find(|address| address.url == webhook_url) {
        return of_address(title, wanted, ours);
    }
    let is_near = |address: &&Registered| same_but_for_key(&address.url, webhook_url);
    match list.iter().find(is_near) {
        Some(_) => finding(
            FindingLevel::Unknown,
            format!(
                "{title} calls an address of this proxy. Make sure that it is the one that was shown when the channel was added."
            ),
        ),
        None => finding(
            FindingLevel::Problem,
            format!(
                "{title} does not call this proxy: no webhook is registered for it. Register the channel's webhook address there."
            ),
        ),
    }
}

/// What it means that the list could not be read.
pub(crate) fn of_error(title: &str, error: &ProviderError) -> Finding {
    if error.kind != ErrorKind::InvalidRequest {
        return finding(FindingLevel::Problem, error.message.clone());
    }
    // The list is not there, or not for these credentials; calls do not need it.
    finding(
        FindingLevel::Unknown,
        format!(
            "{title} does not tell where its webhooks go. Make sure there that the address is registered which was shown when the channel was added."
        ),
    )
}

fn of_address(title: &str, wanted: &[&str], address: &Registered) -> Finding {
    if !address.is_active {
        return finding(
            FindingLevel::Problem,
            format!("The webhook at {title} is registered but not active. Switch it on there."),
        );
    }
    let has = |event: &str| {
        address
            .events
            .as_ref()
            .is_none_or(|events| events.iter().any(|one| one == event))
    };
    let missing: Vec<&str> = wanted.iter().copied().filter(|event| !has(event)).collect();
    if missing.is_empty() {
        return finding(
            FindingLevel::Good,
            format!("The webhook is registered at {title}."),
        );
    }
    finding(
        FindingLevel::Problem,
        format!(
            "The webhook at {title} lacks events. Enable {} there.",
            missing.join(", ")
        ),
    )
}

/// The same address but for what follows the last slash.
pub(crate) fn same_but_for_key(one: &str, other: &str) -> bool {
    let stem = |url: &str| url.rsplit_once('/').map(|(stem, _)| stem.to_owned());
    stem(one).is_some_and(|one| Some(one) == stem(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "https://calls.example.org/api/webhook/vobiz/the-key";

    fn registered(url: &str, is_active: bool, events: Option<&[&str]>) -> Registered {
        Registered {
            url: url.to_owned(),
            is_active,
            events: events.map(|events| events.iter().map(|&event| event.to_owned()).collect()),
        }
    }

    #[track_caller]
    fn check(list: &[Registered], level: FindingLevel, words: &str) {
        let found = of_list("Vobiz", OURS, &["call.connect", "call.terminate"], list);
        assert_eq!(found.level, level, "{}", found.message);
        assert!(found.message.contains(words), "{}", found.message);
        assert!(!found.message.contains("the-key"), "{}", found.message);
    }

    #[test]
    fn an_address_can_be_registered_switched_off_or_deaf() {
        check(&[], FindingLevel::Problem, "Register");
        check(
            &[registered(OURS, true, None)],
            FindingLevel::Good,
            "is registered",
        );
        check(
            &[registered(OURS, false, None)],
            FindingLevel::Problem,
            "Switch it on",
        );
        let deaf: &[&str] = &["call.connect"];
        check(
            &[registered(OURS, true, Some(deaf))],
            FindingLevel::Problem,
            "Enable call.terminate",
        );
    }

    #[test]
    fn an_address_with_another_key_is_for_a_person_to_look_at() {
        let other = "https://calls.example.org/api/webhook/vobiz/another-key";
        check(
            &[registered(other, true, None)],
            FindingLevel::Unknown,
            "Make sure",
        );
        let elsewhere = "https://other.example.org/api/webhook/vobiz/the-key-of-others";
        check(
            &[registered(elsewhere, true, None)],
            FindingLevel::Problem,
            "does not call",
        );
    }
}
