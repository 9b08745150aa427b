//! What webhooks say of permissions: replies, late and in any order, and requests that did not arrive.

use tring_calls::permission as rules;
use tring_protocol::{call::Millis, permission::Grant};
use tring_providers::webhook::PermissionReply;

use super::{announce, keep, pair, state::in_our_words};
use crate::dispatch::{
    consent::{self, Automatic},
    correlation,
};
use crate::store::{
    Write,
    channels::Channel,
    contacts,
    permission_requests::{self, Outcome},
    permissions::{self, Pair, PermissionRow, Source},
};

/// Applies a reply that was given at `at`. Somebody whom we do not know becomes a contact.
pub async fn reply(
    write: &mut Write,
    channel: &Channel,
    reply: &PermissionReply,
    at: Millis,
    now: Millis,
) -> sqlx::Result<()> {
    let person = correlation::person(&reply.customer);
    let contact_id = contacts::upsert(write, channel.team_id, &person, now).await?;
    consent::under_her_id(write, (channel.team_id, contact_id), &person, now).await?;
    let pair = pair(channel, contact_id);
    let (grant, until) = in_our_words(reply.grant);
    let was_pending = settle_requests(write, pair, reply, grant, now).await?;
    let before = permissions::find(write.db(), pair).await?;
    if !rules::is_news(at, before.replied_at, before.seen_at) {
        tracing::debug!("a reply that is older than what is known");
        return if was_pending {
            announce(write, channel, pair, now).await
        } else {
            Ok(())
        };
    }
    let declined = grant == Grant::None && !reply.automatic;
    let after = PermissionRow {
        grant,
        granted_until: until,
        source: Some(if reply.automatic {
            Source::Automatic
        } else {
            Source::User
        }),
        replied_at: Some(at),
        declined_at: declined.then_some(at),
        request_id: reply.request_id.clone(),
        ..before.clone()
    };
    let automatic = if reply.automatic {
        Automatic::Yes
    } else {
        Automatic::No
    };
    consent::permission_changed(write, pair, (&before, &after), automatic, now).await?;
    let changes_nothing = (before.grant, before.granted_until, before.declined_at)
        == (after.grant, after.granted_until, after.declined_at);
    keep(write, channel, pair, (&before, after), now).await?;
    if changes_nothing && was_pending {
        announce(write, channel, pair, now).await?;
    }
    Ok(())
}

/// Whoever has replied is not expected to any more. That WhatsApp took a permission away is no reply.
async fn settle_requests(
    write: &mut Write,
    pair: Pair<'_>,
    reply: &PermissionReply,
    grant: Grant,
    now: Millis,
) -> sqlx::Result<bool> {
    let outcome = match grant {
        Grant::Temporary | Grant::Permanent => Outcome::Granted,
        Grant::None | Grant::Unknown if reply.automatic => return Ok(false),
        Grant::None | Grant::Unknown => Outcome::Declined,
    };
    let settled = permission_requests::replied(write, pair, outcome, now).await?;
    Ok(settled > 0)
}

/// Whether a message that was not delivered is a request of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undelivered {
    /// It is, and is over now.
    Noted,
    /// Its id is not known yet, but some request is under way.
    Perhaps,
    /// It is another message.
    Foreign,
}

/// A message of ours was not delivered: a request for permission ends with the reason.
pub async fn not_delivered(
    write: &mut Write,
    channel: &Channel,
    message_id: &str,
    reason: &str,
    now: Millis,
) -> sqlx::Result<Undelivered> {
    let found = permission_requests::by_message(write.db(), &channel.id, message_id).await?;
    let Some((request, contact_id)) = found else {
        let under_way = permission_requests::is_under_way(write.db(), &channel.id).await?;
        return Ok(if under_way {
            Undelivered::Perhaps
        } else {
            Undelivered::Foreign
        });
    };
    permission_requests::fail(write, request, reason, now).await?;
    announce(write, channel, pair(channel, contact_id), now).await?;
    Ok(Undelivered::Noted)
}
