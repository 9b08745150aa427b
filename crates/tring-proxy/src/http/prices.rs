//! `/api/channels/{id}/prices`: what calls from a channel cost.

use std::collections::HashSet;

use axum::{Json, extract::State};
use tring_calls::{
    money,
    pricing::{PULSE_SECONDS, Rate},
};
use tring_protocol::price::{PriceLine, PriceTable, PriceTableResponse};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    channels::admins_channel,
    description::{NotFound, Refusals},
    error::AppError,
    extract::{ApiJson, ApiPath},
};
use crate::{auth::Caller, state::AppState, store::prices};

/// The most lines of a table.
const MOST_LINES: usize = 1_000;
/// The longest pulse, in seconds.
const LONGEST_PULSE: u64 = 3_600;
/// The most digits that a number has (E.164).
const MOST_DIGITS: usize = 15;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(show, replace))
}

/// The price table of a channel. One without prices has an empty one.
#[utoipa::path(
    get,
    path = "/api/channels/{id}/prices",
    tag = "Channels",
    params(("id" = String, Path, description = "The channel")),
    responses((status = OK, body = PriceTableResponse), Refusals, NotFound)
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<PriceTableResponse>, AppError> {
    let channel = admins_channel(&state, &caller, &id).await?;
    let mut db = state.store.readers().acquire().await?;
    let rates = prices::of_channel(&mut db, &channel.id).await?;
    Ok(Json(response(&rates)))
}

/// Gives the channel another price table. Calls that were placed keep the price that they were placed at.
#[utoipa::path(
    put,
    path = "/api/channels/{id}/prices",
    tag = "Channels",
    params(("id" = String, Path, description = "The channel")),
    request_body = PriceTable,
    responses((status = OK, body = PriceTableResponse), Refusals, NotFound)
)]
pub async fn replace(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiJson(table): ApiJson<PriceTable>,
) -> Result<Json<PriceTableResponse>, AppError> {
    let channel = admins_channel(&state, &caller, &id).await?;
    let rates = rates(&table)?;
    let mut write = state.store.write().await?;
    prices::replace(&mut write, &channel.id, &rates).await?;
    let rates = prices::of_channel(write.db(), &channel.id).await?;
    write.commit().await?;
    tracing::info!(channel = channel.id, "prices changed");
    Ok(Json(response(&rates)))
}

fn response(rates: &[Rate]) -> PriceTableResponse {
    let first = rates.first();
    PriceTableResponse {
        success: true,
        data: PriceTable {
            currency: first.map_or_else(|| "USD".to_owned(), |rate| rate.currency.clone()),
            pulse_seconds: first.map_or(PULSE_SECONDS, |rate| rate.pulse_seconds),
            prices: rates.iter().map(line).collect(),
        },
    }
}

fn line(rate: &Rate) -> PriceLine {
    PriceLine {
        prefix: format!("+{}", rate.prefix),
        per_minute: money::decimal(rate.micros_per_minute),
    }
}

/// The table as it is kept, or a sentence about what is wrong with it.
fn rates(table: &PriceTable) -> Result<Vec<Rate>, AppError> {
    let currency = money::currency(&table.currency).ok_or_else(|| {
        wrong("`currency` is not a currency's code. Give one of ISO 4217, `USD` for example.")
    })?;
    if !(1..=LONGEST_PULSE).contains(&table.pulse_seconds) {
        return Err(wrong("`pulse_seconds` must be from 1 to 3600."));
    }
    if table.prices.len() > MOST_LINES {
        return Err(wrong("`prices` must have at most 1000 lines."));
    }
    let mut seen = HashSet::new();
    let mut rates = Vec::new();
    for (line, number) in table.prices.iter().zip(1..) {
        let prefix = prefix(&line.prefix).ok_or_else(|| {
            wrong(&format!(
                "`prefix` of line {number} must be `+` and up to 15 digits, `+49` for example; a `+` alone is every number."
            ))
        })?;
        let micros_per_minute = money::parse(&line.per_minute).ok_or_else(|| {
            wrong(&format!(
                "`per_minute` of line {number} must be an amount with up to six decimals, `0.035` for example."
            ))
        })?;
        if !seen.insert(prefix) {
            return Err(wrong(&format!(
                "The prefix of line {number} has a price in a line before. Give each prefix once."
            )));
        }
        rates.push(Rate {
            prefix: prefix.to_owned(),
            currency: currency.clone(),
            micros_per_minute,
            pulse_seconds: table.pulse_seconds,
        });
    }
    Ok(rates)
}

/// The digits of a prefix.
fn prefix(text: &str) -> Option<&str> {
    let digits = text.strip_prefix('+')?;
    let fits = digits.len() <= MOST_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some(digits)
}

fn wrong(sentence: &str) -> AppError {
    AppError::InvalidRequest(sentence.to_owned())
}
