//! Outbound calls from the press of the button to the history.

use serde_json::json;
use tring_protocol::{
    call::{CallStatus, EndReason},
    events::MessageKind,
};

use crate::world::{CUSTOMER, OTHER_CUSTOMER, World, initiate, initiate_json, nothing};

#[tokio::test]
async fn a_call_rings_is_answered_and_is_in_the_history_with_its_duration() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    assert_eq!(desk.next().await.kind, MessageKind::Snapshot);
    let mut request = initiate(CUSTOMER);
    request.desk_id = Some(desk.id.clone());
    let answer = ada
        .post(
            "/api/calls/initiate",
            &serde_json::to_value(&request).unwrap(),
        )
        .await
        .ok();
    assert_eq!(answer["success"], true);
    assert_eq!(answer["message"], "Call initiated successfully");
    let call_id = answer["call_id"].as_str().unwrap();
    assert!(call_id.starts_with("call_"), "{call_id}");

    let begun = desk.next_of(MessageKind::CallInitiated).await.call.unwrap();
    assert_eq!(begun.call_id, call_id);
    assert_eq!(begun.attempt_id, request.attempt_id);
    assert_eq!(begun.agent_name.as_deref(), Some("Ada"));
    let ringing = world.provider.call_in("ringing").await;
    assert_eq!(
        ringing["opaque"], call_id,
        "our id is the provider's reference"
    );
    world
        .provider
        .press(ringing["id"].as_str().unwrap(), "answer")
        .await;
    let talking = desk.next_of(MessageKind::CallAnswered).await.call.unwrap();
    assert_eq!(talking.status, CallStatus::InProgress);
    assert!(talking.answered_at.is_some(), "since when");

    ada.act(call_id, "end", &nothing()).await.ok();
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.status, CallStatus::Completed);
    assert_eq!(ended.end_reason, Some(EndReason::HungUp));
    world.provider.call_in("ended").await;
    assert_eq!(world.provider.asked("connect").await, 1);
    assert_eq!(world.provider.asked("terminate").await, 1);
    let record = ada.call(call_id).await;
    assert_eq!(record["status"], "completed");
    assert_eq!(record["contact"]["phone_number"], CUSTOMER);
    assert_eq!(record["from_number"], crate::world::BUSINESS);
}

#[tokio::test]
async fn the_customers_answer_reaches_the_desk_that_dialled_and_no_other() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let (mut dialling, mut second_tab) = (ada.desk("ada-1").await, ada.desk("ada-2").await);
    let mut other = bob.desk("bob-1").await;
    let mut request = initiate(CUSTOMER);
    request.desk_id = Some("ada-1".to_owned());
    let call = ada
        .post(
            "/api/calls/initiate",
            &serde_json::to_value(&request).unwrap(),
        )
        .await
        .ok();
    let message = dialling.next_of(MessageKind::SdpAnswer).await;
    assert_eq!(message.call_id.as_deref(), call["call_id"].as_str());
    assert_eq!(message.attempt_id, request.attempt_id);
    assert!(
        message.sdp.unwrap().starts_with("v=0"),
        "the customer's SDP"
    );
    let ringing = world.provider.call_in("ringing").await;
    world
        .provider
        .press(ringing["id"].as_str().unwrap(), "decline")
        .await;
    for desk in [&mut second_tab, &mut other] {
        let mut kinds = Vec::new();
        loop {
            let message = desk.next().await;
            kinds.push(message.kind);
            if message.kind == MessageKind::CallEnded {
                break;
            }
        }
        assert!(
            !kinds.contains(&MessageKind::SdpAnswer),
            "{}: {kinds:?}",
            desk.id
        );
    }
}

