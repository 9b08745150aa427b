//! `/api/calls`: the history and the live calls, in the shapes of seed 000.

use axum::{Json, extract::State};
use serde::Deserialize;
use tring_calls::money;
use tring_protocol::{
    api::{ActiveCall, ActiveCalls, CallDetails, CallList, CallRecord, ContactSummary, Pagination},
    call::Direction,
    timeline::AgentSummary,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    description::{NotFound, Refusals},
    error::AppError,
    extract::{ApiPath, ApiQuery, require},
};
use crate::{
    auth::{Ability, Caller},
    clock,
    state::AppState,
    store::{
        calls::{self, CallRow},
        history::{self, Filter, Order, SortBy},
        words::{from_word, unsigned},
    },
};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(active))
        .routes(routes!(details))
}

/// The query of `GET /api/calls`, as text: each parameter has an error of its own.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    missing_docs,
    reason = "the fields are the query parameters of seed 000"
)]
pub struct ListQuery {
    pub direction: Option<String>,
    pub status: Option<String>,
    pub from_date: Option<String>,
    pub to_date: Option<String>,
    pub contact_id: Option<String>,
    pub per_page: Option<String>,
    pub page: Option<String>,
    pub sort_by: Option<String>,
    pub sort_order: Option<String>,
}

/// The call history.
#[utoipa::path(
    get,
    path = "/api/calls",
    tag = "Calls",
    params(ListQuery),
    responses((status = OK, body = CallList), Refusals)
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<ListQuery>,
) -> Result<Json<CallList>, AppError> {
    require(&caller, Ability::ReadCalls)?;
    let filter = filter(&query)?;
    let mut view = state.store.read().await?;
    let (rows, total) = history::page(&mut view, caller.team_id, &filter).await?;
    Ok(Json(CallList {
        success: true,
        data: rows.into_iter().map(record).collect(),
        pagination: Pagination {
            current_page: filter.page,
            last_page: total.div_ceil(filter.per_page).max(1),
            per_page: filter.per_page,
            total,
        },
        next_cursor: None,
    }))
}

fn filter(query: &ListQuery) -> Result<Filter, AppError> {
    Ok(Filter {
        direction: wrong_unless("direction", query.direction.as_ref(), from_word)?,
        status: wrong_unless("status", query.status.as_ref(), from_word)?,
        from: wrong_unless("from_date", query.from_date.as_ref(), |date| {
            midnight(date, 0)
        })?,
        before: wrong_unless("to_date", query.to_date.as_ref(), |date| midnight(date, 1))?,
        contact_id: wrong_unless("contact_id", query.contact_id.as_ref(), |id| {
            id.parse().ok()
        })?,
        sort_by: wrong_unless("sort_by", query.sort_by.as_ref(), SortBy::from_name)?
            .unwrap_or(SortBy::InitiatedAt),
        order: wrong_unless(
            "sort_order",
            query.sort_order.as_ref(),
            |order| match order {
                "asc" => Some(Order::Ascending),
                "desc" => Some(Order::Descending),
                _ => None,
            },
        )?
        .unwrap_or(Order::Descending),
        per_page: wrong_unless("per_page", query.per_page.as_ref(), |count| {
            count.parse().ok().filter(|count| (1..=100).contains(count))
        })?
        .unwrap_or(15),
        page: wrong_unless("page", query.page.as_ref(), |page| {
            page.parse().ok().filter(|page| *page >= 1)
        })?
        .unwrap_or(1),
    })
}

