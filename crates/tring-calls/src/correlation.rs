//! Which of our calls a webhook speaks of, where neither its id nor our reference says so.
//!
//! Positus' `make` returns no id at all, and Vobiz' webhooks name a call by WhatsApp's id while its API names it by
//! one of its own. What is left is the pair: a business number has one call at a time with one customer.

use tring_protocol::call::{Direction, Millis};

use crate::numbers::is_form_of;

/// What every id of WhatsApp's own begins with.
const WHATSAPP: &str = "wacid.";
/// How far the provider's clock may be behind ours.
const CLOCKS: Millis = 30_000;

/// An outbound call that no webhook has named yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// When it was dialled.
    pub initiated_at: Millis,
    /// Whether it is still live.
    pub live: bool,
    /// The number that was dialled.
    pub phone: &'a str,
    /// The contact's business-scoped user id, where it is known.
    pub user_id: Option<&'a str>,
    /// What the dial request returned.
    pub dialled_id: Option<&'a str>,
}

/// What a webhook says of its call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting<'a> {
    /// The id by which it names the call.
    pub id: &'a str,
    /// Who started it, where it says so.
    pub direction: Option<Direction>,
    /// The customer's number as it came.
    pub phone: Option<&'a str>,
    /// The customer's business-scoped user id.
    pub user_id: Option<&'a str>,
    /// When it happened, by the provider's clock.
    pub at: Option<Millis>,
}

/// The place in `candidates` (newest first) of the call that the webhook speaks of.
///
/// Without a direction the pair decides: who was dialled and has not been heard of is the one. A customer who hides
/// the number is known by the user id; where that is new to us, the only call under way is theirs.
pub fn find(candidates: &[Candidate<'_>], seen: Sighting<'_>) -> Option<usize> {
    if seen.direction == Some(Direction::Inbound) {
        return None;
    }
    let possible = |candidate: &Candidate<'_>| {
        may_be_named(candidate.dialled_id, seen.id) && !is_older(&seen, candidate)
    };
    let with_customer = |live: bool| {
        candidates.iter().position(|candidate| {
            candidate.live == live && possible(candidate) && is_with(candidate, &seen)
        })
    };
    with_customer(true)
        .or_else(|| with_customer(false))
        .or_else(|| the_only_one(candidates, &seen, possible))
}

fn is_with(candidate: &Candidate<'_>, seen: &Sighting<'_>) -> bool {
    let phone = seen.phone.filter(|phone| !phone.is_empty());
    match (phone, candidate.user_id.zip(seen.user_id)) {
        (_, Some((ours, theirs))) if ours == theirs => true,
        (Some(phone), _) => is_form_of(candidate.phone, phone),
        (None, _) => false,
    }
}

fn the_only_one(
    candidates: &[Candidate<'_>],
    seen: &Sighting<'_>,
    possible: impl Fn(&Candidate<'_>) -> bool,
) -> Option<usize> {
    let hidden = seen.phone.is_none_or(str::is_empty) && seen.user_id.is_some();
    if !hidden || seen.direction != Some(Direction::Outbound) {
        return None;
    }
    let mut fitting = candidates.iter().enumerate().filter(|(_, candidate)| {
        candidate.live && candidate.user_id.is_none() && possible(candidate)
    });
    match (fitting.next(), fitting.next()) {
        (Some((place, _)), None) => Some(place),
        (Some(_) | None, _) => None,
    }
}

/// Whether a call for which the dial request returned `dialled` can be named `reported` in a webhook: two ids of
/// WhatsApp's own can be compared, an id of the provider's own says nothing of WhatsApp's.
pub fn may_be_named(dialled: Option<&str>, reported: &str) -> bool {
    match dialled {
        Some(dialled) if dialled.starts_with(WHATSAPP) && reported.starts_with(WHATSAPP) => {
            dialled == reported
        }
        Some(_) | None => true,
    }
}

/// Whether the webhook speaks of a time before the call: then it is about an earlier one with the same customer.
fn is_older(seen: &Sighting<'_>, candidate: &Candidate<'_>) -> bool {
    seen.at
        .is_some_and(|at| at.saturating_add(CLOCKS) < candidate.initiated_at)
}
