//! The permission as the pages see it, from all that is known.

use tring_calls::permission::{self as rules, Facts, Query, Said, Way};
use tring_protocol::{
    call::Millis,
    permission::{Grant, PermissionState},
    phone::PhoneNumber,
    settings::Restriction,
};
use tring_providers::{
    provider::{Capabilities, Limit, LimitOn, Permission},
    registry,
};

use crate::{
    clock,
    store::{
        Write, channel_notes,
        channels::Channel,
        contacts, permission_requests,
        permissions::{self, Pair},
    },
};

const DAY: Millis = 24 * 3_600_000;
const WEEK: Millis = 7 * DAY;

/// The permission as the pages see it.
pub(crate) async fn state_of(
    write: &mut Write,
    channel: &Channel,
    pair: Pair<'_>,
    query: Query,
    now: Millis,
) -> sqlx::Result<PermissionState> {
    let facts = facts(write, channel, pair, query, now).await?;
    let phone = contacts::phone(write.db(), pair.contact_id).await?;
    Ok(shown(
        channel,
        phone.as_deref().unwrap_or_default(),
        &facts,
        now,
    ))
}

/// All that is known.
pub(super) async fn facts(
    write: &mut Write,
    channel: &Channel,
    pair: Pair<'_>,
    query: Query,
    now: Millis,
) -> sqlx::Result<Facts> {
    let row = permissions::find(write.db(), pair).await?;
    let week_ago = now.saturating_sub(WEEK);
    let requests = permission_requests::since(write.db(), pair, week_ago).await?;
    let connected = permissions::connected(write.db(), pair, week_ago).await?;
    let since = match row.grant {
        Grant::Temporary | Grant::Permanent => row.changed_at.unwrap_or(0),
        Grant::None | Grant::Unknown => 0,
    };
    let past = permissions::past_calls(write.db(), pair, since).await?;
    let open = requests.iter().rev().find(|(_, open)| *open);
    let today = connected
        .iter()
        .filter(|(at, ours)| *ours && now < at.saturating_add(DAY));
    Ok(Facts {
        grant: row.grant,
        until: row.granted_until,
        declined_at: row.declined_at,
        asked_at: open.map(|(at, _)| *at),
        calls_today: u32::try_from(today.count()).unwrap_or(u32::MAX),
        unanswered: rules::unanswered_in_a_row(past),
        undelivered: permission_requests::last_failure(write.db(), pair).await?,
        requests: requests.into_iter().map(|(at, _)| at).collect(),
        connected: connected.into_iter().map(|(at, _)| at).collect(),
        query,
        way: way(channel),
        restriction: restriction(write, channel, now).await?,
    })
}

/// The permission of somebody of whom we know nothing: nothing is written.
pub(super) async fn of_stranger(
    write: &mut Write,
    channel: &Channel,
    phone: &PhoneNumber,
    answer: Option<Permission>,
    query: Query,
    now: Millis,
) -> sqlx::Result<PermissionState> {
    let (grant, until) = answer.map_or((Grant::Unknown, None), |answer| in_our_words(answer.grant));
    let facts = Facts {
        grant,
        until,
        query,
        way: way(channel),
        restriction: restriction(write, channel, now).await?,
        ..Facts::default()
    };
    Ok(shown(channel, phone.as_str(), &facts, now))
}

fn shown(channel: &Channel, phone: &str, facts: &Facts, now: Millis) -> PermissionState {
    let meter = rules::meter(facts, now);
    PermissionState {
        success: true,
        channel_id: channel.id.clone(),
        phone_number: phone.to_owned(),
        grant: meter.grant,
        granted_until: meter.until,
        asked_at: meter.asked_at,
        declined_at: facts.declined_at,
        can_call: meter.can_call,
        refusal: meter.refusal,
        warning: meter.warning,
        can_ask: meter.can_ask,
        ask_refusal: meter.ask_refusal,
        requests_left_today: meter.requests_left_today,
        requests_left_this_week: meter.requests_left_this_week,
        calls_left_today: meter.calls_left_today,
        unanswered_in_a_row: facts.unanswered,
    }
}

/// How contacts of this channel can be asked.
fn way(channel: &Channel) -> Way {
    let Some(capabilities) = capabilities(channel) else {
        return Way::None;
    };
    if capabilities.ask_by_message {
        Way::Open
    } else if !capabilities.ask_by_template {
        Way::None
    } else if channel.permission_template.is_some() {
        Way::Open
    } else {
        Way::NoTemplate
    }
}

/// What the channel's provider can do.
pub(in crate::dispatch) fn capabilities(channel: &Channel) -> Option<Capabilities> {
    registry::entry(&channel.provider).map(|entry| entry.capabilities)
}

async fn restriction(
    write: &mut Write,
    channel: &Channel,
    now: Millis,
) -> sqlx::Result<Option<String>> {
    let all = channel_notes::restrictions(write.db(), &channel.id, now).await?;
    Ok(all
        .iter()
        .find(|restriction| hinders_calls(restriction))
        .map(restriction_sentence))
}

/// Whether we may place no calls while it lasts; some are about calls from customers alone.
pub(in crate::dispatch) fn hinders_calls(restriction: &Restriction) -> bool {
    !restriction
        .kind
        .to_ascii_uppercase()
        .contains("USER_INITIATED")
}

/// What a restriction means, and what to do.
pub fn restriction_sentence(restriction: &Restriction) -> String {
    let until = restriction
        .until
        .map(|until| format!(" until {}", clock::rfc3339(until)))
        .unwrap_or_default();
    let reason = restriction
        .reason
        .as_deref()
        .map(|reason| format!(" Its reason: {}.", reason.trim_end_matches('.')))
        .unwrap_or_default();
    format!("WhatsApp has restricted calls of this number{until}.{reason} Write instead.")
}

pub(super) fn in_our_words(grant: tring_providers::provider::Grant) -> (Grant, Option<Millis>) {
    use tring_providers::provider::Grant as Theirs;
    match grant {
        Theirs::None => (Grant::None, None),
        Theirs::Permanent => (Grant::Permanent, None),
        Theirs::Temporary { until } => (Grant::Temporary, until.and_then(millis)),
    }
}

/// Unix seconds in our unit.
fn millis(seconds: i64) -> Option<Millis> {
    u64::try_from(seconds)
        .ok()
        .map(|seconds| seconds.saturating_mul(1_000))
}

pub(super) fn said(answer: &Permission) -> Said {
    let left = |on, hours| {
        let limit: Option<&Limit> =
            (answer.limits.iter()).find(|limit| limit.on == on && limit.hours == hours);
        limit.map(|limit| limit.allowed.saturating_sub(limit.used))
    };
    Said {
        can_call: answer.can_call,
        can_ask: answer.can_ask,
        requests_left_today: left(LimitOn::Requests, 24),
        requests_left_this_week: left(LimitOn::Requests, 7 * 24),
        calls_left_today: left(LimitOn::Calls, 24),
    }
}
