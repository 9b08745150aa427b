//! The call history: filters, order and pages.

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use tring_protocol::call::{CallStatus, Direction, Millis};

use super::{
    calls::{CallRow, select_calls},
    words::{integer, unsigned, word},
};

/// What a caller asked for.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "the fields are the query parameters of seed 000"
)]
pub struct Filter {
    pub direction: Option<Direction>,
    pub status: Option<CallStatus>,
    pub from: Option<Millis>,
    pub before: Option<Millis>,
    pub contact_id: Option<u64>,
    pub sort_by: SortBy,
    pub order: Order,
    pub per_page: u64,
    pub page: u64,
}

/// The fields that the history can be sorted by.
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

    fn column(self) -> &'static str {
        match self {
            Self::InitiatedAt => "calls.initiated_at",
            Self::AnsweredAt => "calls.answered_at",
            Self::EndedAt => "calls.ended_at",
            Self::Duration => "calls.duration_seconds",
            Self::Status => "calls.status",
            Self::Direction => "calls.direction",
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

/// One page of the team's history, and how many calls match in all.
pub async fn page(
    db: &mut SqliteConnection,
    team_id: i64,
    filter: &Filter,
) -> sqlx::Result<(Vec<CallRow>, u64)> {
    let mut count = QueryBuilder::new("SELECT COUNT(*) FROM calls");
    push_conditions(&mut count, team_id, filter);
    let total: i64 = count.build_query_scalar().fetch_one(&mut *db).await?;

    let mut query = QueryBuilder::new(select_calls!(""));
    push_conditions(&mut query, team_id, filter);
    let direction = match filter.order {
        Order::Ascending => " ASC",
        Order::Descending => " DESC",
    };
    query
        .push(" ORDER BY ")
        .push(filter.sort_by.column())
        .push(direction)
        .push(", calls.id")
        .push(direction)
        .push(" LIMIT ")
        .push_bind(integer(filter.per_page))
        .push(" OFFSET ")
        .push_bind(integer(
            filter
                .per_page
                .saturating_mul(filter.page.saturating_sub(1)),
        ));
    let rows = query.build_query_as().fetch_all(&mut *db).await?;
    Ok((rows, unsigned(total)))
}

fn push_conditions(query: &mut QueryBuilder<Sqlite>, team_id: i64, filter: &Filter) {
    query.push(" WHERE calls.team_id = ").push_bind(team_id);
    if let Some(direction) = filter.direction {
        query
            .push(" AND calls.direction = ")
            .push_bind(word(direction));
    }
    if let Some(status) = filter.status {
        query
            .push(" AND calls.status = ")
            .push_bind(status.as_str());
    }
    if let Some(from) = filter.from {
        query
            .push(" AND calls.initiated_at >= ")
            .push_bind(integer(from));
    }
    if let Some(before) = filter.before {
        query
            .push(" AND calls.initiated_at < ")
            .push_bind(integer(before));
    }
    if let Some(contact) = filter.contact_id {
        query
            .push(" AND calls.contact_id = ")
            .push_bind(integer(contact));
    }
}
