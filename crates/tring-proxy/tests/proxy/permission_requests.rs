//! Requests for the permission to call: pending, replied to, declined, not delivered, refused, lost in a crash.

use serde_json::json;
use tring_protocol::permission::Grant;

use crate::{
    permissions::{of_customer, shown, told},
    world::{CUSTOMER, OTHER_CUSTOMER, World, until, webhook},
};

#[tokio::test]
async fn a_request_is_pending_until_the_customer_replies() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.permits(CUSTOMER, "no_permission").await;
    let body = json!({"phone_number": CUSTOMER, "text": "May we call about your order?"});
    let asked = ada.post("/api/permissions/request", &body).await.ok();
    assert!(asked["asked_at"].is_u64(), "{asked}");
    assert_eq!(asked["can_ask"], false);
    assert!(
        told(&mut desk).await.asked_at.is_some(),
        "the others see it"
    );
    let again = ada
        .post("/api/permissions/request", &body)
        .await
        .refused(409, "wrong_state");
    assert!(
        again["error"].as_str().unwrap().contains("has not replied"),
        "{again}"
    );
    let request = world.provider.permission_request().await;
    assert_eq!(request["text"], "May we call about your order?");
    world.provider.replies(&request, "temporary").await;
    let replied = told(&mut desk).await;
    assert_eq!((replied.grant, replied.asked_at), (Grant::Temporary, None));
    let shown = shown(&ada, &of_customer()).await;
    assert_eq!(shown.requests_left_today, Some(0), "the provider counts");
    assert_eq!(world.provider.asked("messages").await, 1);
}

// The meter of somebody new said "may not be called"; after asking it said that nobody knows, and a call looked possible.
#[tokio::test]
async fn asking_somebody_new_forgets_nothing_that_the_meter_has_shown() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.permits(CUSTOMER, "no_permission").await;
    let before = shown(&ada, &of_customer()).await;
    assert_eq!(before.grant, Grant::None);
    let body = json!({"phone_number": CUSTOMER});
    let asked = ada.post("/api/permissions/request", &body).await.ok();
    assert_eq!(asked["grant"], "none", "{asked}");
    assert!(asked["refusal"].is_string(), "why not to call: {asked}");
    let told = told(&mut desk).await;
    assert_eq!(told.grant, Grant::None, "the others are told the same");
    assert!(told.asked_at.is_some(), "and that it is pending");
}

#[tokio::test]
async fn who_declines_is_shown_as_having_declined() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world
        .provider
        .permits(OTHER_CUSTOMER, "no_permission")
        .await;
    let body = json!({"phone_number": OTHER_CUSTOMER});
    ada.post("/api/permissions/request", &body).await.ok();
    told(&mut desk).await;
    let request = world.provider.permission_request().await;
    world.provider.replies(&request, "decline").await;
    let replied = told(&mut desk).await;
    assert_eq!((replied.grant, replied.asked_at), (Grant::None, None));
    assert!(replied.declined_at.is_some(), "when");
    assert!(replied.refusal.unwrap().contains("declined"), "why");
}

// Positus sends no webhook for a reply, and elsewhere one can be lost: the provider said that the customer allows calls,
// and the meter went on waiting for the reply beside it.
#[tokio::test]
async fn a_grant_that_the_provider_tells_of_is_the_reply_to_the_request() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.permits(CUSTOMER, "no_permission").await;
    let body = json!({"phone_number": CUSTOMER});
    ada.post("/api/permissions/request", &body).await.ok();
    assert!(told(&mut desk).await.asked_at.is_some(), "pending");
    let waiting = shown(&ada, &of_customer()).await;
    assert!(waiting.asked_at.is_some(), "no grant is no reply");
    world.provider.permits(CUSTOMER, "permanent").await;
    let granted = shown(&ada, &of_customer()).await;
    assert_eq!((granted.grant, granted.asked_at), (Grant::Permanent, None));
    let mut seen = told(&mut desk).await;
    while seen.grant != Grant::Permanent {
        seen = told(&mut desk).await;
    }
    assert_eq!(seen.asked_at, None, "the others see it");
}

// The customer's WhatsApp was too old for the request: the inbox waited for a reply that could not come.
#[tokio::test]
async fn a_request_that_is_not_delivered_ends_with_its_reason() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.permits(CUSTOMER, "no_permission").await;
    let body = json!({"phone_number": CUSTOMER});
    ada.post("/api/permissions/request", &body).await.ok();
    assert!(told(&mut desk).await.asked_at.is_some(), "pending");
    let request = world.provider.permission_request().await;
    let failed = webhook::message_failed(request["id"].as_str().unwrap(), CUSTOMER, 131_026);
    webhook::send(&world, &failed).await.ok();
    let over = told(&mut desk).await;
    assert_eq!(over.asked_at, None);
    let warning = over.warning.unwrap();
    assert!(
        warning.starts_with("Your last request did not reach"),
        "{warning}"
    );
    let foreign = webhook::message_failed("wamid.foreign", CUSTOMER, 131_026);
    webhook::send(&world, &foreign).await.ok();
    assert!(desk.come_already().is_empty(), "another message's matter");
}

#[tokio::test]
async fn a_request_that_the_provider_refuses_is_not_pending() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    world.provider.permits(CUSTOMER, "permanent").await;
    let body = json!({"phone_number": CUSTOMER});
    let refused = ada.post("/api/permissions/request", &body).await;
    assert!(refused.status.is_client_error(), "{}", refused.text);
    let sentence = refused.json["error"].as_str().unwrap();
    assert!(sentence.ends_with('.'), "{sentence}");
    assert_eq!(refused.json.get("call_id"), None, "there is no call");
    world.provider.permits(CUSTOMER, "no_permission").await;
    assert_eq!(shown(&ada, &of_customer()).await.asked_at, None);
    ada.post("/api/permissions/request", &body).await.ok();
}

// The proxy died between the request and the provider's answer. Sent again, the customer would get it twice, and it
// is billed twice.
#[tokio::test]
async fn a_crash_while_asking_leaves_a_request_that_is_never_sent_again() {
    let mut world = World::apart().await;
    let ada = world.agent("Ada").await;
    world.provider.permits(CUSTOMER, "no_permission").await;
    let slow = json!({"response": {"delay_ms": 3_000}, "response_for": "messages"});
    world.provider.script(CUSTOMER, &slow).await;
    let body = json!({"phone_number": CUSTOMER});
    let request = ada
        .request(reqwest::Method::POST, "/api/permissions/request")
        .json(&body);
    tokio::spawn(request.send());
    world.provider.until_asked("messages", 1).await;
    world.kill().await;
    world.start_apart_again().await;
    let state: String = sqlx::query_scalar("SELECT state FROM permission_requests")
        .fetch_one(world.store().await.readers())
        .await
        .unwrap();
    assert_eq!(state, "unknown");
    ada.post("/api/permissions/request", &body)
        .await
        .refused(409, "wrong_state");
    assert_eq!(world.provider.asked("messages").await, 1);
    until("the reply to count all the same", async || {
        let request = world.provider.permission_request().await;
        world.provider.replies(&request, "permanent").await;
        let shown = shown(&ada, &of_customer()).await;
        (shown.asked_at.is_none() && shown.grant == Grant::Permanent).then_some(())
    })
    .await;
}
