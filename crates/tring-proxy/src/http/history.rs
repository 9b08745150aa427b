//! `/api/calls`: the history and the live calls, in the shapes of seed 000.

use axum::{Json, extract::State};
use serde::Deserialize;
use sqlx::SqliteConnection;
use tring_calls::money;
use tring_protocol::{
    api::{ActiveCall, ActiveCalls, CallDetails, CallList, CallRecord, ContactSummary, Pagination},
    call::Direction,
    statistics::{ContactCall, ContactHistory},
    timeline::AgentSummary,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    cursor,
    description::{NotFound, Refusals},
    error::AppError,
    extract::{ApiPath, ApiQuery, require},
    list_query::{self, MOST_PER_PAGE, WhichCalls, WhichPage},
};
use crate::{
    auth::{Ability, Caller},
    clock,
    state::AppState,
    store::{
        calls::{self, CallRow},
        history::{self, Filter, Order, SortBy, Sorting, Start},
        words::unsigned,
    },
};

/// The calls of a contact's history, where the query does not say.
const CONTACT_CALLS: u64 = 50;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(active))
        .routes(routes!(details))
        .routes(routes!(of_contact))
}

/// The call history.
///
/// Newest first, unless asked otherwise. `cursor` leads through it at the same cost on every page; `page` is walked to.
#[utoipa::path(
    get,
    path = "/api/calls",
    tag = "Calls",
    params(WhichCalls, WhichPage),
    responses((status = OK, body = CallList), Refusals, NotFound)
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    ApiQuery(which): ApiQuery<WhichCalls>,
    ApiQuery(page): ApiQuery<WhichPage>,
) -> Result<Json<CallList>, AppError> {
    require(&caller, Ability::ReadCalls)?;
    let (filter, sorting) = (which.filter()?, which.sorting()?);
    let order = cursor::Of {
        team_id: caller.team_id,
        filter: &filter,
        sorting,
    };
    let page = page.page(&order)?;
    let mut view = state.store.read().await?;
    require_contact(&mut view, caller.team_id, filter.contact_id).await?;
    let total = history::total(&mut view, caller.team_id, &filter).await?;
    let found = history::find(
        &mut view,
        caller.team_id,
        &filter,
        sorting,
        page.start,
        page.per_page,
    )
    .await?;
    let next = page.number.saturating_add(1);
    Ok(Json(CallList {
        success: true,
        data: found.calls.into_iter().map(record).collect(),
        pagination: Pagination {
            current_page: page.number,
            last_page: total.div_ceil(page.per_page).max(1),
            per_page: page.per_page,
            total,
        },
        next_cursor: found.next.map(|place| order.write(next, place)),
    }))
}

/// Refuses a contact that is not the team's.
pub(super) async fn require_contact(
    db: &mut SqliteConnection,
    team_id: i64,
    contact_id: Option<u64>,
) -> Result<(), AppError> {
    match contact_id {
        Some(id) if !history::has_contact(db, team_id, id).await? => {
            Err(AppError::NotFound("There is no contact with this id."))
        }
        _ => Ok(()),
    }
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

/// The query of a contact's history.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HowMany {
    /// The most calls, 50 where absent.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100)]
    pub limit: Option<String>,
}

/// A contact's calls, newest first.
#[utoipa::path(
    get,
    path = "/api/calls/contacts/{contact_id}/history",
    tag = "Calls",
    params(("contact_id" = u64, Path, description = "The contact"), HowMany),
    responses((status = OK, body = ContactHistory), Refusals, NotFound)
)]
pub async fn of_contact(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(contact_id): ApiPath<String>,
    ApiQuery(how_many): ApiQuery<HowMany>,
) -> Result<Json<ContactHistory>, AppError> {
    require(&caller, Ability::ReadCalls)?;
    let limit = list_query::read("limit", how_many.limit.as_ref(), |text| {
        list_query::number(text).filter(|limit| (1..=MOST_PER_PAGE).contains(limit))
    })?
    .unwrap_or(CONTACT_CALLS);
    let filter = Filter {
        // What is no number is no contact's either: 0 is nobody.
        contact_id: Some(list_query::number(&contact_id).unwrap_or(0)),
        ..Filter::default()
    };
    let newest = Sorting {
        by: SortBy::InitiatedAt,
        order: Order::Descending,
    };
    let mut view = state.store.read().await?;
    require_contact(&mut view, caller.team_id, filter.contact_id).await?;
    let start = Start::Skip(0);
    let found = history::find(&mut view, caller.team_id, &filter, newest, start, limit).await?;
    Ok(Json(ContactHistory {
        success: true,
        data: found.calls.into_iter().map(contact_call).collect(),
    }))
}

fn contact_call(call: CallRow) -> ContactCall {
    ContactCall {
        id: unsigned(call.id),
        call_id: call.call_id,
        direction: call.direction,
        status: call.status,
        duration: clock::minutes_and_seconds(call.duration_seconds.unwrap_or(0)),
        cost: money::formatted(call.cost_micros, currency(call.currency.as_deref())),
        initiated_at: clock::date_and_time(call.initiated_at),
        answered_at: call.answered_at.map(clock::date_and_time),
        ended_at: call.ended_at.map(clock::date_and_time),
    }
}

/// A call as the history shows it.
pub(crate) fn record(call: CallRow) -> CallRecord {
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
