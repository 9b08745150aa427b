//! How long to wait before the next try.

/// The first wait, in milliseconds.
const FIRST: u32 = 500;
/// The longest wait, in milliseconds.
const LONGEST: u32 = 8_000;

/// Waits that double with each failure, each shortened by chance, so that the pages of a proxy that has
/// come back do not all come at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The wait before the next try, in milliseconds. `chance` is from 0 to 1.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the wait is between 250 and 8000"
    )]
    pub(super) fn next(&mut self, chance: f64) -> u32 {
        let longest = FIRST.saturating_mul(1 << self.failures.min(8)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        (f64::from(longest) * (1.0 - chance.clamp(0.0, 1.0) / 2.0)) as u32
    }

    /// It worked: the next failure is the first again.
    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_eight_seconds() {
        let mut backoff = Backoff::default();
        let waits: Vec<u32> = (0..7).map(|_| backoff.next(0.0)).collect();
        assert_eq!(waits, [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    }

    #[test]
    fn chance_shortens_a_wait_by_half_at_most() {
        let mut backoff = Backoff::default();
        assert_eq!(backoff.next(1.0), 250);
        assert_eq!(backoff.next(0.5), 750);
    }

    #[test]
    fn the_wait_is_short_again_after_a_success() {
        let mut backoff = Backoff::default();
        for _ in 0..40 {
            backoff.next(0.0);
        }
        backoff.reset();
        assert_eq!(backoff.next(0.0), 500);
    }
}
