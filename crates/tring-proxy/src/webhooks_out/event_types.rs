//! The types of messages, and which of them an endpoint wants.

use tring_protocol::events::MessageKind;

use crate::events::log::{CALLBACK_CREATED, CALLBACK_DONE};

/// All types, with the kind of event that each tells of, and its detail where one kind has several types.
///
/// `docs/api/webhooks.md` explains each; a test compares.
pub const TYPES: [(&str, MessageKind, Option<&str>); 11] = [
    ("call.initiated", MessageKind::CallInitiated, None),
    ("call.ringing", MessageKind::CallRinging, None),
    ("call.claimed", MessageKind::CallClaimed, None),
    ("call.released", MessageKind::CallReleased, None),
    ("call.answered", MessageKind::CallAnswered, None),
    ("call.ended", MessageKind::CallEnded, None),
    ("call.changed", MessageKind::CallChanged, None),
    ("permission.changed", MessageKind::PermissionChanged, None),
    ("agent.changed", MessageKind::AgentChanged, None),
    (
        "callback.created",
        MessageKind::CallbackChanged,
        Some(CALLBACK_CREATED),
    ),
    (
        "callback.done",
        MessageKind::CallbackChanged,
        Some(CALLBACK_DONE),
    ),
];

/// The type of a test message, which every endpoint gets.
pub const PING: &str = "ping";

/// All types.
const ANY: &str = "*";

/// The type that tells of this kind of event with this detail; `None` where none does.
pub fn of(kind: MessageKind, detail: Option<&str>) -> Option<&'static str> {
    let found = TYPES.iter().find(|(_, known, wanted)| {
        *known == kind && wanted.is_none_or(|wanted| detail == Some(wanted))
    });
    found.map(|(name, ..)| *name)
}

/// Whether an endpoint can ask for this.
pub fn is_known(wanted: &str) -> bool {
    TYPES.iter().any(|(name, ..)| matches(wanted, name))
}

/// Whether somebody who asks for these gets messages of this type.
pub fn wants(wanted: &[String], name: &str) -> bool {
    wanted.iter().any(|wanted| matches(wanted, name))
}

fn matches(wanted: &str, name: &str) -> bool {
    if wanted == ANY || wanted == name {
        return true;
    }
    let (topic, _) = name.split_once('.').unwrap_or_default();
    wanted.strip_suffix(".*") == Some(topic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_asks_for_all_for_a_topic_or_for_single_types() {
        for (wanted, name, expected) in [
            ("*", "call.ended", true),
            ("call.*", "call.ended", true),
            ("call.*", "agent.changed", false),
            ("call.ended", "call.ended", true),
            ("call.ended", "call.ringing", false),
            ("call", "call.ended", false),
            ("call.", "call.ended", false),
            ("*.ended", "call.ended", false),
            ("", "call.ended", false),
            (".*", "call.ended", false),
        ] {
            assert_eq!(wants(&[wanted.to_owned()], name), expected, "{wanted}");
        }
        assert!(!wants(&[], "call.ended"), "nothing asked for");
    }

    #[test]
    fn what_no_event_has_cannot_be_asked_for() {
        for (wanted, expected) in [
            ("*", true),
            ("call.*", true),
            ("permission.*", true),
            ("agent.*", true),
            ("callback.*", true),
            ("callback.done", true),
            ("callback.changed", false),
            ("permission.changed", true),
            ("calls.*", false),
            ("call.Ended", false),
            ("ping", false),
            ("**", false),
        ] {
            assert_eq!(is_known(wanted), expected, "{wanted}");
        }
    }

    #[test]
    fn messages_for_one_page_have_no_type() {
        let ended = of(MessageKind::CallEnded, Some("declined"));
        assert_eq!(ended, Some("call.ended"));
        let done = of(MessageKind::CallbackChanged, Some(CALLBACK_DONE));
        assert_eq!(done, Some("callback.done"));
        // What an earlier version wrote does not say which it is.
        assert_eq!(of(MessageKind::CallbackChanged, None), None);
        for kind in [
            MessageKind::Snapshot,
            MessageKind::SdpAnswer,
            MessageKind::Unknown,
        ] {
            assert_eq!(of(kind, None), None, "{kind:?}");
        }
    }

    // A type that is documented and never sent, or sent and not documented, is a trap.
    #[test]
    fn the_documentation_has_a_line_for_each_type() {
        let page = include_str!("../../../../docs/api/webhooks.md");
        let documented: Vec<&str> = page
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
            .map(|(name, _)| name)
            .filter(|name| name.contains('.') || *name == PING)
            .collect();
        let mut expected: Vec<&str> = TYPES.iter().map(|(name, ..)| *name).collect();
        expected.push(PING);
        assert_eq!(documented, expected);
    }
}
