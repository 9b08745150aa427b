//! Errors in Positus' form: `{"errors": [{code, title, details}], "message"}`.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::dialects::{fault::Refused, fields::Misfit, meta::GraphError, reason};

/// An error of Positus' API.
#[derive(Debug)]
pub(crate) struct PositusError {
    status: StatusCode,
    code: u32,
    title: String,
    details: String,
}

impl PositusError {
    fn new(status: StatusCode, title: &str, details: &str) -> Self {
        Self {
            status,
            code: status.as_u16().into(),
            title: title.to_owned(),
            details: details.to_owned(),
        }
    }

    pub(crate) fn unauthorized() -> Self {
        let details = "The token is missing or invalid.";
        Self::new(StatusCode::UNAUTHORIZED, "Unauthorized", details)
    }

    pub(crate) fn not_found(details: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not found", details)
    }

    pub(crate) fn forbidden(details: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "Forbidden", details)
    }
}

impl Refused for PositusError {
    fn of_status(status: StatusCode) -> Self {
        Self::new(status, &reason(status), &reason(status))
    }
}

impl From<Misfit> for PositusError {
    fn from(misfit: Misfit) -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self::new(status, "The given data was invalid", &misfit.0)
    }
}

impl From<GraphError> for PositusError {
    fn from(error: GraphError) -> Self {
        let details = error.details.unwrap_or_else(|| error.message.clone());
        Self {
            status: error.status,
            code: error.code,
            title: error.message,
            details,
        }
    }
}

impl IntoResponse for PositusError {
    fn into_response(self) -> Response {
        let body = json!({
            "errors": [{"code": self.code, "title": self.title, "details": self.details}],
            "message": self.title,
        });
        (self.status, Json(body)).into_response()
    }
}

pub(crate) async fn wrong_method() -> PositusError {
    PositusError::of_status(StatusCode::METHOD_NOT_ALLOWED)
}

pub(crate) async fn unknown_path() -> PositusError {
    PositusError::not_found("The requested address was not found.")
}
