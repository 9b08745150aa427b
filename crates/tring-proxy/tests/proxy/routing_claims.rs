//! Whom a call rings when a claim is given back.

use std::time::Duration;

use serde_json::{Value, json};
use tring_protocol::{call::CallStatus, events::MessageKind};

use crate::world::{Agent, CUSTOMER, World, desk::Desk, nothing};

/// Ada, who may change the settings, and Bob, each with a page; Ada's or both inboxes ring.
async fn called(world: &World, mode: &str) -> (Agent, Desk, Agent, Desk, String) {
    let ada = world.admin().await;
    let bob = world.agent("Bob").await;
    ada.put("/api/teams/settings/call-routing", &json!({"mode": mode}))
        .await
        .ok();
    let (mut adas, bobs) = (ada.desk("ada-1").await, bob.desk("bob-1").await);
    world.provider.customer_calls(CUSTOMER, &nothing()).await;
    let call = adas
        .call_where(|call| !call.ringing_agents.is_empty())
        .await;
    (ada, adas, bob, bobs, call.call_id)
}

/// The steps of the routing, with the names of whom they concern.
async fn steps(agent: &Agent, call_id: &str) -> Vec<String> {
    let path = format!("/api/calls/{call_id}/events");
    let timeline = agent.get(&path).await.ok();
    let steps = timeline["data"].as_array().expect("events").iter();
    let routing = |event: &&Value| {
        let kind = event["kind"].as_str().expect("a kind");
        kind.starts_with("agent_") || kind == "nobody_left"
    };
    steps
        .filter(routing)
        .map(|event| {
            let kind = event["kind"].as_str().expect("a kind");
            let who = event["agent"]["name"].as_str().unwrap_or("nobody");
            format!("{kind} {who}")
        })
        .collect()
}

// Ada took the claim, and chose not to be disturbed while her browser asked for the microphone. Her claim ran out, and
// her inbox rang again for a moment before the routing looked.
#[tokio::test]
async fn who_wants_no_calls_by_now_is_not_rung_when_her_claim_runs_out() {
    let world = World::with(|timings| timings.claim = Duration::from_secs(1)).await;
    let (ada, _adas, bob, mut bobs, id) = called(&world, "round_robin").await;
    ada.act(&id, "claim", &json!({"desk_id": "ada-1"}))
        .await
        .ok();
    let dnd = json!({"call_status": "dnd"});
    ada.post("/api/agents/status", &dnd).await.ok();
    let released = bobs.next_of(MessageKind::CallReleased).await.call.unwrap();
    assert_eq!(released.ringing_agents, [bob.id]);
    let steps = steps(&ada, &id).await;
    assert_eq!(steps, ["agent_rung Ada", "agent_rung Bob"]);
}

// The timeline said that a call rang again at the agent who had just declined it.
#[tokio::test]
async fn who_declines_while_she_answers_is_not_noted_as_rung_again() {
    let world = World::start().await;
    let (ada, mut adas, bob, _bobs, id) = called(&world, "round_robin").await;
    ada.act(&id, "claim", &json!({"desk_id": "ada-1"}))
        .await
        .ok();
    ada.act(&id, "reject", &nothing()).await.ok();
    let call = adas
        .call_where(|call| call.ringing_agents == [bob.id])
        .await;
    assert_eq!(call.status, CallStatus::Ringing);
    assert_eq!(
        steps(&ada, &id).await,
        ["agent_rung Ada", "agent_declined Ada", "agent_rung Bob"]
    );
}

// Ada declined on one screen and took the call on another, while Bob's page was gone. Her claim ran out, and the call
// rang nowhere any more, although she sat there.
#[tokio::test]
async fn who_declined_and_answers_all_the_same_rings_again_when_her_claim_runs_out() {
    let world = World::with(|timings| timings.claim = Duration::from_millis(300)).await;
    let (ada, mut adas, bob, bobs, id) = called(&world, "longest_idle").await;
    ada.act(&id, "reject", &nothing()).await.ok();
    adas.call_where(|call| call.ringing_agents == [bob.id])
        .await;
    ada.act(&id, "claim", &json!({"desk_id": "ada-1"}))
        .await
        .ok();
    drop(bobs);
    adas.call_where(|call| call.ringing_agents == [ada.id])
        .await;
    ada.act(&id, "reject", &nothing()).await.ok();
    ada.until_status(&id, CallStatus::Rejected).await;
    let steps = steps(&ada, &id).await;
    assert_eq!(
        steps[steps.len() - 2..],
        ["agent_declined Ada", "nobody_left nobody"]
    );
}
