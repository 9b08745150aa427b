//! Figures about a team's calls, from the figures per day that triggers keep (migration 0010).

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use sqlx::SqliteConnection;
use tring_protocol::{
    call::{CallStatus, Direction, Millis},
    statistics::Period,
};

use super::{
    history::{DAY_MILLIS, Day},
    words::{integer, unsigned, word},
};

/// Days of the calendar, in UTC, the last one included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first one.
    pub first: Day,
    /// The last one.
    pub last: Day,
}

/// What is known of the calls that began on some days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// All calls.
    pub calls: u64,
    /// Those that customers started.
    pub inbound: u64,
    /// Those in which both sides talked, and that are over.
    pub completed: u64,
    /// For how long both sides talked.
    pub duration_seconds: u64,
    /// Currencies and what the calls cost in them, in micros; the largest amount first.
    pub costs: Vec<(String, u64)>,
}

impl Days {
    /// The period so far, at this time.
    pub fn of(period: Period, now: Millis) -> Self {
        let today = date(now / DAY_MILLIS);
        let first = match period {
            Period::Today => today,
            Period::Week => {
                let since_monday = i64::from(today.weekday().to_monday_zero_offset());
                today.saturating_sub(since_monday.days())
            }
            Period::Month => today.first_of_month(),
            Period::Year => today.first_of_year(),
        };
        Self {
            first: day(first),
            last: now / DAY_MILLIS,
        }
    }
}

/// The date of a day.
pub fn date(day: Day) -> Date {
    let start = i64::try_from(day.saturating_mul(DAY_MILLIS)).unwrap_or(0);
    let moment = Timestamp::from_millisecond(start).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.to_zoned(TimeZone::UTC).date()
}

fn day(date: Date) -> Day {
    let since = date.duration_since(Date::constant(1970, 1, 1));
    unsigned(since.as_hours() / 24)
}

/// The team's figures.
pub async fn figures(db: &mut SqliteConnection, team_id: i64, days: Days) -> sqlx::Result<Figures> {
    let kinds: Vec<(String, String, i64, i64)> = sqlx::query_as(
        "SELECT direction, status, SUM(calls), SUM(duration_seconds) FROM calls_by_day \
         WHERE team_id = $1 AND day BETWEEN $2 AND $3 GROUP BY direction, status",
    )
    .bind(team_id)
    .bind(integer(days.first))
    .bind(integer(days.last))
    .fetch_all(&mut *db)
    .await?;
    let mut figures = Figures::default();
    let inbound = word(Direction::Inbound);
    for (direction, status, calls, seconds) in kinds {
        let calls = unsigned(calls);
        figures.calls += calls;
        figures.duration_seconds += unsigned(seconds);
        if direction == inbound {
            figures.inbound += calls;
        }
        if status == CallStatus::Completed.as_str() {
            figures.completed += calls;
        }
    }
    let costs: Vec<(String, i64)> = sqlx::query_as(
        "SELECT currency, SUM(cost_micros) AS cost FROM costs_by_day \
         WHERE team_id = $1 AND day BETWEEN $2 AND $3 GROUP BY currency ORDER BY cost DESC, currency",
    )
    .bind(team_id)
    .bind(integer(days.first))
    .bind(integer(days.last))
    .fetch_all(db)
    .await?;
    figures.costs = costs
        .into_iter()
        .map(|(currency, micros)| (currency, unsigned(micros)))
        .collect();
    Ok(figures)
}

/// For how many whole minutes the team has talked in the month of `now` (UTC), rounded down.
pub async fn minutes_this_month(
    db: &mut SqliteConnection,
    team_id: i64,
    now: Millis,
) -> sqlx::Result<u64> {
    let days = Days::of(Period::Month, now);
    let seconds: i64 = sqlx::query_scalar(
        "SELECT COALESCE(SUM(duration_seconds), 0) FROM calls_by_day WHERE team_id = $1 AND day BETWEEN $2 AND $3",
    )
    .bind(team_id)
    .bind(integer(days.first))
    .bind(integer(days.last))
    .fetch_one(db)
    .await?;
    Ok(unsigned(seconds) / 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Monday, 26 January 2026, 10:00.
    const MONDAY: Millis = 1_769_421_600_000;

    fn days(period: Period, now: Millis) -> [String; 2] {
        let days = Days::of(period, now);
        [date(days.first).to_string(), date(days.last).to_string()]
    }

    #[test]
    fn a_period_is_the_calendars_so_far() {
        assert_eq!(days(Period::Today, MONDAY), ["2026-01-26", "2026-01-26"]);
        assert_eq!(days(Period::Week, MONDAY), ["2026-01-26", "2026-01-26"]);
        assert_eq!(days(Period::Month, MONDAY), ["2026-01-01", "2026-01-26"]);
        assert_eq!(days(Period::Year, MONDAY), ["2026-01-01", "2026-01-26"]);
        let sunday = MONDAY - DAY_MILLIS;
        assert_eq!(days(Period::Week, sunday), ["2026-01-19", "2026-01-25"]);
        let thursday = MONDAY - 25 * DAY_MILLIS;
        assert_eq!(days(Period::Week, thursday), ["2025-12-29", "2026-01-01"]);
    }

    #[test]
    fn a_day_begins_at_midnight() {
        let midnight = MONDAY / DAY_MILLIS * DAY_MILLIS;
        let last = |now| Days::of(Period::Today, now).last;
        assert_eq!(last(midnight), last(midnight - 1) + 1);
        assert_eq!(last(midnight), last(midnight + DAY_MILLIS - 1));
    }
}
