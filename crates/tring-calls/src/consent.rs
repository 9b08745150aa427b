//! What a contact agreed to: the opt-in, the consent to be called, and what her messages change. Pure; time is an input.

use tring_protocol::call::Millis;
pub use tring_protocol::contact::{ConsentSource, ConsentType, OptIn};

pub mod keywords;
pub mod news;
pub mod words;

const DAY: Millis = 86_400_000;

/// A contact's consent to be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    /// How she agreed.
    pub kind: ConsentType,
    /// Until when; `None` where it does not end by itself.
    pub until: Option<Millis>,
}

impl Consent {
    /// Whether it counts at `now`.
    pub fn is_valid(self, now: Millis) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// A consent and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// The consent.
    pub consent: Consent,
    /// Where it comes from.
    pub source: ConsentSource,
    /// Since when.
    pub at: Millis,
}

/// What is known of one contact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Consents that were recorded, and WhatsApp's permissions.
    pub given: Vec<Given>,
    /// When she last called.
    pub last_call_at: Option<Millis>,
    /// When she last wrote.
    pub last_message_at: Option<Millis>,
    /// When she took everything back: what is not newer does not count.
    pub withdrawn_at: Option<Millis>,
}

/// For how many days something counts as consent; 0: not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lengths {
    /// A request to be called: explicit.
    pub callback_days: u32,
    /// A call of the contact's: implicit.
    pub call_days: u32,
    /// A message of the contact's: implicit.
    pub message_days: u32,
}

impl Default for Lengths {
    /// Seven days, as WhatsApp's temporary permission; a message counts for a day, as WhatsApp's service window.
    fn default() -> Self {
        Self {
            callback_days: 7,
            call_days: 7,
            message_days: 1,
        }
    }
}

impl Lengths {
    /// Until when a request to be called that was made at `at` counts; `None` where it does not.
    pub fn callback_until(&self, at: Millis) -> Option<Millis> {
        after(at, self.callback_days)
    }
}

/// The consent that counts most at `now`: a valid one before one that has run out, an explicit one before an implicit
/// one, and of those the one that lasts longest.
///
/// Where all have run out it is the one that ended last, so that a refusal can say so.
pub fn standing(facts: &Facts, lengths: &Lengths, now: Millis) -> Option<Given> {
    let implicit = [
        (ConsentSource::Call, facts.last_call_at, lengths.call_days),
        (
            ConsentSource::Message,
            facts.last_message_at,
            lengths.message_days,
        ),
    ];
    let implicit = implicit
        .into_iter()
        .filter_map(|(source, at, days)| in_touch(source, at?, days));
    facts
        .given
        .iter()
        .copied()
        .chain(implicit)
        .filter(|given| facts.withdrawn_at.is_none_or(|at| at < given.at))
        .max_by_key(|given| weight(given, now))
}

/// Whether `new` takes the place of the one of its kind that was recorded before: one that was taken back gives way to
/// everything, what the business records to what it records later, and of what the contact says what lasts longest
/// counts.
pub fn replaces(new: &Given, before: Option<&Given>, withdrawn_at: Option<Millis>) -> bool {
    let counts = |given: &Given| withdrawn_at.is_none_or(|at| at < given.at);
    let Some(before) = before.filter(|before| counts(before)) else {
        return counts(new);
    };
    let end = |given: &Given| given.consent.until.unwrap_or(Millis::MAX);
    match new.source {
        ConsentSource::Api | ConsentSource::Import => before.at <= new.at,
        ConsentSource::Message | ConsentSource::Call | ConsentSource::Permission => {
            end(before) < end(new)
        }
    }
}

/// That she called or wrote by herself.
fn in_touch(source: ConsentSource, at: Millis, days: u32) -> Option<Given> {
    let until = after(at, days)?;
    Some(Given {
        consent: Consent {
            kind: ConsentType::Implicit,
            until: Some(until),
        },
        source,
        at,
    })
}

fn after(at: Millis, days: u32) -> Option<Millis> {
    (days > 0).then(|| at.saturating_add(Millis::from(days) * DAY))
}

fn weight(given: &Given, now: Millis) -> (bool, bool, Millis, Millis) {
    let Consent { kind, until } = given.consent;
    let valid = given.consent.is_valid(now);
    (
        valid,
        valid && kind == ConsentType::Explicit,
        until.unwrap_or(Millis::MAX),
        given.at,
    )
}
