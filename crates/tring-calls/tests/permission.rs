//! Whether a contact may be called and asked, from what is known.

use tring_calls::permission::{
    Facts, Meter,
    PastCall::{Connected, NeverRang, Unanswered},
    Query, Said, Way, is_news, meter, unanswered_in_a_row,
};
use tring_protocol::{call::CallStatus, permission::Grant};

const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;
const NOW: u64 = 100 * DAY;

const SAID: Said = Said {
    can_call: true,
    can_ask: true,
    requests_left_today: Some(1),
    requests_left_this_week: Some(2),
    calls_left_today: Some(99),
};

fn granted() -> Facts {
    Facts {
        grant: Grant::Temporary,
        until: Some(NOW + DAY),
        ..Facts::default()
    }
}

fn none() -> Facts {
    Facts {
        grant: Grant::None,
        ..Facts::default()
    }
}

fn show(facts: &Facts) -> Meter {
    meter(facts, NOW)
}

fn refusal(facts: &Facts) -> String {
    show(facts).refusal.unwrap_or_default()
}

fn ask_refusal(facts: &Facts) -> String {
    show(facts).ask_refusal.unwrap_or_default()
}

#[test]
fn a_grant_that_holds_is_shown_with_its_end_and_no_refusal() {
    let shown = show(&granted());
    assert_eq!(shown.grant, Grant::Temporary);
    assert_eq!(shown.until, Some(NOW + DAY));
    assert_eq!(shown.refusal, None);
    assert_eq!(shown.can_call, None, "nobody was asked");
    assert!(shown.can_ask, "for a permanent one");
}

#[test]
fn nobody_knows_where_nothing_was_heard() {
    let shown = show(&Facts::default());
    assert_eq!(shown.grant, Grant::Unknown);
    assert_eq!(shown.refusal, None, "a try is the only way to find out");
    assert!(shown.can_ask, "or a question");
}

// No webhook tells that a permission has run out: the inbox offered to call, and WhatsApp refused.
#[test]
fn a_temporary_grant_ends_by_its_time() {
    let facts = Facts {
        until: Some(NOW),
        ..granted()
    };
    let shown = show(&facts);
    assert_eq!((shown.grant, shown.until), (Grant::None, None));
    assert_eq!(
        refusal(&facts),
        "The customer's permission has run out. Ask for it again."
    );
}

#[test]
fn each_reason_not_to_call_has_its_sentence() {
    let declined = Facts {
        declined_at: Some(NOW - DAY),
        ..none()
    };
    let waiting = Facts {
        asked_at: Some(NOW - HOUR),
        ..none()
    };
    let restricted = Facts {
        restriction: Some("WhatsApp restricts this number.".to_owned()),
        ..granted()
    };
    let used_up = Facts {
        calls_today: 100,
        ..granted()
    };
    for (facts, begins) in [
        (none(), "This customer has not allowed calls from you."),
        (declined, "The customer has declined to be called."),
        (waiting, "The customer has not replied to your request"),
        (restricted, "WhatsApp restricts this number."),
        (used_up, "WhatsApp allows 100 connected calls"),
    ] {
        let refusal = refusal(&facts);
        assert!(refusal.starts_with(begins), "{refusal}");
        assert!(refusal.ends_with('.'), "a sentence: {refusal}");
    }
}

#[test]
fn two_unanswered_calls_are_a_warning_and_four_are_the_end() {
    let after = |unanswered| Facts {
        unanswered,
        ..granted()
    };
    assert_eq!(show(&after(1)).warning, None);
    let warning = show(&after(2)).warning.expect("a warning");
    assert_eq!(
        warning,
        "The last 2 calls were not answered. After 2 more WhatsApp takes the permission away: write before you call."
    );
    let last = show(&after(3)).warning.expect("a warning");
    assert!(last.contains("After one more"), "{last}");
    let end = show(&after(4));
    assert_eq!((end.grant, end.warning.clone()), (Grant::None, None));
    assert!(
        refusal(&after(4)).starts_with("Four calls in a row"),
        "{end:?}"
    );
}

#[test]
fn the_provider_knows_better_than_our_own_count() {
    let facts = Facts {
        unanswered: 4,
        requests: vec![NOW - HOUR],
        query: Query::Said(SAID),
        ..granted()
    };
    let shown = show(&facts);
    assert_eq!(shown.grant, Grant::Temporary);
    assert_eq!(shown.can_call, Some(true));
    assert_eq!(shown.refusal, None);
    assert!(shown.can_ask, "it says so");
    assert_eq!(shown.requests_left_today, Some(1));
    assert_eq!(shown.calls_left_today, Some(99));
}

#[test]
fn what_the_provider_would_refuse_is_said_with_the_reason() {
    let said = |said| Facts {
        query: Query::Said(said),
        ..granted()
    };
    let no_calls = said(Said {
        can_call: false,
        calls_left_today: Some(0),
        ..SAID
    });
    assert_eq!(show(&no_calls).can_call, Some(false));
    assert!(refusal(&no_calls).contains("100 connected calls"), "limit");
    let no_reason = said(Said {
        can_call: false,
        ..SAID
    });
    assert!(refusal(&no_reason).contains("no calls to this customer now"));
    for (today, week, word) in [
        (0, 1, "24 hours"),
        (0, 0, "seven days"),
        (1, 1, "no request"),
    ] {
        let facts = said(Said {
            can_ask: false,
            requests_left_today: Some(today),
            requests_left_this_week: Some(week),
            ..SAID
        });
        assert!(ask_refusal(&facts).contains(word), "{word}");
    }
}

