//! What becomes of a message after an attempt, and when it is sent again: pure; time and chance are inputs.

use tring_protocol::call::Millis;

const HOUR: Millis = 3_600_000;
const DAY: Millis = 24 * HOUR;

/// How long is waited on average after each attempt, in units of the first wait. With the 5 s of the product: 5 s, 30 s,
/// 2 min, 10 min, 30 min, 1 h, 2 h, 4 h, 8 h, 8 h; together a day.
const WAITS: [u64; 10] = [1, 6, 24, 120, 360, 720, 1_440, 2_880, 5_760, 5_760];
/// How often a message is sent before it is given up.
pub const ATTEMPTS: u32 = 11;
/// The most that an endpoint's `Retry-After` can delay an attempt.
pub const LONGEST_RETRY_AFTER: Millis = 8 * HOUR;
/// For how long nothing may be delivered before the endpoint is disabled.
pub const PATIENCE: Millis = 3 * DAY;
/// How long what was delivered is kept.
pub const KEEP_DELIVERED: Millis = 7 * DAY;
/// How long it is remembered that a message was given up; by then nobody knows what it said.
pub const KEEP_DEAD: Millis = 90 * DAY;
/// How long messages are kept that were given up, or that are held back because their endpoint is disabled.
pub const KEEP_UNDELIVERED: Millis = 30 * DAY;

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The endpoint answered.
    Answered {
        /// Its status.
        status: u16,
        /// How long it asks us to wait, in milliseconds.
        retry_after: Option<Millis>,
    },
    /// There was no answer: no connection, no time left, or nothing that we understand.
    Nothing,
}

/// The attempt in question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Which it was, from 1.
    pub number: u32,
    /// When it was over.
    pub at: Millis,
    /// The average wait after the first.
    pub first_wait: Millis,
    /// A random number.
    pub chance: u32,
}

/// What becomes of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The endpoint has it.
    Delivered,
    /// It is sent again then.
    Again {
        /// When.
        at: Millis,
    },
    /// It is given up.
    Dead,
    /// It is given up, and its endpoint wants no more (`410 Gone`).
    Gone,
}

/// What becomes of a message after this attempt.
pub fn verdict(outcome: Outcome, attempt: Attempt) -> Verdict {
    let asked = match outcome {
        Outcome::Answered {
            status: 200..=299, ..
        } => return Verdict::Delivered,
        Outcome::Answered { status: 410, .. } => return Verdict::Gone,
        Outcome::Answered { retry_after, .. } => retry_after.unwrap_or(0).min(LONGEST_RETRY_AFTER),
        Outcome::Nothing => 0,
    };
    match wait(attempt) {
        Some(wait) => Verdict::Again {
            at: attempt.at.saturating_add(wait.max(asked)),
        },
        None => Verdict::Dead,
    }
}

/// The wait after an attempt, `None` after the last: drawn evenly between nothing and twice the average, so that
/// messages that failed together do not come back together.
fn wait(attempt: Attempt) -> Option<Millis> {
    let index = usize::try_from(attempt.number.checked_sub(1)?).ok()?;
    let longest = WAITS
        .get(index)?
        .saturating_mul(attempt.first_wait)
        .saturating_mul(2);
    let drawn = u128::from(longest) * u128::from(attempt.chance) / u128::from(u32::MAX);
    Some(Millis::try_from(drawn).unwrap_or(longest))
}

