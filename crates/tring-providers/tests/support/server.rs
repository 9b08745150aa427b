//! A server in the place of a provider: it records what it is asked and answers as told.

use std::sync::{Arc, Mutex};

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

    /// `POST /a/b?c=d`.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.uri)
    }
}

/// The server; it lives as long as the test's runtime.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) base_url: String,
    recorded: Arc<Mutex<Vec<Recorded>>>,
}

impl Server {
    /// Gives these answers in order; the last one again and again.
    pub(crate) async fn answering(answers: &[(u16, &[u8])]) -> Self {
        let recorded = Arc::default();
        let answers: Vec<_> = answers
            .iter()
            .map(|(status, body)| (*status, body.to_vec()))
            .collect();
        let state = (Arc::clone(&recorded), Arc::new(answers));
        let app = Router::new().fallback(record).with_state(state);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self {
            base_url: format!("http://{address}/base"),
            recorded,
        }
    }

    pub(crate) async fn saying(body: &[u8]) -> Self {
        Self::answering(&[(200, body)]).await
    }

    pub(crate) fn recorded(&self) -> Vec<Recorded> {
        self.recorded
            .lock()
            .expect("no panic in the server")
            .clone()
    }

    /// The requests' first lines.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.recorded().iter().map(Recorded::line).collect()
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

type Shared = (Arc<Mutex<Vec<Recorded>>>, Arc<Vec<(u16, Vec<u8>)>>);

async fn record(
    State((recorded, answers)): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let mut recorded = recorded.lock().expect("no panic in the server");
    let place = recorded.len().min(answers.len() - 1);
    recorded.push(Recorded {
        method,
        uri,
        headers,
        body: serde_json::from_slice(&body).unwrap_or_default(),
    });
    let (status, body) = &answers[place];
    Response::builder()
        .status(StatusCode::from_u16(*status).expect("a status"))
        .body(Body::from(body.clone()))
        .expect("a response")
}
