//! The agent answers a customer's call.

use tring_protocol::{call::CallStatus, events::MessageKind};

use crate::{
    shop::{Shop, sentence, unavailable},
    talk::is_connected,
};

pub(crate) async fn ok(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    let call = shop.claims().await;
    shop.prepares(&call).await;
    if shop.can().pre_accept {
        is_connected(&call.browser).await;
    }
    shop.does(&call, "answer").await.ok();
    let record = shop.ada.call(&call.call_id).await;
    assert_eq!(record["status"], "in_progress");
    assert_eq!(record["to_number"], shop.place.number);
    shop.both_hear(&call.browser, &call.theirs).await;
    let theirs = shop.theirs(&call.theirs).await;
    assert_eq!(theirs["packets_in_before_accept"], 0);
    shop.hangs_up(&call.call_id, &call.theirs).await;
    shop.ended(&call.call_id, CallStatus::Completed, "hung_up")
        .await;
    assert_eq!(shop.done("accept").await, 1);
}

/// The customer has given up, and we do not know yet.
pub(crate) async fn refused(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    let call = shop.claims().await;
    shop.prepares(&call).await;
    shop.postman.keeps();
    shop.world.provider.press(&call.theirs, "hangup").await;
    let answer = shop.does(&call, "answer").await;
    sentence(&answer.refused(400, "provider_refused"));
    shop.ended(&call.call_id, CallStatus::Missed, "customer_cancelled")
        .await;
    assert_eq!(shop.done("accept").await, 0);
    shop.until_told("terminate").await;
    shop.postman.delivers().await;
    assert_eq!(shop.told(MessageKind::CallEnded).await, 1);
}

/// The provider's answer is lost: nobody may talk into a call that may not be there, so it ends at both ends.
pub(crate) async fn unreachable(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    let call = shop.claims().await;
    shop.prepares(&call).await;
    shop.line.loses_the_next_answer();
    sentence(&unavailable(shop.does(&call, "answer").await));
    shop.ended(&call.call_id, CallStatus::Failed, "provider_unreachable")
        .await;
    shop.until_theirs(&call.theirs, |theirs| theirs["state"] == "ended")
        .await;
    assert_eq!(shop.done("accept").await, 1);
    assert_eq!(shop.done("terminate").await, 1);
}

/// The page sends it twice, and each webhook comes twice.
pub(crate) async fn duplicate(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    shop.postman.delivers_twice();
    let call = shop.claims().await;
    shop.prepares(&call).await;
    let (one, two) = tokio::join!(shop.does(&call, "answer"), shop.does(&call, "answer"));
    one.ok();
    two.ok();
    shop.world.provider.press(&call.theirs, "hangup").await;
    shop.until_told("terminate").await;
    shop.ended(&call.call_id, CallStatus::Completed, "customer_hung_up")
        .await;
    assert_eq!(shop.done("accept").await, 1);
    assert_eq!(shop.world.count("calls").await, 1);
    for kind in [
        MessageKind::CallRinging,
        MessageKind::CallAnswered,
        MessageKind::CallEnded,
    ] {
        assert_eq!(shop.told(kind).await, 1, "{kind:?}");
    }
}

/// The customer hangs up at once, and we hear of that before the provider's answer.
pub(crate) async fn unordered(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    let call = shop.claims().await;
    shop.prepares(&call).await;
    shop.line.holds_the_next_answer();
    let asking = shop.begins_to(&call.call_id, "answer", &call.answer);
    shop.until_theirs(&call.theirs, |theirs| theirs["state"] == "in_progress")
        .await;
    shop.world.provider.press(&call.theirs, "hangup").await;
    shop.ended(&call.call_id, CallStatus::Completed, "customer_hung_up")
        .await;
    shop.line.releases();
    asking.await.unwrap();
    shop.ended(&call.call_id, CallStatus::Completed, "customer_hung_up")
        .await;
    assert_eq!(shop.told(MessageKind::CallEnded).await, 1);
    assert_eq!(shop.done("terminate").await, 0);
}
