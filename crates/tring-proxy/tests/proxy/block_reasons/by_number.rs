//! The number that would call, as the provider's settings and webhooks show it.

use serde_json::json;

use super::{CHECK, allowed, blocked, meta_tells};
use crate::world::{
    Agent, BUSINESS, CUSTOMER, NUMBER_ID, World, channels::META, nothing, until,
    webhook::now_seconds,
};

async fn calling_is(world: &World, status: &str) {
    let settings = json!({
        "messaging_product": "whatsapp",
        "timestamp": now_seconds().to_string(),
        "type": "phone_number_settings",
        "phone_number_settings": {"phone_number_id": NUMBER_ID, "calling": {"status": status}},
    });
    meta_tells(world, "account_settings_update", &settings).await;
}

#[tokio::test]
async fn calling_not_enabled_for_number() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    calling_is(&world, "DISABLED").await;
    blocked(&world, &ada, &json!({}), "CALLING_NOT_ENABLED_FOR_NUMBER").await;
    calling_is(&world, "ENABLED").await;
    allowed(&ada, &json!({})).await;
}

// A number that was switched off yesterday may be on today without our hearing of it: the provider is asked again.
#[tokio::test]
async fn that_calling_is_off_is_not_believed_for_ever() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    calling_is(&world, "DISABLED").await;
    blocked(&world, &ada, &json!({}), "CALLING_NOT_ENABLED_FOR_NUMBER").await;
    world
        .sql("UPDATE channel_health SET calling_at = calling_at - 3600000")
        .await;
    allowed(&ada, &json!({})).await;
}

/// WhatsApp judges the account, and tells of it.
async fn account_is(world: &World, state: &str) {
    let path = format!("/sim/numbers/{NUMBER_ID}/account");
    world.provider.put(&path, &json!({"state": state})).await;
}

/// Customers rate the number.
async fn rated(world: &World, number_id: &str, (rating, flagged): (&str, bool)) {
    let path = format!("/sim/numbers/{number_id}/quality");
    let body = json!({"rating": rating, "flagged": flagged});
    world.provider.put(&path, &body).await;
}

/// Waits until what the provider tells has come to this.
async fn until_told(agent: &Agent, reason: Option<&str>) {
    until(&format!("{reason:?}"), async || {
        let question = json!({"phone_number": CUSTOMER, "with_media": true});
        let told = agent.post(CHECK, &question).await.ok();
        (told["data"]["block_reason"].as_str() == reason).then_some(())
    })
    .await;
}

#[tokio::test]
async fn phone_number_inactive() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    account_is(&world, "disabled").await;
    until_told(&ada, Some("PHONE_NUMBER_INACTIVE")).await;
    blocked(&world, &ada, &json!({}), "PHONE_NUMBER_INACTIVE").await;
    account_is(&world, "active").await;
    until_told(&ada, None).await;
}

#[tokio::test]
async fn account_flagged_by_meta() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    rated(&world, NUMBER_ID, ("GREEN", true)).await;
    until_told(&ada, Some("ACCOUNT_FLAGGED_BY_META")).await;
    blocked(&world, &ada, &json!({}), "ACCOUNT_FLAGGED_BY_META").await;
    rated(&world, NUMBER_ID, ("GREEN", false)).await;
    until_told(&ada, None).await;
}

#[tokio::test]
async fn a_restriction_of_our_calls_counts_as_flagged_and_one_of_theirs_does_not() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let restricted = |kind: &str| {
        json!({
            "event": "ACCOUNT_RESTRICTION",
            "phone_number": BUSINESS.trim_start_matches('+'),
            "restriction_info": [{
                "restriction_type": kind,
                "expiration": (now_seconds() + super::DAY).to_string(),
            }],
        })
    };
    let ours = "RESTRICTED_BUSINESS_INITIATED_CALLING";
    meta_tells(&world, "account_update", &restricted(ours)).await;
    blocked(&world, &ada, &json!({}), "ACCOUNT_FLAGGED_BY_META").await;
    let theirs = "RESTRICTED_USER_INITIATED_CALLING";
    meta_tells(&world, "account_update", &restricted(theirs)).await;
    allowed(&ada, &json!({})).await;
}

#[tokio::test]
async fn quality_rating_too_low() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (id, url) = world.add(&admin, &META.draft(&world)).await;
    META.open(&world, Some(&url), true).await;
    let default = json!({"is_default": true});
    admin
        .patch(&format!("/api/channels/{id}"), &default)
        .await
        .ok();
    let check = format!("/api/channels/{id}/check");
    rated(&world, META.number_id, ("RED", false)).await;
    admin.post(&check, &nothing()).await.ok();
    blocked(&world, &admin, &json!({}), "QUALITY_RATING_TOO_LOW").await;
    rated(&world, META.number_id, ("YELLOW", false)).await;
    admin.post(&check, &nothing()).await.ok();
    allowed(&admin, &json!({})).await;
}