fn wrong_unless<T>(
    name: &str,
    value: Option<&String>,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, AppError> {
    let Some(value) = value.filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    match read(value) {
        Some(read) => Ok(Some(read)),
        None => Err(AppError::InvalidRequest(format!(
            "The query's `{name}` has a value that it cannot have. See the API's description."
        ))),
    }
}

/// The beginning of a day in UTC, or of one of the next.
fn midnight(date: &str, days_later: i64) -> Option<u64> {
    let date: jiff::civil::Date = date.parse().ok()?;
    let date = date
        .checked_add(jiff::Span::new().try_days(days_later).ok()?)
        .ok()?;
    let midnight = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    u64::try_from(midnight.timestamp().as_millisecond()).ok()
}

/// One call.
#[utoipa::path(
    get,
    path = "/api/calls/{call_id}",
    tag = "Calls",
    params(("call_id" = String, Path, description = "The call, `call_…`")),
    responses((status = OK, body = CallDetails), Refusals, NotFound)
)]
pub async fn details(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(call_id): ApiPath<String>,
) -> Result<Json<CallDetails>, AppError> {
    require(&caller, Ability::ReadCalls)?;
    let mut db = state.store.readers().acquire().await?;
    let call = calls::by_id(&mut db, caller.team_id, &call_id)
        .await?
        .ok_or_else(AppError::no_such_call)?;
    Ok(Json(CallDetails {
        success: true,
        data: record(call),
    }))
}

/// The live calls.
#[utoipa::path(
    get,
    path = "/api/calls/active",
    tag = "Calls",
    responses((status = OK, body = ActiveCalls), Refusals)
)]
pub async fn active(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<ActiveCalls>, AppError> {
    require(&caller, Ability::ReadCalls)?;
    let mut db = state.store.readers().acquire().await?;
    let now = clock::now();
    let live = calls::live(&mut db, caller.team_id).await?;
    let data = live
        .into_iter()
        .map(|call| ActiveCall {
            id: unsigned(call.id),
            direction: call.direction,
            status: call.status,
            contact_name: call.contact_name,
            contact_phone: call.contact_phone,
            initiated_at: clock::ago(call.initiated_at, now),
            call_id: call.call_id,
        })
        .collect();
    Ok(Json(ActiveCalls {
        success: true,
        data,
    }))
}

/// A call as the history shows it.
fn record(call: CallRow) -> CallRecord {
    let seconds = call.duration_seconds.unwrap_or(0);
    let end_reason = call.to_call().end_reason;
    let ring_seconds = call.ring_seconds();
    let answered_by = answered_by(&call);
    CallRecord {
        id: unsigned(call.id),
        call_id: call.call_id,
        direction: call.direction,
        status: call.status,
        from_number: call.from_number,
        to_number: call.to_number,
        duration_seconds: seconds,
        duration_formatted: clock::minutes_and_seconds(seconds),
        cost_amount: amount(call.cost_micros),
        cost_formatted: money::formatted(call.cost_micros, currency(call.currency.as_deref())),
        initiated_at: clock::rfc3339(call.initiated_at),
        answered_at: call.answered_at.map(clock::rfc3339),
        ended_at: call.ended_at.map(clock::rfc3339),
        failure_reason: call.failure_reason,
        end_reason,
        agent_name: call.agent_name,
        answered_by,
        ring_seconds,
        currency: call.currency,
        channel_id: Some(call.channel_id),
        caller_id: call.integrator_id,
        contact: Some(ContactSummary {
            id: unsigned(call.contact_id),
            name: call.contact_name,
            phone_number: call.contact_phone,
        }),
        conversation_id: call.conversation_id,
    }
}

/// The agent who answered the customer's call.
fn answered_by(call: &CallRow) -> Option<AgentSummary> {
    let answered = call.direction == Direction::Inbound && call.answered_at.is_some();
    let agent = call.agent_id.zip(call.agent_name.clone());
    agent.filter(|_| answered).map(|(id, name)| AgentSummary {
        id: unsigned(id),
        name,
    })
}

/// An amount as JSON has it: the number that its decimals spell, without arithmetic.
pub(super) fn amount(micros: u64) -> f64 {
    money::decimal(micros).parse().unwrap_or_default()
}

/// The currency in which nothing is printed as nothing.
pub(super) fn currency(currency: Option<&str>) -> &str {
    currency.unwrap_or("USD")
}
