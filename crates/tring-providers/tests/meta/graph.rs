//! A server in the place of `graph.facebook.com`: it records what it is asked and answers as told.

use std::{
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, Response, StatusCode, Uri},
};
use serde_json::Value;
use tring_protocol::call::Millis;
use tring_providers::{meta::Meta, registry::ChannelSettings};

use crate::fixtures::NUMBER_ID;

pub(crate) const ACCESS_TOKEN: &str = "EAAG-the-access-token";
pub(crate) const APP_SECRET: &str = "app-secret-for-tests";
pub(crate) const VERIFY_TOKEN: &str = "the-verify-token";
/// Our clock when webhooks come in: some day in 2026.
pub(crate) const NOW: Millis = 1_780_000_000_000;

/// What the server was asked.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Recorded {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// How the server answers.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Body(u16, Vec<u8>),
    Redirect,
    Never,
}

/// The server; it lives as long as the test's runtime.
#[derive(Debug)]
pub(crate) struct Graph {
    base_url: String,
    recorded: Arc<Mutex<Vec<Recorded>>>,
}

impl Graph {
    pub(crate) async fn answering(answer: Answer) -> Self {
        let recorded = Arc::default();
        let state = (Arc::clone(&recorded), answer);
        let app = Router::new().fallback(record).with_state(state);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self {
            base_url: format!("http://{address}"),
            recorded,
        }
    }

    pub(crate) async fn saying(body: &[u8]) -> Self {
        Self::answering(Answer::Body(200, body.to_vec())).await
    }

    pub(crate) async fn refusing(status: u16, body: &[u8]) -> Self {
        Self::answering(Answer::Body(status, body.to_vec())).await
    }

    pub(crate) fn meta(&self) -> Meta {
        meta(&self.base_url, Duration::from_secs(10))
    }

    pub(crate) fn impatient_meta(&self) -> Meta {
        meta(&self.base_url, Duration::from_millis(200))
    }

    pub(crate) fn recorded(&self) -> Vec<Recorded> {
        self.recorded
            .lock()
            .expect("no panic in the server")
            .clone()
    }

    /// The one request that was made.
    pub(crate) fn only_request(&self) -> Recorded {
        let recorded = self.recorded();
        match recorded.as_slice() {
            [only] => only.clone(),
            several => panic!("one request expected, not {}", several.len()),
        }
    }
}

pub(crate) fn settings(base_url: &str, number_id: &str) -> ChannelSettings {
    ChannelSettings {
        provider: "meta".to_owned(),
        base_url: base_url.to_owned(),
        number: "+16315553601".to_owned(),
        number_id: number_id.to_owned(),
        account_id: String::new(),
        access_token: ACCESS_TOKEN.to_owned().into(),
        webhook_secrets: vec![APP_SECRET.to_owned().into()],
        verify_token: VERIFY_TOKEN.to_owned().into(),
    }
}

/// A client takes long to make, and reading webhooks does not use it.
static UNUSED_CLIENT: LazyLock<reqwest::Client> = LazyLock::new(reqwest::Client::new);

/// An adapter for webhooks alone.
pub(crate) fn channel(number_id: &str) -> Meta {
    Meta::new(
        &settings("https://graph.facebook.com", number_id),
        UNUSED_CLIENT.clone(),
    )
}

/// An adapter with the redirect policy of the registry's client, and a patience of our own.
pub(crate) fn meta(base_url: &str, patience: Duration) -> Meta {
    let client = reqwest::Client::builder()
        .timeout(patience)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client");
    Meta::new(&settings(base_url, NUMBER_ID), client)
}

type Shared = (Arc<Mutex<Vec<Recorded>>>, Answer);

async fn record(
    State((recorded, answer)): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    recorded
        .lock()
        .expect("no panic in the server")
        .push(Recorded {
            method,
            uri: uri.clone(),
            headers,
            body: serde_json::from_slice(&body).unwrap_or_default(),
        });
    let response = Response::builder();
    match answer {
        Answer::Body(status, body) => response
            .status(StatusCode::from_u16(status).expect("a status"))
            .body(Body::from(body)),
        Answer::Redirect => response
            .status(StatusCode::TEMPORARY_REDIRECT)
            .header("location", format!("/elsewhere{uri}"))
            .body(Body::empty()),
        Answer::Never => std::future::pending().await,
    }
    .expect("a response")
}
