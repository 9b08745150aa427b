//! Limits that are reached exactly, and the suspension for missed calls.

use tring_calls::eligibility::{
    Agents, Snapshot, Usage,
    safeguards::{look_back, suspended_until},
};
use tring_protocol::{calling_rules::CallingRules, eligibility::BlockReason};

use crate::{HOUR, MINUTE, NOW, fresh, reason};

#[test]
fn a_month_is_used_up_by_its_last_second() {
    for (seconds, wanted) in [
        (599, None),
        (600, Some(BlockReason::MonthlyLimitReached)),
        (601, Some(BlockReason::MonthlyLimitReached)),
    ] {
        let snapshot = Snapshot {
            rules: CallingRules {
                minutes_per_month: Some(10),
                ..CallingRules::default()
            },
            usage: Usage {
                seconds_this_month: seconds,
                ..Usage::default()
            },
            ..fresh()
        };
        assert_eq!(reason(&snapshot), wanted, "{seconds} s");
    }
}

#[test]
fn a_limit_of_calls_is_reached_by_its_last_call_and_zero_means_none() {
    for (limit, calls, blocked) in [(3, 2, false), (3, 3, true), (3, 4, true), (0, 0, true)] {
        let usage = Usage {
            last_minute: vec![NOW; calls],
            last_hour: vec![NOW; calls],
            ..Usage::default()
        };
        let minute = CallingRules {
            calls_per_minute: Some(limit),
            ..CallingRules::default()
        };
        let hour = CallingRules {
            calls_per_hour: Some(limit),
            ..CallingRules::default()
        };
        for (rules, wanted) in [
            (minute, BlockReason::RateLimitMinuteExceeded),
            (hour, BlockReason::RateLimitHourExceeded),
        ] {
            let snapshot = Snapshot {
                rules,
                usage: usage.clone(),
                ..fresh()
            };
            assert_eq!(reason(&snapshot), blocked.then_some(wanted), "{limit}");
        }
    }
}

#[test]
fn a_team_without_rules_has_no_limits() {
    let snapshot = Snapshot {
        usage: Usage {
            seconds_this_month: u64::MAX,
            month_ends: NOW,
            last_minute: vec![NOW; 100],
            last_hour: vec![NOW; 100],
            missed: vec![NOW; 100],
            lifted_at: None,
        },
        ..fresh()
    };
    assert_eq!(reason(&snapshot), None);
}

#[test]
fn one_free_agent_is_enough() {
    for (free, busy, wanted) in [
        (1, 0, None),
        (1, 5, None),
        (0, 5, Some(BlockReason::AllAgentsBusy)),
        (0, 0, Some(BlockReason::NoAgentsAvailable)),
    ] {
        let snapshot = Snapshot {
            agents: Agents::Needed { free, busy },
            ..fresh()
        };
        assert_eq!(reason(&snapshot), wanted);
    }
}

/// Three calls that are missed within 10 minutes suspend calling for 30.
fn guarded() -> CallingRules {
    CallingRules {
        missed_calls: Some(3),
        missed_calls_window_minutes: Some(10),
        suspension_minutes: Some(30),
        ..CallingRules::default()
    }
}

fn until(missed: &[u64], lifted_at: Option<u64>, now: u64) -> Option<u64> {
    let usage = Usage {
        missed: missed.to_vec(),
        lifted_at,
        ..Usage::default()
    };
    suspended_until(&guarded(), &usage, now)
}

#[test]
fn missed_calls_suspend_calling_when_they_fill_the_window() {
    let last = NOW - MINUTE;
    let ends = Some(last + 30 * MINUTE);
    assert_eq!(until(&[], None, NOW), None);
    assert_eq!(until(&[last, last], None, NOW), None, "two are not three");
    assert_eq!(
        until(&[last - 9 * MINUTE, last - MINUTE, last], None, NOW),
        ends
    );
    assert_eq!(
        until(&[last - 10 * MINUTE, last - MINUTE, last], None, NOW),
        None,
        "the first has left the window as the last comes"
    );
    assert_eq!(
        until(&[last, last - 9 * MINUTE, last - MINUTE], None, NOW),
        ends,
        "in whatever order they are read"
    );
}

#[test]
fn a_suspension_ends_by_itself_at_its_millisecond() {
    let missed = [NOW; 3];
    let end = NOW + 30 * MINUTE;
    assert_eq!(until(&missed, None, NOW - 1), None, "it is yet to come");
    assert_eq!(until(&missed, None, NOW), Some(end));
    assert_eq!(until(&missed, None, end - 1), Some(end));
    assert_eq!(until(&missed, None, end), None);
}

#[test]
fn a_further_missed_call_makes_it_last_longer_and_an_answered_pause_does_not() {
    let more = [NOW, NOW, NOW, NOW + 5 * MINUTE];
    let end = Some(NOW + 35 * MINUTE);
    assert_eq!(until(&more, None, NOW + 6 * MINUTE), end);
    let late = [NOW, NOW, NOW, NOW + 20 * MINUTE];
    let end = Some(NOW + 30 * MINUTE);
    assert_eq!(until(&late, None, NOW + 21 * MINUTE), end);
}

#[test]
fn somebody_lifts_it_and_new_missed_calls_count_from_there() {
    let missed = [NOW - 3, NOW - 2, NOW - 1];
    assert!(until(&missed, None, NOW).is_some(), "it holds before");
    assert_eq!(until(&missed, Some(NOW - 1), NOW), None);
    let again = [NOW - 1, NOW, NOW, NOW];
    assert!(
        until(&again, Some(NOW - 1), NOW).is_some(),
        "three new ones"
    );
    assert_eq!(until(&[NOW - 1, NOW, NOW], Some(NOW - 1), NOW), None);
}

#[test]
fn a_single_missed_call_can_be_enough() {
    let rules = CallingRules {
        missed_calls: Some(1),
        ..CallingRules::default()
    };
    let usage = Usage {
        missed: vec![NOW],
        ..Usage::default()
    };
    assert_eq!(suspended_until(&rules, &usage, NOW), Some(NOW + HOUR));
}

#[test]
fn missed_calls_are_needed_for_as_long_as_they_can_count() {
    assert_eq!(look_back(&CallingRules::default(), NOW), None);
    assert_eq!(look_back(&guarded(), NOW), Some(NOW - 40 * MINUTE));
}
