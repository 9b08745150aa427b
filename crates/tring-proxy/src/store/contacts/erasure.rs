//! Erasure: the person goes, the figures of her calls stay.

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use tring_calls::numbers;
use tring_protocol::call::Millis;

use super::{
    record::{self, ContactRow},
    search,
};
use crate::store::{Store, Write, words::integer};

/// How many webhooks are read at a time when looking for those that name the person.
const CHUNK: i64 = 5_000;
const DAY: i64 = 86_400_000;
/// The longest country code (ITU-T E.164): some providers write numbers without it.
const LONGEST_COUNTRY_CODE: usize = 3;
/// A number's end that is shorter than this is many people's.
const FEWEST_DIGITS: usize = 7;

/// What became of the wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasure {
    /// She is gone.
    Done,
    /// There is no such contact in the team.
    NotFound,
    /// She is in a call.
    LiveCall,
    /// The provider is still to be told of a call's end, which takes its id.
    Ending,
}

/// Erases the team's contact.
///
/// Webhooks that name her are looked for before the writer is taken: there may be millions, and calls go on meanwhile.
pub async fn erase(store: &Store, team_id: i64, id: i64, now: Millis) -> sqlx::Result<Erasure> {
    let mut db = store.readers().acquire().await?;
    let Some(contact) = record::by_id(&mut db, team_id, id).await? else {
        return Ok(Erasure::NotFound);
    };
    let named = Named::by(&traces(&mut db, &contact).await?);
    let seen = last_delivery(&mut db).await?;
    let mut deliveries = named.deliveries(&mut db, team_id, (0, seen)).await?;
    deliveries.extend(of_calls(&mut db, id).await?);
    drop(db);

    let mut write = store.write().await?;
    let Some(contact) = record::by_id(write.db(), team_id, id).await? else {
        return Ok(Erasure::NotFound);
    };
    if let Some(refusal) = refusal(write.db(), id).await? {
        return Ok(refusal);
    }
    let traces = traces(write.db(), &contact).await?;
    let named = Named::by(&traces);
    let last = last_delivery(write.db()).await?;
    let since = named.deliveries(write.db(), team_id, (seen, last)).await?;
    deliveries.extend(since);
    webhooks(&mut write, team_id, &deliveries, &traces.calls).await?;
    free_text(&mut write, id, &named).await?;
    rows(&mut write, id).await?;
    search::forget(&mut write, id).await?;
    person(&mut write, id, now).await?;
    write.commit().await?;
    store.empty_log().await?;
    Ok(Erasure::Done)
}

async fn refusal(db: &mut SqliteConnection, id: i64) -> sqlx::Result<Option<Erasure>> {
    let live: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM calls WHERE contact_id = $1 \
         AND status IN ('initiated', 'ringing', 'in_progress'))",
    )
    .bind(id)
    .fetch_one(&mut *db)
    .await?;
    let ending: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM calls JOIN provider_actions ON provider_actions.call = calls.id \
         WHERE calls.contact_id = $1 AND provider_actions.state IN ('intended', 'sent'))",
    )
    .bind(id)
    .fetch_one(db)
    .await?;
    Ok(match (live, ending) {
        (true, _) => Some(Erasure::LiveCall),
        (false, true) => Some(Erasure::Ending),
        (false, false) => None,
    })
}

/// By what the person is known elsewhere.
struct Traces {
    phone: Option<String>,
    user_id: Option<String>,
    /// The provider's ids of her calls: a `wacid` has her number in it.
    calls: Vec<String>,
}

async fn traces(db: &mut SqliteConnection, contact: &ContactRow) -> sqlx::Result<Traces> {
    let calls = sqlx::query_scalar(
        "SELECT provider_call_id FROM calls WHERE contact_id = $1 AND provider_call_id IS NOT NULL \
         UNION SELECT reported_id FROM calls WHERE contact_id = $1 AND reported_id IS NOT NULL \
         UNION SELECT provider_calls.provider_call_id FROM provider_calls \
         JOIN calls ON calls.id = provider_calls.call WHERE calls.contact_id = $1",
    )
    .bind(contact.id)
    .fetch_all(db)
    .await?;
    Ok(Traces {
        phone: contact.phone.clone(),
        user_id: contact.provider_user_id.clone(),
        calls,
    })
}

