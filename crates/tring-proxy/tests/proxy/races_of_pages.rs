//! The races between pages, by their numbers in DESIGN section 5. Each test begins with its story.

use std::time::Duration;

use serde_json::json;
use tring_protocol::{call::CallStatus, events::MessageKind};

use crate::world::{ANSWER, CUSTOMER, World, initiate, until};

// Two agents press *Answer* in the same moment. The provider would take the first and refuse the second with a
// sentence that no agent understands.
#[tokio::test]
async fn race_9_two_agents_answer_at_once_and_the_loser_is_told_who() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let mut desk = ada.desk("ada-1").await;
    let _bobs = bob.desk("bob-1").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let ringing = desk.next_of(MessageKind::CallRinging).await.call.unwrap();
    let call_id = ringing.call_id;
    let (adas, bobs) = (json!({"desk_id": "ada-1"}), json!({"desk_id": "bob-1"}));
    let (one, two) = tokio::join!(
        ada.act(&call_id, "claim", &adas),
        bob.act(&call_id, "claim", &bobs)
    );
    let (winner, loser) = if one.status.is_success() {
        ("Ada", two)
    } else {
        two.ok();
        ("Bob", one)
    };
    let refused = loser.refused(409, "already_claimed");
    assert_eq!(refused["error"], format!("{winner} has this call already."));
    let claims = desk.next_of(MessageKind::CallClaimed).await.call.unwrap();
    assert_eq!(claims.agent_name.as_deref(), Some(winner));
}

// The agent's claim holds, but the provider fails at `pre_accept`: the call must not be lost with it.
#[tokio::test]
async fn race_9_a_claim_whose_provider_request_fails_lets_the_call_ring_again() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let script = json!({
        "response": {"status": 500},
        "response_for": "pre_accept",
        "response_times": 1,
    });
    world.provider.customer_calls(CUSTOMER, &script).await;
    let ringing = desk.next_of(MessageKind::CallRinging).await.call.unwrap();
    let call_id = ringing.call_id;
    let (claim, answer) = (
        json!({"desk_id": "ada-1"}),
        json!({"desk_id": "ada-1", "sdp_answer": ANSWER}),
    );
    ada.act(&call_id, "claim", &claim).await.ok();
    ada.act(&call_id, "pre-accept", &answer)
        .await
        .refused(502, "provider_unavailable");
    let released = desk.next_of(MessageKind::CallReleased).await.call.unwrap();
    assert_eq!(released.ringing_agents, [ada.id]);
    ada.act(&call_id, "claim", &claim).await.ok();
    ada.act(&call_id, "pre-accept", &answer).await.ok();
    ada.act(&call_id, "answer", &answer).await.ok();
    assert_eq!(world.provider.asked("pre_accept").await, 2);
}

#[tokio::test]
async fn race_9_after_pre_accept_a_failed_accept_ends_the_call() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let script = json!({"response": {"status": 500}, "response_for": "accept"});
    world.provider.customer_calls(CUSTOMER, &script).await;
    let ringing = desk.next_of(MessageKind::CallRinging).await.call.unwrap();
    let call_id = ringing.call_id;
    let answer = json!({"desk_id": "ada-1", "sdp_answer": ANSWER});
    ada.act(&call_id, "claim", &json!({"desk_id": "ada-1"}))
        .await
        .ok();
    ada.act(&call_id, "pre-accept", &answer).await.ok();
    ada.act(&call_id, "answer", &answer)
        .await
        .refused(502, "provider_unavailable");
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.status, CallStatus::Failed);
    assert!(ended.failure_reason.is_some(), "why");
    world.provider.until_asked("terminate", 1).await;
    assert_eq!(world.provider.asked("accept").await, 1);
}

// The socket drops while things happen: the page gets the state as it is now, and then every event in order.
#[tokio::test]
async fn race_10_a_page_that_comes_back_misses_nothing() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let seq_before = desk.next_of(MessageKind::Snapshot).await.seq;
    drop(desk);
    let mut request = initiate(CUSTOMER);
    request.desk_id = Some("ada-1".to_owned());
    let call = ada
        .post(
            "/api/calls/initiate",
            &serde_json::to_value(&request).unwrap(),
        )
        .await
        .ok();
    let ringing = world.provider.call_in("ringing").await;
    let call_id = call["call_id"].as_str().unwrap();
    ada.until_status(call_id, CallStatus::Ringing).await;

    let mut desk = ada.desk("ada-1").await;
    let snapshot = desk.next().await;
    assert_eq!(snapshot.kind, MessageKind::Snapshot);
    assert!(snapshot.seq > seq_before, "{} > {seq_before}", snapshot.seq);
    assert_eq!(snapshot.calls[0].status, CallStatus::Ringing);
    let answer = desk.next().await;
    assert_eq!(
        answer.kind,
        MessageKind::SdpAnswer,
        "what was sent while it was away"
    );
    let id = ringing["id"].as_str().unwrap();
    world.provider.press(id, "answer").await;
    let answered = desk.next_of(MessageKind::CallAnswered).await;
    assert_eq!(answered.seq, snapshot.seq + 1);
    world.provider.press(id, "hangup").await;
    let ended = desk.next_of(MessageKind::CallEnded).await;
    assert_eq!(ended.seq, snapshot.seq + 2);
}

// A frozen tab keeps its socket: the browser's network process answers pings for it. Calls would ring at an inbox
// that cannot show them.
#[tokio::test]
async fn race_12_a_frozen_page_leaves_the_routing_and_is_told_when_it_returns() {
    let world = World::with(|timings| {
        timings.beat_interval = Duration::from_millis(20);
        timings.beat_patience = Duration::from_millis(100);
    })
    .await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let mut frozen = ada.desk("ada-1").await;
    let mut awake = bob.desk("bob-1").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let both = awake.next_of(MessageKind::CallRinging).await.call.unwrap();
    assert_eq!(both.ringing_agents.len(), 2);
    frozen.freeze();
    awake
        .call_where(|call| call.ringing_agents == [bob.id])
        .await;
    frozen.thaw();
    frozen.next_of(MessageKind::Returned).await;
    awake
        .call_where(|call| call.ringing_agents == [bob.id, ada.id])
        .await;
}

// The silence was measured whenever a beat was due: a page that froze just after it had answered was looked at after
// 9 s less a moment, and then after 12 s. Until then calls rang at it alone. Here the next beat is an hour away.
#[tokio::test]
async fn race_12_the_silence_of_a_frozen_page_counts_from_its_last_answer() {
    let world = World::with(|timings| {
        timings.beat_interval = Duration::from_hours(1);
        timings.beat_patience = Duration::from_millis(300);
    })
    .await;
    let ada = world.agent("Ada").await;
    let frozen = ada.desk("ada-1").await;
    frozen.freeze();
    let token = world.token(&[]).await;
    until("the page to be given up", async || {
        let team = world.get_with(&token, "/api/agents").await.ok();
        (team["data"][0]["reachable"] == false).then_some(())
    })
    .await;
}
