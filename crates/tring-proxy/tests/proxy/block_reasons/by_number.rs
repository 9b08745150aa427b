//! The number that would call, as the provider's settings and webhooks show it.

use serde_json::{Value, json};

use super::{allowed, blocked, meta_tells};
use crate::world::{BUSINESS, Handmade, NUMBER_ID, World, nothing, webhook::now_seconds};

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

#[tokio::test]
async fn phone_number_inactive() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let ban = |state: &str| {
        json!({
            "event": "DISABLED_UPDATE",
            "ban_info": {"waba_ban_state": state, "waba_ban_date": "October 5, 2026"},
        })
    };
    meta_tells(&world, "account_update", &ban("DISABLE")).await;
    blocked(&world, &ada, &json!({}), "PHONE_NUMBER_INACTIVE").await;
    meta_tells(&world, "account_update", &ban("REINSTATE")).await;
    allowed(&ada, &json!({})).await;
}

#[tokio::test]
async fn account_flagged_by_meta() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let quality = |event: &str| json!({"display_phone_number": BUSINESS, "event": event, "current_limit": "TIER_1K"});
    meta_tells(&world, "phone_number_quality_update", &quality("FLAGGED")).await;
    blocked(&world, &ada, &json!({}), "ACCOUNT_FLAGGED_BY_META").await;
    meta_tells(&world, "phone_number_quality_update", &quality("UNFLAGGED")).await;
    allowed(&ada, &json!({})).await;
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
    let calls = "RESTRICTED_BUSINESS_INITIATED_CALLING";
    meta_tells(&world, "account_update", &restricted(calls)).await;
    blocked(&world, &ada, &json!({}), "ACCOUNT_FLAGGED_BY_META").await;
    let theirs = "RESTRICTED_USER_INITIATED_CALLING";
    meta_tells(&world, "account_update", &restricted(theirs)).await;
    allowed(&ada, &json!({})).await;
}

#[tokio::test]
async fn quality_rating_too_low() {
    let world = World::start().await;
    let admin = world.admin().await;
    let provider = Handmade::channel(
        &world,
        "meta",
        &["--number-id", "206540352242922", "--verify-token", "v", "--default"],
    )
    .await;
    let path = format!("/api/channels/{}/check", provider.channel_id);
    let rated = |rating: &str| -> Value {
        json!({"id": "206540352242922", "display_phone_number": "+55 11 4000-1234", "status": "CONNECTED", "quality_rating": rating})
    };
    provider.answers("/206540352242922", 200, rated("RED"));
    admin.post(&path, &nothing()).await.ok();
    blocked(&world, &admin, &json!({}), "QUALITY_RATING_TOO_LOW").await;
    provider.answers("/206540352242922", 200, rated("YELLOW"));
    admin.post(&path, &nothing()).await.ok();
    allowed(&admin, &json!({})).await;
}
