//! `/api/webhook-endpoints` and `/api/webhook-deliveries`: where a team wants to be told what happens.

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use tring_protocol::{
    api::{ActionResponse, Pagination},
    webhook_endpoint::{
        DeliveryState, WebhookDeliveryList, WebhookDeliveryResponse, WebhookEndpointDraft,
        WebhookEndpointList, WebhookEndpointResponse,
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    description::{Conflict, NotFound, Refusals},
    error::AppError,
    extract::{ApiJson, ApiPath, ApiQuery, require},
};
use crate::{
    auth::{Ability, Caller},
    sealing::SealError,
    state::AppState,
    store::{webhook_deliveries, webhook_endpoints, words::from_word},
    webhooks_out::endpoints::{self, EndpointError, Endpoints, shown, shown_delivery},
};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(show, change, remove))
        .routes(routes!(rotate_secret))
        .routes(routes!(test))
        .routes(routes!(deliveries))
        .routes(routes!(redeliver))
}

/// The team's webhook endpoints.
#[utoipa::path(
    get,
    path = "/api/webhook-endpoints",
    tag = "Webhooks",
    responses((status = OK, body = WebhookEndpointList), Refusals)
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<WebhookEndpointList>, AppError> {
    require(&caller, Ability::ManageWebhooks)?;
    let mut db = state.store.readers().acquire().await?;
    let endpoints = webhook_endpoints::of_team(&mut db, caller.team_id).await?;
    Ok(Json(WebhookEndpointList {
        success: true,
        data: endpoints.into_iter().map(shown).collect(),
    }))
}

/// Adds a webhook endpoint; 20 at most. The secret is in the answer, this once.
#[utoipa::path(
    post,
    path = "/api/webhook-endpoints",
    tag = "Webhooks",
    request_body = WebhookEndpointDraft,
    responses((status = CREATED, body = WebhookEndpointResponse), Refusals, Conflict)
)]
pub async fn add(
    State(state): State<AppState>,
    caller: Caller,
    ApiJson(draft): ApiJson<WebhookEndpointDraft>,
) -> Result<(StatusCode, Json<WebhookEndpointResponse>), AppError> {
    require(&caller, Ability::ManageWebhooks)?;
    let (endpoint, secret) = office(&state).add(caller.team_id, &draft).await?;
    tracing::info!(endpoint = endpoint.id, "webhook endpoint added");
    Ok((
        StatusCode::CREATED,
        Json(WebhookEndpointResponse {
            success: true,
            data: shown(endpoint),
            secret: Some(secret),
        }),
    ))
}

/// One webhook endpoint; never its secret.
#[utoipa::path(
    get,
    path = "/api/webhook-endpoints/{id}",
    tag = "Webhooks",
    params(("id" = String, Path, description = "The endpoint")),
    responses((status = OK, body = WebhookEndpointResponse), Refusals, NotFound)
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<WebhookEndpointResponse>, AppError> {
    require(&caller, Ability::ManageWebhooks)?;
    let mut db = state.store.readers().acquire().await?;
    let endpoint = endpoints::find(&mut db, caller.team_id, &id).await?;
    Ok(Json(WebhookEndpointResponse {
        success: true,
        data: shown(endpoint),
        secret: None,
    }))
}

/// Changes a webhook endpoint: what is absent stays. What was held back while it was disabled is sent.
#[utoipa::path(
    patch,
    path = "/api/webhook-endpoints/{id}",
    tag = "Webhooks",
    params(("id" = String, Path, description = "The endpoint")),
    request_body = WebhookEndpointDraft,
    responses((status = OK, body = WebhookEndpointResponse), Refusals, NotFound)
)]
pub async fn change(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiJson(draft): ApiJson<WebhookEndpointDraft>,
) -> Result<Json<WebhookEndpointResponse>, AppError> {
    require(&caller, Ability::ManageWebhooks)?;
    let endpoint = office(&state).change(caller.team_id, &id, &draft).await?;
    tracing::info!(endpoint = endpoint.id, "webhook endpoint changed");
    Ok(Json(WebhookEndpointResponse {
        success: true,
        data: shown(endpoint),
        secret: None,
    }))
}

/// Removes a webhook endpoint with its deliveries.
#[utoipa::path(
    delete,
    path = "/api/webhook-endpoints/{id}",
    tag = "Webhooks",
    params(("id" = String, Path, description = "The endpoint")),
    responses((status = OK, body = ActionResponse), Refusals, NotFound)
)]
pub async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<ActionResponse>, AppError> {
    require(&caller, Ability::ManageWebhooks)?;
    endpoints::remove(&state.store, caller.team_id, &id).await?;
    tracing::info!(endpoint = id, "webhook endpoint removed");
    Ok(Json(ActionResponse {
        success: true,
        message: "Removed, with its deliveries.".to_owned(),
    }))
}

