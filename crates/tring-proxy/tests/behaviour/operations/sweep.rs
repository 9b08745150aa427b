//! A call of ours rings without an end, and no webhook gets through: it is given up, and ended at the provider.

use std::time::Duration;

use serde_json::json;
use tring_protocol::{call::CallStatus, events::MessageKind};

use crate::{
    shop::Shop,
    world::{CUSTOMER, until},
};

/// A shop that soon gives up, and whose customer never picks up: the shop, the call, and the provider's id of it.
async fn gives_up(
    provider: &'static str,
    prepare: impl AsyncFnOnce(&Shop),
) -> (Shop, String, String) {
    let shop = Shop::with(provider, |timings| {
        timings.ring_there = Duration::from_millis(300);
    })
    .await;
    let never = json!({"answer": "never", "ring_timeout_ms": 60_000});
    shop.world.provider.script(CUSTOMER, &never).await;
    shop.postman.keeps();
    let call = shop.dials().await;
    let theirs = shop.rings_there().await;
    prepare(&shop).await;
    shop.ended(&call.call_id, CallStatus::NoAnswer, "no_answer")
        .await;
    (shop, call.call_id, theirs)
}

/// The call is over at both ends, and was ended once.
async fn is_settled(shop: &Shop, (call_id, theirs): (&str, &str), times: usize) {
    shop.until_theirs(theirs, |call| call["state"] == "ended")
        .await;
    assert_ne!(shop.settled("terminate").await, "intended");
    shop.ended(call_id, CallStatus::NoAnswer, "no_answer").await;
    assert_eq!(shop.done("terminate").await, times);
    assert_eq!(shop.told(MessageKind::CallEnded).await, 1);
    assert_eq!(shop.world.count("calls").await, 1);
}

/// Where only a webhook brings what the request to end the call needs, it goes out once one has come.
pub(crate) async fn ok(provider: &'static str) {
    let (shop, call_id, theirs) = gives_up(provider, async |_| {}).await;
    shop.postman.delivers().await;
    is_settled(&shop, (&call_id, &theirs), 1).await;
}

/// The customer's phone has given up before us.
pub(crate) async fn refused(provider: &'static str) {
    let (shop, call_id, theirs) = gives_up(provider, async |shop| {
        let theirs = shop.rings_there().await;
        shop.world.provider.press(&theirs, "decline").await;
    })
    .await;
    shop.until_told("terminate").await;
    shop.postman.delivers().await;
    is_settled(&shop, (&call_id, &theirs), 0).await;
}

/// Nobody can be reached when the time is up: it is said again until somebody confirms it.
pub(crate) async fn unreachable(provider: &'static str) {
    let (shop, call_id, theirs) = gives_up(provider, async |shop| shop.line.is_cut()).await;
    shop.postman.delivers().await;
    until("a try", async || {
        let attempts: Option<i64> =
            sqlx::query_scalar("SELECT attempts FROM provider_actions WHERE kind = 'terminate'")
                .fetch_optional(shop.world.store().await.readers())
                .await
                .unwrap();
        attempts.filter(|attempts| *attempts > 0)
    })
    .await;
    shop.line.is_mended();
    is_settled(&shop, (&call_id, &theirs), 1).await;
}

/// The webhooks come at last, each of them twice.
pub(crate) async fn duplicate(provider: &'static str) {
    let (shop, call_id, theirs) = gives_up(provider, async |_| {}).await;
    shop.postman.delivers_all_twice().await;
    is_settled(&shop, (&call_id, &theirs), 1).await;
}

/// The webhooks come at last, the last one first.
pub(crate) async fn unordered(provider: &'static str) {
    let (shop, call_id, theirs) = gives_up(provider, async |_| {}).await;
    shop.postman.delivers_backwards().await;
    is_settled(&shop, (&call_id, &theirs), 1).await;
}
