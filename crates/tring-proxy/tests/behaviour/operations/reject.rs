//! The agent declines a customer's call.

use serde_json::{Value, json};
use tring_protocol::{call::CallStatus, events::MessageKind};

use crate::{
    shop::Shop,
    world::{OTHER_CUSTOMER, nothing},
};

pub(crate) async fn ok(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    let theirs = shop.customer_calls().await;
    let call_id = shop.rings().await;
    shop.ada.act(&call_id, "reject", &nothing()).await.ok();
    shop.ended(&call_id, CallStatus::Rejected, "declined").await;
    let ended = shop.until_theirs(&theirs, is_over).await;
    assert_eq!(
        ended["end"],
        json!({"by": "business", "reason": "declined"})
    );
    assert_eq!(shop.settled("reject").await, "done");
    assert_eq!(shop.done("reject").await, 1);
}

/// The customer has given up, and we do not know yet: nothing is to be done, and nothing is tried again.
pub(crate) async fn refused(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    let theirs = shop.customer_calls().await;
    let call_id = shop.rings().await;
    shop.postman.keeps();
    shop.world.provider.press(&theirs, "hangup").await;
    shop.ada.act(&call_id, "reject", &nothing()).await.ok();
    shop.settled("reject").await;
    shop.until_told("terminate").await;
    shop.postman.delivers().await;
    shop.ended(&call_id, CallStatus::Rejected, "declined").await;
    assert_eq!(shop.done("reject").await, 0);
    assert_eq!(shop.told(MessageKind::CallEnded).await, 1);
}

/// The provider's answer is lost: it is said again until somebody confirms it.
pub(crate) async fn unreachable(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    let theirs = shop.customer_calls().await;
    let call_id = shop.rings().await;
    shop.line.loses_the_next_answer();
    shop.ada.act(&call_id, "reject", &nothing()).await.ok();
    shop.until_theirs(&theirs, is_over).await;
    shop.settled("reject").await;
    shop.ended(&call_id, CallStatus::Rejected, "declined").await;
    assert_eq!(shop.done("reject").await, 1, "the second finds it over");
}

/// The page sends it twice, and each webhook comes twice.
pub(crate) async fn duplicate(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    shop.postman.delivers_twice();
    let theirs = shop.customer_calls().await;
    let call_id = shop.rings().await;
    shop.ada.act(&call_id, "reject", &nothing()).await.ok();
    let again = shop.ada.act(&call_id, "reject", &nothing()).await;
    again.refused(409, "wrong_state");
    shop.until_theirs(&theirs, is_over).await;
    shop.until_told("terminate").await;
    shop.ended(&call_id, CallStatus::Rejected, "declined").await;
    assert_eq!(shop.done("reject").await, 1);
    assert_eq!(shop.told(MessageKind::CallRinging).await, 1);
    assert_eq!(shop.told(MessageKind::CallEnded).await, 1);
}

/// The end is told before the provider's answer, and the next call rings as ever.
pub(crate) async fn unordered(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    shop.customer_calls().await;
    let call_id = shop.rings().await;
    shop.line.holds_the_next_answer();
    shop.ada.act(&call_id, "reject", &nothing()).await.ok();
    shop.until_told("terminate").await;
    shop.line.releases();
    shop.settled("reject").await;
    shop.ended(&call_id, CallStatus::Rejected, "declined").await;
    assert_eq!(shop.told(MessageKind::CallEnded).await, 1);
    shop.customer_calls_from(OTHER_CUSTOMER).await;
    assert_ne!(shop.rings().await, call_id);
    assert_eq!(shop.done("reject").await, 1);
}

fn is_over(call: &Value) -> bool {
    call["state"] == "ended"
}
