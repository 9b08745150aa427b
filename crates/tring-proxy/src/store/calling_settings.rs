//! A team's rules for outgoing calls, and what they are compared with: calls placed, minutes talked, calls missed.

use sqlx::SqliteConnection;
use tring_protocol::{call::Millis, calling_rules::CallingRules};

use super::{
    Write,
    words::{integer, unsigned},
};

const DAY: Millis = 24 * 3_600_000;

/// What a team has set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallingSettings {
    /// Its rules, without the defaults.
    pub rules: CallingRules,
    /// When somebody last lifted the suspension.
    pub lifted_at: Option<Millis>,
}

/// The team's settings; the defaults where it has set nothing.
pub async fn of(db: &mut SqliteConnection, team_id: i64) -> sqlx::Result<CallingSettings> {
    let row: Option<(String, Option<i64>)> =
        sqlx::query_as("SELECT rules, lifted_at FROM calling_rules WHERE team_id = $1")
            .bind(team_id)
            .fetch_optional(db)
            .await?;
    let Some((rules, lifted_at)) = row else {
        return Ok(CallingSettings::default());
    };
    let rules = serde_json::from_str(&rules).map_err(|error| sqlx::Error::ColumnDecode {
        index: "rules".to_owned(),
        source: error.into(),
    })?;
    Ok(CallingSettings {
        rules,
        lifted_at: lifted_at.map(unsigned),
    })
}

/// Sets the team's rules.
pub async fn set(write: &mut Write, team_id: i64, rules: &CallingRules) -> sqlx::Result<()> {
    let text = serde_json::to_string(rules).map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query(
        "INSERT INTO calling_rules (team_id, rules) VALUES ($1, $2) \
         ON CONFLICT (team_id) DO UPDATE SET rules = $2",
    )
    .bind(team_id)
    .bind(text)
    .execute(write.db())
    .await?;
    Ok(())
}

/// Lifts the suspension: the calls that were missed up to now do not count any more.
pub async fn lift(write: &mut Write, team_id: i64, by: &str, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO calling_rules (team_id, lifted_at, lifted_by) VALUES ($1, $2, $3) \
         ON CONFLICT (team_id) DO UPDATE SET lifted_at = $2, lifted_by = $3",
    )
    .bind(team_id)
    .bind(integer(now))
    .bind(by)
    .execute(write.db())
    .await?;
    Ok(())
}

/// When the team has placed calls after `since`, the latest first: as many as it may place.
pub async fn placed(
    db: &mut SqliteConnection,
    team_id: i64,
    since: Millis,
    most: u64,
) -> sqlx::Result<Vec<Millis>> {
    let times: Vec<i64> = sqlx::query_scalar(
        "SELECT initiated_at FROM calls WHERE team_id = $1 AND direction = 'outbound' AND initiated_at > $2 \
         ORDER BY initiated_at DESC LIMIT $3",
    )
    .bind(team_id)
    .bind(integer(since))
    .bind(integer(most))
    .fetch_all(db)
    .await?;
    Ok(times.into_iter().map(unsigned).collect())
}

/// For how many seconds the team has talked in calls that began on the day of `since` (UTC) or later.
pub async fn talked(db: &mut SqliteConnection, team_id: i64, since: Millis) -> sqlx::Result<u64> {
    let seconds: Option<i64> = sqlx::query_scalar(
        "SELECT SUM(duration_seconds) FROM calls_by_day WHERE team_id = $1 AND day >= $2",
    )
    .bind(team_id)
    .bind(integer(since / DAY))
    .fetch_one(db)
    .await?;
    Ok(seconds.map_or(0, unsigned))
}

/// When customers called after `since` whom nobody answered.
pub async fn missed(
    db: &mut SqliteConnection,
    team_id: i64,
    since: Millis,
) -> sqlx::Result<Vec<Millis>> {
    let times: Vec<i64> = sqlx::query_scalar(
        "SELECT initiated_at FROM calls WHERE team_id = $1 AND direction = 'inbound' AND status = 'missed' \
         AND initiated_at > $2",
    )
    .bind(team_id)
    .bind(integer(since))
    .fetch_all(db)
    .await?;
    Ok(times.into_iter().map(unsigned).collect())
}
