//! The one clock of the proxy, and times as the API prints them.

use std::time::{SystemTime, UNIX_EPOCH};

use tring_protocol::call::Millis;

/// Now, in Unix milliseconds.
pub fn now() -> Millis {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A time as RFC 3339 in UTC with whole seconds, `2026-01-26T10:00:00Z`.
pub fn rfc3339(at: Millis) -> String {
    let seconds = i64::try_from(at / 1000).unwrap_or(0);
    jiff::Timestamp::from_second(seconds)
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_string()
}

/// The same in seed 000's other form, `2026-01-26 10:00:00`.
pub fn date_and_time(at: Millis) -> String {
    rfc3339(at).replace('T', " ").replace('Z', "")
}

/// A time as RFC 3339 in UTC with milliseconds, `2026-01-26T10:00:00.250Z`.
pub fn rfc3339_with_millis(at: Millis) -> String {
    let moment = i64::try_from(at)
        .ok()
        .and_then(|at| jiff::Timestamp::from_millisecond(at).ok())
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!("{moment:.3}")
}

/// How long ago `at` is, as people say it: `2 minutes ago`.
pub fn ago(at: Millis, now: Millis) -> String {
    let seconds = now.saturating_sub(at) / 1000;
    let (count, unit) = match seconds {
        0..=59 => (seconds, "second"),
        60..=3_599 => (seconds / 60, "minute"),
        3_600..=86_399 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural} ago")
}

/// A duration as `5:00`, from an hour on as `1:05:00`.
pub fn minutes_and_seconds(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_printed_as_seed_000_prints_them() {
        assert_eq!(rfc3339(1_769_421_600_123), "2026-01-26T10:00:00Z");
        assert_eq!(date_and_time(1_769_421_600_123), "2026-01-26 10:00:00");
        assert_eq!(
            rfc3339_with_millis(1_769_421_600_020),
            "2026-01-26T10:00:00.020Z"
        );
        assert_eq!(ago(0, 120_000), "2 minutes ago");
        assert_eq!(ago(0, 1_000), "1 second ago");
        assert_eq!(ago(5_000, 0), "0 seconds ago");
        assert_eq!(ago(0, 90_000_000), "1 day ago");
    }

    #[test]
    fn durations_are_minutes_and_seconds_and_hours_where_there_are_some() {
        assert_eq!(minutes_and_seconds(300), "5:00");
        assert_eq!(minutes_and_seconds(9), "0:09");
        assert_eq!(minutes_and_seconds(3_900), "1:05:00");
    }
}
