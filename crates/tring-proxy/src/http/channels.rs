//! `/api/channels`: the team's channels, for its administrators.

use axum::{Json, extract::State, http::StatusCode};
use tring_protocol::{
    api::ActionResponse,
    channel::{ChannelDraft, ChannelList, ChannelResponse, CheckResponse, RotateSecretRequest},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    channel_settings,
    description::{Conflict, NotFound, Refusals},
    error::AppError,
    extract::{ApiJson, ApiPath, require_admin},
    providers,
};
use crate::{
    auth::{Ability, Caller},
    channels::{
        ChannelError, Office, check,
        details::{details, webhook_url},
        draft,
        keeping::Existing,
    },
    state::AppState,
    store::channels::{self, Channel},
};

/// The routes of channels and of what they can be at.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(providers::list))
        .routes(routes!(list, add))
        .routes(routes!(show, change, remove))
        .routes(routes!(rotate_secret))
        .routes(routes!(rotate_webhook_url))
        .routes(routes!(check_now))
        .routes(routes!(channel_settings::show, channel_settings::change))
        .routes(routes!(channel_settings::create_template))
}

/// The team's channel that is in use and has this id, for administrators.
pub(super) async fn admins_channel(
    state: &AppState,
    caller: &Caller,
    id: &str,
) -> Result<Channel, AppError> {
    require_admin(caller, Ability::ManageChannels)?;
    let mut db = state.store.readers().acquire().await?;
    channels::by_id(&mut db, id)
        .await?
        .filter(|channel| channel.team_id == caller.team_id && channel.removed_at.is_none())
        .ok_or_else(|| ChannelError::NotFound.into())
}

/// The team's channels.
#[utoipa::path(
    get,
    path = "/api/channels",
    tag = "Channels",
    responses((status = OK, body = ChannelList), Refusals)
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<ChannelList>, AppError> {
    require_admin(&caller, Ability::ManageChannels)?;
    let mut db = state.store.readers().acquire().await?;
    let channels = channels::of_team(&mut db, caller.team_id).await?;
    Ok(Json(ChannelList {
        success: true,
        data: channels.iter().map(details).collect(),
    }))
}

/// One channel; never its credentials.
#[utoipa::path(
    get,
    path = "/api/channels/{id}",
    tag = "Channels",
    params(("id" = String, Path, description = "The channel")),
    responses((status = OK, body = ChannelResponse), Refusals, NotFound)
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<ChannelResponse>, AppError> {
    let channel = admins_channel(&state, &caller, &id).await?;
    Ok(response(&channel, None))
}

/// Adds a channel. The webhook address is in the answer, this once.
#[utoipa::path(
    post,
    path = "/api/channels",
    tag = "Channels",
    request_body = ChannelDraft,
    responses((status = CREATED, body = ChannelResponse), Refusals, Conflict)
)]
pub async fn add(
    State(state): State<AppState>,
    caller: Caller,
    ApiJson(draft): ApiJson<ChannelDraft>,
) -> Result<(StatusCode, Json<ChannelResponse>), AppError> {
    require_admin(&caller, Ability::ManageChannels)?;
    let entry = draft::provider(&draft)?;
    look_up(&state, &draft, entry.base_url).await?;
    let office = office(&state);
    let added = office
        .add(caller.team_id, &draft, None, Existing::Refuse)
        .await?;
    tracing::info!(
        channel = added.channel.id,
        provider = entry.name,
        "channel added"
    );
    let answer = response(
        &added.channel,
        url(&state, &added.channel, added.webhook_key),
    );
    Ok((StatusCode::CREATED, answer))
}

/// Changes a channel: what is absent stays.
#[utoipa::path(
    patch,
    path = "/api/channels/{id}",
    tag = "Channels",
    params(("id" = String, Path, description = "The channel")),
    request_body = ChannelDraft,
    responses((status = OK, body = ChannelResponse), Refusals, NotFound, Conflict)
)]
pub async fn change(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiJson(draft): ApiJson<ChannelDraft>,
) -> Result<Json<ChannelResponse>, AppError> {
    let before = admins_channel(&state, &caller, &id).await?;
    look_up(&state, &draft, &before.base_url).await?;
    let channel = office(&state).change(caller.team_id, &id, &draft).await?;
    tracing::info!(channel = channel.id, "channel changed");
    Ok(response(&channel, None))
}

