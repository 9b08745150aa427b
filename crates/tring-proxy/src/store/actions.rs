//! What we ask of providers, as rows: intended, sent, then done, refused or unknown.

use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use tring_protocol::call::Millis;
use tring_providers::error::ErrorKind;

use super::{
    Write,
    words::{integer, unsigned},
};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// At most once.
    Dial,
    /// Once per claim.
    PreAccept,
    /// Once per claim.
    Accept,
    /// Until confirmed.
    Reject,
    /// Until confirmed.
    Terminate,
    /// At most once.
    SendText,
}

impl ActionKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Dial => "dial",
            Self::PreAccept => "pre_accept",
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Terminate => "terminate",
            Self::SendText => "send_text",
        }
    }

    fn from_str(word: &str) -> Option<Self> {
        [
            Self::Dial,
            Self::PreAccept,
            Self::Accept,
            Self::Reject,
            Self::Terminate,
            Self::SendText,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == word)
    }
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionState {
    /// Committed, not sent yet.
    Intended,
    /// Sent; the answer is outstanding.
    Sent,
    /// The provider did it.
    Done,
    /// The provider refused.
    Refused,
    /// Nobody knows whether it had an effect.
    Unknown,
}

impl ActionState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Intended => "intended",
            Self::Sent => "sent",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }

    fn from_str(word: &str) -> Option<Self> {
        [
            Self::Intended,
            Self::Sent,
            Self::Done,
            Self::Refused,
            Self::Unknown,
        ]
        .into_iter()
        .find(|state| state.as_str() == word)
    }
}

/// One action.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migration explains"
)]
pub struct Action {
    pub id: i64,
    pub call: i64,
    pub kind: ActionKind,
    pub state: ActionState,
    pub attempts: i64,
    pub sdp_hash: Option<String>,
    pub error_kind: Option<ErrorKind>,
    pub error_message: Option<String>,
    pub created_at: Millis,
}

impl FromRow<'_, SqliteRow> for Action {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let kind: String = row.try_get("kind")?;
        let state: String = row.try_get("state")?;
        let error_kind: Option<String> = row.try_get("error_kind")?;
        let unknown = || sqlx::Error::Decode("an action that this version does not know".into());
        Ok(Self {
            id: row.try_get("id")?,
            call: row.try_get("call")?,
            kind: ActionKind::from_str(&kind).ok_or_else(unknown)?,
            state: ActionState::from_str(&state).ok_or_else(unknown)?,
            attempts: row.try_get("attempts")?,
            sdp_hash: row.try_get("sdp_hash")?,
            error_kind: error_kind.as_deref().and_then(error_kind_from),
            error_message: row.try_get("error_message")?,
            created_at: unsigned(row.try_get("created_at")?),
        })
    }
}

const ERROR_KINDS: [ErrorKind; 12] = [
    ErrorKind::Credentials,
    ErrorKind::NotEnabled,
    ErrorKind::NoPermission,
    ErrorKind::Uncallable,
    ErrorKind::AlreadyInCall,
    ErrorKind::Limit,
    ErrorKind::InvalidSdp,
    ErrorKind::CallGone,
    ErrorKind::InvalidRequest,
    ErrorKind::Unreachable,
    ErrorKind::ProviderFailed,
    ErrorKind::Unsupported,
];

fn error_kind_from(word: &str) -> Option<ErrorKind> {
    ERROR_KINDS
        .into_iter()
        .find(|kind| format!("{kind:?}") == word)
}

/// What is about to be asked.
#[derive(Clone, Copy, Debug)]
pub struct Intent<'a> {
    /// Which call.
    pub call: i64,
    /// What.
    pub kind: ActionKind,
    /// Under which claim; 0 outside claims.
    pub claim: i64,
    /// The hash of the SDP that goes along, by which a repeated request is known.
    pub sdp_hash: Option<&'a str>,
}

/// Commits to an action that the sweep sends at `next_at`; leaves one of the same kind and claim as it is.
pub async fn intend(write: &mut Write, intent: Intent<'_>, next_at: Millis) -> sqlx::Result<()> {
    write.sweep_at(next_at);
    sqlx::query(
        "INSERT INTO provider_actions (call, kind, claim, state, sdp_hash, next_at, created_at) \
         VALUES ($1, $2, $3, 'intended', $4, $5, $5) ON CONFLICT (call, kind, claim) DO NOTHING",
    )
    .bind(intent.call)
    .bind(intent.kind.as_str())
    .bind(intent.claim)
    .bind(intent.sdp_hash)
    .bind(integer(next_at))
    .execute(write.db())
    .await?;
    Ok(())
}