/// What a text has in it that names the person.
struct Named(Vec<String>);

impl Named {
    /// Her number without its country code, in both forms, and her id.
    fn by(traces: &Traces) -> Self {
        let other = traces.phone.as_deref().and_then(numbers::other_form);
        let numbers = traces.phone.iter().chain(&other).map(|phone| end_of(phone));
        let ids = traces.user_id.iter().cloned();
        Self(numbers.chain(ids).filter(|text| !text.is_empty()).collect())
    }

    /// The team's webhooks with ids from one to the other that name her.
    async fn deliveries(
        &self,
        db: &mut SqliteConnection,
        team_id: i64,
        (after, until): (i64, i64),
    ) -> sqlx::Result<Vec<i64>> {
        let mut found = Vec::new();
        let mut from = after;
        while from < until && !self.0.is_empty() {
            let to = from.saturating_add(CHUNK).min(until);
            found.extend(self.chunk(db, team_id, (from, to)).await?);
            from = to;
        }
        Ok(found)
    }

    async fn chunk(
        &self,
        db: &mut SqliteConnection,
        team_id: i64,
        (after, until): (i64, i64),
    ) -> sqlx::Result<Vec<i64>> {
        let mut query =
            QueryBuilder::<Sqlite>::new("SELECT id FROM webhook_deliveries WHERE id > ");
        query
            .push_bind(after)
            .push(" AND id <= ")
            .push_bind(until)
            .push(" AND channel_id IN (SELECT id FROM channels WHERE team_id = ")
            .push_bind(team_id)
            .push(") AND (");
        let mut alternatives = query.separated(" OR ");
        for text in &self.0 {
            alternatives
                .push("instr(body, ")
                .push_bind_unseparated(text.clone().into_bytes())
                .push_unseparated(") > 0");
        }
        query.push(")");
        query.build_query_scalar().fetch_all(db).await
    }
}

/// The webhooks that name one of her calls by its id and nobody by a number: they come within a day of the call.
async fn of_calls(db: &mut SqliteConnection, id: i64) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar(
        "SELECT webhook_deliveries.id FROM calls JOIN webhook_deliveries \
         ON webhook_deliveries.channel_id = calls.channel_id \
         AND webhook_deliveries.received_at >= calls.initiated_at - $2 \
         AND webhook_deliveries.received_at <= COALESCE(calls.ended_at, calls.initiated_at) + $2 \
         WHERE calls.contact_id = $1 AND (instr(body, CAST(calls.provider_call_id AS BLOB)) > 0 \
         OR instr(body, CAST(calls.reported_id AS BLOB)) > 0)",
    )
    .bind(id)
    .bind(DAY)
    .fetch_all(db)
    .await
}

/// A number's digits without its country code, whichever it is.
fn end_of(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match digits.get(LONGEST_COUNTRY_CODE..) {
        Some(end) if end.len() >= FEWEST_DIGITS => end.to_owned(),
        Some(_) | None => digits,
    }
}

async fn last_delivery(db: &mut SqliteConnection) -> sqlx::Result<i64> {
    let last: Option<i64> = sqlx::query_scalar("SELECT MAX(id) FROM webhook_deliveries")
        .fetch_one(db)
        .await?;
    Ok(last.unwrap_or(0))
}

