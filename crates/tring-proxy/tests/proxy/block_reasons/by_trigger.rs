//! What a call is asked for by.

use serde_json::json;

use super::{allowed, blocked, rules};
use crate::world::World;

#[tokio::test]
async fn invalid_trigger_type() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let robot = json!({"trigger_type": "robot"});
    blocked(&world, &ada, &robot, "INVALID_TRIGGER_TYPE").await;
    let flow = json!({"trigger_type": "automation", "trigger_source": "crm"});
    allowed(&ada, &flow).await;
    rules(&world, &json!({"trigger_types": ["manual", "keyword"]})).await;
    blocked(&world, &ada, &flow, "INVALID_TRIGGER_TYPE").await;
    allowed(&ada, &json!({})).await;
}

#[tokio::test]
async fn invalid_trigger_source() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let moon = json!({"trigger_type": "api", "trigger_source": "moon"});
    blocked(&world, &ada, &moon, "INVALID_TRIGGER_SOURCE").await;
    let not_written_there =
        json!({"trigger_type": "keyword", "trigger_source": "api", "trigger_message": "call me"});
    blocked(&world, &ada, &not_written_there, "INVALID_TRIGGER_SOURCE").await;
    let callback = json!({"trigger_type": "callback", "trigger_source": "widget"});
    allowed(&ada, &callback).await;
    rules(&world, &json!({"trigger_sources": ["inbox"]})).await;
    blocked(&world, &ada, &callback, "INVALID_TRIGGER_SOURCE").await;
}

#[tokio::test]
async fn no_call_keyword_detected() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let writes = |message: &str| json!({"trigger_type": "keyword", "trigger_source": "whatsapp", "trigger_message": message});
    let reason = "NO_CALL_KEYWORD_DETECTED";
    blocked(&world, &ada, &json!({"trigger_type": "keyword"}), reason).await;
    blocked(&world, &ada, &writes("How much is it?"), reason).await;
    blocked(&world, &ada, &writes("please don't call me"), reason).await;
    allowed(&ada, &writes("Could you please call me?")).await;
    rules(&world, &json!({"call_keywords": ["klingel durch"]})).await;
    blocked(&world, &ada, &writes("Could you please call me?"), reason).await;
    allowed(&ada, &writes("Klingel durch!")).await;
}

#[tokio::test]
async fn no_explicit_consent() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let replies = |message: &str| json!({"trigger_type": "consent_reply", "trigger_source": "whatsapp", "trigger_message": message});
    blocked(&world, &ada, &replies("not now"), "NO_EXPLICIT_CONSENT").await;
    allowed(&ada, &replies("Yes, please")).await;
    rules(&world, &json!({"affirmative_replies": ["jawoll"]})).await;
    blocked(&world, &ada, &replies("Yes, please"), "NO_EXPLICIT_CONSENT").await;
    rules(&world, &json!({"consent_policy": "explicit"})).await;
    blocked(&world, &ada, &json!({}), "NO_EXPLICIT_CONSENT").await;
    super::customer_replies(&world, &json!({"response": "accept", "is_permanent": true})).await;
    let told = allowed(&ada, &json!({})).await;
    assert_eq!(told["data"]["consent_type"], "explicit");
}
