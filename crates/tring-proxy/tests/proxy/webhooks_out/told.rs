//! What is told, to whom, and signed with what.

use std::time::Duration;

use serde_json::json;

use super::{deliveries, endpoint, ping, place_a_call, register, verified};
use crate::sealing::{key_file, run};
use crate::world::{
    CUSTOMER, OTHER_CUSTOMER, TEAM, World, log, nothing,
    receiver::{Message, Receiver},
    until,
};

#[tokio::test]
async fn a_call_is_told_from_its_beginning_to_its_end() {
    let world = World::start().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, secret) = register(&admin, &receiver.url, &["call.*"]).await;
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
    let mut before = 0;
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
        assert!(before < seq, "in order about one call: {before}, {seq}");
        before = seq;
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
    let (_, secret) = register(&admin, &receiver.url, &types).await;
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

// A CRM had to ask again and again whether anybody was to be called back.
#[tokio::test]
async fn callbacks_are_told_when_they_are_made_and_when_they_are_done() {
    let world = World::with(|timings| timings.ring = Duration::from_millis(100)).await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let settings = json!({"fallback_action": "callback"});
    admin
        .put("/api/teams/settings/call-routing", &settings)
        .await
        .ok();
    let (_, secret) = register(&admin, &receiver.url, &["callback.*"]).await;
    world.provider.customer_calls(CUSTOMER, &nothing()).await;
    let created = receiver.of_type("callback.created").await;
    verified(&created, &secret);
    assert_eq!(created.json["data"]["contact_phone"], CUSTOMER);
    assert_eq!(created.json["data"].get("done_at"), None);
    let path = format!("/api/callbacks/{}/done", created.json["data"]["id"]);
    let settled = admin.post(&path, &nothing()).await.ok();
    admin.post(&path, &nothing()).await.ok();
    let done = receiver.of_type("callback.done").await;
    assert_eq!(done.json["data"], settled["data"]);
    let types: Vec<String> = receiver
        .all()
        .iter()
        .map(|message| message.event_type().to_owned())
        .collect();
    assert_eq!(types, ["callback.created", "callback.done"]);
    // The call's own timeline showed them as steps of a later version.
    let call_id = created.json["data"]["call_id"].as_str().unwrap();
    let timeline = admin
        .get(&format!("/api/calls/{call_id}/events"))
        .await
        .ok();
    let steps = timeline["data"].as_array().unwrap().iter();
    let kinds: Vec<&str> = steps.map(|step| step["kind"].as_str().unwrap()).collect();
    assert!(
        kinds.contains(&"callback_noted") && !kinds.contains(&"unknown"),
        "{kinds:?}"
    );
}

#[tokio::test]
async fn an_endpoint_gets_the_types_that_it_asked_for() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (picky, everything, disabled) =
        tokio::join!(Receiver::start(), Receiver::start(), Receiver::start());
    register(&admin, &picky.url, &["call.ended", "agent.*"]).await;
    register(&admin, &everything.url, &["*"]).await;
    let off = json!({"url": disabled.url, "event_types": ["*"], "enabled": false});
    let off = admin.post("/api/webhook-endpoints", &off).await;
    assert_eq!(off.json["data"]["enabled"], false);
    let call_id = place_a_call(&world, &admin).await;
    admin.act(&call_id, "end", &nothing()).await.ok();
    let ended = picky.of_type("call.ended").await;
    let same = everything.of_type("call.ended").await;
    assert_eq!(ended.body, same.body, "two endpoints, one truth");
    assert_ne!(ended.id(), same.id());
    everything.of_type("call.initiated").await;
    let call_types = |receiver: &Receiver| {
        let all = receiver.all().into_iter();
        all.filter(|message| message.event_type().starts_with("call."))
            .count()
    };
    assert_eq!(call_types(&picky), 1);
    assert!(disabled.all().is_empty(), "nothing for a disabled one");
}

#[tokio::test]
async fn after_a_rotation_both_secrets_sign_for_a_day() {
    let world = World::start().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, first) = register(&admin, &receiver.url, &["*"]).await;
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
    let (id, secret) = register(&admin, &receiver.url, &["*"]).await;
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
async fn where_the_key_is_lost_the_endpoint_is_named_and_the_remedy_works() {
    let mut world = World::start().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&admin, &receiver.url, &["*"]).await;
    let channel = world.own_channel().await;
    world.cli(&["channel", "remove", &channel]).await;
    world.stop().await;
    let other = "ab".repeat(32);
    std::fs::write(key_file(&world), format!("{other}\n")).unwrap();
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    let (code, text) = run(&world, &serve, &[]).await;
    assert_eq!(code, 1, "{text}");
    let remedy = format!("tring-proxy webhook remove {id}");
    assert!(text.contains("sealed with another key"), "{text}");
    assert!(text.contains(&remedy) && !text.contains(&other), "{text}");
    let (code, text) = run(&world, &["webhook", "remove", &id], &[]).await;
    assert_eq!(code, 0, "{text}");
    world.start_again().await;
    register(&admin, &receiver.url, &["*"]).await;
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
