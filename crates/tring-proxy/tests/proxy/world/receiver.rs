//! A program that webhooks are sent to, on this machine.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use base64ct::{Base64, Encoding};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::{net::TcpListener, task::JoinHandle};

use super::until;

/// What it answers to one request.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// A status with headers and a body.
    Status(u16, Vec<(&'static str, String)>, &'static str),
    /// Nothing, ever.
    Never,
}

/// A status alone.
pub(crate) fn status(status: u16) -> Reply {
    Reply::Status(status, Vec::new(), "")
}

/// What came in.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    pub(crate) json: Value,
}

impl Message {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().expect("a readable header")
    }

    pub(crate) fn id(&self) -> &str {
        self.header("webhook-id")
    }

    pub(crate) fn event_type(&self) -> &str {
        self.json["type"].as_str().expect("a type")
    }

    pub(crate) fn signatures(&self) -> Vec<&str> {
        self.header("webhook-signature").split(' ').collect()
    }

    /// What the specification says: HMAC-SHA256 (RFC 2104, written out here) over `id.timestamp.body`.
    pub(crate) fn expected_signature(&self, secret: &str) -> String {
        let encoded = secret.strip_prefix("whsec_").expect("a secret's form");
        let mut key = Base64::decode_vec(encoded).expect("base64");
        assert!(key.len() <= 64, "no longer than a block");
        key.resize(64, 0);
        let pad = |with: u8| -> Vec<u8> { key.iter().map(|byte| byte ^ with).collect() };
        let timestamp = self.header("webhook-timestamp");
        let text = format!("{}.{timestamp}.{}", self.id(), self.body);
        let inner = Sha256::new()
            .chain_update(pad(0x36))
            .chain_update(text)
            .finalize();
        let outer = Sha256::new()
            .chain_update(pad(0x5c))
            .chain_update(inner)
            .finalize();
        format!("v1,{}", Base64::encode_string(&outer))
    }
}

#[derive(Default)]
struct Inner {
    got: Vec<Message>,
    next: VecDeque<Reply>,
    otherwise: Option<Reply>,
}

/// It answers 204 where nothing else was said.
pub(crate) struct Receiver {
    pub(crate) url: String,
    inner: Arc<Mutex<Inner>>,
    task: JoinHandle<()>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        Self::at(listener)
    }

    pub(crate) fn at(listener: TcpListener) -> Self {
        let address = listener.local_addr().expect("its address");
        let inner = Arc::default();
        let router = Router::new()
            .fallback(receive)
            .with_state(Arc::clone(&inner));
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("no end");
        });
        Self {
            url: format!("http://{address}/hooks"),
            inner,
            task,
        }
    }

    /// Answers so once, after what was said before.
    pub(crate) fn then(&self, reply: Reply) -> &Self {
        self.lock().next.push_back(reply);
        self
    }

    /// Answers so from now on.
    pub(crate) fn always(&self, reply: Reply) {
        self.lock().otherwise = Some(reply);
    }

    /// Everything so far.
    pub(crate) fn all(&self) -> Vec<Message> {
        self.lock().got.clone()
    }

    /// The first messages, once there are so many.
    pub(crate) async fn first(&self, count: usize) -> Vec<Message> {
        until("webhooks", async || {
            let all = self.all();
            (all.len() >= count).then_some(all)
        })
        .await
    }

    /// The first message of this type.
    pub(crate) async fn of_type(&self, event_type: &str) -> Message {
        until(event_type, async || {
            let mut all = self.all().into_iter();
            all.find(|message| message.event_type() == event_type)
        })
        .await
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn receive(
    State(inner): State<Arc<Mutex<Inner>>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body = String::from_utf8(body.to_vec()).expect("UTF-8");
    let reply = {
        let mut inner = inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.got.push(Message {
            headers,
            json: serde_json::from_str(&body).expect("JSON"),
            body,
        });
        let next = inner.next.pop_front();
        next.or_else(|| inner.otherwise.clone())
    };
    match reply.unwrap_or_else(|| status(204)) {
        Reply::Never => std::future::pending().await,
        Reply::Status(status, headers, body) => {
            let status = StatusCode::from_u16(status).expect("a status");
            let mut response = (status, body).into_response();
            for (name, value) in headers {
                let value = value.parse().expect("a header");
                response.headers_mut().insert(name, value);
            }
            response
        }
    }
}