/// Gives a webhook endpoint a new secret; it is in the answer, this once. The one before signs too for 24 hours.
#[utoipa::path(
    post,
    path = "/api/webhook-endpoints/{id}/rotate-secret",
    tag = "Webhooks",
    params(("id" = String, Path, description = "The endpoint")),
    responses((status = OK, body = WebhookEndpointResponse), Refusals, NotFound, Conflict)
)]
pub async fn rotate_secret(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<WebhookEndpointResponse>, AppError> {
    require(&caller, Ability::ManageWebhooks)?;
    let (endpoint, secret) = office(&state).rotate_secret(caller.team_id, &id).await?;
    tracing::info!(endpoint = endpoint.id, "webhook endpoint's secret rotated");
    Ok(Json(WebhookEndpointResponse {
        success: true,
        data: shown(endpoint),
        secret: Some(secret),
    }))
}

/// Sends a `ping`, by the way that all messages go.
#[utoipa::path(
    post,
    path = "/api/webhook-endpoints/{id}/test",
    tag = "Webhooks",
    params(("id" = String, Path, description = "The endpoint")),
    responses((status = ACCEPTED, body = WebhookDeliveryResponse), Refusals, NotFound, Conflict)
)]
pub async fn test(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<(StatusCode, Json<WebhookDeliveryResponse>), AppError> {
    require(&caller, Ability::ManageWebhooks)?;
    let delivery = endpoints::test(&state.store, caller.team_id, &id).await?;
    Ok(accepted(delivery))
}

/// The query of `GET …/deliveries`, as text: each parameter has an error of its own.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeliveriesQuery {
    /// Only those that are so far.
    #[param(inline, value_type = Option<DeliveryState>)]
    pub state: Option<String>,
    /// From 1.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 1_000_000_000)]
    pub page: Option<String>,
    /// 15 where absent.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100)]
    pub per_page: Option<String>,
}

/// What an endpoint was sent, is sent, and could not be sent; newest first.
#[utoipa::path(
    get,
    path = "/api/webhook-endpoints/{id}/deliveries",
    tag = "Webhooks",
    params(("id" = String, Path, description = "The endpoint"), DeliveriesQuery),
    responses((status = OK, body = WebhookDeliveryList), Refusals, NotFound)
)]
pub async fn deliveries(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiQuery(query): ApiQuery<DeliveriesQuery>,
) -> Result<Json<WebhookDeliveryList>, AppError> {
    require(&caller, Ability::ManageWebhooks)?;
    let wanted: Option<DeliveryState> = read("state", query.state.as_deref(), from_word)?;
    let page = read("page", query.page.as_deref(), |text| {
        text.parse()
            .ok()
            .filter(|page| (1..=1_000_000_000).contains(page))
    })?;
    let per_page = read("per_page", query.per_page.as_deref(), |text| {
        text.parse().ok().filter(|count| (1..=100).contains(count))
    })?;
    let (page, per_page) = (page.unwrap_or(1), per_page.unwrap_or(15));
    let mut view = state.store.read().await?;
    endpoints::find(&mut view, caller.team_id, &id).await?;
    let (rows, total) = webhook_deliveries::page(&mut view, &id, wanted, (page, per_page)).await?;
    Ok(Json(WebhookDeliveryList {
        success: true,
        data: rows.into_iter().map(shown_delivery).collect(),
        pagination: Pagination {
            current_page: page,
            last_page: total.div_ceil(per_page).max(1),
            per_page,
            total,
        },
    }))
}

fn read<T>(
    name: &str,
    text: Option<&str>,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, AppError> {
    let wrong = || {
        AppError::InvalidRequest(format!(
            "The query's `{name}` has a value that it cannot have. See the API's description."
        ))
    };
    text.filter(|text| !text.is_empty())
        .map(|text| parse(text).ok_or_else(wrong))
        .transpose()
}

/// Sends a delivery again with the same `webhook-id`: now, and as often as a new one if need be.
#[utoipa::path(
    post,
    path = "/api/webhook-deliveries/{id}/redeliver",
    tag = "Webhooks",
    params(("id" = String, Path, description = "The delivery, `msg_…`")),
    responses((status = ACCEPTED, body = WebhookDeliveryResponse), Refusals, NotFound, Conflict)
)]
pub async fn redeliver(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<(StatusCode, Json<WebhookDeliveryResponse>), AppError> {
    require(&caller, Ability::ManageWebhooks)?;
    let delivery = endpoints::redeliver(&state.store, caller.team_id, &id).await?;
    Ok(accepted(delivery))
}

fn accepted(delivery: webhook_deliveries::Delivery) -> (StatusCode, Json<WebhookDeliveryResponse>) {
    let answer = WebhookDeliveryResponse {
        success: true,
        data: shown_delivery(delivery),
    };
    (StatusCode::ACCEPTED, Json(answer))
}

fn office(state: &AppState) -> Endpoints<'_> {
    Endpoints {
        store: &state.store,
        keys: state.providers.keys(),
        allowed: state.config.webhook_urls,
    }
}

impl From<EndpointError> for AppError {
    fn from(error: EndpointError) -> Self {
        match error {
            EndpointError::Field { .. } => Self::InvalidRequest(error.to_string()),
            EndpointError::NotFound => Self::NotFound("There is no webhook endpoint with this id."),
            EndpointError::NoSuchDelivery => Self::NotFound(
                "There is no webhook delivery with this id. Delivered ones are kept for 7 days.",
            ),
            EndpointError::TooMany | EndpointError::Disabled | EndpointError::Erased => {
                Self::WrongState(error.to_string())
            }
            EndpointError::Store(error) | EndpointError::Seal(SealError::Store(error)) => {
                error.into()
            }
            EndpointError::Seal(error) => {
                tracing::error!(%error, "secrets cannot be sealed or opened");
                Self::WrongState(
                    "The endpoint's secret cannot be sealed or opened. The proxy's log says why."
                        .to_owned(),
                )
            }
        }
    }
}
