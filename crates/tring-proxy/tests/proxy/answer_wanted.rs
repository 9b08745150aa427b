//! Answering by program: an agent's inbox is asked to answer, and the request waits until both sides talk.

use std::time::Duration;

use serde_json::{Value, json};
use tring_protocol::events::MessageKind;

use crate::world::{ANSWER, CUSTOMER, World, agent::Agent, desk::Desk, nothing};

/// Plays the page: answers as soon as it is asked to.
async fn answers_when_asked(agent: &Agent, desk: &mut Desk) {
    let call_id = asked(desk).await;
    take(agent, &desk.id, &call_id).await;
}

async fn asked(desk: &mut Desk) -> String {
    let message = desk.next_of(MessageKind::AnswerWanted).await;
    message.call_id.expect("which call")
}

async fn take(agent: &Agent, desk: &str, call_id: &str) {
    agent
        .act(call_id, "claim", &json!({"desk_id": desk}))
        .await
        .ok();
    let answer = json!({"desk_id": desk, "sdp_answer": ANSWER});
    agent.act(call_id, "answer", &answer).await.ok();
}

async fn rings(desk: &mut Desk) -> String {
    let ringing = desk.next_of(MessageKind::CallRinging).await;
    ringing.call.expect("a call").call_id
}

async fn by_token(world: &World, call_id: &str, body: &Value) -> crate::world::Answer {
    let token = world.token(&[]).await;
    let path = format!("/api/calls/{call_id}/answer");
    world.post_with(&token, &path, body).await
}

/// Short enough to wait for, long enough for a page that is there.
async fn impatient() -> World {
    World::with(|timings| timings.answer_wanted = Duration::from_millis(900)).await
}

#[tokio::test]
async fn a_program_answers_through_the_inbox_that_rings() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = rings(&mut desk).await;
    let body = nothing();
    let (answer, ()) = tokio::join!(
        by_token(&world, &call_id, &body),
        answers_when_asked(&ada, &mut desk)
    );
    assert_eq!(answer.ok()["message"], "Call answered successfully");
    assert_eq!(ada.call(&call_id).await["status"], "in_progress");
    assert_eq!(world.provider.asked("accept").await, 1);
}

#[tokio::test]
async fn an_agent_answers_from_another_page_through_her_own_inbox() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let (mut desk, mut other) = (ada.desk("ada-1").await, bob.desk("bob-1").await);
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = rings(&mut desk).await;
    let body = nothing();
    let (answer, ()) = tokio::join!(
        ada.act(&call_id, "answer", &body),
        answers_when_asked(&ada, &mut desk)
    );
    answer.ok();
    let told = other.come_already();
    assert!(
        told.iter()
            .all(|message| message.kind != MessageKind::AnswerWanted),
        "nobody else was asked"
    );
}

#[tokio::test]
async fn the_agent_whom_the_program_names_is_asked() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let (_desk, mut desk) = (ada.desk("ada-1").await, bob.desk("bob-1").await);
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = rings(&mut desk).await;
    let body = json!({"agent_id": bob.id});
    let (answer, ()) = tokio::join!(
        by_token(&world, &call_id, &body),
        answers_when_asked(&bob, &mut desk)
    );
    answer.ok();
    assert_eq!(ada.call(&call_id).await["agent_name"], "Bob");
}

// Ten inboxes ring and a CRM answers: all of them would have opened their microphones, and nine would have said that
// somebody else was quicker.
#[tokio::test]
async fn inboxes_are_asked_one_after_the_other() {
    let world = impatient().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let (mut first, mut second) = (ada.desk("ada-1").await, bob.desk("bob-1").await);
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = rings(&mut first).await;
    let page = async {
        assert_eq!(asked(&mut first).await, call_id);
        // Ada's page does not do it: her agent is in a call in another browser, or the microphone is blocked.
        answers_when_asked(&bob, &mut second).await;
    };
    let body = nothing();
    let (answer, ()) = tokio::join!(by_token(&world, &call_id, &body), page);
    answer.ok();
}

#[tokio::test]
async fn where_no_inbox_takes_it_the_program_is_told_and_it_rings_on() {
    let world = impatient().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = rings(&mut desk).await;
    let refused = by_token(&world, &call_id, &nothing())
        .await
        .refused(409, "wrong_state");
    let sentence = refused["error"].as_str().expect("a sentence");
    assert!(
        sentence.starts_with("No inbox took this call."),
        "{sentence}"
    );
    assert_eq!(ada.call(&call_id).await["status"], "ringing");
    ada.act(&call_id, "claim", &json!({"desk_id": "ada-1"}))
        .await
        .ok();
}

#[tokio::test]
async fn a_call_that_another_agent_takes_meanwhile_is_hers() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let (mut desk, _other) = (ada.desk("ada-1").await, bob.desk("bob-1").await);
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = rings(&mut desk).await;
    let body = json!({"agent_id": ada.id});
    let page = async {
        asked(&mut desk).await;
        take(&bob, "bob-1", &call_id).await;
    };
    let (answer, ()) = tokio::join!(by_token(&world, &call_id, &body), page);
    let refused = answer.refused(409, "already_claimed");
    assert_eq!(refused["error"], "Bob has this call already.");
}

#[tokio::test]
async fn a_customer_who_gives_up_meanwhile_is_told_at_once() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let theirs = world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = rings(&mut desk).await;
    let body = nothing();
    let customer = async {
        asked(&mut desk).await;
        world.provider.press(&theirs, "hangup").await;
    };
    let (answer, ()) = tokio::join!(by_token(&world, &call_id, &body), customer);
    let refused = answer.refused(409, "wrong_state");
    assert_eq!(refused["error"], "This call ended before it was answered.");
}

#[tokio::test]
async fn who_does_not_ring_cannot_answer() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = rings(&mut desk).await;
    // Bob has no page open.
    bob.act(&call_id, "answer", &nothing())
        .await
        .refused(409, "wrong_state");
    let refused = by_token(&world, &call_id, &json!({"agent_id": bob.id})).await;
    refused.refused(409, "wrong_state");
    // Whoever mistyped an id was told to see that the agent has her inbox open.
    world.cli(&["team", "add", "New team"]).await;
    let eve = Agent::sign_in(&world, "New team", "Eve").await;
    for agent in [eve.id, 999, u64::MAX] {
        let refused = by_token(&world, &call_id, &json!({"agent_id": agent})).await;
        refused.refused(404, "not_found");
    }
    by_token(&world, "call_0", &nothing())
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn a_token_that_may_not_make_calls_answers_none() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = rings(&mut desk).await;
    let token = world.token(&["calls:read"]).await;
    let path = format!("/api/calls/{call_id}/answer");
    world
        .post_with(&token, &path, &nothing())
        .await
        .refused(403, "forbidden");
}
