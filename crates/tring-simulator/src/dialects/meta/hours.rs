//! `call_hours` of the calling settings: weekly hours, holidays, the time zone.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::Value;

use crate::{
    clock::Moment,
    dialects::fields::{Fields, Misfit},
};

const DAYS: [&str; 7] = [
    "MONDAY",
    "TUESDAY",
    "WEDNESDAY",
    "THURSDAY",
    "FRIDAY",
    "SATURDAY",
    "SUNDAY",
];
/// Opening hours that one day may have.
const MOST_A_DAY: usize = 2;
const MOST_HOLIDAYS: usize = 20;

/// Checks `call_hours` as the call settings page describes them.
pub(crate) fn check(hours: Fields<'_>, now: Moment) -> Result<(), Misfit> {
    hours.only(&[
        "status",
        "timezone_id",
        "weekly_operating_hours",
        "holiday_schedule",
    ])?;
    hours.word("status", &["ENABLED", "DISABLED"])?;
    let zone = hours.text("timezone_id")?;
    let zone = TimeZone::get(zone).map_err(|_| {
        Misfit(format!(
            "Param timezone_id is `{zone}`, which is no time zone"
        ))
    })?;
    check_week(hours.list("weekly_operating_hours")?)?;
    match hours.get("holiday_schedule") {
        None => Ok(()),
        Some(_) => check_holidays(hours.list("holiday_schedule")?, &zone, now),
    }
}

fn check_week(week: &[Value]) -> Result<(), Misfit> {
    if week.is_empty() {
        return Err("Param weekly_operating_hours must not be empty".into());
    }
    let mut days: BTreeMap<&str, Vec<(u32, u32)>> = BTreeMap::new();
    for entry in week {
        let entry = entry_of(entry, "weekly_operating_hours")?;
        entry.only(&["day_of_week", "open_time", "close_time"])?;
        let day = entry.word("day_of_week", &DAYS)?;
        let hours = span(entry, "open_time", "close_time")?;
        days.entry(day).or_default().push(hours);
    }
    for (day, mut hours) in days {
        hours.sort_unstable();
        if hours.len() > MOST_A_DAY {
            return Err(Misfit(format!(
                "Param weekly_operating_hours has more than {MOST_A_DAY} entries for {day}"
            )));
        }
        let overlap = hours
            .iter()
            .zip(hours.iter().skip(1))
            .any(|(a, b)| b.0 < a.1);
        if overlap {
            return Err(Misfit(format!(
                "Param weekly_operating_hours has overlapping hours for {day}"
            )));
        }
    }
    Ok(())
}

fn check_holidays(holidays: &[Value], zone: &TimeZone, now: Moment) -> Result<(), Misfit> {
    if holidays.len() > MOST_HOLIDAYS {
        return Err(Misfit(format!(
            "Param holiday_schedule has more than {MOST_HOLIDAYS} entries"
        )));
    }
    let now = i64::try_from(now.millis()).unwrap_or(i64::MAX);
    let today =
        Timestamp::from_millisecond(now).map_or(Date::MIN, |now| now.to_zoned(zone.clone()).date());
    for entry in holidays {
        let entry = entry_of(entry, "holiday_schedule")?;
        entry.only(&["date", "start_time", "end_time"])?;
        let date = entry.text("date")?;
        let day: Date = date
            .parse()
            .map_err(|_| Misfit(format!("Param date is `{date}`; write it as YYYY-MM-DD")))?;
        if day < today {
            return Err(Misfit(format!(
                "Param date is {date}, which is in the past"
            )));
        }
        span(entry, "start_time", "end_time")?;
    }
    Ok(())
}

fn entry_of<'a>(entry: &'a Value, place: &'a str) -> Result<Fields<'a>, Misfit> {
    let object = entry.as_object();
    let object = object.ok_or_else(|| Misfit(format!("Param {place} must hold JSON objects")))?;
    Ok(Fields::of_object(object, place))
}

