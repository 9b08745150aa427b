//! Webhooks out: teams are told what happens, signed, at least once, whatever fails in between.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::world::{
    Agent, CUSTOMER, OTHER_CUSTOMER, TEAM, World, initiate_json, log, nothing,
    receiver::{Message, Receiver, Reply, status},
    until,
};

/// Registers an endpoint; its id and its secret.
pub(crate) async fn register(
    world: &World,
    admin: &Agent,
    url: &str,
    types: &[&str],
) -> (String, String) {
    let draft = json!({"url": url, "event_types": types});
    let answer = admin.post("/api/webhook-endpoints", &draft).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let secret = answer.json["secret"].as_str().expect("a secret").to_owned();
    log::hide(&secret);
    let id = answer.json["data"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    assert!(id.starts_with("endpoint_"), "{id}");
    assert_eq!(world.url(), admin.origin);
    (id, secret)
}

async fn endpoint(admin: &Agent, id: &str) -> Value {
    admin
        .get(&format!("/api/webhook-endpoints/{id}"))
        .await
        .ok()["data"]
        .clone()
}

async fn deliveries(admin: &Agent, id: &str, query: &str) -> Value {
    let path = format!("/api/webhook-endpoints/{id}/deliveries{query}");
    admin.get(&path).await.ok()
}

/// Sends a test message; its `webhook-id`.
async fn ping(admin: &Agent, id: &str) -> String {
    let path = format!("/api/webhook-endpoints/{id}/test");
    let answer = admin.post(&path, &nothing()).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    let id = answer.json["data"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    assert!(id.starts_with("msg_"), "{id}");
    id
}

/// Waits until the endpoint's newest delivery is so.
async fn until_newest(admin: &Agent, id: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    until("the delivery", async || {
        let list = deliveries(admin, id, "").await;
        Some(list["data"][0].clone()).filter(|newest| is_so(newest))
    })
    .await
}

fn in_state(state: &'static str) -> impl Fn(&Value) -> bool {
    move |delivery| delivery["state"] == state
}

#[track_caller]
fn verified(message: &Message, secret: &str) {
    assert_eq!(message.signatures(), [message.expected_signature(secret)]);
    let at: u64 = message.header("webhook-timestamp").parse().unwrap();
    let now = tring_proxy::clock::now() / 1_000;
    assert!(at <= now && now - at < 60, "{at} is now");
    assert_eq!(message.header("content-type"), "application/json");
}

async fn place_a_call(world: &World, agent: &Agent) -> String {
    let call = agent
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
    world.provider.call_in("ringing").await;
    call["call_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_call_is_told_from_its_beginning_to_its_end() {
    let world = World::start().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, secret) = register(&world, &admin, &receiver.url, &["call.*"]).await;
    let call_id = place_a_call(&world, &admin).await;
    let ringing = world.provider.call_in("ringing").await;
    world
        .provider
        .press(ringing["id"].as_str().unwrap(), "answer")
        .await;
    receiver.of_type("call.answered").await;
    admin.act(&call_id, "end", &nothing()).await.ok();
    let ended = receiver.of_type("call.ended").await;
    assert_eq!(ended.json["data"], admin.call(&call_id).await);
    assert_eq!(ended.json["data"]["status"], "completed");

    let all = receiver.all();
    let types: Vec<&str> = all.iter().map(Message::event_type).collect();
    assert_eq!(types[0], "call.initiated", "{types:?}");
    let mut last = 0;
    for message in &all {
        verified(message, &secret);
        assert_eq!(message.json["data"]["call_id"], call_id.as_str());
        for sdp in ["v=0", "a=fingerprint", "sdp_"] {
            assert!(
                !message.body.contains(sdp),
                "no SDP: {}",
                message.event_type()
            );
        }
        let at = message.json["timestamp"].as_str().unwrap();
        assert!(
            at.parse::<jiff::Timestamp>().is_ok() && at.ends_with('Z'),
            "{at}"
        );
        let seq = message.json["seq"].as_u64().unwrap();
        assert!(last < seq, "in order about one call: {last}, {seq}");
        last = seq;
    }
    let mut ids: Vec<&str> = all.iter().map(Message::id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all.len(), "one message each");
    let list = until("all to be delivered", async || {
        let list = deliveries(&admin, &id, "?state=delivered").await;
        (list["pagination"]["total"] == all.len()).then_some(list)
    })
    .await;
    assert_eq!(list["data"][0]["event_type"], "call.ended");
    assert_eq!(list["data"][0]["attempts"], 1);
    assert_eq!(list["data"][0]["last_status"], 204);
    assert_eq!(list["data"][0].get("last_error"), None);
}

#[tokio::test]
async fn permissions_and_agents_are_told_too() {
    let world = World::start().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let types = ["permission.*", "agent.changed"];
    let (_, secret) = register(&world, &admin, &receiver.url, &types).await;
    world
        .provider
        .permits(OTHER_CUSTOMER, "no_permission")
        .await;
    let ask = json!({"phone_number": OTHER_CUSTOMER});
    admin.post("/api/permissions/request", &ask).await.ok();
    let message = receiver.of_type("permission.changed").await;
    verified(&message, &secret);
    assert_eq!(message.json["data"]["phone_number"], OTHER_CUSTOMER);
    assert!(
        message.json["data"]["asked_at"].is_u64(),
        "{}",
        message.body
    );
    let mut desk = admin.desk("ada-1").await;
    desk.next().await;
    let message = until("the agent to be reachable", async || {
        let mut all = receiver.all().into_iter();
        all.find(|message| {
            message.event_type() == "agent.changed" && message.json["data"]["reachable"] == true
        })
    })
    .await;
    verified(&message, &secret);
    assert_eq!(message.json["data"]["id"], admin.id);
    assert_eq!(message.json["data"]["name"], "Ada");
    let call_id = place_a_call(&world, &admin).await;
    admin.act(&call_id, "end", &nothing()).await.ok();
    let told = |message: &Message| message.event_type().starts_with("call.");
    assert!(!receiver.all().iter().any(told), "no calls");
}

#[tokio::test]
async fn an_endpoint_gets_the_types_that_it_asked_for() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (some, everything, disabled) =
        tokio::join!(Receiver::start(), Receiver::start(), Receiver::start());
    register(&world, &admin, &some.url, &["call.ended", "agent.*"]).await;
    register(&world, &admin, &everything.url, &["*"]).await;
    let off = json!({"url": disabled.url, "event_types": ["*"], "enabled": false});
    let off = admin.post("/api/webhook-endpoints", &off).await;
    assert_eq!(off.json["data"]["enabled"], false);
    let call_id = place_a_call(&world, &admin).await;
    admin.act(&call_id, "end", &nothing()).await.ok();
    let ended = some.of_type("call.ended").await;
    let same = everything.of_type("call.ended").await;
    assert_eq!(ended.body, same.body, "two endpoints, one truth");
    assert_ne!(ended.id(), same.id());
    everything.of_type("call.initiated").await;
    let call_types = |receiver: &Receiver| {
        let all = receiver.all().into_iter();
        all.filter(|message| message.event_type().starts_with("call."))
            .count()
    };
    assert_eq!(call_types(&some), 1);
    assert!(disabled.all().is_empty(), "nothing for a disabled one");
}

#[tokio::test]
async fn what_is_refused_is_sent_again_the_same() {
    let world = World::with(|timings| timings.webhook_retry = Duration::from_millis(1)).await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, secret) = register(&world, &admin, &receiver.url, &["*"]).await;
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
    let (id, _) = register(&world, &admin, &receiver.url, &["*"]).await;
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
    let (id, _) = register(&world, &admin, &receiver.url, &["*"]).await;
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
async fn what_nobody_takes_is_given_up_and_can_be_sent_again() {
    let world = World::with(|timings| timings.webhook_retry = Duration::ZERO).await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&world, &admin, &receiver.url, &["*"]).await;
    receiver.always(status(500));
    let webhook_id = ping(&admin, &id).await;
    let dead = until_newest(&admin, &id, in_state("dead")).await;
    assert_eq!(dead["attempts"], 11);
    assert_eq!(dead.get("next_attempt_at"), None);
    assert_eq!(receiver.all().len(), 11);
    for (query, count) in [
        ("?state=dead", 1),
        ("?state=pending", 0),
        ("?state=delivered", 0),
    ] {
        let list = deliveries(&admin, &id, query).await;
        assert_eq!(list["pagination"]["total"], count, "{query}");
    }
    assert_eq!(
        endpoint(&admin, &id).await["enabled"],
        true,
        "it failed for a moment only"
    );
    receiver.always(status(200));
    let path = format!("/api/webhook-deliveries/{webhook_id}/redeliver");
    let answer = admin.post(&path, &nothing()).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    assert_eq!(answer.json["data"]["state"], "pending");
    let delivered = until_newest(&admin, &id, in_state("delivered")).await;
    assert_eq!(delivered["attempts"], 1);
    let all = receiver.all();
    assert_eq!(all.len(), 12);
    assert!(
        all.iter().all(|message| message.id() == webhook_id),
        "the same message"
    );
}