/// Empties webhooks, and forgets the provider's ids of her calls in their items.
async fn webhooks(
    write: &mut Write,
    team_id: i64,
    deliveries: &[i64],
    calls: &[String],
) -> sqlx::Result<()> {
    for delivery in deliveries {
        sqlx::query("UPDATE webhook_deliveries SET body = x'' WHERE id = $1")
            .bind(delivery)
            .execute(write.db())
            .await?;
        // The keys of earlier versions hold the provider's ids as they are.
        sqlx::query(
            "DELETE FROM webhook_items WHERE delivery_id = $1 AND LENGTH(dedupe_key) <> 64",
        )
        .bind(delivery)
        .execute(write.db())
        .await?;
        sqlx::query(
            "UPDATE webhook_items SET provider_call_id = NULL, event = NULL WHERE delivery_id = $1",
        )
        .bind(delivery)
        .execute(write.db())
        .await?;
    }
    for call in calls {
        sqlx::query(
            "UPDATE webhook_items SET provider_call_id = NULL, event = NULL WHERE provider_call_id = $1 \
             AND channel_id IN (SELECT id FROM channels WHERE team_id = $2)",
        )
        .bind(call)
        .bind(team_id)
        .execute(write.db())
        .await?;
    }
    Ok(())
}

/// Sentences of providers may have her number in them.
async fn free_text(write: &mut Write, id: i64, named: &Named) -> sqlx::Result<()> {
    for text in &named.0 {
        sqlx::query(
            "UPDATE calls SET failure_reason = NULL WHERE contact_id = $1 AND instr(failure_reason, $2) > 0",
        )
        .bind(id)
        .bind(text)
        .execute(write.db())
        .await?;
    }
    Ok(())
}

/// What hangs on the contact and on her calls.
async fn rows(write: &mut Write, id: i64) -> sqlx::Result<()> {
    for statement in [
        "UPDATE calls SET \
         to_number = CASE direction WHEN 'outbound' THEN '' ELSE to_number END, \
         from_number = CASE direction WHEN 'inbound' THEN '' ELSE from_number END, \
         provider_call_id = NULL, reported_id = NULL, integrator_id = NULL, conversation_id = NULL \
         WHERE contact_id = $1",
        "DELETE FROM session_descriptions WHERE call IN (SELECT id FROM calls WHERE contact_id = $1)",
        "DELETE FROM provider_calls WHERE call IN (SELECT id FROM calls WHERE contact_id = $1)",
        "UPDATE provider_actions SET error_message = NULL WHERE error_message IS NOT NULL \
         AND call IN (SELECT id FROM calls WHERE contact_id = $1)",
        "DELETE FROM follow_ups WHERE call IN (SELECT id FROM calls WHERE contact_id = $1)",
        "DELETE FROM callbacks WHERE contact_id = $1",
        "DELETE FROM permissions WHERE contact_id = $1",
        "DELETE FROM permission_requests WHERE contact_id = $1",
        "DELETE FROM consents WHERE contact_id = $1",
        "UPDATE consent_changes SET message_id = NULL, note = NULL WHERE contact_id = $1",
        "DELETE FROM contact_tags WHERE contact_id = $1",
        "UPDATE outgoing_deliveries SET payload = NULL, last_answer = NULL, contact_id = NULL, next_at = NULL, \
         state = CASE state WHEN 'pending' THEN 'dead' ELSE state END WHERE contact_id = $1 AND payload IS NOT NULL",
    ] {
        sqlx::query(statement).bind(id).execute(write.db()).await?;
    }
    Ok(())
}

async fn person(write: &mut Write, id: i64, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE contacts SET phone = NULL, provider_user_id = NULL, name = NULL, tags = '[]', opt_in = 'unknown', \
         opt_in_source = NULL, opt_in_at = NULL, opt_in_by_message = 0, withdrawn_at = NULL, \
         last_message_at = NULL, automation_blocks_calling = 0, last_agent_id = NULL, updated_at = $2, \
         erased_at = $2 WHERE id = $1",
    )
    .bind(id)
    .bind(integer(now))
    .execute(write.db())
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_looked_for_without_its_country_code() {
        assert_eq!(end_of("+4915112345678"), "5112345678");
        assert_eq!(end_of("+1234567"), "1234567");
    }
}
