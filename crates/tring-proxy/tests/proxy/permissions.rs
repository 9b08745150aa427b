//! The permission to call a contact: kept from webhooks, asked of the provider, shown and told.

use serde_json::{Value, json};
use tring_protocol::{
    events::MessageKind,
    permission::{Grant, PermissionState},
};

use crate::world::{Agent, CUSTOMER, World, desk::Desk, initiate_json, webhook};

const DAY: u64 = 24 * 3_600;

pub(crate) async fn shown(agent: &Agent, query: &str) -> PermissionState {
    let shown = agent.get(&format!("/api/permissions?{query}")).await.ok();
    serde_json::from_value(shown).unwrap()
}

pub(crate) fn of_customer() -> String {
    format!("phone_number=%2B{}", CUSTOMER.trim_start_matches('+'))
}

pub(crate) async fn told(desk: &mut Desk) -> PermissionState {
    let message = desk.next_of(MessageKind::PermissionChanged).await;
    assert!(message.seq > 0, "it is an event of the team's log");
    message.permission.unwrap()
}

fn accept(expires: u64) -> Value {
    json!({"response": "accept", "expiration_timestamp": expires.to_string(), "response_source": "user_action"})
}

fn reject() -> Value {
    json!({"response": "reject", "response_source": "user_action"})
}

/// What is stored of the only permission.
async fn stored(world: &World) -> (String, Option<String>) {
    sqlx::query_as("SELECT grant_word, source FROM permissions")
        .fetch_one(world.store().await.readers())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_reply_of_somebody_unknown_is_kept_and_told_to_the_team() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let now = webhook::now_seconds();
    let reply = webhook::permission_reply(CUSTOMER, now, &accept(now + DAY));
    webhook::send(&world, &reply).await.ok();
    let told = told(&mut desk).await;
    assert_eq!(told.grant, Grant::Temporary);
    assert_eq!(told.granted_until, Some((now + DAY) * 1_000));
    assert_eq!(told.phone_number, CUSTOMER);
    assert_eq!(told.refusal, None);
    assert_eq!(world.count("contacts").await, 1);
    let (grant, source) = stored(&world).await;
    assert_eq!(
        (grant.as_str(), source.as_deref()),
        ("temporary", Some("user"))
    );
}

#[tokio::test]
async fn a_reply_that_comes_twice_is_told_once() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let now = webhook::now_seconds();
    let reply = webhook::permission_reply(CUSTOMER, now, &accept(now + DAY));
    webhook::send(&world, &reply).await.ok();
    webhook::send(&world, &reply).await.ok();
    let later = webhook::permission_reply(CUSTOMER, now + 1, &reject());
    webhook::send(&world, &later).await.ok();
    assert_eq!(told(&mut desk).await.grant, Grant::Temporary);
    assert_eq!(
        told(&mut desk).await.grant,
        Grant::None,
        "not the same again"
    );
}

// Webhooks are unordered: yesterday's decline came after today's grant and took it away.
#[tokio::test]
async fn an_older_reply_does_not_override_a_newer_one() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let now = webhook::now_seconds();
    let new = webhook::permission_reply(
        CUSTOMER,
        now,
        &json!({"response": "accept", "is_permanent": true}),
    );
    webhook::send(&world, &new).await.ok();
    let old = webhook::permission_reply(CUSTOMER, now - DAY, &reject());
    webhook::send(&world, &old).await.ok();
    assert_eq!(told(&mut desk).await.grant, Grant::Permanent);
    assert_eq!(stored(&world).await.0, "permanent");
    assert!(desk.come_already().is_empty(), "nothing changed");
}

#[tokio::test]
async fn whatsapp_itself_takes_a_permission_away() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let now = webhook::now_seconds();
    let granted = webhook::permission_reply(CUSTOMER, now - 1, &accept(now + DAY));
    webhook::send(&world, &granted).await.ok();
    let revoked = json!({"response": "reject", "response_source": "automatic"});
    let revoked = webhook::permission_reply(CUSTOMER, now, &revoked);
    webhook::send(&world, &revoked).await.ok();
    told(&mut desk).await;
    let told = told(&mut desk).await;
    assert_eq!((told.grant, told.declined_at), (Grant::None, None));
    assert_eq!(stored(&world).await.1.as_deref(), Some("automatic"));
}

// There is no webhook when a permission runs out: the page went on offering the call.
#[tokio::test]
async fn a_permission_runs_out_by_its_time_and_the_pages_are_told() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let now = webhook::now_seconds();
    let reply = webhook::permission_reply(CUSTOMER, now, &accept(now + 1));
    webhook::send(&world, &reply).await.ok();
    assert_eq!(told(&mut desk).await.grant, Grant::Temporary);
    let over = told(&mut desk).await;
    assert_eq!((over.grant, over.granted_until), (Grant::None, None));
}

