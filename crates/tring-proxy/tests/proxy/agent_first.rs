//! Calls that a program asks for without media: an agent's inbox starts them, and only then the provider is asked.

use std::time::Duration;

use serde_json::{Value, json};
use tring_protocol::{
    call::{Call, CallStatus, EndReason},
    events::MessageKind,
};

use crate::world::{
    Answer, CUSTOMER, OFFER, OTHER_CUSTOMER, World, agent::Agent, desk::Desk, initiate_json,
    nothing,
};

const INITIATE: &str = "/api/calls/initiate";

/// What a client of seed 000 sends.
fn wish(number: &str) -> Value {
    json!({"phone_number": number, "options": {"caller_id": "order-7"}})
}

/// What the desk sends when *Start call* was pressed.
fn start(call_id: &str, desk: &str, attempt: &str) -> Value {
    json!({"phone_number": CUSTOMER, "sdp_offer": OFFER, "call_id": call_id, "desk_id": desk, "attempt_id": attempt})
}

async fn asked_for(world: &World, number: &str) -> String {
    let token = world.token(&[]).await;
    let answer = world.post_with(&token, INITIATE, &wish(number)).await.ok();
    answer["call_id"].as_str().expect("an id").to_owned()
}

async fn rings(desk: &mut Desk) -> Call {
    desk.call_where(|call| call.requested && !call.ringing_agents.is_empty())
        .await
}

#[tokio::test]
async fn a_program_asks_an_agent_starts_and_the_customer_answers() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let token = world.token(&[]).await;
    let answer = world
        .post_with(&token, INITIATE, &wish(CUSTOMER))
        .await
        .ok();
    assert_eq!(answer["status"], "initiated");
    assert_eq!(answer["message"], "Call initiated successfully");
    let call_id = answer["call_id"].as_str().unwrap();

    let ringing = rings(&mut desk).await;
    assert_eq!(ringing.call_id, call_id);
    assert_eq!(ringing.status, CallStatus::Initiated);
    assert_eq!(ringing.requested_by.as_deref(), Some("CRM"));
    assert_eq!(ringing.ringing_agents, [ada.id]);
    let active = ada.get("/api/calls/active").await.ok()["data"].clone();
    assert_eq!(active[0]["status"], "initiated");
    assert_eq!(
        world.provider.asked("connect").await,
        0,
        "before there is an offer"
    );

    let placed = ada
        .post(INITIATE, &start(call_id, "ada-1", "a1"))
        .await
        .ok();
    assert_eq!(placed["call_id"], call_id);
    let started = desk.call_where(|call| !call.requested).await;
    assert_eq!(started.desk_id.as_deref(), Some("ada-1"));
    assert_eq!(started.attempt_id.as_deref(), Some("a1"));
    assert_eq!(started.agent_name.as_deref(), Some("Ada"));
    assert!(
        started.ringing_agents.is_empty(),
        "it rings nowhere any more"
    );
    let theirs = world.provider.call_in("ringing").await;
    assert_eq!(
        theirs["opaque"], call_id,
        "our id is the provider's reference"
    );
    let message = desk.next_of(MessageKind::SdpAnswer).await;
    assert_eq!(message.attempt_id.as_deref(), Some("a1"));
    world
        .provider
        .press(theirs["id"].as_str().unwrap(), "answer")
        .await;
    ada.until_status(call_id, CallStatus::InProgress).await;
    assert_eq!(world.provider.asked("connect").await, 1);
}

#[tokio::test]
async fn the_desk_that_starts_it_first_has_it() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let (mut desk, _other) = (ada.desk("ada-1").await, bob.desk("bob-1").await);
    let call_id = asked_for(&world, CUSTOMER).await;
    let mut ringing = rings(&mut desk).await.ringing_agents;
    ringing.sort_unstable();
    assert_eq!(ringing, [ada.id, bob.id]);
    let (one, two) = (
        start(&call_id, "ada-1", "a1"),
        start(&call_id, "bob-1", "b1"),
    );
    let (one, two) = tokio::join!(ada.post(INITIATE, &one), bob.post(INITIATE, &two));
    let (winner, loser) = if one.status.is_success() {
        ("Ada", two)
    } else {
        ("Bob", one)
    };
    let refusal = loser.refused(409, "already_claimed");
    assert_eq!(refusal["error"], format!("{winner} has this call already."));
    assert_eq!(world.provider.asked("connect").await, 1);
}

#[tokio::test]
async fn the_same_start_again_gets_the_answer_of_the_first() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let _desk = ada.desk("ada-1").await;
    let call_id = asked_for(&world, CUSTOMER).await;
    let body = start(&call_id, "ada-1", "a1");
    let (one, two) = tokio::join!(ada.post(INITIATE, &body), ada.post(INITIATE, &body));
    assert_eq!(one.ok()["call_id"], *call_id);
    assert_eq!(two.ok()["call_id"], *call_id);
    assert_eq!(ada.post(INITIATE, &body).await.ok()["call_id"], *call_id);
    assert_eq!(world.provider.asked("connect").await, 1);
    let other = start("call_0", "ada-1", "a1");
    ada.post(INITIATE, &other).await.refused(409, "wrong_state");
}