#[tokio::test]
async fn an_endpoint_to_which_nothing_can_be_delivered_for_days_is_disabled() {
    let world = World::with(|timings| timings.webhook_retry = Duration::ZERO).await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&world, &admin, &receiver.url, &["*"]).await;
    receiver.always(status(503));
    world
        .sql("UPDATE webhook_endpoints SET failing_since = 1000")
        .await;
    ping(&admin, &id).await;
    until_newest(&admin, &id, in_state("dead")).await;
    let disabled = endpoint(&admin, &id).await;
    assert_eq!(disabled["enabled"], false);
    let reason = disabled["disabled_reason"].as_str().unwrap();
    assert!(
        reason.contains("1970-01-01T00:00:01Z") && reason.ends_with('.'),
        "{reason}"
    );
    let path = format!("/api/webhook-endpoints/{id}");
    let enabled = admin.patch(&path, &json!({"enabled": true})).await.ok();
    assert_eq!(enabled["data"]["enabled"], true);
    for field in ["disabled_reason", "failing_since"] {
        assert_eq!(enabled["data"].get(field), None, "{field}");
    }
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_disabled_at_once() {
    let world = World::start().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&world, &admin, &receiver.url, &["*"]).await;
    receiver.always(status(410));
    let webhook_id = ping(&admin, &id).await;
    until_newest(&admin, &id, in_state("dead")).await;
    let gone = endpoint(&admin, &id).await;
    assert_eq!(gone["enabled"], false);
    assert!(
        gone["disabled_reason"].as_str().unwrap().contains("410"),
        "{gone}"
    );
    for path in [
        format!("/api/webhook-endpoints/{id}/test"),
        format!("/api/webhook-deliveries/{webhook_id}/redeliver"),
    ] {
        admin
            .post(&path, &nothing())
            .await
            .refused(409, "wrong_state");
    }
    assert_eq!(receiver.all().len(), 1);
}

