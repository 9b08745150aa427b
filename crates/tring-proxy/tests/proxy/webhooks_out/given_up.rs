//! Deliveries that are given up, and endpoints that are disabled.

use std::time::Duration;

use serde_json::json;

use super::{deliveries, endpoint, in_state, ping, place_a_call, register, until_newest};
use crate::world::{
    World, nothing,
    receiver::{Message, Receiver, status},
};

#[tokio::test]
async fn what_nobody_takes_is_given_up_and_can_be_sent_again() {
    let world = World::with(|timings| timings.webhook_retry = Duration::ZERO).await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&admin, &receiver.url, &["*"]).await;
    receiver.always(status(500));
    let webhook_id = ping(&admin, &id).await;
    let dead = until_newest(&admin, &id, in_state("dead")).await;
    assert_eq!(dead["attempts"], 11);
    assert_eq!(dead.get("next_attempt_at"), None);
    assert_eq!(receiver.all().len(), 11);
    for (query, count) in [
        ("?state=dead", 1),
        ("?state=pending", 0),
        ("?state=delivered", 0),
    ] {
        let list = deliveries(&admin, &id, query).await;
        assert_eq!(list["pagination"]["total"], count, "{query}");
    }
    assert_eq!(
        endpoint(&admin, &id).await["enabled"],
        true,
        "it failed for a moment only"
    );
    receiver.always(status(200));
    let path = format!("/api/webhook-deliveries/{webhook_id}/redeliver");
    let answer = admin.post(&path, &nothing()).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    assert_eq!(answer.json["data"]["state"], "pending");
    let delivered = until_newest(&admin, &id, in_state("delivered")).await;
    assert_eq!(delivered["attempts"], 1);
    let all = receiver.all();
    assert_eq!(all.len(), 12);
    assert!(
        all.iter().all(|message| message.id() == webhook_id),
        "the same message"
    );
}

#[tokio::test]
async fn an_endpoint_to_which_nothing_can_be_delivered_for_days_is_disabled() {
    let world = World::with(|timings| timings.webhook_retry = Duration::ZERO).await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&admin, &receiver.url, &["*"]).await;
    receiver.always(status(503));
    world
        .sql("UPDATE webhook_endpoints SET failing_since = 1000")
        .await;
    ping(&admin, &id).await;
    until_newest(&admin, &id, in_state("dead")).await;
    let disabled = endpoint(&admin, &id).await;
    assert_eq!(disabled["enabled"], false);
    let reason = disabled["disabled_reason"].as_str().unwrap();
    assert!(
        reason.contains("1970-01-01T00:00:01Z") && reason.ends_with('.'),
        "{reason}"
    );
    let path = format!("/api/webhook-endpoints/{id}");
    let enabled = admin.patch(&path, &json!({"enabled": true})).await.ok();
    assert_eq!(enabled["data"]["enabled"], true);
    for field in ["disabled_reason", "failing_since"] {
        assert_eq!(enabled["data"].get(field), None, "{field}");
    }
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_disabled_at_once() {
    let world = World::start().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&admin, &receiver.url, &["*"]).await;
    receiver.always(status(410));
    let webhook_id = ping(&admin, &id).await;
    until_newest(&admin, &id, in_state("dead")).await;
    let gone = endpoint(&admin, &id).await;
    assert_eq!(gone["enabled"], false);
    assert!(
        gone["disabled_reason"].as_str().unwrap().contains("410"),
        "{gone}"
    );
    for path in [
        format!("/api/webhook-endpoints/{id}/test"),
        format!("/api/webhook-deliveries/{webhook_id}/redeliver"),
    ] {
        admin
            .post(&path, &nothing())
            .await
            .refused(409, "wrong_state");
    }
    assert_eq!(receiver.all().len(), 1);
}

// What was pending when an administrator disabled an endpoint was neither sent nor forgotten; what came meanwhile is
// not sent: who comes back asks how things stand.
#[tokio::test]
async fn a_disabled_endpoint_keeps_what_was_pending_and_misses_what_follows() {
    let world = World::start().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&admin, &receiver.url, &["call.*"]).await;
    receiver.then(status(500));
    let pending = ping(&admin, &id).await;
    until_newest(&admin, &id, |newest| newest["attempts"] == 1).await;
    let path = format!("/api/webhook-endpoints/{id}");
    admin.patch(&path, &json!({"enabled": false})).await.ok();
    let held = deliveries(&admin, &id, "?state=pending").await;
    assert_eq!(held["data"][0].get("next_attempt_at"), None, "{held}");
    let call_id = place_a_call(&world, &admin).await;
    admin.act(&call_id, "end", &nothing()).await.ok();
    admin.patch(&path, &json!({"enabled": true})).await.ok();
    let all = receiver.first(2).await;
    assert_eq!(all[1].id(), pending);
    until_newest(&admin, &id, in_state("delivered")).await;
    let again = place_a_call(&world, &admin).await;
    receiver.of_type("call.initiated").await;
    let about = |message: &Message| message.json["data"]["call_id"] == call_id.as_str();
    assert!(
        !receiver.all().iter().any(about),
        "nothing of the call meanwhile"
    );
    admin.act(&again, "end", &nothing()).await.ok();
}