#[test]
fn a_provider_that_does_not_answer_leaves_what_was_known_and_says_so() {
    let facts = Facts {
        query: Query::Failed,
        unanswered: 2,
        ..granted()
    };
    let shown = show(&facts);
    assert_eq!(
        (shown.grant, shown.can_call, shown.refusal),
        (Grant::Temporary, None, None)
    );
    let warning = shown.warning.expect("a warning");
    assert!(
        warning.starts_with("The provider could not be asked: this is what was last known."),
        "{warning}"
    );
    assert!(warning.contains("The last 2 calls"), "{warning}");
}

#[test]
fn a_request_that_did_not_arrive_is_told_with_its_reason() {
    let facts = Facts {
        undelivered: Some("The customer's WhatsApp is too old.".to_owned()),
        ..none()
    };
    assert_eq!(
        show(&facts).warning.as_deref(),
        Some("Your last request did not reach the customer. The customer's WhatsApp is too old.")
    );
}

#[test]
fn one_request_a_day_and_two_a_week_are_counted_since_the_last_connected_call() {
    let asked = |requests: &[u64], connected: &[u64]| Facts {
        requests: requests.to_vec(),
        connected: connected.to_vec(),
        ..none()
    };
    for (requests, connected, left, refusal) in [
        (vec![], vec![], (1, 2), None),
        (vec![NOW - 25 * HOUR], vec![], (1, 1), None),
        (vec![NOW - 19 * HOUR], vec![], (0, 1), Some("in 5 hours.")),
        (
            vec![NOW - 6 * DAY, NOW - 2 * DAY],
            vec![],
            (1, 0),
            Some("in 24 hours."),
        ),
        (
            vec![NOW - 3 * DAY, NOW - 2 * DAY],
            vec![],
            (1, 0),
            Some("in 4 days."),
        ),
        (vec![NOW - 8 * DAY, NOW - 2 * DAY], vec![], (1, 1), None),
        (vec![NOW - 2 * HOUR], vec![NOW - HOUR], (1, 2), None),
        (
            vec![NOW - HOUR],
            vec![NOW - 2 * HOUR],
            (0, 1),
            Some("hours."),
        ),
    ] {
        let facts = asked(&requests, &connected);
        let shown = show(&facts);
        assert_eq!(
            (shown.requests_left_today, shown.requests_left_this_week),
            (Some(left.0), Some(left.1)),
            "{facts:?}"
        );
        match refusal {
            None => assert_eq!(shown.ask_refusal, None, "{facts:?}"),
            Some(ends) => assert!(ask_refusal(&facts).ends_with(ends), "{shown:?}"),
        }
        assert_eq!(shown.can_ask, refusal.is_none());
    }
}

#[test]
fn a_request_is_pending_for_a_day_and_shown_for_a_week() {
    let asked = |ago| Facts {
        asked_at: Some(NOW - ago),
        ..none()
    };
    assert!(ask_refusal(&asked(HOUR)).contains("has not replied yet"));
    assert_eq!(ask_refusal(&asked(25 * HOUR)), "");
    assert_eq!(show(&asked(25 * HOUR)).asked_at, Some(NOW - 25 * HOUR));
    assert_eq!(show(&asked(8 * DAY)).asked_at, None);
}

#[test]
fn who_cannot_be_asked_or_need_not_be_has_a_sentence() {
    let by = |way| Facts { way, ..none() };
    assert!(ask_refusal(&by(Way::NoTemplate)).contains("channel's page"));
    assert!(ask_refusal(&by(Way::None)).contains("cannot ask"));
    let permanent = Facts {
        grant: Grant::Permanent,
        ..Facts::default()
    };
    assert!(ask_refusal(&permanent).contains("for good"));
}

#[test]
fn the_streak_is_what_came_since_the_last_connected_call() {
    for (calls, streak) in [
        (vec![], 0),
        (vec![Unanswered, Unanswered], 2),
        (vec![Unanswered, Connected, Unanswered], 1),
        (vec![Connected], 0),
        (vec![Unanswered, NeverRang, Unanswered], 2),
        (vec![NeverRang], 0),
    ] {
        assert_eq!(unanswered_in_a_row(calls.clone()), streak, "{calls:?}");
    }
}

#[test]
fn what_the_customer_has_seen_of_a_call_decides_whether_it_counts() {
    use tring_calls::permission::PastCall;
    for (status, answered, past) in [
        (CallStatus::Completed, true, Connected),
        (CallStatus::Failed, true, Connected),
        (CallStatus::NoAnswer, false, Unanswered),
        (CallStatus::Rejected, false, Unanswered),
        (CallStatus::Failed, false, NeverRang),
    ] {
        assert_eq!(PastCall::of(status, answered), past, "{status:?}");
    }
}

// The decline of Monday came after the grant of Tuesday and took it away.
#[test]
fn an_older_reply_does_not_override_a_newer_one() {
    for (at, replied_at, asked_at, news) in [
        (NOW, None, None, true),
        (NOW, Some(NOW - 1), None, true),
        (NOW, Some(NOW), None, true),
        (NOW, Some(NOW + 1_000), None, false),
        // The provider was asked just after the reply, whose time is whole seconds of another clock.
        (NOW, None, Some(NOW + 5_000), true),
        (NOW, None, Some(NOW + 3_600_000), false),
    ] {
        assert_eq!(
            is_news(at, replied_at, asked_at),
            news,
            "{at} {replied_at:?} {asked_at:?}"
        );
    }
}
