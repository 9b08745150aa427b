//! Errors of the control API: `{"error": sentence}`.

use axum::{
    Json,
    extract::{FromRequest, Request, rejection::JsonRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use serde_json::json;

/// A refused request, with the sentence that says why.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    sentence: String,
}

impl Refusal {
    /// Returns `400 Bad Request`.
    pub(crate) fn bad_request(sentence: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            sentence: sentence.into(),
        }
    }

    /// Returns `404 Not Found`.
    pub(crate) fn not_found(sentence: impl Into<String>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            sentence: sentence.into(),
        }
    }

    /// Returns `409 Conflict`: it does not fit the call's state.
    pub(crate) fn conflict(sentence: impl Into<String>) -> Self {
        Self {
            status: StatusCode::CONFLICT,
            sentence: sentence.into(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({"error": self.sentence}))).into_response()
    }
}

/// A JSON body whose errors are sentences in the control API's form.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let body = Json::from_request(request, state).await;
        body.map(|Json(body)| Self(body))
            .map_err(|rejection: JsonRejection| {
                Refusal::bad_request(format!("the body is refused: {}", rejection.body_text()))
            })
    }
}

pub(crate) async fn unknown_path() -> Refusal {
    Refusal::not_found("the control API has no such path; its README lists them all")
}

pub(crate) async fn wrong_method() -> Refusal {
    Refusal {
        status: StatusCode::METHOD_NOT_ALLOWED,
        sentence: "this path of the control API takes another method".to_owned(),
    }
}
