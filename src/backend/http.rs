//! The browser's fetch as the client's transport: JSON there and back, and our errors.

use std::pin::Pin;

use gloo_net::{Error, http::Request};
use serde::{Serialize, de::DeserializeOwned};
use tring_client::{Client, Method, Transport};
use tring_protocol::error::ErrorBody;

use super::BackendError;
use crate::browser::json;

/// The proxy that this page comes from, as the one who is signed in sees it.
pub(super) const TRING: Client<Fetch> = Client::new(Fetch);

/// What is under way, and then its answer.
pub type Answer<R> = Pin<Box<dyn Future<Output = Result<R, BackendError>>>>;

/// Requests to the page's own origin, which bring the session's cookie by themselves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fetch;

impl Transport for Fetch {
    type Error = BackendError;
    type Answer<R: DeserializeOwned + 'static> = Answer<R>;

    fn send<B, R>(&self, method: Method, path: &str, body: Option<&B>) -> Answer<R>
    where
        B: Serialize + ?Sized,
        R: DeserializeOwned + 'static,
    {
        let body = body.map(|body| json::write(body).ok_or_else(nonsense));
        let text = answer(method, path, body.transpose());
        Box::pin(async move { json::parse(&text.await?).ok_or_else(nonsense) })
    }
}

/// Sends the request, and returns the text of what the proxy answers. Boxed and of one kind, so that each kind of
/// request and of answer adds only how it is written and read.
fn answer(
    method: Method,
    path: &str,
    body: Result<Option<String>, BackendError>,
) -> Answer<String> {
    let request = body.and_then(|body| request(method, path, body).map_err(|_| offline()));
    Box::pin(async move {
        let request = request?;
        let response = request.send().await.map_err(|_| offline())?;
        let text = response.text().await.map_err(|_| offline())?;
        if response.ok() {
            Ok(text)
        } else {
            Err(refusal(response.status(), &text))
        }
    })
}

fn request(method: Method, path: &str, body: Option<String>) -> Result<Request, Error> {
    let request = match method {
        Method::Get => Request::get(path),
        Method::Post => Request::post(path),
        Method::Put => Request::put(path),
        Method::Patch => Request::patch(path),
        Method::Delete => Request::delete(path),
    };
    match body {
        Some(body) => request
            .header("content-type", "application/json")
            .body(body),
        None => request.build(),
    }
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
