//! What contacts agreed to: how it stands, how it came so, and the team's settings for it.

use std::collections::HashMap;

use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection, sqlite::SqliteRow};
use tring_calls::consent::{self as rules, Consent, Facts, Given, OptIn, news::Clock};
use tring_protocol::{
    call::Millis,
    contact::{ConsentSource, ConsentType},
};

use super::{
    Write,
    words::{integer, optional_time_at, time_at, word, word_at},
};

pub mod changes;
pub mod settings;

/// The consent that counts most, on one channel or on any; one that has run out where none is valid.
pub async fn standing(
    db: &mut SqliteConnection,
    team_id: i64,
    contact_id: i64,
    channel_id: Option<&str>,
    now: Millis,
) -> sqlx::Result<Option<Given>> {
    let standings = standings(db, team_id, &[contact_id], channel_id, now).await?;
    Ok(standings.into_values().next())
}

/// The same for several contacts of a team; one who never agreed is not in it.
pub async fn standings(
    db: &mut SqliteConnection,
    team_id: i64,
    contacts: &[i64],
    channel_id: Option<&str>,
    now: Millis,
) -> sqlx::Result<HashMap<i64, Given>> {
    let facts = facts(db, contacts, channel_id).await?;
    let lengths = settings::lengths(db, team_id).await?;
    let standing =
        |(contact, facts): (i64, Facts)| Some((contact, rules::standing(&facts, &lengths, now)?));
    Ok(facts.into_iter().filter_map(standing).collect())
}

/// What is known of the consent of each of these contacts, on one channel or on any.
pub async fn facts(
    db: &mut SqliteConnection,
    contacts: &[i64],
    channel_id: Option<&str>,
) -> sqlx::Result<HashMap<i64, Facts>> {
    let mut facts = in_touch(db, contacts).await?;
    let mut given = recorded(db, contacts).await?;
    given.extend(permissions(db, contacts, channel_id).await?);
    for (contact, given) in given {
        if let Some(facts) = facts.get_mut(&contact) {
            facts.given.push(given);
        }
    }
    Ok(facts)
}

/// When each contact last called and wrote, and when she took everything back.
async fn in_touch(
    db: &mut SqliteConnection,
    contacts: &[i64],
) -> sqlx::Result<HashMap<i64, Facts>> {
    let mut query = QueryBuilder::new(
        "SELECT id, withdrawn_at, last_message_at, (SELECT initiated_at FROM calls \
         WHERE contact_id = contacts.id AND direction = 'inbound' ORDER BY initiated_at DESC LIMIT 1) AS called_at \
         FROM contacts WHERE id IN ",
    );
    push_list(&mut query, contacts);
    let rows: Vec<SqliteRow> = query.build().fetch_all(db).await?;
    let facts = |row: &SqliteRow| {
        let facts = Facts {
            given: Vec::new(),
            last_call_at: optional_time_at(row, "called_at")?,
            last_message_at: optional_time_at(row, "last_message_at")?,
            withdrawn_at: optional_time_at(row, "withdrawn_at")?,
        };
        Ok((row.try_get("id")?, facts))
    };
    rows.iter().map(facts).collect()
}

async fn recorded(db: &mut SqliteConnection, contacts: &[i64]) -> sqlx::Result<Vec<(i64, Given)>> {
    let mut query = QueryBuilder::new("SELECT * FROM consents WHERE contact_id IN ");
    push_list(&mut query, contacts);
    let rows: Vec<SqliteRow> = query.build().fetch_all(db).await?;
    let given = |row: &SqliteRow| {
        let given = Given {
            consent: Consent {
                kind: word_at(row, "kind")?,
                until: optional_time_at(row, "until")?,
            },
            source: word_at(row, "source")?,
            at: time_at(row, "given_at")?,
        };
        Ok((row.try_get("contact_id")?, given))
    };
    rows.iter().map(given).collect()
}

/// WhatsApp's permissions, each an explicit consent until its end.
async fn permissions(
    db: &mut SqliteConnection,
    contacts: &[i64],
    channel_id: Option<&str>,
) -> sqlx::Result<Vec<(i64, Given)>> {
    let mut query = QueryBuilder::new(
        "SELECT contact_id, granted_until, MAX(COALESCE(replied_at, 0), COALESCE(changed_at, 0)) AS given_at \
         FROM permissions JOIN channels ON channels.id = permissions.channel_id \
         WHERE grant_word IN ('temporary', 'permanent') AND ",
    );
    match channel_id {
        Some(channel) => query.push("channel_id = ").push_bind(channel),
        None => query.push("channels.removed_at IS NULL"),
    };
    query.push(" AND contact_id IN ");
    push_list(&mut query, contacts);
    let rows: Vec<SqliteRow> = query.build().fetch_all(db).await?;
    let given = |row: &SqliteRow| {
        let given = Given {
            consent: Consent {
                kind: ConsentType::Explicit,
                until: optional_time_at(row, "granted_until")?,
            },
            source: ConsentSource::Permission,
            at: time_at(row, "given_at")?,
        };
        Ok((row.try_get("contact_id")?, given))
    };
    rows.iter().map(given).collect()
}

fn push_list(query: &mut QueryBuilder<Sqlite>, ids: &[i64]) {
    query.push("(");
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(*id);
    }
    query.push(")");
}

/// What was recorded of this kind.
pub async fn of_kind(
    db: &mut SqliteConnection,
    contact_id: i64,
    kind: ConsentType,
) -> sqlx::Result<Option<Given>> {
    let recorded = recorded(db, &[contact_id]).await?;
    let mut given = recorded.into_iter().map(|(_, given)| given);
    Ok(given.find(|given| given.consent.kind == kind))
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

/// Sets whether the contact wants to hear from the business.
pub async fn set_opt_in(
    write: &mut Write,
    contact_id: i64,
    opt_in: OptIn,
    said: (ConsentSource, Millis, Clock),
    now: Millis,
) -> sqlx::Result<()> {
    let (source, at, clock) = said;
    sqlx::query(
        "UPDATE contacts SET opt_in = $2, opt_in_source = $3, opt_in_at = $4, opt_in_by_message = $5, updated_at = $6 \
         WHERE id = $1",
    )
    .bind(contact_id)
    .bind(word(opt_in))
    .bind(word(source))
    .bind(integer(at))
    .bind(clock == Clock::Provider)
    .bind(integer(now))
    .execute(write.db())
    .await?;
    Ok(())
}

/// Takes everything back that was given until `at`.
pub async fn withdraw(write: &mut Write, contact_id: i64, at: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE contacts SET withdrawn_at = MAX(COALESCE(withdrawn_at, 0), $2) WHERE id = $1",
    )
    .bind(contact_id)
    .bind(integer(at))
    .execute(write.db())
    .await?;
    Ok(())
}

/// Notes that the contact wrote at `at`.
pub async fn wrote(write: &mut Write, contact_id: i64, at: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE contacts SET last_message_at = MAX(COALESCE(last_message_at, 0), $2) WHERE id = $1",
    )
    .bind(contact_id)
    .bind(integer(at))
    .execute(write.db())
    .await?;
    Ok(())
}
