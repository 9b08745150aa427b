//! The call history: filters, orders, and the places from which a page goes on.
//!
//! A page is found in two steps: the places of its calls by an index alone ([`stages`]), then those few rows. How many
//! calls match is known from the figures per day, so that nothing is counted.

use std::collections::HashMap;

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use tring_protocol::call::{CallStatus, Direction, Millis};

use self::stages::Stage;
use super::{
    calls::{CallRow, select_calls},
    words::{integer, unsigned, word},
};

mod stages;

/// A day in UTC, counted from 1970.
pub type Day = u64;

/// The length of a day.
pub const DAY_MILLIS: Millis = 24 * 60 * 60 * 1_000;

/// Which calls are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these.
    pub direction: Option<Direction>,
    /// Only these.
    pub status: Option<CallStatus>,
    /// Those that began on this day or later.
    pub from_day: Option<Day>,
    /// Those that began on this day or earlier.
    pub to_day: Option<Day>,
    /// Only this contact's.
    pub contact_id: Option<u64>,
}

/// What the calls are sorted by, and from which end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sorting {
    /// The field.
    pub by: SortBy,
    /// The end that comes first.
    pub order: Order,
}

/// The fields that the history can be sorted by. Calls of one status or direction are sorted by their beginning;
/// calls that are alike in everything, by their row number. Calls that do not have the field stand where the smallest
/// are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortBy {
    /// When the call began; `created_at` and `initiated_at` are the same for a call.
    InitiatedAt,
    /// When both sides began to talk.
    AnsweredAt,
    /// When it ended.
    EndedAt,
    /// How long both sides talked.
    Duration,
    /// The status's word.
    Status,
    /// The direction's word.
    Direction,
}

impl SortBy {
    /// The names, as a query has them.
    pub const NAMES: [&str; 7] = [
        "created_at",
        "initiated_at",
        "answered_at",
        "ended_at",
        "duration_seconds",
        "status",
        "direction",
    ];

    /// The field with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "created_at" | "initiated_at" => Some(Self::InitiatedAt),
            "answered_at" => Some(Self::AnsweredAt),
            "ended_at" => Some(Self::EndedAt),
            "duration_seconds" => Some(Self::Duration),
            "status" => Some(Self::Status),
            "direction" => Some(Self::Direction),
            _ => None,
        }
    }
}

/// Which end comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// Where a call stands in an order: what is compared, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The rank of its status or direction, where the order is by these.
    pub rank: i64,
    /// The field that is sorted by, or the beginning.
    pub key: Option<i64>,
    /// The row number.
    pub id: i64,
}

/// Where a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// After so many calls: these are walked over, though only in an index.
    Skip(u64),
    /// After this place, at no cost.
    After(Place),
}

/// A page.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its calls.
    pub calls: Vec<CallRow>,
    /// The place of its last call, where more follow.
    pub next: Option<Place>,
}

/// At most `limit` of the team's calls.
pub async fn find(
    db: &mut SqliteConnection,
    team_id: i64,
    filter: &Filter,
    sorting: Sorting,
    start: Start,
    limit: u64,
) -> sqlx::Result<Found> {
    let (stages, skipped) = match start {
        Start::Skip(count) => (stages::all(filter, sorting), count),
        Start::After(place) => (stages::after(filter, sorting, place), 0),
    };
    // One more than wanted, to see whether more follow.
    let wanted = usize::try_from(limit.saturating_add(1)).unwrap_or(usize::MAX);
    let walk = Walk {
        team_id,
        order: sorting.order,
        skipped,
        wanted,
    };
    let mut places = walk.along(db, &stages).await?;
    let more = places.len() >= wanted;
    places.truncate(wanted.saturating_sub(1));
    Ok(Found {
        next: places.last().copied().filter(|_| more),
        calls: rows(db, team_id, &places).await?,
    })
}

/// A walk along the stages of an order.
struct Walk {
    team_id: i64,
    order: Order,
    skipped: u64,
    wanted: usize,
}