// What was pending when an administrator disabled an endpoint was neither sent nor forgotten; what came meanwhile is
// not sent: who comes back asks how things stand.
#[tokio::test]
async fn a_disabled_endpoint_keeps_what_was_pending_and_misses_what_follows() {
    let world = World::start().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&world, &admin, &receiver.url, &["call.*"]).await;
    receiver.then(status(500));
    let pending = ping(&admin, &id).await;
    until_newest(&admin, &id, |newest| newest["attempts"] == 1).await;
    let path = format!("/api/webhook-endpoints/{id}");
    admin.patch(&path, &json!({"enabled": false})).await.ok();
    let held = deliveries(&admin, &id, "?state=pending").await;
    assert_eq!(held["data"][0].get("next_attempt_at"), None, "{held}");
    let call_id = place_a_call(&world, &admin).await;
    admin.act(&call_id, "end", &nothing()).await.ok();
    admin.patch(&path, &json!({"enabled": true})).await.ok();
    let all = receiver.first(2).await;
    assert_eq!(all[1].id(), pending);
    until_newest(&admin, &id, in_state("delivered")).await;
    let again = place_a_call(&world, &admin).await;
    receiver.of_type("call.initiated").await;
    let about = |message: &Message| message.json["data"]["call_id"] == call_id.as_str();
    assert!(
        !receiver.all().iter().any(about),
        "nothing of the call meanwhile"
    );
    admin.act(&again, "end", &nothing()).await.ok();
}