// A CRM whose connection broke asked again, after the agent had started the call: a second one would have been refused
// as a call in progress, and the CRM would not have known which one was its own.
#[tokio::test]
async fn the_same_wish_again_is_the_same_call_also_when_it_was_started() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let _desk = ada.desk("ada-1").await;
    let token = world.token(&[]).await;
    let wish = json!({"phone_number": CUSTOMER, "attempt_id": "order-7"});
    let first = world.post_with(&token, INITIATE, &wish).await.ok();
    let call_id = first["call_id"].as_str().unwrap();
    let again = world.post_with(&token, INITIATE, &wish).await.ok();
    assert_eq!(again["call_id"], call_id);
    ada.post(INITIATE, &start(call_id, "ada-1", "a1"))
        .await
        .ok();
    let later = world.post_with(&token, INITIATE, &wish).await.ok();
    assert_eq!(later["call_id"], call_id);
    let other = json!({"phone_number": OTHER_CUSTOMER, "attempt_id": "order-7"});
    let other = world.post_with(&token, INITIATE, &other).await;
    other.refused(409, "wrong_state");
}

#[tokio::test]
async fn an_idempotency_key_that_comes_again_while_it_waits_for_an_agent_is_the_same_wish() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let token = world.token(&[]).await;
    let ask = async || {
        let request = world.http.post(world.url() + INITIATE).bearer_auth(&token);
        let request = request.header("Idempotency-Key", "order-7");
        Answer::of(request.json(&wish(CUSTOMER))).await.ok()
    };
    let first = ask().await;
    let call_id = rings(&mut desk).await.call_id;
    assert_eq!(ask().await, first, "it still rings in the inbox");
    let begun = start(&call_id, "ada-1", "attempt-1");
    ada.post(INITIATE, &begun).await.ok();
    assert_eq!(ask().await, first, "it was started");
    assert_eq!(world.count("calls").await, 1);
    assert_eq!(world.provider.asked("connect").await, 1);
}

#[tokio::test]
async fn whoever_asked_can_cancel_it() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let token = world.token(&[]).await;
    let answer = world
        .post_with(&token, INITIATE, &wish(CUSTOMER))
        .await
        .ok();
    let call_id = answer["call_id"].as_str().unwrap();
    rings(&mut desk).await;
    let path = format!("/api/calls/{call_id}/end");
    world.post_with(&token, &path, &nothing()).await.ok();
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.status, CallStatus::NoAnswer);
    assert_eq!(ended.end_reason, Some(EndReason::Cancelled));
    let late = ada.post(INITIATE, &start(call_id, "ada-1", "a1")).await;
    late.refused(409, "wrong_state");
    assert_eq!(world.provider.asked("connect").await, 0);
    assert_eq!(
        world.count("provider_actions").await,
        0,
        "there is nothing to end"
    );
}

#[tokio::test]
async fn a_wish_survives_a_kill_and_can_be_started_afterwards() {
    let mut world = World::apart().await;
    let ada = world.agent("Ada").await;
    let desk = ada.desk("ada-1").await;
    let call_id = asked_for(&world, CUSTOMER).await;
    world.kill().await;
    drop(desk);
    world.start_apart_again().await;
    let mut desk = ada.desk("ada-1").await;
    let snapshot = desk.next_of(MessageKind::Snapshot).await;
    let call = &snapshot.calls[0];
    assert_eq!(call.call_id, call_id);
    assert!(call.requested, "it still waits");
    assert_eq!(call.ringing_agents, [ada.id]);
    ada.post(INITIATE, &start(&call_id, "ada-1", "a1"))
        .await
        .ok();
    assert_eq!(world.provider.asked("connect").await, 1);
}

#[tokio::test]
async fn the_agent_who_is_named_is_asked_first() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let (_desk, mut desk) = (ada.desk("ada-1").await, bob.desk("bob-1").await);
    let token = world.token(&[]).await;
    let named = |agent: u64| json!({"phone_number": CUSTOMER, "options": {"agent_id": agent}});
    world.post_with(&token, INITIATE, &named(bob.id)).await.ok();
    assert_eq!(rings(&mut desk).await.ringing_agents, [bob.id]);
    let nobody = world.post_with(&token, INITIATE, &named(999)).await;
    nobody.refused(404, "not_found");
}

