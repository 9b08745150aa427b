//! `Idempotency-Key`: one call for one key, whatever happens between.

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::world::{Answer, CUSTOMER, Handmade, OFFER, OTHER_CUSTOMER, World, log};

/// Where Vobiz is asked for a call.
const DIAL: &str = "/calls/whatsapp";

fn body(customer: &str) -> Value {
    // Without an attempt of its own, as programs call.
    json!({"phone_number": customer, "sdp_offer": OFFER})
}

fn request(world: &World, token: &str, key: &str, body: &Value) -> RequestBuilder {
    let request = world.http.post(world.url() + "/api/calls/initiate");
    request
        .bearer_auth(token)
        .header("idempotency-key", key)
        .json(body)
}

async fn initiate(world: &World, token: &str, key: &str, body: &Value) -> Answer {
    Answer::of(request(world, token, key, body)).await
}

/// A channel at a provider made by hand.
async fn elsewhere(world: &World) -> Handmade {
    let options = ["--number-id", "channel-1", "--account-id", "MA_1"];
    let channel = Handmade::channel(world, "vobiz", &options).await;
    let dialled = json!({"call_id": "at-vobiz-1", "status": "initiated", "direction": "outbound"});
    channel.answers(DIAL, 201, dialled);
    channel
}

fn is_replayed(answer: &Answer) -> bool {
    answer.headers.contains_key("idempotent-replayed")
}

#[tokio::test]
async fn the_same_key_and_body_get_the_same_answer_and_one_call() {
    let mut world = World::start().await;
    let token = world.token(&[]).await;
    let first = initiate(&world, &token, "order-1", &body(CUSTOMER)).await;
    assert!(!is_replayed(&first), "the first");
    let first = first.ok();
    // As a string of structured fields, which is how the draft writes it.
    let again = initiate(&world, &token, "\"order-1\"", &body(CUSTOMER)).await;
    assert!(is_replayed(&again), "the second");
    assert_eq!(again.headers["content-type"], "application/json");
    assert_eq!(again.ok(), first);
    world.stop().await;
    world.start_again().await;
    let later = initiate(&world, &token, "order-1", &body(CUSTOMER)).await;
    assert!(is_replayed(&later), "after a restart");
    assert_eq!(later.ok(), first);
    assert_eq!(world.provider.asked("connect").await, 1);
    assert_eq!(world.count("calls").await, 1);
}

#[tokio::test]
async fn a_key_with_another_body_is_refused() {
    let world = World::start().await;
    let token = world.token(&[]).await;
    initiate(&world, &token, "order-1", &body(CUSTOMER))
        .await
        .ok();
    let other = initiate(&world, &token, "order-1", &body(OTHER_CUSTOMER)).await;
    other.refused(422, "idempotency_key_reused");
    assert_eq!(world.count("calls").await, 1);
}

#[tokio::test]
async fn keys_are_a_teams_own() {
    let world = World::start().await;
    let token = world.token(&[]).await;
    initiate(&world, &token, "order-1", &body(CUSTOMER))
        .await
        .ok();
    world.cli(&["team", "add", "Others"]).await;
    let command = ["token", "add", "--team", "Others", "--name", "Theirs"];
    let theirs = world.cli(&command).await["token"]
        .as_str()
        .unwrap()
        .to_owned();
    log::hide(&theirs);
    let answer = initiate(&world, &theirs, "order-1", &body(OTHER_CUSTOMER)).await;
    // They have no channel; what matters is that it is their own answer.
    let refused = answer.refused(400, "blocked");
    assert_eq!(refused["block_reason"], "CALLING_NOT_ENABLED_FOR_NUMBER");
}

#[tokio::test]
async fn a_refusal_is_an_answer_too_and_what_may_pass_is_not_kept() {
    let world = World::start().await;
    let token = world.token(&[]).await;
    let wrong = json!({"phone_number": "0151", "sdp_offer": OFFER});
    let first = initiate(&world, &token, "order-1", &wrong).await;
    let first = first.refused(400, "invalid_phone_number");
    let again = initiate(&world, &token, "order-1", &wrong).await;
    assert!(is_replayed(&again), "kept");
    assert_eq!(again.refused(400, "invalid_phone_number"), first);

    let elsewhere = elsewhere(&world).await;
    let mut elsewhere_body = body(CUSTOMER);
    elsewhere_body["channel_id"] = json!(elsewhere.channel_id);
    elsewhere.answers_times(1, DIAL, 429, json!({"error": "slow down"}));
    let limited = initiate(&world, &token, "order-2", &elsewhere_body).await;
    limited.refused(429, "rate_limited");
    let answer = initiate(&world, &token, "order-2", &elsewhere_body).await;
    assert!(!is_replayed(&answer), "asked anew");
    answer.ok();
}

