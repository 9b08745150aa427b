//! The races between provider and proxy, by their numbers in DESIGN section 5. Each test begins with its story.

use std::time::Duration;

use serde_json::json;
use tokio::{io::AsyncReadExt, net::TcpListener};
use tring_protocol::{
    call::{CallStatus, EndReason},
    events::MessageKind,
};

use crate::world::{
    CUSTOMER, World, agent::Agent, desk::Desk, initiate, initiate_json, nothing, until, webhook,
};

/// Dials with the desk and returns our id of the call, without waiting for the provider's answer.
async fn dial_in_the_background(agent: &Agent, desk: &mut Desk) -> String {
    let mut request = initiate(CUSTOMER);
    request.desk_id = Some(desk.id.clone());
    let request = agent
        .request(reqwest::Method::POST, "/api/calls/initiate")
        .json(&request);
    tokio::spawn(request.send());
    desk.next_of(MessageKind::CallInitiated)
        .await
        .call
        .unwrap()
        .call_id
}

/// A provider that takes requests and never answers.
async fn silent_provider(world: &World) -> TcpListener {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    world.provider_at(&format!("http://{address}/v25.0")).await;
    listener
}

// Meta sends the answer while the phone rings, and now and then its webhook is here before the response to our
// own `connect`. If only the response wrote down the provider's id, the answer would find no call and be lost.
#[tokio::test]
async fn race_1_the_answer_webhook_beats_the_response_of_connect() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let script = json!({"webhook_before_response": true});
    world.provider.script(CUSTOMER, &script).await;
    let mut request = initiate(CUSTOMER);
    request.desk_id = Some("ada-1".to_owned());
    let call = ada
        .post(
            "/api/calls/initiate",
            &serde_json::to_value(&request).unwrap(),
        )
        .await
        .ok();
    let answer = desk.next_of(MessageKind::SdpAnswer).await;
    assert_eq!(answer.call_id.as_deref(), call["call_id"].as_str());
    assert_eq!(answer.attempt_id, request.attempt_id);
    assert_eq!(world.count("provider_calls").await, 1);
    assert_eq!(world.count("calls").await, 1);
}

// The same, from a provider that neither answers `connect` nor sends our reference back: the live call with this
// contact on this channel is the one. When the connection breaks at last, nobody says that the call has failed.
#[tokio::test]
async fn race_1_a_webhook_without_our_reference_finds_the_call_by_its_contact() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let listener = silent_provider(&world).await;
    let call_id = dial_in_the_background(&ada, &mut desk).await;
    let (mut connection, _) = listener.accept().await.unwrap();
    connection.read_u8().await.unwrap();
    let connect = webhook::customer_phone_answers("wacid.1", CUSTOMER, None);
    webhook::send(&world, &connect).await.ok();
    let answer = desk.next_of(MessageKind::SdpAnswer).await;
    assert_eq!(answer.call_id.as_ref(), Some(&call_id));
    drop(connection);
    until("the dial action to be settled", async || {
        (dial_state(&world).await != "sent").then_some(())
    })
    .await;
    assert_eq!(dial_state(&world).await, "done");
    assert_eq!(ada.call(&call_id).await["status"], "initiated");
}

async fn dial_state(world: &World) -> String {
    sqlx::query_scalar("SELECT state FROM provider_actions WHERE kind = 'dial'")
        .fetch_one(world.store().await.readers())
        .await
        .unwrap()
}

// Webhooks are unordered. A customer who hangs up at once makes `terminate` overtake `connect`: the inbox would ring
// for a call that is dead.
#[tokio::test]
async fn race_2_a_call_whose_terminate_comes_first_never_rings() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let over = webhook::terminates("wacid.2", "USER_INITIATED");
    webhook::send(&world, &over).await.ok();
    let now = webhook::now_seconds();
    let connect = webhook::customer_connects("wacid.2", CUSTOMER, now);
    webhook::send(&world, &connect).await.ok();
    assert_eq!(desk.next().await.kind, MessageKind::Snapshot);
    let only = desk.next().await;
    assert_eq!(only.kind, MessageKind::CallEnded);
    let call = only.call.unwrap();
    assert_eq!(call.status, CallStatus::Missed);
    assert_eq!(call.end_reason, Some(EndReason::CustomerCancelled));
}