/// Whether an endpoint to which nothing could be delivered since then is disabled, when a message is given up now.
pub fn is_hopeless(failing_since: Millis, now: Millis) -> bool {
    now.saturating_sub(failing_since) >= PATIENCE
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Millis = 1_000;
    const MINUTE: Millis = 60 * SECOND;
    const NOW: Millis = 1_769_421_600_000;

    fn attempt(number: u32, chance: u32) -> Attempt {
        Attempt {
            number,
            at: NOW,
            first_wait: 5 * SECOND,
            chance,
        }
    }

    fn answered(status: u16) -> Outcome {
        Outcome::Answered {
            status,
            retry_after: None,
        }
    }

    #[test]
    fn only_a_2xx_is_a_delivery_and_only_410_an_end_at_once() {
        let first = attempt(1, 0);
        for (status, expected) in [
            (200, Verdict::Delivered),
            (204, Verdict::Delivered),
            (299, Verdict::Delivered),
            (301, Verdict::Again { at: NOW }),
            (308, Verdict::Again { at: NOW }),
            (400, Verdict::Again { at: NOW }),
            (404, Verdict::Again { at: NOW }),
            (410, Verdict::Gone),
            (429, Verdict::Again { at: NOW }),
            (500, Verdict::Again { at: NOW }),
            (503, Verdict::Again { at: NOW }),
        ] {
            assert_eq!(verdict(answered(status), first), expected, "{status}");
        }
        assert_eq!(verdict(Outcome::Nothing, first), Verdict::Again { at: NOW });
    }

    #[test]
    fn the_waits_are_as_documented_on_average_and_make_a_day() {
        let average = u32::MAX / 2;
        let mut whole = 0;
        for (number, expected) in [
            (1, 5 * SECOND),
            (2, 30 * SECOND),
            (3, 2 * MINUTE),
            (4, 10 * MINUTE),
            (5, 30 * MINUTE),
            (6, HOUR),
            (7, 2 * HOUR),
            (8, 4 * HOUR),
            (9, 8 * HOUR),
            (10, 8 * HOUR),
        ] {
            let waited = wait(attempt(number, average)).unwrap();
            assert!(waited.abs_diff(expected) <= 1, "{number}: {waited}");
            whole += expected;
        }
        assert!((23 * HOUR..=DAY).contains(&whole), "{whole}");
        assert_eq!(wait(attempt(ATTEMPTS, average)), None);
    }

    #[test]
    fn a_wait_lies_between_nothing_and_twice_the_average() {
        for number in 1..ATTEMPTS {
            let most = wait(attempt(number, u32::MAX)).unwrap();
            assert_eq!(wait(attempt(number, 0)), Some(0));
            let average = wait(attempt(number, u32::MAX / 2)).unwrap();
            assert!((most / 2).abs_diff(average) <= 1, "{number}");
        }
    }

    #[test]
    fn the_last_attempt_is_the_last_whatever_the_endpoint_asks_for() {
        let asks = Outcome::Answered {
            status: 503,
            retry_after: Some(SECOND),
        };
        for number in [0, ATTEMPTS, ATTEMPTS + 1, u32::MAX] {
            assert_eq!(verdict(asks, attempt(number, 7)), Verdict::Dead);
            assert_eq!(verdict(Outcome::Nothing, attempt(number, 7)), Verdict::Dead);
        }
        let last = attempt(ATTEMPTS, 7);
        assert_eq!(verdict(answered(200), last), Verdict::Delivered);
    }

    #[test]
    fn an_endpoint_may_ask_for_more_time_but_not_for_less_and_not_for_ever() {
        let at = |retry_after, chance| {
            let outcome = Outcome::Answered {
                status: 429,
                retry_after: Some(retry_after),
            };
            match verdict(outcome, attempt(1, chance)) {
                Verdict::Again { at } => at - NOW,
                Verdict::Delivered | Verdict::Dead | Verdict::Gone => panic!("sent again"),
            }
        };
        assert_eq!(at(MINUTE, 0), MINUTE);
        assert_eq!(at(0, u32::MAX), 10 * SECOND, "our own wait is the least");
        assert_eq!(at(u64::MAX, 0), LONGEST_RETRY_AFTER);
    }

    #[test]
    fn an_endpoint_is_given_up_after_three_days_without_a_delivery() {
        assert!(!is_hopeless(NOW, NOW));
        assert!(!is_hopeless(NOW, NOW + 3 * DAY - 1));
        assert!(is_hopeless(NOW, NOW + 3 * DAY));
        assert!(!is_hopeless(NOW, NOW - 1), "a clock that was set back");
    }
}
