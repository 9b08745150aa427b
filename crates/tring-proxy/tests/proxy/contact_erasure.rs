//! Erasure: the person goes from every byte of the database, the figures of her calls stay.

use std::fs;

use reqwest::Method;
use serde_json::{Value, json};
use tring_protocol::{call::CallStatus, events::MessageKind};

use crate::{
    contacts::add,
    world::{
        Agent, Answer, CUSTOMER, OTHER_CUSTOMER, World, initiate_json,
        webhook::{customer_connects, envelope, now_seconds, permission_reply, send, terminates},
    },
};

const NAME: &str = "Grace Hopper";
const NOTE: &str = "Signed at the fair in Ulm";

async fn erase(agent: &Agent, id: &Value) -> Answer {
    let path = format!("/api/contacts/{id}");
    Answer::of(agent.request(Method::DELETE, &path)).await
}

/// Which of these texts stand somewhere in the database's files.
fn readable(world: &World, texts: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in fs::read_dir(&world.data).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with(tring_proxy::store::FILE_NAME) {
            continue;
        }
        let bytes = fs::read(&path).unwrap_or_default();
        for text in texts {
            if bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes())
            {
                found.push(format!("{text} in {name}"));
            }
        }
    }
    found
}

async fn contact_of(agent: &Agent, phone: &str) -> Value {
    let list = agent
        .get(&format!("/api/contacts?q={}", &phone[1..]))
        .await
        .ok();
    assert_eq!(list["pagination"]["total"], 1, "{list}");
    list["data"][0].clone()
}

fn stop_message() -> Value {
    let digits = CUSTOMER.trim_start_matches('+');
    let mut webhook = envelope(&json!({
        "contacts": [{"profile": {"name": NAME}, "wa_id": digits}],
        "messages": [{"from": digits, "id": "wamid.stop", "timestamp": now_seconds().to_string(),
            "type": "text", "text": {"body": "stop"}}],
    }));
    webhook["entry"][0]["changes"][0]["field"] = json!("messages");
    webhook
}

/// Everything that can be known of her: calls both ways, a message, a permission, a note, tags.
async fn live_a_little(world: &World, ada: &Agent) -> (String, String) {
    send(
        world,
        &customer_connects("wacid.IN", CUSTOMER, now_seconds()),
    )
    .await
    .ok();
    let inbound = ada.until_ringing().await["call_id"]
        .as_str()
        .unwrap()
        .to_owned();
    send(world, &terminates("wacid.IN", "USER_INITIATED"))
        .await
        .ok();
    ada.until_status(&inbound, CallStatus::Missed).await;
    let dialled = ada
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
    let outbound = dialled["call_id"].as_str().unwrap().to_owned();
    ada.until_status(&outbound, CallStatus::Ringing).await;
    let contact = contact_of(ada, CUSTOMER).await;
    let refused = erase(ada, &contact["id"]).await.refused(409, "wrong_state");
    assert!(
        refused["error"].as_str().unwrap().contains("End it"),
        "{refused}"
    );
    ada.act(&outbound, "end", &json!({})).await.ok();
    world.provider.until_asked("terminate", 1).await;
    let accept =
        json!({"response": "accept", "is_permanent": true, "response_source": "user_action"});
    send(world, &permission_reply(CUSTOMER, now_seconds(), &accept))
        .await
        .ok();
    send(world, &stop_message()).await.ok();
    let path = format!("/api/contacts/{}", contact["id"]);
    let change = ada
        .request(Method::PATCH, &path)
        .json(&json!({"tags": ["Ulm fair"], "bsuid": "US.777"}));
    Answer::of(change).await.ok();
    let body = json!({"consent": "explicit", "note": NOTE});
    ada.post(&format!("{path}/consent"), &body).await.ok();
    (inbound, outbound)
}

#[tokio::test]
async fn an_erased_contact_cannot_be_read_anywhere_and_her_calls_stay() {
    let mut world = World::start().await;
    let ada = world.agent("Ada").await;
    // Neighbours, so that pages are split and rows move.
    let neighbours = (0..300).map(|n| format!("+1555010{n:04},Neighbour {n}\n"));
    let file = format!("phone,name\n{}", neighbours.collect::<String>());
    let import = ada.request(Method::POST, "/api/contacts/import").body(file);
    assert_eq!(Answer::of(import).await.ok()["data"]["created"], 300);
    let (inbound, outbound) = live_a_little(&world, &ada).await;
    let id = contact_of(&ada, CUSTOMER).await["id"].clone();
    let digits = CUSTOMER.trim_start_matches('+');
    let texts = [
        digits,
        NAME,
        NOTE,
        "Ulm fair",
        "US.777",
        "wacid.IN",
        "wamid.stop",
    ];
    assert!(
        !readable(&world, &texts[..1]).is_empty(),
        "her number is there"
    );
    let before = [ada.call(&inbound).await, ada.call(&outbound).await];
    crate::world::until("the end of the call to be settled", async || {
        let answer = erase(&ada, &id).await;
        (answer.status.as_u16() == 200).then_some(())
    })
    .await;
    for (before, call_id) in before.iter().zip([&inbound, &outbound]) {
        let after = ada.call(call_id).await;
        for figure in [
            "id",
            "direction",
            "status",
            "initiated_at",
            "ended_at",
            "duration_seconds",
            "cost_amount",
        ] {
            assert_eq!(after[figure], before[figure], "{figure}");
        }
        assert_eq!(after["contact"]["name"], Value::Null);
        assert_eq!(after["contact"]["phone_number"], Value::Null);
    }
    assert_eq!(ada.call(&outbound).await["to_number"], "");
    assert_eq!(ada.call(&inbound).await["from_number"], "");
    assert_eq!(ada.get("/api/calls").await.ok()["pagination"]["total"], 2);
    ada.get(&format!("/api/contacts/{id}"))
        .await
        .refused(404, "not_found");
    ada.get(&format!("/api/contacts/{id}/consent"))
        .await
        .refused(404, "not_found");
    erase(&ada, &id).await.refused(404, "not_found");
    for query in ["q=grace", "q=49151", "tag=Ulm%20fair"] {
        let list = ada.get(&format!("/api/contacts?{query}")).await.ok();
        assert_eq!(list["data"], json!([]), "{query}");
    }
    let mut desk = ada.desk("ada-1").await;
    assert_eq!(desk.next_of(MessageKind::Snapshot).await.calls, []);
    assert_eq!(readable(&world, &texts), Vec::<String>::new());
    world.stop().await;
    assert_eq!(readable(&world, &texts), Vec::<String>::new());
}

