//! The simulator, steered over its control API.

use serde_json::{Value, json};
use tring_simulator::{Config, Simulator};

use super::{
    ACCESS_TOKEN, BUSINESS, NUMBER_ID, VERIFY_TOKEN, WEBHOOK_KEY, WEBHOOK_SECRET, log, until,
};

/// The provider and the customers' phones.
pub(crate) struct Provider {
    simulator: Simulator,
    http: reqwest::Client,
}

impl Provider {
    /// Starts it; webhooks go to the proxy at `proxy_url`.
    pub(crate) async fn start(proxy_url: &str) -> Self {
        let simulator = Simulator::start(Config::default())
            .await
            .expect("the simulator to start");
        for secret in [ACCESS_TOKEN, WEBHOOK_SECRET, VERIFY_TOKEN, WEBHOOK_KEY] {
            log::hide(secret);
        }
        let provider = Self {
            simulator,
            http: reqwest::Client::new(),
        };
        let number = json!({
            "dialect": "meta",
            "display_number": BUSINESS,
            "token": ACCESS_TOKEN,
            "app_secret": WEBHOOK_SECRET,
            "webhook_url": format!("{proxy_url}/api/webhook/meta/{WEBHOOK_KEY}"),
        });
        provider
            .put(&format!("/sim/numbers/{NUMBER_ID}"), &number)
            .await;
        provider
    }

    /// The address of the API, with its version.
    pub(crate) fn base_url(&self) -> String {
        self.simulator.base_url() + "/v25.0"
    }

    /// Says what becomes of this customer's calls.
    pub(crate) async fn script(&self, customer: &str, script: &Value) {
        self.put(&format!("/sim/scripts/{customer}"), script).await;
    }

    /// The customer calls the business; the provider's id of the call.
    pub(crate) async fn customer_calls(&self, customer: &str, script: &Value) -> String {
        let body = json!({"customer": customer, "name": "Grace Hopper", "script": script});
        let call = self.post("/sim/calls", &body).await;
        call["id"].as_str().expect("an id").to_owned()
    }

    /// A customer calls as `call` says, to one of several numbers.
    pub(crate) async fn places(&self, call: &Value) {
        self.post("/sim/calls", call).await;
    }

    /// Any other act of the customer's.
    pub(crate) async fn act(&self, path: &str, body: &Value) {
        self.post(path, body).await;
    }

    /// The customer's thumb: `answer`, `decline` or `hangup`.
    pub(crate) async fn press(&self, call: &str, thumb: &str) {
        self.post(&format!("/sim/calls/{call}/{thumb}"), &json!({}))
            .await;
    }

    /// Sets the customer's permission, silently: `no_permission`, `temporary` or `permanent`.
    pub(crate) async fn permits(&self, customer: &str, status: &str) {
        let body = json!({"status": status});
        self.put(&format!("/sim/permissions/{customer}"), &body)
            .await;
    }

    /// The newest request for permission, once there is one.
    pub(crate) async fn permission_request(&self) -> Value {
        until("a request for permission", async || {
            let requests = self.state().await["permission_requests"].clone();
            requests.as_array()?.last().cloned()
        })
        .await
    }

    /// The customer's thumb on a request for permission: `temporary`, `permanent` or `decline`.
    pub(crate) async fn replies(&self, request: &Value, answer: &str) {
        let id = request["id"].as_str().expect("an id");
        let body = json!({"answer": answer});
        self.post(&format!("/sim/permission_requests/{id}"), &body)
            .await;
    }

    /// The newest call, once there is one in this state.
    pub(crate) async fn call_in(&self, state: &str) -> Value {
        until(
            &format!("a call that is {state} at the provider"),
            async || {
                let calls = self.state().await["calls"].clone();
                let newest = calls.get(0)?;
                (newest["state"] == state).then(|| newest.clone())
            },
        )
        .await
    }

    /// How often the provider was asked for this.
    pub(crate) async fn asked(&self, action: &str) -> usize {
        self.state().await["requests"]
            .as_array()
            .expect("a log")
            .iter()
            .filter(|request| request["action"] == action)
            .count()
    }

    /// Waits until the provider was asked for this so many times.
    pub(crate) async fn until_asked(&self, action: &str, times: usize) {
        until(&format!("{times} × {action}"), async || {
            (self.asked(action).await >= times).then_some(())
        })
        .await;
    }

    pub(crate) async fn state(&self) -> Value {
        self.get("/sim/state").await
    }

    /// What the control API answers.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let url = self.simulator.base_url() + path;
        let response = self.http.get(url).send().await.expect("the simulator");
        response.json().await.expect("JSON")
    }

    /// The simulator's own address; each dialect is below it.
    pub(crate) fn origin(&self) -> String {
        self.simulator.base_url()
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) {
        let url = self.simulator.base_url() + path;
        let response = self.http.put(url).json(body).send().await;
        let response = response.expect("the simulator");
        assert!(
            response.status().is_success(),
            "{path}: {}",
            response.text().await.unwrap_or_default()
        );
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let url = self.simulator.base_url() + path;
        let response = self.http.post(url).json(body).send().await;
        let response = response.expect("the simulator");
        let status = response.status();
        let text = response.text().await.expect("a body");
        assert!(status.is_success(), "{path}: {text}");
        serde_json::from_str(&text).expect("JSON")
    }
}
