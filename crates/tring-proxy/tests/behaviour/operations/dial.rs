//! The shop calls a customer.

use serde_json::Value;
use tring_protocol::{call::CallStatus, events::MessageKind};

use crate::{
    media::browser::{Browser, Voice},
    shop::{Shop, sentence, unavailable},
    talk::Outgoing,
    world::until,
};

pub(crate) async fn ok(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    let (call, theirs) = shop.talks().await;
    shop.both_hear(&call.browser, &theirs).await;
    shop.world.provider.press(&theirs, "hangup").await;
    shop.ended(&call.call_id, CallStatus::Completed, "customer_hung_up")
        .await;
    let record = shop.ada.call(&call.call_id).await;
    assert_eq!(record["from_number"], shop.place.number);
    assert_eq!(shop.done("connect").await, 1);
    assert_eq!(shop.done("terminate").await, 0);
}

/// The customer has not allowed calls.
pub(crate) async fn refused(provider: &'static str) {
    let shop = Shop::at(provider).await;
    shop.permits("no_permission").await;
    let (_browser, offer) = Browser::offering(Voice::None).await;
    let answer = shop.initiates(&shop.attempt(offer)).await;
    let body = answer.refused(400, "blocked");
    assert_eq!(body["block_reason"], "NO_CALLING_CONSENT");
    let call_id = body["call_id"].as_str().expect("the call's id");
    let call = shop.ended(call_id, CallStatus::Failed, "refused").await;
    assert_eq!(call["failure_reason"], sentence(&body));
    let state = shop.world.provider.state().await;
    assert_eq!(state["calls"].as_array().map(Vec::len), Some(0));
}

/// The provider calls, and its answer is lost: the customer's phone rings once, however often the page asks.
pub(crate) async fn unreachable(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    shop.postman.keeps();
    shop.line.loses_the_next_answer();
    let (browser, offer) = Browser::offering(Voice::Silence).await;
    let attempt = shop.attempt(offer);
    let body = unavailable(shop.initiates(&attempt).await);
    unavailable(shop.initiates(&attempt).await);
    let call_id = body["call_id"].as_str().expect("the call's id").to_owned();
    assert_eq!(shop.ada.call(&call_id).await["status"], "initiated");
    shop.rings_there().await;
    shop.postman.delivers().await;
    let call = Outgoing { call_id, browser };
    shop.takes_the_answer(&call.browser).await;
    let theirs = shop.rings_there().await;
    shop.world.provider.press(&theirs, "answer").await;
    shop.is_answered(&call).await;
    shop.both_hear(&call.browser, &theirs).await;
    shop.hangs_up(&call.call_id, &theirs).await;
    assert_eq!(shop.done("connect").await, 1);
}

/// The page sends its request twice, and each webhook comes twice.
pub(crate) async fn duplicate(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    shop.postman.delivers_twice();
    let (browser, offer) = Browser::offering(Voice::Silence).await;
    let attempt = shop.attempt(offer);
    let (one, two) = tokio::join!(shop.initiates(&attempt), shop.initiates(&attempt));
    let (one, two) = (one.ok(), two.ok());
    assert_eq!(one["call_id"], two["call_id"]);
    let call_id = one["call_id"].as_str().expect("an id").to_owned();
    let call = Outgoing { call_id, browser };
    shop.takes_the_answer(&call.browser).await;
    let theirs = shop.rings_there().await;
    shop.world.provider.press(&theirs, "answer").await;
    shop.is_answered(&call).await;
    shop.world.provider.press(&theirs, "hangup").await;
    shop.until_told("terminate").await;
    shop.ended(&call.call_id, CallStatus::Completed, "customer_hung_up")
        .await;
    assert_eq!(shop.done("connect").await, 1);
    assert_eq!(shop.world.count("calls").await, 1);
    for kind in [
        MessageKind::CallInitiated,
        MessageKind::CallAnswered,
        MessageKind::CallEnded,
    ] {
        assert_eq!(shop.told(kind).await, 1, "{kind:?}");
    }
    let later = shop.desk.come_already();
    let answers = later
        .iter()
        .filter(|told| told.kind == MessageKind::SdpAnswer);
    assert_eq!(answers.count(), 0, "the answer came once already");
}

/// The webhooks come before the response of the request, the last one first.
pub(crate) async fn unordered(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    shop.postman.keeps();
    shop.line.holds_the_next_answer();
    let (browser, offer) = Browser::offering(Voice::Silence).await;
    let dialling = shop.begins("/api/calls/initiate", &shop.attempt(offer));
    let theirs = shop.rings_there().await;
    shop.world.provider.press(&theirs, "answer").await;
    let last = if shop.can().status_events {
        "accepted"
    } else {
        "connect"
    };
    shop.until_told(last).await;
    shop.postman.delivers_backwards().await;
    shop.takes_the_answer(&browser).await;
    shop.line.releases();
    let call = dialling.await.unwrap().ok();
    let call_id = text(&call["call_id"]);
    let call = Outgoing { call_id, browser };
    shop.is_answered(&call).await;
    shop.both_hear(&call.browser, &theirs).await;
    shop.hangs_up(&call.call_id, &theirs).await;
    shop.ended(&call.call_id, CallStatus::Completed, "hung_up")
        .await;
    until("one call in all", async || {
        (shop.world.count("calls").await == 1).then_some(())
    })
    .await;
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