#[tokio::test]
async fn the_provider_is_asked_and_what_it_says_is_kept_for_later() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    world.provider.permits(CUSTOMER, "no_permission").await;
    let stranger = shown(&ada, &of_customer()).await;
    assert_eq!(
        (stranger.grant, stranger.can_call),
        (Grant::None, Some(false))
    );
    assert_eq!(
        stranger.refusal.as_deref(),
        Some("This customer has not allowed calls from you. Ask for permission.")
    );
    assert!(stranger.can_ask, "nobody has asked yet");
    assert_eq!(stranger.requests_left_today, Some(1));
    assert_eq!(stranger.requests_left_this_week, Some(2));
    assert_eq!(world.count("contacts").await, 0, "looking makes no contact");

    let now = webhook::now_seconds();
    let reply = webhook::permission_reply(CUSTOMER, now, &reject());
    webhook::send(&world, &reply).await.ok();
    world.provider.permits(CUSTOMER, "permanent").await;
    let known = shown(&ada, &of_customer()).await;
    assert_eq!(
        (known.grant, known.can_call),
        (Grant::Permanent, Some(true))
    );
    assert!(known.calls_left_today.is_some(), "it says so");
    assert_eq!(stored(&world).await.0, "permanent");
}

#[tokio::test]
async fn a_provider_that_fails_leaves_what_was_known_and_the_page_is_told_so() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let now = webhook::now_seconds();
    let reply = webhook::permission_reply(CUSTOMER, now, &accept(now + DAY));
    webhook::send(&world, &reply).await.ok();
    let fails = json!({"response": {"status": 500}, "response_for": "call_permissions"});
    world.provider.script(CUSTOMER, &fails).await;
    let known = shown(&ada, &of_customer()).await;
    assert_eq!((known.grant, known.can_call), (Grant::Temporary, None));
    let warning = known.warning.unwrap();
    assert!(
        warning.starts_with("The provider could not be asked"),
        "{warning}"
    );
}

#[tokio::test]
async fn a_call_refused_for_lack_of_permission_corrects_what_was_known() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let now = webhook::now_seconds();
    let reply = webhook::permission_reply(CUSTOMER, now, &accept(now + DAY));
    webhook::send(&world, &reply).await.ok();
    assert_eq!(told(&mut desk).await.grant, Grant::Temporary);
    world.provider.permits(CUSTOMER, "no_permission").await;
    ada.post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .refused(400, "blocked");
    assert_eq!(told(&mut desk).await.grant, Grant::None);
    let (grant, source) = stored(&world).await;
    assert_eq!(
        (grant.as_str(), source.as_deref()),
        ("none", Some("provider"))
    );
}

#[tokio::test]
async fn the_same_customer_in_another_form_of_the_number_is_the_same_contact() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let now = webhook::now_seconds();
    let reply = webhook::permission_reply("+551187654321", now, &accept(now + DAY));
    webhook::send(&world, &reply).await.ok();
    told(&mut desk).await;
    let later = webhook::permission_reply("+5511987654321", now + 1, &reject());
    webhook::send(&world, &later).await.ok();
    assert_eq!(told(&mut desk).await.grant, Grant::None);
    assert_eq!(world.count("contacts").await, 1);
}

#[tokio::test]
async fn what_the_provider_restricts_is_the_reason_not_to_call() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let update = json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "366634483210360", "changes": [{"field": "account_update", "value": {
            "event": "ACCOUNT_RESTRICTION",
            "phone_number": crate::world::BUSINESS.trim_start_matches('+'),
            "restriction_info": [{
                "restriction_type": "RESTRICTED_BUSINESS_INITIATED_CALLING",
                "expiration": (webhook::now_seconds() + DAY).to_string(),
            }],
        }}]}],
    });
    webhook::send(&world, &update).await.ok();
    assert_eq!(world.count("channel_notes").await, 1);
    let shown = shown(&ada, &of_customer()).await;
    let refusal = shown.refusal.unwrap();
    assert!(
        refusal.starts_with("WhatsApp has restricted calls"),
        "{refusal}"
    );
}

#[tokio::test]
async fn each_mistake_in_the_request_has_its_sentence() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    ada.get("/api/permissions")
        .await
        .refused(400, "invalid_phone_number");
    let none = format!("/api/permissions?{}&channel_id=channel_0", of_customer());
    ada.get(&none).await.refused(404, "not_found");
    let path = "/api/permissions/request";
    ada.post(path, &json!({"phone_number": "0151"}))
        .await
        .refused(400, "invalid_phone_number");
    let long = json!({"phone_number": CUSTOMER, "text": "x".repeat(1_025)});
    ada.post(path, &long).await.refused(400, "invalid_request");
    let reader = world.token(&["calls:read"]).await;
    let body = json!({"phone_number": CUSTOMER});
    world
        .post_with(&reader, path, &body)
        .await
        .refused(403, "forbidden");
    let address = format!("/api/permissions?{}", of_customer());
    world.get_with(&reader, &address).await.ok();
    assert_eq!(world.count("permission_requests").await, 0);
}

#[tokio::test]
async fn another_teams_permissions_are_not_seen() {
    let world = World::start().await;
    let now = webhook::now_seconds();
    let reply = webhook::permission_reply(CUSTOMER, now, &accept(now + DAY));
    webhook::send(&world, &reply).await.ok();
    world.cli(&["team", "add", "New team"]).await;
    let eve = Agent::sign_in(&world, "New team", "Eve").await;
    let path = format!("/api/permissions?{}", of_customer());
    eve.get(&path).await.refused(400, "blocked");
}
