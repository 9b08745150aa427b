//! Checks of the number that would call: whether it can, and what WhatsApp thinks of it.

use tring_protocol::{call::Millis, eligibility::BlockReason};

use super::Snapshot;

/// For how long it is believed that calling is switched off: whoever switches it on at the provider may not be heard,
/// and a provider that is asked in vain says the same.
const BELIEVED: Millis = 3_600_000;

pub(super) fn readiness(snapshot: &Snapshot) -> Option<BlockReason> {
    let Some(number) = &snapshot.number else {
        return Some(BlockReason::CallingNotEnabledForNumber);
    };
    let is_fresh = |at: Millis| snapshot.now < at.saturating_add(BELIEVED);
    if number.calling_enabled == Some(false) && number.seen_at.is_some_and(is_fresh) {
        Some(BlockReason::CallingNotEnabledForNumber)
    } else if number.active == Some(false) {
        Some(BlockReason::PhoneNumberInactive)
    } else {
        None
    }
}

pub(super) fn quality(snapshot: &Snapshot) -> Option<BlockReason> {
    let number = snapshot.number.as_ref()?;
    if number.flagged {
        Some(BlockReason::AccountFlaggedByMeta)
    } else if number.rated_red {
        Some(BlockReason::QualityRatingTooLow)
    } else {
        None
    }
}
