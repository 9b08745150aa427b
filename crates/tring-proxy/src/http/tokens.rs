//! `/api/tokens`: what programs of the team sign in with, for its administrators.

use axum::{Json, extract::State, http::StatusCode};
use sqlx::SqliteConnection;
use tring_protocol::{
    api::ActionResponse,
    token::{self, TokenCreated, TokenList, TokenRequest},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    description::{NotFound, Refusals},
    error::AppError,
    extract::{ApiJson, ApiPath, require_admin},
};
use crate::{
    auth::{Ability, Caller, ability, secret},
    clock,
    events::bus::Notice,
    state::AppState,
    store::{
        agents,
        tokens::{self, NewToken},
        words::unsigned,
    },
};

/// The longest name, in characters.
const LONGEST_NAME: usize = 200;
/// The most words that `abilities` may have; there are fewer.
const MOST_ABILITIES: usize = 20;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, make))
        .routes(routes!(revoke))
}

/// The team's tokens; never their secrets.
#[utoipa::path(
    get,
    path = "/api/tokens",
    tag = "Tokens",
    responses((status = OK, body = TokenList), Refusals)
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<TokenList>, AppError> {
    require_admin(&caller, Ability::ManageTokens)?;
    let mut db = state.store.readers().acquire().await?;
    let tokens = tokens::of_team(&mut db, caller.team_id).await?;
    let data = tokens.into_iter().map(|token| shown(&state, token));
    Ok(Json(TokenList {
        success: true,
        data: data.collect(),
    }))
}

/// Makes a token. It is in the answer, this once.
#[utoipa::path(
    post,
    path = "/api/tokens",
    tag = "Tokens",
    request_body = TokenRequest,
    responses((status = CREATED, body = TokenCreated), Refusals, NotFound)
)]
pub async fn make(
    State(state): State<AppState>,
    caller: Caller,
    ApiJson(request): ApiJson<TokenRequest>,
) -> Result<(StatusCode, Json<TokenCreated>), AppError> {
    require_admin(&caller, Ability::ManageTokens)?;
    let now = clock::now();
    let abilities = checked(&request, now)?;
    require_no_more(&caller, &request, &abilities)?;
    let fresh = secret::fresh();
    let mut write = state.store.write().await?;
    let user_id = owner(write.db(), &caller, request.agent_id).await?;
    let new = NewToken {
        team_id: caller.team_id,
        name: &request.name,
        secret_hash: &secret::hash(&fresh),
        abilities: &abilities,
        expires_at: request.expires_at,
        created_by: Some(&caller.name),
        user_id,
    };
    let token = tokens::insert(&mut write, new, now).await?;
    write.commit().await?;
    tracing::info!(token = token.id, "token made");
    let answer = TokenCreated {
        success: true,
        token: format!("{}|{fresh}", token.id),
        data: shown(&state, token),
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Revokes a token: requests with it are refused from now on, and its event sockets close.
#[utoipa::path(
    delete,
    path = "/api/tokens/{id}",
    tag = "Tokens",
    params(("id" = String, Path, description = "The token's number, the part before the `|`")),
    responses((status = OK, body = ActionResponse), Refusals, NotFound)
)]
pub async fn revoke(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<ActionResponse>, AppError> {
    require_admin(&caller, Ability::ManageTokens)?;
    let no_such = || AppError::NotFound("There is no token with this id.");
    let token_id: i64 = id.parse().map_err(|_| no_such())?;
    let mut write = state.store.write().await?;
    if !tokens::revoke(&mut write, token_id, Some(caller.team_id), clock::now()).await? {
        return Err(no_such());
    }
    write.tell(Notice::TokenRevoked { token_id });
    write.commit().await?;
    tracing::info!(token = token_id, "token revoked");
    Ok(Json(ActionResponse {
        success: true,
        message: "Revoked. Programs that use it are refused from now on.".to_owned(),
    }))
}

/// The agent whom the new token belongs to.
async fn owner(
    db: &mut SqliteConnection,
    caller: &Caller,
    agent_id: Option<u64>,
) -> Result<Option<i64>, AppError> {
    let Some(wanted) = agent_id else {
        return Ok(None);
    };
    let team = agents::of_team(db, caller.team_id).await?;
    if !team.iter().any(|agent| agent.id == wanted) {
        return Err(AppError::NotFound(
            "There is no agent with this id. `GET /api/agents` lists them.",
        ));
    }
    Ok(i64::try_from(wanted).ok())
}

/// What the request says, once it is sound.
fn checked(request: &TokenRequest, now: u64) -> Result<Vec<String>, AppError> {
    let invalid = |sentence: String| Err(AppError::InvalidRequest(sentence));
    let name = &request.name;
    if name.trim().is_empty()
        || name.contains(char::is_control)
        || name.chars().count() > LONGEST_NAME
    {
        return invalid(format!(
            "`name` must be one line of 1 to {LONGEST_NAME} characters."
        ));
    }
    if request.abilities.is_empty() || request.abilities.len() > MOST_ABILITIES {
        return invalid(format!(
            "`abilities` must have 1 to {MOST_ABILITIES} words, or `*` for all."
        ));
    }
    if request.expires_at.is_some_and(|end| end <= now) {
        return invalid("`expires_at` must be in the future, in Unix milliseconds.".to_owned());
    }
    ability::checked(&request.abilities)
        .map_err(|error| AppError::InvalidRequest(format!("`abilities` is wrong: {error}")))
}

/// A program's token may not make one that may more than itself, nor one that lives longer.
fn require_no_more(
    caller: &Caller,
    request: &TokenRequest,
    abilities: &[String],
) -> Result<(), AppError> {
    if !caller.may_give(abilities) {
        return Err(AppError::Forbidden(
            "A token cannot make one that may more than itself. Leave abilities out, or ask an administrator.",
        ));
    }
    let outlives = caller
        .expires_at
        .is_some_and(|end| request.expires_at.is_none_or(|wanted| wanted > end));
    if outlives {
        return Err(AppError::Forbidden(
            "A token cannot make one that is valid longer than itself. Set `expires_at` no later than its own end.",
        ));
    }
    Ok(())
}

fn shown(state: &AppState, token: tokens::Token) -> token::Token {
    token::Token {
        last_used_at: state.last_used.of(token.id).max(token.last_used_at),
        id: unsigned(token.id),
        name: token.name,
        abilities: token.abilities,
        expires_at: token.expires_at,
        created_at: token.created_at,
        created_by: token.created_by,
        agent_id: token.user_id.map(unsigned),
    }
}
