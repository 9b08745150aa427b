//! What is erased because it is old, a few rows at a time.

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use tring_protocol::call::Millis;

use super::{Write, words::integer};

/// What is erased by its age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ageing {
    /// Webhooks as they came in, and their items, by which duplicates are known.
    Webhooks,
    /// SDP of calls that are over.
    SessionDescriptions,
    /// Events about no call: who came, went and took a call, and permissions.
    Events,
    /// Sessions that are over.
    Sessions,
    /// Sign-in links that nobody has used.
    SignInLinks,
}

impl Ageing {
    /// Everything.
    pub const ALL: [Self; 5] = [
        Self::Webhooks,
        Self::SessionDescriptions,
        Self::Events,
        Self::Sessions,
        Self::SignInLinks,
    ];

    /// The rows from before `$1`, at most `$2`.
    fn old(self) -> &'static str {
        match self {
            // From channel to channel: each has an index by time.
            Self::Webhooks => {
                "SELECT webhook_deliveries.id FROM channels CROSS JOIN webhook_deliveries \
                 ON webhook_deliveries.channel_id = channels.id WHERE webhook_deliveries.received_at < $1 LIMIT $2"
            }
            Self::SessionDescriptions => {
                "SELECT session_descriptions.call, session_descriptions.kind FROM session_descriptions \
                 CROSS JOIN calls ON calls.id = session_descriptions.call WHERE session_descriptions.created_at < $1 \
                 AND calls.status NOT IN ('initiated', 'ringing', 'in_progress') LIMIT $2"
            }
            Self::Events => {
                "SELECT team_id, seq FROM events WHERE call IS NULL AND at < $1 LIMIT $2"
            }
            Self::Sessions => "SELECT id FROM sessions WHERE expires_at < $1 LIMIT $2",
            Self::SignInLinks => {
                "SELECT token_hash FROM sign_in_links WHERE expires_at < $1 LIMIT $2"
            }
        }
    }

    /// What stands before those rows in brackets to erase them.
    fn erase(self) -> &'static str {
        match self {
            Self::Webhooks => "DELETE FROM webhook_deliveries WHERE id IN",
            Self::SessionDescriptions => "DELETE FROM session_descriptions WHERE (call, kind) IN",
            Self::Events => "DELETE FROM events WHERE (team_id, seq) IN",
            Self::Sessions => "DELETE FROM sessions WHERE id IN",
            Self::SignInLinks => "DELETE FROM sign_in_links WHERE token_hash IN",
        }
    }
}

/// Whether there is anything of it from `before`.
pub async fn is_any(db: &mut SqliteConnection, what: Ageing, before: Millis) -> sqlx::Result<bool> {
    let mut query = QueryBuilder::<Sqlite>::new("SELECT EXISTS (");
    query.push(what.old()).push(")");
    query
        .build_query_scalar()
        .bind(integer(before))
        .bind(1)
        .fetch_one(db)
        .await
}

/// Erases what is from `before`, at most so many rows, and returns how many that were.
pub async fn erase(
    write: &mut Write,
    what: Ageing,
    before: Millis,
    at_most: u32,
) -> sqlx::Result<u64> {
    if what == Ageing::Webhooks {
        // First: they are found by the webhooks.
        run(
            write,
            "DELETE FROM webhook_items WHERE delivery_id IN",
            what,
            (before, at_most),
        )
        .await?;
    }
    run(write, what.erase(), what, (before, at_most)).await
}

async fn run(
    write: &mut Write,
    statement: &str,
    what: Ageing,
    (before, at_most): (Millis, u32),
) -> sqlx::Result<u64> {
    let mut query = QueryBuilder::<Sqlite>::new(statement);
    query.push(" (").push(what.old()).push(")");
    let done = query
        .build()
        .bind(integer(before))
        .bind(at_most)
        .execute(write.db())
        .await?;
    Ok(done.rows_affected())
}
