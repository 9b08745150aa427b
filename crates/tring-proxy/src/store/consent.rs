//! What contacts agreed to: how it stands, how it came so, and the team's settings for it.

use sqlx::{SqliteConnection, sqlite::SqliteRow};
use tring_calls::consent::{self as rules, Consent, Facts, Given};
use tring_protocol::{
    call::Millis,
    contact::{ConsentSource, ConsentType},
};

use super::{
    Write,
    words::{integer, optional_time_at, time_at, unsigned, word, word_at},
};

pub mod settings;

/// The consent that counts most, on one channel or on any; one that has run out where none is valid.
pub async fn standing(
    db: &mut SqliteConnection,
    team_id: i64,
    contact_id: i64,
    channel_id: Option<&str>,
    now: Millis,
) -> sqlx::Result<Option<Given>> {
    let facts = facts(db, contact_id, channel_id).await?;
    let lengths = settings::lengths(db, team_id).await?;
    Ok(rules::standing(&facts, &lengths, now))
}

/// What is known of a contact's consent, on one channel or on any.
pub async fn facts(
    db: &mut SqliteConnection,
    contact_id: i64,
    channel_id: Option<&str>,
) -> sqlx::Result<Facts> {
    let (withdrawn, message, call): (Option<i64>, Option<i64>, Option<i64>) = sqlx::query_as(
        "SELECT withdrawn_at, last_message_at, (SELECT initiated_at FROM calls \
         WHERE contact_id = contacts.id AND direction = 'inbound' ORDER BY initiated_at DESC LIMIT 1) \
         FROM contacts WHERE id = $1",
    )
    .bind(contact_id)
    .fetch_one(&mut *db)
    .await?;
    let mut given = recorded(db, contact_id).await?;
    given.extend(permissions(db, contact_id, channel_id).await?);
    Ok(Facts {
        given,
        last_call_at: call.map(unsigned),
        last_message_at: message.map(unsigned),
        withdrawn_at: withdrawn.map(unsigned),
    })
}

async fn recorded(db: &mut SqliteConnection, contact_id: i64) -> sqlx::Result<Vec<Given>> {
    let rows: Vec<SqliteRow> = sqlx::query("SELECT * FROM consents WHERE contact_id = $1")
        .bind(contact_id)
        .fetch_all(db)
        .await?;
    let given = |row: &SqliteRow| {
        Ok(Given {
            consent: Consent {
                kind: word_at(row, "kind")?,
                until: optional_time_at(row, "until")?,
            },
            source: word_at(row, "source")?,
            at: time_at(row, "given_at")?,
        })
    };
    rows.iter().map(given).collect()
}

/// WhatsApp's permissions, each an explicit consent until its end.
async fn permissions(
    db: &mut SqliteConnection,
    contact_id: i64,
    channel_id: Option<&str>,
) -> sqlx::Result<Vec<Given>> {
    let rows: Vec<(Option<i64>, i64)> = sqlx::query_as(
        "SELECT granted_until, MAX(COALESCE(replied_at, 0), COALESCE(changed_at, 0)) FROM permissions \
         JOIN channels ON channels.id = permissions.channel_id \
         WHERE contact_id = $1 AND grant_word IN ('temporary', 'permanent') \
         AND (channel_id = $2 OR ($2 IS NULL AND channels.removed_at IS NULL))",
    )
    .bind(contact_id)
    .bind(channel_id)
    .fetch_all(db)
    .await?;
    let given = |(until, at): (Option<i64>, i64)| Given {
        consent: Consent {
            kind: ConsentType::Explicit,
            until: until.map(unsigned),
        },
        source: ConsentSource::Permission,
        at: unsigned(at),
    };
    Ok(rows.into_iter().map(given).collect())
}

/// Records a consent, or with `None` that it was taken back.
pub async fn set(
    write: &mut Write,
    contact_id: i64,
    kind: ConsentType,
    given: Option<&Given>,
) -> sqlx::Result<()> {
    let Some(given) = given else {
        sqlx::query("DELETE FROM consents WHERE contact_id = $1 AND kind = $2")
            .bind(contact_id)
            .bind(word(kind))
            .execute(write.db())
            .await?;
        return Ok(());
    };
    sqlx::query(
        "INSERT INTO consents (contact_id, kind, until, source, given_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (contact_id, kind) DO UPDATE SET until = $3, source = $4, given_at = $5",
    )
    .bind(contact_id)
    .bind(word(kind))
    .bind(given.consent.until.map(integer))
    .bind(word(given.source))
    .bind(integer(given.at))
    .execute(write.db())
    .await?;
    Ok(())
}
