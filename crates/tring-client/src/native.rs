//! A transport for programs: reqwest, with a token of the team.

use std::pin::Pin;

use reqwest::{Client as Reqwest, RequestBuilder, Url, header};
use serde::{Serialize, de::DeserializeOwned};
use tring_protocol::error::ErrorBody;

use crate::transport::{Method, Transport};

/// One proxy, and the token to it. `Debug` leaves out the token.
#[derive(Clone)]
pub struct Http {
    base: Url,
    token: header::HeaderValue,
    requests: Reqwest,
}

impl std::fmt::Debug for Http {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Http")
            .field("base", &self.base.as_str())
            .finish_non_exhaustive()
    }
}

/// Why a request did not succeed.
#[derive(Debug)]
pub enum ClientError {
    /// The address or the token given to [`Http::new`] cannot be one.
    Configuration(&'static str),
    /// The proxy refused: its sentence, its stable code and, for calls that may not be placed, the reason.
    Refused {
        /// The HTTP status.
        status: u16,
        /// What it says.
        body: Box<ErrorBody>,
    },
    /// No answer, or one that makes no sense: nobody knows whether the request had an effect.
    Unreachable(String),
}

impl std::fmt::Display for ClientError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Configuration(sentence) => f.write_str(sentence),
            Self::Refused { body, .. } => f.write_str(&body.error),
            Self::Unreachable(sentence) => f.write_str(sentence),
        }
    }
}

impl std::error::Error for ClientError {}

impl Http {
    /// The proxy at `base`, for the caller with this token (`<id>|<secret>`).
    pub fn new(base: &str, token: &str) -> Result<Self, ClientError> {
        let base = Url::parse(base).map_err(|_| {
            ClientError::Configuration("The proxy's address is not a URL. It begins with https://.")
        })?;
        let mut token =
            header::HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| {
                ClientError::Configuration(
                    "The token has letters that no token has. Copy it again.",
                )
            })?;
        token.set_sensitive(true);
        Ok(Self {
            base,
            token,
            requests: Reqwest::new(),
        })
    }
}

impl Transport for Http {
    type Error = ClientError;
    type Answer<R: DeserializeOwned + 'static> =
        Pin<Box<dyn Future<Output = Result<R, ClientError>> + Send>>;

    fn send<B, R>(&self, method: Method, path: &str, body: Option<&B>) -> Self::Answer<R>
    where
        B: Serialize + ?Sized,
        R: DeserializeOwned + 'static,
    {
        let request = self.request(method, path, body);
        Box::pin(async move {
            let text = answer(request?).await?;
            serde_json::from_slice(&text).map_err(|_| nonsense())
        })
    }
}

impl Http {
    fn request<B: Serialize + ?Sized>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<RequestBuilder, ClientError> {
        let url = self.base.join(path).map_err(|_| unreachable_path())?;
        let request = self
            .requests
            .request(verb(method), url)
            .header(header::AUTHORIZATION, self.token.clone());
        Ok(match body {
            Some(body) => request.json(body),
            None => request,
        })
    }
}

/// The body of a success.
async fn answer(request: RequestBuilder) -> Result<Vec<u8>, ClientError> {
    let response = request.send().await.map_err(no_answer)?;
    let status = response.status();
    let text = response.bytes().await.map_err(no_answer)?;
    if status.is_success() {
        return Ok(text.into());
    }
    let body = serde_json::from_slice(&text).map_err(|_| nonsense())?;
    Err(ClientError::Refused {
        status: status.as_u16(),
        body: Box::new(body),
    })
}

fn verb(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

fn unreachable_path() -> ClientError {
    ClientError::Configuration("The proxy's address cannot have paths. It begins with https://.")
}

fn no_answer(error: reqwest::Error) -> ClientError {
    // Its address may hold what somebody typed.
    let error = error.without_url();
    ClientError::Unreachable(format!("The proxy did not answer: {error}."))
}

fn nonsense() -> ClientError {
    ClientError::Unreachable("The proxy gave an answer that makes no sense.".to_owned())
}
