//! Time as the simulator tells it: milliseconds since the Unix epoch that never go back.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use serde::Serialize;

/// A point in time, in milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub(crate) struct Moment(u64);

impl Moment {
    #[cfg(test)]
    pub(crate) const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    pub(crate) const fn millis(self) -> u64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, the form in which Meta writes times.
    pub(crate) const fn seconds(self) -> u64 {
        self.0 / 1000
    }

    /// As RFC 3339 writes it, in UTC, with this many digits of a second's fraction.
    pub(crate) fn rfc3339(self, digits: usize) -> String {
        let millis = i64::try_from(self.0).unwrap_or(i64::MAX);
        let time = Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX);
        format!("{time:.digits$}")
    }

    pub(crate) const fn plus(self, millis: u64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    pub(crate) const fn minus(self, millis: u64) -> Self {
        Self(self.0.saturating_sub(millis))
    }

    /// Milliseconds from `earlier` to here, 0 when `earlier` is later.
    pub(crate) const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Ties the wall clock's time at start to the machine's monotonic clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    origin: Instant,
    origin_millis: u64,
}

impl Clock {
    pub(crate) fn new() -> Self {
        // This order: a busy machine may stop us between the two, and a clock behind everybody else's would give two
        // webhooks that are a second apart the same second.
        let origin = Instant::now();
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or(Duration::ZERO);
        Self {
            origin,
            origin_millis: millis(since_epoch),
        }
    }

    pub(crate) fn now(&self) -> Moment {
        Moment(self.origin_millis + millis(self.origin.elapsed()))
    }

    /// When `moment` is by the monotonic clock; the start for anything before it.
    pub(crate) fn instant(&self, moment: Moment) -> Instant {
        self.origin + Duration::from_millis(moment.0.saturating_sub(self.origin_millis))
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_the_providers_print_them() {
        let moment = Moment::from_millis(1_733_801_763_749);
        assert_eq!(moment.rfc3339(3), "2024-12-10T03:36:03.749Z");
        assert_eq!(moment.rfc3339(0), "2024-12-10T03:36:03Z");
        assert_eq!(
            Moment::from_millis(0).rfc3339(3),
            "1970-01-01T00:00:00.000Z"
        );
    }
}
