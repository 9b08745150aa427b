//! What messages say, what is news, and which consent counts.

use tring_calls::consent::{
    Consent, ConsentSource, ConsentType, Facts, Given, Lengths, OptIn,
    keywords::{
        Keywords,
        Meaning::{CallMe, OptIn as In, OptOut},
        is_usable,
    },
    news::{Clock, Known, is_news},
    replaces, standing,
    words::words,
};

const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;
const NOW: u64 = 1_769_421_600_000;

#[test]
fn keywords_count_as_whole_words_in_any_case_and_without_accents() {
    let keywords = Keywords::defaults();
    for (text, meaning) in [
        // A word that opts out is the whole message, but for a courtesy.
        ("STOP", Some(OptOut)),
        (" stop! ", Some(OptOut)),
        ("Stop. Stop! STOP!!", Some(OptOut)),
        ("Please STOP", Some(OptOut)),
        ("stop, bitte", Some(OptOut)),
        ("please", None),
        // A phrase counts wherever it stands.
        ("Please stop calling me", Some(OptOut)),
        ("please DON’T call me any more", Some(OptOut)),
        ("Do not call", Some(OptOut)),
        ("opt-out", Some(OptOut)),
        ("OPT OUT", Some(OptOut)),
        ("Bitte nicht anrufen!", Some(OptOut)),
        ("quiero darme de BAJA", Some(OptOut)),
        ("No me llamen más", Some(OptOut)),
        ("não me ligue", Some(OptOut)),
        ("NAO ME LIGUE", Some(OptOut)),
        ("ARRET", Some(OptOut)),
        ("arrêt", Some(OptOut)),
        ("Ne m’appelez plus.", Some(OptOut)),
        ("कॉल न करें", Some(OptOut)),
        ("الغاء الاشتراك", Some(OptOut)),
        ("ｓｔｏｐ", Some(OptOut)),
        // A part of a word is no word.
        ("nonstop", None),
        ("a non-stop flight", None),
        ("the stopwatch", None),
        ("stops", None),
        // What allows something is the whole message.
        ("Start", Some(In)),
        ("  start. ", Some(In)),
        ("don't start", None),
        ("when do you start?", None),
        ("Call me", Some(CallMe)),
        ("call me!!", Some(CallMe)),
        ("Rückruf bitte", Some(CallMe)),
        ("RUCKRUF BITTE", Some(CallMe)),
        ("Llámame", Some(CallMe)),
        ("appelez moi", Some(CallMe)),
        ("Appelez-moi", Some(CallMe)),
        ("never call me", Some(OptOut)),
        ("you could call me an optimist", None),
        // Opting out goes before everything.
        ("call me and then stop calling", Some(OptOut)),
        ("", None),
        ("👍", None),
        ("Thank you", None),
    ] {
        assert_eq!(keywords.read(text), meaning, "{text:?}");
    }
}

// A customer asked where the bus stops, and was never called again; another one asked for more.
#[test]
fn everyday_sentences_do_not_opt_out() {
    let keywords = Keywords::defaults();
    for text in [
        "Do you stop at Ulm?",
        "I am at the bus stop",
        "Please stop by tomorrow",
        "Please don't stop calling!",
        "Never stop calling me",
        "do not stop messaging",
        "estoy de baja",
        "How does it end?",
        "I want to cancel my order",
    ] {
        assert_eq!(keywords.read(text), None, "{text:?}");
    }
    for text in ["No! Stop calling me", "Why don't you stop calling me?"] {
        assert_eq!(keywords.read(text), Some(OptOut), "{text:?}");
    }
}

#[test]
fn a_team_has_its_own_keywords() {
    let keywords = Keywords::new(&["raus", "will raus", "…"], &["rein"], &["klingel mal"]);
    assert_eq!(keywords.read("Raus!"), Some(OptOut));
    assert_eq!(keywords.read("Ich will RAUS"), Some(OptOut));
    assert_eq!(keywords.read("geradeaus, nicht raus"), None);
    assert_eq!(keywords.read("Rein"), Some(In));
    assert_eq!(keywords.read("klingel   mal"), Some(CallMe));
    assert_eq!(keywords.read("stop"), None, "only the team's own");
    assert_eq!(keywords.read("…"), None, "no word at all");
    assert!(!is_usable("…"), "it has no word");
    assert!(is_usable("Stopp!"), "it has one");
}

