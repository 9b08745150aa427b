//! The provider refuses, fails, is slow or answers nonsense: a clear sentence, a settled call, nothing sent twice.

use std::time::Duration;

use serde_json::{Value, json};
use tring_protocol::{
    call::{CallStatus, EndReason},
    events::MessageKind,
};

use crate::world::{ANSWER, CUSTOMER, OTHER_CUSTOMER, World, initiate_json, nothing};

/// Dials while `connect` is answered like this; the error's body.
async fn dial_with(world: &World, response: &Value, status: u16, code: &str) -> Value {
    let ada = world.agent("Ada").await;
    let script = json!({"response": response, "response_for": "connect"});
    world.provider.script(CUSTOMER, &script).await;
    let answer = ada
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await;
    answer.refused(status, code)
}

async fn record(world: &World, body: &Value) -> Value {
    let token = world.token(&[]).await;
    let path = format!("/api/calls/{}", body["call_id"].as_str().unwrap());
    world.get_with(&token, &path).await.ok()["data"].clone()
}

fn graph_error(code: u32) -> Value {
    json!({"error": {"message": "(#1) no", "type": "OAuthException", "code": code, "fbtrace_id": "A"}})
}

#[tokio::test]
async fn a_customer_who_has_not_allowed_calls_is_a_block_with_its_reason() {
    let world = World::start().await;
    let response = json!({"status": 401, "body": graph_error(138_006)});
    let body = dial_with(&world, &response, 400, "blocked").await;
    assert_eq!(body["block_reason"], "NO_CALLING_CONSENT");
    assert_eq!(body["block_category"], "consent");
    let call = record(&world, &body).await;
    assert_eq!(call["status"], "failed");
    assert_eq!(call["end_reason"], "refused");
    assert_eq!(call["failure_reason"], body["error"]);
}

#[tokio::test]
async fn a_number_without_calling_is_a_block_with_its_reason() {
    let world = World::start().await;
    let response = json!({"status": 401, "body": graph_error(138_000)});
    let body = dial_with(&world, &response, 400, "blocked").await;
    assert_eq!(body["block_reason"], "CALLING_NOT_ENABLED_FOR_NUMBER");
    assert_eq!(body["block_category"], "phone_readiness");
}

#[tokio::test]
async fn a_refusal_of_another_kind_is_told_as_such() {
    let world = World::start().await;
    let response = json!({"status": 400, "body": graph_error(138_001)});
    let body = dial_with(&world, &response, 400, "provider_refused").await;
    assert_eq!(record(&world, &body).await["status"], "failed");
}

#[tokio::test]
async fn the_providers_limit_is_told_and_the_call_has_failed() {
    let world = World::start().await;
    let body = dial_with(&world, &json!({"status": 429}), 429, "rate_limited").await;
    assert_eq!(record(&world, &body).await["status"], "failed");
    assert_eq!(world.provider.asked("connect").await, 1);
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_has_no_call_to_wait_for() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    world.provider_at(&format!("http://{address}/v25.0")).await;
    let body = ada
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .refused(502, "provider_unavailable");
    let call = record(&world, &body).await;
    assert_eq!(call["status"], "failed");
    assert_eq!(call["end_reason"], "provider_unreachable");
    world.provider_at(&world.provider.base_url()).await;
    ada.post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
}

// A 500 or nonsense may come from something between us and the provider: the call may ring there all the same.
#[tokio::test]
async fn an_outcome_that_nobody_knows_is_settled_by_its_deadline() {
    for response in [json!({"status": 500}), json!("nonsense"), json!("reset")] {
        let world = World::with(|timings| timings.settle = Duration::from_millis(300)).await;
        let ada = world.agent("Ada").await;
        let script = json!({
            "response": response,
            "response_for": "connect",
            "webhook_delay_ms": 60_000,
        });
        world.provider.script(CUSTOMER, &script).await;
        let attempt = initiate_json(CUSTOMER);
        let body = ada
            .post("/api/calls/initiate", &attempt)
            .await
            .refused(502, "provider_unavailable");
        let call_id = body["call_id"].as_str().unwrap();
        assert_eq!(ada.call(call_id).await["status"], "initiated", "{response}");
        ada.post("/api/calls/initiate", &initiate_json(CUSTOMER))
            .await
            .refused(409, "call_in_progress");
        let again = ada.post("/api/calls/initiate", &attempt).await;
        again.refused(502, "provider_unavailable");
        let call = ada.until_status(call_id, CallStatus::Failed).await;
        assert_eq!(call["end_reason"], "provider_unreachable");
        assert_eq!(world.provider.asked("connect").await, 1, "{response}");
    }
}

