//! Points in time as providers write them (RFC 3339, section 5.6).

use tring_protocol::call::Millis;

/// `2024-12-10T03:36:03.749Z` in Unix milliseconds; `None` where it is no such time, or before 1970.
pub(crate) fn millis(text: &str) -> Option<Millis> {
    let time: jiff::Timestamp = text.trim().parse().ok()?;
    Millis::try_from(time.as_millisecond()).ok()
}

/// Unix seconds as `2026-11-21T16:20:32Z`; `None` where that is no time.
pub(crate) fn of_seconds(seconds: i64) -> Option<String> {
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    Some(time.to_string())
}

#[cfg(test)]
mod tests {
    use super::{millis, of_seconds};

    #[test]
    fn times_are_read_in_every_form_that_providers_write() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2024-12-10T03:36:03.749Z", 1_733_801_763_749),
            ("2026-03-25T14:00:04Z", 1_774_447_204_000),
            ("2026-03-25T14:00:04.5Z", 1_774_447_204_500),
            ("2026-03-25T14:00:04.123456Z", 1_774_447_204_123),
            ("2026-03-25T11:00:04-03:00", 1_774_447_204_000),
            ("2026-03-25T19:30:04+05:30", 1_774_447_204_000),
            ("2024-02-29 23:59:59z", 1_709_251_199_000),
        ] {
            assert_eq!(millis(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "1733826430000",
            "2026-03-25",
            "2026-03-25T14:00:04",
            "2026-13-25T14:00:04Z",
            "2026-03-32T14:00:04Z",
            "2026-03-25T25:00:04Z",
            "2026-3-25T14:00:04Z",
            "1969-12-31T23:59:58Z",
        ] {
            assert_eq!(millis(text), None, "{text}");
        }
    }

    #[test]
    fn seconds_are_written_as_they_are_read() {
        assert_eq!(of_seconds(0).as_deref(), Some("1970-01-01T00:00:00Z"));
        let written = of_seconds(1_795_278_032);
        assert_eq!(written.as_deref(), Some("2026-11-21T16:20:32Z"));
        assert_eq!(of_seconds(i64::MAX), None, "no year has so many digits");
    }
}
