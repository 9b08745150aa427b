//! The queries for the places of a page's calls, as *stages*: one after the other they are the whole order. Each stage
//! is one or more selections that an index has in the wanted order already, merged lazily by SQLite.
//!
//! Every selection names its index: without statistics of a real table SQLite's guess would sort a million rows for
//! fifteen.

use sqlx::{QueryBuilder, Sqlite};
use tring_protocol::call::{CallStatus, Direction};

use super::{DAY_MILLIS, Filter, Order, Place, SortBy, Sorting, push_contact, push_days};
use crate::store::words::{integer, word};

/// In the order of their words.
const STATUSES: [CallStatus; 8] = [
    CallStatus::Completed,
    CallStatus::Failed,
    CallStatus::InProgress,
    CallStatus::Initiated,
    CallStatus::Missed,
    CallStatus::NoAnswer,
    CallStatus::Rejected,
    CallStatus::Ringing,
];
/// In the order of their words.
const DIRECTIONS: [Direction; 2] = [Direction::Inbound, Direction::Outbound];

/// A stretch of the order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stage {
    /// Where it stands among the others.
    pub(super) rank: i64,
    /// What it is filtered by.
    pub(super) filter: Filter,
    key: Key,
    keys: Keys,
}

/// What a stage is sorted by.
#[derive(Clone, Copy, Debug)]
struct Key {
    column: &'static str,
    /// The index that has it, behind the team.
    index: &'static str,
}

const INITIATED_AT: Key = Key {
    column: "initiated_at",
    index: "calls_history",
};
const ANSWERED_AT: Key = Key {
    column: "answered_at",
    index: "calls_by_answer",
};
const ENDED_AT: Key = Key {
    column: "ended_at",
    index: "calls_by_end",
};
const DURATION: Key = Key {
    column: "duration_seconds",
    index: "calls_by_duration",
};

/// Which keys a stage has.
#[derive(Clone, Copy, Debug)]
enum Keys {
    /// All of them.
    All,
    /// This one, beyond this row number.
    Same(i64, i64),
    /// Those beyond this one.
    Beyond(i64),
    /// None, that is the calls without one.
    Absent,
    /// None, beyond this row number.
    AbsentBeyond(i64),
}

/// The stages of a whole order.
pub(super) fn all(filter: &Filter, sorting: Sorting) -> Vec<Stage> {
    let stage = |key| Stage {
        rank: 0,
        filter: *filter,
        key,
        keys: Keys::All,
    };
    let mut stages: Vec<Stage> = match sorting.by {
        SortBy::InitiatedAt => vec![stage(INITIATED_AT)],
        SortBy::AnsweredAt => vec![stage(ANSWERED_AT)],
        SortBy::EndedAt => vec![stage(ENDED_AT)],
        SortBy::Duration => vec![stage(DURATION)],
        SortBy::Status => (0..)
            .zip(STATUSES)
            .filter(|(_, status)| filter.status.is_none_or(|wanted| wanted == *status))
            .map(|(rank, status)| {
                let mut stage = stage(INITIATED_AT);
                (stage.rank, stage.filter.status) = (rank, Some(status));
                stage
            })
            .collect(),
        SortBy::Direction => (0..)
            .zip(DIRECTIONS)
            .filter(|(_, direction)| filter.direction.is_none_or(|wanted| wanted == *direction))
            .map(|(rank, direction)| {
                let mut stage = stage(INITIATED_AT);
                (stage.rank, stage.filter.direction) = (rank, Some(direction));
                stage
            })
            .collect(),
    };
    if sorting.order == Order::Descending {
        stages.reverse();
    }
    stages
}

/// What of the order comes after `place`.
pub(super) fn after(filter: &Filter, sorting: Sorting, place: Place) -> Vec<Stage> {
    let farther = |stage: &Stage| match sorting.order {
        Order::Ascending => stage.rank > place.rank,
        Order::Descending => stage.rank < place.rank,
    };
    let mut rest = Vec::new();
    for stage in all(filter, sorting) {
        if stage.rank == place.rank {
            rest.extend(stage.after(place, sorting.order));
        } else if farther(&stage) {
            rest.push(stage);
        }
    }
    rest
}