/// Two times of a day, the second after the first.
fn span(entry: Fields<'_>, from: &str, to: &str) -> Result<(u32, u32), Misfit> {
    let (open, close) = (minutes(entry, from)?, minutes(entry, to)?);
    if close <= open {
        return Err(Misfit(format!("Param {to} must be later than {from}")));
    }
    Ok((open, close))
}

/// Minutes since midnight of a time in the form `0930`.
fn minutes(entry: Fields<'_>, name: &str) -> Result<u32, Misfit> {
    let text = entry.text(name)?;
    let (hours, minutes) = text.split_at_checked(2).unwrap_or_default();
    let number = |text: &str, most: u32| {
        let is_two = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse::<u32>().ok().filter(|number| *number <= most);
        number.filter(|_| is_two)
    };
    match (number(hours, 23), number(minutes, 59)) {
        (Some(hours), Some(minutes)) => Ok(hours * 60 + minutes),
        _ => Err(Misfit(format!(
            "Param {name} is `{text}`; write hours and minutes as HHMM"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// 2026-01-01T12:00:00Z.
    const NOW: Moment = Moment::from_millis(1_767_268_800_000);

    fn checked(hours: &Value) -> Result<(), String> {
        let fields = Fields::of_object(hours.as_object().unwrap(), "call_hours");
        check(fields, NOW).map_err(|misfit| misfit.0)
    }

    fn hours(week: Value, holidays: Value) -> Value {
        json!({
            "status": "ENABLED",
            "timezone_id": "America/Manaus",
            "weekly_operating_hours": week,
            "holiday_schedule": holidays,
        })
    }

    fn day(open: &str, close: &str) -> Value {
        json!({"day_of_week": "MONDAY", "open_time": open, "close_time": close})
    }

    #[test]
    fn good_hours_are_taken() {
        let holiday = json!([{"date": "2026-01-01", "start_time": "0000", "end_time": "2359"}]);
        let week = json!([day("0900", "1200"), day("1300", "1700")]);
        assert_eq!(checked(&hours(week, holiday)), Ok(()));
        assert_eq!(
            checked(&hours(
                json!([day("1200", "1700"), day("0900", "1200")]),
                json!([])
            )),
            Ok(())
        );
    }

    #[test]
    fn wrong_hours_are_refused_with_what_is_wrong() {
        let none = json!([]);
        let holiday =
            |date: &str| json!([{"date": date, "start_time": "0000", "end_time": "2359"}]);
        let good = json!([day("0900", "1200")]);
        let mut zone = hours(good.clone(), none.clone());
        zone["timezone_id"] = json!("Europe/Atlantis");
        for (hours, word) in [
            (
                hours(
                    json!([day("0900", "1200"), day("1100", "1700")]),
                    none.clone(),
                ),
                "overlap",
            ),
            (
                hours(json!([day("08", "09"), day("1000", "1100")]), none.clone()),
                "HHMM",
            ),
            (hours(json!([day("2500", "2600")]), none.clone()), "HHMM"),
            (hours(json!([day("1200", "0900")]), none.clone()), "later"),
            (
                hours(
                    json!([
                        day("0800", "0900"),
                        day("1000", "1100"),
                        day("1200", "1300")
                    ]),
                    none.clone(),
                ),
                "more than 2",
            ),
            (hours(none.clone(), none.clone()), "empty"),
            (hours(good.clone(), holiday("2025-12-31")), "past"),
            (hours(good.clone(), holiday("2026-02-30")), "YYYY-MM-DD"),
            (
                hours(good, json!(vec![holiday("2026-05-01")[0].clone(); 21])),
                "more than 20",
            ),
            (zone, "time zone"),
        ] {
            let refused = checked(&hours).unwrap_err();
            assert!(refused.contains(word), "{refused} for {hours}");
        }
    }
}
