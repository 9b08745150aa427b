//! What scripts do to a call: late, doubled, reversed, lost.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::support::{Business, CUSTOMER, DIGITS, connect, eventually, fixture, text};

fn offer() -> String {
    text(&fixture("sdp.browser.chromium.offer_opus_dtmf.measured.json")["sdp"])
}

fn answer() -> String {
    text(&fixture("sdp.browser.firefox.answer_to_meta_offer.measured.json")["sdp"])
}

async fn call_states(business: &Business) -> Vec<String> {
    let state = business.sim_get("/state").await;
    let calls = state["calls"].as_array().expect("a list").clone();
    calls.iter().map(|call| text(&call["state"])).collect()
}

#[tokio::test]
async fn the_answer_can_beat_the_response_of_connect() {
    let business = Business::open().await;
    business
        .script(json!({"webhook_before_response": true}))
        .await;
    business.dial(&offer()).await;
    // The response is here, so the webhook must be too.
    assert_eq!(business.webhooks.kinds()[0], "connect");
}

#[tokio::test]
async fn usually_the_response_of_connect_comes_first() {
    let business = Business::open().await;
    business.dial(&offer()).await;
    assert_eq!(business.webhooks.kinds(), Vec::<String>::new());
    business.webhooks.next_is("connect").await;
}

#[tokio::test]
async fn each_webhook_can_come_twice() {
    let business = Business::open().await;
    business.script(json!({"webhook_twice": true})).await;
    let call_id = business.dial(&offer()).await;
    let mut bodies = Vec::new();
    for kind in ["connect", "connect", "RINGING", "RINGING"] {
        bodies.push(business.webhooks.next_is(kind).await.body);
    }
    assert_eq!(bodies[0], bodies[1], "the same bytes");
    business.act("terminate", &call_id).await;
    for kind in ["terminate", "terminate"] {
        business.webhooks.next_is(kind).await;
    }
}

