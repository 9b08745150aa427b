//! `GET /webhookEndpoints`: where the account's events go (page "List webhook endpoints").

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Query, State},
    http::HeaderMap,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{error::YCloudError, numbers};
use crate::{
    dialects::{exposed, fields::Misfit},
    world::{World, logs::RequestNumber, number::Number},
};

/// The events of calls, of messages and of how number and account stand.
const EVENTS: [&str; 8] = [
    "whatsapp.call.connect",
    "whatsapp.call.status.updated",
    "whatsapp.call.terminate",
    "whatsapp.inbound_message.received",
    "whatsapp.message.updated",
    "whatsapp.phone_number.quality_updated",
    "whatsapp.business_account.updated",
    "whatsapp.business_account.reviewed",
];
/// Endpoints on a page when nobody says how many.
const USUAL_LIMIT: usize = 10;
const LARGEST_LIMIT: usize = 100;

/// Which page is wanted.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    page: Option<String>,
    limit: Option<String>,
}

/// Lists the endpoints, each with its secret.
pub(crate) async fn list(
    State(world): State<Arc<World>>,
    Query(wanted): Query<Wanted>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Json<Value>, YCloudError> {
    world.request_is(request, "webhooks", None);
    let numbers = numbers(&world, &headers)?;
    let page = within(wanted.page.as_deref(), 1, usize::MAX)?;
    let limit = within(wanted.limit.as_deref(), USUAL_LIMIT, LARGEST_LIMIT)?;
    let offset = (page - 1).saturating_mul(limit);
    let all = numbers.iter().filter_map(endpoint);
    let items: Vec<Value> = all.skip(offset).take(limit).collect();
    let length = items.len();
    Ok(Json(json!({
        "items": items,
        "offset": offset,
        "limit": limit,
        "length": length,
    })))
}

fn endpoint(number: &Number) -> Option<Value> {
    let url = number.webhook_url.as_deref()?;
    Some(json!({
        "id": format!("we_{}", number.id),
        "url": url,
        "enabledEvents": EVENTS,
        "status": "active",
        "secret": exposed(number.webhook_secret.as_ref()),
    }))
}

fn within(text: Option<&str>, usual: usize, most: usize) -> Result<usize, Misfit> {
    let Some(text) = text else { return Ok(usual) };
    let number = text
        .parse()
        .ok()
        .filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| Misfit::from("page and limit must be positive numbers, limit 100 at most"))
}
