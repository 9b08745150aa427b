//! `GET /api/calls/statistics`: figures about the team's calls.

use axum::{Json, extract::State};
use serde::Deserialize;
use tring_calls::money;
use tring_protocol::statistics::{Cost, Period, Statistics, StatisticsResponse, UsageLimits};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    description::Refusals,
    error::AppError,
    extract::{ApiQuery, require},
    history::{amount, currency},
    list_query,
};
use crate::{
    auth::{Ability, Caller},
    clock,
    state::AppState,
    store::{
        calling_settings,
        statistics::{self, Days, Figures},
        words::from_word,
    },
};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(show))
}

/// The query.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct When {
    /// The calendar's day, week (from Monday), month (where absent) or year so far, in UTC.
    #[param(value_type = Option<Period>)]
    pub period: Option<String>,
}

/// Figures about the calls that began in a period.
#[utoipa::path(
    get,
    path = "/api/calls/statistics",
    tag = "Calls",
    params(When),
    responses((status = OK, body = StatisticsResponse), Refusals)
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    ApiQuery(when): ApiQuery<When>,
) -> Result<Json<StatisticsResponse>, AppError> {
    require(&caller, Ability::ReadCalls)?;
    let period = list_query::read("period", when.period.as_ref(), from_word)?;
    let period: Period = period.unwrap_or_default();
    let now = clock::now();
    let days = Days::of(period, now);
    let mut view = state.store.read().await?;
    let figures = statistics::figures(&mut view, caller.team_id, days).await?;
    let used = statistics::minutes_this_month(&mut view, caller.team_id, now).await?;
    let rules = calling_settings::of(&mut view, caller.team_id).await?.rules;
    Ok(Json(StatisticsResponse {
        success: true,
        data: shown(figures, period, days, usage(used, rules.minutes_per_month)),
    }))
}

fn usage(minutes_used: u64, minutes_limit: Option<u64>) -> UsageLimits {
    UsageLimits {
        allowed: minutes_limit.is_none_or(|limit| minutes_used < limit),
        minutes_used,
        minutes_limit,
        minutes_remaining: minutes_limit.map(|limit| limit.saturating_sub(minutes_used)),
    }
}

fn shown(figures: Figures, period: Period, days: Days, usage_limits: UsageLimits) -> Statistics {
    let costs: Vec<Cost> = figures
        .costs
        .into_iter()
        .map(|(currency, micros)| Cost {
            amount: amount(micros),
            formatted: money::formatted(micros, &currency),
            currency,
        })
        .collect();
    let first = costs.first();
    let unit = currency(first.map(|cost| cost.currency.as_str()));
    Statistics {
        total_calls: figures.calls,
        inbound_calls: figures.inbound,
        outbound_calls: figures.calls - figures.inbound,
        completed_calls: figures.completed,
        failed_calls: figures.calls - figures.completed,
        total_duration_seconds: figures.duration_seconds,
        total_duration_minutes: figures.duration_seconds / 60,
        average_duration_seconds: nearest(figures.duration_seconds, figures.calls),
        total_cost: first.map_or(0.0, |cost| cost.amount),
        success_rate: percent(figures.completed, figures.calls),
        usage_limits,
        period,
        from_date: statistics::date(days.first).to_string(),
        to_date: statistics::date(days.last).to_string(),
        currency: unit.to_owned(),
        total_cost_formatted: first
            .map_or_else(|| money::formatted(0, unit), |cost| cost.formatted.clone()),
        costs,
    }
}

/// A quotient to the nearest whole; nothing by nothing is nothing.
fn nearest(amount: u64, count: u64) -> u64 {
    match count {
        0 => 0,
        _ => (amount + count / 2) / count,
    }
}

/// How many of a hundred, with two decimals.
fn percent(part: u64, whole: u64) -> f64 {
    // Hundredths of a percent are ten thousandths: as an amount of a hundred micros each they are read like money.
    amount(nearest(part * 10_000, whole) * 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_of_seed_000() {
        let figures = Figures {
            calls: 150,
            inbound: 60,
            completed: 120,
            duration_seconds: 18_000,
            costs: vec![("USD".to_owned(), 1_500_000)],
        };
        let days = Days { first: 0, last: 0 };
        let shown = shown(figures, Period::Month, days, usage(300, Some(1_000)));
        assert_eq!((shown.outbound_calls, shown.failed_calls), (90, 30));
        assert_eq!(shown.total_duration_minutes, 300);
        assert_eq!(shown.average_duration_seconds, 120);
        let text = serde_json::to_value(&shown).unwrap();
        assert_eq!(text["total_cost"].to_string(), "1.5");
        assert_eq!(text["success_rate"].to_string(), "80.0");
        assert_eq!(shown.total_cost_formatted, "$1.50");
        assert_eq!(shown.usage_limits.minutes_remaining, Some(700));
    }

    #[test]
    fn without_calls_everything_is_nothing() {
        let days = Days { first: 0, last: 0 };
        let shown = shown(Figures::default(), Period::Today, days, usage(0, None));
        assert_eq!(shown.average_duration_seconds, 0);
        assert_eq!(shown.success_rate.to_string(), "0");
        assert_eq!(shown.total_cost_formatted, "$0.00");
        assert!(shown.usage_limits.allowed, "no limit");
    }

    #[test]
    fn a_rate_has_two_decimals() {
        assert_eq!(percent(1, 3).to_string(), "33.33");
        assert_eq!(percent(2, 3).to_string(), "66.67");
        assert_eq!(percent(3, 3).to_string(), "100");
    }

    #[test]
    fn the_limit_is_reached_with_the_last_minute() {
        assert!(usage(999, Some(1_000)).allowed, "a minute is left");
        let reached = usage(1_004, Some(1_000));
        assert_eq!(
            (reached.allowed, reached.minutes_remaining),
            (false, Some(0))
        );
    }
}