impl Walk {
    async fn along(
        mut self,
        db: &mut SqliteConnection,
        stages: &[Stage],
    ) -> sqlx::Result<Vec<Place>> {
        let mut places = Vec::new();
        for stage in stages {
            if self.skipped > 0 && stages.len() > 1 {
                let passed = total(db, self.team_id, &stage.filter).await?;
                if passed <= self.skipped {
                    self.skipped -= passed;
                    continue;
                }
            }
            let limit = u64::try_from(self.wanted - places.len()).unwrap_or(u64::MAX);
            let skipped = std::mem::take(&mut self.skipped);
            let mut query = stage.query(self.team_id, self.order, limit, skipped);
            let found: Vec<(i64, Option<i64>)> = query.build_query_as().fetch_all(&mut *db).await?;
            places.extend(found.into_iter().map(|(id, key)| Place {
                rank: stage.rank,
                key,
                id,
            }));
            if places.len() >= self.wanted {
                break;
            }
        }
        Ok(places)
    }
}

/// The calls at these places, in their order.
async fn rows(
    db: &mut SqliteConnection,
    team_id: i64,
    places: &[Place],
) -> sqlx::Result<Vec<CallRow>> {
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::new(select_calls!("WHERE calls.id IN ("));
    let mut ids = query.separated(", ");
    for place in places {
        ids.push_bind(place.id);
    }
    // The plus keeps SQLite from reading all calls of the team, to look for these among them.
    query.push(") AND +calls.team_id = ").push_bind(team_id);
    let rows: Vec<CallRow> = query.build_query_as().fetch_all(db).await?;
    let mut rows: HashMap<i64, CallRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(places
        .iter()
        .filter_map(|place| rows.remove(&place.id))
        .collect())
}

/// How many of the team's calls match.
pub async fn total(db: &mut SqliteConnection, team_id: i64, filter: &Filter) -> sqlx::Result<u64> {
    let mut query = if let Some(contact) = filter.contact_id {
        // A contact has few calls; they are counted.
        let mut query =
            QueryBuilder::new("SELECT COUNT(*) FROM calls INDEXED BY calls_of_contact WHERE ");
        push_contact(&mut query, team_id, contact);
        push_days(&mut query, filter, "initiated_at", DAY_MILLIS);
        query
    } else {
        let mut query =
            QueryBuilder::new("SELECT COALESCE(SUM(calls), 0) FROM calls_by_day WHERE team_id = ");
        query.push_bind(team_id);
        push_days(&mut query, filter, "day", 1);
        query
    };
    if let Some(direction) = filter.direction {
        query.push(" AND direction = ").push_bind(word(direction));
    }
    if let Some(status) = filter.status {
        query.push(" AND status = ").push_bind(status.as_str());
    }
    query.build_query_scalar().fetch_one(db).await.map(unsigned)
}

/// Whether the team has this contact.
pub async fn has_contact(
    db: &mut SqliteConnection,
    team_id: i64,
    contact_id: u64,
) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM contacts WHERE id = $1 AND team_id = $2 AND erased_at IS NULL)",
    )
    .bind(integer(contact_id))
        .bind(team_id)
        .fetch_one(db)
        .await
}

/// The contact, in a form that keeps the team's scope though the index does not have the team.
fn push_contact(query: &mut QueryBuilder<Sqlite>, team_id: i64, contact_id: u64) {
    query
        .push("contact_id = (SELECT id FROM contacts WHERE id = ")
        .push_bind(integer(contact_id))
        .push(" AND team_id = ")
        .push_bind(team_id)
        .push(")");
}

/// The days, as a condition on a column that counts `per_day` for each.
fn push_days(
    query: &mut QueryBuilder<Sqlite>,
    filter: &Filter,
    column: &'static str,
    per_day: u64,
) {
    if let Some(day) = filter.from_day {
        let since = integer(day.saturating_mul(per_day));
        query
            .push(" AND ")
            .push(column)
            .push(" >= ")
            .push_bind(since);
    }
    if let Some(day) = filter.to_day {
        let before = integer(day.saturating_add(1).saturating_mul(per_day));
        query
            .push(" AND ")
            .push(column)
            .push(" < ")
            .push_bind(before);
    }
}