impl Stage {
    /// What of this stage comes after `place`. Calls without the field are smaller than all others.
    fn after(self, place: Place, order: Order) -> Vec<Self> {
        let keys = match (place.key, order) {
            (Some(key), Order::Ascending) => vec![Keys::Same(key, place.id), Keys::Beyond(key)],
            (Some(key), Order::Descending) => {
                vec![Keys::Same(key, place.id), Keys::Beyond(key), Keys::Absent]
            }
            (None, Order::Ascending) => {
                vec![Keys::AbsentBeyond(place.id), Keys::Beyond(i64::MIN)]
            }
            (None, Order::Descending) => vec![Keys::AbsentBeyond(place.id)],
        };
        keys.into_iter()
            .filter(|keys| self.can_be_absent() || !matches!(keys, Keys::Absent))
            .map(|keys| Self { keys, ..self })
            .collect()
    }

    fn can_be_absent(&self) -> bool {
        self.key.column != INITIATED_AT.column
    }

    /// Row number and key of at most `limit` calls, after `skipped` ones.
    pub(super) fn query(
        &self,
        team_id: i64,
        order: Order,
        limit: u64,
        skipped: u64,
    ) -> QueryBuilder<Sqlite> {
        let mut query = QueryBuilder::new("");
        for (number, (direction, status)) in self.kinds().into_iter().enumerate() {
            query.push(if number > 0 { " UNION ALL " } else { "" });
            self.push(&mut query, team_id);
            if let Some(direction) = direction {
                query.push(" AND direction = ").push_bind(word(direction));
            }
            if let Some(status) = status {
                query.push(" AND status = ").push_bind(status.as_str());
            }
            push_days(&mut query, &self.filter, "initiated_at", DAY_MILLIS);
            self.push_keys(&mut query, order);
        }
        query.push(match order {
            Order::Ascending => " ORDER BY key ASC, id ASC",
            Order::Descending => " ORDER BY key DESC, id DESC",
        });
        query.push(" LIMIT ").push_bind(integer(limit));
        query.push(" OFFSET ").push_bind(integer(skipped));
        query
    }

    /// One selection, or one for each direction and status where the index has the order only within these.
    fn kinds(&self) -> Vec<(Option<Direction>, Option<CallStatus>)> {
        let Filter {
            direction, status, ..
        } = self.filter;
        if !self.is_by_kind() {
            return vec![(direction, status)];
        }
        let directions = DIRECTIONS
            .into_iter()
            .filter(|one| direction.is_none_or(|wanted| wanted == *one));
        let statuses = STATUSES
            .into_iter()
            .filter(|one| status.is_none_or(|wanted| wanted == *one));
        directions
            .flat_map(|direction| statuses.clone().map(move |status| (direction, status)))
            .map(|(direction, status)| (Some(direction), Some(status)))
            .collect()
    }

    fn is_by_kind(&self) -> bool {
        let filtered = self.filter.direction.is_some() || self.filter.status.is_some();
        filtered && !self.can_be_absent() && self.filter.contact_id.is_none()
    }

    fn push(&self, query: &mut QueryBuilder<Sqlite>, team_id: i64) {
        query.push("SELECT id, ").push(self.key.column);
        query.push(" AS key FROM calls INDEXED BY ");
        if let Some(contact) = self.filter.contact_id {
            query.push("calls_of_contact WHERE ");
            push_contact(query, team_id, contact);
            return;
        }
        let index = if self.is_by_kind() {
            "calls_by_kind"
        } else {
            self.key.index
        };
        query.push(index).push(" WHERE team_id = ");
        query.push_bind(team_id);
    }

    fn push_keys(&self, query: &mut QueryBuilder<Sqlite>, order: Order) {
        let beyond = match order {
            Order::Ascending => " > ",
            Order::Descending => " < ",
        };
        let mut on = |condition: &'static str| {
            query.push(" AND ").push(self.key.column).push(condition);
        };
        match self.keys {
            Keys::All => {}
            Keys::Absent => on(" IS NULL"),
            Keys::AbsentBeyond(id) => {
                on(" IS NULL AND id");
                query.push(beyond).push_bind(id);
            }
            Keys::Same(key, id) => {
                on(" = ");
                query.push_bind(key);
                query.push(" AND id").push(beyond).push_bind(id);
            }
            Keys::Beyond(key) => {
                on(beyond);
                query.push_bind(key);
            }
        }
    }
}