#[tokio::test]
async fn a_dead_call_terminates_before_it_connects() {
    let business = Business::open().await;
    let call_id = business
        .customer_calls(json!({"terminate_first": true}))
        .await;
    business.webhooks.next_is("terminate").await;
    let connect = business.webhooks.next_is("connect").await;
    assert_eq!(connect.entry["id"], call_id.as_str());
    assert_eq!(call_states(&business).await, ["ended"]);
    let (status, _) = business.answer("accept", &call_id, &answer()).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn the_answer_can_come_only_when_the_customer_picks_up() {
    let business = Business::open().await;
    business
        .script(json!({"answer_only_on_pickup": true}))
        .await;
    let call_id = business.dial(&offer()).await;
    business.webhooks.next_is("RINGING").await;
    business
        .sim_post(&format!("/calls/{call_id}/answer"), json!({}))
        .await;
    business.webhooks.next_is("connect").await;
    business.webhooks.next_is("ACCEPTED").await;
}

#[tokio::test]
async fn a_script_answers_declines_and_hangs_up() {
    let business = Business::open().await;
    business
        .script(json!({"answer": "after", "answer_after_ms": 30, "hang_up_after_ms": 30}))
        .await;
    business.dial(&offer()).await;
    for kind in ["connect", "RINGING", "ACCEPTED", "terminate"] {
        business.webhooks.next_is(kind).await;
    }
    business.script(json!({"answer": "reject"})).await;
    business.dial(&offer()).await;
    for kind in ["connect", "RINGING", "REJECTED", "terminate"] {
        business.webhooks.next_is(kind).await;
    }
}

#[tokio::test]
async fn a_connect_webhook_can_be_old() {
    let business = Business::open().await;
    business
        .customer_calls(json!({"connect_age_ms": 90_000}))
        .await;
    let connect = business.webhooks.next_is("connect").await;
    let told: u64 = text(&connect.entry["timestamp"]).parse().expect("seconds");
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970")
        .as_secs();
    assert!(
        (88..=95).contains(&(now - told)),
        "{} seconds old",
        now - told
    );
}

#[tokio::test]
async fn our_sdp_can_be_spoiled() {
    let business = Business::open().await;
    business
        .script(json!({"answer_setup": "actpass", "drop_final_crlf": true}))
        .await;
    business.dial(&offer()).await;
    let sdp = business.webhooks.next_is("connect").await.sdp();
    assert!(sdp.contains("a=setup:actpass\r\n"), "{sdp}");
    assert!(!sdp.ends_with('\n'), "{sdp}");
}

#[tokio::test]
async fn an_error_status_means_that_nothing_was_done() {
    let business = Business::open().await;
    for (status, code) in [(500, 2), (429, 138_005)] {
        business
            .script(json!({"response": {"status": status}, "response_times": 1}))
            .await;
        let (answered, body) = business.calls(&connect(DIGITS, &offer())).await;
        assert_eq!(
            (answered.as_u16(), body["error"]["code"].clone()),
            (status, json!(code))
        );
        assert_eq!(call_states(&business).await, Vec::<String>::new());
    }
    business
        .script(
            json!({"response": {"status": 503, "body": {"error": "gone"}}, "response_times": 1}),
        )
        .await;
    let (answered, body) = business.calls(&connect(DIGITS, &offer())).await;
    assert_eq!((answered.as_u16(), body), (503, json!({"error": "gone"})));
    // Its one time is over: the next request is carried out.
    business.dial(&offer()).await;
}

#[tokio::test]
async fn a_reset_connection_loses_the_response_of_a_call_that_rings() {
    let business = Business::open().await;
    business
        .script(json!({"response": "reset", "response_for": "connect"}))
        .await;
    let request = business
        .http
        .post(business.url(&format!("/v25.0/{}/calls", crate::support::NUMBER_ID)))
        .bearer_auth(crate::support::TOKEN)
        .json(&connect(DIGITS, &offer()));
    let error = request.send().await.expect_err("no response comes");
    assert!(error.is_request(), "{error:?}");
    business.webhooks.next_is("connect").await;
    business.webhooks.next_is("RINGING").await;
    let state = business.sim_get("/state").await;
    assert_eq!(
        state["requests"].as_array().map(Vec::len),
        Some(1),
        "sent once: {state}"
    );
    assert_eq!(state["requests"][0]["action"], "connect");
    assert_eq!(state["requests"][0]["status"], Value::Null);
}

#[tokio::test]
async fn nonsense_comes_with_status_200() {
    let business = Business::open().await;
    business.script(json!({"response": "nonsense"})).await;
    let (status, body) = business.calls(&connect(DIGITS, &offer())).await;
    assert_eq!(status, 200);
    assert!(
        body.as_str().is_some_and(|text| text.starts_with("<html>")),
        "{body}"
    );
    assert_eq!(call_states(&business).await.len(), 1, "the call was placed");
}

#[tokio::test]
async fn a_response_can_be_late_while_its_call_goes_on() {
    let business = Business::open().await;
    business
        .script(json!({"response": {"delay_ms": 400}, "response_for": "connect"}))
        .await;
    let offer = offer();
    let (call_id, came_first) = tokio::join!(business.dial(&offer), async {
        business.webhooks.next_is("connect").await;
        let state = business.sim_get("/state").await;
        (
            state["requests"][0]["status"].clone(),
            state["requests"][0]["call_id"].clone(),
        )
    });
    assert_eq!(
        came_first,
        (Value::Null, json!(call_id)),
        "the webhook beat the response"
    );
}

#[tokio::test]
async fn a_fault_can_be_aimed_at_one_action_of_a_call() {
    let business = Business::open().await;
    let script = json!({
        "response": {"status": 500}, "response_for": "accept", "response_times": 1,
    });
    let call_id = business.customer_calls(script).await;
    let (status, _) = business.answer("pre_accept", &call_id, &answer()).await;
    assert_eq!(status, 200);
    let (status, _) = business.answer("accept", &call_id, &answer()).await;
    assert_eq!(status, 500);
    assert_eq!(business.call(&call_id).await["state"], "pre_accepted");
    let (status, _) = business.answer("accept", &call_id, &answer()).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_webhook_that_is_not_taken_comes_again() {
    let business = Business::open().await;
    business.webhooks.answer_next_with(&[500, 204, 200]);
    business.customer_calls(json!({})).await;
    for _ in 0..3 {
        business.webhooks.next_is("connect").await;
    }
    let statuses = eventually("the third answer", || async {
        let state = business.sim_get("/state").await;
        let log = state["webhooks"].as_array().expect("a list").clone();
        let statuses: Vec<Value> = log.iter().map(|entry| entry["status"].clone()).collect();
        if statuses.len() == 3 {
            Ok(statuses)
        } else {
            Err(format!("{statuses:?}"))
        }
    })
    .await;
    assert_eq!(statuses, [json!(500), json!(204), json!(200)]);
}

#[tokio::test]
async fn webhooks_of_a_call_keep_their_order_through_retries() {
    let business = Business::open().await;
    business.webhooks.answer_next_with(&[500, 500]);
    let call_id = business.customer_calls(json!({})).await;
    business
        .sim_post(&format!("/calls/{call_id}/hangup"), json!({}))
        .await;
    for kind in ["connect", "connect", "connect", "terminate"] {
        business.webhooks.next_is(kind).await;
    }
}

#[tokio::test]
async fn a_webhook_can_be_late() {
    let business = Business::open().await;
    let called = std::time::Instant::now();
    business
        .customer_calls(json!({"webhook_delay_ms": 300}))
        .await;
    business.webhooks.next_is("connect").await;
    assert!(called.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn a_script_of_one_customer_is_not_for_others() {
    let business = Business::open().await;
    business
        .sim_put(&format!("/scripts/{CUSTOMER}"), json!({"answer": "reject"}))
        .await;
    let (_, body) = business.calls(&connect("14085551234", &offer())).await;
    let other = text(&body["calls"][0]["id"]);
    let call_id = business.dial(&offer()).await;
    business
        .call_when(&call_id, |call| call["state"] == "ended")
        .await;
    business
        .call_when(&other, |call| call["state"] == "ringing")
        .await;
}
