//! The timeline of a call.

use serde_json::{Value, json};
use tring_protocol::call::CallStatus;

use crate::world::{Agent, CUSTOMER, World, initiate_json, nothing};

async fn timeline(agent: &Agent, call_id: &str) -> Vec<Value> {
    let path = format!("/api/calls/{call_id}/events");
    agent.get(&path).await.ok()["data"]
        .as_array()
        .unwrap()
        .clone()
}

fn kinds(timeline: &[Value]) -> Vec<&str> {
    timeline
        .iter()
        .map(|step| step["kind"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn an_outgoing_call_tells_its_steps_in_order() {
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
    let steps = timeline(&ada, call_id).await;
    let kinds = kinds(&steps);
    assert_eq!(kinds.first(), Some(&"call_initiated"));
    assert_eq!(kinds.last(), Some(&"call_ended"));
    let place = |kind| kinds.iter().position(|other| *other == kind);
    assert!(place("call_ringing") < place("call_answered"), "{kinds:?}");
    let seqs: Vec<_> = steps
        .iter()
        .map(|step| step["seq"].as_u64().unwrap())
        .collect();
    assert!(seqs.is_sorted(), "{seqs:?}");
    let times: Vec<_> = steps
        .iter()
        .map(|step| step["at"].as_str().unwrap())
        .collect();
    assert!(times.is_sorted(), "{times:?}");
    let (first, last) = (&steps[0], &steps[steps.len() - 1]);
    assert_eq!(first["agent"], json!({"id": ada.id, "name": "Ada"}));
    assert_eq!(first["status"], "initiated");
    assert_eq!(
        (&last["detail"], &last["status"]),
        (&json!("customer_hung_up"), &json!("completed"))
    );
    assert_eq!(
        call["answered_by"],
        Value::Null,
        "the customer answered, no agent"
    );
    assert!(call["ring_seconds"].is_u64(), "it rang: {call}");
}

#[tokio::test]
async fn an_incoming_call_tells_whom_it_rang_and_who_declined() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let _page = ada.desk("desk-a").await;
    world.provider.customer_calls(CUSTOMER, &nothing()).await;
    let ringing = ada.until_ringing().await;
    let call_id = ringing["call_id"].as_str().unwrap();
    ada.act(call_id, "reject", &nothing()).await.ok();
    let call = ada.until_status(call_id, CallStatus::Rejected).await;
    assert!(call["ring_seconds"].is_u64(), "an inbox rang: {call}");
    let steps = timeline(&ada, call_id).await;
    let of_ada = |kind: &str| {
        let step = steps.iter().find(|step| step["kind"] == kind);
        let step = step.unwrap_or_else(|| panic!("no {kind} in {steps:?}"));
        assert_eq!(step["agent"]["name"], "Ada", "{kind}");
    };
    of_ada("agent_rung");
    of_ada("agent_declined");
    let last = &steps[steps.len() - 1];
    assert_eq!(
        (&last["kind"], &last["detail"]),
        (&json!("call_ended"), &json!("declined"))
    );
}

#[tokio::test]
async fn a_call_that_rang_nowhere_has_no_ring_time() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    world.provider.customer_calls(CUSTOMER, &nothing()).await;
    let call_id = ada.until_ringing().await["call_id"]
        .as_str()
        .unwrap()
        .to_owned();
    ada.act(&call_id, "reject", &nothing()).await.ok();
    assert_eq!(ada.call(&call_id).await["ring_seconds"], Value::Null);
}

#[tokio::test]
async fn a_timeline_is_the_teams_own() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let call = ada
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
    let path = format!("/api/calls/{}/events", call["call_id"].as_str().unwrap());
    world.cli(&["team", "add", "Another team"]).await;
    let bob = Agent::sign_in(&world, "Another team", "Bob").await;
    bob.get(&path).await.refused(404, "not_found");
    ada.get("/api/calls/call_unknown/events")
        .await
        .refused(404, "not_found");
}
