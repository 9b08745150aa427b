//! Calls whose end was never reported.

use std::time::{Duration, Instant};

use serde_json::json;
use tring_protocol::{call::CallStatus, events::MessageKind};

use crate::world::{Agent, CUSTOMER, Handmade, World, desk::Desk, initiate, until};

const VOBIZ_CHANNEL: &str = "3f1c9b7e-2d4a-4f6b-9c8e-0a1b2c3d4e5f";
const UUID: &str = "9d9c36cf-37f8-4a52-a26e-d9dbbfd8ab11";

async fn dial(agent: &Agent, desk: &Desk) -> String {
    let mut request = initiate(CUSTOMER);
    request.desk_id = Some(desk.id.clone());
    let request = serde_json::to_value(&request).unwrap();
    let call = agent.post("/api/calls/initiate", &request).await.ok();
    call["call_id"].as_str().unwrap().to_owned()
}

/// A call in which Ada and the customer talk.
async fn talking(world: &World, agent: &Agent, desk: &mut Desk) -> String {
    world
        .provider
        .script(CUSTOMER, &json!({"answer": "after", "answer_after_ms": 10}))
        .await;
    let call_id = dial(agent, desk).await;
    desk.next_of(MessageKind::CallAnswered).await;
    call_id
}

#[tokio::test]
async fn a_call_that_rings_without_an_end_is_no_answer_and_ended_at_the_provider() {
    let world = World::with(|timings| timings.ring_there = Duration::from_millis(200)).await;
    let ada = world.agent("Ada").await;
    let desk = ada.desk("ada-1").await;
    let never = json!({"answer": "never", "ring_timeout_ms": 60_000});
    world.provider.script(CUSTOMER, &never).await;
    let call_id = dial(&ada, &desk).await;
    let call = ada.until_status(&call_id, CallStatus::NoAnswer).await;
    assert_eq!(call["end_reason"], "no_answer");
    world.provider.until_asked("terminate", 1).await;
}

// The laptop was closed in the middle of a call, and its row said "in progress" for days: the customer could not be
// called any more.
#[tokio::test]
async fn a_call_whose_desk_is_gone_is_ended_as_lost() {
    let world = World::with(|timings| timings.desk_gone = Duration::from_millis(300)).await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let mut desk = ada.desk("ada-1").await;
    let mut witness = bob.desk("bob-1").await;
    let call_id = talking(&world, &ada, &mut desk).await;
    drop(desk);
    let ended = witness.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.call_id, call_id);
    let call = ada.call(&call_id).await;
    assert_eq!(
        (&call["status"], &call["end_reason"]),
        (&json!("failed"), &json!("connection_lost"))
    );
    assert!(
        call["failure_reason"].as_str().unwrap().ends_with('.'),
        "{call}"
    );
    world.provider.until_asked("terminate", 1).await;
}

#[tokio::test]
async fn a_call_whose_desk_is_there_goes_on_past_the_patience() {
    let world = World::with(|timings| timings.desk_gone = Duration::from_millis(50)).await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let call_id = talking(&world, &ada, &mut desk).await;
    until("some looks of the sweep", async || {
        let (check, answered): (Option<i64>, i64) =
            sqlx::query_as("SELECT check_at, answered_at FROM calls")
                .fetch_one(world.store().await.readers())
                .await
                .unwrap();
        check.filter(|check| *check > answered + 300)
    })
    .await;
    assert_eq!(ada.call(&call_id).await["status"], "in_progress");
    assert_eq!(world.provider.asked("terminate").await, 0);
}

// After a restart nobody is there. Had that counted as gone since ever, an update would have ended all calls.
#[tokio::test]
async fn after_a_restart_the_absence_counts_from_the_start() {
    let mut world = World::with(|timings| timings.desk_gone = Duration::from_secs(2)).await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let call_id = talking(&world, &ada, &mut desk).await;
    world.stop().await;
    drop(desk);
    let stopped = tring_proxy::clock::now();
    world.start_again().await;
    assert_eq!(ada.call(&call_id).await["status"], "in_progress");
    ada.until_status(&call_id, CallStatus::Failed).await;
    assert!(
        tring_proxy::clock::now() >= stopped + 2_000,
        "the page had its time to come back"
    );
    world.provider.until_asked("terminate", 1).await;
}

#[tokio::test]
async fn no_call_lasts_longer_than_the_longest() {
    let world = World::with(|timings| timings.longest_call = Duration::from_millis(500)).await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    talking(&world, &ada, &mut desk).await;
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.status, CallStatus::Failed);
    let reason = ended.failure_reason.unwrap();
    assert!(
        reason.starts_with("Nothing was heard of this call"),
        "{reason}"
    );
    world.provider.until_asked("terminate", 1).await;
}

async fn vobiz(world: &World) -> Handmade {
    let options = [
        "--number-id",
        VOBIZ_CHANNEL,
        "--account-id",
        "MA_TEST",
        "--default",
    ];
    let provider = Handmade::channel(world, "vobiz", &options).await;
    let dialled = json!({"call_id": UUID, "status": "initiated", "direction": "outbound"});
    provider.answers("/calls/whatsapp", 201, dialled);
    provider
}

fn log(status: &str, ended_at: Option<&str>) -> serde_json::Value {
    let mut line = json!({
        "id": UUID,
        "meta_call_id": "wacid.V1",
        "direction": "outbound",
        "status": status,
        "started_at": "2026-03-25T14:00:00Z",
    });
    if let Some(ended_at) = ended_at {
        line["ended_at"] = json!(ended_at);
    }
    json!({"items": [line], "total": 1, "page": 1, "limit": 25, "has_more": false})
}

#[tokio::test]
async fn the_log_tells_what_no_webhook_has_told() {
    let world = World::with(|timings| {
        timings.look = Duration::from_millis(50);
        timings.longest_look = Duration::from_millis(200);
    })
    .await;
    let ada = world.agent("Ada").await;
    let provider = vobiz(&world).await;
    provider.answers("/logs", 200, log("ringing", None));
    let mut desk = ada.desk("ada-1").await;
    let call_id = dial(&ada, &desk).await;
    desk.next_of(MessageKind::CallRinging).await;
    provider.answers("/logs", 200, log("accepted", None));
    desk.next_of(MessageKind::CallAnswered).await;
    let over = log("terminated", Some("2026-03-25T14:03:05Z"));
    provider.answers("/logs", 200, over);
    desk.next_of(MessageKind::CallEnded).await;
    assert_eq!(ada.call(&call_id).await["status"], "completed");
    assert!(provider.asked("/action").is_empty(), "it is over there");
}

// The test ended the failure itself, after it had seen three looks: on a busy machine the doubling waits can grow meanwhile
// beyond what a test waits for. The log fails three times, whoever is slow.
#[tokio::test]
async fn a_log_that_does_not_answer_is_asked_again_later_and_later() {
    let world = World::with(|timings| timings.look = Duration::from_millis(40)).await;
    let ada = world.agent("Ada").await;
    let provider = vobiz(&world).await;
    provider.answers("/logs", 200, log("rejected", None));
    provider.answers_times(3, "/logs", 500, json!({}));
    let mut desk = ada.desk("ada-1").await;
    let before = Instant::now();
    dial(&ada, &desk).await;
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.status, CallStatus::Rejected);
    assert_eq!(provider.asked("/logs").len(), 4, "three times in vain");
    let waits = Duration::from_millis(40 + 80 + 160 + 320);
    assert!(before.elapsed() >= waits, "the waits double");
}