#[tokio::test]
async fn the_same_attempt_is_the_same_call_however_often_it_is_sent() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    world
        .provider
        .script(
            CUSTOMER,
            &json!({"response": {"delay_ms": 200}, "response_for": "connect"}),
        )
        .await;
    let body = initiate_json(CUSTOMER);
    let (first, second) = tokio::join!(
        ada.post("/api/calls/initiate", &body),
        ada.post("/api/calls/initiate", &body)
    );
    let third = ada.post("/api/calls/initiate", &body).await.ok();
    let (first, second) = (first.ok(), second.ok());
    assert_eq!(first["call_id"], second["call_id"]);
    assert_eq!(first["call_id"], third["call_id"]);
    assert_eq!(world.provider.asked("connect").await, 1);
    assert_eq!(world.count("calls").await, 1);
}

// A client that used one `attempt_id` for two numbers was told that its second call rang, and nobody had been called.
#[tokio::test]
async fn the_same_attempt_with_another_number_is_refused() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let body = initiate_json(CUSTOMER);
    let first = ada.post("/api/calls/initiate", &body).await.ok();
    let mut other = initiate_json(OTHER_CUSTOMER);
    other["attempt_id"] = body["attempt_id"].clone();
    ada.post("/api/calls/initiate", &other)
        .await
        .refused(409, "wrong_state");
    ada.act(first["call_id"].as_str().unwrap(), "end", &nothing())
        .await
        .ok();
    let again = ada.post("/api/calls/initiate", &body).await.ok();
    assert_eq!(
        again["call_id"], first["call_id"],
        "its end changes nothing"
    );
    assert_eq!(world.count("calls").await, 1);
}

#[tokio::test]
async fn a_contact_can_be_called_once_at_a_time() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let first = ada
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
    let refused = ada
        .post("/api/calls/initiate", &initiate_json("0049 151 1234-5678"))
        .await
        .refused(409, "call_in_progress");
    assert_eq!(refused["call_id"], first["call_id"]);
    ada.post("/api/calls/initiate", &initiate_json(OTHER_CUSTOMER))
        .await
        .ok();
    assert_eq!(world.provider.asked("connect").await, 2);
    let first_id = first["call_id"].as_str().unwrap();
    ada.act(first_id, "end", &nothing()).await.ok();
    ada.act(first_id, "end", &nothing()).await.ok();
    world.provider.until_asked("terminate", 1).await;
    assert_eq!(ada.call(first_id).await["status"], "no_answer");
}

#[tokio::test]
async fn a_customer_who_declines_or_does_not_answer_is_told_apart() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let declines = json!({"answer": "reject", "answer_after_ms": 10});
    let sleeps = json!({"answer": "never", "ring_timeout_ms": 50});
    world.provider.script(CUSTOMER, &declines).await;
    world.provider.script(OTHER_CUSTOMER, &sleeps).await;
    for (customer, status, reason) in [
        (CUSTOMER, CallStatus::Rejected, "customer_declined"),
        (OTHER_CUSTOMER, CallStatus::NoAnswer, "no_answer"),
    ] {
        let call = ada
            .post("/api/calls/initiate", &initiate_json(customer))
            .await
            .ok();
        let call = ada
            .until_status(call["call_id"].as_str().unwrap(), status)
            .await;
        assert_eq!(call["end_reason"], reason);
    }
    assert_eq!(world.provider.asked("terminate").await, 0);
}

#[tokio::test]
async fn a_program_with_a_token_dials_without_a_desk() {
    let world = World::start().await;
    let token = world.token(&[]).await;
    let call = world
        .post_with(&token, "/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
    let path = format!("/api/calls/{}", call["call_id"].as_str().unwrap());
    let record = world.get_with(&token, &path).await.ok()["data"].clone();
    assert_eq!(record["agent_name"], json!(null));
    world
        .post_with(&token, &format!("{path}/end"), &nothing())
        .await
        .ok();
    world.provider.call_in("ended").await;
}

#[tokio::test]
async fn a_team_without_a_channel_is_told_that_calling_is_not_enabled() {
    let world = World::start().await;
    world.cli(&["team", "add", "New team"]).await;
    let eve = crate::world::Agent::sign_in(&world, "New team", "Eve").await;
    let body = eve
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .refused(400, "blocked");
    assert_eq!(body["block_reason"], "CALLING_NOT_ENABLED_FOR_NUMBER");
    assert_eq!(body["block_category"], "phone_readiness");
}
