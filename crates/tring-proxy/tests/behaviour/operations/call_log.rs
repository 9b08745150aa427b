//! The provider's call log tells what no webhook has told.

use std::time::Duration;

use tring_protocol::{call::CallStatus, events::MessageKind};

use crate::{shop::Shop, talk::Outgoing, world::until};

/// A shop that looks calls up soon, and to which no webhook gets through.
async fn deaf(provider: &'static str) -> Shop {
    let shop = Shop::with(provider, |timings| {
        timings.look = Duration::from_millis(50);
        timings.longest_look = Duration::from_millis(200);
    })
    .await;
    shop.postman.keeps();
    shop
}

/// The customer picks up and hangs up again.
async fn is_over(shop: &Shop) -> Outgoing {
    let call = shop.dials().await;
    let theirs = shop.rings_there().await;
    shop.world.provider.press(&theirs, "answer").await;
    shop.world.provider.press(&theirs, "hangup").await;
    shop.until_told("terminate").await;
    call
}

/// Waits until the log was asked twice from now on.
async fn looks_in_vain(shop: &Shop) {
    let before = looks(shop).await;
    until("looks at the log", async || {
        (looks(shop).await >= before + 2).then_some(())
    })
    .await;
}

async fn looks(shop: &Shop) -> i64 {
    sqlx::query_scalar("SELECT looks FROM calls")
        .fetch_one(shop.world.store().await.readers())
        .await
        .unwrap()
}

/// Waits until a look has told this.
async fn is_looked_up(shop: &Shop, call_id: &str, status: CallStatus) -> serde_json::Value {
    shop.ada.until_status(call_id, status).await
}

async fn ends_right(shop: &Shop, call_id: &str) {
    is_looked_up(shop, call_id, CallStatus::Completed).await;
    shop.ended(call_id, CallStatus::Completed, "customer_hung_up")
        .await;
}

/// Waits until the call was due for a look.
async fn was_due(shop: &Shop) {
    until("the call to be due for a look", async || {
        let due: Option<bool> =
            sqlx::query_scalar("SELECT check_at > initiated_at + 50 FROM calls")
                .fetch_optional(shop.world.store().await.readers())
                .await
                .unwrap();
        due.filter(|due| *due)
    })
    .await;
}

/// The provider takes its time to say the call's id, until after the first look is due. It once happened by chance: the
/// call was then left alone for hours, as if its provider had no log.
pub(crate) async fn ok(provider: &'static str) {
    let shop = deaf(provider).await;
    shop.line.holds_the_next_answer();
    let (call, ()) = tokio::join!(shop.dials(), async {
        was_due(&shop).await;
        shop.line.releases();
    });
    let theirs = shop.rings_there().await;
    let record = is_looked_up(&shop, &call.call_id, CallStatus::Ringing).await;
    assert_eq!(record["answered_at"], serde_json::Value::Null);
    shop.world.provider.press(&theirs, "answer").await;
    is_looked_up(&shop, &call.call_id, CallStatus::InProgress).await;
    shop.world.provider.press(&theirs, "hangup").await;
    ends_right(&shop, &call.call_id).await;
    assert_eq!(shop.done("terminate").await, 0, "it is over there");
}

/// The token has expired: it is asked again later, and nothing is lost.
///
/// It expires before the call ends. It once expired after: a look in between found the end, no further look came, and
/// the test waited for one in vain.
pub(crate) async fn refused(provider: &'static str) {
    let shop = deaf(provider).await;
    let call = shop.dials().await;
    let theirs = shop.rings_there().await;
    shop.world.provider.press(&theirs, "answer").await;
    shop.number_has("token", "another-token").await;
    shop.world.provider.press(&theirs, "hangup").await;
    shop.until_told("terminate").await;
    looks_in_vain(&shop).await;
    shop.number_has("token", crate::world::ACCESS_TOKEN).await;
    ends_right(&shop, &call.call_id).await;
}

pub(crate) async fn unreachable(provider: &'static str) {
    let shop = deaf(provider).await;
    let call = shop.dials().await;
    shop.line.is_cut();
    let theirs = shop.rings_there().await;
    shop.world.provider.press(&theirs, "answer").await;
    shop.world.provider.press(&theirs, "hangup").await;
    looks_in_vain(&shop).await;
    let status = shop.ada.call(&call.call_id).await["status"].clone();
    assert!(
        ["initiated", "ringing"].contains(&status.as_str().unwrap()),
        "{status}"
    );
    shop.line.is_mended();
    ends_right(&shop, &call.call_id).await;
}

/// What the log has told comes as webhooks too.
pub(crate) async fn duplicate(provider: &'static str) {
    let shop = deaf(provider).await;
    let call = is_over(&shop).await;
    ends_right(&shop, &call.call_id).await;
    shop.postman.delivers().await;
    ends_right(&shop, &call.call_id).await;
    assert_eq!(shop.told(MessageKind::CallEnded).await, 1);
    assert_eq!(shop.world.count("calls").await, 1);
}

/// The same with the webhooks in the wrong order.
pub(crate) async fn unordered(provider: &'static str) {
    let shop = deaf(provider).await;
    let call = is_over(&shop).await;
    ends_right(&shop, &call.call_id).await;
    shop.postman.delivers_backwards().await;
    ends_right(&shop, &call.call_id).await;
    assert_eq!(shop.told(MessageKind::CallEnded).await, 1);
    assert_eq!(shop.world.count("calls").await, 1);
}
