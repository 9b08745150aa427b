//! `GET|POST|DELETE /{version}/{account}/subscribed_apps`: whether the app hears of its account.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::HeaderMap,
};
use serde_json::{Value, json};

use super::{access, error::GraphError};
use crate::world::{World, logs::RequestNumber, number::Number};

/// Lists the app while it is subscribed.
pub(crate) async fn list(
    State(world): State<Arc<World>>,
    Path((version, account_id)): Path<(String, String)>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Json<Value>, GraphError> {
    world.request_is(request, "subscribed_apps", None);
    let numbers = access::account(&world, &version, &account_id, &headers)?;
    let app = json!({"whatsapp_business_api_data": {
        "link": "https://example.com/",
        "name": "Simulated app",
        "id": "670843887433847",
    }});
    let is_subscribed = numbers.iter().any(|number| number.subscribed);
    let apps: Vec<Value> = is_subscribed.then_some(app).into_iter().collect();
    Ok(Json(json!({ "data": apps })))
}

/// Lets the app hear of its account.
pub(crate) async fn subscribe(
    State(world): State<Arc<World>>,
    Path((version, account_id)): Path<(String, String)>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Json<Value>, GraphError> {
    world.request_is(request, "subscribed_apps", None);
    let numbers = access::account(&world, &version, &account_id, &headers)?;
    Ok(set_subscribed(&world, &numbers, true))
}

/// Lets the app hear nothing more of its account.
pub(crate) async fn unsubscribe(
    State(world): State<Arc<World>>,
    Path((version, account_id)): Path<(String, String)>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Json<Value>, GraphError> {
    world.request_is(request, "subscribed_apps", None);
    let numbers = access::account(&world, &version, &account_id, &headers)?;
    Ok(set_subscribed(&world, &numbers, false))
}

fn set_subscribed(world: &World, numbers: &[Number], subscribed: bool) -> Json<Value> {
    let mut books = world.books();
    for number in numbers {
        if let Some(number) = books.numbers.get_mut(&number.id) {
            number.subscribed = subscribed;
        }
    }
    drop(books);
    world.changed();
    Json(json!({"success": true}))
}
