//! The call history in the shapes of seed 000.

use serde_json::{Value, json};
use tring_protocol::call::CallStatus;

use crate::world::{CUSTOMER, OTHER_CUSTOMER, World, agent::Agent, initiate_json, nothing};

/// Two ended calls and one that rings.
async fn three_calls(world: &World) -> (Agent, Vec<String>) {
    let ada = world.agent("Ada").await;
    let mut ids = Vec::new();
    for customer in [CUSTOMER, OTHER_CUSTOMER] {
        let call = ada
            .post("/api/calls/initiate", &initiate_json(customer))
            .await
            .ok();
        let id = call["call_id"].as_str().unwrap().to_owned();
        ada.act(&id, "end", &nothing()).await.ok();
        ids.push(id);
    }
    // Until it has heard that the first one is over, she is in a call there.
    world.provider.until_asked("terminate", 2).await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let ringing = ada.until_ringing().await;
    ids.push(ringing["call_id"].as_str().unwrap().to_owned());
    (ada, ids)
}

fn ids(list: &Value) -> Vec<&str> {
    let calls = list["data"].as_array().unwrap().iter();
    calls
        .map(|call| call["call_id"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn the_history_is_filtered_sorted_and_paged() {
    let world = World::start().await;
    let (ada, all) = three_calls(&world).await;
    let [first, second, third] = [all[0].as_str(), &all[1], &all[2]];
    let contact = ada.call(second).await["contact"]["id"].clone();
    for (query, expected) in [
        ("", vec![third, second, first]),
        ("?sort_order=asc", vec![first, second, third]),
        (
            "?sort_by=created_at&sort_order=desc",
            vec![third, second, first],
        ),
        ("?direction=inbound", vec![third]),
        ("?direction=outbound", vec![second, first]),
        ("?status=no_answer", vec![second, first]),
        ("?status=ringing&direction=inbound", vec![third]),
        (&format!("?contact_id={contact}"), vec![second]),
        ("?from_date=2026-01-01", vec![third, second, first]),
        ("?to_date=2026-01-01", vec![]),
        ("?from_date=2999-01-01", vec![]),
        ("?per_page=2", vec![third, second]),
        ("?per_page=2&page=2", vec![first]),
        ("?per_page=2&page=3", vec![]),
        ("?per_page=&page=", vec![third, second, first]),
    ] {
        let list = ada.get(&format!("/api/calls{query}")).await.ok();
        assert_eq!(ids(&list), expected, "{query}");
    }
    let list = ada.get("/api/calls?per_page=2&page=2").await.ok();
    let pagination = json!({"current_page": 2, "last_page": 2, "per_page": 2, "total": 3});
    assert_eq!(list["pagination"], pagination);
    let empty = ada
        .get("/api/calls?direction=inbound&status=failed")
        .await
        .ok();
    let pagination = json!({"current_page": 1, "last_page": 1, "per_page": 15, "total": 0});
    assert_eq!(empty["pagination"], pagination);
}

#[tokio::test]
async fn a_call_on_its_last_day_is_within_to_date() {
    let world = World::start().await;
    let (ada, all) = three_calls(&world).await;
    let today = ada.call(&all[0]).await["initiated_at"].clone();
    let today = today.as_str().unwrap().split_once('T').unwrap().0;
    let query = format!("/api/calls?from_date={today}&to_date={today}");
    assert_eq!(ids(&ada.get(&query).await.ok()).len(), 3);
}

#[tokio::test]
async fn a_parameter_that_makes_no_sense_is_refused_by_name() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    for (name, value) in [
        ("direction", "sideways"),
        ("status", "asleep"),
        ("from_date", "yesterday"),
        ("to_date", "2026-13-01"),
        ("contact_id", "-1"),
        ("per_page", "101"),
        ("per_page", "0"),
        ("page", "0"),
        ("sort_by", "id; DROP TABLE calls"),
        ("sort_order", "up"),
    ] {
        let answer = ada.get(&format!("/api/calls?{name}={value}")).await;
        let sentence = answer.refused(400, "invalid_request")["error"].clone();
        assert!(sentence.as_str().unwrap().contains(name), "{sentence}");
    }
}

#[tokio::test]
async fn one_call_and_the_active_calls_have_the_fields_of_seed_000() {
    let world = World::start().await;
    let (ada, all) = three_calls(&world).await;
    let call = ada.call(&all[0]).await;
    for field in [
        "id",
        "call_id",
        "direction",
        "status",
        "from_number",
        "to_number",
        "duration_seconds",
        "duration_formatted",
        "cost_amount",
        "cost_formatted",
        "initiated_at",
        "answered_at",
        "ended_at",
        "failure_reason",
        "contact",
        "conversation_id",
    ] {
        assert!(call.get(field).is_some(), "{field}: {call}");
    }
    assert_eq!(call["duration_formatted"], "0:00");
    assert_eq!(call["cost_formatted"], "$0.00");
    assert_eq!(call["agent_name"], "Ada");
    assert!(
        call["initiated_at"].as_str().unwrap().ends_with('Z'),
        "RFC 3339 in UTC"
    );

    let active = ada.get("/api/calls/active").await.ok()["data"].clone();
    assert_eq!(active.as_array().unwrap().len(), 1);
    assert_eq!(active[0]["call_id"], all[2]);
    assert_eq!(active[0]["contact_name"], "Grace Hopper");
    assert_eq!(active[0]["contact_phone"], CUSTOMER);
    assert!(
        active[0]["initiated_at"]
            .as_str()
            .unwrap()
            .ends_with(" ago"),
        "{active}"
    );
}

#[tokio::test]
async fn a_talk_has_its_duration() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let script = json!({"answer": "after", "hang_up_after_ms": 1_100});
    world.provider.script(CUSTOMER, &script).await;
    let call = ada
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
    let call_id = call["call_id"].as_str().unwrap();
    let call = ada.until_status(call_id, CallStatus::Completed).await;
    let seconds = call["duration_seconds"].as_u64().unwrap();
    assert!((1..=2).contains(&seconds), "{call}");
    assert_eq!(call["duration_formatted"], format!("0:0{seconds}"));
    assert_eq!(call["end_reason"], "customer_hung_up");
}
