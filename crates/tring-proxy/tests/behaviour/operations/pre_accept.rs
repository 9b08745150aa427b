//! The browser's answer goes to the provider before the agent has answered.

use serde_json::json;
use tring_protocol::{call::CallStatus, events::MessageKind};

use crate::{
    shop::{Shop, sentence, unavailable},
    talk::is_connected,
    world::until,
};

pub(crate) async fn ok(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    let call = shop.claims().await;
    shop.prepares(&call).await;
    is_connected(&call.browser).await;
    assert_eq!(shop.done("pre_accept").await, 1);
    let theirs = shop.theirs(&call.theirs).await;
    assert_eq!(theirs["state"], "pre_accepted");
    assert_eq!(
        theirs["packets_in"], 0,
        "nothing goes out before the accept"
    );
    assert_eq!(shop.ada.call(&call.call_id).await["status"], "ringing");
}

/// The customer has given up, and we do not know yet.
pub(crate) async fn refused(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    let call = shop.claims().await;
    shop.postman.keeps();
    shop.world.provider.press(&call.theirs, "hangup").await;
    let answer = shop.does(&call, "pre-accept").await;
    sentence(&answer.refused(400, "provider_refused"));
    shop.ended(&call.call_id, CallStatus::Missed, "customer_cancelled")
        .await;
    assert_eq!(shop.done("pre_accept").await, 0);
    shop.until_told("terminate").await;
    shop.postman.delivers().await;
    assert_eq!(shop.told(MessageKind::CallEnded).await, 1);
}

/// The provider's answer is lost: the call rings again, and nothing is sent twice.
pub(crate) async fn unreachable(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    let call = shop.claims().await;
    shop.line.loses_the_next_answer();
    sentence(&unavailable(shop.does(&call, "pre-accept").await));
    until("the call to be free again", async || {
        let record = shop.ada.call(&call.call_id).await;
        (record["agent_name"].is_null() && record["status"] == "ringing").then_some(())
    })
    .await;
    assert!(shop.done("pre_accept").await <= 1, "sent once");
}

/// The page sends it twice, and each webhook comes twice.
pub(crate) async fn duplicate(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    shop.postman.delivers_twice();
    let call = shop.claims().await;
    let (one, two) = tokio::join!(
        shop.does(&call, "pre-accept"),
        shop.does(&call, "pre-accept")
    );
    one.ok();
    two.ok();
    assert_eq!(shop.done("pre_accept").await, 1);
    assert_eq!(shop.told(MessageKind::CallRinging).await, 1);
    assert_eq!(shop.world.count("calls").await, 1);
}

/// The customer gives up, and we hear of that before the provider's answer.
pub(crate) async fn unordered(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    let call = shop.claims().await;
    shop.line.holds_the_next_answer();
    let asking = shop.begins_to(&call.call_id, "pre-accept", &call.answer);
    shop.until_theirs(&call.theirs, |theirs| theirs["state"] == "pre_accepted")
        .await;
    shop.world.provider.press(&call.theirs, "hangup").await;
    shop.ended(&call.call_id, CallStatus::Missed, "customer_cancelled")
        .await;
    shop.line.releases();
    asking.await.unwrap();
    let again = json!({"desk_id": shop.desk.id});
    shop.ada
        .act(&call.call_id, "claim", &again)
        .await
        .refused(409, "wrong_state");
    shop.ended(&call.call_id, CallStatus::Missed, "customer_cancelled")
        .await;
    assert_eq!(shop.done("terminate").await, 0);
}
