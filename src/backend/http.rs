//! One request to the proxy: JSON there and back, and our errors.

use std::pin::Pin;

use gloo_net::{
    Error,
    http::{Request, RequestBuilder},
};
use serde::{Serialize, de::DeserializeOwned};
use tring_protocol::error::ErrorBody;

use super::BackendError;
use crate::browser::json;

/// `GET path`.
pub(super) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, BackendError> {
    understood(&answer(Request::get(path).build()).await?)
}

/// `POST path` with a JSON body.
pub(super) async fn post<T: DeserializeOwned>(
    path: &str,
    body: &(impl Serialize + ?Sized),
) -> Result<T, BackendError> {
    understood(
        &answer(with_body(
            Request::post(path),
            json::write(body).ok_or_else(nonsense)?,
        ))
        .await?,
    )
}

/// `PATCH path` with a JSON body.
pub(super) async fn patch<T: DeserializeOwned>(
    path: &str,
    body: &(impl Serialize + ?Sized),
) -> Result<T, BackendError> {
    understood(
        &answer(with_body(
            Request::patch(path),
            json::write(body).ok_or_else(nonsense)?,
        ))
        .await?,
    )
}

/// `DELETE path`, of whose answer only the status counts.
pub(super) async fn delete(path: &str) -> Result<(), BackendError> {
    answer(Request::delete(path).build()).await.map(drop)
}

/// `id` as one segment of a path.
pub(super) fn segment(id: &str) -> String {
    String::from(js_sys::encode_uri_component(id))
}

fn with_body(request: RequestBuilder, body: String) -> Result<Request, Error> {
    request
        .header("content-type", "application/json")
        .body(body)
}

/// Sends the request, and returns the text of what the proxy answers. Boxed, so that each kind of answer adds only
/// how it is read.
fn answer(
    request: Result<Request, Error>,
) -> Pin<Box<dyn Future<Output = Result<String, BackendError>>>> {
    Box::pin(async move {
        let request = request.map_err(|_| offline())?;
        let response = request.send().await.map_err(|_| offline())?;
        let text = response.text().await.map_err(|_| offline())?;
        if response.ok() {
            Ok(text)
        } else {
            Err(refusal(response.status(), &text))
        }
    })
}

fn understood<T: DeserializeOwned>(text: &str) -> Result<T, BackendError> {
    json::parse(text).ok_or_else(nonsense)
}

/// A refusal in the proxy's words; whatever else stands between us and the proxy has none of its own.
fn refusal(status: u16, body: &str) -> BackendError {
    match json::parse::<ErrorBody>(body) {
        Some(refused) => BackendError::Refused {
            status,
            code: refused.code,
            message: refused.error,
        },
        None => nonsense(),
    }
}

fn offline() -> BackendError {
    BackendError::Unreachable {
        message: "Tring's server cannot be reached. Check the network connection.".to_owned(),
    }
}

fn nonsense() -> BackendError {
    BackendError::Unreachable {
        message: "Tring's server gave an answer that makes no sense. Try again in a moment."
            .to_owned(),
    }
}
