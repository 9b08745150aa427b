//! `/api/providers`: what a channel can be at, and what each needs.

use axum::{Json, extract::State};
use tring_protocol::channel::ProviderList;
use tring_providers::registry::PROVIDERS;

use super::{channels::require_admin, description::Refusals, error::AppError};
use crate::{auth::Caller, channels::details::provider_info, state::AppState};

/// What a channel can be at, and what each needs.
#[utoipa::path(
    get,
    path = "/api/providers",
    tag = "Channels",
    responses((status = OK, body = ProviderList), Refusals)
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<ProviderList>, AppError> {
    require_admin(&state, &caller).await?;
    Ok(Json(ProviderList {
        success: true,
        data: PROVIDERS.iter().map(|entry| provider_info(entry)).collect(),
    }))
}
