//! Refusals for a limit say which one, and when it lifts. "Try again later" made people press *Call* again and again.

use tring_calls::eligibility::{
    Sentences, Snapshot, Usage, admin_message, check, told, user_message,
};
use tring_protocol::{calling_rules::CallingRules, eligibility::BlockReason};

use crate::{HOUR, MINUTE, NOW, blocked, fresh, reason};

const SECOND: u64 = 1_000;

/// What is told of a call that is refused.
fn refused(rules: CallingRules, usage: Usage) -> Sentences {
    let snapshot = Snapshot {
        rules,
        usage,
        ..fresh()
    };
    let reason = reason(&snapshot).expect("a refusal");
    told(&snapshot, reason)
}

#[test]
fn a_limit_of_calls_says_when_the_next_one_may_go_out() {
    let rules = CallingRules {
        calls_per_minute: Some(2),
        ..CallingRules::default()
    };
    let usage = Usage {
        last_minute: vec![NOW - SECOND, NOW - 37 * SECOND - 1],
        ..Usage::default()
    };
    let told = refused(rules, usage);
    assert_eq!(
        told.user,
        "Your team may place 2 calls in one minute, and has placed as many. Try again in 23 seconds."
    );
    assert_eq!(
        told.admin,
        "The calls of the last 60 seconds have reached 'calls_per_minute' of the team's calling settings, which is 2. \
         The next one may go out in 23 seconds."
    );
    let rules = CallingRules {
        calls_per_hour: Some(1),
        ..CallingRules::default()
    };
    let usage = Usage {
        last_hour: vec![NOW - 30 * MINUTE],
        ..Usage::default()
    };
    let told = refused(rules, usage);
    assert_eq!(
        told.user,
        "Your team may place 1 call in one hour, and has placed as many. Try again in 30 minutes."
    );
}

#[test]
fn who_may_place_no_calls_at_all_is_not_told_to_wait() {
    for rules in [
        CallingRules {
            calls_per_minute: Some(0),
            ..CallingRules::default()
        },
        CallingRules {
            calls_per_hour: Some(0),
            ..CallingRules::default()
        },
    ] {
        let told = refused(rules, Usage::default());
        assert_eq!(
            told.user,
            "Your team may place no calls at the moment. Ask your administrator to raise the limit."
        );
        assert!(told.admin.ends_with("is 0: no calls go out."), "{told:?}");
    }
}

#[test]
fn a_month_that_is_used_up_says_how_long_it_lasts() {
    for (left, words) in [
        (1, "1 second"),
        (MINUTE, "60 seconds"),
        (MINUTE + 1, "2 minutes"),
        (23 * HOUR, "23 hours"),
        (24 * HOUR + 1, "2 days"),
        (9 * 24 * HOUR, "9 days"),
    ] {
        let rules = CallingRules {
            minutes_per_month: Some(1_000),
            ..CallingRules::default()
        };
        let usage = Usage {
            seconds_this_month: 60_059,
            month_ends: NOW + left,
            ..Usage::default()
        };
        let told = refused(rules, usage);
        assert_eq!(
            told.user,
            format!(
                "Your team has used up this month's 1000 minutes. Calls go out again in {words}, when the month is over, \
                 or when your administrator raises the limit."
            )
        );
        assert!(
            told.admin
                .starts_with("The month's talk time is 1000 minutes"),
            "{told:?}"
        );
    }
}

#[test]
fn a_suspension_says_for_how_long_it_holds() {
    let rules = CallingRules {
        missed_calls: Some(2),
        missed_calls_window_minutes: Some(10),
        suspension_minutes: Some(30),
        ..CallingRules::default()
    };
    let usage = Usage {
        missed: vec![NOW - 5 * MINUTE, NOW - 4 * MINUTE],
        ..Usage::default()
    };
    let told = refused(rules, usage);
    assert_eq!(
        told.user,
        "Too many customers were not answered, so your team places no calls for another 26 minutes. Answer those who call, \
         or ask your administrator to lift the suspension."
    );
    assert!(
        told.admin
            .contains("within 10 minutes have reached 'missed_calls'")
            && told.admin.contains("which is 2"),
        "{told:?}"
    );
}

#[test]
fn every_other_refusal_is_told_in_its_own_words() {
    let figures = [
        BlockReason::MonthlyLimitReached,
        BlockReason::TeamCallingSuspended,
        BlockReason::RateLimitMinuteExceeded,
        BlockReason::RateLimitHourExceeded,
    ];
    for (reason, snapshot) in blocked() {
        let Sentences { user, admin } = told(&snapshot, reason);
        let plain = (user_message(reason), admin_message(reason));
        assert_eq!(
            (user.as_str(), admin.as_str()) == plain,
            !figures.contains(&reason),
            "{:?}: {user}",
            check(&snapshot)
        );
    }
}
