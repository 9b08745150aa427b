//! The agent hangs up.

use serde_json::{Value, json};
use tring_protocol::{call::CallStatus, events::MessageKind};

use crate::{shop::Shop, world::nothing};

pub(crate) async fn ok(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    let (call, theirs) = shop.talks().await;
    shop.hangs_up(&call.call_id, &theirs).await;
    shop.ended(&call.call_id, CallStatus::Completed, "hung_up")
        .await;
    let ended = shop.theirs(&theirs).await;
    assert_eq!(ended["end"], json!({"by": "business", "reason": "hung_up"}));
    assert_eq!(shop.settled("terminate").await, "done");
    assert_eq!(shop.done("terminate").await, 1);
}

/// The customer was quicker, and we do not know yet: nothing is to be done, and nothing is tried again.
pub(crate) async fn refused(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    let call = shop.answers().await;
    shop.postman.keeps();
    shop.world.provider.press(&call.theirs, "hangup").await;
    shop.ada.act(&call.call_id, "end", &nothing()).await.ok();
    shop.settled("terminate").await;
    shop.until_told("terminate").await;
    shop.postman.delivers().await;
    shop.ended(&call.call_id, CallStatus::Completed, "hung_up")
        .await;
    assert_eq!(shop.done("terminate").await, 0);
    assert_eq!(shop.told(MessageKind::CallEnded).await, 1);
}

/// The provider's answer is lost: it is said again until somebody confirms it.
pub(crate) async fn unreachable(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    let (call, theirs) = shop.talks().await;
    shop.line.loses_the_next_answer();
    shop.ada.act(&call.call_id, "end", &nothing()).await.ok();
    shop.until_theirs(&theirs, is_over).await;
    shop.settled("terminate").await;
    shop.ended(&call.call_id, CallStatus::Completed, "hung_up")
        .await;
    assert_eq!(shop.done("terminate").await, 1, "the second finds it over");
}

/// The page sends it twice, and each webhook comes twice.
pub(crate) async fn duplicate(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    shop.postman.delivers_twice();
    let call = shop.answers().await;
    for _ in 0..2 {
        shop.ada.act(&call.call_id, "end", &nothing()).await.ok();
    }
    shop.until_theirs(&call.theirs, is_over).await;
    shop.until_told("terminate").await;
    shop.ended(&call.call_id, CallStatus::Completed, "hung_up")
        .await;
    assert_eq!(shop.done("terminate").await, 1);
    assert_eq!(shop.told(MessageKind::CallEnded).await, 1);
}

/// The end is told before the provider's answer.
pub(crate) async fn unordered(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    let (call, _) = shop.talks().await;
    shop.line.holds_the_next_answer();
    let ending = shop.begins_to(&call.call_id, "end", &nothing());
    shop.until_told("terminate").await;
    shop.line.releases();
    ending.await.unwrap().ok();
    shop.settled("terminate").await;
    shop.ended(&call.call_id, CallStatus::Completed, "hung_up")
        .await;
    assert_eq!(shop.done("terminate").await, 1);
    assert_eq!(shop.told(MessageKind::CallEnded).await, 1);
}

fn is_over(call: &Value) -> bool {
    call["state"] == "ended"
}
