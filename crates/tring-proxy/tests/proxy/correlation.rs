//! Calls at providers whose ids differ or are missing: the pair of numbers finds them, and the races stay true.

mod positus;
mod vobiz;
mod ycloud;

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