#[tokio::test]
async fn race_2_the_simulators_dead_call_is_in_the_history_as_missed() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let script = json!({"terminate_first": true});
    world.provider.customer_calls(CUSTOMER, &script).await;
    assert_eq!(desk.next().await.kind, MessageKind::Snapshot);
    let call = desk.next().await.call.unwrap();
    assert_eq!(call.status, CallStatus::Missed);
    assert_eq!(ada.call(&call.call_id).await["status"], "missed");
}

// Delivery is at least once: every webhook may come twice, and what was in one body may come again in another.
#[tokio::test]
async fn race_3_every_webhook_twice_changes_nothing_twice() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let script = json!({"webhook_twice": true, "answer": "after", "hang_up_after_ms": 50});
    world.provider.script(CUSTOMER, &script).await;
    let mut request = initiate(CUSTOMER);
    request.desk_id = Some("ada-1".to_owned());
    ada.post(
        "/api/calls/initiate",
        &serde_json::to_value(&request).unwrap(),
    )
    .await
    .ok();
    let mut kinds = Vec::new();
    while kinds.last() != Some(&MessageKind::CallEnded) {
        kinds.push(desk.next().await.kind);
    }
    until("every webhook to have come twice", async || {
        let webhooks = world.provider.state().await["webhooks"].clone();
        let terminates = webhooks.as_array()?.iter();
        let terminates = terminates.filter(|entry| {
            entry["kind"]
                .as_str()
                .is_some_and(|kind| kind.contains("terminate"))
                && entry["status"] == 200
        });
        (terminates.count() == 2).then_some(())
    })
    .await;
    kinds.extend(desk.come_already().iter().map(|message| message.kind));
    // That she is in a call and out of it again is told when there is time.
    kinds.retain(|kind| *kind != MessageKind::AgentChanged);
    kinds.sort_by_key(|kind| format!("{kind:?}"));
    assert_eq!(
        kinds,
        [
            MessageKind::CallAnswered,
            MessageKind::CallEnded,
            MessageKind::CallInitiated,
            MessageKind::CallRinging,
            MessageKind::SdpAnswer,
            MessageKind::Snapshot,
        ]
    );
}

#[tokio::test]
async fn race_3_an_item_is_known_again_in_another_body() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let listener = silent_provider(&world).await;
    dial_in_the_background(&ada, &mut desk).await;
    let connect = webhook::customer_phone_answers("wacid.3", CUSTOMER, None);
    webhook::send(&world, &connect).await.ok();
    let ringing = webhook::status("wacid.3", CUSTOMER, "RINGING");
    webhook::send(&world, &ringing).await.ok();
    desk.next_of(MessageKind::CallRinging).await;
    let accepted = webhook::status("wacid.3", CUSTOMER, "ACCEPTED");
    let statuses = |webhook: &serde_json::Value| {
        webhook["entry"][0]["changes"][0]["value"]["statuses"][0].clone()
    };
    let both = webhook::envelope(&json!({"statuses": [statuses(&ringing), statuses(&accepted)]}));
    webhook::send(&world, &both).await.ok();
    desk.next_of(MessageKind::CallAnswered).await;
    assert_eq!(world.count("webhook_items").await, 3);
    assert_eq!(world.count("webhook_deliveries").await, 3);
    drop(listener);
}

// A webhook that was held up rings for a caller who gave up a minute ago. Whoever answers hears nobody.
#[tokio::test]
async fn race_4_a_connect_older_than_a_minute_does_not_ring() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let old = json!({"connect_age_ms": 75_000});
    world.provider.customer_calls(CUSTOMER, &old).await;
    assert_eq!(desk.next().await.kind, MessageKind::Snapshot);
    let stored = desk.next().await.call.unwrap();
    assert_eq!(stored.status, CallStatus::Missed);
    let young = json!({"connect_age_ms": 20_000});
    world
        .provider
        .customer_calls(crate::world::OTHER_CUSTOMER, &young)
        .await;
    assert_eq!(desk.next().await.kind, MessageKind::CallRinging);
}

