//! The life of a call in webhooks and reports, in both directions.

use serde_json::json;

use crate::support::{Business, CUSTOMER, DIGITS, NUMBER_ID, connect, fixture, text};

/// An offer as a browser makes it; no media flows in these tests.
fn offer() -> String {
    text(&fixture("sdp.browser.chromium.offer_opus_dtmf.measured.json")["sdp"])
}

fn answer() -> String {
    text(&fixture("sdp.browser.firefox.answer_to_meta_offer.measured.json")["sdp"])
}

#[tokio::test]
async fn an_answered_call_is_told_step_by_step() {
    let business = Business::open().await;
    let mut body = connect(DIGITS, &offer());
    body["biz_opaque_callback_data"] = json!("call_17");
    let (_, response) = business.calls(&body).await;
    let call_id = text(&response["calls"][0]["id"]);
    assert!(call_id.starts_with("wacid."), "{call_id}");

    let connect = business.webhooks.next_is("connect").await;
    assert_eq!(connect.entry["direction"], "BUSINESS_INITIATED");
    assert_eq!(connect.entry["session"]["sdp_type"], "answer");
    assert_eq!(connect.entry["to"], DIGITS);
    assert_eq!(connect.value["metadata"]["phone_number_id"], NUMBER_ID);
    assert!(connect.sdp().contains("a=setup:active\r\n") && connect.sdp().contains("a=ice-lite"));
    let ringing = business.webhooks.next_is("RINGING").await;
    assert_eq!(ringing.entry["recipient_id"], DIGITS);

    let (status, _) = business
        .sim_post(&format!("/calls/{call_id}/answer"), json!({}))
        .await;
    assert_eq!(status, 200);
    business.webhooks.next_is("ACCEPTED").await;
    let (status, _) = business
        .sim_post(&format!("/calls/{call_id}/hangup"), json!({}))
        .await;
    assert_eq!(status, 200);
    let terminate = business.webhooks.next_is("terminate").await;
    assert_eq!(terminate.entry["status"], "COMPLETED");
    assert!(terminate.entry["duration"].is_u64(), "{}", terminate.entry);

    for webhook in [&connect, &ringing, &terminate] {
        assert_eq!(webhook.entry["id"], call_id.as_str());
        assert_eq!(webhook.entry["biz_opaque_callback_data"], "call_17");
    }
    let call = business.call(&call_id).await;
    assert_eq!(call["end"], json!({"by": "customer", "reason": "hung_up"}));
    assert_eq!(call["opaque"], "call_17");
    assert_eq!(call["timeline"].as_array().map(Vec::len), Some(4), "{call}");
}

#[tokio::test]
async fn a_declined_call_is_rejected_and_then_terminated_without_times() {
    let business = Business::open().await;
    let call_id = business.dial(&offer()).await;
    for kind in ["connect", "RINGING"] {
        business.webhooks.next_is(kind).await;
    }
    business
        .sim_post(&format!("/calls/{call_id}/decline"), json!({}))
        .await;
    business.webhooks.next_is("REJECTED").await;
    let terminate = business.webhooks.next_is("terminate").await;
    assert_eq!(terminate.entry["status"], "COMPLETED");
    assert!(
        terminate.entry.get("start_time").is_none(),
        "{}",
        terminate.entry
    );
}

#[tokio::test]
async fn an_unanswered_call_is_terminated_as_completed_without_times() {
    let business = Business::open().await;
    business
        .script(json!({"answer": "never", "ring_timeout_ms": 50}))
        .await;
    let call_id = business.dial(&offer()).await;
    for kind in ["connect", "RINGING"] {
        business.webhooks.next_is(kind).await;
    }
    let terminate = business.webhooks.next_is("terminate").await;
    assert_eq!(terminate.entry["status"], "COMPLETED");
    assert!(
        terminate.entry.get("duration").is_none(),
        "{}",
        terminate.entry
    );
    let call = business.call(&call_id).await;
    assert_eq!(call["end"], json!({"by": "timeout", "reason": "no_answer"}));
}

