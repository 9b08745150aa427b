//! Calls at providers whose ids differ or are missing: the pair of numbers finds them, and the races stay true.

use serde_json::{Value, json};
use tring_protocol::{
    call::{CallStatus, EndReason},
    events::MessageKind,
};

use crate::world::{
    ANSWER, Agent, CUSTOMER, Handmade, OTHER_CUSTOMER, World,
    desk::Desk,
    handmade::OTHER_BUSINESS,
    initiate, nothing, until,
    webhook::{CUSTOMER_ANSWER, now_seconds},
};

const VOBIZ_CHANNEL: &str = "3f1c9b7e-2d4a-4f6b-9c8e-0a1b2c3d4e5f";
const UUID: &str = "9d9c36cf-37f8-4a52-a26e-d9dbbfd8ab11";

async fn positus(world: &World) -> Handmade {
    Handmade::channel(world, "positus", &["--number-id", "number-1", "--default"]).await
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

fn digits(number: &str) -> &str {
    number.trim_start_matches('+')
}

/// Positus' connect: no time, no direction, and `answer` whoever called.
fn positus_connect(id: &str, from: &str, to: &str) -> Value {
    json!({"calls": [{
        "id": id,
        "from": digits(from),
        "to": digits(to),
        "event": "connect",
        "session": {"sdp_type": "answer", "sdp": CUSTOMER_ANSWER},
    }]})
}

fn positus_terminate(id: &str, to: &str, at: u64) -> Value {
    json!({"calls": [{
        "id": id,
        "from": digits(OTHER_BUSINESS),
        "to": digits(to),
        "event": "terminate",
        "timestamp": at.to_string(),
        "direction": "BUSINESS_INITIATED",
        "status": "COMPLETED",
    }]})
}

/// Vobiz' envelope around Meta's.
fn vobiz_event(id: &str, kind: &str, value: &Value) -> Value {
    let mut value = value.clone();
    value["messaging_product"] = json!("whatsapp");
    value["metadata"] =
        json!({"display_phone_number": digits(OTHER_BUSINESS), "phone_number_id": "1"});
    json!({
        "event_id": id,
        "event_type": kind,
        "account_id": "MA_TEST",
        "occurred_at": "2026-03-25T10:01:00Z",
        "payload": {
            "object": "whatsapp_business_account",
            "entry": [{"id": "1", "changes": [{"field": "calls", "value": value}]}],
        },
    })
}

fn vobiz_connect(wacid: &str, customer: &Value) -> Value {
    let mut call = json!({
        "id": wacid,
        "from": digits(OTHER_BUSINESS),
        "event": "connect",
        "timestamp": now_seconds().to_string(),
        "direction": "BUSINESS_INITIATED",
        "session": {"sdp_type": "answer", "sdp": CUSTOMER_ANSWER},
    });
    for (name, value) in customer.as_object().unwrap() {
        call[name] = value.clone();
    }
    vobiz_event(
        &format!("connect-{wacid}"),
        "call.connect",
        &json!({"calls": [call]}),
    )
}

fn vobiz_status(wacid: &str, status: &str) -> Value {
    let status = json!({
        "id": wacid,
        "type": "call",
        "status": status,
        "timestamp": now_seconds().to_string(),
        "recipient_id": digits(CUSTOMER),
    });
    let id = format!("{wacid}-{}", status["status"]);
    vobiz_event(&id, "call.status_change", &json!({"statuses": [status]}))
}

fn vobiz_terminate(wacid: &str) -> Value {
    let call = json!({
        "id": wacid,
        "event": "terminate",
        "direction": "BUSINESS_INITIATED",
        "timestamp": now_seconds().to_string(),
        "status": "COMPLETED",
    });
    vobiz_event(
        &format!("{wacid}-over"),
        "call.terminate",
        &json!({"calls": [call]}),
    )
}

/// Dials from the desk; our id of the call.
async fn dial(agent: &Agent, desk: &Desk, customer: &str) -> String {
    let mut request = initiate(customer);
    request.desk_id = Some(desk.id.clone());
    let request = serde_json::to_value(&request).unwrap();
    let call = agent.post("/api/calls/initiate", &request).await.ok();
    call["call_id"].as_str().unwrap().to_owned()
}

/// Dials without waiting for the provider; our id of the call.
async fn dial_in_the_background(agent: &Agent, desk: &mut Desk) -> String {
    let mut request = initiate(CUSTOMER);
    request.desk_id = Some(desk.id.clone());
    let request = agent
        .request(reqwest::Method::POST, "/api/calls/initiate")
        .json(&request);
    tokio::spawn(request.send());
    let begun = desk.next_of(MessageKind::CallInitiated).await;
    begun.call.unwrap().call_id
}

async fn ids(world: &World) -> (Option<String>, Option<String>) {
    sqlx::query_as("SELECT provider_call_id, reported_id FROM calls WHERE direction = 'outbound'")
        .fetch_one(world.store().await.readers())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_call_without_an_id_is_found_by_its_pair_and_heard_into_progress() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = positus(&world).await;
    let mut desk = ada.desk("ada-1").await;
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    let connect = positus_connect("wacid.P1", OTHER_BUSINESS, CUSTOMER);
    provider.tells(&world, &connect).await;
    let answer = desk.next_of(MessageKind::SdpAnswer).await;
    assert_eq!(answer.call_id.as_ref(), Some(&call_id));
    assert_eq!(
        world.count("calls").await,
        1,
        "it is no call of the customer's"
    );
    let heard = json!({"desk_id": "ada-1"});
    ada.act(&call_id, "heard", &heard).await.ok();
    let talking = desk.next_of(MessageKind::CallAnswered).await.call.unwrap();
    assert_eq!(talking.status, CallStatus::InProgress);
    ada.act(&call_id, "heard", &heard).await.ok();
    assert!(
        desk.come_already().is_empty(),
        "said again, it changes nothing"
    );
    ada.act(&call_id, "end", &nothing()).await.ok();
    let hung_up = provider.until_asked("/hang-up", 1).await;
    assert_eq!(hung_up[0]["call_id"], "wacid.P1");
    assert_eq!(ada.call(&call_id).await["status"], "completed");
}

#[tokio::test]
async fn only_the_page_that_dialled_hears_and_only_where_the_provider_does_not_say() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let desk = ada.desk("ada-1").await;
    let at_meta = dial(&ada, &desk, OTHER_CUSTOMER).await;
    ada.act(&at_meta, "heard", &json!({"desk_id": "ada-1"}))
        .await
        .refused(409, "wrong_state");
    let provider = positus(&world).await;
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    for (agent, desk_id) in [(&bob, "ada-1"), (&ada, "ada-2")] {
        agent
            .act(&call_id, "heard", &json!({"desk_id": desk_id}))
            .await
            .refused(409, "wrong_state");
    }
    let over = positus_terminate("wacid.P2", CUSTOMER, now_seconds());
    provider.tells(&world, &over).await;
    ada.until_status(&call_id, CallStatus::NoAnswer).await;
    ada.act(&call_id, "heard", &json!({"desk_id": "ada-1"}))
        .await
        .refused(409, "wrong_state");
    ada.act("call_0", "heard", &json!({"desk_id": "ada-1"}))
        .await
        .refused(404, "not_found");
}

