//! What the contact wants and has allowed, and what an automation holds.

use serde_json::json;

use super::{DAY, allowed, blocked, change, contact, customer_replies};
use crate::world::{CUSTOMER, World, initiate_json, webhook};

#[tokio::test]
async fn contact_opted_out() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let id = contact(&world, &json!({"opt_in": "opted_in"})).await;
    allowed(&ada, &json!({})).await;
    change(&world, &id, &json!({"opt_in": "opted_out"})).await;
    blocked(&world, &ada, &json!({}), "CONTACT_OPTED_OUT").await;
    change(&world, &id, &json!({"opt_in": null})).await;
    allowed(&ada, &json!({})).await;
}

#[tokio::test]
async fn a_customer_who_writes_stop_is_not_called() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let digits = CUSTOMER.trim_start_matches('+');
    let mut stop = webhook::envelope(&json!({
        "contacts": [{"profile": {"name": "Grace Hopper"}, "wa_id": digits}],
        "messages": [{
            "from": digits,
            "id": "wamid.stop",
            "timestamp": webhook::now_seconds().to_string(),
            "type": "text",
            "text": {"body": "STOP"},
        }],
    }));
    stop["entry"][0]["changes"][0]["field"] = json!("messages");
    webhook::send(&world, &stop).await.ok();
    blocked(&world, &ada, &json!({}), "CONTACT_OPTED_OUT").await;
}

#[tokio::test]
async fn no_calling_consent() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    customer_replies(
        &world,
        &json!({"response": "reject", "response_source": "user_action"}),
    )
    .await;
    blocked(&world, &ada, &json!({}), "NO_CALLING_CONSENT").await;
}

// The provider refused a minute ago, and the customer has allowed calls since in a way that no webhook told of.
#[tokio::test]
async fn a_refusal_of_the_providers_is_believed_for_a_minute() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    world.provider.permits(CUSTOMER, "no_permission").await;
    ada.post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .refused(400, "blocked");
    blocked(&world, &ada, &json!({}), "NO_CALLING_CONSENT").await;
    world
        .sql("UPDATE permissions SET seen_at = seen_at - 60000")
        .await;
    allowed(&ada, &json!({})).await;
}

#[tokio::test]
async fn consent_expired() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let until = |at: u64| json!({"response": "accept", "expiration_timestamp": at.to_string(), "response_source": "user_action"});
    customer_replies(&world, &until(webhook::now_seconds() - 1)).await;
    blocked(&world, &ada, &json!({}), "CONSENT_EXPIRED").await;
    customer_replies_later(&world, &until(webhook::now_seconds() + DAY)).await;
    allowed(&ada, &json!({})).await;
}

#[tokio::test]
async fn a_recorded_consent_expires_too() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let id = contact(&world, &json!({})).await;
    let token = world.token(&["contacts:write"]).await;
    let path = format!("/api/contacts/{id}/consent");
    let given = json!({"consent": "explicit", "until": "2099-01-01T00:00:00Z"});
    world.post_with(&token, &path, &given).await.ok();
    let told = allowed(&ada, &json!({})).await;
    assert_eq!(told["data"]["consent_type"], "explicit");
    world.sql("UPDATE consents SET until = 1").await;
    blocked(&world, &ada, &json!({}), "CONSENT_EXPIRED").await;
}

#[tokio::test]
async fn automation_blocks_calling() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let id = contact(&world, &json!({"automation_blocks_calling": true})).await;
    blocked(&world, &ada, &json!({}), "AUTOMATION_BLOCKS_CALLING").await;
    change(&world, &id, &json!({"automation_blocks_calling": false})).await;
    allowed(&ada, &json!({})).await;
}

/// A second reply of the same second would have the same id.
async fn customer_replies_later(world: &World, reply: &serde_json::Value) {
    let reply = webhook::permission_reply(CUSTOMER, webhook::now_seconds() + 1, reply);
    webhook::send(world, &reply).await.ok();
}
