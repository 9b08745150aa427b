//! The timeline of one call, from the event log.

use sqlx::SqliteConnection;
use tring_protocol::{
    call::{CallStatus, Millis},
    timeline::TimelineKind,
};

use super::words::{from_word, unsigned};

/// One step.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "the fields are those of the protocol's TimelineEvent"
)]
pub struct Step {
    pub seq: u64,
    pub at: Millis,
    pub kind: TimelineKind,
    pub agent: Option<(u64, String)>,
    pub detail: Option<String>,
    pub status: Option<CallStatus>,
}

/// The steps of the call with this row number, oldest first. What becomes of a callback is none: it is noted once.
///
/// A step that a later version wrote is unknown.
pub async fn of_call(db: &mut SqliteConnection, call: i64) -> sqlx::Result<Vec<Step>> {
    type Row = (
        i64,
        i64,
        String,
        Option<i64>,
        Option<String>,
        Option<String>,
        Option<String>,
    );
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT events.seq, events.at, events.kind, users.id, users.name, events.detail, events.status FROM events \
         LEFT JOIN users ON users.id = events.agent_id WHERE events.call = $1 AND events.kind <> 'callback_changed' ORDER BY events.seq",
    )
    .bind(call)
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(seq, at, kind, agent, name, detail, status)| Step {
            seq: unsigned(seq),
            at: unsigned(at),
            kind: from_word(&kind).unwrap_or(TimelineKind::Unknown),
            agent: agent.map(unsigned).zip(name),
            detail,
            status: status.as_deref().and_then(from_word),
        })
        .collect())
}
