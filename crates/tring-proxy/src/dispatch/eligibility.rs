//! Whether a contact may be called now: the snapshot for [`tring_calls::eligibility`], from what is stored.
//!
//! The provider is not asked: this runs within the transaction that commits the call.

use jiff::{Timestamp, tz::TimeZone};
use sqlx::SqliteConnection;
use tring_calls::eligibility::{
    self as rules, Agents, Contact, Number, Permission, SaidBy, Snapshot, Trigger, Usage, Verdict,
    safeguards,
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
    /// Whether somebody is there to talk.
    pub media: HasMedia,
    /// When.
    pub now: Millis,
}

/// Whether a call comes with media.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HasMedia {
    /// Whoever asks brings an offer: an agent at her inbox, or a program that talks itself.
    Yes,
    /// One of the team's agents has to supply it.
    No,
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
    match check(state, db, question).await? {
        Verdict::Eligible(_) => Ok(()),
        Verdict::Blocked { reason, .. } => Err(refusal(reason)),
    }
}

/// The refusal in the shape of seed 000.
pub fn refusal(reason: BlockReason) -> AppError {
    AppError::Blocked {
        message: rules::user_message(reason).to_owned(),
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
) -> sqlx::Result<Verdict> {
    let settings = calling_settings::of(db, question.team_id).await?;
    let usage = usage(db, question.team_id, &settings, question.now).await?;
    Ok(rules::check(&Snapshot {
        now: question.now,
        rules: settings.rules,
        trigger: question.trigger.clone(),
        number: number(db, question).await?,
        contact: contact(db, question).await?,
        agents: agents(state, db, question).await?,
        usage,
    }))
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
    if question.media == HasMedia::Yes {
        return Ok(Agents::NotNeeded);
    }
    let role = call_routing::of_team(db, question.team_id).await?.role;
    let team = agents::standings(state, db, question.team_id, question.now).await?;
    let rings = |agent: &&Standing| role == RoutingRole::Any || word(role) == agent.role;
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
        usage.seconds_this_month = calling_settings::talked(db, team_id, month_began(now)).await?;
    }
    if rules.calls_per_minute.is_some() {
        let since = now.saturating_sub(MINUTE);
        usage.calls_last_minute = calling_settings::placed(db, team_id, since).await?;
    }
    if rules.calls_per_hour.is_some() {
        let since = now.saturating_sub(HOUR);
        usage.calls_last_hour = calling_settings::placed(db, team_id, since).await?;
    }
    if let Some(since) = safeguards::look_back(rules, now) {
        let since = since.max(lifted_at.unwrap_or(0));
        usage.missed = calling_settings::missed(db, team_id, since).await?;
    }
    Ok(usage)
}

/// The first moment of the calendar month, UTC.
fn month_began(now: Millis) -> Millis {
    let began = Timestamp::from_millisecond(integer(now))
        .ok()
        .map(|now| now.to_zoned(TimeZone::UTC).date().first_of_month())
        .and_then(|first| first.to_zoned(TimeZone::UTC).ok())
        .map(|first| first.timestamp().as_millisecond());
    began
        .and_then(|began| Millis::try_from(began).ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_at_its_first_midnight() {
        // 2026-01-26T10:00:00Z, and 2026-01-01T00:00:00Z.
        assert_eq!(month_began(1_769_421_600_000), 1_767_225_600_000);
        assert_eq!(month_began(1_767_225_600_000), 1_767_225_600_000);
        assert_eq!(month_began(1_767_225_599_999), 1_764_547_200_000);
    }
}