#[tokio::test]
async fn an_outcome_that_nobody_knows_is_settled_by_the_webhook() {
    let world = World::with(|timings| timings.settle = Duration::from_millis(500)).await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let script = json!({"response": "reset", "response_for": "connect", "webhook_delay_ms": 50});
    world.provider.script(CUSTOMER, &script).await;
    ada.post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await;
    let ringing = desk.next_of(MessageKind::CallRinging).await.call.unwrap();
    let theirs = world.provider.call_in("ringing").await;
    // Another call of unknown outcome began later: when its deadline has passed, so has this one's.
    let failing = json!({"response": {"status": 500}, "response_for": "connect"});
    world.provider.script(OTHER_CUSTOMER, &failing).await;
    let other = ada
        .post("/api/calls/initiate", &initiate_json(OTHER_CUSTOMER))
        .await;
    let other = other.refused(502, "provider_unavailable");
    ada.until_status(other["call_id"].as_str().unwrap(), CallStatus::Failed)
        .await;
    assert_eq!(ada.call(&ringing.call_id).await["status"], "ringing");
    world
        .provider
        .press(theirs["id"].as_str().unwrap(), "answer")
        .await;
    desk.next_of(MessageKind::CallAnswered).await;
    // One for each customer.
    assert_eq!(world.provider.asked("connect").await, 2);
}

// The call was given up for lost, and then the webhook says that the customer's phone rings: whoever picks up would
// hear nobody.
#[tokio::test]
async fn a_call_that_turns_up_after_it_was_given_up_is_ended_at_the_provider() {
    let world = World::with(|timings| timings.settle = Duration::from_millis(100)).await;
    let ada = world.agent("Ada").await;
    let script = json!({"response": "reset", "response_for": "connect", "webhook_delay_ms": 800});
    world.provider.script(CUSTOMER, &script).await;
    let body = ada
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .refused(502, "provider_unavailable");
    let call_id = body["call_id"].as_str().unwrap();
    ada.until_status(call_id, CallStatus::Failed).await;
    assert_eq!(world.provider.asked("terminate").await, 0);
    world.provider.call_in("ended").await;
    assert_eq!(world.provider.asked("terminate").await, 1);
    assert_eq!(ada.call(call_id).await["status"], "failed");
}

#[tokio::test]
async fn a_slow_provider_gets_ten_seconds_and_its_call_is_not_lost() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let script = json!({"response": {"delay_ms": 30_000}, "response_for": "connect"});
    world.provider.script(CUSTOMER, &script).await;
    let begun = std::time::Instant::now();
    let answer = ada
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await;
    assert!(
        begun.elapsed() < Duration::from_secs(12),
        "{:?}",
        begun.elapsed()
    );
    // The webhook has told meanwhile that the call exists.
    let call = answer.ok();
    let call_id = call["call_id"].as_str().unwrap();
    ada.act(call_id, "end", &nothing()).await.ok();
    world.provider.call_in("ended").await;
    assert_eq!(world.provider.asked("connect").await, 1);
}

#[tokio::test]
async fn an_ending_is_sent_until_the_provider_confirms_it() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let script = json!({
        "response": {"status": 500},
        "response_for": "terminate",
        "response_times": 3,
    });
    world.provider.script(CUSTOMER, &script).await;
    let call = ada
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
    let call_id = call["call_id"].as_str().unwrap();
    ada.act(call_id, "end", &nothing()).await.ok();
    assert_eq!(
        ada.call(call_id).await["status"],
        "no_answer",
        "over for the agent at once"
    );
    world.provider.call_in("ended").await;
    assert_eq!(world.provider.asked("terminate").await, 4);
}

#[tokio::test]
async fn an_accept_of_unknown_outcome_is_not_sent_again_and_ends_the_call() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let script = json!({"response": "nonsense", "response_for": "accept"});
    world.provider.customer_calls(CUSTOMER, &script).await;
    let ringing = desk.next_of(MessageKind::CallRinging).await.call.unwrap();
    let call_id = ringing.call_id;
    ada.act(&call_id, "claim", &json!({"desk_id": "ada-1"}))
        .await
        .ok();
    let answer = json!({"desk_id": "ada-1", "sdp_answer": ANSWER});
    ada.act(&call_id, "answer", &answer)
        .await
        .refused(502, "provider_unavailable");
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.end_reason, Some(EndReason::ProviderUnreachable));
    world.provider.until_asked("terminate", 1).await;
    assert_eq!(world.provider.asked("accept").await, 1);
}
