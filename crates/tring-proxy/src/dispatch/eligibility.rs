//! Whether a contact may be called now: the snapshot for [`tring_calls::eligibility`], from what is stored.
//!
//! The provider is not asked: this runs within the transaction that commits the call.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use sqlx::SqliteConnection;
use tring_calls::eligibility::{
    self as rules, Agents, Contact, Number, Permission, SaidBy, Sentences, Snapshot, Trigger,
    Usage, Verdict, safeguards,
};
use tring_protocol::{
    api::InitiateOptions, call::Millis, eligibility::BlockReason, routing::RoutingRole,
};
use tring_providers::health::QualityRating;

use super::{
    agents::{self, Standing},
    permission::state::hinders_calls,
};
use crate::{
    http::error::AppError,
    state::AppState,
    store::{
        call_routing,
        calling_settings::{self, CallingSettings},
        channel_health, channel_notes,
        channels::Channel,
        contacts,
        permissions::{self, Pair, Source},
        words::{integer, word},
    },
};

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// The team that would call.
    pub team_id: i64,
    /// From which channel; `None` where the team has none.
    pub channel: Option<&'a Channel>,
    /// Whom; `None` where the number is no contact yet.
    pub contact_id: Option<i64>,
    /// What the call is asked for by.
    pub trigger: Trigger,
    /// Who talks.
    pub media: Media,
    /// When.
    pub now: Millis,
}

/// Where a call's media come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// Whoever asks brings an offer: an agent at her inbox, or a program that talks itself.
    Brought,
    /// One of the team's agents has to supply them; this one, where she is wanted and here.
    From(Option<u64>),
}

/// The decision, and in what words it is told where it is a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The decision.
    pub verdict: Verdict,
    /// What people read where the call may not be made.
    pub sentences: Option<Sentences>,
}

/// What the options of a request to call say about its trigger.
pub fn trigger(options: &InitiateOptions) -> Trigger {
    Trigger {
        kind: options.trigger_type.clone(),
        source: options.trigger_source.clone(),
        message: options.trigger_message.clone(),
    }
}

/// Refuses a call that may not be made now.
pub async fn require(
    state: &AppState,
    db: &mut SqliteConnection,
    question: &Question<'_>,
) -> Result<(), AppError> {
    let judgement = check(state, db, question).await?;
    match (judgement.verdict, judgement.sentences) {
        (Verdict::Blocked { reason, .. }, Some(told)) => Err(refusal(reason, told.user)),
        (Verdict::Eligible(_) | Verdict::Blocked { .. }, _) => Ok(()),
    }
}

/// The refusal of a team that has no channel to call from, unless something else comes first in the order of the checks.
pub async fn without_channel(
    state: &AppState,
    db: &mut SqliteConnection,
    question: Question<'_>,
) -> AppError {
    let reason = BlockReason::CallingNotEnabledForNumber;
    let first = require(state, db, &question).await;
    first
        .err()
        .unwrap_or_else(|| refusal(reason, rules::user_message(reason).to_owned()))
}

/// The refusal in the shape of seed 000.
fn refusal(reason: BlockReason, message: String) -> AppError {
    AppError::Blocked {
        message,
        reason: reason.as_str(),
        category: reason.category().as_str(),
        call_id: None,
    }
}

/// Whether the contact may be called now, and why not.
pub async fn check(
    state: &AppState,
    db: &mut SqliteConnection,
    question: &Question<'_>,
) -> sqlx::Result<Judgement> {
    let settings = calling_settings::of(db, question.team_id).await?;
    let usage = usage(db, question.team_id, &settings, question.now).await?;
    let snapshot = Snapshot {
        now: question.now,
        rules: settings.rules,
        trigger: question.trigger.clone(),
        number: number(db, question).await?,
        contact: contact(db, question).await?,
        agents: agents(state, db, question).await?,
        usage,
    };
    let verdict = rules::check(&snapshot);
    let sentences = match verdict {
        Verdict::Eligible(_) => None,
        Verdict::Blocked { reason, .. } => Some(rules::told(&snapshot, reason)),
    };
    Ok(Judgement { verdict, sentences })
}

async fn number(
    db: &mut SqliteConnection,
    question: &Question<'_>,
) -> sqlx::Result<Option<Number>> {
    let Some(channel) = question.channel else {
        return Ok(None);
    };
    let health = channel_health::of(db, &channel.id).await?;
    let restrictions = channel_notes::restrictions(db, &channel.id, question.now).await?;
    Ok(Some(Number {
        calling_enabled: health.calling_enabled,
        seen_at: health.seen_at,
        active: health.active,
        flagged: health.flagged || restrictions.iter().any(hinders_calls),
        rated_red: health.quality == Some(QualityRating::Red),
    }))
}

