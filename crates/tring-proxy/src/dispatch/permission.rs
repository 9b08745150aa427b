//! The permission to call a contact: what webhooks, the provider and our own rows say, as the permission meter shows it.

use tring_calls::permission::Query;
use tring_protocol::{
    call::Millis,
    permission::{Grant, PermissionState},
    phone::PhoneNumber,
};
use tring_providers::provider::{Permission, Provider};

use self::state::{in_our_words, of_stranger, said, state_of};
use super::dial;
use crate::{
    clock,
    events::{bus::Notice, log},
    http::error::AppError,
    state::AppState,
    store::{
        Write,
        channels::{self, Channel},
        contacts,
        permission_requests::{self, Outcome},
        permissions::{self, Pair, PermissionRow, Source},
    },
};

pub mod ask;
pub mod state;
pub mod told;

/// The permission as it is now. A provider that can be asked is asked; one that does not answer leaves what was known.
pub async fn show(
    state: &AppState,
    team_id: i64,
    channel_id: Option<&str>,
    phone: &PhoneNumber,
) -> Result<PermissionState, AppError> {
    let mut db = state.store.readers().acquire().await?;
    let channel = dial::channel(&mut db, team_id, channel_id).await?;
    drop(db);
    let provider = state.providers.of(&channel)?;
    let asked_at = clock::now();
    let query = if provider.capabilities().permission_query {
        asked(provider.as_ref(), phone).await
    } else {
        Ok(None)
    };
    let (query, answer) = match query {
        Ok(Some(answer)) => (Query::Said(said(&answer)), Some(answer)),
        Ok(None) => (Query::None, None),
        Err(()) => (Query::Failed, None),
    };
    let now = clock::now();
    let mut write = state.store.write().await?;
    let contact = contacts::by_phone(write.db(), team_id, phone.as_str()).await?;
    let Some(contact_id) = contact else {
        return Ok(of_stranger(&mut write, &channel, phone, answer, query, now).await?);
    };
    let pair = pair(&channel, contact_id);
    if let Some(answer) = answer {
        heard(&mut write, &channel, pair, &answer, asked_at).await?;
    }
    let shown = state_of(&mut write, &channel, pair, query, now).await?;
    write.commit().await?;
    Ok(shown)
}

async fn asked(provider: &dyn Provider, phone: &PhoneNumber) -> Result<Option<Permission>, ()> {
    provider.permission(phone).await.map(Some).map_err(|error| {
        tracing::warn!(kind = ?error.kind, code = error.code, "the permission could not be asked for");
    })
}

/// Which permission it is.
pub(super) fn pair(channel: &Channel, contact_id: i64) -> Pair<'_> {
    Pair {
        team_id: channel.team_id,
        channel_id: &channel.id,
        contact_id,
    }
}

/// Keeps what the provider said, unless a webhook has said more since it was asked.
async fn heard(
    write: &mut Write,
    channel: &Channel,
    pair: Pair<'_>,
    answer: &Permission,
    asked_at: Millis,
) -> sqlx::Result<()> {
    let before = permissions::find(write.db(), pair).await?;
    if before.seen_at.is_some_and(|seen| asked_at < seen) {
        return Ok(());
    }
    let (grant, granted_until) = in_our_words(answer.grant);
    let is_granted = matches!(grant, Grant::Temporary | Grant::Permanent);
    if is_granted && (before.grant, before.granted_until) != (grant, granted_until) {
        // The customer has replied, and no webhook has told of it.
        permission_requests::replied(write, pair, Outcome::Granted, asked_at).await?;
    }
    let after = PermissionRow {
        grant,
        granted_until,
        source: Some(Source::Provider),
        seen_at: Some(asked_at),
        ..before.clone()
    };
    keep(write, channel, pair, (&before, after), asked_at).await
}

/// Keeps what the provider said of somebody of whom nothing was known, and tells nobody: the caller does.
async fn note(
    write: &mut Write,
    pair: Pair<'_>,
    answer: &Permission,
    asked_at: Millis,
) -> sqlx::Result<()> {
    let before = permissions::find(write.db(), pair).await?;
    if before.seen_at.is_some() {
        return Ok(());
    }
    let (grant, granted_until) = in_our_words(answer.grant);
    let row = PermissionRow {
        grant,
        granted_until,
        source: Some(Source::Provider),
        seen_at: Some(asked_at),
        changed_at: Some(asked_at),
        ..before
    };
    permissions::save(write, pair, &row).await
}

/// The provider refused a call because there is no permission.
pub async fn refused(
    write: &mut Write,
    channel: &Channel,
    contact_id: i64,
    now: Millis,
) -> sqlx::Result<()> {
    let pair = pair(channel, contact_id);
    let before = permissions::find(write.db(), pair).await?;
    let after = PermissionRow {
        grant: Grant::None,
        granted_until: None,
        source: Some(Source::Provider),
        seen_at: Some(now),
        ..before.clone()
    };
    keep(write, channel, pair, (&before, after), now).await
}

/// Temporary grants that have run out: no webhook tells.
pub async fn run_out(state: &AppState, now: Millis) -> sqlx::Result<()> {
    let mut db = state.store.readers().acquire().await?;
    let ended = permissions::ended(&mut db, now).await?;
    drop(db);
    for (channel_id, contact_id) in ended {
        let mut write = state.store.write().await?;
        let Some(channel) = channels::by_id(write.db(), &channel_id).await? else {
            continue;
        };
        let pair = pair(&channel, contact_id);
        let before = permissions::find(write.db(), pair).await?;
        if before.grant != Grant::Temporary || before.granted_until.is_none_or(|end| now < end) {
            continue;
        }
        let after = PermissionRow {
            grant: Grant::None,
            ..before.clone()
        };
        keep(&mut write, &channel, pair, (&before, after), now).await?;
        write.commit().await?;
    }
    Ok(())
}

/// Saves what changed, and tells the team where the grant did.
pub(super) async fn keep(
    write: &mut Write,
    channel: &Channel,
    pair: Pair<'_>,
    (before, after): (&PermissionRow, PermissionRow),
    now: Millis,
) -> sqlx::Result<()> {
    let changed = (before.grant, before.granted_until, before.declined_at)
        != (after.grant, after.granted_until, after.declined_at);
    let after = PermissionRow {
        changed_at: if before.grant == after.grant && before.granted_until == after.granted_until {
            before.changed_at
        } else {
            Some(now)
        },
        ..after
    };
    permissions::save(write, pair, &after).await?;
    if changed {
        announce(write, channel, pair, now).await?;
    }
    Ok(())
}

/// Tells the team's pages how the permission stands.
pub(super) async fn announce(
    write: &mut Write,
    channel: &Channel,
    pair: Pair<'_>,
    now: Millis,
) -> sqlx::Result<()> {
    let shown = state_of(write, channel, pair, Query::None, now).await?;
    let message = log::append_permission(write, pair, shown).await?;
    write.tell(Notice::team(pair.team_id, &message));
    Ok(())
}
