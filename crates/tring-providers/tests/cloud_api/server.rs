//! A server in the place of Meta or 360dialog: it records what it is asked and answers as told.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, Response, StatusCode, Uri},
};
use serde_json::Value;

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
    /// By the end of the path, or by a part of the body; 404 where none fits.
    Each(Vec<(&'static str, u16, Vec<u8>)>),
    Redirect,
    Never,
}

/// The server; it lives as long as the test's runtime.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) base_url: String,
    recorded: Arc<Mutex<Vec<Recorded>>>,
}

impl Server {
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

/// A client with the redirect policy of the registry's, and a patience of our own.
pub(crate) fn client(patience: Duration) -> reqwest::Client {
    reqwest::Client::builder()
        .timeout(patience)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client")
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
    let said = |status, body| {
        Response::builder()
            .status(StatusCode::from_u16(status).expect("a status"))
            .body(Body::from(body))
    };
    match answer {
        Answer::Body(status, body) => said(status, body),
        Answer::Each(answers) => {
            let text = String::from_utf8_lossy(&body);
            let fits = |part: &str| uri.path().ends_with(part) || text.contains(part);
            match answers.into_iter().find(|(part, ..)| fits(part)) {
                Some((_, status, body)) => said(status, body),
                None => said(404, Vec::new()),
            }
        }
        Answer::Redirect => Response::builder()
            .status(StatusCode::TEMPORARY_REDIRECT)
            .header("location", format!("/elsewhere{uri}"))
            .body(Body::empty()),
        Answer::Never => std::future::pending().await,
    }
    .expect("a response")
}
