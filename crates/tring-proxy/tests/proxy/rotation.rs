//! New webhook secrets and addresses: what is taken within the window, and what is refused after it.

use serde_json::json;

use crate::world::{
    Answer, CUSTOMER, WEBHOOK_SECRET, World, log, nothing,
    webhook::{send_raw, signature_with, status},
};

const NEW_SECRET: &str = "the-secret-after-the-rotation";

async fn signed_with(world: &World, secret: &str, id: &str) -> Answer {
    let body = status(id, CUSTOMER, "RINGING").to_string().into_bytes();
    let signature = signature_with(secret, &body);
    send_raw(world, body, Some(&signature)).await
}

async fn deliveries(world: &World) -> i64 {
    world.count("webhook_deliveries").await
}

#[tokio::test]
async fn the_old_secret_is_taken_within_the_window_and_refused_after_it() {
    log::hide(NEW_SECRET);
    let world = World::start().await;
    let admin = world.admin().await;
    let channel = format!("/api/channels/{}", world.own_channel().await);
    let rotate = json!({"webhook_secret": NEW_SECRET});
    let before = tring_proxy::clock::now();
    let answer = admin
        .post(&format!("{channel}/rotate-secret"), &rotate)
        .await;
    assert!(!answer.text.contains(NEW_SECRET), "{}", answer.text);
    let until = answer.ok()["data"]["old_secret_until"].as_u64().unwrap();
    let day = 24 * 60 * 60 * 1_000;
    assert!(
        (before + day..before + day + 60_000).contains(&until),
        "24 hours"
    );

    signed_with(&world, NEW_SECRET, "wacid.1").await.ok();
    signed_with(&world, WEBHOOK_SECRET, "wacid.2").await.ok();
    assert_eq!(deliveries(&world).await, 2);
    // The window ends.
    world.sql("UPDATE channels SET old_secret_until = 1").await;
    signed_with(&world, WEBHOOK_SECRET, "wacid.3")
        .await
        .refused(401, "unauthenticated");
    signed_with(&world, NEW_SECRET, "wacid.4").await.ok();
    assert_eq!(deliveries(&world).await, 3, "what is refused is not stored");
    let details = admin.get(&channel).await.ok();
    assert_eq!(details["data"].get("old_secret_until"), None);
}

// Who has lost a secret to somebody wants it out at once.
#[tokio::test]
async fn without_a_window_the_old_secret_is_out_at_once() {
    let world = World::start().await;
    let admin = world.admin().await;
    let channel = format!("/api/channels/{}", world.own_channel().await);
    let rotate = json!({"webhook_secret": NEW_SECRET, "window_hours": 0});
    admin
        .post(&format!("{channel}/rotate-secret"), &rotate)
        .await
        .ok();
    signed_with(&world, WEBHOOK_SECRET, "wacid.1")
        .await
        .refused(401, "unauthenticated");
    signed_with(&world, NEW_SECRET, "wacid.2").await.ok();
}

// Who mistyped the new secret and rotated again cut off the webhooks that the provider still signed with the first one.
#[tokio::test]
async fn a_second_rotation_within_the_window_keeps_the_first_secret() {
    let world = World::start().await;
    let admin = world.admin().await;
    let channel = format!("/api/channels/{}", world.own_channel().await);
    let rotate = format!("{channel}/rotate-secret");
    for secret in ["mistyped-secret", NEW_SECRET] {
        let body = json!({"webhook_secret": secret});
        admin.post(&rotate, &body).await.ok();
    }
    signed_with(&world, WEBHOOK_SECRET, "wacid.1").await.ok();
    signed_with(&world, NEW_SECRET, "wacid.2").await.ok();
    let body = json!({"webhook_secret": "the-last-one", "window_hours": 0});
    admin.post(&rotate, &body).await.ok();
    for secret in [WEBHOOK_SECRET, NEW_SECRET, "mistyped-secret"] {
        let answer = signed_with(&world, secret, "wacid.3").await;
        answer.refused(401, "unauthenticated");
    }
    signed_with(&world, "the-last-one", "wacid.4").await.ok();
}

// A wrong secret that is corrected must not be taken for another day.
#[tokio::test]
async fn a_corrected_secret_leaves_no_old_one() {
    let world = World::start().await;
    let admin = world.admin().await;
    let channel = format!("/api/channels/{}", world.own_channel().await);
    let rotate = json!({"webhook_secret": "in-between"});
    admin
        .post(&format!("{channel}/rotate-secret"), &rotate)
        .await
        .ok();
    let corrected = json!({"webhook_secret": NEW_SECRET});
    let details = admin.patch(&channel, &corrected).await.ok();
    assert_eq!(details["data"].get("old_secret_until"), None);
    for secret in ["in-between", WEBHOOK_SECRET] {
        signed_with(&world, secret, "wacid.1")
            .await
            .refused(401, "unauthenticated");
    }
    signed_with(&world, NEW_SECRET, "wacid.2").await.ok();
}

#[tokio::test]
async fn another_change_keeps_the_window() {
    let world = World::start().await;
    let admin = world.admin().await;
    let channel = format!("/api/channels/{}", world.own_channel().await);
    let rotate = json!({"webhook_secret": NEW_SECRET, "window_hours": 1});
    admin
        .post(&format!("{channel}/rotate-secret"), &rotate)
        .await
        .ok();
    admin.patch(&channel, &json!({"name": "Sales"})).await.ok();
    signed_with(&world, WEBHOOK_SECRET, "wacid.1").await.ok();
    signed_with(&world, NEW_SECRET, "wacid.2").await.ok();
}

#[tokio::test]
async fn a_rotation_that_makes_no_sense_changes_nothing() {
    let world = World::start().await;
    let admin = world.admin().await;
    let rotate = format!("/api/channels/{}/rotate-secret", world.own_channel().await);
    for (body, words) in [
        (json!({"webhook_secret": ""}), "is missing: App secret"),
        (json!({}), "is missing: App secret"),
        (
            json!({"webhook_secret": WEBHOOK_SECRET}),
            "the one of today",
        ),
        (json!({"webhook_secret": "a b"}), "space"),
        (
            json!({"webhook_secret": NEW_SECRET, "window_hours": 100_000}),
            "a month",
        ),
    ] {
        let error = admin
            .post(&rotate, &body)
            .await
            .refused(400, "invalid_request");
        let sentence = error["error"].as_str().unwrap();
        assert!(sentence.contains(words), "{sentence}");
        assert!(!sentence.contains(WEBHOOK_SECRET), "{sentence}");
    }
    signed_with(&world, WEBHOOK_SECRET, "wacid.1").await.ok();
}

#[tokio::test]
async fn a_new_webhook_address_replaces_the_old_one_at_once() {
    let world = World::start().await;
    let admin = world.admin().await;
    let channel = format!("/api/channels/{}", world.own_channel().await);
    let answer = admin
        .post(&format!("{channel}/rotate-webhook-url"), &nothing())
        .await
        .ok();
    let url = answer["webhook_url"].as_str().unwrap();
    signed_with(&world, WEBHOOK_SECRET, "wacid.1")
        .await
        .refused(404, "not_found");
    let body = status("wacid.1", CUSTOMER, "RINGING")
        .to_string()
        .into_bytes();
    let signature = signature_with(WEBHOOK_SECRET, &body);
    let request = world
        .http
        .post(url)
        .header("x-hub-signature-256", signature);
    Answer::of(request.body(body)).await.ok();
}
