//! A shop with one number at one provider: everything that a test of the matrix needs.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tring_protocol::{call::CallStatus, events::MessageKind};
use tring_providers::{provider::Capabilities, registry};
use tring_proxy::config::Timings;

use crate::{
    line::Line,
    postman::Postman,
    world::{
        ACCESS_TOKEN, Agent, CUSTOMER, WEBHOOK_SECRET, World,
        channels::{META, Place},
        desk::Desk,
        log, until,
    },
};

/// The shop.
pub(crate) struct Shop {
    pub(crate) world: World,
    pub(crate) place: Place,
    /// Carries the provider's webhooks.
    pub(crate) postman: Postman,
    /// Carries our requests.
    pub(crate) line: Line,
    /// The agent, who is an administrator too.
    pub(crate) ada: Agent,
    pub(crate) desk: Desk,
    pub(crate) channel_id: String,
}

impl Shop {
    /// With the product's own timings.
    pub(crate) async fn at(provider: &'static str) -> Self {
        Self::with(provider, |_| {}).await
    }

    /// With timings that a test can wait for.
    pub(crate) async fn with(provider: &'static str, change: impl FnOnce(&mut Timings)) -> Self {
        // Statements and requests by the thousand are not what this suite is about.
        log::init_with("info,tring_proxy=trace,tring_providers=trace");
        let world = World::with(change).await;
        // The world has a channel with Meta's number already.
        let place = if provider == META.provider {
            META
        } else {
            proposed(&world, provider).await
        };
        let ada = world.admin().await;
        let origin = world.provider.origin();
        let line = Line::to(&origin).await;
        let mut draft = place.draft(&world);
        let base_url = draft["base_url"].as_str().expect("an address");
        draft["base_url"] = json!(base_url.replace(&origin, &line.url));
        draft["is_default"] = json!(true);
        let (channel_id, webhook_url) = world.add(&ada, &draft).await;
        let postman = Postman::to(&webhook_url).await;
        place.open(&world, Some(&postman.url), true).await;
        let desk = ada.desk("ada-1").await;
        Self {
            world,
            place,
            postman,
            line,
            ada,
            desk,
            channel_id,
        }
    }

    /// What the provider can do.
    pub(crate) fn can(&self) -> Capabilities {
        let entry = registry::entry(self.place.provider).expect("a known provider");
        entry.capabilities
    }

    /// The channel's address in the API.
    pub(crate) fn channel(&self, rest: &str) -> String {
        format!("/api/channels/{}{rest}", self.channel_id)
    }

    /// Changes what the provider knows of the number: its `token`, its `webhook_secret`.
    pub(crate) async fn number_has(&self, field: &str, value: &str) {
        let mut number = json!({
            "dialect": self.place.provider,
            "display_number": self.place.number,
            "token": ACCESS_TOKEN,
            "webhook_secret": WEBHOOK_SECRET,
            "webhook_url": self.postman.url,
        });
        if !self.place.account_id.is_empty() {
            number["account_id"] = json!(self.place.account_id);
        }
        number[field] = json!(value);
        let path = format!("/sim/numbers/{}", self.place.number_id);
        self.world.provider.put(&path, &number).await;
    }

