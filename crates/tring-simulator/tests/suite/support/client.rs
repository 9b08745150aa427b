//! A business with a number at one of the five providers.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{
    Business, CUSTOMER, SECRET, TOKEN,
    dialect::{Asked, DISPLAY, Dialect, Item},
    read,
};

/// A business with a number at one provider and a receiver for its webhooks.
pub(crate) struct Client {
    pub(crate) dialect: Dialect,
    pub(crate) business: Business,
}

impl Client {
    pub(crate) async fn open(dialect: Dialect) -> Self {
        Self::open_with(dialect, json!({})).await
    }

    /// With more fields of the control API's number.
    pub(crate) async fn open_with(dialect: Dialect, more: Value) -> Self {
        let business = Business::open_at(dialect).await;
        let mut number = json!({
            "dialect": dialect.name(),
            "display_number": DISPLAY,
            "token": TOKEN,
            "webhook_secret": SECRET,
            "webhook_url": business.webhooks.url,
        });
        for (name, value) in more.as_object().expect("an object") {
            number[name] = value.clone();
        }
        let path = format!("/numbers/{}", dialect.number_id());
        let (status, answer) = business.sim_put(&path, number).await;
        assert_eq!(status, 200, "{answer}");
        Self { dialect, business }
    }

    pub(crate) async fn post(&self, asked: &Asked) -> (StatusCode, Value) {
        self.post_with(asked, &self.dialect.credentials()).await
    }

    pub(crate) async fn post_with(
        &self,
        asked: &Asked,
        headers: &[(&'static str, String)],
    ) -> (StatusCode, Value) {
        let mut request = self.business.http.post(self.business.url(&asked.path));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let response = request.json(&asked.body).send().await;
        read(response.expect("the simulator answers")).await
    }

    pub(crate) async fn get(&self, path: &str) -> (StatusCode, Value) {
        let mut request = self.business.http.get(self.business.url(path));
        for (name, value) in self.dialect.credentials() {
            request = request.header(name, value);
        }
        read(request.send().await.expect("the simulator answers")).await
    }

    /// Dials the customer; returns the response's body.
    pub(crate) async fn dial(&self, offer: &str) -> Value {
        let (status, body) = self.post(&self.dialect.dial(CUSTOMER, offer)).await;
        assert!(status.is_success(), "{:?}: {status} {body}", self.dialect);
        body
    }

    /// Does something with the call that Meta names `call_id`; `None`: there is no such action.
    pub(crate) async fn act(
        &self,
        action: &str,
        call_id: &str,
        sdp: Option<&str>,
    ) -> Option<(StatusCode, Value)> {
        let id = self.own_id(call_id).await;
        let asked = self.dialect.act(action, &id, sdp)?;
        Some(self.post(&asked).await)
    }

    /// The id that the provider wants in requests, looked up as a business would.
    pub(crate) async fn own_id(&self, call_id: &str) -> String {
        if self.dialect != Dialect::Vobiz {
            return call_id.to_owned();
        }
        let (_, logs) = self
            .get("/vobiz/api/v1/messaging/calls/whatsapp/logs")
            .await;
        let items = logs["items"].as_array().expect("a list");
        let item = items.iter().find(|item| item["meta_call_id"] == call_id);
        item.map_or(call_id.to_owned(), |item| super::text(&item["id"]))
    }

    /// The next webhook, which must be of this kind.
    pub(crate) async fn next_is(&self, kind: &str) -> Item {
        let webhook = self.business.webhooks.next().await;
        assert_eq!(webhook.kind, kind, "{:?}: {}", self.dialect, webhook.entry);
        Item {
            kind: webhook.kind,
            entry: webhook.entry,
            value: webhook.value,
        }
    }

    /// The next webhooks, of these kinds as far as the provider sends them.
    pub(crate) async fn next_are(&self, kinds: &[&'static str]) -> Vec<Item> {
        let mut items = Vec::new();
        for kind in self.dialect.hears(kinds) {
            items.push(self.next_is(kind).await);
        }
        items
    }

    /// Sets the customer's permission silently.
    pub(crate) async fn permission(&self, status: &str) {
        let path = format!(
            "/permissions/{CUSTOMER}?number_id={}",
            self.dialect.number_id()
        );
        let (status, body) = self
            .business
            .sim_put(&path, json!({ "status": status }))
            .await;
        assert_eq!(status, 200, "{body}");
    }
}
