//! The real binary is killed and stopped, and started again on the same data.

use serde_json::json;
use tring_protocol::{call::CallStatus, events::MessageKind};

use crate::world::{ANSWER, CUSTOMER, World, initiate_json, nothing};

#[tokio::test]
async fn a_call_that_rang_when_the_proxy_was_killed_is_known_and_can_be_ended() {
    let mut world = World::apart().await;
    let ada = world.agent("Ada").await;
    let call = ada
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
    let call_id = call["call_id"].as_str().unwrap();
    ada.until_status(call_id, CallStatus::Ringing).await;
    world.kill().await;
    world.start_apart_again().await;
    let mut desk = ada.desk("ada-1").await;
    let snapshot = desk.next_of(MessageKind::Snapshot).await;
    assert_eq!(snapshot.calls[0].call_id, call_id);
    assert_eq!(snapshot.calls[0].status, CallStatus::Ringing);
    ada.act(call_id, "end", &nothing()).await.ok();
    world.provider.call_in("ended").await;
    assert_eq!(world.provider.asked("connect").await, 1);
    assert_eq!(world.provider.asked("terminate").await, 1);
}

#[tokio::test]
async fn a_talk_goes_on_over_a_kill_and_can_be_ended() {
    let mut world = World::apart().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let ringing = desk.next_of(MessageKind::CallRinging).await.call.unwrap();
    let call_id = ringing.call_id;
    ada.act(&call_id, "claim", &json!({"desk_id": "ada-1"}))
        .await
        .ok();
    let answer = json!({"desk_id": "ada-1", "sdp_answer": ANSWER});
    ada.act(&call_id, "answer", &answer).await.ok();
    world.kill().await;
    world.start_apart_again().await;
    assert_eq!(ada.call(&call_id).await["status"], "in_progress");
    world.provider.call_in("in_progress").await;
    // The page did not hear the answer to its request and sends it again.
    ada.act(&call_id, "answer", &answer).await.ok();
    assert_eq!(world.provider.asked("accept").await, 1);
    ada.act(&call_id, "end", &nothing()).await.ok();
    assert_eq!(ada.call(&call_id).await["status"], "completed");
    world.provider.call_in("ended").await;
}

#[tokio::test]
async fn a_call_that_rings_here_rings_again_after_a_kill() {
    let mut world = World::apart().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let ringing = desk.next_of(MessageKind::CallRinging).await.call.unwrap();
    world.kill().await;
    world.start_apart_again().await;
    let mut desk = ada.desk("ada-1").await;
    let snapshot = desk.next_of(MessageKind::Snapshot).await;
    assert_eq!(snapshot.calls[0].call_id, ringing.call_id);
    assert_eq!(snapshot.calls[0].ringing_agents, [ada.id]);
}

// The agent hung up, the provider did not answer, and the machine lost power: the customer must not stay in a call
// with nobody.
#[tokio::test]
async fn an_ending_that_was_not_confirmed_is_sent_after_a_kill() {
    let mut world = World::apart().await;
    let ada = world.agent("Ada").await;
    let failing =
        json!({"response": {"status": 500}, "response_for": "terminate", "response_times": 1});
    world.provider.script(CUSTOMER, &failing).await;
    let call = ada
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
    let call_id = call["call_id"].as_str().unwrap();
    ada.act(call_id, "end", &nothing()).await.ok();
    world.provider.until_asked("terminate", 1).await;
    world.kill().await;
    assert_eq!(world.provider.call_in("ringing").await["opaque"], call_id);
    world.start_apart_again().await;
    world.provider.call_in("ended").await;
    assert_eq!(ada.call(call_id).await["status"], "no_answer");
}

// The proxy died between asking and hearing the answer. Whether the phone rings is not known: the webhook tells,
// and nothing is dialled again.
#[tokio::test]
async fn a_dial_request_under_way_at_a_kill_is_never_sent_again() {
    let mut world = World::apart().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let slow = json!({"response": {"delay_ms": 2_000}, "response_for": "connect", "webhook_delay_ms": 1_000});
    world.provider.script(CUSTOMER, &slow).await;
    let attempt = initiate_json(CUSTOMER);
    let request = ada.request(reqwest::Method::POST, "/api/calls/initiate");
    tokio::spawn(request.json(&attempt).send());
    desk.next_of(MessageKind::CallInitiated).await;
    world.provider.until_asked("connect", 1).await;
    world.kill().await;
    world.start_apart_again().await;
    let again = ada.post("/api/calls/initiate", &attempt).await;
    let body = again.refused(502, "provider_unavailable");
    let call_id = body["call_id"].as_str().unwrap();
    // The simulator sends its webhooks until somebody answers.
    ada.until_status(call_id, CallStatus::Ringing).await;
    assert_eq!(world.provider.asked("connect").await, 1);
}

#[tokio::test]
async fn a_stop_in_order_tells_the_pages_and_ends_with_success() {
    let mut world = World::apart().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    desk.next_of(MessageKind::Snapshot).await;
    world.stop().await;
    let frame = desk.closed().await;
    assert_eq!(u16::from(frame.code), 1_001);
}

#[tokio::test]
async fn a_stop_in_order_finishes_what_the_provider_is_asked() {
    let mut world = World::start().await;
    let ada = world.agent("Ada").await;
    let slow = json!({"response": {"delay_ms": 300}, "response_for": "connect", "webhook_delay_ms": 5_000});
    world.provider.script(CUSTOMER, &slow).await;
    let request = ada
        .request(reqwest::Method::POST, "/api/calls/initiate")
        .json(&initiate_json(CUSTOMER));
    let under_way = tokio::spawn(request.send());
    world.provider.until_asked("connect", 1).await;
    world.stop().await;
    let answer = under_way.await.unwrap().unwrap();
    assert_eq!(answer.status(), 200);
}
