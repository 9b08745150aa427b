//! A team's settings for consent: keywords, and for how long something counts.

use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use tring_calls::consent::{
    Lengths,
    keywords::{CALLBACK, Keywords, OPT_IN, OPT_OUT},
};
use tring_protocol::contact::ConsentSettings;

use crate::store::Write;

/// What a team has set; `None`: as the defaults have it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the fields are those of the protocol's ConsentSettings"
)]
pub struct Chosen {
    pub opt_out_keywords: Option<Vec<String>>,
    pub opt_in_keywords: Option<Vec<String>>,
    pub callback_keywords: Option<Vec<String>>,
    pub callback_consent_days: Option<u32>,
    pub call_consent_days: Option<u32>,
    pub message_consent_days: Option<u32>,
}

impl FromRow<'_, SqliteRow> for Chosen {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            opt_out_keywords: list_at(row, "opt_out_keywords")?,
            opt_in_keywords: list_at(row, "opt_in_keywords")?,
            callback_keywords: list_at(row, "callback_keywords")?,
            callback_consent_days: row.try_get("callback_consent_days")?,
            call_consent_days: row.try_get("call_consent_days")?,
            message_consent_days: row.try_get("message_consent_days")?,
        })
    }
}

fn list_at(row: &SqliteRow, column: &str) -> sqlx::Result<Option<Vec<String>>> {
    let text: Option<String> = row.try_get(column)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

impl Chosen {
    /// The settings as they apply.
    pub fn applied(self) -> ConsentSettings {
        let lengths = Lengths::default();
        let list = |chosen: Option<Vec<String>>, own: &[&str]| {
            chosen.unwrap_or_else(|| own.iter().copied().map(str::to_owned).collect())
        };
        ConsentSettings {
            opt_out_keywords: list(self.opt_out_keywords, OPT_OUT),
            opt_in_keywords: list(self.opt_in_keywords, OPT_IN),
            callback_keywords: list(self.callback_keywords, CALLBACK),
            callback_consent_days: self.callback_consent_days.unwrap_or(lengths.callback_days),
            call_consent_days: self.call_consent_days.unwrap_or(lengths.call_days),
            message_consent_days: self.message_consent_days.unwrap_or(lengths.message_days),
        }
    }
}

/// The team's settings.
pub async fn of_team(db: &mut SqliteConnection, team_id: i64) -> sqlx::Result<ConsentSettings> {
    let chosen: Option<Chosen> =
        sqlx::query_as("SELECT * FROM consent_settings WHERE team_id = $1")
            .bind(team_id)
            .fetch_optional(db)
            .await?;
    Ok(chosen.unwrap_or_default().applied())
}

/// For how long something counts in this team.
pub async fn lengths(db: &mut SqliteConnection, team_id: i64) -> sqlx::Result<Lengths> {
    Ok(lengths_of(&of_team(db, team_id).await?))
}

/// For how long something counts by these settings.
pub fn lengths_of(settings: &ConsentSettings) -> Lengths {
    Lengths {
        callback_days: settings.callback_consent_days,
        call_days: settings.call_consent_days,
        message_days: settings.message_consent_days,
    }
}

/// The team's keywords.
pub fn keywords(settings: &ConsentSettings) -> Keywords {
    Keywords::new(
        &settings.opt_out_keywords,
        &settings.opt_in_keywords,
        &settings.callback_keywords,
    )
}

/// Replaces what the team has set.
pub async fn save(write: &mut Write, team_id: i64, chosen: &Chosen) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO consent_settings (team_id, opt_out_keywords, opt_in_keywords, callback_keywords, \
         callback_consent_days, call_consent_days, message_consent_days) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (team_id) DO UPDATE SET opt_out_keywords = $2, opt_in_keywords = $3, callback_keywords = $4, \
         callback_consent_days = $5, call_consent_days = $6, message_consent_days = $7",
    )
    .bind(team_id)
    .bind(chosen.opt_out_keywords.as_deref().map(json))
    .bind(chosen.opt_in_keywords.as_deref().map(json))
    .bind(chosen.callback_keywords.as_deref().map(json))
    .bind(chosen.callback_consent_days)
    .bind(chosen.call_consent_days)
    .bind(chosen.message_consent_days)
    .execute(write.db())
    .await?;
    Ok(())
}

/// A JSON list of words.
pub(in crate::store) fn json(list: &[String]) -> String {
    serde_json::to_string(list).expect("strings to be serialisable")
}
