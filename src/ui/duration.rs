//! Durations as people read them on a telephone.

use tring_protocol::call::Millis;

/// `0:07`, `12:05`, `1:02:03`.
pub(crate) fn clock(millis: Millis) -> String {
    let seconds = millis / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours == 0 {
        format!("{minutes}:{seconds:02}")
    } else {
        format!("{hours}:{minutes:02}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn seconds_always_have_two_digits() {
        assert_eq!(clock(7_999), "0:07");
        assert_eq!(clock(725_000), "12:05");
    }

    #[test]
    fn hours_appear_only_when_there_are_some() {
        assert_eq!(clock(3_599_000), "59:59");
        assert_eq!(clock(3_723_000), "1:02:03");
    }
}
