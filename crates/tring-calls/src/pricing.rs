//! What a call costs: begun pulses of talk, at the price of the longest prefix that the called number has.
//!
//! Money is counted in whole millionths of the currency (*micros*), never in floating point.

use tring_protocol::call::{Direction, Millis};

/// The pulse of WhatsApp's price list: calls are billed by begun six seconds
/// (<https://developers.facebook.com/docs/whatsapp/cloud-api/calling/pricing>).
pub const PULSE_SECONDS: u64 = 6;

/// What a minute to numbers that begin so costs: a line of a channel's price table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Digits, country code first, without `+`; empty for every number.
    pub prefix: String,
    /// ISO 4217, `EUR`.
    pub currency: String,
    /// The price of a minute.
    pub micros_per_minute: u64,
    /// The length of a pulse, in seconds; at least 1.
    pub pulse_seconds: u64,
}

/// The price of a call, as it is when the call is placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// ISO 4217, `EUR`.
    pub currency: String,
    /// The length of a pulse, in seconds.
    pub pulse_seconds: u64,
    /// The price of a pulse.
    pub pulse_micros: u64,
}

/// The price of a pulse, as a call carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pulse {
    /// Its length, in seconds.
    pub seconds: u64,
    /// Its price.
    pub micros: u64,
}

impl Rate {
    /// The same per pulse, to the nearest micro.
    pub fn price(&self) -> Price {
        let for_a_minute_of_pulses = self.micros_per_minute.saturating_mul(self.pulse_seconds);
        Price {
            currency: self.currency.clone(),
            pulse_seconds: self.pulse_seconds,
            pulse_micros: for_a_minute_of_pulses.saturating_add(30) / 60,
        }
    }
}

/// The price of a call to this number (`+` and digits): that of the longest prefix.
pub fn for_number(rates: &[Rate], to_number: &str) -> Option<Price> {
    let digits = to_number.trim_start_matches('+');
    let fitting = rates.iter().filter(|rate| digits.starts_with(&rate.prefix));
    fitting
        .max_by_key(|rate| rate.prefix.len())
        .map(Rate::price)
}

/// What talking for so long costs, in micros: each begun pulse counts. Who calls us pays nothing, and costs nothing.
pub fn cost(direction: Direction, pulse: Pulse, talked: Millis) -> u64 {
    match direction {
        Direction::Inbound => 0,
        Direction::Outbound => talked
            .div_ceil(pulse.seconds.max(1).saturating_mul(1_000))
            .saturating_mul(pulse.micros),
    }
}
