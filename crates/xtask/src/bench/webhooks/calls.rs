//! The webhooks: calls that come in, ring for a second and are given up, each of another customer.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::bench::data::{NUMBER, NUMBER_ID, WEBHOOK_SECRET};

/// As Meta sends it.
const OFFER: &str = include_str!("offer.sdp");
/// How long a call rings, in seconds.
const RINGS_FOR: u32 = 1;

/// Which webhooks come, and when.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    start: Instant,
    rate: u32,
    count: u32,
}

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Webhook {
    /// Its place in the row.
    pub(crate) number: u32,
    /// Which call it is about.
    pub(crate) call: u32,
    /// What it tells.
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// The customer calls.
    Rings,
    /// The customer has given up.
    Ends,
}

impl Plan {
    /// `rate` webhooks a second for so many seconds.
    pub(crate) fn new(start: Instant, rate: u32, seconds: u32) -> Self {
        Self {
            start,
            rate,
            count: rate * seconds,
        }
    }

    /// When the webhook with this number comes.
    pub(crate) fn at(&self, number: u32) -> Instant {
        self.start + Duration::from_secs(1) * number / self.rate
    }

    /// When the last one has come.
    pub(crate) fn end(&self) -> Instant {
        self.at(self.count)
    }

    /// All of them. While nothing rings long enough yet to be given up, only calls come.
    pub(crate) fn webhooks(&self) -> impl Iterator<Item = Webhook> {
        // Every other webhook is a new call.
        let ringing = self.rate * RINGS_FOR / 2;
        (0..self.count).filter_map(move |number| {
            let pair = number / 2;
            let (call, what) = if number % 2 == 0 {
                (pair, What::Rings)
            } else {
                (pair.checked_sub(ringing)?, What::Ends)
            };
            Some(Webhook { number, call, what })
        })
    }
}

impl Webhook {
    /// The bytes and Meta's signature of them.
    pub(crate) fn body(&self) -> (Vec<u8>, String) {
        let customer = customer(self.call);
        let digits = customer.trim_start_matches('+');
        let id = format!("wacid.bench{}", self.call);
        let (to, at) = (NUMBER.trim_start_matches('+'), now().to_string());
        let call = match self.what {
            What::Rings => json!({
                "id": id, "from": digits, "to": to, "timestamp": at, "direction": "USER_INITIATED",
                "event": "connect", "session": {"sdp_type": "offer", "sdp": OFFER},
            }),
            What::Ends => json!({
                "id": id, "from": digits, "to": to, "timestamp": at, "direction": "USER_INITIATED",
                "event": "terminate", "status": "COMPLETED",
            }),
        };
        let body = envelope(digits, &call).to_string().into_bytes();
        let mut mac =
            Hmac::<Sha256>::new_from_slice(WEBHOOK_SECRET.as_bytes()).expect("any length to do");
        mac.update(&body);
        let signature = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
        (body, signature)
    }
}

/// The number of the customer who makes this call.
pub(crate) fn customer(call: u32) -> String {
    format!("+4917{call:09}")
}

/// Which call the customer with this number makes.
pub(crate) fn call_of(customer: &str) -> Option<u32> {
    customer.strip_prefix("+4917")?.parse().ok()
}

fn envelope(digits: &str, call: &Value) -> Value {
    let value = json!({
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": NUMBER.trim_start_matches('+'),
            "phone_number_id": NUMBER_ID,
        },
        "contacts": [{"profile": {"name": "Grace Hopper"}, "wa_id": digits}],
        "calls": [call],
    });
    json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "366634483210360", "changes": [{"field": "calls", "value": value}]}],
    })
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_rings_before_it_is_given_up_a_second_later() {
        let plan = Plan::new(Instant::now(), 10, 3);
        let all: Vec<_> = plan.webhooks().collect();
        let of = |call, what| {
            let mut found = all.iter().filter(|it| (it.call, it.what) == (call, what));
            found.next().map(|it| it.number)
        };
        assert_eq!(of(0, What::Rings), Some(0));
        assert_eq!(of(0, What::Ends), Some(11));
        assert_eq!(of(1, What::Rings), Some(2));
        assert_eq!(of(14, What::Ends), None, "the end comes before");
        assert_eq!(plan.at(11) - plan.at(0), Duration::from_millis(1_100));
        assert_eq!(all.len(), 15 + 10);
    }

    #[test]
    fn a_customer_is_known_by_the_number() {
        assert_eq!(call_of(&customer(12_345)), Some(12_345));
        assert_eq!(call_of("+15550001111"), None);
    }
}
