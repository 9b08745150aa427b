//! The check of the contact's consent: what she wants, what WhatsApp allows, what is on record, what the team demands.

use tring_protocol::{
    call::Millis,
    calling_rules::ConsentPolicy,
    contact::{ConsentType, OptIn},
    eligibility::BlockReason,
    permission::Grant,
};

use super::{Permission, SaidBy, Snapshot};

/// For how long a provider's word is believed that there is no permission: it does not tell when one is given.
const BELIEVED: Millis = 60_000;

pub(super) fn objection(snapshot: &Snapshot) -> Option<BlockReason> {
    if snapshot.contact.opt_in == OptIn::OptedOut {
        return Some(BlockReason::ContactOptedOut);
    }
    let explicit = explicit(snapshot);
    let demanded = snapshot.rules.consent_policy == ConsentPolicy::Explicit;
    match whatsapp(&snapshot.contact.permission, snapshot.now) {
        Says::No => Some(BlockReason::NoCallingConsent),
        Says::RunOut => Some(BlockReason::ConsentExpired),
        Says::Yes | Says::Unknown if explicit == Some(Valid::Yes) => None,
        Says::Unknown if explicit == Some(Valid::No) => Some(BlockReason::ConsentExpired),
        Says::Yes | Says::Unknown => demanded.then_some(BlockReason::NoExplicitConsent),
    }
}

/// On what a call would rest.
pub(super) fn kind(snapshot: &Snapshot) -> ConsentType {
    match explicit(snapshot) {
        Some(Valid::Yes) => ConsentType::Explicit,
        Some(Valid::No) | None => ConsentType::Implicit,
    }
}

/// What WhatsApp would say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    Yes,
    No,
    /// A temporary grant is over: no webhook tells.
    RunOut,
    /// Nobody knows; the provider does.
    Unknown,
}

fn whatsapp(permission: &Permission, now: Millis) -> Says {
    let is_over = permission.until.is_some_and(|until| until <= now);
    match permission.grant {
        Grant::Temporary | Grant::None if is_over => Says::RunOut,
        Grant::Temporary | Grant::Permanent => Says::Yes,
        Grant::None if is_believed(permission, now) => Says::No,
        Grant::None | Grant::Unknown => Says::Unknown,
    }
}

fn is_believed(permission: &Permission, now: Millis) -> bool {
    match permission.said_by {
        SaidBy::Contact | SaidBy::WhatsApp => true,
        SaidBy::Provider => permission
            .seen_at
            .is_some_and(|at| now < at.saturating_add(BELIEVED)),
    }
}

/// Whether a consent still counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Valid {
    Yes,
    No,
}

/// The explicit consent on record. An implicit one is as good as none: without any the provider is the judge.
fn explicit(snapshot: &Snapshot) -> Option<Valid> {
    let consent = snapshot.contact.consent?;
    (consent.kind == ConsentType::Explicit).then(|| {
        if consent.is_valid(snapshot.now) {
            Valid::Yes
        } else {
            Valid::No
        }
    })
}
