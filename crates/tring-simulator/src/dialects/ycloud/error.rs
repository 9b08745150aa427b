//! Errors in YCloud's form: `{"error": {status, code, message, …}}`.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::dialects::{
    fault::Refused,
    fields::{Misfit, set},
    ids,
    meta::GraphError,
    reason,
};

/// An error of YCloud's API.
#[derive(Debug)]
pub(crate) struct YCloudError {
    status: StatusCode,
    code: &'static str,
    message: String,
    whatsapp: Option<Value>,
}

impl YCloudError {
    fn new(status: StatusCode, code: &'static str, message: &str) -> Self {
        Self {
            status,
            code,
            message: message.to_owned(),
            whatsapp: None,
        }
    }

    pub(crate) fn unauthorized() -> Self {
        let text = "The API key is missing or invalid.";
        Self::new(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", text)
    }

    pub(crate) fn not_found() -> Self {
        let text = "The requested resource does not exist.";
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", text)
    }
}

impl Refused for YCloudError {
    fn of_status(status: StatusCode) -> Self {
        let code = match status.as_u16() {
            401 => return Self::unauthorized(),
            404 => return Self::not_found(),
            429 => "TOO_MANY_REQUESTS",
            500.. => "INTERNAL_ERROR",
            _ => "BAD_REQUEST",
        };
        Self::new(status, code, &reason(status))
    }
}

impl From<Misfit> for YCloudError {
    fn from(misfit: Misfit) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "PARAM_INVALID", &misfit.0)
    }
}

impl From<GraphError> for YCloudError {
    fn from(error: GraphError) -> Self {
        let status = match error.status.as_u16() {
            429 | 500.. => error.status,
            _ => StatusCode::BAD_REQUEST,
        };
        let plain = error.message.split_once(") ").map(|(_, text)| text);
        let message = plain.unwrap_or(&error.message).to_owned();
        let mut whatsapp = error.body().get("error").cloned().unwrap_or_default();
        // A text here, a number at Meta.
        set(&mut whatsapp, "code", json!(error.code.to_string()));
        Self {
            whatsapp: Some(whatsapp),
            ..Self::new(status, "WHATSAPP_API_ERROR", &message)
        }
    }
}

impl IntoResponse for YCloudError {
    fn into_response(self) -> Response {
        let request_id = format!("req_{}", ids::hex(10));
        let mut error = json!({
            "status": self.status.as_u16(),
            "code": self.code,
            "message": self.message,
            "target": "",
            "docUrl": "",
            "requestId": request_id,
        });
        if let Some(whatsapp) = self.whatsapp {
            set(&mut error, "whatsappApiError", whatsapp);
        }
        let mut headers = vec![("ycloud-request-id", request_id)];
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            headers.push(("retry-after", "1".to_owned()));
        }
        let headers = axum::response::AppendHeaders(headers);
        (self.status, headers, Json(json!({ "error": error }))).into_response()
    }
}

pub(crate) async fn wrong_method() -> YCloudError {
    YCloudError::of_status(StatusCode::METHOD_NOT_ALLOWED)
}

pub(crate) async fn unknown_path() -> YCloudError {
    YCloudError::not_found()
}
