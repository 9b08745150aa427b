//! The page's clock, set by the proxy's.

use std::cell::Cell;

use tring_protocol::call::Millis;

/// How far the page's clock may be from the proxy's before it is set, in milliseconds: more than a message travels.
const TOLERANCE: i64 = 2_000;

/// Unix time as the proxy counts it: deadlines and starts of calls are times of the proxy.
#[derive(Debug, Default)]
pub struct Clock {
    ahead: Cell<i64>,
}

impl Clock {
    /// The time now.
    pub fn now(&self) -> Millis {
        corrected(system_time(), self.ahead.get())
    }

    /// Takes note of the proxy's time. Small differences are ignored, so that timers do not jump.
    pub fn heard(&self, proxy_time: Millis) {
        if proxy_time != 0 {
            self.ahead
                .set(adjusted(self.ahead.get(), system_time(), proxy_time));
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`Date.now()` is a positive whole number far below 2^53"
)]
fn system_time() -> Millis {
    js_sys::Date::now() as Millis
}

fn corrected(system_time: Millis, ahead: i64) -> Millis {
    system_time.saturating_add_signed(ahead)
}

fn adjusted(ahead: i64, system_time: Millis, proxy_time: Millis) -> i64 {
    let difference = proxy_time.cast_signed() - system_time.cast_signed();
    if (difference - ahead).abs() > TOLERANCE {
        difference
    } else {
        ahead
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_a_minute_slow_is_set() {
        let ahead = adjusted(0, 1_000_000, 1_060_000);
        assert_eq!(corrected(1_000_500, ahead), 1_060_500);
    }

    #[test]
    fn the_time_that_a_message_travels_does_not_move_the_clock() {
        assert_eq!(adjusted(60_000, 1_000_000, 1_058_500), 60_000);
        assert_eq!(adjusted(0, 1_000_000, 999_000), 0);
    }
}