// `ACCEPTED` may come before the answer, and anything may come after the end.
#[tokio::test]
async fn race_5_accepted_may_come_before_the_answer_and_nothing_revives_an_ended_call() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let listener = silent_provider(&world).await;
    let call_id = dial_in_the_background(&ada, &mut desk).await;
    let accepted = webhook::status("wacid.5", CUSTOMER, "ACCEPTED");
    webhook::send(&world, &accepted).await.ok();
    // Its id is new; whom it is about is not.
    assert_eq!(ada.call(&call_id).await["status"], "in_progress");
    let connect = webhook::customer_phone_answers("wacid.5", CUSTOMER, Some(&call_id));
    webhook::send(&world, &connect).await.ok();
    desk.next_of(MessageKind::CallAnswered).await;
    desk.next_of(MessageKind::SdpAnswer).await;

    let over = webhook::terminates("wacid.5", "BUSINESS_INITIATED");
    webhook::send(&world, &over).await.ok();
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    let late = webhook::status("wacid.5", CUSTOMER, "RINGING");
    webhook::send(&world, &late).await.ok();
    let late = webhook::status("wacid.5", CUSTOMER, "REJECTED");
    webhook::send(&world, &late).await.ok();
    let after = ada.call(&call_id).await;
    assert_eq!(after["status"], serde_json::to_value(ended.status).unwrap());
    let come = desk.come_already();
    let of_calls = come.iter().filter(|message| message.call.is_some());
    assert_eq!(of_calls.count(), 0, "nobody is told of nothing");
    drop(listener);
}

// The same with a provider that knows neither id nor reference until its webhook comes.
#[tokio::test]
async fn race_7_a_call_that_was_hung_up_is_found_by_its_contact_and_terminated() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let listener = silent_provider(&world).await;
    let call_id = dial_in_the_background(&ada, &mut desk).await;
    let (_dial, _) = listener.accept().await.unwrap();
    ada.act(&call_id, "end", &nothing()).await.ok();
    let connect = webhook::customer_phone_answers("wacid.7", CUSTOMER, None);
    webhook::send(&world, &connect).await.ok();
    let (mut terminate, _) = listener.accept().await.unwrap();
    let mut request = vec![0; 4_096];
    let length = terminate.read(&mut request).await.unwrap();
    let request = String::from_utf8_lossy(&request[..length]).into_owned();
    assert!(request.starts_with("POST /v25.0/"), "{request}");
}

// The agent presses *Hang up* while `connect` is still under way. There is no id to terminate yet, so the customer's
// phone would ring on, and whoever answers there hears nobody.
#[tokio::test]
async fn race_7_a_hang_up_while_connect_is_under_way_terminates_as_soon_as_the_id_is_known() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let script = json!({
        "response": {"delay_ms": 300},
        "response_for": "connect",
        "webhook_delay_ms": 1_000,
    });
    world.provider.script(CUSTOMER, &script).await;
    let call_id = dial_in_the_background(&ada, &mut desk).await;
    ada.act(&call_id, "end", &nothing()).await.ok();
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.end_reason, Some(EndReason::Cancelled));
    assert_eq!(world.provider.asked("terminate").await, 0);
    world.provider.call_in("ended").await;
    assert_eq!(world.provider.asked("terminate").await, 1);
    assert_eq!(ada.call(&call_id).await["status"], "no_answer");
}

// The agent closes the tab while `initiate` is under way. Had the work died with the request, the customer's phone
// would ring for a call of which nobody knows the id.
#[tokio::test]
async fn race_17_the_browser_goes_away_before_the_provider_answers() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let script = json!({
        "response": {"delay_ms": 300},
        "response_for": "connect",
        "webhook_delay_ms": 1_500,
    });
    world.provider.script(CUSTOMER, &script).await;
    let request = ada
        .request(reqwest::Method::POST, "/api/calls/initiate")
        .json(&initiate_json(CUSTOMER))
        .timeout(Duration::from_millis(100));
    assert!(
        request.send().await.unwrap_err().is_timeout(),
        "the browser is gone"
    );
    until("the provider's answer to be stored", async || {
        (dial_state(&world).await == "done").then_some(())
    })
    .await;
    let calls = ada.get("/api/calls/active").await.ok()["data"].clone();
    let call_id = calls[0]["call_id"].as_str().unwrap();
    ada.act(call_id, "end", &nothing()).await.ok();
    world.provider.call_in("ended").await;
}
