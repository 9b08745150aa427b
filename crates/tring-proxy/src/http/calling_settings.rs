//! `/api/teams/settings/calling`: the team's rules for outgoing calls, and the suspension for missed calls.

use axum::{Json, extract::State};
use sqlx::SqliteConnection;
use tring_calls::eligibility::{rules, safeguards};
use tring_protocol::calling_rules::{
    CallingRules, CallingRulesResponse, LARGEST_LIMIT, LONGEST_MINUTES, LONGEST_WORD,
    MOST_MISSED_CALLS, MOST_WORDS, Suspension,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    description::Refusals,
    error::AppError,
    extract::{ApiJson, require},
};
use crate::{
    auth::{Ability, Caller},
    clock,
    dispatch::eligibility,
    state::AppState,
    store::calling_settings,
};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(show, change))
        .routes(routes!(lift))
}

/// The team's rules for outgoing calls, and whether calling is suspended.
#[utoipa::path(
    get,
    path = "/api/teams/settings/calling",
    tag = "Settings",
    responses((status = OK, body = CallingRulesResponse), Refusals)
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<CallingRulesResponse>, AppError> {
    if !caller.may(Ability::ManageSettings) {
        require(&caller, Ability::ReadCalls)?;
    }
    let mut view = state.store.read().await?;
    Ok(shown(&mut view, caller.team_id).await?)
}

/// Set the team's rules for outgoing calls, as a whole: what is absent gets its default.
#[utoipa::path(
    put,
    path = "/api/teams/settings/calling",
    tag = "Settings",
    request_body = CallingRules,
    responses((status = OK, body = CallingRulesResponse), Refusals)
)]
pub async fn change(
    State(state): State<AppState>,
    caller: Caller,
    ApiJson(wanted): ApiJson<CallingRules>,
) -> Result<Json<CallingRulesResponse>, AppError> {
    require(&caller, Ability::ManageSettings)?;
    check(&wanted)?;
    let mut write = state.store.write().await?;
    calling_settings::set(&mut write, caller.team_id, &rules::without_defaults(wanted)).await?;
    let shown = shown(write.db(), caller.team_id).await?;
    write.commit().await?;
    Ok(shown)
}

/// Lift the suspension for missed calls: those that were missed up to now do not count any more.
#[utoipa::path(
    delete,
    path = "/api/teams/settings/calling/suspension",
    tag = "Settings",
    responses((status = OK, body = CallingRulesResponse), Refusals)
)]
pub async fn lift(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<CallingRulesResponse>, AppError> {
    require(&caller, Ability::ManageSettings)?;
    let mut write = state.store.write().await?;
    calling_settings::lift(&mut write, caller.team_id, &caller.name, clock::now()).await?;
    let shown = shown(write.db(), caller.team_id).await?;
    write.commit().await?;
    Ok(shown)
}

async fn shown(
    db: &mut SqliteConnection,
    team_id: i64,
) -> sqlx::Result<Json<CallingRulesResponse>> {
    let now = clock::now();
    let settings = calling_settings::of(db, team_id).await?;
    let usage = eligibility::usage(db, team_id, &settings, now).await?;
    let until = safeguards::suspended_until(&settings.rules, &usage, now);
    Ok(Json(CallingRulesResponse {
        success: true,
        data: rules::complete(&settings.rules),
        suspension: until.map(|until| Suspension { until }),
    }))
}

fn check(wanted: &CallingRules) -> Result<(), AppError> {
    for (name, value, least, most) in [
        (
            "calls_per_minute",
            wanted.calls_per_minute,
            0,
            LARGEST_LIMIT,
        ),
        ("calls_per_hour", wanted.calls_per_hour, 0, LARGEST_LIMIT),
        (
            "minutes_per_month",
            wanted.minutes_per_month,
            0,
            LARGEST_LIMIT,
        ),
        ("missed_calls", wanted.missed_calls, 1, MOST_MISSED_CALLS),
        (
            "missed_calls_window_minutes",
            wanted.missed_calls_window_minutes,
            1,
            LONGEST_MINUTES,
        ),
        (
            "suspension_minutes",
            wanted.suspension_minutes,
            1,
            LONGEST_MINUTES,
        ),
    ] {
        if value.is_some_and(|value| !(least..=most).contains(&value)) {
            return Err(AppError::InvalidRequest(format!(
                "`{name}` must be {least} to {most}, or absent."
            )));
        }
    }
    check_count("trigger_types", wanted.trigger_types.as_deref())?;
    check_count("trigger_sources", wanted.trigger_sources.as_deref())?;
    check_words("call_keywords", wanted.call_keywords.as_deref())?;
    check_words("affirmative_replies", wanted.affirmative_replies.as_deref())
}

fn check_count<T>(name: &str, list: Option<&[T]>) -> Result<(), AppError> {
    if list.is_none_or(|list| list.len() <= MOST_WORDS) {
        Ok(())
    } else {
        Err(AppError::InvalidRequest(format!(
            "`{name}` must have at most {MOST_WORDS} entries."
        )))
    }
}

fn check_words(name: &str, words: Option<&[String]>) -> Result<(), AppError> {
    check_count(name, words)?;
    let fits = |word: &String| {
        let length = word.chars().count();
        (1..=LONGEST_WORD).contains(&length) && !word.contains('\0') && !word.trim().is_empty()
    };
    if words.is_none_or(|words| words.iter().all(fits)) {
        Ok(())
    } else {
        Err(AppError::InvalidRequest(format!(
            "Each of `{name}` must have 1 to {LONGEST_WORD} characters, not all of them blank and none of them NUL."
        )))
    }
}
