//! The one error of the HTTP API: a status, a stable code, a sentence.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use tring_protocol::{
    error::{ErrorBody, ErrorCode},
    phone::PhoneNumberError,
};
use tring_providers::error::ErrorKind;

use crate::sdp::SdpError;

/// Why a request was not done. Its text is for the person or developer who asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Returns `400 Bad Request`: the body or query is not what the API takes.
    #[error("{0}")]
    InvalidRequest(String),
    /// Returns `400 Bad Request`: the number cannot be dialled.
    #[error("{0}")]
    InvalidPhoneNumber(#[from] PhoneNumberError),
    /// Returns `400 Bad Request`: the SDP cannot go to a provider.
    #[error("{0}")]
    InvalidSdp(#[from] SdpError),
    /// Returns `401 Unauthorized`.
    #[error(
        "You are not signed in, or your token is not valid. Sign in again, or send `Authorization: Bearer …`."
    )]
    Unauthenticated,
    /// Returns `401 Unauthorized`: a webhook that is not signed as this channel's are.
    #[error("The webhook's signature is missing or wrong. Check the channel's webhook secret.")]
    Signature,
    /// Returns `403 Forbidden`.
    #[error("{0}")]
    Forbidden(&'static str),
    /// Returns `404 Not Found`: no such thing, or not in this team.
    #[error("{0}")]
    NotFound(&'static str),
    /// Returns `405 Method Not Allowed`.
    #[error(
        "This address does not take this method. See the API's description for the one that it takes."
    )]
    MethodNotAllowed,
    /// Returns `409 Conflict`: the action does not fit the call's state.
    #[error("{0}")]
    WrongState(String),
    /// Returns `409 Conflict`: another agent is answering, or has started the call that was asked for.
    #[error("{who} has this call already.")]
    AlreadyClaimed {
        /// The agent's name.
        who: String,
    },
    /// Returns `409 Conflict`: a live call with this contact exists.
    #[error("There is a call with this contact already. End it before you call again.")]
    CallInProgress {
        /// That call.
        call_id: String,
    },
    /// Returns `409 Conflict`: the claim ran out, or was never taken.
    #[error("You are not answering this call (any more). Claim it first.")]
    NotClaimed,
    /// Returns `409 Conflict`: the first request with this `Idempotency-Key` has no answer yet.
    #[error(
        "The first request with this `Idempotency-Key` is still under way. Send it again in a moment."
    )]
    RequestInProgress,
    /// Returns `422 Unprocessable Content`: the `Idempotency-Key` belongs to another request.
    #[error(
        "This `Idempotency-Key` belongs to a request with another body. Use a fresh one for each call."
    )]
    KeyReused,
    /// Returns `413 Content Too Large`.
    #[error("The body is larger than the {0} kB that this address takes.")]
    TooLarge(usize),
    /// Returns `400 Bad Request` with seed 000's reason: calling this contact is not allowed now.
    #[error("{message}")]
    Blocked {
        /// The sentence.
        message: String,
        /// `NO_CALLING_CONSENT`, …
        reason: &'static str,
        /// `consent`, …
        category: &'static str,
        /// The call that failed, where one was made.
        call_id: Option<String>,
    },
    /// Returns `400 Bad Request`: the provider refused.
    #[error("{message}")]
    ProviderRefused {
        /// The sentence.
        message: String,
        /// The call that it refused, where it was about one.
        call_id: Option<String>,
    },
    /// Returns `429 Too Many Requests`: a limit of the provider.
    #[error("{message}")]
    RateLimited {
        /// The sentence.
        message: String,
        /// The call that it refused, where it was about one.
        call_id: Option<String>,
    },
    /// Returns `502 Bad Gateway`: the provider could not be reached or answered nonsense.
    #[error("{message}")]
    ProviderUnavailable {
        /// The sentence.
        message: String,
        /// The call in question, where it is about one.
        call_id: Option<String>,
    },
    /// Returns `500 Internal Server Error`: the database.
    #[error("Something went wrong on our side. Try again; if it stays, look into the proxy's log.")]
    Store(#[from] sqlx::Error),
    /// Returns `500 Internal Server Error`: a task of ours ended badly.
    #[error("Something went wrong on our side. Try again; if it stays, look into the proxy's log.")]
    Task(#[from] tokio::task::JoinError),
}

impl AppError {
    /// No such call in this team.
    pub fn no_such_call() -> Self {
        Self::NotFound("There is no call with this id.")
    }

    /// What a provider's error means to the one who asked, about a call or without one.
    pub fn from_provider(
        kind: ErrorKind,
        message: String,
        call_id: impl Into<Option<String>>,
    ) -> Self {
        let call_id = call_id.into();
        let blocked = |message, reason, category, call_id| Self::Blocked {
            message,
            reason,
            category,
            call_id,
        };
        match kind {
            ErrorKind::NotEnabled => blocked(
                message,
                "CALLING_NOT_ENABLED_FOR_NUMBER",
                "phone_readiness",
                call_id,
            ),
            ErrorKind::NoPermission => blocked(message, "NO_CALLING_CONSENT", "consent", call_id),
            ErrorKind::AlreadyInCall => match call_id {
                Some(call_id) => Self::CallInProgress { call_id },
                None => Self::ProviderRefused { message, call_id },
            },
            ErrorKind::Limit => Self::RateLimited { message, call_id },
            ErrorKind::Unreachable | ErrorKind::ProviderFailed => {
                Self::ProviderUnavailable { message, call_id }
            }
            ErrorKind::Credentials
            | ErrorKind::Uncallable
            | ErrorKind::InvalidSdp
            | ErrorKind::CallGone
            | ErrorKind::InvalidRequest
            | ErrorKind::Unsupported => Self::ProviderRefused { message, call_id },
        }
    }

    fn status_and_code(&self) -> (StatusCode, ErrorCode) {
        match self {
            Self::InvalidRequest(_) => (StatusCode::BAD_REQUEST, ErrorCode::InvalidRequest),
            Self::InvalidPhoneNumber(_) => (StatusCode::BAD_REQUEST, ErrorCode::InvalidPhoneNumber),
            Self::InvalidSdp(_) => (StatusCode::BAD_REQUEST, ErrorCode::InvalidSdp),
            Self::Unauthenticated | Self::Signature => {
                (StatusCode::UNAUTHORIZED, ErrorCode::Unauthenticated)
            }
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, ErrorCode::Forbidden),
            Self::NotFound(_) => (StatusCode::NOT_FOUND, ErrorCode::NotFound),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, ErrorCode::InvalidRequest),
            Self::WrongState(_) => (StatusCode::CONFLICT, ErrorCode::WrongState),
            Self::AlreadyClaimed { .. } => (StatusCode::CONFLICT, ErrorCode::AlreadyClaimed),
            Self::CallInProgress { .. } => (StatusCode::CONFLICT, ErrorCode::CallInProgress),
            Self::NotClaimed => (StatusCode::CONFLICT, ErrorCode::NotClaimed),
            Self::RequestInProgress => (StatusCode::CONFLICT, ErrorCode::RequestInProgress),
            Self::KeyReused => (
                StatusCode::UNPROCESSABLE_ENTITY,
                ErrorCode::IdempotencyKeyReused,
            ),
            Self::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge),
            Self::Blocked { .. } => (StatusCode::BAD_REQUEST, ErrorCode::Blocked),
            Self::ProviderRefused { .. } => (StatusCode::BAD_REQUEST, ErrorCode::ProviderRefused),
            Self::RateLimited { .. } => (StatusCode::TOO_MANY_REQUESTS, ErrorCode::RateLimited),
            Self::ProviderUnavailable { .. } => {
                (StatusCode::BAD_GATEWAY, ErrorCode::ProviderUnavailable)
            }
            Self::Store(_) | Self::Task(_) => {
                (StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal)
            }
        }
    }

    fn call_id(&self) -> Option<String> {
        match self {
            Self::CallInProgress { call_id } => Some(call_id.clone()),
            Self::ProviderRefused { call_id, .. }
            | Self::RateLimited { call_id, .. }
            | Self::ProviderUnavailable { call_id, .. }
            | Self::Blocked { call_id, .. } => call_id.clone(),
            Self::InvalidRequest(_)
            | Self::InvalidPhoneNumber(_)
            | Self::InvalidSdp(_)
            | Self::Unauthenticated
            | Self::Signature
            | Self::Forbidden(_)
            | Self::NotFound(_)
            | Self::MethodNotAllowed
            | Self::WrongState(_)
            | Self::AlreadyClaimed { .. }
            | Self::NotClaimed
            | Self::RequestInProgress
            | Self::KeyReused
            | Self::TooLarge(_)
            | Self::Store(_)
            | Self::Task(_) => None,
        }
    }

    fn log(&self) {
        if let Self::Store(error) = self {
            tracing::error!(%error, "the database did not do it");
        } else if let Self::Task(error) = self {
            tracing::error!(%error, "a task ended badly");
        }
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        self.log();
        let (status, code) = self.status_and_code();
        let block = if let Self::Blocked {
            reason, category, ..
        } = &self
        {
            Some((*reason, *category))
        } else {
            None
        };
        let body = ErrorBody {
            success: false,
            error: self.to_string(),
            code,
            block_reason: block.map(|(reason, _)| reason.to_owned()),
            block_category: block.map(|(_, category)| category.to_owned()),
            call_id: self.call_id(),
        };
        let mut response = (status, Json(body)).into_response();
        if status == StatusCode::UNAUTHORIZED {
            // RFC 9110, section 15.5.2: what would let the caller in.
            let bearer = HeaderValue::from_static("Bearer");
            (response.headers_mut()).insert(header::WWW_AUTHENTICATE, bearer);
        }
        response
    }
}

/// The answer to a method that a route does not have.
pub async fn method_not_allowed() -> AppError {
    AppError::MethodNotAllowed
}
