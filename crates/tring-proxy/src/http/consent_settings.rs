//! `/api/teams/settings/consent`: keywords in messages, and for how long something counts.

use axum::{Json, extract::State};
use tring_calls::consent::keywords::is_usable;
use tring_protocol::contact::{ConsentSettingsRequest, ConsentSettingsResponse};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    contact_fields::check,
    description::Refusals,
    error::AppError,
    extract::{ApiJson, require},
};
use crate::{
    auth::{Ability, Caller},
    state::AppState,
    store::consent::settings::{self, Chosen},
};

/// The most keywords of a list.
const MOST_KEYWORDS: usize = 200;
/// The longest keyword, in characters.
const LONGEST_KEYWORD: usize = 100;
/// Ten years.
const MOST_DAYS: u32 = 3_650;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(show, change))
}

/// What opts in and out, what asks for a call, and for how long something counts as consent.
#[utoipa::path(
    get,
    path = "/api/teams/settings/consent",
    tag = "Settings",
    responses((status = OK, body = ConsentSettingsResponse), Refusals)
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<ConsentSettingsResponse>, AppError> {
    if !caller.may(Ability::ManageSettings) {
        require(&caller, Ability::ReadContacts)?;
    }
    let mut db = state.store.readers().acquire().await?;
    let data = settings::of_team(&mut db, caller.team_id).await?;
    Ok(answer(data))
}

/// Set it, as a whole: what is absent or `null` gets its default.
#[utoipa::path(
    put,
    path = "/api/teams/settings/consent",
    tag = "Settings",
    request_body = ConsentSettingsRequest,
    responses((status = OK, body = ConsentSettingsResponse), Refusals)
)]
pub async fn change(
    State(state): State<AppState>,
    caller: Caller,
    ApiJson(request): ApiJson<ConsentSettingsRequest>,
) -> Result<Json<ConsentSettingsResponse>, AppError> {
    require(&caller, Ability::ManageSettings)?;
    let chosen = chosen(request).map_err(AppError::InvalidRequest)?;
    let mut write = state.store.write().await?;
    settings::save(&mut write, caller.team_id, &chosen).await?;
    write.commit().await?;
    Ok(answer(chosen.applied()))
}

fn answer(data: tring_protocol::contact::ConsentSettings) -> Json<ConsentSettingsResponse> {
    Json(ConsentSettingsResponse {
        success: true,
        data,
    })
}

/// What a request chooses; the error is a sentence.
fn chosen(request: ConsentSettingsRequest) -> Result<Chosen, String> {
    for (name, list) in [
        ("opt_out_keywords", &request.opt_out_keywords),
        ("opt_in_keywords", &request.opt_in_keywords),
        ("callback_keywords", &request.callback_keywords),
    ] {
        check_keywords(name, list.as_deref().unwrap_or_default())?;
    }
    for (name, days) in [
        ("callback_consent_days", request.callback_consent_days),
        ("call_consent_days", request.call_consent_days),
        ("message_consent_days", request.message_consent_days),
    ] {
        if days.is_some_and(|days| days > MOST_DAYS) {
            return Err(format!("`{name}` must be at most {MOST_DAYS}."));
        }
    }
    Ok(Chosen {
        opt_out_keywords: request.opt_out_keywords,
        opt_in_keywords: request.opt_in_keywords,
        callback_keywords: request.callback_keywords,
        callback_consent_days: request.callback_consent_days,
        call_consent_days: request.call_consent_days,
        message_consent_days: request.message_consent_days,
    })
}

fn check_keywords(name: &str, keywords: &[String]) -> Result<(), String> {
    if keywords.len() > MOST_KEYWORDS {
        return Err(format!(
            "`{name}` must have at most {MOST_KEYWORDS} entries."
        ));
    }
    for keyword in keywords {
        check(name, keyword, LONGEST_KEYWORD)?;
        if !is_usable(keyword) {
            return Err(format!(
                "An entry of `{name}` has no letter or digit. Leave it out."
            ));
        }
    }
    Ok(())
}
