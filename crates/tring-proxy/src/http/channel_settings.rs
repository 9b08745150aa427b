//! `/api/channels/{id}/settings`: the calling settings as the provider has them; and the template that asks for the
//! permission.

use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Map, Value};
use tring_protocol::{
    api::ActionResponse,
    channel::SettingsResponse,
    settings::{CallingSettings, Setting, SettingOutcome},
};
use tring_providers::{
    error::ProviderError,
    provider::{Provider, TemplateDraft},
    settings::check_change,
};

use super::{
    channels::admins_channel,
    description::{Conflict, NotFound, ProviderUnavailable, Refusals},
    error::AppError,
    extract::{ApiJson, ApiPath},
};
use crate::{
    auth::Caller,
    channels::{ChannelError, hours::Change},
    clock,
    dispatch::{health, providers::Unusable},
    state::AppState,
    store::channels::{self, Channel, PermissionTemplate},
};

/// The longest text of a template's body (WhatsApp, "Message templates").
const LONGEST_BODY: usize = 1_024;

/// The calling settings as the provider has them.
#[utoipa::path(
    get,
    path = "/api/channels/{id}/settings",
    tag = "Channels",
    params(("id" = String, Path, description = "The channel")),
    responses((status = OK, body = SettingsResponse), Refusals, NotFound, Conflict, ProviderUnavailable)
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<SettingsResponse>, AppError> {
    let channel = admins_channel(&state, &caller, &id).await?;
    let provider = state.providers.make(&channel)?;
    let data = provider.settings().await?;
    health::settings_read(&state.store, &channel, &data).await?;
    Ok(Json(SettingsResponse {
        success: true,
        data,
        outcomes: Vec::new(),
    }))
}

/// Changes calling settings: what is absent stays, within the call hours too.
#[utoipa::path(
    patch,
    path = "/api/channels/{id}/settings",
    tag = "Channels",
    params(("id" = String, Path, description = "The channel")),
    request_body = CallingSettings,
    responses((status = OK, body = SettingsResponse), Refusals, NotFound, Conflict, ProviderUnavailable)
)]
pub async fn change(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiJson(body): ApiJson<Map<String, Value>>,
) -> Result<Json<SettingsResponse>, AppError> {
    let channel = admins_channel(&state, &caller, &id).await?;
    let change = Change::read(body).map_err(AppError::InvalidRequest)?;
    let provider = state.providers.make(&channel)?;
    // Once it is begun it is done to its end: half of it saved and nobody told would be worse.
    let changed = state.tasks.detached(async move {
        let change = complete(&*provider, change).await?;
        let writable = provider.capabilities().writable;
        check_change(&change, writable, clock::now()).map_err(AppError::InvalidRequest)?;
        let outcomes = provider.change_settings(&change).await;
        refuse_where_nothing_was_saved(&outcomes)?;
        // What was saved is saved, even where it cannot be read again: then nothing is told of how it stands.
        let data = provider.settings().await.unwrap_or_default();
        Ok::<_, AppError>((data, outcomes))
    });
    let (data, outcomes) = changed.await??;
    tracing::info!(channel = channel.id, "calling settings changed");
    health::settings_read(&state.store, &channel, &data).await?;
    Ok(Json(SettingsResponse {
        success: outcomes.iter().all(|outcome| outcome.problem.is_none()),
        data,
        outcomes,
    }))
}

/// The change with whole call hours and voicemail. Where the hours of today cannot be read, it must bring them itself.
async fn complete(provider: &dyn Provider, change: Change) -> Result<CallingSettings, AppError> {
    let now = clock::now();
    let readable = provider.capabilities().readable;
    let needs_hours = change.needs_current_hours(now);
    if needs_hours && !readable.contains(&Setting::CallHours) {
        return Err(AppError::InvalidRequest(
            "The call hours of today cannot be read through this provider, and what is left out would be lost. Give \
             them as a whole: enabled, time_zone, weekly and holidays."
                .to_owned(),
        ));
    }
    let needs_voicemail =
        change.needs_current_voicemail() && readable.contains(&Setting::Voicemail);
    let current = if needs_hours || needs_voicemail {
        Some(provider.settings().await?)
    } else {
        None
    };
    change
        .complete(current.as_ref(), now)
        .map_err(AppError::InvalidRequest)
}

fn refuse_where_nothing_was_saved(outcomes: &[SettingOutcome]) -> Result<(), AppError> {
    let mut problems: Vec<&str> = Vec::new();
    for outcome in outcomes {
        match &outcome.problem {
            None => return Ok(()),
            Some(problem) if problems.contains(&problem.as_str()) => {}
            Some(problem) => problems.push(problem),
        }
    }
    Err(AppError::ProviderRefused {
        message: format!("Nothing was saved. {}", problems.join(" ")),
        call_id: None,
    })
}

/// `POST /api/channels/{id}/permission-template`.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub struct TemplateRequest {
    /// Lower-case letters, digits and underscores.
    pub name: String,
    /// `en_US`.
    pub language: String,
    /// What it says.
    pub body: String,
}

/// Creates the template that asks for the permission, and has the channel ask with it.
#[utoipa::path(
    post,
    path = "/api/channels/{id}/permission-template",
    tag = "Channels",
    params(("id" = String, Path, description = "The channel")),
    request_body = TemplateRequest,
    responses((status = OK, body = ActionResponse), Refusals, NotFound, Conflict, ProviderUnavailable)
)]
pub async fn create_template(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiJson(request): ApiJson<TemplateRequest>,
) -> Result<Json<ActionResponse>, AppError> {
    let channel = admins_channel(&state, &caller, &id).await?;
    let (name, language) = (request.name.trim(), request.language.trim());
    let template = PermissionTemplate::new(name, language).map_err(ChannelError::from)?;
    let body = request.body.trim().to_owned();
    if body.is_empty() || body.chars().count() > LONGEST_BODY {
        return Err(AppError::InvalidRequest(format!(
            "The template's text must have 1 to {LONGEST_BODY} characters."
        )));
    }
    let provider = state.providers.make(&channel)?;
    let working = state.clone();
    let created = state.tasks.detached(async move {
        let draft = TemplateDraft {
            name: template.name.clone(),
            language: template.language.clone(),
            body,
        };
        provider.create_template(&draft).await?;
        set_template(&working, channel, template).await
    });
    created.await??;
    Ok(Json(ActionResponse {
        success: true,
        message: "The template was created, and this channel asks with it. WhatsApp reviews it first, which takes \
                  minutes or a day."
            .to_owned(),
    }))
}

async fn set_template(
    state: &AppState,
    channel: Channel,
    template: PermissionTemplate,
) -> Result<(), AppError> {
    let mut write = state.store.write().await?;
    channels::set_permission_template(&mut write, &channel.id, &template).await?;
    write.commit().await?;
    Ok(())
}

impl From<Unusable> for AppError {
    fn from(why: Unusable) -> Self {
        match why {
            Unusable::Removed => ChannelError::NotFound.into(),
            Unusable::Sealed(error) => ChannelError::from(error).into(),
            Unusable::Address(_) | Unusable::NoSuchProvider(_) => Self::WrongState(why.to_string()),
        }
    }
}

/// The provider's error where no call is concerned.
impl From<ProviderError> for AppError {
    fn from(error: ProviderError) -> Self {
        tracing::warn!(%error, "the provider did not do it");
        Self::from_provider(error.kind, error.message, None)
    }
}