#[tokio::test]
async fn an_agent_who_asks_from_another_page_is_asked_in_her_own_inbox() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let (mut desk, _other) = (ada.desk("ada-1").await, bob.desk("bob-1").await);
    ada.post(INITIATE, &wish(CUSTOMER)).await.ok();
    let ringing = rings(&mut desk).await;
    assert_eq!(ringing.ringing_agents, [ada.id]);
    assert_eq!(ringing.requested_by.as_deref(), Some("Ada"));
}

#[tokio::test]
async fn not_now_asks_the_next_agent_and_the_last_one_ends_it() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let (mut desk, _other) = (ada.desk("ada-1").await, bob.desk("bob-1").await);
    let call_id = asked_for(&world, CUSTOMER).await;
    rings(&mut desk).await;
    ada.act(&call_id, "reject", &nothing()).await.ok();
    let left = desk
        .call_where(|call| call.ringing_agents == [bob.id])
        .await;
    assert!(left.requested, "it still waits");
    bob.act(&call_id, "reject", &nothing()).await.ok();
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.status, CallStatus::Failed);
    assert_eq!(ended.end_reason, Some(EndReason::NoAgent));
    let sentence = ended.failure_reason.expect("a sentence");
    assert!(
        sentence.starts_with("No agent took this call."),
        "{sentence}"
    );
    assert_eq!(world.provider.asked("connect").await, 0);
    assert_eq!(
        world.count("provider_actions").await,
        0,
        "no provider has heard of it"
    );
}

#[tokio::test]
async fn a_wish_that_nobody_starts_ends_by_itself() {
    let world = World::with(|timings| timings.ring = Duration::from_millis(300)).await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let call_id = asked_for(&world, CUSTOMER).await;
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.call_id, call_id);
    assert_eq!(ended.status, CallStatus::Failed);
    assert_eq!(ended.end_reason, Some(EndReason::NoAgent));
    assert_eq!(
        world.count("provider_actions").await,
        0,
        "no provider has heard of it"
    );
}

#[tokio::test]
async fn a_customer_who_calls_meanwhile_takes_the_place_of_the_wish() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let call_id = asked_for(&world, CUSTOMER).await;
    rings(&mut desk).await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.call_id, call_id);
    let ringing = desk.next_of(MessageKind::CallRinging).await.call.unwrap();
    assert_eq!(ringing.from_number, CUSTOMER);
    assert_eq!(
        world.count("provider_actions").await,
        0,
        "no provider has heard of it"
    );
}

#[tokio::test]
async fn one_wish_at_a_time_for_each_customer() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let _desk = ada.desk("ada-1").await;
    let call_id = asked_for(&world, CUSTOMER).await;
    let token = world.token(&[]).await;
    let second = world.post_with(&token, INITIATE, &wish(CUSTOMER)).await;
    assert_eq!(second.refused(409, "call_in_progress")["call_id"], *call_id);
    let by_hand = ada.post(INITIATE, &initiate_json(CUSTOMER)).await;
    by_hand.refused(409, "call_in_progress");
}

#[tokio::test]
async fn a_refusal_of_the_provider_ends_it_with_the_providers_sentence() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.permits(CUSTOMER, "no_permission").await;
    let call_id = asked_for(&world, CUSTOMER).await;
    rings(&mut desk).await;
    let refused = ada.post(INITIATE, &start(&call_id, "ada-1", "a1")).await;
    assert_eq!(refused.refused(400, "blocked")["call_id"], *call_id);
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.status, CallStatus::Failed);
}

#[tokio::test]
async fn what_does_not_fit_is_refused() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let _desk = ada.desk("ada-1").await;
    let call_id = asked_for(&world, CUSTOMER).await;
    let no_offer = json!({"phone_number": CUSTOMER, "call_id": call_id});
    ada.post(INITIATE, &no_offer)
        .await
        .refused(400, "invalid_sdp");
    let unknown = start("call_0", "ada-1", "a1");
    ada.post(INITIATE, &unknown).await.refused(404, "not_found");
    let answer = ada.act(&call_id, "answer", &nothing()).await;
    answer.refused(409, "wrong_state");
    for options in [
        json!({"caller_id": "x".repeat(513)}),
        json!({"trigger_source": "a\u{0}b"}),
        json!({"conversation_id": u64::MAX}),
        json!({"agent_id": "Ada"}),
    ] {
        let body = json!({"phone_number": OTHER_CUSTOMER, "options": options});
        let refused = ada.post(INITIATE, &body).await;
        refused.refused(400, "invalid_request");
    }
}

#[tokio::test]
async fn a_wish_of_another_team_is_not_there() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let _desk = ada.desk("ada-1").await;
    let call_id = asked_for(&world, CUSTOMER).await;
    world.cli(&["team", "add", "Others"]).await;
    let eve = Agent::sign_in(&world, "Others", "Eve").await;
    let theirs = eve.post(INITIATE, &start(&call_id, "eve-1", "e1")).await;
    theirs.refused(404, "not_found");
}
