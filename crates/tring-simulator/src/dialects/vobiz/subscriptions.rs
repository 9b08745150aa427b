//! `GET|POST /webhooks` and `DELETE /webhooks/{id}`: where the account's events go.
//!
//! The address that a number was created with counts as a subscription of its own.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::{access, error::VobizError};
use crate::{
    clock::Moment,
    dialects::{
        fields::{self, Fields},
        ids,
    },
    outbox::Target,
    world::{Books, World, logs::RequestNumber, number::Number, subscription::Subscription},
};

/// Everybody who is told of the number's events, each address once.
pub(crate) fn targets(books: &Books, number: &Number) -> Vec<Target> {
    let mut targets: Vec<Target> = books
        .subscriptions
        .iter()
        .filter(|known| known.account_id == number.account_id)
        .map(|known| Target {
            url: known.url.clone(),
            secret: known.secret.clone(),
        })
        .collect();
    if let Some(url) = &number.webhook_url
        && !targets.iter().any(|target| target.url == *url)
    {
        targets.push(Target {
            url: url.clone(),
            secret: number.webhook_secret.clone(),
        });
    }
    targets
}

/// Lists the account's subscriptions, without their secrets.
pub(crate) async fn list(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Json<Value>, VobizError> {
    world.request_is(request, "webhooks", None);
    let channels = access::channels(&world, &headers)?;
    let account_id = account_of(&channels);
    let books = world.books();
    let mut items: Vec<Value> = books
        .subscriptions
        .iter()
        .filter(|known| known.account_id == account_id)
        .map(written)
        .collect();
    let is_listed = |items: &[Value], url: &str| {
        let known = |item: &Value| item.get("url").and_then(Value::as_str) == Some(url);
        items.iter().any(known)
    };
    for number in &channels {
        if let Some(url) = &number.webhook_url
            && !is_listed(&items, url)
        {
            items.push(described(&number.id, url, Moment::default()));
        }
    }
    Ok(Json(json!({ "items": items })))
}

/// Adds an address.
pub(crate) async fn create(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, VobizError> {
    world.request_is(request, "webhooks", None);
    let channels = access::channels(&world, &headers)?;
    let body = fields::read(&body)?;
    let fields = Fields::of_body(&body);
    fields.only(&["url", "secret"])?;
    let url = fields.text("url")?;
    if reqwest::Url::parse(url).is_err() {
        return Err(VobizError::bad_request("url is not valid"));
    }
    let subscription = Subscription {
        id: ids::uuid(),
        account_id: account_of(&channels),
        url: url.to_owned(),
        secret: fields.optional_text("secret")?.map(SecretString::from),
        created: world.clock.now(),
    };
    let answer = written(&subscription);
    world.books().subscriptions.push(subscription);
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// Removes an address.
pub(crate) async fn remove(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<StatusCode, VobizError> {
    world.request_is(request, "webhooks", None);
    let channels = access::channels(&world, &headers)?;
    let account_id = account_of(&channels);
    let mut books = world.books();
    let before = books.subscriptions.len();
    let is_meant = |known: &Subscription| known.id == id && known.account_id == account_id;
    books.subscriptions.retain(|known| !is_meant(known));
    let mut is_removed = books.subscriptions.len() < before;
    if channels.iter().any(|number| number.id == id)
        && let Some(number) = books.numbers.get_mut(&id)
    {
        is_removed |= number.webhook_url.take().is_some();
    }
    if is_removed {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(VobizError::not_found("webhook subscription not found"))
}

fn account_of(channels: &[Number]) -> String {
    let first = channels.first();
    first.map_or_else(String::new, |number| number.account_id.clone())
}

fn written(subscription: &Subscription) -> Value {
    described(&subscription.id, &subscription.url, subscription.created)
}

fn described(id: &str, url: &str, created: Moment) -> Value {
    let created = created.rfc3339(0);
    json!({
        "id": id,
        "url": url,
        "status": "active",
        "created_at": created,
        "updated_at": created,
    })
}
