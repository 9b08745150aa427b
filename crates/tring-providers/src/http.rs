//! One request to a provider, and its answer.

use reqwest::{RequestBuilder, Response, Url};
use serde::de::DeserializeOwned;

use crate::error::{Operation, ProviderError};

/// The most that is read of an answer. The largest are pages of call logs, with SDP in them.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// From an answer that is no success to our error: pure, one per provider.
pub(crate) type ParseError = fn(Operation, u16, &[u8]) -> ProviderError;

/// Sends `request` once and returns the body of a success.
pub(crate) async fn send(
    operation: Operation,
    request: RequestBuilder,
    parse_error: ParseError,
) -> Result<Vec<u8>, ProviderError> {
    let not_sent = |cause: reqwest::Error| ProviderError::not_sent(operation, &cause);
    let response = request.send().await.map_err(not_sent)?;
    let status = response.status();
    let body = body(response).await.map_err(not_sent)?;
    if status.is_success() {
        Ok(body)
    } else {
        Err(parse_error(operation, status.as_u16(), &body))
    }
}

/// Reads a success's body.
pub(crate) fn read<T: DeserializeOwned>(
    operation: Operation,
    answer: &[u8],
) -> Result<T, ProviderError> {
    serde_json::from_slice(answer).map_err(|_| ProviderError::nonsense(operation))
}

/// `base_url` with `segments` behind it, each escaped; `None` where it is no HTTP address.
pub(crate) fn address(base_url: &str, segments: &[&str]) -> Option<Url> {
    let mut url = Url::parse(base_url).ok()?;
    if !matches!(url.scheme(), "https" | "http") {
        return None;
    }
    url.path_segments_mut()
        .ok()?
        .pop_if_empty()
        .extend(segments);
    Some(url)
}

/// Reads an answer's body, but not more than an answer can have.
async fn body(mut response: Response) -> Result<Vec<u8>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST_ANSWER {
            break;
        }
    }
    Ok(body)
}
