//! What the contact wants, what WhatsApp allows, what is on record, and how long each is believed.

use tring_calls::{
    consent::Consent,
    eligibility::{Contact, Number, Permission, SaidBy, Snapshot, Verdict, check},
};
use tring_protocol::{
    calling_rules::{CallingRules, ConsentPolicy},
    contact::{ConsentType, OptIn},
    eligibility::BlockReason,
    permission::Grant,
};

use crate::{HOUR, MINUTE, NOW, fresh, reason};

fn of(contact: Contact) -> Snapshot {
    Snapshot { contact, ..fresh() }
}

fn permitted(grant: Grant, until: Option<u64>, said_by: SaidBy, seen_at: Option<u64>) -> Snapshot {
    of(Contact {
        permission: Permission {
            grant,
            until,
            said_by,
            seen_at,
        },
        ..Contact::default()
    })
}

fn recorded(kind: ConsentType, until: Option<u64>) -> Snapshot {
    of(Contact {
        consent: Some(Consent { kind, until }),
        ..Contact::default()
    })
}

#[test]
fn a_temporary_grant_ends_at_its_millisecond() {
    for (until, wanted) in [
        (NOW + 1, None),
        (NOW, Some(BlockReason::ConsentExpired)),
        (NOW - 1, Some(BlockReason::ConsentExpired)),
    ] {
        let granted = permitted(Grant::Temporary, Some(until), SaidBy::Contact, None);
        assert_eq!(reason(&granted), wanted, "{until}");
        // The sweep has taken the grant away and left its end.
        let swept = permitted(Grant::None, Some(until.min(NOW)), SaidBy::Contact, None);
        assert_eq!(reason(&swept), Some(BlockReason::ConsentExpired));
    }
    let endless = permitted(Grant::Temporary, None, SaidBy::Contact, None);
    assert_eq!(reason(&endless), None);
}

#[test]
fn a_recorded_consent_ends_at_its_millisecond() {
    for (until, wanted) in [
        (None, Ok(ConsentType::Explicit)),
        (Some(NOW + 1), Ok(ConsentType::Explicit)),
        (Some(NOW), Err(BlockReason::ConsentExpired)),
    ] {
        let verdict = check(&recorded(ConsentType::Explicit, until));
        let found = match verdict {
            Verdict::Eligible(kind) => Ok(kind),
            Verdict::Blocked { reason, .. } => Err(reason),
        };
        assert_eq!(found, wanted, "{until:?}");
    }
}

#[test]
fn an_implicit_consent_that_is_over_leaves_the_provider_as_the_judge() {
    let over = recorded(ConsentType::Implicit, Some(NOW - HOUR));
    assert_eq!(check(&over), Verdict::Eligible(ConsentType::Implicit));
}

#[test]
fn an_expired_record_does_not_count_against_a_grant_that_holds() {
    let mut snapshot = recorded(ConsentType::Explicit, Some(NOW - HOUR));
    snapshot.contact.permission.grant = Grant::Permanent;
    assert_eq!(reason(&snapshot), None);
}

// WhatsApp tells when a permission is given; a provider that was asked does not. Its word of yesterday kept an agent
// from a call that the customer had allowed since.
#[test]
fn that_there_is_no_permission_is_believed_of_those_who_would_tell_of_one() {
    for (said_by, seen_at, wanted) in [
        (SaidBy::Contact, None, Some(BlockReason::NoCallingConsent)),
        (SaidBy::WhatsApp, None, Some(BlockReason::NoCallingConsent)),
        (
            SaidBy::Provider,
            Some(NOW - MINUTE + 1),
            Some(BlockReason::NoCallingConsent),
        ),
        (SaidBy::Provider, Some(NOW - MINUTE), None),
        (SaidBy::Provider, None, None),
    ] {
        let none = permitted(Grant::None, None, said_by, seen_at);
        assert_eq!(reason(&none), wanted, "{said_by:?} {seen_at:?}");
    }
    let unknown = permitted(Grant::Unknown, None, SaidBy::Provider, Some(NOW));
    assert_eq!(reason(&unknown), None, "a try is the way to find out");
}

#[test]
fn only_who_opted_out_is_left_alone() {
    for (opt_in, wanted) in [
        (OptIn::OptedIn, None),
        (OptIn::Unknown, None),
        (OptIn::OptedOut, Some(BlockReason::ContactOptedOut)),
    ] {
        let contact = Contact {
            opt_in,
            ..Contact::default()
        };
        assert_eq!(reason(&of(contact)), wanted);
    }
}

#[test]
fn a_team_that_demands_explicit_consent_needs_one_on_record() {
    let demanding = |mut snapshot: Snapshot| {
        snapshot.rules = CallingRules {
            consent_policy: ConsentPolicy::Explicit,
            ..CallingRules::default()
        };
        reason(&snapshot)
    };
    let missing = Some(BlockReason::NoExplicitConsent);
    assert_eq!(demanding(fresh()), missing);
    assert_eq!(demanding(recorded(ConsentType::Implicit, None)), missing);
    assert_eq!(demanding(recorded(ConsentType::Explicit, None)), None);
    assert_eq!(
        demanding(recorded(ConsentType::Explicit, Some(NOW))),
        Some(BlockReason::ConsentExpired)
    );
}

#[test]
fn that_calling_is_switched_off_is_believed_for_an_hour() {
    for (seen_at, wanted) in [
        (
            Some(NOW - HOUR + 1),
            Some(BlockReason::CallingNotEnabledForNumber),
        ),
        (Some(NOW - HOUR), None),
        (None, None),
    ] {
        let snapshot = Snapshot {
            number: Some(Number {
                calling_enabled: Some(false),
                seen_at,
                ..Number::default()
            }),
            ..fresh()
        };
        assert_eq!(reason(&snapshot), wanted, "{seen_at:?}");
    }
}