#[test]
fn the_keywords_of_one_list_are_in_no_other() {
    let keywords = Keywords::defaults();
    for (list, meaning) in [
        (tring_calls::consent::keywords::OPT_OUT, OptOut),
        (tring_calls::consent::keywords::OPT_IN, In),
        (tring_calls::consent::keywords::CALLBACK, CallMe),
    ] {
        for keyword in list {
            assert_eq!(keywords.read(keyword), Some(meaning), "{keyword}");
        }
    }
}

#[test]
fn words_are_small_and_without_accents() {
    for (text, expected) in [
        ("Grace Hopper", vec!["grace", "hopper"]),
        ("MÜLLER-Lüdenscheidt", vec!["mullerludenscheidt"]),
        ("Mu\u{308}ller", vec!["muller"]),
        ("Straße", vec!["strasse"]),
        ("O'Brien, Ann", vec!["obrien", "ann"]),
        ("Łukasz Øre", vec!["lukasz", "ore"]),
        ("İstanbul", vec!["istanbul"]),
        ("a- b 'c'", vec!["a", "b", "c"]),
        ("रमेश", vec!["रमेश"]),
        ("李 小龍", vec!["李", "小龍"]),
        ("\u{200b}\u{feff}", vec![]),
    ] {
        assert_eq!(words(text), expected, "{text:?}");
    }
}

#[test]
fn an_older_message_does_not_undo_what_is_newer() {
    use Clock::{Ours, Provider};
    use OptIn::{OptedIn, OptedOut};
    for (said, at, known_at, clock, news) in [
        // Of two messages the later one, and of the same second the one that came later.
        (OptedIn, 10_000, 20_000, Provider, false),
        (OptedOut, 10_000, 20_000, Provider, false),
        (OptedIn, 20_000, 20_000, Provider, true),
        (OptedOut, 30_000, 20_000, Provider, true),
        // Whole seconds are no reason to miss what she wrote after the business changed something.
        (OptedIn, 20_000, 20_999, Ours, true),
        (OptedIn, 20_000, 21_000, Ours, false),
        // Clocks differ; whoever opts out is heard all the same.
        (OptedOut, 20_000, 80_000, Ours, true),
        (OptedOut, 20_000, 80_001, Ours, false),
    ] {
        let known = Known {
            opt_in: OptIn::Unknown,
            at: Some(known_at),
            clock,
        };
        assert_eq!(is_news(said, at, known), news, "{said:?} {at} {known:?}");
    }
    let nothing = Known {
        opt_in: OptIn::Unknown,
        at: None,
        clock: Ours,
    };
    assert!(is_news(OptedIn, 0, nothing), "nothing was known");
}

fn given(kind: ConsentType, source: ConsentSource, at: u64, until: Option<u64>) -> Given {
    Given {
        consent: Consent { kind, until },
        source,
        at,
    }
}

fn explicit(at: u64, until: Option<u64>) -> Given {
    given(ConsentType::Explicit, ConsentSource::Permission, at, until)
}

fn implicit(at: u64, until: Option<u64>) -> Given {
    given(ConsentType::Implicit, ConsentSource::Api, at, until)
}