async fn contact(db: &mut SqliteConnection, question: &Question<'_>) -> sqlx::Result<Contact> {
    let (Some(channel), Some(contact_id)) = (question.channel, question.contact_id) else {
        return Ok(Contact::default());
    };
    let standing =
        contacts::standing(db, question.team_id, contact_id, &channel.id, question.now).await?;
    let pair = Pair {
        team_id: question.team_id,
        channel_id: &channel.id,
        contact_id,
    };
    let permission = permission(db, pair).await?;
    Ok(match standing {
        Some(standing) => Contact {
            opt_in: standing.opt_in,
            consent: standing.consent,
            automation_blocks: standing.automation_blocks,
            permission,
        },
        None => Contact {
            permission,
            ..Contact::default()
        },
    })
}

async fn permission(db: &mut SqliteConnection, pair: Pair<'_>) -> sqlx::Result<Permission> {
    let row = permissions::find(db, pair).await?;
    Ok(Permission {
        grant: row.grant,
        until: row.granted_until,
        said_by: match row.source {
            Some(Source::User) => SaidBy::Contact,
            Some(Source::Automatic) => SaidBy::WhatsApp,
            Some(Source::Provider) | None => SaidBy::Provider,
        },
        seen_at: row.seen_at,
    })
}

async fn agents(
    state: &AppState,
    db: &mut SqliteConnection,
    question: &Question<'_>,
) -> sqlx::Result<Agents> {
    let Media::From(wanted) = question.media else {
        return Ok(Agents::NotNeeded);
    };
    let role = call_routing::of_team(db, question.team_id).await?.role;
    let team = agents::standings(state, db, question.team_id, question.now).await?;
    // Who is wanted by name is rung whatever her role.
    let rings = |agent: &&Standing| {
        role == RoutingRole::Any || word(role) == agent.role || wanted == Some(agent.agent)
    };
    let able = team
        .iter()
        .filter(rings)
        .filter(|agent| agent.can_take_calls());
    let (free, busy): (Vec<&Standing>, Vec<&Standing>) = able.partition(|agent| agent.is_free());
    Ok(Agents::Needed {
        free: free.len(),
        busy: busy.len(),
    })
}

/// What the team has called and missed, as far as its rules ask for it.
pub async fn usage(
    db: &mut SqliteConnection,
    team_id: i64,
    CallingSettings { rules, lifted_at }: &CallingSettings,
    now: Millis,
) -> sqlx::Result<Usage> {
    let mut usage = Usage {
        lifted_at: *lifted_at,
        ..Usage::default()
    };
    if rules.minutes_per_month.is_some() {
        let (began, ends) = month(now);
        usage.seconds_this_month = calling_settings::talked(db, team_id, began).await?;
        usage.month_ends = ends;
    }
    if let Some(most) = rules.calls_per_minute {
        let since = now.saturating_sub(MINUTE);
        usage.last_minute = calling_settings::placed(db, team_id, since, most).await?;
    }
    if let Some(most) = rules.calls_per_hour {
        let since = now.saturating_sub(HOUR);
        usage.last_hour = calling_settings::placed(db, team_id, since, most).await?;
    }
    if let Some(since) = safeguards::look_back(rules, now) {
        let since = since.max(lifted_at.unwrap_or(0));
        usage.missed = calling_settings::missed(db, team_id, since).await?;
    }
    Ok(usage)
}

/// The first moments of this calendar month and of the next one, UTC.
fn month(now: Millis) -> (Millis, Millis) {
    let first = |date: Date| {
        let first = date.first_of_month().to_zoned(TimeZone::UTC).ok()?;
        Millis::try_from(first.timestamp().as_millisecond()).ok()
    };
    let today = Timestamp::from_millisecond(integer(now))
        .ok()
        .map(|now| now.to_zoned(TimeZone::UTC).date());
    let began = today.and_then(first);
    let ends = today.and_then(|today| first(today.last_of_month().tomorrow().ok()?));
    (began.unwrap_or(0), ends.unwrap_or(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_and_ends_at_a_first_midnight() {
        let [december, january, february] =
            [1_764_547_200_000, 1_767_225_600_000, 1_769_904_000_000];
        // 2026-01-26T10:00:00Z.
        assert_eq!(month(1_769_421_600_000), (january, february));
        assert_eq!(month(january), (january, february));
        assert_eq!(month(january - 1), (december, january));
    }
}
