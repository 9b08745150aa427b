//! The header `Idempotency-Key`: the same request is done once and answered twice (the IETF's draft
//! *idempotency-key-header*, version 07).
//!
//! A request is committed under its key before it is done, with the attempt of the call that it is going to make. What
//! is broken off, by a crash or without an outcome, is taken up with the same attempt: the customer is not called twice.

use std::{fmt, future::Future};

use axum::{
    body::Body,
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;
use tring_protocol::call::Millis;

use super::error::AppError;
use crate::{
    clock,
    state::AppState,
    store::{
        actions::{self, ActionKind, ActionState},
        calls,
        idempotency::{self, Kept, Which},
    },
};

/// The header.
pub const HEADER: &str = "idempotency-key";
/// Says that an answer is the one that was given before.
const REPLAYED: &str = "idempotent-replayed";
/// For how long a key is known.
const REMEMBERED: Millis = 24 * 3_600_000;
/// Longer than a request takes; who comes later takes up what a crash has left.
const LOCKED: Millis = 60_000;
/// The longest key, in characters.
const LONGEST_KEY: usize = 255;
/// More than any answer has that is kept.
const LARGEST_ANSWER: usize = 64 * 1024;

/// What a client has called its request, where it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        let key = read(&parts.headers).map_err(|Unreadable| {
            AppError::InvalidRequest(format!(
                "`Idempotency-Key` must be there once, with 1 to {LONGEST_KEY} printable ASCII characters, such as \
                 a UUID."
            ))
        })?;
        Ok(Self(key))
    }
}

/// A header that is no key.
#[derive(Debug, PartialEq, Eq)]
struct Unreadable;

/// The key: a string of structured fields (RFC 8941) as the draft has it, or bare as most clients send it.
fn read(headers: &HeaderMap) -> Result<Option<String>, Unreadable> {
    let mut values = headers.get_all(HEADER).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let text = value.to_str().map_err(|_| Unreadable)?.trim();
    let key = match text.strip_prefix('"') {
        Some(rest) => unquoted(rest)?,
        None => text.to_owned(),
    };
    let is_printable = key.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let fits = (1..=LONGEST_KEY).contains(&key.len()) && is_printable;
    if fits && values.next().is_none() {
        Ok(Some(key))
    } else {
        Err(Unreadable)
    }
}

/// What stands before the closing quote, which ends the header.
fn unquoted(text: &str) -> Result<String, Unreadable> {
    let mut key = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if letters.as_str().is_empty() => return Ok(key),
            '"' => return Err(Unreadable),
            '\\' => match letters.next() {
                Some(escaped @ ('"' | '\\')) => key.push(escaped),
                Some(_) | None => return Err(Unreadable),
            },
            _ => key.push(letter),
        }
    }
    Err(Unreadable)
}

/// A request that is to be done once.
pub struct Request<'a> {
    /// Whose keys these are.
    pub team_id: i64,
    /// Its key, where it has one.
    pub key: IdempotencyKey,
    /// Its bytes.
    pub body: &'a [u8],
    /// The attempt that the client itself has named.
    pub attempt_id: Option<String>,
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Request")
            .field("team_id", &self.team_id)
            .finish_non_exhaustive()
    }
}

/// Has `work` done, with the attempt that its call is to have, unless the same request was done before: then its answer
/// is given again.
pub async fn once<W, F, R>(
    state: &AppState,
    request: Request<'_>,
    work: W,
) -> Result<Response, AppError>
where
    W: FnOnce(Option<String>) -> F,
    F: Future<Output = R> + Send + 'static,
    R: IntoResponse,
{
    let IdempotencyKey(Some(key)) = request.key else {
        return Ok(work(request.attempt_id).await.into_response());
    };
    let team_id = request.team_id;
    let which = Which { team_id, key: &key };
    let hash = hex::encode(Sha256::digest(request.body));
    match begin(state, which, hash, request.attempt_id).await? {
        Begun::Before(status, answer) => Ok(again(status, answer)),
        Begun::Now(attempt_id) => {
            let work = work(Some(attempt_id.clone()));
            let working = state.clone();
            let answered = state.tasks.detached(async move {
                let response = work.await.into_response();
                let which = Which { team_id, key: &key };
                settle(&working, which, &attempt_id, response).await
            });
            answered.await?
        }
    }
}

