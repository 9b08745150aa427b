//! `GET /calls/whatsapp/logs`: the account's calls, newest first, page by page.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Query, State},
    http::HeaderMap,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{access, error::VobizError};
use crate::{
    clock::Moment,
    dialects::fields::set,
    phone::{Direction, End, EndedBy, Reason, State as Phase},
    world::{World, call::Call, logs::RequestNumber, number::Number},
};

const DIRECTIONS: [&str; 2] = ["inbound", "outbound"];
const STATUSES: [&str; 8] = [
    "initiated",
    "ringing",
    "pre_accepted",
    "accepted",
    "rejected",
    "terminated",
    "failed",
    "missed",
];
/// Calls on a page when nobody says how many.
const USUAL_LIMIT: usize = 25;
/// The most that one page holds.
const LARGEST_LIMIT: usize = 100;

/// Which calls are wanted.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    page: Option<String>,
    limit: Option<String>,
    direction: Option<String>,
    status: Option<String>,
}

/// Lists calls.
pub(crate) async fn list(
    State(world): State<Arc<World>>,
    Query(wanted): Query<Wanted>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Json<Value>, VobizError> {
    world.request_is(request, "logs", None);
    let channels = access::channels(&world, &headers)?;
    let page = at_least_one(wanted.page.as_deref(), 1)?;
    let limit = at_least_one(wanted.limit.as_deref(), USUAL_LIMIT)?.min(LARGEST_LIMIT);
    one_of(wanted.direction.as_deref(), &DIRECTIONS)?;
    one_of(wanted.status.as_deref(), &STATUSES)?;
    let books = world.books();
    let fits = |wanted: Option<&str>, is: &str| wanted.is_none_or(|wanted| wanted == is);
    let all: Vec<Value> = books
        .calls
        .iter()
        .rev()
        .filter_map(|call| Some((call, owner(&channels, call)?)))
        .filter(|(call, _)| fits(wanted.direction.as_deref(), direction(call)))
        .filter(|(call, _)| fits(wanted.status.as_deref(), status(call)))
        .map(|(call, number)| entry(number, call))
        .collect();
    let total = all.len();
    let skipped = (page - 1).saturating_mul(limit);
    let items: Vec<Value> = all.into_iter().skip(skipped).take(limit).collect();
    let has_more = skipped.saturating_add(items.len()) < total;
    Ok(Json(json!({
        "items": items,
        "total": total,
        "page": page,
        "limit": limit,
        "has_more": has_more,
    })))
}

fn owner<'a>(channels: &'a [Number], call: &Call) -> Option<&'a Number> {
    let number_id = &call.facts.number_id;
    channels.iter().find(|number| number.id == *number_id)
}

fn entry(number: &Number, call: &Call) -> Value {
    let (facts, customer) = (&call.facts, &call.facts.customer.address);
    let (from, to) = match facts.direction {
        Direction::Inbound => (customer, &number.display),
        Direction::Outbound => (&number.display, customer),
    };
    let time = |moment: Moment| json!(moment.rfc3339(0));
    let updated = call.ended.or(call.answered).unwrap_or(call.created);
    let mut entry = json!({
        "id": facts.own_id,
        "account_id": number.account_id,
        "channel_id": number.id,
        "meta_call_id": facts.id,
        "direction": direction(call),
        "from_number": from,
        "to_number": to,
        "status": status(call),
        "call_type": "voice",
        "started_at": time(call.created),
        "created_at": time(call.created),
        "updated_at": time(updated),
    });
    if let Some(answered) = call.answered {
        set(&mut entry, "answered_at", time(answered));
    }
    if let Some(ended) = call.ended {
        set(&mut entry, "ended_at", time(ended));
        let seconds = call.answered.map_or(0, |at| ended.since(at) / 1000);
        set(&mut entry, "duration_seconds", json!(seconds));
    }
    entry
}

const fn direction(call: &Call) -> &'static str {
    match call.facts.direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
    }
}

fn status(call: &Call) -> &'static str {
    match call.phone.state() {
        Phase::Connecting { .. } => "initiated",
        Phase::Ringing { .. } => "ringing",
        Phase::PreAccepted { .. } => "pre_accepted",
        Phase::InProgress { .. } => "accepted",
        Phase::Ended { end } => ended(call.facts.direction, end),
    }
}

fn ended(direction: Direction, end: End) -> &'static str {
    let by_customer = end.by == EndedBy::Customer;
    match end.reason {
        Reason::MediaTimeout => "failed",
        Reason::Declined => "rejected",
        Reason::NoAnswer => "missed",
        Reason::GaveUp if direction == Direction::Inbound && by_customer => "missed",
        Reason::GaveUp | Reason::HungUp => "terminated",
    }
}

fn at_least_one(text: Option<&str>, usual: usize) -> Result<usize, VobizError> {
    let Some(text) = text else { return Ok(usual) };
    let number = text.parse().ok().filter(|number| *number >= 1);
    number.ok_or_else(|| VobizError::bad_request("page and limit must be positive numbers"))
}

fn one_of(text: Option<&str>, words: &[&str]) -> Result<(), VobizError> {
    if text.is_none_or(|text| words.contains(&text)) {
        return Ok(());
    }
    Err(VobizError::bad_request(&format!(
        "the filter must be one of {}",
        words.join(", ")
    )))
}