#[tokio::test]
async fn our_own_terminate_brings_a_terminate_webhook_and_a_second_one_is_refused() {
    let business = Business::open().await;
    let call_id = business.dial(&offer()).await;
    // It rings within 150 ms, which a slow machine takes to say so.
    for kind in ["connect", "RINGING"] {
        business.webhooks.next_is(kind).await;
    }
    let (status, body) = business.act("terminate", &call_id).await;
    assert_eq!(
        (status.as_u16(), body["success"].clone()),
        (200, json!(true))
    );
    let terminate = business.webhooks.next_is("terminate").await;
    assert_eq!(terminate.entry["id"], call_id.as_str());
    let (status, body) = business.act("terminate", &call_id).await;
    assert_eq!(
        (status.as_u16(), body["error"]["code"].clone()),
        (400, json!(100))
    );
}

#[tokio::test]
async fn a_customer_calls_and_is_answered() {
    let business = Business::open().await;
    let call_id = business.customer_calls(json!({})).await;
    let connect = business.webhooks.next_is("connect").await;
    assert_eq!(connect.entry["id"], call_id.as_str());
    assert_eq!(connect.entry["direction"], "USER_INITIATED");
    assert_eq!(connect.entry["from"], DIGITS);
    assert_eq!(connect.entry["to"], "15550001111");
    assert_eq!(connect.entry["session"]["sdp_type"], "offer");
    assert_eq!(
        connect.value["contacts"][0]["profile"]["name"],
        "Mia Müller"
    );
    assert_eq!(connect.value["contacts"][0]["wa_id"], DIGITS);
    let offer = connect.sdp();
    for line in [
        "a=setup:actpass",
        "a=ice-lite",
        "a=rtpmap:126 telephone-event/8000",
    ] {
        assert!(offer.contains(line), "{line} in {offer}");
    }
    assert!(
        offer.contains("m=audio 9 UDP/TLS/RTP/SAVPF 111 126\r\n"),
        "{offer}"
    );
    assert!(
        !offer.contains("a=ssrc") && !offer.contains("a=extmap"),
        "{offer}"
    );

    let (status, _) = business.answer("pre_accept", &call_id, &answer()).await;
    assert_eq!(status, 200);
    let (status, _) = business.answer("accept", &call_id, &answer()).await;
    assert_eq!(status, 200);
    let call = business.call(&call_id).await;
    assert_eq!(
        (call["state"].clone(), call["customer"].clone()),
        (json!("in_progress"), json!(CUSTOMER))
    );
    business.act("terminate", &call_id).await;
    let terminate = business.webhooks.next_is("terminate").await;
    assert!(
        terminate.entry["start_time"].is_string(),
        "{}",
        terminate.entry
    );
}

#[tokio::test]
async fn a_rejected_customer_brings_a_terminate_webhook_without_times() {
    let business = Business::open().await;
    let call_id = business.customer_calls(json!({})).await;
    business.webhooks.next_is("connect").await;
    let (status, _) = business.act("reject", &call_id).await;
    assert_eq!(status, 200);
    let terminate = business.webhooks.next_is("terminate").await;
    assert_eq!(terminate.entry["status"], "COMPLETED");
    assert!(
        terminate.entry.get("start_time").is_none(),
        "{}",
        terminate.entry
    );
    let call = business.call(&call_id).await;
    assert_eq!(call["end"], json!({"by": "business", "reason": "declined"}));
}

#[tokio::test]
async fn a_caller_gives_up() {
    let business = Business::open().await;
    let call_id = business.customer_calls(json!({})).await;
    business.webhooks.next_is("connect").await;
    business
        .sim_post(&format!("/calls/{call_id}/hangup"), json!({}))
        .await;
    business.webhooks.next_is("terminate").await;
    let (status, body) = business.answer("accept", &call_id, &answer()).await;
    assert_eq!(
        (status.as_u16(), body["error"]["code"].clone()),
        (400, json!(100))
    );
}

