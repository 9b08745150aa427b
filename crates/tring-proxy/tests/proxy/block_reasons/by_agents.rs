//! Who would talk, where a program brings no media.

use serde_json::json;
use tring_protocol::call::CallStatus;

use super::{CHECK, allowed, blocked_without_media};
use crate::world::{Agent, Answer, CUSTOMER, OTHER_CUSTOMER, World, initiate, nothing};

#[tokio::test]
async fn no_agents_available() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let token = world.token(&[]).await;
    blocked_without_media(&world, &token, "NO_AGENTS_AVAILABLE").await;
    allowed(&ada, &nothing()).await;
    let _desk = ada.desk("ada-1").await;
    let question = json!({"phone_number": CUSTOMER});
    let told = world.post_with(&token, CHECK, &question).await.ok();
    assert_eq!(told["data"]["eligible"], true, "{told}");
    let dnd = json!({"call_status": "dnd"});
    ada.post("/api/agents/status", &dnd).await.ok();
    blocked_without_media(&world, &token, "NO_AGENTS_AVAILABLE").await;
}

#[tokio::test]
async fn all_agents_busy() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let token = world.token(&[]).await;
    let _desk = ada.desk("ada-1").await;
    let call = calls(&ada, OTHER_CUSTOMER).await;
    blocked_without_media(&world, &token, "ALL_AGENTS_BUSY").await;
    let bob = world.agent("Bob").await;
    let bobs = bob.desk("bob-1").await;
    let question = json!({"phone_number": CUSTOMER});
    let told = world.post_with(&token, CHECK, &question).await.ok();
    assert_eq!(told["data"]["eligible"], true, "Bob is free: {told}");
    drop(bobs);
    ada.act(&call, "end", &nothing()).await.ok();
    ada.until_status(&call, CallStatus::NoAnswer).await;
    let told = world.post_with(&token, CHECK, &question).await.ok();
    assert_eq!(told["data"]["eligible"], true, "Ada is free again: {told}");
}

// A program was told that Ada is there, and its call rang nobody: the team's calls go to administrators alone.
#[tokio::test]
async fn an_agent_whom_no_call_is_routed_to_is_not_available() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let token = world.token(&[]).await;
    let _desk = ada.desk("ada-1").await;
    let path = "/api/teams/settings/call-routing";
    let mut routing = world.get_with(&token, path).await.ok();
    routing["role"] = json!("admin");
    let request = world.http.put(world.url() + path).bearer_auth(&token);
    Answer::of(request.json(&routing)).await.ok();
    blocked_without_media(&world, &token, "NO_AGENTS_AVAILABLE").await;
}

async fn calls(agent: &Agent, number: &str) -> String {
    let mut request = initiate(number);
    request.desk_id = Some("ada-1".to_owned());
    let request = serde_json::to_value(&request).unwrap();
    let call = agent.post("/api/calls/initiate", &request).await.ok();
    call["call_id"].as_str().unwrap().to_owned()
}
