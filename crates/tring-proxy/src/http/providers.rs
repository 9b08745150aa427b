//! `/api/providers`: what a channel can be at, and what each needs.

use axum::Json;
use tring_protocol::channel::ProviderList;
use tring_providers::registry::PROVIDERS;

use super::{description::Refusals, error::AppError, extract::require_admin};
use crate::{
    auth::{Ability, Caller},
    channels::details::provider_info,
};

/// What a channel can be at, and what each needs.
#[utoipa::path(
    get,
    path = "/api/providers",
    tag = "Channels",
    responses((status = OK, body = ProviderList), Refusals)
)]
pub async fn list(caller: Caller) -> Result<Json<ProviderList>, AppError> {
    require_admin(&caller, Ability::ManageChannels)?;
    Ok(Json(ProviderList {
        success: true,
        data: PROVIDERS.iter().map(|entry| provider_info(entry)).collect(),
    }))
}
