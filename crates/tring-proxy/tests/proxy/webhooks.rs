//! Webhooks: who may send them, what is refused without a trace, and what is kept.

use serde_json::json;

use crate::world::{
    Answer, CUSTOMER, VERIFY_TOKEN, WEBHOOK_KEY, World,
    webhook::{customer_connects, envelope, now_seconds, send, send_raw, signature, status},
};

async fn nothing_was_stored(world: &World) {
    for table in [
        "webhook_deliveries",
        "webhook_items",
        "calls",
        "contacts",
        "events",
    ] {
        assert_eq!(world.count(table).await, 0, "{table}");
    }
}

#[tokio::test]
async fn a_webhook_that_is_not_signed_as_the_channels_are_is_refused_and_not_stored() {
    let world = World::start().await;
    let body = customer_connects("wacid.1", CUSTOMER, now_seconds());
    let body = body.to_string().into_bytes();
    let other_bytes = signature(b"other bytes");
    let right = signature(&body);
    for wrong in [
        None,
        Some(""),
        Some("sha256="),
        Some("sha256=00"),
        Some(other_bytes.as_str()),
        Some(right.trim_start_matches("sha256=")),
    ] {
        send_raw(&world, body.clone(), wrong)
            .await
            .refused(401, "unauthenticated");
    }
    nothing_was_stored(&world).await;
    send_raw(&world, body, Some(&right)).await.ok();
    assert_eq!(world.count("calls").await, 1);
}

#[tokio::test]
async fn the_signature_is_over_the_raw_bytes() {
    let world = World::start().await;
    let body = status("wacid.1", CUSTOMER, "RINGING");
    // Meta escapes what it likes: the same JSON in other bytes.
    let spaced = format!(" {} \n", serde_json::to_string_pretty(&body).unwrap());
    let signature = signature(spaced.as_bytes());
    send_raw(&world, spaced.into_bytes(), Some(&signature))
        .await
        .ok();
}

#[tokio::test]
async fn a_malformed_or_oversize_webhook_is_refused_and_not_stored() {
    let world = World::start().await;
    for body in [&b"{"[..], b"", b"[]", b"{\"object\":1}", b"\xff\xfe"] {
        let signature = signature(body);
        send_raw(&world, body.to_vec(), Some(&signature))
            .await
            .refused(400, "invalid_request");
    }
    let body = vec![b' '; 2 * 1024 * 1024];
    let signature = signature(&body);
    send_raw(&world, body, Some(&signature))
        .await
        .refused(413, "too_large");
    nothing_was_stored(&world).await;
}

#[tokio::test]
async fn an_event_that_we_do_not_know_is_answered_200_and_kept() {
    let world = World::start().await;
    for body in [
        envelope(&json!({"calls": [{"id": "wacid.1", "event": "call_sings", "timestamp": "1"}]})),
        envelope(&json!({"nothing": true})),
        json!({"object": "x", "entry": [{"changes": [{"field": "messages", "value": {}}]}]}),
        status("wacid.unheard_of", CUSTOMER, "RINGING"),
    ] {
        send(&world, &body).await.ok();
    }
    assert_eq!(world.count("webhook_deliveries").await, 4);
    assert_eq!(world.count("calls").await, 0);
}

#[tokio::test]
async fn an_address_with_another_key_does_not_exist() {
    let world = World::start().await;
    let body = status("wacid.1", CUSTOMER, "RINGING").to_string();
    let signature = signature(body.as_bytes());
    for path in ["meta/another-key", "ycloud/the-webhook-key"] {
        let url = format!("{}/api/webhook/{path}", world.url());
        let request = world
            .http
            .post(url)
            .header("x-hub-signature-256", &signature);
        Answer::of(request.body(body.clone()))
            .await
            .refused(404, "not_found");
    }
    nothing_was_stored(&world).await;
}

#[tokio::test]
async fn the_challenge_goes_back_to_who_knows_the_verify_token() {
    let world = World::start().await;
    let ask = |token: &str| {
        let query = format!("hub.mode=subscribe&hub.verify_token={token}&hub.challenge=1158201444");
        world.http.get(format!(
            "{}/api/webhook/meta/{WEBHOOK_KEY}?{query}",
            world.url()
        ))
    };
    let answer = Answer::of(ask(VERIFY_TOKEN)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.text, "1158201444");
    Answer::of(ask("wrong")).await.refused(403, "forbidden");
    Answer::of(ask("")).await.refused(403, "forbidden");
}

#[tokio::test]
async fn the_key_is_stored_as_a_hash() {
    let world = World::start().await;
    let hashes: Vec<String> = sqlx::query_scalar("SELECT webhook_key_hash FROM channels")
        .fetch_all(world.store().await.readers())
        .await
        .unwrap();
    assert_eq!(hashes.len(), 1);
    assert_ne!(hashes[0], WEBHOOK_KEY);
    assert_eq!(hashes[0], tring_proxy::auth::secret::hash(WEBHOOK_KEY));
}
