//! Each reason by itself, and which comes first.

use tring_calls::eligibility::{Agents, Check, Snapshot, Usage, Verdict, check};
use tring_protocol::{
    contact::ConsentType,
    eligibility::{BlockReason, CheckOutcome, EligibilityChecks},
};

use crate::{blocked, fresh, reason};

#[test]
fn a_press_on_call_passes_where_nothing_is_known() {
    assert_eq!(check(&fresh()), Verdict::Eligible(ConsentType::Implicit));
}

#[test]
fn each_of_the_eighteen_reasons_is_reached() {
    let mut reached = Vec::new();
    for (wanted, snapshot) in blocked() {
        assert_eq!(reason(&snapshot), Some(wanted), "{snapshot:?}");
        reached.push(wanted);
    }
    for reason in BlockReason::ALL {
        assert!(reached.contains(&reason), "{reason:?} is not");
    }
    assert_eq!(reached.len(), 18);
}

#[test]
fn a_team_without_a_channel_cannot_call() {
    let snapshot = Snapshot {
        number: None,
        ..fresh()
    };
    assert_eq!(
        reason(&snapshot),
        Some(BlockReason::CallingNotEnabledForNumber)
    );
}

/// All that speaks against a call in either of the two.
fn joined(first: &Snapshot, second: &Snapshot) -> Snapshot {
    let mut joined = first.clone();
    let plain = fresh();
    if second.trigger != plain.trigger {
        joined.trigger = second.trigger.clone();
    }
    if let (Some(number), Some(other)) = (&mut joined.number, &second.number) {
        number.calling_enabled = number.calling_enabled.or(other.calling_enabled);
        number.seen_at = number.seen_at.or(other.seen_at);
        number.active = number.active.or(other.active);
        number.flagged |= other.flagged;
        number.rated_red |= other.rated_red;
    }
    if second.contact != plain.contact {
        let contact = &mut joined.contact;
        if contact.opt_in == plain.contact.opt_in {
            contact.opt_in = second.contact.opt_in;
        }
        if contact.permission == plain.contact.permission {
            contact.permission = second.contact.permission.clone();
        }
        contact.consent = contact.consent.or(second.contact.consent);
        contact.automation_blocks |= second.contact.automation_blocks;
    }
    if second.agents != Agents::NotNeeded && joined.agents == Agents::NotNeeded {
        joined.agents = second.agents;
    }
    let (rules, other) = (&mut joined.rules, &second.rules);
    rules.minutes_per_month = rules.minutes_per_month.or(other.minutes_per_month);
    rules.calls_per_minute = rules.calls_per_minute.or(other.calls_per_minute);
    rules.calls_per_hour = rules.calls_per_hour.or(other.calls_per_hour);
    rules.missed_calls = rules.missed_calls.or(other.missed_calls);
    let (usage, other) = (joined.usage, &second.usage);
    joined.usage = Usage {
        seconds_this_month: usage.seconds_this_month.max(other.seconds_this_month),
        month_ends: usage.month_ends.max(other.month_ends),
        last_minute: [usage.last_minute, other.last_minute.clone()].concat(),
        last_hour: [usage.last_hour, other.last_hour.clone()].concat(),
        missed: [usage.missed, other.missed.clone()].concat(),
        lifted_at: None,
    };
    joined
}

/// The check that gives a reason, by the documentation.
fn place(reason: BlockReason, snapshot: &Snapshot) -> Check {
    match check(snapshot) {
        Verdict::Blocked { at, .. } => at,
        Verdict::Eligible(_) => unreachable!("{reason:?} blocks"),
    }
}

#[test]
fn of_two_reasons_the_one_whose_check_comes_first_is_told() {
    let all = blocked();
    for (earlier, (wanted, first)) in all.iter().enumerate() {
        for (other, second) in &all[earlier + 1..] {
            if place(*wanted, first) == place(*other, second) {
                continue;
            }
            for both in [joined(first, second), joined(second, first)] {
                assert_eq!(reason(&both), Some(*wanted), "before {other:?}");
            }
        }
    }
}

#[test]
fn within_a_check_the_reasons_have_an_order_too() {
    let all = blocked();
    let of = |wanted| {
        let found = all.iter().find(|(reason, _)| *reason == wanted);
        found.map(|(_, snapshot)| snapshot.clone()).unwrap()
    };
    for (first, second) in [
        (
            BlockReason::CallingNotEnabledForNumber,
            BlockReason::PhoneNumberInactive,
        ),
        (
            BlockReason::AccountFlaggedByMeta,
            BlockReason::QualityRatingTooLow,
        ),
        (BlockReason::ContactOptedOut, BlockReason::NoCallingConsent),
        (BlockReason::ContactOptedOut, BlockReason::ConsentExpired),
        (BlockReason::NoCallingConsent, BlockReason::ConsentExpired),
        (
            BlockReason::TeamCallingSuspended,
            BlockReason::RateLimitMinuteExceeded,
        ),
        (
            BlockReason::RateLimitMinuteExceeded,
            BlockReason::RateLimitHourExceeded,
        ),
    ] {
        let both = joined(&of(second), &of(first));
        assert_eq!(reason(&both), Some(first), "before {second:?}");
    }
}

#[test]
fn the_checks_are_told_up_to_the_one_that_failed() {
    let passed = Some(CheckOutcome { passed: true });
    let failed = Some(CheckOutcome { passed: false });
    let all = EligibilityChecks {
        trigger_consent: passed,
        phone_readiness: passed,
        quality_rating: passed,
        consent: passed,
        agent_availability: passed,
        usage_limits: passed,
        context: passed,
        safeguards: passed,
    };
    assert_eq!(check(&fresh()).checks(), all);
    let at = |wanted| {
        let all = blocked();
        let found = all.iter().find(|(reason, _)| *reason == wanted);
        check(&found.unwrap().1).checks()
    };
    let up_to_consent = EligibilityChecks {
        consent: failed,
        agent_availability: None,
        usage_limits: None,
        context: None,
        safeguards: None,
        ..all.clone()
    };
    assert_eq!(at(BlockReason::ContactOptedOut), up_to_consent);
    let first = EligibilityChecks {
        trigger_consent: failed,
        ..EligibilityChecks::default()
    };
    assert_eq!(at(BlockReason::NoExplicitConsent), first);
    let last = EligibilityChecks {
        safeguards: failed,
        ..all
    };
    assert_eq!(at(BlockReason::RateLimitHourExceeded), last);
}
