//! A provider made by hand: it answers what a test wants, and keeps what it was asked. Behind it stand channels at
//! providers of which a test wants to decide every move.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::{net::TcpListener, sync::Semaphore, task::JoinHandle};

use super::{ACCESS_TOKEN, Answer, TEAM, World, log, until};

/// The business's number at the provider made by hand.
pub(crate) const OTHER_BUSINESS: &str = "+551140001234";
const KEY: &str = "the-other-webhook-key";
const SECRET: &str = "the-other-webhook-secret";

/// A channel at a provider made by hand.
pub(crate) struct Handmade {
    pub(crate) channel_id: String,
    provider: &'static str,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

struct Shared {
    answers: Mutex<Vec<Rule>>,
    asked: Mutex<Vec<(String, Value)>>,
    /// Requests whose path ends like this wait until a permit is there.
    held: Mutex<Option<String>>,
    released: Semaphore,
}

/// How requests are answered whose path ends like this.
struct Rule {
    ends: String,
    status: u16,
    body: Value,
    /// How often it is still good for.
    left: usize,
}

impl Handmade {
    /// A channel at `provider` with these further options of `channel add`.
    pub(crate) async fn channel(world: &World, provider: &'static str, options: &[&str]) -> Self {
        log::hide(OTHER_BUSINESS.trim_start_matches('+'));
        log::hide(SECRET);
        let shared = Arc::new(Shared {
            answers: Mutex::default(),
            asked: Mutex::default(),
            held: Mutex::default(),
            released: Semaphore::new(0),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("a server");
        });
        let base_url = format!("http://{address}");
        let mut command = vec!["channel", "add", "--team", TEAM, "--name", "Elsewhere"];
        command.extend(["--provider", provider, "--number", OTHER_BUSINESS]);
        command.extend(["--base-url", &base_url, "--access-token", ACCESS_TOKEN]);
        command.extend(["--webhook-secret", SECRET, "--webhook-key", KEY]);
        command.extend(options);
        let added = world.cli(&command).await;
        Self {
            channel_id: added["id"].as_str().expect("an id").to_owned(),
            provider,
            shared,
            server,
        }
    }

    /// From now on requests whose path ends like this are answered so; the newest rule counts.
    pub(crate) fn answers(&self, path_ends: &str, status: u16, body: Value) {
        self.answers_times(usize::MAX, path_ends, status, body);
    }

    /// The next `times` requests are answered so, and those after them as before.
    pub(crate) fn answers_times(&self, times: usize, path_ends: &str, status: u16, body: Value) {
        let rule = Rule {
            ends: path_ends.to_owned(),
            status,
            body,
            left: times,
        };
        lock(&self.shared.answers).insert(0, rule);
    }

    /// Requests whose path ends like this wait for [`Self::release`].
    pub(crate) fn hold(&self, path_ends: &str) {
        *lock(&self.shared.held) = Some(path_ends.to_owned());
    }

    /// One of those that wait is answered.
    pub(crate) fn release(&self) {
        self.shared.released.add_permits(1);
    }

    /// The bodies of requests whose path ends like this.
    pub(crate) fn asked(&self, path_ends: &str) -> Vec<Value> {
        let asked = lock(&self.shared.asked);
        let fitting = asked.iter().filter(|(path, _)| path.ends_with(path_ends));
        fitting.map(|(_, body)| body.clone()).collect()
    }

    /// Waits until so many such requests came.
    pub(crate) async fn until_asked(&self, path_ends: &str, times: usize) -> Vec<Value> {
        until(&format!("{times} × {path_ends}"), async || {
            let asked = self.asked(path_ends);
            (asked.len() >= times).then_some(asked)
        })
        .await
    }

    /// Sends a webhook with the proof that this provider gives.
    pub(crate) async fn tells(&self, world: &World, webhook: &Value) {
        let url = format!("{}/api/webhook/{}/{KEY}", world.url(), self.provider);
        let body = webhook.to_string();
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length");
        let request = match self.provider {
            "ycloud" => {
                let time = super::webhook::now_seconds();
                mac.update(format!("{time}.{body}").as_bytes());
                let digest = hex::encode(mac.finalize().into_bytes());
                let signature = format!("t={time},s={digest}");
                world.http.post(url).header("ycloud-signature", signature)
            }
            "vobiz" => {
                mac.update(body.as_bytes());
                let digest = hex::encode(mac.finalize().into_bytes());
                world.http.post(url).header("x-webhook-signature", digest)
            }
            _ => world.http.post(url).header("x-webhook-secret", SECRET),
        };
        Answer::of(request.body(body)).await.ok();
    }
}

impl Drop for Handmade {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let body = axum::body::to_bytes(request.into_body(), 1 << 20)
        .await
        .unwrap_or_default();
    let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
    lock(&shared.asked).push((path.clone(), json));
    let held = lock(&shared.held).clone();
    if held.is_some_and(|held| path.ends_with(&held)) {
        let wait = tokio::time::timeout(Duration::from_secs(9), shared.released.acquire());
        if let Ok(Ok(permit)) = wait.await {
            permit.forget();
        }
    }
    let mut answers = lock(&shared.answers);
    let rule = answers
        .iter_mut()
        .find(|rule| rule.left > 0 && path.ends_with(&rule.ends));
    let (status, body) = rule.map_or((200, json!({"success": true})), |rule| {
        rule.left -= 1;
        (rule.status, rule.body.clone())
    });
    let status = StatusCode::from_u16(status).unwrap_or_default();
    (status, Json(body)).into_response()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
