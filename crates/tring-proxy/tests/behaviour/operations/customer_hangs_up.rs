//! The customer ends the call, or gives up.

use tring_protocol::{call::CallStatus, events::MessageKind};

use crate::{shop::Shop, world::OTHER_CUSTOMER};

pub(crate) async fn ok(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    let call = shop.answers().await;
    shop.world.provider.press(&call.theirs, "hangup").await;
    shop.ended(&call.call_id, CallStatus::Completed, "customer_hung_up")
        .await;
    assert_eq!(shop.done("terminate").await, 0, "it is over there");
}

pub(crate) async fn duplicate(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    shop.postman.delivers_twice();
    let theirs = shop.customer_calls().await;
    let call_id = shop.rings().await;
    shop.world.provider.press(&theirs, "hangup").await;
    shop.until_told("terminate").await;
    shop.ended(&call_id, CallStatus::Missed, "customer_cancelled")
        .await;
    assert_eq!(shop.told(MessageKind::CallRinging).await, 1);
    assert_eq!(shop.told(MessageKind::CallEnded).await, 1);
    assert_eq!(shop.world.count("calls").await, 1);
}

/// The end comes before the beginning: a dead call does not ring, and the next one does.
pub(crate) async fn unordered(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    shop.postman.keeps();
    let theirs = shop.customer_calls().await;
    shop.world.provider.press(&theirs, "hangup").await;
    shop.until_told("terminate").await;
    shop.postman.delivers_backwards().await;
    assert_eq!(shop.told(MessageKind::CallRinging).await, 0);
    shop.customer_calls_from(OTHER_CUSTOMER).await;
    let living = shop.rings().await;
    let record = shop.ada.call(&living).await;
    assert_eq!(record["contact"]["phone_number"], OTHER_CUSTOMER);
    let dead: Vec<String> = sqlx::query_scalar("SELECT status FROM calls WHERE call_id <> $1")
        .bind(&living)
        .fetch_all(shop.world.store().await.readers())
        .await
        .unwrap();
    assert_eq!(dead, ["missed"], "it is in the history");
}
