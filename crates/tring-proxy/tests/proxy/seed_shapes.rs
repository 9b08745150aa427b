//! What is read of calls has the keys and types of seed 000's own samples.

use serde_json::{Value, json};
use tring_protocol::call::CallStatus;

use crate::world::{
    Agent, CUSTOMER, OTHER_CUSTOMER, World, initiate_json, nothing, past, shape::has_shape_of,
};

/// A call that was talked in and cost something, and one that rings.
async fn two_calls(world: &World) -> (Agent, Value) {
    let ada = world.admin().await;
    let prices = json!({"currency": "USD", "prices": [{"prefix": "+", "per_minute": "0.05"}]});
    let path = format!("/api/channels/{}/prices", world.own_channel().await);
    ada.put(&path, &prices).await.ok();
    let script = json!({"answer": "after", "hang_up_after_ms": 1_100});
    world.provider.script(CUSTOMER, &script).await;
    let mut request = initiate_json(CUSTOMER);
    request["options"] = json!({"conversation_id": 456});
    let call = ada.post("/api/calls/initiate", &request).await.ok();
    let call_id = call["call_id"].as_str().unwrap();
    ada.until_status(call_id, CallStatus::Completed).await;
    world
        .provider
        .customer_calls(OTHER_CUSTOMER, &nothing())
        .await;
    ada.until_ringing().await;
    world.sql("UPDATE contacts SET name = 'John Doe'").await;
    (ada, call)
}

#[tokio::test]
async fn every_reading_address_answers_in_the_shape_of_seed_000() {
    let world = World::start().await;
    let (ada, call) = two_calls(&world).await;
    let call_id = call["call_id"].as_str().unwrap();

    let list = ada.get("/api/calls?status=completed").await.ok();
    has_shape_of(include_str!("fixtures/app/calls.list.response.json"), &list);
    let details = ada.get(&format!("/api/calls/{call_id}")).await.ok();
    has_shape_of(
        include_str!("fixtures/app/calls.get.response.json"),
        &details,
    );
    let active = ada.get("/api/calls/active").await.ok();
    has_shape_of(include_str!("fixtures/app/active.response.json"), &active);
    let contact = details["data"]["contact"]["id"].clone();
    let history = ada
        .get(&format!("/api/calls/contacts/{contact}/history"))
        .await
        .ok();
    has_shape_of(
        include_str!("fixtures/app/contact_history.response.json"),
        &history,
    );
    let mut statistics = ada.get("/api/calls/statistics").await.ok();
    // Without a limit of minutes these are null; the sample has one.
    let limits = &mut statistics["data"]["usage_limits"];
    assert_eq!(limits["minutes_limit"], Value::Null);
    assert_eq!(limits["minutes_remaining"], Value::Null);
    limits["minutes_limit"] = json!(1);
    limits["minutes_remaining"] = json!(1);
    has_shape_of(
        include_str!("fixtures/app/statistics.response.json"),
        &statistics,
    );
}

#[tokio::test]
async fn times_and_amounts_have_the_forms_of_seed_000() {
    let world = World::start().await;
    let (ada, call) = two_calls(&world).await;
    let call_id = call["call_id"].as_str().unwrap();
    let details = ada.call(call_id).await;
    let seconds = details["duration_seconds"].as_u64().unwrap();
    assert_eq!(details["duration_formatted"], format!("0:0{seconds}"));
    // One begun pulse of six seconds, at 0.05 a minute.
    assert_eq!(details["cost_amount"].to_string(), "0.005");
    assert_eq!(details["cost_formatted"], "$0.01");
    assert_eq!(details["currency"], "USD");
    let since = details["initiated_at"].as_str().unwrap();
    assert!(since.len() == 20 && since.ends_with('Z'), "{since}");

    let contact = &details["contact"]["id"];
    let history = ada
        .get(&format!("/api/calls/contacts/{contact}/history"))
        .await
        .ok();
    let row = &history["data"][0];
    assert_eq!(row["cost"], "$0.01");
    assert_eq!(row["duration"], details["duration_formatted"]);
    for field in ["initiated_at", "answered_at", "ended_at"] {
        let other = details[field].as_str().unwrap();
        assert_eq!(row[field], other.replace('T', " ").replace('Z', ""));
    }
}

#[tokio::test]
async fn a_contacts_history_is_limited_and_the_teams_own() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let contacts = past::calls(&world, 400).await;
    let path = format!("/api/calls/contacts/{}/history", contacts[1]);
    let count = async |query: &str| {
        let history = ada.get(&format!("{path}{query}")).await.ok();
        history["data"].as_array().unwrap().len()
    };
    assert_eq!(count("").await, 50);
    assert_eq!(count("?limit=100").await, 100);
    assert_eq!(count("?limit=1").await, 1);
    for limit in ["0", "101", "abc", "-1"] {
        let answer = ada.get(&format!("{path}?limit={limit}")).await;
        let error = answer.refused(400, "invalid_request")["error"].clone();
        assert!(error.as_str().unwrap().contains("limit"), "{error}");
    }
    world.cli(&["team", "add", "Another team"]).await;
    let bob = Agent::sign_in(&world, "Another team", "Bob").await;
    bob.get(&path).await.refused(404, "not_found");
    for unknown in ["0", "999999", "abc", "%F0%9F%92%A9"] {
        let path = format!("/api/calls/contacts/{unknown}/history");
        ada.get(&path).await.refused(404, "not_found");
    }
}
