//! `/api/webhook/{provider}/{key}`: what providers tell us.

use axum::{
    Json,
    extract::{Request, State},
    http::HeaderMap,
};
use serde_json::{Value, json};
use tring_providers::webhook::{WebhookError, WebhookRequest};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    description::{NotFound, Refusals},
    error::AppError,
    extract::{ApiPath, ApiQuery, limited},
};
use crate::{
    auth::secret,
    dispatch::incoming,
    state::AppState,
    store::channels::{self, Channel},
};

/// The most that a webhook may bring, in kB.
pub(super) const LIMIT_KB: usize = 1_024;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(verify, receive))
}

/// The provider asks whether the address is ours.
#[utoipa::path(
    get,
    path = "/api/webhook/{provider}/{key}",
    tag = "Webhooks in",
    security(()),
    params(("provider" = String, Path, description = "The provider's name"), ("key" = String, Path, description = "The channel's unguessable key")),
    responses((status = OK, body = String, content_type = "text/plain"), Refusals, NotFound)
)]
pub async fn verify(
    State(state): State<AppState>,
    ApiPath((provider, key)): ApiPath<(String, String)>,
    ApiQuery(query): ApiQuery<Vec<(String, String)>>,
) -> Result<String, AppError> {
    let channel = channel(&state, &provider, &key).await?;
    let provider = state.providers.for_webhooks(&channel)?;
    provider
        .verify_subscription(&query)
        .map_err(|_| AppError::Forbidden("The verification token is not this channel's."))
}

/// What a provider tells. The signature is checked over the raw bytes before anything is read or stored.
#[utoipa::path(
    post,
    path = "/api/webhook/{provider}/{key}",
    tag = "Webhooks in",
    security(()),
    params(("provider" = String, Path, description = "The provider's name"), ("key" = String, Path, description = "The channel's unguessable key")),
    request_body = Value,
    responses((status = OK, body = Value), Refusals, NotFound)
)]
pub async fn receive(
    State(state): State<AppState>,
    ApiPath((provider, key)): ApiPath<(String, String)>,
    request: Request,
) -> Result<Json<Value>, AppError> {
    let (parts, body) = request.into_parts();
    let body = limited(body, LIMIT_KB).await?;
    let channel = channel(&state, &provider, &key).await?;
    let provider = state.providers.for_webhooks(&channel)?;
    let headers = plain(&parts.headers);
    let read = provider.read_webhook(&WebhookRequest {
        headers: &headers,
        body: &body,
        now: crate::clock::now(),
    });
    let items = read.map_err(|error| {
        tracing::warn!(%error, channel = channel.id, "webhook refused");
        match error {
            WebhookError::Signature | WebhookError::Token => AppError::Signature,
            WebhookError::Malformed => AppError::InvalidRequest(
                "The webhook's body is not what this provider sends.".to_owned(),
            ),
        }
    })?;
    let working = state.clone();
    state
        .tasks
        .detached(async move { incoming::receive(&working, channel, items, body.into()).await })
        .await??;
    Ok(Json(json!({"success": true})))
}

async fn channel(state: &AppState, provider: &str, key: &str) -> Result<Channel, AppError> {
    let mut db = state.store.readers().acquire().await?;
    let channel = channels::by_webhook_key(&mut db, provider, &secret::hash(key)).await?;
    let channel = channel.ok_or(AppError::NotFound(
        "There is no channel with this webhook address.",
    ))?;
    if channel.removed_at.is_some() {
        return Err(AppError::NotFound(
            "The channel with this webhook address was removed. Remove the address at the provider too, or add the \
             channel again.",
        ));
    }
    Ok(channel)
}

/// Header names in lower case, and their values as far as they are text.
pub(super) fn plain(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .filter_map(|(name, value)| {
            let value = value.to_str().ok()?;
            Some((name.as_str().to_owned(), value.to_owned()))
        })
        .collect()
}
