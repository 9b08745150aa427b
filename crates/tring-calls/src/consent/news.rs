//! Whether what a contact said is newer than what is known of her: webhooks come late, twice and in any order.

use tring_protocol::{call::Millis, contact::OptIn};

/// WhatsApp stamps messages with whole seconds.
const WHOLE_SECOND: Millis = 999;
/// How far two clocks may be apart.
const CLOCKS: Millis = 60_000;

/// The opt-in that is known, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The state.
    pub opt_in: OptIn,
    /// When it was said; `None` where nothing was.
    pub at: Option<Millis>,
    /// By whose clock.
    pub clock: Clock,
}

/// Whose clock a time is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The provider's, of messages.
    Provider,
    /// Ours.
    Ours,
}

/// Whether a message that was sent at `at` and says `opt_in` is news.
///
/// Of two messages the later one counts. Against what the business itself recorded an opt-out counts also where the
/// clocks may differ: nobody is called against her word because of a clock.
pub fn is_news(opt_in: OptIn, at: Millis, known: Known) -> bool {
    let slack = match (known.clock, opt_in) {
        (Clock::Provider, _) => 0,
        (Clock::Ours, OptIn::OptedOut) => CLOCKS,
        (Clock::Ours, OptIn::OptedIn | OptIn::Unknown) => WHOLE_SECOND,
    };
    known
        .at
        .is_none_or(|known| known <= at.saturating_add(slack))
}