    /// Steers the simulator.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        let url = self.world.provider.origin() + path;
        let answer = self.world.http.post(url).json(body).send().await;
        let answer = answer.expect("the simulator");
        let status = answer.status();
        let text = answer.text().await.expect("a body");
        assert!(status.is_success(), "{path}: {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    /// The customer calls; the provider's id of the call.
    pub(crate) async fn customer_calls(&self) -> String {
        self.customer_calls_from(CUSTOMER).await
    }

    /// The same for another customer.
    pub(crate) async fn customer_calls_from(&self, customer: &str) -> String {
        let number = self.place.number_id;
        let body = json!({"customer": customer, "name": "Grace Hopper", "number_id": number});
        let call = self.post("/sim/calls", &body).await;
        call["id"].as_str().expect("an id").to_owned()
    }

    /// A call as the provider sees it.
    pub(crate) async fn theirs(&self, id: &str) -> Value {
        let url = format!("{}/sim/calls/{id}", self.world.provider.origin());
        let answer = self.world.http.get(url).send().await;
        answer.expect("the simulator").json().await.expect("JSON")
    }

    /// Waits until the provider's call is like this.
    pub(crate) async fn until_theirs(&self, id: &str, fits: impl Fn(&Value) -> bool) -> Value {
        until("the provider's call", async || {
            let call = self.theirs(id).await;
            fits(&call).then_some(call)
        })
        .await
    }

    /// How often the provider did what it was asked for.
    pub(crate) async fn done(&self, action: &str) -> usize {
        let state = self.world.provider.state().await;
        let requests = state["requests"].as_array().expect("a log");
        let done = requests.iter().filter(|request| {
            let status = request["status"].as_u64().unwrap_or(200);
            request["action"] == action && (200..300).contains(&status)
        });
        done.count()
    }

    /// Waits until the provider has told this, and somebody has taken it.
    pub(crate) async fn until_told(&self, kind: &str) {
        until(&format!("the webhook {kind}"), async || {
            self.has_told(kind).await.then_some(())
        })
        .await;
    }

    /// Whether the provider has told this.
    pub(crate) async fn has_told(&self, kind: &str) -> bool {
        let state = self.world.provider.state().await;
        let webhooks = state["webhooks"].as_array().expect("a log");
        let mut told = webhooks.iter().filter(|told| told["status"] == 200);
        told.any(|told| told["kind"] == kind)
    }

    /// The id of the call that rings at the desk.
    pub(crate) async fn rings(&mut self) -> String {
        let ringing = self.desk.next_of(MessageKind::CallRinging).await;
        ringing.call.expect("its call").call_id
    }

    /// Checks how the call ended, for good.
    pub(crate) async fn ended(&self, call_id: &str, status: CallStatus, reason: &str) -> Value {
        let call = self.ada.until_status(call_id, status).await;
        assert_eq!(call["end_reason"], reason, "{call}");
        call
    }

    /// How often the team was told of this kind of event.
    pub(crate) async fn told(&self, kind: MessageKind) -> i64 {
        let word = serde_json::to_value(kind).expect("a word");
        sqlx::query_scalar("SELECT COUNT(*) FROM events WHERE kind = $1")
            .bind(word.as_str().expect("a word").to_owned())
            .fetch_one(self.world.store().await.readers())
            .await
            .expect("a number")
    }

    /// Waits until what was asked of the provider is settled: `done`, `refused` or `unknown`.
    pub(crate) async fn settled(&self, action: &str) -> String {
        until(&format!("{action} to be settled"), async || {
            let state: Option<String> =
                sqlx::query_scalar("SELECT state FROM provider_actions WHERE kind = $1")
                    .bind(action)
                    .fetch_optional(self.world.store().await.readers())
                    .await
                    .expect("a state");
            state.filter(|state| state != "intended" && state != "sent")
        })
        .await
    }

    /// Sets the customer's permission, silently.
    pub(crate) async fn permits(&self, status: &str) {
        self.world.provider.permits(CUSTOMER, status).await;
    }
}

/// The number that the simulator proposes for this provider.
async fn proposed(world: &World, provider: &'static str) -> Place {
    let proposals = world.provider.get("/sim/dialects").await;
    let mut proposals = proposals.as_array().expect("a list").iter();
    let proposal = proposals.find(|proposal| proposal["dialect"] == provider);
    let proposal = proposal.expect("a dialect of this name");
    // As long as the test's constants: for ever.
    let text = |field: &str| &*proposal[field].as_str().expect("a text").to_owned().leak();
    let path = format!("/{provider}{}", text("base_path"));
    Place {
        provider,
        number: text("display_number"),
        number_id: text("number_id"),
        account_id: text("account_id"),
        path: path.leak(),
    }
}

/// Checks the sentence of a refusal by the provider, and returns its code.
#[track_caller]
pub(crate) fn sentence(body: &Value) -> String {
    let sentence = body["error"].as_str().unwrap_or_default();
    assert!(sentence.ends_with('.'), "a sentence: {body}");
    assert!(sentence.contains(' '), "a sentence: {body}");
    sentence.to_owned()
}

/// Checks an answer that tells of a provider which nobody could ask.
#[track_caller]
pub(crate) fn unavailable(answer: crate::world::Answer) -> Value {
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY, "{}", answer.text);
    answer.refused(502, "provider_unavailable")
}
