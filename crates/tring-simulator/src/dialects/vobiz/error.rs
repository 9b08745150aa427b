//! Errors of Vobiz, whose bodies no document shows.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::dialects::{fault::Refused, fields::Misfit, meta::GraphError, reason};

/// An error of Vobiz: its own, or Meta's.
#[derive(Debug)]
pub(crate) enum VobizError {
    Own(StatusCode, String),
    Meta(GraphError),
}

impl VobizError {
    pub(crate) fn unauthorized() -> Self {
        Self::Own(StatusCode::UNAUTHORIZED, "invalid credentials".to_owned())
    }

    pub(crate) fn bad_request(text: &str) -> Self {
        Self::Own(StatusCode::BAD_REQUEST, text.to_owned())
    }

    pub(crate) fn not_found(text: &str) -> Self {
        Self::Own(StatusCode::NOT_FOUND, text.to_owned())
    }
}

impl From<GraphError> for VobizError {
    fn from(error: GraphError) -> Self {
        Self::Meta(error)
    }
}

impl Refused for VobizError {
    fn of_status(status: StatusCode) -> Self {
        Self::Own(status, reason(status))
    }
}

impl From<Misfit> for VobizError {
    fn from(misfit: Misfit) -> Self {
        Self::Own(StatusCode::BAD_REQUEST, misfit.0)
    }
}

impl IntoResponse for VobizError {
    fn into_response(self) -> Response {
        match self {
            Self::Own(status, text) => (status, Json(json!({"error": text}))).into_response(),
            Self::Meta(error) => error.into_response(),
        }
    }
}

pub(crate) async fn wrong_method() -> VobizError {
    VobizError::of_status(StatusCode::METHOD_NOT_ALLOWED)
}

pub(crate) async fn unknown_path() -> VobizError {
    VobizError::not_found("not found")
}