// Race 1 where `make` returns no id at all: the webhook is the first that knows one.
#[tokio::test]
async fn race_1_the_answer_comes_before_the_response_that_has_no_id() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = positus(&world).await;
    let mut desk = ada.desk("ada-1").await;
    provider.hold("/make");
    let call_id = dial_in_the_background(&ada, &mut desk).await;
    provider.until_asked("/make", 1).await;
    let connect = positus_connect("wacid.P3", OTHER_BUSINESS, CUSTOMER);
    provider.tells(&world, &connect).await;
    provider.tells(&world, &connect).await;
    let answer = desk.next_of(MessageKind::SdpAnswer).await;
    assert_eq!(answer.call_id.as_ref(), Some(&call_id));
    provider.release();
    let over = positus_terminate("wacid.P3", CUSTOMER, now_seconds());
    provider.tells(&world, &over).await;
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.end_reason, Some(EndReason::NoAnswer));
    assert_eq!(provider.asked("/make").len(), 1);
    assert_eq!(world.count("calls").await, 1);
}

// Race 2: the terminate overtakes the connect, and nothing but the pair says whose it is.
#[tokio::test]
async fn race_2_a_terminate_without_a_connect_ends_the_call_of_the_pair() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = positus(&world).await;
    let mut desk = ada.desk("ada-1").await;
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    let over = positus_terminate("wacid.P4", CUSTOMER, now_seconds());
    provider.tells(&world, &over).await;
    ada.until_status(&call_id, CallStatus::NoAnswer).await;
    let connect = positus_connect("wacid.P4", OTHER_BUSINESS, CUSTOMER);
    provider.tells(&world, &connect).await;
    assert_eq!(world.count("calls").await, 1);
    let kinds: Vec<_> = desk.come_already().iter().map(|told| told.kind).collect();
    assert!(!kinds.contains(&MessageKind::SdpAnswer), "{kinds:?}");
    assert!(provider.asked("/hang-up").is_empty(), "it is over already");
}

// A late terminate of the call before ended the next one with the same customer.
#[tokio::test]
async fn a_late_terminate_of_an_earlier_call_does_not_end_the_next_one() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = positus(&world).await;
    let desk = ada.desk("ada-1").await;
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    let late = positus_terminate("wacid.P5", CUSTOMER, now_seconds() - 900);
    provider.tells(&world, &late).await;
    assert_eq!(ada.call(&call_id).await["status"], "initiated");
    let over = positus_terminate("wacid.P6", CUSTOMER, now_seconds());
    provider.tells(&world, &over).await;
    ada.until_status(&call_id, CallStatus::NoAnswer).await;
}