/// Removes a channel. Its calls stay.
#[utoipa::path(
    delete,
    path = "/api/channels/{id}",
    tag = "Channels",
    params(("id" = String, Path, description = "The channel")),
    responses((status = OK, body = ActionResponse), Refusals, NotFound, Conflict)
)]
pub async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<ActionResponse>, AppError> {
    require_admin(&caller, Ability::ManageChannels)?;
    let channel = office(&state).remove(caller.team_id, &id).await?;
    tracing::info!(channel = channel.id, "channel removed");
    Ok(Json(ActionResponse {
        success: true,
        message: "Removed. Its calls stay. Take the webhook address away at the provider too."
            .to_owned(),
    }))
}

/// Sets another webhook secret. The one before is taken for some hours more.
#[utoipa::path(
    post,
    path = "/api/channels/{id}/rotate-secret",
    tag = "Channels",
    params(("id" = String, Path, description = "The channel")),
    request_body = RotateSecretRequest,
    responses((status = OK, body = ChannelResponse), Refusals, NotFound, Conflict)
)]
pub async fn rotate_secret(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiJson(request): ApiJson<RotateSecretRequest>,
) -> Result<Json<ChannelResponse>, AppError> {
    require_admin(&caller, Ability::ManageChannels)?;
    let which = (caller.team_id, id.as_str());
    let channel = office(&state)
        .rotate_secret(which, &request.webhook_secret, request.window_hours)
        .await?;
    tracing::info!(channel = channel.id, "webhook secret rotated");
    Ok(response(&channel, None))
}

/// Makes another webhook address; it is in the answer, this once.
#[utoipa::path(
    post,
    path = "/api/channels/{id}/rotate-webhook-url",
    tag = "Channels",
    params(("id" = String, Path, description = "The channel")),
    responses((status = OK, body = ChannelResponse), Refusals, NotFound, Conflict)
)]
pub async fn rotate_webhook_url(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<ChannelResponse>, AppError> {
    require_admin(&caller, Ability::ManageChannels)?;
    let (channel, key) = office(&state)
        .rotate_webhook_key(caller.team_id, &id)
        .await?;
    tracing::info!(channel = channel.id, "webhook address changed");
    Ok(response(&channel, url(&state, &channel, Some(key))))
}

/// Asks the provider what works and what is missing, in sentences.
#[utoipa::path(
    post,
    path = "/api/channels/{id}/check",
    tag = "Channels",
    params(("id" = String, Path, description = "The channel")),
    responses((status = OK, body = CheckResponse), Refusals, NotFound, Conflict)
)]
pub async fn check_now(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<CheckResponse>, AppError> {
    let channel = admins_channel(&state, &caller, &id).await?;
    let public_url = &state.config.public_url;
    let findings = check::check(&state.store, &state.providers, &channel, public_url).await?;
    Ok(Json(CheckResponse {
        success: true,
        data: findings,
    }))
}

fn office(state: &AppState) -> Office<'_> {
    Office {
        store: &state.store,
        keys: state.providers.keys(),
        allowed: state.providers.allowed(),
    }
}

/// Looks for the host of a base URL that is new here.
async fn look_up(state: &AppState, draft: &ChannelDraft, known: &str) -> Result<(), AppError> {
    match &draft.base_url {
        Some(url) if url.trim().trim_end_matches('/') != known => {
            Ok(draft::look_up(url, state.providers.allowed()).await?)
        }
        Some(_) | None => Ok(()),
    }
}

fn response(channel: &Channel, webhook_url: Option<String>) -> Json<ChannelResponse> {
    Json(ChannelResponse {
        success: true,
        data: details(channel),
        webhook_url,
    })
}

fn url(state: &AppState, channel: &Channel, key: Option<String>) -> Option<String> {
    key.map(|key| webhook_url(&state.config.public_url, &channel.provider, &key))
}

impl From<ChannelError> for AppError {
    fn from(error: ChannelError) -> Self {
        match error {
            ChannelError::Number(error) => error.into(),
            ChannelError::Store(error)
            | ChannelError::Seal(crate::sealing::SealError::Store(error)) => error.into(),
            ChannelError::NotFound => Self::NotFound("There is no channel with this id."),
            ChannelError::Field(_)
            | ChannelError::Template(_)
            | ChannelError::NoSuchProvider { .. }
            | ChannelError::OtherProvider
            | ChannelError::NeedsDefault => Self::InvalidRequest(error.to_string()),
            ChannelError::Exists { .. } | ChannelError::KeyTaken | ChannelError::LiveCall => {
                Self::WrongState(error.to_string())
            }
            ChannelError::Seal(error) => {
                tracing::error!(%error, "credentials cannot be sealed or opened");
                Self::WrongState(sentence(&error.to_string()))
            }
        }
    }
}

/// The command line's sentences begin small, behind the program's name.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
