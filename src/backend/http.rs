//! One request to the proxy: JSON there and back, and our errors.

use gloo_net::http::{Request, RequestBuilder, Response};
use serde::{Serialize, de::DeserializeOwned};
use tring_protocol::error::ErrorBody;

use super::BackendError;
use crate::browser::json;

/// `GET path`.
pub(super) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, BackendError> {
    let response = Request::get(path).send().await.map_err(|_| offline())?;
    read(response).await
}

/// `POST path` with a JSON body.
pub(super) async fn post<T: DeserializeOwned>(
    path: &str,
    body: &(impl Serialize + ?Sized),
) -> Result<T, BackendError> {
    let body = json::write(body).ok_or_else(nonsense)?;
    send(Request::post(path), body).await
}

/// `PATCH path` with a JSON body.
pub(super) async fn patch<T: DeserializeOwned>(
    path: &str,
    body: &(impl Serialize + ?Sized),
) -> Result<T, BackendError> {
    let body = json::write(body).ok_or_else(nonsense)?;
    send(Request::patch(path), body).await
}

async fn send<T: DeserializeOwned>(
    request: RequestBuilder,
    body: String,
) -> Result<T, BackendError> {
    let request = request
        .header("content-type", "application/json")
        .body(body)
        .map_err(|_| offline())?;
    read(request.send().await.map_err(|_| offline())?).await
}

/// `DELETE path`, of whose answer only the status counts.
pub(super) async fn delete(path: &str) -> Result<(), BackendError> {
    let response = Request::delete(path).send().await.map_err(|_| offline())?;
    if response.ok() {
        return Ok(());
    }
    Err(refusal(response.status(), &text(&response).await?))
}

/// `id` as one segment of a path.
pub(super) fn segment(id: &str) -> String {
    String::from(js_sys::encode_uri_component(id))
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, BackendError> {
    let text = text(&response).await?;
    if response.ok() {
        return json::parse(&text).ok_or_else(nonsense);
    }
    Err(refusal(response.status(), &text))
}

async fn text(response: &Response) -> Result<String, BackendError> {
    response.text().await.map_err(|_| offline())
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
