//! What handlers take: who asks, and a JSON body, with our own errors.

use std::fmt;

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::{HeaderMap, Method, header, request::Parts},
};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use super::error::AppError;
use crate::{
    auth::{self, Ability, Caller, Role, cookie, origin},
    clock, json,
    state::AppState,
};

/// The most that the API takes in one body, in kB.
pub const API_LIMIT_KB: usize = 256;
/// The most that we read of a body that is too large, so that its sender gets to read our answer.
const DRAINED: usize = 16 * 1024 * 1024;

impl FromRequestParts<AppState> for Caller {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let caller = match caller(&parts.headers, state).await {
            Ok(caller) => caller,
            Err(error @ AppError::Unauthenticated) => {
                state.limits.count_stranger(parts)?;
                return Err(error);
            }
            Err(error) => return Err(error),
        };
        state.limits.count(parts, caller.team_id)?;
        let safe = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
        if caller.is_agent() && !safe {
            require_our_origin(&parts.headers, state)?;
        }
        Ok(caller)
    }
}

/// Who asks, for what does not count towards the team's requests: the event socket, which pages open again and again
/// while the network is bad.
#[derive(Clone, Debug)]
pub struct Uncounted(pub Caller);

impl FromRequestParts<AppState> for Uncounted {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        caller(&parts.headers, state).await.map(Self)
    }
}

async fn caller(headers: &HeaderMap, state: &AppState) -> Result<Caller, AppError> {
    let caller = match headers.get(header::AUTHORIZATION) {
        Some(value) => match value.to_str().ok().and_then(bearer) {
            Some(token) => auth::by_token(&state.store, token).await?,
            None => None,
        },
        None => match cookie::read(headers) {
            Some(session) => auth::by_session(&state.store, session).await?,
            None => None,
        },
    };
    let caller = caller.ok_or(AppError::Unauthenticated)?;
    if let Some(token_id) = caller.token_id {
        state.last_used.note(token_id, clock::now());
    }
    Ok(caller)
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

/// Refuses what a page of another origin makes a browser send.
pub fn require_our_origin(headers: &HeaderMap, state: &AppState) -> Result<(), AppError> {
    if origin::is_ours(headers, &state.config.public_url) {
        Ok(())
    } else {
        Err(AppError::Forbidden(
            "This request does not come from a page of this proxy. Open the inbox at its public address.",
        ))
    }
}

/// Refuses a caller whose token or role does not allow this.
pub fn require(caller: &Caller, ability: Ability) -> Result<(), AppError> {
    if caller.may(ability) {
        Ok(())
    } else if caller.is_agent() {
        Err(AppError::Forbidden(FOR_ADMINISTRATORS))
    } else {
        Err(AppError::Forbidden(ability.token_lacks()))
    }
}

/// Refuses people who are no administrators of the team, and tokens without this ability. For what an agent's ability
/// would allow too; where the ability is for administrators alone it is the same as [`require`].
pub fn require_admin(caller: &Caller, ability: Ability) -> Result<(), AppError> {
    require(caller, ability)?;
    if caller.is_agent() && !caller.role.is_some_and(Role::is_admin) {
        return Err(AppError::Forbidden(FOR_ADMINISTRATORS));
    }
    Ok(())
}

/// What an agent is told who is not allowed something.
const FOR_ADMINISTRATORS: &str = "This is for the team's administrators. Ask one of them, or have your role changed with \
     `tring-proxy user add … --role admin --if-absent`.";

/// The parts of the path that a route has names for.
#[derive(Clone, Copy, Debug)]
pub struct ApiPath<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for ApiPath<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let path = Path::from_request_parts(parts, state).await;
        path.map(|Path(path)| Self(path)).map_err(|_| {
            AppError::InvalidRequest(
                "The address is not UTF-8 with percent-encoding. See the API's description."
                    .to_owned(),
            )
        })
    }
}

/// The query, each parameter at most once where `T` is a struct.
#[derive(Clone, Copy, Debug)]
pub struct ApiQuery<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let query = Query::from_request_parts(parts, state).await;
        query.map(|Query(query)| Self(query)).map_err(|_| {
            AppError::InvalidRequest(
                "The query cannot be read. Give each parameter once, in UTF-8 with percent-encoding."
                    .to_owned(),
            )
        })
    }
}

/// A JSON body of at most 256 kB.
#[derive(Clone, Copy, Debug)]
pub struct ApiJson<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for ApiJson<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, _: &S) -> Result<Self, AppError> {
        let body = limited(request.into_body(), API_LIMIT_KB).await?;
        parse(&body).map(Self)
    }
}

/// The bytes of a body of at most 256 kB, for who needs them beside what they say.
#[derive(Clone)]
pub struct ApiBody(pub Bytes);

impl ApiBody {
    /// What the JSON body says.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, AppError> {
        parse(&self.0)
    }
}

impl fmt::Debug for ApiBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ApiBody({} bytes)", self.0.len())
    }
}

impl<S: Send + Sync> FromRequest<S> for ApiBody {
    type Rejection = AppError;

    async fn from_request(request: Request, _: &S) -> Result<Self, AppError> {
        limited(request.into_body(), API_LIMIT_KB).await.map(Self)
    }
}

/// A JSON body that may be absent.
#[derive(Clone, Copy, Debug)]
pub struct OptionalJson<T>(pub T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for OptionalJson<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, _: &S) -> Result<Self, AppError> {
        let body = limited(request.into_body(), API_LIMIT_KB).await?;
        if body.is_empty() {
            return Ok(Self(T::default()));
        }
        parse(&body).map(Self)
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, AppError> {
    json::read(body).map_err(AppError::InvalidRequest)
}

/// Reads a body of at most `limit_kb`. The rest of a larger one is read and dropped: a connection that is closed
/// while the sender still writes loses our answer.
pub async fn limited(body: Body, limit_kb: usize) -> Result<Bytes, AppError> {
    let limit = limit_kb * 1024;
    let mut stream = body.into_data_stream();
    let mut kept = Vec::new();
    let mut seen = 0;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| {
            AppError::InvalidRequest(
                "The body ended before it was complete. Send it again.".to_owned(),
            )
        })?;
        seen += chunk.len();
        if seen <= limit {
            kept.extend_from_slice(&chunk);
        } else if seen > DRAINED {
            break;
        }
    }
    if seen > limit {
        return Err(AppError::TooLarge(limit_kb));
    }
    Ok(kept.into())
}
