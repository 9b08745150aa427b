//! The customer does not pick up.

use serde_json::json;
use tring_protocol::{call::CallStatus, events::MessageKind};

use crate::{shop::Shop, world::CUSTOMER};

/// Rings at the customer's until the provider ends it; the call's id.
async fn unanswered(shop: &Shop) -> String {
    let sleeps = json!({"answer": "never", "ring_timeout_ms": 50});
    shop.world.provider.script(CUSTOMER, &sleeps).await;
    let call = shop.dials().await;
    shop.until_told("terminate").await;
    call.call_id
}

async fn ends_right(shop: &Shop, call_id: &str) {
    shop.ended(call_id, CallStatus::NoAnswer, "no_answer").await;
    assert_eq!(shop.done("terminate").await, 0, "it is over there");
    assert_eq!(shop.told(MessageKind::CallEnded).await, 1);
    assert_eq!(shop.world.count("calls").await, 1);
}

pub(crate) async fn ok(provider: &'static str) {
    let shop = Shop::at(provider).await;
    let call_id = unanswered(&shop).await;
    ends_right(&shop, &call_id).await;
}

pub(crate) async fn duplicate(provider: &'static str) {
    let shop = Shop::at(provider).await;
    shop.postman.delivers_twice();
    let call_id = unanswered(&shop).await;
    ends_right(&shop, &call_id).await;
}

/// The end comes before everything else.
pub(crate) async fn unordered(provider: &'static str) {
    let shop = Shop::at(provider).await;
    shop.postman.keeps();
    let call_id = unanswered(&shop).await;
    shop.postman.delivers_backwards().await;
    ends_right(&shop, &call_id).await;
}