// The list of calls was being exported while a customer was erased, and her number stayed in the log beside the database.
#[tokio::test]
async fn what_somebody_reads_meanwhile_leaves_the_log_a_moment_later() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let contact = add(&ada, json!({"phone_number": CUSTOMER, "name": NAME})).await;
    let store = world.store().await;
    let mut view = store.read().await.unwrap();
    let seen: String = sqlx::query_scalar("SELECT name FROM contacts")
        .fetch_one(&mut *view)
        .await
        .unwrap();
    assert_eq!(seen, NAME);
    erase(&ada, &contact["id"]).await.ok();
    assert!(!readable(&world, &[NAME]).is_empty(), "it is being read");
    drop(view);
    crate::world::until("the log to be emptied", async || {
        readable(&world, &[NAME, CUSTOMER]).is_empty().then_some(())
    })
    .await;
}

// She had a new number, and the webhooks of her old one stayed.
#[tokio::test]
async fn the_number_that_she_had_before_goes_too() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    send(
        &world,
        &customer_connects("wacid.1", CUSTOMER, now_seconds()),
    )
    .await
    .ok();
    let call = ada.until_ringing().await["call_id"]
        .as_str()
        .unwrap()
        .to_owned();
    send(&world, &terminates("wacid.1", "USER_INITIATED"))
        .await
        .ok();
    ada.until_status(&call, CallStatus::Missed).await;
    // A webhook that names her and no call.
    let accept =
        json!({"response": "accept", "is_permanent": true, "response_source": "user_action"});
    send(&world, &permission_reply(CUSTOMER, now_seconds(), &accept))
        .await
        .ok();
    let id = contact_of(&ada, CUSTOMER).await["id"].clone();
    let moved = ada
        .request(Method::PATCH, &format!("/api/contacts/{id}"))
        .json(&json!({"phone_number": OTHER_CUSTOMER}));
    Answer::of(moved).await.ok();
    crate::world::until("the end of the call to be settled", async || {
        let answer = erase(&ada, &id).await;
        (answer.status.as_u16() == 200).then_some(())
    })
    .await;
    let digits = [CUSTOMER, OTHER_CUSTOMER].map(|number| &number[1..]);
    assert_eq!(readable(&world, &digits), Vec::<String>::new());
}

// A contact with the BSUID `1` was erased, and with her the bodies of all webhooks.
#[tokio::test]
async fn a_short_id_is_nobody_elses() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let accept =
        json!({"response": "accept", "is_permanent": true, "response_source": "user_action"});
    send(
        &world,
        &permission_reply(OTHER_CUSTOMER, now_seconds(), &accept),
    )
    .await
    .ok();
    let short = add(&ada, json!({"bsuid": "1"})).await;
    erase(&ada, &short["id"]).await.ok();
    let emptied: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM webhook_deliveries WHERE LENGTH(body) = 0")
            .fetch_one(world.store().await.readers())
            .await
            .unwrap();
    assert_eq!(emptied, 0);
}

#[tokio::test]
async fn whoever_calls_again_after_that_is_a_new_contact() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let old = add(
        &ada,
        json!({"phone_number": CUSTOMER, "opt_in": "opted_out", "name": "Grace"}),
    )
    .await;
    let other = add(&ada, json!({"phone_number": OTHER_CUSTOMER, "name": "Ann"})).await;
    erase(&ada, &old["id"]).await.ok();
    send(
        &world,
        &customer_connects("wacid.1", CUSTOMER, now_seconds()),
    )
    .await
    .ok();
    let new = contact_of(&ada, CUSTOMER).await;
    assert_ne!(new["id"], old["id"]);
    assert_eq!(new["opt_in"], "unknown");
    assert_eq!(contact_of(&ada, OTHER_CUSTOMER).await, other);
}

#[tokio::test]
async fn only_her_own_webhooks_are_emptied() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let now = now_seconds();
    let accept =
        json!({"response": "accept", "is_permanent": true, "response_source": "user_action"});
    for (customer, at) in [(CUSTOMER, now - 1), (OTHER_CUSTOMER, now)] {
        send(&world, &permission_reply(customer, at, &accept))
            .await
            .ok();
    }
    let id = contact_of(&ada, CUSTOMER).await["id"].clone();
    erase(&ada, &id).await.ok();
    let bodies: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT body FROM webhook_deliveries ORDER BY id")
            .fetch_all(world.store().await.readers())
            .await
            .unwrap();
    assert!(bodies[0].is_empty(), "hers");
    assert!(!bodies[1].is_empty(), "somebody else's");
    assert_eq!(world.count("permissions").await, 1);
    let consent = contact_of(&ada, OTHER_CUSTOMER).await["consent"].clone();
    assert_eq!(consent["type"], "explicit");
}