/// The action of this kind and claim.
pub async fn find(
    db: &mut SqliteConnection,
    call: i64,
    kind: ActionKind,
    claim: i64,
) -> sqlx::Result<Option<Action>> {
    sqlx::query_as("SELECT * FROM provider_actions WHERE call = $1 AND kind = $2 AND claim = $3")
        .bind(call)
        .bind(kind.as_str())
        .bind(claim)
        .fetch_optional(db)
        .await
}

/// Commits to an action that goes out as soon as this transaction is committed, and returns its id.
pub async fn send_now(write: &mut Write, intent: Intent<'_>, now: Millis) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "INSERT INTO provider_actions (call, kind, claim, state, attempts, sdp_hash, created_at) \
         VALUES ($1, $2, $3, 'sent', 1, $4, $5) RETURNING id",
    )
    .bind(intent.call)
    .bind(intent.kind.as_str())
    .bind(intent.claim)
    .bind(intent.sdp_hash)
    .bind(integer(now))
    .fetch_one(write.db())
    .await
}

/// Whether [`set_sent`] was first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The request is this task's to send.
    Now,
    /// Another task has sent it, or it is not due any more.
    Before,
}

/// Notes that the request goes out now; only one task gets to send it.
pub async fn set_sent(write: &mut Write, id: i64) -> sqlx::Result<Taken> {
    let updated = sqlx::query(
        "UPDATE provider_actions SET state = 'sent', attempts = attempts + 1, next_at = NULL \
         WHERE id = $1 AND state = 'intended'",
    )
    .bind(id)
    .execute(write.db())
    .await?;
    Ok(match updated.rows_affected() {
        0 => Taken::Before,
        _ => Taken::Now,
    })
}

/// Notes how it ended.
pub async fn settle(
    write: &mut Write,
    id: i64,
    state: ActionState,
    error: Option<(ErrorKind, &str)>,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE provider_actions SET state = $2, error_kind = $3, error_message = $4, next_at = NULL \
         WHERE id = $1",
    )
    .bind(id)
    .bind(state.as_str())
    .bind(error.map(|(kind, _)| format!("{kind:?}")))
    .bind(error.map(|(_, message)| message))
    .execute(write.db())
    .await?;
    Ok(())
}

/// Tries again at `next_at`.
pub async fn retry_at(write: &mut Write, id: i64, next_at: Millis) -> sqlx::Result<()> {
    write.sweep_at(next_at);
    sqlx::query("UPDATE provider_actions SET state = 'intended', next_at = $2 WHERE id = $1")
        .bind(id)
        .bind(integer(next_at))
        .execute(write.db())
        .await?;
    Ok(())
}

/// Sends the channel's endings that wait for their next try now: what they lacked is there.
pub async fn hurry(write: &mut Write, channel_id: &str, now: Millis) -> sqlx::Result<()> {
    write.sweep_at(now);
    sqlx::query(
        "UPDATE provider_actions SET next_at = $2 WHERE state = 'intended' AND next_at > $2 \
         AND EXISTS (SELECT 1 FROM calls WHERE calls.id = provider_actions.call AND calls.channel_id = $1)",
    )
    .bind(channel_id)
    .bind(integer(now))
    .execute(write.db())
    .await?;
    Ok(())
}

/// The provider says that the call is over: what would end it is done.
pub async fn settle_endings(write: &mut Write, call: i64) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE provider_actions SET state = 'done', next_at = NULL WHERE call = $1 \
         AND kind IN ('reject', 'terminate') AND state IN ('intended', 'sent')",
    )
    .bind(call)
    .execute(write.db())
    .await?;
    Ok(())
}

/// What the sweep sends: endings and texts whose time has come and whose call's provider id is known.
pub async fn due(db: &mut SqliteConnection, now: Millis) -> sqlx::Result<Vec<Action>> {
    sqlx::query_as(
        "SELECT provider_actions.* FROM provider_actions JOIN calls ON calls.id = provider_actions.call \
         WHERE provider_actions.state = 'intended' AND provider_actions.next_at <= $1 \
         AND calls.provider_call_id IS NOT NULL ORDER BY provider_actions.id",
    )
    .bind(integer(now))
    .fetch_all(db)
    .await
}

/// When the next ending is to be sent, of those that can be.
pub async fn next_deadline(db: &mut SqliteConnection) -> sqlx::Result<Option<Millis>> {
    let next: Option<i64> = sqlx::query_scalar(
        "SELECT MIN(next_at) FROM provider_actions JOIN calls ON calls.id = provider_actions.call \
         WHERE provider_actions.state = 'intended' AND calls.provider_call_id IS NOT NULL",
    )
    .fetch_one(db)
    .await?;
    Ok(next.map(unsigned))
}

/// What a stopped process has sent without learning how it ended.
pub async fn left_open(db: &mut SqliteConnection) -> sqlx::Result<Vec<Action>> {
    sqlx::query_as("SELECT * FROM provider_actions WHERE state = 'sent' ORDER BY id")
        .fetch_all(db)
        .await
}
