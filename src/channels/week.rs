//! The hours of a week, day by day, and what is wrong with them.

use tring_protocol::settings::{CallHours, Holiday, OpenHours, Weekday};

/// The days in the order of ISO 8601.
pub(crate) const DAYS: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// The most that WhatsApp takes a day.
pub(crate) const MOST_PER_DAY: usize = 2;
/// The most that WhatsApp takes.
pub(crate) const MOST_HOLIDAYS: usize = 20;

/// What is wrong with times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// One is empty.
    Missing,
    /// It ends before it begins.
    Backwards,
    /// Two of one day overlap.
    Overlap,
    /// The date is empty.
    NoDate,
}

/// Which end of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The first minute.
    From,
    /// The last.
    To,
}

/// The spans of `day`, each with its place in `hours.weekly`.
pub(crate) fn spans(hours: &CallHours, day: Weekday) -> Vec<(usize, OpenHours)> {
    let all = hours.weekly.iter().cloned().enumerate();
    all.filter(|(_, span)| span.day == day).collect()
}

/// Adds a span to `day`: usual hours, or the afternoon after what is there.
pub(crate) fn add(hours: &mut CallHours, day: Weekday) {
    let last = hours.weekly.iter().rposition(|span| span.day == day);
    let (open, close) = match last.and_then(|last| hours.weekly.get(last)) {
        None => ("09:00".to_owned(), "17:00".to_owned()),
        Some(last) => (last.close.clone(), String::new()),
    };
    // Behind the day's own, else behind the days before it: the order is what the provider shows.
    let place = hours.weekly.iter().rposition(|span| span.day <= day);
    let span = OpenHours { day, open, close };
    hours
        .weekly
        .insert(place.map_or(0, |place| place + 1), span);
}

/// Removes the span at `place`.
pub(crate) fn remove(hours: &mut CallHours, place: usize) {
    if place < hours.weekly.len() {
        hours.weekly.remove(place);
    }
}

/// Sets one end of the span at `place`.
pub(crate) fn set(hours: &mut CallHours, place: usize, end: End, time: String) {
    if let Some(span) = hours.weekly.get_mut(place) {
        match end {
            End::From => span.open = time,
            End::To => span.close = time,
        }
    }
}

/// What is wrong with the spans of `day`.
pub(crate) fn mistake(hours: &CallHours, day: Weekday) -> Option<Mistake> {
    let spans = spans(hours, day);
    let ends = spans
        .iter()
        .map(|(_, span)| (span.open.as_str(), span.close.as_str()));
    times(ends.collect())
}

/// What is wrong with a holiday, alone or beside the others of its date.
pub(crate) fn holiday_mistake(hours: &CallHours, place: usize) -> Option<Mistake> {
    let holiday = hours.holidays.get(place)?;
    if holiday.date.is_empty() {
        return Some(Mistake::NoDate);
    }
    let ends = |holiday: &Holiday| holiday.date.clone();
    let same_day = hours
        .holidays
        .iter()
        .filter(|other| ends(other) == holiday.date)
        .map(|other| (other.start.as_str(), other.end.as_str()));
    times(same_day.collect())
}

/// Whether anything is wrong with these hours that is known here.
pub(crate) fn has_mistake(hours: &CallHours) -> bool {
    DAYS.into_iter().any(|day| mistake(hours, day).is_some())
        || (0..hours.holidays.len()).any(|place| holiday_mistake(hours, place).is_some())
}

/// Whether a holiday is over; WhatsApp refuses such a one.
pub(crate) fn is_over(holiday: &Holiday, today: &str) -> bool {
    // ISO dates are in order when their texts are.
    !holiday.date.is_empty() && holiday.date.as_str() < today
}

/// Times of one day, `HH:MM`: their texts are in order when they are.
fn times(mut spans: Vec<(&str, &str)>) -> Option<Mistake> {
    if spans
        .iter()
        .any(|(open, close)| open.is_empty() || close.is_empty())
    {
        return Some(Mistake::Missing);
    }
    if spans.iter().any(|(open, close)| open >= close) {
        return Some(Mistake::Backwards);
    }
    spans.sort_unstable();
    let next = spans.iter().skip(1);
    let overlaps = spans.iter().zip(next).any(|(one, next)| next.0 < one.1);
    overlaps.then_some(Mistake::Overlap)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(spans: &[(Weekday, &str, &str)]) -> CallHours {
        CallHours {
            enabled: true,
            time_zone: "America/Manaus".to_owned(),
            weekly: spans
                .iter()
                .map(|(day, open, close)| OpenHours {
                    day: *day,
                    open: (*open).to_owned(),
                    close: (*close).to_owned(),
                })
                .collect(),
            holidays: Vec::new(),
        }
    }

    #[test]
    fn a_closed_day_opens_at_nine() {
        let mut hours = hours(&[
            (Weekday::Monday, "08:00", "12:00"),
            (Weekday::Friday, "08:00", "12:00"),
        ]);
        add(&mut hours, Weekday::Wednesday);
        assert_eq!(
            hours.weekly[1].day,
            Weekday::Wednesday,
            "between its neighbours"
        );
        assert_eq!(hours.weekly[1].open, "09:00");
    }

    #[test]
    fn a_second_span_begins_where_the_first_ends_and_waits_for_its_end() {
        let mut hours = hours(&[(Weekday::Monday, "08:00", "12:00")]);
        add(&mut hours, Weekday::Monday);
        assert_eq!(hours.weekly[1].open, "12:00");
        assert_eq!(mistake(&hours, Weekday::Monday), Some(Mistake::Missing));
    }

    #[test]
    fn spans_that_touch_do_not_overlap() {
        let touching = hours(&[
            (Weekday::Monday, "12:00", "17:00"),
            (Weekday::Monday, "08:00", "12:00"),
        ]);
        assert_eq!(mistake(&touching, Weekday::Monday), None);
        let overlapping = hours(&[
            (Weekday::Monday, "11:59", "17:00"),
            (Weekday::Monday, "08:00", "12:00"),
        ]);
        assert_eq!(
            mistake(&overlapping, Weekday::Monday),
            Some(Mistake::Overlap)
        );
    }

    #[test]
    fn a_span_that_ends_before_it_begins_is_a_mistake_of_its_day_alone() {
        let hours = hours(&[
            (Weekday::Monday, "17:00", "09:00"),
            (Weekday::Friday, "09:00", "17:00"),
        ]);
        assert_eq!(mistake(&hours, Weekday::Monday), Some(Mistake::Backwards));
        assert_eq!(mistake(&hours, Weekday::Friday), None);
        assert!(has_mistake(&hours), "Monday is wrong");
    }

    #[test]
    fn a_holiday_is_over_on_the_day_after_it() {
        let holiday = Holiday {
            date: "2026-12-25".to_owned(),
            start: "00:00".to_owned(),
            end: "23:59".to_owned(),
        };
        assert!(!is_over(&holiday, "2026-12-25"), "it is today");
        assert!(is_over(&holiday, "2026-12-26"), "it was yesterday");
    }

    #[test]
    fn a_holiday_without_a_date_is_a_mistake_of_its_own() {
        let mut hours = hours(&[]);
        hours.holidays.push(Holiday {
            date: String::new(),
            start: "00:00".to_owned(),
            end: "23:59".to_owned(),
        });
        assert_eq!(holiday_mistake(&hours, 0), Some(Mistake::NoDate));
    }
}