// Race 7: hung up before anybody knew an id. The customer's phone rang on.
#[tokio::test]
async fn race_7_a_call_that_was_hung_up_without_an_id_is_ended_once_it_has_one() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = positus(&world).await;
    let desk = ada.desk("ada-1").await;
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    ada.act(&call_id, "end", &nothing()).await.ok();
    assert!(
        provider.asked("/hang-up").is_empty(),
        "what should be named?"
    );
    let connect = positus_connect("wacid.P7", OTHER_BUSINESS, CUSTOMER);
    provider.tells(&world, &connect).await;
    let hung_up = provider.until_asked("/hang-up", 1).await;
    assert_eq!(hung_up[0]["call_id"], "wacid.P7");
    assert_eq!(world.count("calls").await, 1);
}

#[tokio::test]
async fn a_pair_that_nobody_dialled_is_a_customers_call() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = positus(&world).await;
    let mut desk = ada.desk("ada-1").await;
    dial(&ada, &desk, CUSTOMER).await;
    let connect = positus_connect("wacid.P8", OTHER_CUSTOMER, OTHER_BUSINESS);
    provider.tells(&world, &connect).await;
    let ringing = desk
        .call_where(|call| call.status == CallStatus::Ringing)
        .await;
    assert_eq!(ringing.contact_phone.as_deref(), Some(OTHER_CUSTOMER));
    ada.act(&ringing.call_id, "claim", &json!({"desk_id": "ada-1"}))
        .await
        .ok();
    let answer = json!({"desk_id": "ada-1", "sdp_answer": ANSWER});
    ada.act(&ringing.call_id, "answer", &answer).await.ok();
    assert_eq!(provider.asked("/accept")[0]["call_id"], "wacid.P8");
}

#[tokio::test]
async fn a_brazilian_number_is_found_in_its_short_form() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = positus(&world).await;
    let mut desk = ada.desk("ada-1").await;
    let call_id = dial(&ada, &desk, "+5511987654321").await;
    let connect = positus_connect("wacid.P9", OTHER_BUSINESS, "551187654321");
    provider.tells(&world, &connect).await;
    let answer = desk.next_of(MessageKind::SdpAnswer).await;
    assert_eq!(answer.call_id.as_ref(), Some(&call_id));
    assert_eq!(world.count("contacts").await, 1);
}

#[tokio::test]
async fn two_ids_of_one_call_are_linked_and_actions_use_the_one_from_dialling() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = vobiz(&world).await;
    let mut desk = ada.desk("ada-1").await;
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    provider
        .tells(&world, &vobiz_status("wacid.V1", "RINGING"))
        .await;
    desk.next_of(MessageKind::CallRinging).await;
    let connect = vobiz_connect("wacid.V1", &json!({"to": digits(CUSTOMER)}));
    provider.tells(&world, &connect).await;
    let answer = desk.next_of(MessageKind::SdpAnswer).await;
    assert_eq!(answer.call_id.as_ref(), Some(&call_id));
    provider
        .tells(&world, &vobiz_status("wacid.V1", "ACCEPTED"))
        .await;
    desk.next_of(MessageKind::CallAnswered).await;
    assert_eq!(
        ids(&world).await,
        (Some(UUID.to_owned()), Some("wacid.V1".to_owned()))
    );
    assert_eq!(world.count("provider_calls").await, 2, "both are the call");
    ada.act(&call_id, "end", &nothing()).await.ok();
    let ended = provider.until_asked("/action", 1).await;
    assert_eq!(ended[0]["call_id"], UUID);
    assert_eq!(ended[0]["action"], "terminate");
    provider.tells(&world, &vobiz_terminate("wacid.V1")).await;
    assert_eq!(ada.call(&call_id).await["end_reason"], "hung_up");
}

#[tokio::test]
async fn race_1_the_webhooks_id_comes_first_and_the_dialled_one_is_used() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = vobiz(&world).await;
    let mut desk = ada.desk("ada-1").await;
    provider.hold("/calls/whatsapp");
    let call_id = dial_in_the_background(&ada, &mut desk).await;
    provider.until_asked("/calls/whatsapp", 1).await;
    let connect = vobiz_connect("wacid.V2", &json!({"to": digits(CUSTOMER)}));
    provider.tells(&world, &connect).await;
    desk.next_of(MessageKind::SdpAnswer).await;
    assert_eq!(ids(&world).await.0.as_deref(), Some("wacid.V2"));
    provider.release();
    until("the dialled id to be known", async || {
        (ids(&world).await.0.as_deref() == Some(UUID)).then_some(())
    })
    .await;
    provider.tells(&world, &vobiz_terminate("wacid.V2")).await;
    ada.until_status(&call_id, CallStatus::NoAnswer).await;
}

