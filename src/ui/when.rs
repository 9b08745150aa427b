//! Moments as people read them: relative under an hour, then by the clock.

use js_sys::Date;
use tring_protocol::call::Millis;
use wasm_bindgen::JsValue;

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A moment in the time zone of the person who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    millis: Millis,
    /// Days since 1970 by the local calendar.
    day_number: i64,
    year: u32,
    /// From 0.
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
}

impl Moment {
    /// Reads RFC 3339; `None` where it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let millis = Date::parse(text);
        (millis.is_finite() && millis >= 0.0).then(|| Self::at(whole(millis)))
    }

    /// The moment at `millis` of Unix time.
    pub fn at(millis: Millis) -> Self {
        let date = Date::new(&JsValue::from_f64(float(millis)));
        let local = millis.saturating_add_signed(-offset(&date));
        Self {
            millis,
            day_number: i64::try_from(local / (24 * HOUR)).unwrap_or(i64::MAX),
            year: date.get_full_year(),
            month: date.get_month(),
            day: date.get_date(),
            hour: date.get_hours(),
            minute: date.get_minutes(),
            second: date.get_seconds(),
        }
    }

    /// How long after `earlier` this was.
    pub fn after(self, earlier: Self) -> Millis {
        self.millis.saturating_sub(earlier.millis)
    }

    /// `just now`, `5 min ago`, `14:32`, `Yesterday, 14:32`, `3 Mar, 14:32`, `3 Mar 2025`.
    pub fn seen_from(self, now: Self) -> String {
        let age = now.millis.saturating_sub(self.millis);
        let (hour, minute) = (self.hour, self.minute);
        match (age, now.day_number - self.day_number) {
            (..MINUTE, _) => "Just now".to_owned(),
            (..HOUR, _) => format!("{} min ago", age / MINUTE),
            (_, ..=0) => format!("{hour:02}:{minute:02}"),
            (_, 1) => format!("Yesterday, {hour:02}:{minute:02}"),
            _ if now.year == self.year => {
                format!("{} {}, {hour:02}:{minute:02}", self.day, self.month_name())
            }
            _ => format!("{} {} {}", self.day, self.month_name(), self.year),
        }
    }

    /// Of something that may be to come, or is over, in the middle of a sentence: `14:32`, `tomorrow, 14:32`,
    /// `yesterday, 14:32`, `3 Mar, 14:32`, `3 Mar 2027`.
    pub fn told_at(self, now: Self) -> String {
        let (hour, minute) = (self.hour, self.minute);
        match self.day_number - now.day_number {
            0 => format!("{hour:02}:{minute:02}"),
            1 => format!("tomorrow, {hour:02}:{minute:02}"),
            -1 => format!("yesterday, {hour:02}:{minute:02}"),
            _ if now.year == self.year => {
                format!("{} {}, {hour:02}:{minute:02}", self.day, self.month_name())
            }
            _ => format!("{} {} {}", self.day, self.month_name(), self.year),
        }
    }

    /// `3 Mar 2026, 14:32:05`.
    pub fn in_full(self) -> String {
        format!(
            "{} {} {}, {:02}:{:02}:{:02}",
            self.day,
            self.month_name(),
            self.year,
            self.hour,
            self.minute,
            self.second
        )
    }

    fn month_name(self) -> &'static str {
        usize::try_from(self.month)
            .ok()
            .and_then(|month| MONTHS.get(month))
            .copied()
            .unwrap_or_default()
    }
}

/// How far the local clock is behind UTC at `date`, in milliseconds.
fn offset(date: &Date) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a time zone is at most 14 hours from UTC"
    )]
    let minutes = date.get_timezone_offset() as i64;
    minutes * 60_000
}

fn whole(millis: f64) -> Millis {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be finite and not negative; JavaScript's dates end far below 2^53"
    )]
    let whole = millis as Millis;
    whole
}

fn float(millis: Millis) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds of this age are far below 2^53"
    )]
    let float = millis as f64;
    float
}

#[cfg(test)]
mod tests {
    use super::{HOUR, MINUTE, Moment};

    fn moment(day: u32, hour: u32, minute: u32) -> Moment {
        let day_number = i64::from(day);
        Moment {
            millis: u64::from(day) * 24 * HOUR
                + u64::from(hour) * HOUR
                + u64::from(minute) * MINUTE,
            day_number,
            year: 2026,
            month: 2,
            day,
            hour,
            minute,
            second: 5,
        }
    }

    #[test]
    fn within_the_hour_it_is_relative() {
        let call = moment(3, 14, 32);
        assert_eq!(call.seen_from(call), "Just now");
        assert_eq!(call.seen_from(moment(3, 14, 37)), "5 min ago");
        assert_eq!(call.seen_from(moment(3, 15, 31)), "59 min ago");
    }

    #[test]
    fn after_an_hour_it_goes_by_the_clock() {
        let call = moment(3, 14, 2);
        assert_eq!(call.seen_from(moment(3, 15, 2)), "14:02");
        assert_eq!(call.seen_from(moment(4, 15, 2)), "Yesterday, 14:02");
        assert_eq!(call.seen_from(moment(9, 15, 2)), "3 Mar, 14:02");
    }

    #[test]
    fn just_before_midnight_is_not_yesterday_while_it_is_minutes_ago() {
        assert_eq!(moment(3, 23, 59).seen_from(moment(4, 0, 1)), "2 min ago");
    }

    #[test]
    fn another_year_is_named() {
        let call = moment(3, 14, 2);
        let now = Moment {
            year: 2027,
            ..moment(30, 9, 0)
        };
        assert_eq!(call.seen_from(now), "3 Mar 2026");
    }

    #[test]
    fn what_is_to_come_goes_by_the_clock() {
        let now = moment(3, 14, 2);
        assert_eq!(moment(3, 15, 0).told_at(now), "15:00");
        assert_eq!(moment(4, 9, 5).told_at(now), "tomorrow, 09:05");
        assert_eq!(moment(2, 9, 5).told_at(now), "yesterday, 09:05");
        assert_eq!(moment(9, 9, 5).told_at(now), "9 Mar, 09:05");
        let far = Moment {
            year: 2027,
            ..moment(30, 9, 0)
        };
        assert_eq!(far.told_at(now), "30 Mar 2027");
    }

    #[test]
    fn a_clock_that_is_behind_says_just_now() {
        assert_eq!(moment(3, 14, 5).seen_from(moment(3, 14, 2)), "Just now");
    }

    #[test]
    fn the_title_has_the_seconds() {
        assert_eq!(moment(3, 4, 2).in_full(), "3 Mar 2026, 04:02:05");
    }
}
