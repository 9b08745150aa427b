//! Whether agents take calls: who may say so, who sees it, and when the pages are told.

use serde_json::json;
use tring_protocol::{
    agent::{Agent as AgentState, CallAvailability},
    events::MessageKind,
};

use crate::world::{
    Agent, CUSTOMER, World, desk::Desk, initiate_json, nothing, shape::has_shape_of,
};

const STATUS: &str = "/api/agents/status";

/// The next change of this agent that fits.
async fn told(desk: &mut Desk, agent: &Agent, fits: impl Fn(&AgentState) -> bool) -> AgentState {
    loop {
        let message = desk.next_of(MessageKind::AgentChanged).await;
        let changed = message.agent.expect("the agent");
        if changed.id == agent.id && fits(&changed) {
            return changed;
        }
    }
}

#[tokio::test]
async fn the_body_of_seed_000_sets_the_status_of_who_is_signed_in() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let sample = include_str!("fixtures/app/agent_status.request.json");
    let body = serde_json::from_str(sample).expect("JSON");
    let answer = ada.post(STATUS, &body).await.ok();
    assert_eq!(answer["success"], true);
    assert_eq!(answer["data"]["id"], ada.id);
    // What can be said is also shown, in the same words.
    has_shape_of(sample, &answer["data"]);
    let answer = ada.post(STATUS, &json!({"call_status": "dnd"})).await.ok();
    assert_eq!(answer["data"]["call_status"], "dnd");
    assert_eq!(answer["data"]["is_call_enabled"], true, "it stays");
    let body = json!({"is_call_enabled": false, "call_status": null});
    let answer = ada.post(STATUS, &body).await.ok();
    assert_eq!(answer["data"]["call_status"], "dnd", "it stays");
    assert_eq!(answer["data"]["is_call_enabled"], false);
    let list = ada.get("/api/agents").await.ok();
    assert_eq!(list["data"], json!([answer["data"]]));
}

#[tokio::test]
async fn administrators_and_tokens_with_the_ability_set_the_status_of_others() {
    let world = World::start().await;
    let (ada, bob) = (world.admin().await, world.agent("Bob").await);
    let body = json!({"agent_id": bob.id, "call_status": "dnd"});
    ada.post(STATUS, &body).await.ok();
    let token = world.token(&["agents"]).await;
    let answer = world.post_with(&token, STATUS, &body).await.ok();
    assert_eq!(answer["data"]["call_status"], "dnd");

    let hers = json!({"agent_id": ada.id, "call_status": "dnd"});
    bob.post(STATUS, &hers).await.refused(403, "forbidden");
    let own = json!({"agent_id": bob.id, "call_status": "available"});
    bob.post(STATUS, &own).await.ok();
    let weak = world.token(&["calls:read"]).await;
    world
        .post_with(&weak, STATUS, &body)
        .await
        .refused(403, "forbidden");
    let names = world.get_with(&weak, "/api/agents").await.ok();
    assert_eq!(names["data"][0]["name"], "Ada");
    assert_eq!(names["data"][0]["call_status"], "available", "unchanged");
}

#[tokio::test]
async fn what_says_nothing_or_names_nobody_of_the_team_is_refused() {
    let world = World::start().await;
    let ada = world.admin().await;
    world.cli(&["team", "add", "Another team"]).await;
    let eve = Agent::sign_in(&world, "Another team", "Eve").await;
    let token = world.token(&["agents"]).await;
    let status = json!({"call_status": "dnd"});
    let sentence = world
        .post_with(&token, STATUS, &status)
        .await
        .refused(400, "invalid_request");
    assert!(sentence["error"].as_str().unwrap().contains("`agent_id`"));
    for agent in [eve.id, 0, 999_999] {
        let body = json!({"agent_id": agent, "call_status": "dnd"});
        ada.post(STATUS, &body).await.refused(404, "not_found");
        let answer = world.post_with(&token, STATUS, &body).await;
        answer.refused(404, "not_found");
    }
    for body in [
        json!({}),
        json!({"call_status": null, "is_call_enabled": null}),
        json!({"call_status": ""}),
        json!({"call_status": "away"}),
        json!({"call_status": "available|dnd"}),
        json!({"call_status": 1}),
        json!({"is_call_enabled": "true"}),
        json!({"is_call_enabled": 1}),
        json!({"call_status": "dnd", "agent_id": "1"}),
        json!({"call_status": "dnd", "agent_id": -1}),
        json!({"call_status": "dnd", "agent_id": 1.5}),
        json!(["dnd"]),
    ] {
        ada.post(STATUS, &body)
            .await
            .refused(400, "invalid_request");
    }
    let list = ada.get("/api/agents").await.ok();
    assert_eq!(list["data"][0]["call_status"], "available");
    assert_eq!(list["data"].as_array().unwrap().len(), 1, "{list}");
}

#[tokio::test]
async fn the_team_is_told_who_comes_goes_is_busy_and_wants_no_calls() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let mut witness = ada.desk("ada-1").await;
    let first = bob.desk("bob-1").await;
    let here = told(&mut witness, &bob, |bob| bob.reachable).await;
    assert_eq!(here.call_status, CallAvailability::Available);
    // A second page of hers is no news.
    let second = bob.desk("bob-2").await;
    drop(first);
    bob.post(STATUS, &json!({"call_status": "dnd"})).await.ok();
    let dnd = told(&mut witness, &bob, |_| true).await;
    assert!(dnd.reachable, "she was here all the time");
    assert_eq!(dnd.call_status, CallAvailability::Dnd);
    // The same again is none, either.
    bob.post(STATUS, &json!({"call_status": "dnd"})).await.ok();
    let call = bob
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
    let busy = told(&mut witness, &bob, |_| true).await;
    assert_eq!(busy.call_id.as_deref(), call["call_id"].as_str());
    let call_id = call["call_id"].as_str().unwrap();
    bob.act(call_id, "end", &nothing()).await.ok();
    told(&mut witness, &bob, |bob| bob.call_id.is_none()).await;
    second.freeze();
    drop(second);
    told(&mut witness, &bob, |bob| !bob.reachable).await;
}

// The proxy was killed, and to everybody who followed the events the agents were here for ever.
#[tokio::test]
async fn who_was_here_when_the_proxy_was_killed_and_does_not_come_back_is_told_to_be_gone() {
    let mut world = World::apart().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let mut witness = ada.desk("ada-1").await;
    let _page = bob.desk("bob-1").await;
    told(&mut witness, &bob, |bob| bob.reachable).await;
    world.kill().await;
    world.start_apart_again().await;
    let words: Vec<String> = sqlx::query_scalar(
        "SELECT detail FROM events WHERE kind = 'agent_changed' AND agent_id = $1 ORDER BY seq",
    )
    .bind(i64::try_from(bob.id).unwrap())
    .fetch_all(world.store().await.readers())
    .await
    .unwrap();
    assert_eq!(words, ["available", "unreachable"]);
}
