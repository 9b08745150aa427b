//! Erasure: the person goes, the figures of her calls stay.

use sqlx::SqliteConnection;
use tring_protocol::call::Millis;

use super::{record, search};
use crate::{
    events::log,
    store::{Store, Write, callbacks, words::integer},
};

mod mentions;

use mentions::{Mentions, Traces};

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
    let mut mentions = Mentions::default();
    let traces = Traces::of(&mut db, &contact).await?;
    mentions.look(&mut db, team_id, &traces).await?;
    drop(db);

    let mut write = store.write().await?;
    let Some(contact) = record::by_id(write.db(), team_id, id).await? else {
        return Ok(Erasure::NotFound);
    };
    if let Some(refusal) = refusal(write.db(), id).await? {
        return Ok(refusal);
    }
    let traces = Traces::of(write.db(), &contact).await?;
    mentions.look(write.db(), team_id, &traces).await?;
    mentions.erase(&mut write).await?;
    free_text(&mut write, id, &traces.names).await?;
    callback(&mut write, team_id, id, now).await?;
    rows(&mut write, id).await?;
    search::forget(&mut write, id).await?;
    person(&mut write, id, now).await?;
    write.commit().await?;
    store.empty_log().await?;
    // Where somebody reads just now, the sweep does it.
    store.wake_sweep();
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

/// Sentences of providers may have her number in them.
async fn free_text(write: &mut Write, id: i64, names: &[String]) -> sqlx::Result<()> {
    for text in names {
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

/// Nobody can call her back any more: the pages that show it take it away.
async fn callback(write: &mut Write, team_id: i64, id: i64, now: Millis) -> sqlx::Result<()> {
    let Some(mut row) = callbacks::open_of(write.db(), team_id, id).await? else {
        return Ok(());
    };
    row.task.done_at = Some(now);
    (row.task.contact_name, row.task.contact_phone) = (None, None);
    log::append_callback(write, team_id, &row).await
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
