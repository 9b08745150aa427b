//! What people are told, and rules with their defaults.

use tring_calls::eligibility::{
    admin_message, description,
    rules::{complete, without_defaults},
    user_message,
};
use tring_protocol::{
    calling_rules::{CallingRules, TriggerType},
    eligibility::BlockReason,
};

/// Whose words are seed 000's own, which have no full stop.
const FROM_THE_SEED: [BlockReason; 2] = [
    BlockReason::CallingNotEnabledForNumber,
    BlockReason::ContactOptedOut,
];

#[test]
fn seed_000_is_quoted() {
    assert_eq!(
        user_message(BlockReason::CallingNotEnabledForNumber),
        "Calling is not enabled for your account"
    );
    let opted_out = BlockReason::ContactOptedOut;
    assert_eq!(
        user_message(opted_out),
        "This contact has opted out of communications"
    );
    assert_eq!(
        admin_message(opted_out),
        "Contact opt-in status is not 'opted_in'"
    );
}

#[test]
fn each_reason_has_sentences_of_its_own() {
    let mut seen = Vec::new();
    for reason in BlockReason::ALL {
        for told in [user_message(reason), admin_message(reason)] {
            assert!(told.len() > 20, "{reason:?}: {told}");
            assert!(
                told.ends_with('.') || FROM_THE_SEED.contains(&reason),
                "{told}"
            );
            assert!(!seen.contains(&told), "{told}");
            seen.push(told);
        }
        let user = user_message(reason);
        assert!(
            !user.contains('_'),
            "no programmer's words for agents: {user}"
        );
        assert!(!description(reason).is_empty(), "seed 000 describes it");
    }
}

#[test]
fn words_travel_as_they_are_said() {
    for reason in BlockReason::ALL {
        let word = reason.as_str();
        assert!(
            word.chars()
                .all(|letter| letter.is_ascii_uppercase() || letter == '_')
        );
    }
}

#[test]
fn rules_are_shown_whole_and_kept_without_what_is_ours() {
    let none = CallingRules::default();
    let shown = complete(&none);
    assert_eq!(shown.trigger_types.as_deref(), Some(&TriggerType::ALL[..]));
    assert!(
        shown
            .call_keywords
            .as_ref()
            .is_some_and(|words| words.len() > 20)
    );
    assert_eq!(shown.missed_calls_window_minutes, Some(60));
    assert_eq!(shown.missed_calls, None, "the safeguard is off");
    assert_eq!(without_defaults(shown), none);
    let own = CallingRules {
        calls_per_minute: Some(3),
        call_keywords: Some(vec!["hello".to_owned()]),
        ..CallingRules::default()
    };
    assert_eq!(without_defaults(complete(&own)), own);
}