#[tokio::test]
async fn race_2_a_terminate_that_names_nobody_waits_for_its_connect() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = vobiz(&world).await;
    let desk = ada.desk("ada-1").await;
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    provider.tells(&world, &vobiz_terminate("wacid.V3")).await;
    assert_eq!(ada.call(&call_id).await["status"], "initiated");
    let connect = vobiz_connect("wacid.V3", &json!({"to": digits(CUSTOMER)}));
    provider.tells(&world, &connect).await;
    ada.until_status(&call_id, CallStatus::NoAnswer).await;
}

#[tokio::test]
async fn a_customer_who_hides_the_number_is_the_only_call_under_way_and_known_from_then_on() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = vobiz(&world).await;
    let mut desk = ada.desk("ada-1").await;
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    let connect = vobiz_connect(
        "wacid.V4",
        &json!({"to_user_id": "US.13491208655302741918"}),
    );
    provider.tells(&world, &connect).await;
    let answer = desk.next_of(MessageKind::SdpAnswer).await;
    assert_eq!(answer.call_id.as_ref(), Some(&call_id));
    let known: (Option<String>, Option<String>) =
        sqlx::query_as("SELECT phone, provider_user_id FROM contacts")
            .fetch_one(world.store().await.readers())
            .await
            .unwrap();
    assert_eq!(known.0.as_deref(), Some(CUSTOMER));
    assert_eq!(known.1.as_deref(), Some("US.13491208655302741918"));
}

// YCloud ends a call by an id of our number that only its webhooks tell. An agent who hung up before the first one
// left the customer's phone ringing.
#[tokio::test]
async fn a_hang_up_that_lacks_the_numbers_id_is_tried_until_a_webhook_brings_it() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = Handmade::channel(&world, "ycloud", &["--default"]).await;
    let desk = ada.desk("ada-1").await;
    let dialled = json!({"wacid": "wacid.Y1", "success": true});
    provider.answers("/calls/connect", 200, dialled);
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    ada.act(&call_id, "end", &nothing()).await.ok();
    until("a try without the id", async || {
        let attempts: Option<i64> =
            sqlx::query_scalar("SELECT attempts FROM provider_actions WHERE kind = 'terminate'")
                .fetch_optional(world.store().await.readers())
                .await
                .unwrap();
        attempts.filter(|attempts| *attempts > 0)
    })
    .await;
    assert!(provider.asked("/terminate").is_empty(), "without the id");
    let connect = json!({
        "id": "evt_1",
        "type": "whatsapp.call.connect",
        "apiVersion": "v2",
        "createTime": "2026-11-21T07:41:01.554Z",
        "callingConnect": {
            "id": "1",
            "wacid": "wacid.Y1",
            "phoneId": "461269257068832",
            "from": OTHER_BUSINESS,
            "to": CUSTOMER,
            "direction": "BUSINESS_INITIATED",
            "sdpType": "answer",
            "sdp": CUSTOMER_ANSWER,
            "dialTime": now_seconds() * 1_000,
        },
    });
    provider.tells(&world, &connect).await;
    let ended = provider.until_asked("/terminate", 1).await;
    assert_eq!(ended[0]["phoneId"], "461269257068832");
    assert_eq!(ended[0]["wacid"], "wacid.Y1");
}

#[tokio::test]
async fn a_call_goes_out_from_the_channel_that_it_names_else_from_the_default() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let options = ["--number-id", "number-1"];
    let provider = Handmade::channel(&world, "positus", &options).await;
    let mut named = initiate(CUSTOMER);
    named.channel_id = Some(provider.channel_id.clone());
    let named = serde_json::to_value(&named).unwrap();
    let elsewhere = ada.post("/api/calls/initiate", &named).await.ok();
    let default = serde_json::to_value(initiate(CUSTOMER)).unwrap();
    let default = ada.post("/api/calls/initiate", &default).await.ok();
    assert_eq!(provider.asked("/make").len(), 1);
    assert_eq!(world.provider.asked("connect").await, 1);
    let elsewhere = ada.call(elsewhere["call_id"].as_str().unwrap()).await;
    assert_eq!(elsewhere["from_number"], OTHER_BUSINESS);
    let default = ada.call(default["call_id"].as_str().unwrap()).await;
    assert_eq!(default["from_number"], crate::world::BUSINESS);
    let mut unknown = initiate(CUSTOMER);
    unknown.channel_id = Some("channel_0".to_owned());
    let unknown = serde_json::to_value(&unknown).unwrap();
    ada.post("/api/calls/initiate", &unknown)
        .await
        .refused(404, "not_found");
}