// A program that hears nothing sends again: the customer's phone rang twice.
#[tokio::test]
async fn two_at_once_are_one_call() {
    let world = World::start().await;
    let token = world.token(&[]).await;
    let channel = elsewhere(&world).await;
    channel.hold(DIAL);
    let mut body = body(CUSTOMER);
    body["channel_id"] = json!(channel.channel_id);
    let first = tokio::spawn(Answer::of(request(&world, &token, "order-1", &body)));
    channel.until_asked(DIAL, 1).await;
    let second = initiate(&world, &token, "order-1", &body).await;
    second.refused(409, "request_in_progress");
    channel.release();
    let first = first.await.unwrap();
    let third = initiate(&world, &token, "order-1", &body).await;
    assert_eq!(third.status, first.status, "{}", third.text);
    assert_eq!(third.json, first.json);
    assert_eq!(channel.asked(DIAL).len(), 1, "the provider was asked once");
}

// The proxy died between the provider's answer and ours. Who asks again gets that call, not a second one.
#[tokio::test]
async fn a_request_that_was_broken_off_is_taken_up_with_its_call() {
    let world = World::start().await;
    let token = world.token(&[]).await;
    let first = initiate(&world, &token, "order-1", &body(CUSTOMER))
        .await
        .ok();
    // As a crash leaves it: begun, not answered, and locked until it would have been.
    world
        .sql("UPDATE idempotency_keys SET status = NULL, answer = NULL, locked_until = 9999999999999")
        .await;
    let locked = initiate(&world, &token, "order-1", &body(CUSTOMER)).await;
    locked.refused(409, "request_in_progress");
    world
        .sql("UPDATE idempotency_keys SET locked_until = 1")
        .await;
    let again = initiate(&world, &token, "order-1", &body(CUSTOMER)).await;
    assert_eq!(again.ok()["call_id"], first["call_id"]);
    assert_eq!(world.provider.asked("connect").await, 1);
}

// Killed while the provider was being asked: nobody knows whether the phone rings. The key must not make it ring twice.
#[tokio::test]
async fn a_kill_in_the_middle_leaves_a_key_that_never_calls_again() {
    let mut world = World::apart().await;
    let token = world.token(&[]).await;
    let channel = elsewhere(&world).await;
    channel.hold(DIAL);
    let mut body = body(CUSTOMER);
    body["channel_id"] = json!(channel.channel_id);
    let first = tokio::spawn(request(&world, &token, "order-1", &body).send());
    channel.until_asked(DIAL, 1).await;
    world.kill().await;
    assert!(first.await.unwrap().is_err(), "the connection is gone");
    channel.release();
    world.start_apart_again().await;
    let again = initiate(&world, &token, "order-1", &body).await;
    let again = again.refused(502, "provider_unavailable");
    assert!(
        again["call_id"].is_string(),
        "which call it is about: {again}"
    );
    initiate(&world, &token, "order-1", &body)
        .await
        .refused(502, "provider_unavailable");
    assert_eq!(channel.asked(DIAL).len(), 1, "the provider was asked once");
}

#[tokio::test]
async fn after_a_day_a_key_is_free_again() {
    let mut world = World::start().await;
    let token = world.token(&[]).await;
    initiate(&world, &token, "order-1", &body(CUSTOMER))
        .await
        .ok();
    let day = 24 * 3_600_000;
    let expires_at: i64 = sqlx::query_scalar("SELECT expires_at FROM idempotency_keys")
        .fetch_one(world.store().await.readers())
        .await
        .unwrap();
    let left = expires_at - i64::try_from(tring_proxy::clock::now()).unwrap();
    assert!((day - 60_000..=day).contains(&left), "{left} ms");
    world
        .sql("UPDATE idempotency_keys SET expires_at = 1")
        .await;
    // The sweep at the start takes what is over.
    world.stop().await;
    world.start_again().await;
    crate::world::until("the key to be forgotten", async || {
        (world.count("idempotency_keys").await == 0).then_some(())
    })
    .await;
    let other = initiate(&world, &token, "order-1", &body(OTHER_CUSTOMER)).await;
    assert!(!is_replayed(&other), "another request");
    other.ok();
}

#[tokio::test]
async fn a_key_that_is_none_is_refused_before_anything_is_done() {
    let world = World::start().await;
    let token = world.token(&[]).await;
    let long = "k".repeat(256);
    for key in ["", "\"open", &long, "ä"] {
        let answer = initiate(&world, &token, key, &body(CUSTOMER)).await;
        answer.refused(400, "invalid_request");
    }
    for unreadable in [json!([]), json!({"phone_number": 7})] {
        let answer = initiate(&world, &token, "order-1", &unreadable).await;
        answer.refused(400, "invalid_request");
    }
    assert_eq!(world.count("idempotency_keys").await, 0);
    assert_eq!(world.count("calls").await, 0);
}
