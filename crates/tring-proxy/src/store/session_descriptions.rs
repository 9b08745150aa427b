//! SDP, apart from the calls so that it can be erased.

use sqlx::SqliteConnection;
use tring_protocol::call::Millis;

use super::{Write, words::integer};
use crate::redacted::Redacted;

/// Whose half it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The customer's offer of an inbound call.
    CustomerOffer,
    /// The customer's answer to an outbound call.
    CustomerAnswer,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::CustomerOffer => "customer_offer",
            Self::CustomerAnswer => "customer_answer",
        }
    }
}

/// Whether [`keep`] wrote something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is the first of its kind for this call.
    Now,
    /// There was one already, and it stays.
    Before,
}

/// Keeps an SDP where there is none of this kind yet.
pub async fn keep(
    write: &mut Write,
    call: i64,
    kind: Kind,
    sdp: &str,
    now: Millis,
) -> sqlx::Result<Kept> {
    let done = sqlx::query(
        "INSERT INTO session_descriptions (call, kind, sdp, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (call, kind) DO NOTHING",
    )
    .bind(call)
    .bind(kind.as_str())
    .bind(sdp)
    .bind(integer(now))
    .execute(write.db())
    .await?;
    Ok(match done.rows_affected() {
        0 => Kept::Before,
        _ => Kept::Now,
    })
}

/// The SDP of this kind.
pub async fn find(
    db: &mut SqliteConnection,
    call: i64,
    kind: Kind,
) -> sqlx::Result<Option<Redacted<String>>> {
    let sdp: Option<String> =
        sqlx::query_scalar("SELECT sdp FROM session_descriptions WHERE call = $1 AND kind = $2")
            .bind(call)
            .bind(kind.as_str())
            .fetch_optional(db)
            .await?;
    Ok(sdp.map(Redacted::new))
}
