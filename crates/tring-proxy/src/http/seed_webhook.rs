//! `/api/webhook/whatsapp/calls`: the webhook of seed 000, one address for all channels.
//!
//! It is signed like Meta's (`X-Hub-Signature-256` with the channel's webhook secret), and may also bring Meta's own body.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Request, State},
};
use serde_json::{Value, json};
use tring_providers::{
    provider::Provider,
    webhook::{WebhookError, WebhookItem, WebhookRequest},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    description::Refusals,
    error::AppError,
    extract::{ApiQuery, limited},
    webhook::{LIMIT_KB, plain},
};
use crate::{
    clock,
    dispatch::{
        incoming,
        seed_webhook::{self, wire},
    },
    state::AppState,
    store::channels::{self, Channel},
};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(verify, receive))
}

/// Gives the challenge back to who knows a channel's verify token.
#[utoipa::path(
    get,
    path = "/api/webhook/whatsapp/calls",
    tag = "Webhooks in",
    security(()),
    params(
        ("hub.mode" = Option<String>, Query, description = "`subscribe`"),
        ("hub.verify_token" = Option<String>, Query, description = "The channel's verify token"),
        ("hub.challenge" = Option<String>, Query, description = "What is given back"),
    ),
    responses((status = OK, body = String, content_type = "text/plain"), Refusals)
)]
pub async fn verify(
    State(state): State<AppState>,
    ApiQuery(query): ApiQuery<Vec<(String, String)>>,
) -> Result<String, AppError> {
    let mut db = state.store.readers().acquire().await?;
    let channels = channels::all(&mut db).await?;
    drop(db);
    let mut challenges = channels.iter().filter_map(|channel| {
        let reader = state.providers.for_signed_webhooks(channel).ok()?;
        reader.verify_subscription(&query).ok()
    });
    challenges.next().ok_or(AppError::Forbidden(
        "The verification token is no channel's, or `hub.mode` is not `subscribe`.",
    ))
}

/// What became of calls, in the seed's words or in Meta's. What we do not know is kept and answered 200.
#[utoipa::path(
    post,
    path = "/api/webhook/whatsapp/calls",
    tag = "Webhooks in",
    security(()),
    params(("X-Hub-Signature-256" = Option<String>, Header, description = "`sha256=` and the HMAC of the body with the channel's webhook secret")),
    request_body = Value,
    responses((status = OK, body = Value), Refusals)
)]
pub async fn receive(
    State(state): State<AppState>,
    request: Request,
) -> Result<Json<Value>, AppError> {
    let (parts, body) = request.into_parts();
    let body = limited(body, LIMIT_KB).await?;
    let headers = plain(&parts.headers);
    let webhook = WebhookRequest {
        headers: &headers,
        body: &body,
        now: clock::now(),
    };
    let json: Value = serde_json::from_slice(&body).unwrap_or_default();
    let mut told = Vec::new();
    for channel in candidates(&state, &json).await? {
        if let Some(what) = what_it_tells(&state, &channel, &webhook, &json) {
            told.push((channel, what));
        }
    }
    if told.is_empty() {
        tracing::warn!("a webhook without a channel's signature was refused");
        return Err(AppError::Signature);
    }
    let working = state.clone();
    let applied = async move {
        for (channel, what) in told {
            match what? {
                Told::Seeds(items) => {
                    seed_webhook::receive(&working, &channel, &items, &body).await?;
                }
                Told::Metas(items) => {
                    let body = body.to_vec();
                    incoming::receive(&working, channel, items, body).await?;
                }
            }
        }
        Ok::<_, AppError>(())
    };
    state.tasks.detached(applied).await??;
    Ok(Json(json!({"success": true})))
}

/// The channels whose numbers the body names; all, where it names none, as what Meta says of an account does.
async fn candidates(state: &AppState, body: &Value) -> Result<Vec<Channel>, AppError> {
    let numbers = wire::number_ids(body);
    let mut db = state.store.readers().acquire().await?;
    if numbers.is_empty() {
        return Ok(channels::all(&mut db).await?);
    }
    let mut found = Vec::new();
    for number in numbers {
        found.extend(channels::with_number_id(&mut db, number).await?);
    }
    Ok(found)
}

/// What a body tells a channel.
enum Told {
    Seeds(Vec<wire::Item>),
    Metas(Vec<WebhookItem>),
}

/// `None` where the body is not signed with the channel's secret.
fn what_it_tells(
    state: &AppState,
    channel: &Channel,
    webhook: &WebhookRequest<'_>,
    body: &Value,
) -> Option<Result<Told, AppError>> {
    let reader: Arc<dyn Provider> = state.providers.for_signed_webhooks(channel).ok()?;
    let read = reader.read_webhook(webhook);
    if let Err(WebhookError::Signature | WebhookError::Token) = read {
        return None;
    }
    if let Some(items) = wire::read(body, &channel.number_id) {
        return Some(Ok(Told::Seeds(items)));
    }
    Some(read.map(Told::Metas).map_err(|_| {
        AppError::InvalidRequest(
            "The webhook's body is neither what seed 000 shows nor what Meta sends.".to_owned(),
        )
    }))
}
