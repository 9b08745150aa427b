//! Helpers that read as sentences: a business at a running simulator.

pub(crate) mod browser;
pub(crate) mod client;
pub(crate) mod dialect;
pub(crate) mod receiver;
pub(crate) mod socket;

use std::{future::Future, time::Duration};

use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Response, StatusCode};
use secrecy::SecretString;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::time::{Instant, sleep};
use tring_simulator::{Config, Simulator};

use self::{dialect::Dialect, receiver::Receiver};

pub(crate) const NUMBER_ID: &str = "106540352242922";
/// The account that a number belongs to unless it is created with another.
pub(crate) const ACCOUNT_ID: &str = "366634483210360";
pub(crate) const TOKEN: &str = "token-of-the-tests";
pub(crate) const SECRET: &str = "app-secret-for-tests";
pub(crate) const CUSTOMER: &str = "+4915112345678";
pub(crate) const DIGITS: &str = "4915112345678";

/// Nothing in these tests takes longer.
const DEADLINE: Duration = Duration::from_secs(20);

/// A business with one number at a simulator of its own, and a receiver for its webhooks.
pub(crate) struct Business {
    pub(crate) simulator: Simulator,
    pub(crate) webhooks: Receiver,
    pub(crate) http: reqwest::Client,
}

impl Business {
    /// With a number at Meta.
    pub(crate) async fn open() -> Self {
        let webhooks = Receiver::open(Dialect::Meta).await;
        let config = Config {
            meta_number_id: NUMBER_ID.to_owned(),
            meta_token: Some(SecretString::from(TOKEN)),
            meta_app_secret: Some(SecretString::from(SECRET)),
            webhook_url: Some(webhooks.url.clone()),
            ..config()
        };
        Self::start(config, webhooks).await
    }

    /// Without a number, and with a receiver for this provider's webhooks.
    pub(crate) async fn open_at(dialect: Dialect) -> Self {
        Self::start(config(), Receiver::open(dialect).await).await
    }

    async fn start(config: Config, webhooks: Receiver) -> Self {
        let simulator = Simulator::start(config).await.expect("port 0 is free");
        Self {
            simulator,
            webhooks,
            http: reqwest::Client::new(),
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.simulator.base_url())
    }

    /// Posts to the number's `calls` endpoint.
    pub(crate) async fn calls(&self, body: &Value) -> (StatusCode, Value) {
        self.graph("calls", body).await
    }

    /// Posts to an endpoint of the number.
    pub(crate) async fn graph(&self, endpoint: &str, body: &Value) -> (StatusCode, Value) {
        let owner = if endpoint == "message_templates" {
            ACCOUNT_ID
        } else {
            NUMBER_ID
        };
        let url = self.url(&format!("/v25.0/{owner}/{endpoint}"));
        let response = self
            .http
            .post(url)
            .bearer_auth(TOKEN)
            .json(body)
            .send()
            .await;
        read(response.expect("the simulator answers")).await
    }

    /// Dials the customer; returns the call's id.
    pub(crate) async fn dial(&self, offer: &str) -> String {
        let (status, body) = self.calls(&connect(DIGITS, offer)).await;
        assert_eq!(status, 200, "{body}");
        text(&body["calls"][0]["id"])
    }

    pub(crate) async fn act(&self, action: &str, call_id: &str) -> (StatusCode, Value) {
        self.calls(&json!({"messaging_product": "whatsapp", "call_id": call_id, "action": action}))
            .await
    }

    pub(crate) async fn answer(
        &self,
        action: &str,
        call_id: &str,
        sdp: &str,
    ) -> (StatusCode, Value) {
        self.calls(&json!({
            "messaging_product": "whatsapp",
            "call_id": call_id,
            "action": action,
            "session": {"sdp_type": "answer", "sdp": sdp},
        }))
        .await
    }

    pub(crate) async fn sim_get(&self, path: &str) -> Value {
        let response = self.http.get(self.url(&format!("/sim{path}"))).send().await;
        read(response.expect("the simulator answers")).await.1
    }

    pub(crate) async fn sim_post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let request = self.http.post(self.url(&format!("/sim{path}")));
        read(
            request
                .json(&body)
                .send()
                .await
                .expect("the simulator answers"),
        )
        .await
    }

    pub(crate) async fn sim_put(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let request = self.http.put(self.url(&format!("/sim{path}")));
        read(
            request
                .json(&body)
                .send()
                .await
                .expect("the simulator answers"),
        )
        .await
    }

    /// Sets the script for everybody.
    pub(crate) async fn script(&self, script: Value) {
        let (status, body) = self.sim_put("/scripts/*", script).await;
        assert_eq!(status, 200, "{body}");
    }

    /// The customer calls; returns the call's id.
    pub(crate) async fn customer_calls(&self, script: Value) -> String {
        let body = json!({"customer": CUSTOMER, "name": "Mia Müller", "script": script});
        let (status, body) = self.sim_post("/calls", body).await;
        assert_eq!(status, 200, "{body}");
        text(&body["id"])
    }

    pub(crate) async fn call(&self, call_id: &str) -> Value {
        self.sim_get(&format!("/calls/{call_id}")).await
    }

    /// The call's report, as soon as it fulfils `condition`.
    pub(crate) async fn call_when(
        &self,
        call_id: &str,
        condition: impl Fn(&Value) -> bool,
    ) -> Value {
        let what = format!("the call {call_id} to be as wanted");
        eventually(&what, || async {
            let call = self.call(call_id).await;
            if condition(&call) {
                Ok(call)
            } else {
                Err(call.to_string())
            }
        })
        .await
    }
}

fn config() -> Config {
    Config {
        webhook_retry: Duration::from_millis(10),
        seed: Some(42),
        ..Config::default()
    }
}

/// Lowercase hex of the HMAC-SHA256 of `parts` under the tests' secret.
pub(crate) fn hex_hmac(parts: &[&[u8]]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length");
    for part in parts {
        mac.update(part);
    }
    hex::encode(mac.finalize().into_bytes())
}

/// The body of a *connect* request.
pub(crate) fn connect(to: &str, offer: &str) -> Value {
    json!({
        "messaging_product": "whatsapp",
        "to": to,
        "action": "connect",
        "session": {"sdp_type": "offer", "sdp": offer},
    })
}

/// Tries until `attempt` succeeds; fails with its last complaint after the deadline.
pub(crate) async fn eventually<T, F>(what: &str, mut attempt: impl FnMut() -> F) -> T
where
    F: Future<Output = Result<T, String>>,
{
    let deadline = Instant::now() + DEADLINE;
    loop {
        match attempt().await {
            Ok(value) => return value,
            Err(last) => assert!(
                Instant::now() < deadline,
                "waited in vain for {what}: {last}"
            ),
        }
        sleep(Duration::from_millis(10)).await;
    }
}

pub(crate) fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}

/// A file of `tests/fixtures/meta`.
pub(crate) fn fixture(name: &str) -> Value {
    fixture_of("meta", name)
}

/// A file of a provider's folder below `tests/fixtures`.
pub(crate) fn fixture_of(provider: &str, name: &str) -> Value {
    let root = env!("CARGO_MANIFEST_DIR");
    let path = format!("{root}/tests/fixtures/{provider}/{name}");
    let file = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&file).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub(crate) async fn read(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let body = response.text().await.expect("a whole body");
    (
        status,
        serde_json::from_str(&body).unwrap_or(Value::String(body)),
    )
}