#[tokio::test]
async fn the_accepted_sdp_must_be_the_pre_accepted_one() {
    let business = Business::open().await;
    let call_id = business.customer_calls(json!({})).await;
    business.answer("pre_accept", &call_id, &answer()).await;
    let other = answer().replace("a=sendrecv", "a=recvonly");
    let (status, body) = business.answer("accept", &call_id, &other).await;
    assert_eq!(status, 400);
    let details = text(&body["error"]["error_data"]["details"]);
    assert!(details.contains("pre-accepted"), "{details}");
    assert_eq!(
        business.call(&call_id).await["state"],
        "pre_accepted",
        "nothing changed"
    );
    let (status, _) = business.answer("accept", &call_id, &answer()).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_second_call_to_the_same_customer_is_refused_until_the_first_has_ended() {
    let business = Business::open().await;
    let call_id = business.dial(&offer()).await;
    let (status, body) = business.calls(&connect(DIGITS, &offer())).await;
    assert_eq!(
        (status.as_u16(), body["error"]["code"].clone()),
        (400, json!(138_003))
    );
    business.act("terminate", &call_id).await;
    business.dial(&offer()).await;
}

#[tokio::test]
async fn without_permission_a_call_is_refused_until_the_customer_grants_it() {
    let business = Business::open().await;
    let path = format!("/permissions/{CUSTOMER}");
    business
        .sim_put(&path, json!({"status": "no_permission"}))
        .await;
    let (status, body) = business.calls(&connect(DIGITS, &offer())).await;
    assert_eq!(
        (status.as_u16(), body["error"]["code"].clone()),
        (401, json!(138_006))
    );

    let mut request = fixture("permission_request.freeform.request.json");
    request["to"] = json!(DIGITS);
    let (status, sent) = business.graph("messages", &request).await;
    assert_eq!(status, 200, "{sent}");
    assert_eq!(sent["contacts"][0]["wa_id"], DIGITS);
    let message_id = text(&sent["messages"][0]["id"]);
    let (status, body) = business.graph("messages", &request).await;
    assert_eq!(
        (status.as_u16(), body["error"]["code"].clone()),
        (400, json!(138_009)),
        "one a day"
    );

    let answer = json!({"answer": "temporary"});
    let (status, _) = business
        .sim_post(&format!("/permission_requests/{message_id}"), answer)
        .await;
    assert_eq!(status, 200);
    let reply = business.webhooks.next_is("permission_reply").await;
    assert_eq!(reply.entry["context"]["id"], message_id.as_str());
    let reply = &reply.entry["interactive"]["call_permission_reply"];
    assert_eq!(
        (&reply["response"], &reply["is_permanent"]),
        (&json!("accept"), &json!(false))
    );
    assert!(reply["expiration_timestamp"].is_string(), "{reply}");
    business.dial(&offer()).await;
}

#[tokio::test]
async fn the_permission_can_be_asked_for() {
    let business = Business::open().await;
    let ask = async |query: &str| {
        let url = business.url(&format!("/v25.0/{NUMBER_ID}/call_permissions?{query}"));
        let request = business.http.get(url).bearer_auth(crate::support::TOKEN);
        let response = request.send().await.expect("the simulator answers");
        (
            response.status().as_u16(),
            response.json::<serde_json::Value>().await.expect("JSON"),
        )
    };
    let (_, permanent) = ask(&format!("user_wa_id={DIGITS}")).await;
    assert_eq!(
        permanent,
        fixture("call_permissions.response.permanent.derived.json").clone_with_usage()
    );
    business
        .sim_put(
            &format!("/permissions/{CUSTOMER}"),
            json!({"status": "no_permission"}),
        )
        .await;
    let (_, none) = ask(&format!("user_wa_id={DIGITS}")).await;
    assert_eq!(none["permission"]["status"], "no_permission");
    assert_eq!(none["actions"][0]["can_perform_action"], true);
    assert_eq!(none["actions"][1]["can_perform_action"], false);
    let (status, error) = ask("user_wa_id=%2B4915112345678").await;
    assert_eq!((status, error["error"]["code"].clone()), (400, json!(100)));
    let (status, _) = ask("recipient=US.13491208655302741918").await;
    assert_eq!(status, 200);
}

/// The documents leave the limits of the request out where it is pointless; we print them.
trait CloneWithUsage {
    fn clone_with_usage(self) -> Self;
}

impl CloneWithUsage for serde_json::Value {
    fn clone_with_usage(mut self) -> Self {
        self["actions"][0]["limits"] = json!([
            {"time_period": "PT24H", "max_allowed": 1, "current_usage": 0},
            {"time_period": "P7D", "max_allowed": 2, "current_usage": 0},
        ]);
        self
    }
}
