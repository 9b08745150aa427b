//! When customers can call: hours of the week, and days with other hours.

use std::collections::BTreeMap;

use jiff::{
    Timestamp,
    civil::Date,
    tz::{TimeZone, TimeZoneDatabase},
};
use tring_protocol::{
    call::Millis,
    settings::{CallHours, Holiday, OpenHours, Weekday},
};

/// The most that WhatsApp takes (call-settings page).
const MOST_PER_DAY: usize = 2;
/// The most that WhatsApp takes (call-settings page).
const MOST_HOLIDAYS: usize = 20;

/// Whether WhatsApp would take these hours.
pub(super) fn check(hours: &CallHours, now: Millis) -> Result<(), String> {
    let time_zone = time_zone(&hours.time_zone)?;
    if hours.enabled && hours.weekly.is_empty() {
        return Err("Call hours are on without any hours: nobody could ever call. Add hours, or switch call hours off.".to_owned());
    }
    check_week(&hours.weekly)?;
    check_holidays(&hours.holidays, today(&time_zone, now))
}

/// Takes out of `wanted` the days that are over and that the provider has already, as `current` says: WhatsApp refuses a
/// day that is over (call-settings page), and whoever changes the hours around it did not ask for it. One that is over
/// and new stays, so that [`check_change`](super::check_change) can say so.
pub fn leave_out_old_holidays(wanted: &mut CallHours, current: &CallHours, now: Millis) {
    let CallHours {
        time_zone,
        holidays,
        ..
    } = wanted;
    holidays.retain(|holiday| {
        !is_over(&holiday.date, time_zone, now) || !current.holidays.contains(holiday)
    });
}

/// Whether the day `2026-12-25` is over where the hours count; where nobody says which zone, in UTC.
pub fn is_over(day: &str, zone: &str, now: Millis) -> bool {
    let zone = time_zone(zone).unwrap_or(TimeZone::UTC);
    date(day).is_some_and(|day| day < today(&zone, now))
}

/// The database that comes with us: what the machine has differs, and a container may have none.
fn time_zone(name: &str) -> Result<TimeZone, String> {
    if name.is_empty() {
        return Err(
            "The hours have no time zone. Choose one, for example America/Manaus.".to_owned(),
        );
    }
    let known = TimeZoneDatabase::bundled().get(name).ok();
    known
        .filter(|zone| zone.iana_name() == Some(name))
        .ok_or_else(|| {
            format!("There is no time zone `{name}`. Choose one of the IANA list, for example America/Manaus.")
        })
}

/// The date where the hours count.
fn today(time_zone: &TimeZone, now: Millis) -> Date {
    let millis = i64::try_from(now).unwrap_or(i64::MAX);
    let now = Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX);
    now.to_zoned(time_zone.clone()).date()
}

fn check_week(weekly: &[OpenHours]) -> Result<(), String> {
    let mut days: BTreeMap<Weekday, Vec<Span>> = BTreeMap::new();
    for hours in weekly {
        let day = day_name(hours.day);
        let span = Span::new(day, &hours.open, &hours.close)?;
        days.entry(hours.day).or_default().push(span);
    }
    for (day, spans) in days {
        let day = day_name(day);
        if spans.len() > MOST_PER_DAY {
            return Err(format!(
                "{day} has {} times of opening; WhatsApp takes two a day at most. Join some of them.",
                spans.len()
            ));
        }
        check_overlap(day, spans)?;
    }
    Ok(())
}

fn check_holidays(holidays: &[Holiday], today: Date) -> Result<(), String> {
    if holidays.len() > MOST_HOLIDAYS {
        return Err(format!(
            "There are {} holidays; WhatsApp takes 20 at most. Remove some of them.",
            holidays.len()
        ));
    }
    let mut days: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for holiday in holidays {
        let day = holiday.date.as_str();
        match date(day) {
            None => {
                return Err(format!(
                    "The holiday `{day}` is not a date that exists. Write it as 2026-12-25."
                ));
            }
            Some(date) if date < today => {
                return Err(format!(
                    "The holiday {day} is over. Remove it, or enter the next one."
                ));
            }
            Some(_) => {}
        }
        let name = format!("The holiday {day}");
        let span = Span::new(&name, &holiday.start, &holiday.end)?;
        days.entry(day).or_default().push(span);
    }
    for (day, spans) in days {
        check_overlap(&format!("The holiday {day}"), spans)?;
    }
    Ok(())
}

/// `2026-12-25` and nothing else: jiff alone would take a time behind it too.
fn date(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

/// From when to when on one day, in minutes since midnight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    open: u16,
    close: u16,
}

impl Span {
    fn new(day: &str, open: &str, close: &str) -> Result<Self, String> {
        let minutes = |text: &str| {
            minutes(text).ok_or_else(|| {
                format!("{day}: `{text}` is not a time. Write it in 24 hours, for example 09:00 or 17:30.")
            })
        };
        let span = Self {
            open: minutes(open)?,
            close: minutes(close)?,
        };
        if span.open >= span.close {
            return Err(format!(
                "{day}: {open} to {close} ends before it begins. Let it end later on the same day, at 23:59 at the latest."
            ));
        }
        Ok(span)
    }
}

fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str, limit: u16| {
        let is_plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number: u16 = is_plain.then(|| text.parse().ok()).flatten()?;
        (number < limit).then_some(number)
    };
    Some(number(hour, 24)? * 60 + number(minute, 60)?)
}

fn check_overlap(day: &str, mut spans: Vec<Span>) -> Result<(), String> {
    spans.sort_unstable();
    let overlaps = |pair: &[Span]| matches!(pair, [first, second] if second.open < first.close);
    if spans.windows(2).any(overlaps) {
        return Err(format!(
            "{day}: two of its times overlap. Let the first end before the second begins."
        ));
    }
    Ok(())
}

fn day_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
