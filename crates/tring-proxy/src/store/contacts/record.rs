//! A contact as the business keeps her.

use std::fmt;

use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use tring_calls::consent::{
    OptIn,
    news::{Clock, Known},
};
use tring_protocol::{call::Millis, contact::ConsentSource};

use super::search;
use crate::store::{
    Write,
    consent::settings::json,
    words::{integer, optional_time_at, optional_word_at, time_at, word_at},
};

/// A contact that is not erased.
#[derive(Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migrations explain"
)]
pub struct ContactRow {
    pub id: i64,
    pub team_id: i64,
    pub phone: Option<String>,
    pub provider_user_id: Option<String>,
    pub name: Option<String>,
    pub tags: Vec<String>,
    pub opt_in: OptIn,
    pub opt_in_source: Option<ConsentSource>,
    pub opt_in_at: Option<Millis>,
    pub opt_in_by_message: bool,
    pub withdrawn_at: Option<Millis>,
    pub automation_blocks_calling: bool,
    pub created_at: Millis,
    pub updated_at: Millis,
}

impl fmt::Debug for ContactRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContactRow")
            .field("id", &self.id)
            .field("opt_in", &self.opt_in)
            .finish_non_exhaustive()
    }
}

impl FromRow<'_, SqliteRow> for ContactRow {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let tags: String = row.try_get("tags")?;
        Ok(Self {
            id: row.try_get("id")?,
            team_id: row.try_get("team_id")?,
            phone: row.try_get("phone")?,
            provider_user_id: row.try_get("provider_user_id")?,
            name: row.try_get("name")?,
            tags: serde_json::from_str(&tags).unwrap_or_default(),
            opt_in: word_at(row, "opt_in")?,
            opt_in_source: optional_word_at(row, "opt_in_source")?,
            opt_in_at: optional_time_at(row, "opt_in_at")?,
            opt_in_by_message: row.try_get("opt_in_by_message")?,
            withdrawn_at: optional_time_at(row, "withdrawn_at")?,
            automation_blocks_calling: row.try_get("automation_blocks_calling")?,
            created_at: time_at(row, "created_at")?,
            updated_at: time_at(row, "updated_at")?,
        })
    }
}

impl ContactRow {
    /// The opt-in as the rules want to know it.
    pub fn known(&self) -> Known {
        Known {
            opt_in: self.opt_in,
            at: self.opt_in_at,
            clock: if self.opt_in_by_message {
                Clock::Provider
            } else {
                Clock::Ours
            },
        }
    }
}

/// The team's contact with this id, unless she is erased.
pub async fn by_id(
    db: &mut SqliteConnection,
    team_id: i64,
    id: i64,
) -> sqlx::Result<Option<ContactRow>> {
    sqlx::query_as("SELECT * FROM contacts WHERE id = $1 AND team_id = $2 AND erased_at IS NULL")
        .bind(id)
        .bind(team_id)
        .fetch_optional(db)
        .await
}

/// The team's contact with this business-scoped user id.
pub async fn by_user_id(
    db: &mut SqliteConnection,
    team_id: i64,
    user_id: &str,
) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar("SELECT id FROM contacts WHERE team_id = $1 AND provider_user_id = $2")
        .bind(team_id)
        .bind(user_id)
        .fetch_optional(db)
        .await
}

/// Saves who the contact is; opt-in and consents have their own ways. The number and the id must be nobody else's.
pub async fn save(write: &mut Write, contact: &ContactRow, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE contacts SET phone = $2, provider_user_id = $3, name = $4, tags = $5, \
         automation_blocks_calling = $6, updated_at = $7 WHERE id = $1",
    )
    .bind(contact.id)
    .bind(&contact.phone)
    .bind(&contact.provider_user_id)
    .bind(&contact.name)
    .bind(json(&contact.tags))
    .bind(contact.automation_blocks_calling)
    .bind(integer(now))
    .execute(write.db())
    .await?;
    search::index_tags(write, contact.team_id, contact.id, &contact.tags).await?;
    search::index(write, contact.id).await
}
