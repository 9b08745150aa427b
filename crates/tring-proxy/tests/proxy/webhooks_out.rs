//! Webhooks out: teams are told what happens, signed, at least once, whatever fails in between.

use serde_json::{Value, json};

use crate::world::{Agent, CUSTOMER, World, initiate_json, log, nothing, receiver::Message, until};

mod faults;
mod given_up;
mod lasting;
mod told;

/// Registers an endpoint; its id and its secret.
pub(crate) async fn register(admin: &Agent, url: &str, types: &[&str]) -> (String, String) {
    let draft = json!({"url": url, "event_types": types});
    let answer = admin.post("/api/webhook-endpoints", &draft).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let secret = answer.json["secret"].as_str().expect("a secret").to_owned();
    log::hide(&secret);
    let id = answer.json["data"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    assert!(id.starts_with("endpoint_"), "{id}");
    (id, secret)
}

async fn endpoint(admin: &Agent, id: &str) -> Value {
    admin
        .get(&format!("/api/webhook-endpoints/{id}"))
        .await
        .ok()["data"]
        .clone()
}

async fn deliveries(admin: &Agent, id: &str, query: &str) -> Value {
    let path = format!("/api/webhook-endpoints/{id}/deliveries{query}");
    admin.get(&path).await.ok()
}

/// Sends a test message; its `webhook-id`.
async fn ping(admin: &Agent, id: &str) -> String {
    let path = format!("/api/webhook-endpoints/{id}/test");
    let answer = admin.post(&path, &nothing()).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    let id = answer.json["data"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    assert!(id.starts_with("msg_"), "{id}");
    id
}

/// Waits until the endpoint's newest delivery is so.
async fn until_newest(admin: &Agent, id: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    until("the delivery", async || {
        let list = deliveries(admin, id, "").await;
        Some(list["data"][0].clone()).filter(|newest| is_so(newest))
    })
    .await
}

fn in_state(state: &'static str) -> impl Fn(&Value) -> bool {
    move |delivery| delivery["state"] == state
}

#[track_caller]
fn verified(message: &Message, secret: &str) {
    assert_eq!(message.signatures(), [message.expected_signature(secret)]);
    let at: u64 = message.header("webhook-timestamp").parse().unwrap();
    let now = tring_proxy::clock::now() / 1_000;
    assert!(at <= now && now - at < 60, "{at} is now");
    assert_eq!(message.header("content-type"), "application/json");
}

async fn place_a_call(world: &World, agent: &Agent) -> String {
    let call = agent
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
    world.provider.call_in("ringing").await;
    call["call_id"].as_str().unwrap().to_owned()
}
