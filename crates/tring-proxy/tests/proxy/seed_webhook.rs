//! `/api/webhook/whatsapp/calls`: the webhook of seed 000.

use serde_json::{Value, json};
use tring_protocol::call::CallStatus;

use crate::world::{
    Answer, CUSTOMER, NUMBER_ID, VERIFY_TOKEN, World,
    agent::Agent,
    initiate_json,
    webhook::{customer_connects, now_seconds, signature, signature_with, status},
};

const FIXTURE: &str = include_str!("fixtures/app/webhook.calls.json");
const PATH: &str = "/api/webhook/whatsapp/calls";

/// The seed's own body, for this call on the world's channel.
fn says(call_id: &str, status: &str, seconds: u64) -> Value {
    let mut body: Value = serde_json::from_str(FIXTURE).unwrap();
    let value = &mut body["entry"][0]["changes"][0]["value"];
    value["metadata"]["phone_number_id"] = json!(NUMBER_ID);
    let call = &mut value["calls"][0];
    call["call_id"] = json!(call_id);
    call["status"] = json!(status);
    call["timestamp"] = json!(now_seconds());
    call["duration_seconds"] = json!(seconds);
    body
}

async fn send_raw(world: &World, body: Vec<u8>, signature: Option<&str>) -> Answer {
    let mut request = world.http.post(world.url() + PATH).body(body);
    if let Some(signature) = signature {
        request = request.header("x-hub-signature-256", signature);
    }
    Answer::of(request).await
}

async fn send(world: &World, body: &Value) -> Answer {
    let body = body.to_string().into_bytes();
    let signature = signature(&body);
    send_raw(world, body, Some(&signature)).await
}

async fn dialled(agent: &Agent) -> String {
    let answer = agent
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await;
    answer.ok()["call_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn who_knows_a_channels_verify_token_gets_the_challenge_back() {
    let world = World::start().await;
    let verify = async |mode: &str, token: &str| {
        let query = format!("hub.mode={mode}&hub.verify_token={token}&hub.challenge=1158201444");
        Answer::of(world.http.get(format!("{}{PATH}?{query}", world.url()))).await
    };
    let answer = verify("subscribe", VERIFY_TOKEN).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text.as_str()),
        (200, "1158201444")
    );
    verify("subscribe", "guessed")
        .await
        .refused(403, "forbidden");
    verify("subscribe", "").await.refused(403, "forbidden");
    verify("unsubscribe", VERIFY_TOKEN)
        .await
        .refused(403, "forbidden");
    Answer::of(world.http.get(world.url() + PATH))
        .await
        .refused(403, "forbidden");
}

#[tokio::test]
async fn a_call_goes_through_the_seeds_statuses() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let call_id = dialled(&ada).await;
    send(&world, &says(&call_id, "initiated", 0)).await.ok();
    send(&world, &says(&call_id, "ringing", 0)).await.ok();
    ada.until_status(&call_id, CallStatus::Ringing).await;
    send(&world, &says(&call_id, "in_progress", 0)).await.ok();
    ada.until_status(&call_id, CallStatus::InProgress).await;
    send(&world, &says(&call_id, "completed", 300)).await.ok();
    let call = ada.until_status(&call_id, CallStatus::Completed).await;
    assert_eq!(call["duration_seconds"], 300);
    assert_eq!(call["duration_formatted"], "5:00");
    // Our own call, by our own id: the provider's id was not overwritten by it.
    let ids: (Option<String>, i64) =
        sqlx::query_as("SELECT provider_call_id, (SELECT COUNT(*) FROM provider_calls) FROM calls")
            .fetch_one(world.store().await.readers())
            .await
            .unwrap();
    assert_ne!(ids.0.as_deref(), Some(call_id.as_str()));
    assert_eq!(ids.1, 1);
}

#[tokio::test]
async fn each_end_has_the_status_that_the_seed_names() {
    for (said, becomes) in [
        ("failed", CallStatus::Failed),
        ("rejected", CallStatus::Rejected),
        ("no_answer", CallStatus::NoAnswer),
        ("completed", CallStatus::Completed),
    ] {
        let world = World::start().await;
        let ada = world.agent("Ada").await;
        let call_id = dialled(&ada).await;
        send(&world, &says(&call_id, said, 1)).await.ok();
        ada.until_status(&call_id, becomes).await;
    }
}

