//! The customer declines our call.

use tring_protocol::{call::CallStatus, events::MessageKind};

use crate::shop::Shop;

/// Rings at the customer's, who declines; the call's id.
async fn declined(shop: &Shop) -> String {
    let call = shop.dials().await;
    let theirs = shop.rings_there().await;
    shop.world.provider.press(&theirs, "decline").await;
    shop.until_told("terminate").await;
    call.call_id
}

/// Where a provider tells of a decline only as of an end, it cannot be known from one who does not pick up.
async fn ends_right(shop: &Shop, call_id: &str) {
    let (status, reason) = if shop.has_told("rejected").await {
        (CallStatus::Rejected, "customer_declined")
    } else {
        (CallStatus::NoAnswer, "no_answer")
    };
    shop.ended(call_id, status, reason).await;
    assert_eq!(shop.done("terminate").await, 0, "it is over there");
}

pub(crate) async fn ok(provider: &'static str) {
    let shop = Shop::at(provider).await;
    let call_id = declined(&shop).await;
    ends_right(&shop, &call_id).await;
}

pub(crate) async fn duplicate(provider: &'static str) {
    let shop = Shop::at(provider).await;
    shop.postman.delivers_twice();
    let call_id = declined(&shop).await;
    ends_right(&shop, &call_id).await;
    assert_eq!(shop.told(MessageKind::CallEnded).await, 1);
    assert_eq!(shop.world.count("calls").await, 1);
}

/// The end comes before everything else.
pub(crate) async fn unordered(provider: &'static str) {
    let shop = Shop::at(provider).await;
    shop.postman.keeps();
    let call_id = declined(&shop).await;
    shop.postman.delivers_backwards().await;
    let call = shop.ada.call(&call_id).await;
    let status = call["status"].as_str().unwrap();
    assert!(["rejected", "no_answer"].contains(&status), "{call}");
    assert_eq!(shop.told(MessageKind::CallEnded).await, 1);
    assert_eq!(shop.world.count("calls").await, 1);
    assert_eq!(shop.done("terminate").await, 0, "it is over there");
}
