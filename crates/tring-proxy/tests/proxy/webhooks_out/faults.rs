//! Endpoints that refuse, send elsewhere, take their time or are where they must not be.

use std::time::Duration;

use serde_json::json;

use super::{endpoint, in_state, ping, place_a_call, register, until_newest, verified};
use crate::world::{
    World, nothing,
    receiver::{Receiver, Reply, status},
};

#[tokio::test]
async fn what_is_refused_is_sent_again_the_same() {
    let world = World::with(|timings| timings.webhook_retry = Duration::from_millis(1)).await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, secret) = register(&admin, &receiver.url, &["*"]).await;
    let body = "<h1>out of\norder</h1>";
    receiver
        .then(Reply::Status(500, Vec::new(), body))
        .then(status(404));
    let webhook_id = ping(&admin, &id).await;
    let delivery = until_newest(&admin, &id, in_state("delivered")).await;
    assert_eq!(delivery["id"], webhook_id.as_str());
    assert_eq!(delivery["attempts"], 3);
    let all = receiver.all();
    assert_eq!(all.len(), 3);
    for message in &all {
        verified(message, &secret);
        assert_eq!(
            (message.id(), &message.body),
            (webhook_id.as_str(), &all[0].body)
        );
    }
    assert_eq!(all[0].json["type"], "ping");
    assert_eq!(all[0].json["data"], json!({"endpoint_id": id}));
    assert_eq!(endpoint(&admin, &id).await.get("failing_since"), None);
}

#[tokio::test]
async fn a_refusal_is_listed_with_the_beginning_of_the_answer() {
    let world = World::start().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&admin, &receiver.url, &["*"]).await;
    receiver.always(Reply::Status(500, Vec::new(), "out of\norder"));
    ping(&admin, &id).await;
    let delivery = until_newest(&admin, &id, |newest| newest["attempts"] == 1).await;
    assert_eq!(delivery["state"], "pending");
    assert_eq!(delivery["last_status"], 500);
    assert_eq!(delivery["last_answer"], "out of order");
    let sentence = delivery["last_error"].as_str().unwrap();
    assert!(
        sentence.contains("500") && sentence.ends_with('.'),
        "{sentence}"
    );
    let next = delivery["next_attempt_at"].as_u64().unwrap();
    let last = delivery["last_attempt_at"].as_u64().unwrap();
    assert!(last <= next && next <= last + 10_000, "{}", next - last);
    assert!(endpoint(&admin, &id).await["failing_since"].is_u64());
    let long: &'static str = Box::leak("ü".repeat(5_000).into_boxed_str());
    receiver.always(Reply::Status(500, Vec::new(), long));
    ping(&admin, &id).await;
    let delivery = until_newest(&admin, &id, |newest| newest["attempts"] == 1).await;
    assert_eq!(delivery["last_answer"], "ü".repeat(200));
}

#[tokio::test]
async fn a_retry_after_is_waited_for() {
    let world = World::with(|timings| timings.webhook_retry = Duration::ZERO).await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&admin, &receiver.url, &["*"]).await;
    let wait = vec![("retry-after", "120".to_owned())];
    receiver.always(Reply::Status(429, wait, ""));
    ping(&admin, &id).await;
    let delivery = until_newest(&admin, &id, |newest| newest["attempts"] == 1).await;
    let next = delivery["next_attempt_at"].as_u64().unwrap();
    assert_eq!(
        next - delivery["last_attempt_at"].as_u64().unwrap(),
        120_000
    );
    // Whoever has mended it does not wait.
    receiver.always(status(200));
    let path = format!(
        "/api/webhook-deliveries/{}/redeliver",
        delivery["id"].as_str().unwrap()
    );
    let answer = admin.post(&path, &nothing()).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    until_newest(&admin, &id, in_state("delivered")).await;
}

