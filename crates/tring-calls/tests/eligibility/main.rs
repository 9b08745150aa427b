//! Whether a contact may be called now: each reason, the order of the checks, and the boundaries.

mod consent;
mod figures;
mod limits;
mod order;
mod sentences;
mod trigger;

use tring_calls::{
    consent::Consent,
    eligibility::{
        Agents, Contact, Number, Permission, SaidBy, Snapshot, Trigger, Usage, Verdict, check,
    },
};
use tring_protocol::{
    calling_rules::CallingRules,
    contact::{ConsentType, OptIn},
    eligibility::BlockReason,
    permission::Grant,
};

pub(crate) const MINUTE: u64 = 60_000;
pub(crate) const HOUR: u64 = 60 * MINUTE;
pub(crate) const NOW: u64 = 100 * 24 * HOUR;

/// An agent presses *Call*, and nothing is known of anybody.
pub(crate) fn fresh() -> Snapshot {
    Snapshot {
        now: NOW,
        number: Some(Number::default()),
        ..Snapshot::default()
    }
}

pub(crate) fn reason(snapshot: &Snapshot) -> Option<BlockReason> {
    match check(snapshot) {
        Verdict::Eligible(_) => None,
        Verdict::Blocked { reason, .. } => Some(reason),
    }
}

pub(crate) fn asked_by(kind: &str, message: &str) -> Trigger {
    Trigger {
        kind: Some(kind.to_owned()),
        source: None,
        message: Some(message.to_owned()),
    }
}

/// A snapshot for each reason, in which everything else is well; in the order of the checks.
pub(crate) fn blocked() -> Vec<(BlockReason, Snapshot)> {
    [by_trigger(), by_number(), by_contact(), by_team()].concat()
}

/// What the call is asked for by.
fn by_trigger() -> Vec<(BlockReason, Snapshot)> {
    let trigger = |trigger| Snapshot { trigger, ..fresh() };
    vec![
        (
            BlockReason::InvalidTriggerType,
            trigger(asked_by("telepathy", "")),
        ),
        (
            BlockReason::InvalidTriggerSource,
            trigger(Trigger {
                source: Some("moon".to_owned()),
                ..Trigger::default()
            }),
        ),
        (
            BlockReason::NoCallKeywordDetected,
            trigger(asked_by("keyword", "How much is it?")),
        ),
        (
            BlockReason::NoExplicitConsent,
            trigger(asked_by("consent_reply", "no")),
        ),
    ]
}

/// The number that would call.
fn by_number() -> Vec<(BlockReason, Snapshot)> {
    let number = |number| Snapshot {
        number: Some(number),
        ..fresh()
    };
    vec![
        (
            BlockReason::CallingNotEnabledForNumber,
            number(Number {
                calling_enabled: Some(false),
                seen_at: Some(NOW),
                ..Number::default()
            }),
        ),
        (
            BlockReason::PhoneNumberInactive,
            number(Number {
                active: Some(false),
                ..Number::default()
            }),
        ),
        (
            BlockReason::AccountFlaggedByMeta,
            number(Number {
                flagged: true,
                ..Number::default()
            }),
        ),
        (
            BlockReason::QualityRatingTooLow,
            number(Number {
                rated_red: true,
                ..Number::default()
            }),
        ),
    ]
}

/// What the contact wants.
fn by_contact() -> Vec<(BlockReason, Snapshot)> {
    let contact = |contact| Snapshot { contact, ..fresh() };
    vec![
        (
            BlockReason::ContactOptedOut,
            contact(Contact {
                opt_in: OptIn::OptedOut,
                ..Contact::default()
            }),
        ),
        (
            BlockReason::NoCallingConsent,
            contact(Contact {
                permission: Permission {
                    grant: Grant::None,
                    said_by: SaidBy::Contact,
                    ..Permission::default()
                },
                ..Contact::default()
            }),
        ),
        (
            BlockReason::ConsentExpired,
            contact(Contact {
                consent: Some(Consent {
                    kind: ConsentType::Explicit,
                    until: Some(NOW),
                }),
                ..Contact::default()
            }),
        ),
    ]
}

/// Who would talk, and what the team's rules say.
fn by_team() -> Vec<(BlockReason, Snapshot)> {
    let agents = |free, busy| Snapshot {
        agents: Agents::Needed { free, busy },
        ..fresh()
    };
    let limited = |rules, usage| Snapshot {
        rules,
        usage,
        ..fresh()
    };
    let contact = |contact| Snapshot { contact, ..fresh() };
    vec![
        (BlockReason::NoAgentsAvailable, agents(0, 0)),
        (BlockReason::AllAgentsBusy, agents(0, 1)),
        (
            BlockReason::MonthlyLimitReached,
            limited(
                CallingRules {
                    minutes_per_month: Some(10),
                    ..CallingRules::default()
                },
                Usage {
                    seconds_this_month: 600,
                    ..Usage::default()
                },
            ),
        ),
        (
            BlockReason::AutomationBlocksCalling,
            contact(Contact {
                automation_blocks: true,
                ..Contact::default()
            }),
        ),
        (
            BlockReason::TeamCallingSuspended,
            limited(
                CallingRules {
                    missed_calls: Some(1),
                    ..CallingRules::default()
                },
                Usage {
                    missed: vec![NOW - 1],
                    ..Usage::default()
                },
            ),
        ),
        (
            BlockReason::RateLimitMinuteExceeded,
            limited(
                CallingRules {
                    calls_per_minute: Some(2),
                    ..CallingRules::default()
                },
                Usage {
                    last_minute: vec![NOW; 2],
                    ..Usage::default()
                },
            ),
        ),
        (
            BlockReason::RateLimitHourExceeded,
            limited(
                CallingRules {
                    calls_per_hour: Some(2),
                    ..CallingRules::default()
                },
                Usage {
                    last_hour: vec![NOW; 2],
                    ..Usage::default()
                },
            ),
        ),
    ]
}
