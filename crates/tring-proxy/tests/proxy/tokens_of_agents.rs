//! Tokens that belong to an agent: "my status" and "my inbox" are hers.

use serde_json::{Value, json};
use tring_protocol::events::MessageKind;

use crate::world::{Agent, CUSTOMER, World, desk::Desk, log, nothing};

const STATUS: &str = "/api/agents/status";

/// A token of this agent, made by an administrator over HTTP.
async fn token_of(admin: &Agent, agent_id: u64, abilities: &[&str]) -> String {
    let body = json!({"name": "Her CRM", "abilities": abilities, "agent_id": agent_id});
    let answer = admin.post("/api/tokens", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(answer.json["data"]["agent_id"], agent_id);
    let token = answer.json["token"].as_str().expect("a token").to_owned();
    log::hide(token.split_once('|').expect("Sanctum's form").1);
    token
}

async fn wanted(desk: &mut Desk) -> Value {
    let message = desk.next_of(MessageKind::AnswerWanted).await;
    json!(message.call_id)
}

// Seed 000's client sends its body with its token and knows no `agent_id`: it was told that a token belongs to nobody.
#[tokio::test]
async fn the_body_of_seed_000_sets_the_status_of_the_agent_whose_token_it_is() {
    let world = World::start().await;
    let (admin, bob) = (world.admin().await, world.agent("Bob").await);
    let token = token_of(&admin, bob.id, &["calls:write"]).await;
    let sample = include_str!("fixtures/app/agent_status.request.json");
    let body: Value = serde_json::from_str(sample).expect("JSON");
    let answer = world.post_with(&token, STATUS, &body).await.ok();
    assert_eq!(answer["data"]["id"], bob.id);
    assert_eq!(answer["data"]["call_status"], body["call_status"]);

    let hers = json!({"agent_id": admin.id, "call_status": "dnd"});
    let refused = world.post_with(&token, STATUS, &hers).await;
    refused.refused(403, "forbidden");
    let weak = token_of(&admin, bob.id, &["calls:read"]).await;
    let refused = world.post_with(&weak, STATUS, &body).await;
    refused.refused(403, "forbidden");
}

#[tokio::test]
async fn a_call_that_she_asks_for_rings_in_her_inbox_alone() {
    let world = World::start().await;
    let (admin, bob) = (world.admin().await, world.agent("Bob").await);
    let (_other, mut desk) = (admin.desk("ada-1").await, bob.desk("bob-1").await);
    let token = token_of(&admin, bob.id, &["calls:write"]).await;
    let body = json!({"phone_number": CUSTOMER});
    world
        .post_with(&token, "/api/calls/initiate", &body)
        .await
        .ok();
    let call = desk.call_where(|call| call.requested && !call.ringing_agents.is_empty());
    assert_eq!(call.await.ringing_agents, [bob.id]);
}

#[tokio::test]
async fn a_call_that_she_answers_is_answered_in_her_inbox() {
    let world = World::start().await;
    let (admin, bob) = (world.admin().await, world.agent("Bob").await);
    let (_other, mut desk) = (admin.desk("ada-1").await, bob.desk("bob-1").await);
    let token = token_of(&admin, bob.id, &["calls:write"]).await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = bob.until_ringing().await["call_id"].clone();
    let path = format!("/api/calls/{}/answer", call_id.as_str().expect("an id"));
    let body = nothing();
    // The program waits until both talk; her inbox is asked meanwhile.
    tokio::select! {
        answer = world.post_with(&token, &path, &body) => panic!("too early: {}", answer.text),
        wanted = wanted(&mut desk) => assert_eq!(wanted, call_id),
    }
}

#[tokio::test]
async fn it_belongs_to_an_agent_of_the_team_or_is_not_made() {
    let world = World::start().await;
    let admin = world.admin().await;
    world.cli(&["team", "add", "Other team"]).await;
    let eve = Agent::sign_in(&world, "Other team", "Eve").await;
    for agent_id in [eve.id, 9_999, u64::MAX] {
        let body = json!({"name": "CRM", "abilities": ["*"], "agent_id": agent_id});
        let answer = admin.post("/api/tokens", &body).await;
        answer.refused(404, "not_found");
    }
}

#[tokio::test]
async fn the_command_line_makes_them_by_address() {
    let world = World::start().await;
    let bob = world.agent("Bob").await;
    let command = |email: &'static str| {
        [
            "token",
            "add",
            "--team",
            crate::world::TEAM,
            "--name",
            "x",
            "--email",
            email,
        ]
    };
    let made = world.cli(&command("Bob@example.org")).await;
    let token = made["token"].as_str().expect("a token");
    log::hide(token.split_once('|').expect("Sanctum's form").1);
    let body = json!({"call_status": "dnd"});
    let answer = world.post_with(token, STATUS, &body).await.ok();
    assert_eq!(answer["data"]["id"], bob.id);
    let error = world.try_cli(&command("nobody@example.org")).await;
    let error = error.expect_err("nobody").to_string();
    assert!(error.contains("user add"), "{error}");
}