enum Begun {
    /// It was done: this was the status and body.
    Before(u16, String),
    /// It is to be done now, with this attempt.
    Now(String),
}

async fn begin(
    state: &AppState,
    which: Which<'_>,
    request_hash: String,
    attempt_id: Option<String>,
) -> Result<Begun, AppError> {
    let now = clock::now();
    let mut write = state.store.write().await?;
    let locked_until = Some(now + LOCKED);
    let Some(kept) = idempotency::find(write.db(), which, now).await? else {
        let kept = Kept {
            request_hash,
            attempt_id: attempt_id.unwrap_or_else(fresh_attempt),
            locked_until,
            answer: None,
        };
        idempotency::begin(&mut write, which, &kept, now + REMEMBERED).await?;
        write.commit().await?;
        return Ok(Begun::Now(kept.attempt_id));
    };
    if kept.request_hash != request_hash {
        return Err(AppError::KeyReused);
    }
    if let Some((status, answer)) = kept.answer {
        return Ok(Begun::Before(status, answer));
    }
    if kept.locked_until.is_some_and(|until| now < until) {
        return Err(AppError::RequestInProgress);
    }
    idempotency::lock(&mut write, which, locked_until).await?;
    write.commit().await?;
    Ok(Begun::Now(kept.attempt_id))
}

fn fresh_attempt() -> String {
    format!("key_{}", hex::encode(rand::random::<[u8; 16]>()))
}

/// Keeps the answer. One that asks to come again later is not kept: then the request is made anew, or, where a call may
/// exist at the provider, goes on with the same attempt.
async fn settle(
    state: &AppState,
    which: Which<'_>,
    attempt_id: &str,
    response: Response,
) -> Result<Response, AppError> {
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, LARGEST_ANSWER)
        .await
        .unwrap_or_default();
    let passes = parts.status.is_server_error() || parts.status == StatusCode::TOO_MANY_REQUESTS;
    let mut write = state.store.write().await?;
    if !passes {
        let text = String::from_utf8_lossy(&body);
        idempotency::keep(&mut write, which, (parts.status.as_u16(), &text)).await?;
    } else if may_exist(write.db(), which.team_id, attempt_id).await? {
        idempotency::lock(&mut write, which, None).await?;
    } else {
        idempotency::forget(&mut write, which).await?;
    }
    write.commit().await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// Whether the attempt has made a call that is not known to have failed before it reached the customer.
async fn may_exist(db: &mut SqliteConnection, team_id: i64, attempt: &str) -> sqlx::Result<bool> {
    let Some(call) = calls::by_attempt(db, team_id, attempt).await? else {
        return Ok(false);
    };
    let dial = actions::find(db, call.id, ActionKind::Dial, 0).await?;
    let is_unknown = dial.is_some_and(|dial| dial.state != ActionState::Refused);
    Ok(call.is_live() || is_unknown)
}

fn again(status: u16, answer: String) -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        ),
        (
            header::HeaderName::from_static(REPLAYED),
            HeaderValue::from_static("true"),
        ),
    ];
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    (status, headers, answer).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(value: &str) -> Result<Option<String>, Unreadable> {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, HeaderValue::from_str(value).unwrap());
        read(&headers)
    }

    #[test]
    fn a_key_comes_quoted_or_bare() {
        let same = Ok(Some("8e03978e-40d5".to_owned()));
        assert_eq!(key("\"8e03978e-40d5\""), same);
        assert_eq!(key(" 8e03978e-40d5 "), same);
        assert_eq!(key(r#""a \"b\" \\""#), Ok(Some(r#"a "b" \"#.to_owned())));
        assert_eq!(read(&HeaderMap::new()), Ok(None));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let too_long = "k".repeat(LONGEST_KEY + 1);
        for value in [
            "", "\"\"", "\"open", "\"a\"b", r#""\n""#, "ä", "a\tb", &too_long,
        ] {
            assert_eq!(key(value), Err(Unreadable), "{value}");
        }
        assert!(key(&"k".repeat(LONGEST_KEY)).is_ok(), "the longest");
        let mut twice = HeaderMap::new();
        twice.append(HEADER, HeaderValue::from_static("a"));
        twice.append(HEADER, HeaderValue::from_static("a"));
        assert_eq!(read(&twice), Err(Unreadable));
    }
}