#[test]
fn a_valid_consent_counts_before_an_expired_one_and_an_explicit_before_an_implicit_one() {
    let lengths = Lengths::default();
    let call = |at| {
        given(
            ConsentType::Implicit,
            ConsentSource::Call,
            at,
            Some(at + 7 * DAY),
        )
    };
    let message = |at| {
        given(
            ConsentType::Implicit,
            ConsentSource::Message,
            at,
            Some(at + DAY),
        )
    };
    let before = NOW - DAY;
    for (name, facts, expected) in [
        ("nothing", Facts::default(), None),
        (
            "a call counts for a week",
            Facts {
                last_call_at: Some(NOW - 6 * DAY),
                ..Facts::default()
            },
            Some(call(NOW - 6 * DAY)),
        ),
        (
            "the longer one",
            Facts {
                last_call_at: Some(NOW - HOUR),
                last_message_at: Some(NOW),
                ..Facts::default()
            },
            Some(call(NOW - HOUR)),
        ),
        (
            "an expired one is named while there is no other",
            Facts {
                given: vec![explicit(before - DAY, Some(before))],
                last_message_at: Some(NOW - 3 * DAY),
                ..Facts::default()
            },
            Some(explicit(before - DAY, Some(before))),
        ),
        (
            "a valid implicit one before an expired explicit one",
            Facts {
                given: vec![explicit(before, Some(NOW))],
                last_message_at: Some(NOW - HOUR),
                ..Facts::default()
            },
            Some(message(NOW - HOUR)),
        ),
        (
            "an explicit one before an implicit one that lasts longer",
            Facts {
                given: vec![implicit(before, None), explicit(before, Some(NOW + 1))],
                ..Facts::default()
            },
            Some(explicit(before, Some(NOW + 1))),
        ),
        (
            "one without an end before one with an end",
            Facts {
                given: vec![explicit(before, Some(NOW + DAY)), explicit(before, None)],
                ..Facts::default()
            },
            Some(explicit(before, None)),
        ),
    ] {
        assert_eq!(standing(&facts, &lengths, NOW), expected, "{name}");
    }
}

#[test]
fn what_was_taken_back_counts_no_more() {
    let before = NOW - DAY;
    let message = |at| {
        given(
            ConsentType::Implicit,
            ConsentSource::Message,
            at,
            Some(at + DAY),
        )
    };
    for (name, facts, expected) in [
        (
            "what was taken back counts no more, whatever it was",
            Facts {
                given: vec![explicit(before, None), implicit(before, None)],
                last_call_at: Some(before),
                last_message_at: Some(before),
                withdrawn_at: Some(before),
            },
            None,
        ),
        (
            "what came after that does",
            Facts {
                given: vec![explicit(before, None)],
                last_message_at: Some(NOW),
                withdrawn_at: Some(before),
                ..Facts::default()
            },
            Some(message(NOW)),
        ),
    ] {
        assert_eq!(
            standing(&facts, &Lengths::default(), NOW),
            expected,
            "{name}"
        );
    }
}

#[test]
fn a_length_of_no_days_is_no_consent() {
    let lengths = Lengths {
        callback_days: 0,
        call_days: 0,
        message_days: 0,
    };
    let facts = Facts {
        last_call_at: Some(NOW),
        last_message_at: Some(NOW),
        ..Facts::default()
    };
    assert_eq!(standing(&facts, &lengths, NOW), None);
    assert_eq!(lengths.callback_until(NOW), None);
    assert_eq!(Lengths::default().callback_until(NOW), Some(NOW + 7 * DAY));
}

#[test]
fn a_consent_ends_at_its_time() {
    let until = |until| Consent {
        kind: ConsentType::Explicit,
        until,
    };
    assert!(until(Some(NOW + 1)).is_valid(NOW), "still");
    assert!(!until(Some(NOW)).is_valid(NOW), "no more");
    assert!(until(None).is_valid(u64::MAX), "for ever");
}

#[test]
fn the_business_may_shorten_a_consent_and_a_message_only_lengthen_it() {
    let api = |at, until| given(ConsentType::Explicit, ConsentSource::Api, at, until);
    let message = |at, until| given(ConsentType::Explicit, ConsentSource::Message, at, until);
    for (new, before, withdrawn, expected) in [
        (api(2, Some(5)), None, None, true),
        (api(2, Some(5)), Some(api(1, None)), None, true),
        (api(1, None), Some(api(2, Some(5))), None, false),
        (message(2, Some(5)), Some(api(1, None)), None, false),
        (message(2, Some(9)), Some(api(1, Some(5))), None, true),
        // Late: it was taken back since.
        (message(2, Some(9)), None, Some(3), false),
        (message(4, Some(5)), Some(api(1, None)), Some(3), true),
    ] {
        let replaced = replaces(&new, before.as_ref(), withdrawn);
        assert_eq!(replaced, expected, "{new:?} {before:?} {withdrawn:?}");
    }
}
