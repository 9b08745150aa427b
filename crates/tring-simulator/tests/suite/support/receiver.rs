//! A tiny webhook receiver that checks each signature and remembers what came.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

use super::{
    dialect::{Dialect, Item},
    eventually,
};

/// What came, and what is answered.
struct Inbox {
    dialect: Dialect,
    wants_proof: bool,
    received: Vec<Webhook>,
    answers: Vec<u16>,
    taken: usize,
}

/// A webhook as it came, signature verified.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    /// `connect`, `terminate`, `RINGING`, …, or `permission_reply`.
    pub(crate) kind: String,
    /// The entry of `calls`, `statuses` or `messages`.
    pub(crate) entry: Value,
    /// The change's whole value.
    pub(crate) value: Value,
    /// All of it.
    pub(crate) json: Value,
    pub(crate) body: Vec<u8>,
}

/// The receiver; stops when it is dropped.
pub(crate) struct Receiver {
    pub(crate) url: String,
    inbox: Arc<Mutex<Inbox>>,
    server: JoinHandle<()>,
}

impl Receiver {
    /// Receives the webhooks of one provider.
    pub(crate) async fn open(dialect: Dialect) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!(
            "http://{}/webhook",
            listener.local_addr().expect("an address")
        );
        let inbox = Arc::new(Mutex::new(Inbox {
            dialect,
            wants_proof: true,
            received: Vec::new(),
            answers: Vec::new(),
            taken: 0,
        }));
        let app = Router::new()
            .route("/webhook", post(receive))
            .with_state(Arc::clone(&inbox));
        let server = tokio::spawn(async move {
            axum::serve(listener, app).await.expect("the receiver runs");
        });
        Self { url, inbox, server }
    }

    /// Answers the next webhooks with these statuses, all later ones with 200.
    pub(crate) fn answer_next_with(&self, statuses: &[u16]) {
        self.inbox.lock().expect("no panic").answers = statuses.iter().rev().copied().collect();
    }

    /// From now on no header may prove anything.
    pub(crate) fn expect_no_proof(&self) {
        self.inbox.lock().expect("no panic").wants_proof = false;
    }

    /// The next webhook that no test step has looked at.
    pub(crate) async fn next(&self) -> Webhook {
        eventually("a webhook", || async {
            let mut inbox = self.inbox.lock().expect("no panic");
            let next = inbox.received.get(inbox.taken).cloned();
            inbox.taken += usize::from(next.is_some());
            next.ok_or_else(|| format!("only {} came", inbox.received.len()))
        })
        .await
    }

    /// The next webhook, which must be of this kind.
    pub(crate) async fn next_is(&self, kind: &str) -> Webhook {
        let webhook = self.next().await;
        assert_eq!(webhook.kind, kind, "{}", webhook.entry);
        webhook
    }

    /// The kinds of all webhooks so far.
    pub(crate) fn kinds(&self) -> Vec<String> {
        let inbox = self.inbox.lock().expect("no panic");
        inbox
            .received
            .iter()
            .map(|webhook| webhook.kind.clone())
            .collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn receive(
    State(inbox): State<Arc<Mutex<Inbox>>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let mut inbox = inbox.lock().expect("no panic");
    if inbox.wants_proof {
        inbox.dialect.verify(&headers, &body);
    } else {
        let names = [
            "x-webhook-secret",
            "x-webhook-signature",
            "ycloud-signature",
        ];
        assert!(names.iter().all(|name| headers.get(*name).is_none()));
    }
    assert_eq!(headers["content-type"], "application/json");
    let webhook = Webhook::read(inbox.dialect, &body);
    inbox.received.push(webhook);
    let status = inbox.answers.pop().unwrap_or(200);
    StatusCode::from_u16(status).expect("a status")
}

impl Webhook {
    fn read(dialect: Dialect, body: &[u8]) -> Self {
        let json: Value = serde_json::from_slice(body).expect("JSON");
        let Item { kind, entry, value } = dialect.read(&json);
        Self {
            kind,
            entry,
            value,
            json,
            body: body.to_vec(),
        }
    }

    /// The SDP that it carries.
    pub(crate) fn sdp(&self) -> String {
        super::text(&self.entry["session"]["sdp"])
    }
}
