//! What a call is asked for by, and what customers write.

use tring_calls::eligibility::{Snapshot, Trigger};
use tring_protocol::{
    calling_rules::{CallingRules, TriggerSource, TriggerType},
    eligibility::BlockReason,
};

use crate::{asked_by, fresh, reason};

fn by(kind: Option<&str>, source: Option<&str>, rules: CallingRules) -> Option<BlockReason> {
    reason(&Snapshot {
        trigger: Trigger {
            kind: kind.map(str::to_owned),
            source: source.map(str::to_owned),
            message: Some("Yes, call me".to_owned()),
        },
        rules,
        ..fresh()
    })
}

#[test]
fn every_type_that_there_is_may_ask_and_no_other_word() {
    for kind in TriggerType::ALL {
        assert_eq!(by(Some(kind.as_str()), None, CallingRules::default()), None);
    }
    for kind in [
        "",
        "Manual",
        "MANUAL",
        " manual",
        "robot",
        "'; DROP TABLE calls",
    ] {
        assert_eq!(
            by(Some(kind), None, CallingRules::default()),
            Some(BlockReason::InvalidTriggerType),
            "{kind}"
        );
    }
}

#[test]
fn a_call_may_be_asked_for_at_every_source_that_there_is() {
    for source in TriggerSource::ALL {
        let source = source.as_str();
        assert_eq!(by(None, Some(source), CallingRules::default()), None);
    }
    assert_eq!(
        by(None, Some("moon"), CallingRules::default()),
        Some(BlockReason::InvalidTriggerSource)
    );
}

#[test]
fn a_customers_message_comes_from_where_customers_write() {
    for kind in ["keyword", "consent_reply"] {
        for source in TriggerSource::ALL {
            let fits = matches!(source, TriggerSource::Whatsapp | TriggerSource::Widget);
            assert_eq!(
                by(Some(kind), Some(source.as_str()), CallingRules::default()),
                (!fits).then_some(BlockReason::InvalidTriggerSource),
                "{kind} {source:?}"
            );
        }
    }
}

#[test]
fn a_team_may_allow_fewer_types_and_sources() {
    let strict = || CallingRules {
        trigger_types: Some(vec![TriggerType::Keyword, TriggerType::Callback]),
        trigger_sources: Some(vec![TriggerSource::Whatsapp]),
        ..CallingRules::default()
    };
    assert_eq!(by(Some("keyword"), Some("whatsapp"), strict()), None);
    assert_eq!(by(Some("callback"), None, strict()), None);
    assert_eq!(
        by(Some("automation"), None, strict()),
        Some(BlockReason::InvalidTriggerType)
    );
    assert_eq!(
        by(None, None, strict()),
        Some(BlockReason::InvalidTriggerType),
        "a press on Call is manual"
    );
    assert_eq!(
        by(Some("callback"), Some("crm"), strict()),
        Some(BlockReason::InvalidTriggerSource)
    );
}

fn asks(message: &str) -> bool {
    let snapshot = Snapshot {
        trigger: asked_by("keyword", message),
        ..fresh()
    };
    match reason(&snapshot) {
        None => true,
        Some(reason) => {
            assert_eq!(reason, BlockReason::NoCallKeywordDetected);
            false
        }
    }
}

#[test]
fn who_wants_a_call_says_so_in_many_languages() {
    for message in [
        "call me",
        "Please CALL ME, it is urgent!",
        "Can you call me back?",
        "Could I get a callback",
        "Bitte ruf mich an",
        "Bitte um Rückruf.",
        "¿Me pueden llamar?",
        "llamame porfa",
        "Me liga no 11 99999",
        "Appelez-moi svp",
        "appelez moi",
        "Mi chiami per favore",
        "Bel me even",
        "Proszę, zadzwoń",
        "beni arayın lütfen",
        "tolong telepon saya",
        "कृपया मुझे कॉल करें",
        "من فضلك اتصل بي",
        "Позвоните мне, пожалуйста",
        "请给我打电话",
    ] {
        assert!(asks(message), "{message}");
    }
}

// "Please don't call me" holds "call me".
#[test]
fn who_wants_no_call_is_not_called_for_the_words() {
    for message in [
        "",
        "   ",
        "How much is it?",
        "please don't call me",
        "Please don’t call me back",
        "do not ever call me",
        "never call me again",
        "recall meeting",
        "Ruf mich nicht an",
        "nicht zurückrufen",
        "no me pueden llamar",
        "não me ligue",
        "ne m'appelez pas",
        "appelle moi pas",
        "Не позвоните",
        "不要打电话",
    ] {
        assert!(!asks(message), "{message}");
    }
    let without = Snapshot {
        trigger: Trigger {
            kind: Some("keyword".to_owned()),
            ..Trigger::default()
        },
        ..fresh()
    };
    assert_eq!(reason(&without), Some(BlockReason::NoCallKeywordDetected));
}

fn says_yes(message: &str) -> bool {
    let snapshot = Snapshot {
        trigger: asked_by("consent_reply", message),
        ..fresh()
    };
    match reason(&snapshot) {
        None => true,
        Some(reason) => {
            assert_eq!(reason, BlockReason::NoExplicitConsent);
            false
        }
    }
}

#[test]
fn a_yes_begins_the_reply_and_is_not_taken_back() {
    for message in [
        "yes",
        "Yes!",
        "YES please",
        "ok",
        "👍",
        " 👍🏽",
        "Sure, at noon",
        "Ja gerne",
        "¡Sí!",
        "si",
        "claro que sí",
        "Sim",
        "Oui, merci",
        "d'accord",
        "va bene",
        "Evet",
        "हाँ",
        "نعم",
        "Да",
        "好的",
    ] {
        assert!(says_yes(message), "{message}");
    }
    for message in [
        "",
        "no",
        "maybe",
        "later",
        "who is this?",
        "yes but not now",
        "ok no",
        "yesterday",
        "okapi",
        "nein",
        "👎",
        "I said yes to somebody else",
    ] {
        assert!(!says_yes(message), "{message}");
    }
}

#[test]
fn a_team_chooses_its_own_words() {
    let own = |kind: &str, message: &str| {
        reason(&Snapshot {
            trigger: asked_by(kind, message),
            rules: CallingRules {
                call_keywords: Some(vec!["Klingel durch".to_owned(), "!!!".to_owned()]),
                affirmative_replies: Some(vec!["Jawoll".to_owned(), "🙂".to_owned()]),
                ..CallingRules::default()
            },
            ..fresh()
        })
    };
    assert_eq!(own("keyword", "klingel  durch, bitte"), None);
    let missing = Some(BlockReason::NoCallKeywordDetected);
    assert_eq!(own("keyword", "call me"), missing, "ours do not count");
    assert_eq!(own("keyword", "hello!!!"), missing, "no word at all");
    assert_eq!(own("consent_reply", "jawoll!"), None);
    assert_eq!(own("consent_reply", "🙂 gut"), None);
    assert_eq!(
        own("consent_reply", "yes"),
        Some(BlockReason::NoExplicitConsent)
    );
}