#[tokio::test]
async fn a_call_is_known_by_the_providers_id_as_well() {
    for (said, becomes) in [
        ("missed", CallStatus::Missed),
        ("rejected", CallStatus::Rejected),
    ] {
        let world = World::start().await;
        let ada = world.agent("Ada").await;
        let connect = customer_connects("wacid.in", CUSTOMER, now_seconds());
        // Meta's own body at the same address.
        send(&world, &connect).await.ok();
        let ringing = ada.until_ringing().await;
        send(&world, &says("wacid.in", said, 0)).await.ok();
        let call_id = ringing["call_id"].as_str().unwrap();
        ada.until_status(call_id, becomes).await;
        assert_eq!(
            world.provider.asked("reject").await,
            0,
            "nothing is left to end"
        );
    }
}

#[tokio::test]
async fn what_comes_twice_or_is_not_known_is_kept_and_answered() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let call_id = dialled(&ada).await;
    let ringing = says(&call_id, "ringing", 0);
    for body in [
        ringing.clone(),
        ringing,
        says(&call_id, "transferred", 0),
        says("", "ringing", 0),
        says("call_of_nobody", "completed", 5),
        says("wacid.nobody", "rejected", 0),
        status("wacid.nobody", CUSTOMER, "RINGING"),
    ] {
        assert_eq!(send(&world, &body).await.ok(), json!({"success": true}));
    }
    assert_eq!(world.count("calls").await, 1);
    let states: Vec<(String, i64)> = sqlx::query_as(
        "SELECT state, COUNT(*) FROM webhook_items WHERE delivery_id IN \
         (SELECT id FROM webhook_deliveries WHERE instr(body, 'duration_seconds')) GROUP BY state ORDER BY state",
    )
    .fetch_all(world.store().await.readers())
    .await
    .unwrap();
    let states: Vec<_> = states
        .iter()
        .map(|(state, count)| (state.as_str(), *count))
        .collect();
    assert_eq!(states, [("applied", 1), ("ignored", 2), ("waiting", 2)]);
}

#[tokio::test]
async fn what_came_before_its_call_is_applied_when_the_call_comes() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    send(&world, &says("wacid.late", "missed", 0)).await.ok();
    let connect = customer_connects("wacid.late", CUSTOMER, now_seconds());
    send(&world, &connect).await.ok();
    let calls = ada.get("/api/calls").await.ok();
    assert_eq!(
        calls["data"][0]["status"], "missed",
        "a dead call never rings"
    );
}

#[tokio::test]
async fn what_is_not_signed_as_metas_is_refused_and_not_stored() {
    let world = World::start().await;
    let body = says("call_1", "ringing", 0).to_string().into_bytes();
    let of_another = signature_with("another-secret", &body);
    let of_other_bytes = signature(b"other bytes");
    for wrong in [
        None,
        Some(""),
        Some("sha256=00"),
        Some(&of_another),
        Some(&of_other_bytes),
    ] {
        let wrong = wrong.map(AsRef::<str>::as_ref);
        send_raw(&world, body.clone(), wrong)
            .await
            .refused(401, "unauthenticated");
    }
    let mut elsewhere = says("call_1", "ringing", 0);
    elsewhere["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] =
        json!("1234567890");
    send(&world, &elsewhere)
        .await
        .refused(401, "unauthenticated");
    for nonsense in [&b"not json"[..], b"[]", b"{}", b""] {
        send_raw(&world, nonsense.to_vec(), None)
            .await
            .refused(401, "unauthenticated");
    }
    let signed = signature(b"not json");
    send_raw(&world, b"not json".to_vec(), Some(&signed))
        .await
        .refused(400, "invalid_request");
    let large = vec![b' '; 1_100 * 1_024];
    send_raw(&world, large, None)
        .await
        .refused(413, "too_large");
    assert_eq!(world.count("webhook_deliveries").await, 0);
}

#[tokio::test]
async fn odd_fields_are_no_reason_to_refuse_the_rest() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let call_id = dialled(&ada).await;
    let mut body = says(&call_id, "ringing", 0);
    let calls = &mut body["entry"][0]["changes"][0]["value"]["calls"];
    let good = calls[0].clone();
    let mut odd = good.clone();
    odd["duration_seconds"] = json!("long");
    odd["timestamp"] = json!(null);
    odd["status"] = json!({"a": 1});
    *calls = json!([7, null, "text", odd, {"call_id": null}, good]);
    send(&world, &body).await.ok();
    ada.until_status(&call_id, CallStatus::Ringing).await;
}