#[tokio::test]
async fn an_endpoint_that_does_not_answer_is_not_waited_for_for_ever() {
    let world = World::with(|timings| timings.webhook_answer = Duration::from_millis(50)).await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&world, &admin, &receiver.url, &["*"]).await;
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
    let (slow_id, _) = register(&world, &admin, &slow.url, &["call.*"]).await;
    for _ in 0..8 {
        ping(&admin, &slow_id).await;
    }
    slow.first(1).await;
    register(&world, &admin, &quick.url, &["call.*"]).await;
    let call_id = place_a_call(&world, &admin).await;
    admin.act(&call_id, "end", &nothing()).await.ok();
    quick.of_type("call.ended").await;
    assert!(slow.all().len() <= 4, "a few at a time");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (receiver, elsewhere) = tokio::join!(Receiver::start(), Receiver::start());
    let (id, _) = register(&world, &admin, &receiver.url, &["*"]).await;
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
    let (id, _) = register(&world, &admin, &receiver.url, &["*"]).await;
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

#[tokio::test]
async fn after_a_rotation_both_secrets_sign_for_a_day() {
    let world = World::start().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, first) = register(&world, &admin, &receiver.url, &["*"]).await;
    let path = format!("/api/webhook-endpoints/{id}/rotate-secret");
    let rotated = admin.post(&path, &nothing()).await.ok();
    let second = rotated["secret"].as_str().unwrap();
    log::hide(second);
    assert_ne!(first, second);
    let until = rotated["data"]["old_secret_until"].as_u64().unwrap();
    let left = until - tring_proxy::clock::now();
    assert!((86_000_000..=86_400_000).contains(&left), "{left}");
    ping(&admin, &id).await;
    let message = receiver.first(1).await.remove(0);
    let expected = [second, &first].map(|secret| message.expected_signature(secret));
    assert_eq!(message.signatures(), expected);
    world
        .sql("UPDATE webhook_endpoints SET old_secret_until = 1000")
        .await;
    ping(&admin, &id).await;
    verified(&receiver.first(2).await[1], second);
    assert_eq!(endpoint(&admin, &id).await.get("old_secret_until"), None);
}

#[tokio::test]
async fn secrets_are_sealed_and_shown_once() {
    let mut world = World::start().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, secret) = register(&world, &admin, &receiver.url, &["*"]).await;
    for path in [
        "/api/webhook-endpoints".to_owned(),
        format!("/api/webhook-endpoints/{id}"),
    ] {
        let answer = admin.get(&path).await;
        assert!(!answer.text.contains("whsec_"), "{}", answer.text);
        answer.ok();
    }
    // A new key for all credentials: the proxy that runs goes on, and so does the next one.
    let rotated = world.cli(&["key", "rotate"]).await;
    assert_eq!(rotated, json!({"channels": 1, "webhook_endpoints": 1}));
    ping(&admin, &id).await;
    verified(&receiver.first(1).await[0], &secret);
    world.stop().await;
    for file in std::fs::read_dir(&world.data).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let bare = secret.trim_start_matches("whsec_").as_bytes();
        assert!(
            !bytes.windows(bare.len()).any(|window| window == bare),
            "it can be read"
        );
    }
    world.start_again().await;
    ping(&admin, &id).await;
    verified(&receiver.first(2).await[1], &secret);
}