#[tokio::test]
async fn an_endpoint_that_does_not_answer_is_not_waited_for_for_ever() {
    let world = World::with(|timings| timings.webhook_answer = Duration::from_millis(50)).await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&admin, &receiver.url, &["*"]).await;
    receiver.then(Reply::Never);
    ping(&admin, &id).await;
    let delivery = until_newest(&admin, &id, |newest| newest["attempts"] == 1).await;
    assert_eq!(delivery["state"], "pending");
    assert_eq!(delivery.get("last_status"), None);
    let sentence = delivery["last_error"].as_str().unwrap();
    assert!(sentence.contains("in time"), "{sentence}");
}

// One endpoint that never answers must not keep the others waiting.
#[tokio::test]
async fn a_slow_endpoint_does_not_hold_up_another() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (slow, quick) = tokio::join!(Receiver::start(), Receiver::start());
    slow.always(Reply::Never);
    let (slow_id, _) = register(&admin, &slow.url, &["call.*"]).await;
    for _ in 0..8 {
        ping(&admin, &slow_id).await;
    }
    slow.first(1).await;
    register(&admin, &quick.url, &["call.*"]).await;
    let call_id = place_a_call(&world, &admin).await;
    admin.act(&call_id, "end", &nothing()).await.ok();
    quick.of_type("call.ended").await;
    assert!(slow.all().len() <= 4, "a few at a time");
}

// Four requests at a time waited 15 s each for an endpoint that was down, in places that others could have had.
#[tokio::test]
async fn an_endpoint_that_fails_gets_one_request_at_a_time_until_it_works() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (down, quick) = tokio::join!(Receiver::start(), Receiver::start());
    down.then(status(500)).always(Reply::Never);
    let (id, _) = register(&admin, &down.url, &["call.*"]).await;
    ping(&admin, &id).await;
    until_newest(&admin, &id, |newest| newest["attempts"] == 1).await;
    for _ in 0..4 {
        ping(&admin, &id).await;
    }
    down.first(2).await;
    let (quick_id, _) = register(&admin, &quick.url, &["call.*"]).await;
    for _ in 0..4 {
        ping(&admin, &quick_id).await;
    }
    quick.first(4).await;
    assert_eq!(down.all().len(), 2, "one answered, one under way");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (receiver, elsewhere) = tokio::join!(Receiver::start(), Receiver::start());
    let (id, _) = register(&admin, &receiver.url, &["*"]).await;
    for code in [301, 302, 307, 308] {
        let location = vec![("location", elsewhere.url.clone())];
        receiver.then(Reply::Status(code, location, ""));
        ping(&admin, &id).await;
        let delivery = until_newest(&admin, &id, |newest| newest["attempts"] == 1).await;
        assert_eq!(delivery["last_status"], code);
        let sentence = delivery["last_error"].as_str().unwrap();
        assert!(sentence.contains("redirect"), "{sentence}");
    }
    assert!(elsewhere.all().is_empty(), "nothing was sent there");
}

#[tokio::test]
async fn without_the_development_flag_nothing_is_sent_into_a_private_network() {
    let mut world = World::start().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&admin, &receiver.url, &["*"]).await;
    world.stop().await;
    world.webhook_urls = tring_proxy::config::WebhookUrls::PublicHttps;
    world.start_again().await;
    // What was registered with the flag.
    ping(&admin, &id).await;
    let delivery = until_newest(&admin, &id, |newest| newest["attempts"] == 1).await;
    assert_eq!(delivery["state"], "pending");
    assert!(
        delivery["last_error"].as_str().unwrap().contains("https"),
        "{delivery}"
    );
    let port = receiver.url.rsplit_once(':').unwrap().1;
    for url in [
        receiver.url.clone(),
        format!("https://127.0.0.1:{port}"),
        format!("https://localhost:{port}"),
        format!("https://2130706433:{port}"),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "https://10.0.0.1/".to_owned(),
        "https://[::1]/".to_owned(),
        "https://[::ffff:127.0.0.1]/".to_owned(),
    ] {
        let draft = json!({"url": url, "event_types": ["*"]});
        let refused = admin.post("/api/webhook-endpoints", &draft).await;
        refused.refused(400, "invalid_request");
        let path = format!("/api/webhook-endpoints/{id}");
        admin
            .patch(&path, &draft)
            .await
            .refused(400, "invalid_request");
    }
    assert!(receiver.all().is_empty(), "nothing was sent");
}