#[tokio::test]
async fn what_could_not_be_sent_before_a_stop_is_sent_after_the_next_start() {
    let mut world = World::start().await;
    let admin = world.admin().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let (id, secret) = register(&world, &admin, &format!("http://{address}/"), &["*"]).await;
    let call_id = place_a_call(&world, &admin).await;
    admin.act(&call_id, "end", &nothing()).await.ok();
    let delivery = until("a first attempt", async || {
        let list = deliveries(&admin, &id, "").await["data"].clone();
        let mut all = list.as_array().unwrap().clone().into_iter();
        all.find(|delivery| {
            delivery["event_type"] == "call.ended" && delivery["last_error"].is_string()
        })
    })
    .await;
    let sentence = delivery["last_error"].as_str().unwrap();
    assert!(sentence.contains("could not be reached"), "{sentence}");
    let total = deliveries(&admin, &id, "").await["pagination"]["total"].clone();
    world.stop().await;
    world
        .sql("UPDATE outgoing_deliveries SET next_at = 0")
        .await;
    let receiver = Receiver::at(TcpListener::bind(address).await.unwrap());
    world.start_again().await;
    let ended = receiver.of_type("call.ended").await;
    verified(&ended, &secret);
    assert_eq!(ended.id(), delivery["id"]);
    until("all to be delivered", async || {
        let list = deliveries(&admin, &id, "?state=delivered").await;
        (list["pagination"]["total"] == total).then_some(())
    })
    .await;
}

// The process was killed between a request and its outcome: whether the endpoint has the message is not known, so it
// gets it once more, with the same id.
#[tokio::test]
async fn a_message_under_way_at_a_kill_is_sent_once_more_with_the_same_id() {
    let mut world = World::apart().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    receiver.then(Reply::Never).then(Reply::Never);
    let (id, secret) = register(&world, &admin, &receiver.url, &["call.*"]).await;
    let call_id = place_a_call(&world, &admin).await;
    let before = receiver.first(1).await.remove(0);
    world.kill().await;
    world.start_apart_again().await;
    let after = receiver.first(2).await.remove(1);
    assert_eq!(before.id(), after.id());
    assert_eq!(before.body, after.body);
    // Killed once more; a call goes on meanwhile, and nothing of it is lost.
    world.kill().await;
    world.start_apart_again().await;
    admin.act(&call_id, "end", &nothing()).await.ok();
    verified(&receiver.of_type("call.ended").await, &secret);
    until("all to be delivered", async || {
        let list = deliveries(&admin, &id, "?state=pending").await;
        (list["pagination"]["total"] == 0).then_some(())
    })
    .await;
    let events: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM events WHERE kind IN ('call_initiated', 'call_ringing', 'call_ended', 'call_changed')",
    )
    .fetch_one(world.store().await.readers())
    .await
    .unwrap();
    assert_eq!(
        world.count("outgoing_deliveries").await,
        events,
        "each once in the queue"
    );
}

#[tokio::test]
async fn a_stop_in_order_does_not_wait_for_ever_for_an_endpoint() {
    let mut world = World::with(|timings| timings.shutdown = Duration::from_millis(200)).await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    receiver.then(Reply::Never);
    let (id, _) = register(&world, &admin, &receiver.url, &["*"]).await;
    ping(&admin, &id).await;
    let before = receiver.first(1).await.remove(0);
    world.stop().await;
    world.start_again().await;
    let after = receiver.first(2).await.remove(1);
    assert_eq!(before.id(), after.id());
}

#[tokio::test]
async fn what_is_old_is_erased() {
    let mut world = World::start().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&world, &admin, &receiver.url, &["*"]).await;
    ping(&admin, &id).await;
    until_newest(&admin, &id, in_state("delivered")).await;
    receiver.always(Reply::Status(410, Vec::new(), "never again"));
    let dead = ping(&admin, &id).await;
    until_newest(&admin, &id, in_state("dead")).await;
    world.stop().await;
    world
        .sql("UPDATE outgoing_deliveries SET created_at = created_at - CASE state WHEN 'dead' THEN 31 ELSE 8 END * 86400000")
        .await;
    world.start_again().await;
    let list = until("the delivered one to be erased", async || {
        let list = deliveries(&admin, &id, "").await;
        (list["pagination"]["total"] == 1).then_some(list)
    })
    .await;
    assert_eq!(list["data"][0]["id"], dead.as_str());
    assert_eq!(list["data"][0].get("last_answer"), None);
    let path = format!("/api/webhook-endpoints/{id}");
    admin.patch(&path, &json!({"enabled": true})).await.ok();
    let path = format!("/api/webhook-deliveries/{dead}/redeliver");
    let refused = admin
        .post(&path, &nothing())
        .await
        .refused(409, "wrong_state");
    assert!(
        refused["error"].as_str().unwrap().contains("erased"),
        "{refused}"
    );
    world.stop().await;
    world
        .sql("UPDATE outgoing_deliveries SET created_at = created_at - 60 * 86400000")
        .await;
    world.start_again().await;
    until("the dead one to be forgotten", async || {
        (world.count("outgoing_deliveries").await == 0).then_some(())
    })
    .await;
}

// What came of a request that was under way put the message back into the queue, with nothing left to say.
#[tokio::test]
async fn what_was_said_of_a_contact_is_erased_with_her() {
    let world = World::with(|timings| timings.webhook_answer = Duration::from_millis(300)).await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&world, &admin, &receiver.url, &["call.ended"]).await;
    receiver.always(Reply::Never);
    let call_id = place_a_call(&world, &admin).await;
    admin.act(&call_id, "end", &nothing()).await.ok();
    receiver.of_type("call.ended").await;
    world.sql("UPDATE contacts SET erased_at = 1").await;
    let erased = deliveries(&admin, &id, "").await["data"][0].clone();
    assert_eq!(erased["state"], "dead", "{erased}");
    let settled = until_newest(&admin, &id, |newest| newest["attempts"] == 1).await;
    assert_eq!(settled["state"], "dead", "{settled}");
    assert_eq!(settled.get("next_attempt_at"), None);
    let kept: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM outgoing_deliveries WHERE payload IS NOT NULL")
            .fetch_one(world.store().await.readers())
            .await
            .unwrap();
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn the_command_line_adds_lists_tests_sends_again_and_removes() {
    let world = World::with(|timings| timings.webhook_poll = Duration::from_millis(20)).await;
    let receiver = Receiver::start().await;
    let add = ["webhook", "add", "--team", TEAM, "--url", &receiver.url];
    let refused = world.try_cli(&add).await.unwrap_err().to_string();
    assert!(refused.contains("https://"), "{refused}");
    let flags = [
        "--event",
        "call.*",
        "--description",
        "CRM",
        "--allow-private-webhook-urls",
    ];
    let added = world.cli(&[&add[..], &flags].concat()).await;
    let (id, secret) = (
        added["id"].as_str().unwrap(),
        added["secret"].as_str().unwrap(),
    );
    log::hide(secret);
    let list = world.cli(&["webhook", "list"]).await;
    assert_eq!(list[0]["id"], id);
    assert_eq!(list[0]["event_types"], json!(["call.*"]));
    assert!(!list.to_string().contains("whsec_"), "{list}");
    let ping = world.cli(&["webhook", "test", id]).await;
    let webhook_id = ping["id"].as_str().unwrap();
    verified(&receiver.first(1).await[0], secret);
    world.cli(&["webhook", "redeliver", webhook_id]).await;
    assert_eq!(receiver.first(2).await[1].id(), webhook_id);
    assert_eq!(world.cli(&["webhook", "remove", id]).await["removed"], true);
    assert_eq!(world.cli(&["webhook", "list"]).await, json!([]));
    for arguments in [
        ["webhook", "test", id],
        ["webhook", "remove", id],
        ["webhook", "redeliver", webhook_id],
    ] {
        let refused = world.try_cli(&arguments).await.unwrap_err().to_string();
        assert!(refused.contains("there is no webhook"), "{refused}");
    }
}
