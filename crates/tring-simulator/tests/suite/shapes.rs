//! What we answer and send has the fields of the documents and no others.

use serde_json::{Value, json};

use crate::support::{Business, connect, fixture, text};

#[tokio::test]
async fn our_responses_have_the_fields_of_the_documents() {
    let business = Business::open().await;
    let (_, connected) = business.calls(&fixture("connect.request.json")).await;
    assert_eq!(keys(&connected), keys(&fixture("connect.response.json")));
    let call_id = business.customer_calls(json!({})).await;
    let (_, accepted) = business.act("reject", &call_id).await;
    assert_eq!(accepted, fixture("accept.response.json"));
}

/// Asserts that the next webhook is of this kind and has the documented fields and no others.
async fn next_is_like(business: &Business, kind: &str, file: &str) {
    let webhook = business.webhooks.next_is(kind).await;
    let documented = fixture(file)["entry"][0]["changes"][0]["value"].clone();
    assert_no_new_field(&webhook.value, &documented, file);
}

#[tokio::test]
async fn webhooks_of_dialled_calls_have_the_fields_of_the_documents() {
    let business = Business::open().await;
    let script = json!({"answer": "after", "media_timeout_ms": 100});
    business.script(script).await;
    let mut body = connect("14085551234", &offer());
    body["biz_opaque_callback_data"] = json!("call_1");
    let (status, answer) = business.calls(&body).await;
    assert_eq!(status, 200, "{answer}");
    let failed = "webhook.terminate.business_initiated.failed_with_errors.json";
    // The sample of the connect webhook was printed for a call without opaque data.
    business.webhooks.next_is("connect").await;
    next_is_like(
        &business,
        "RINGING",
        "webhook.status.ringing.with_opaque.json",
    )
    .await;
    business.webhooks.next_is("ACCEPTED").await;
    next_is_like(&business, "terminate", failed).await;

    business.script(json!({"answer": "reject"})).await;
    let (status, answer) = business.calls(&connect("14085551234", &offer())).await;
    assert_eq!(status, 200, "{answer}");
    next_is_like(
        &business,
        "connect",
        "webhook.connect.business_initiated.json",
    )
    .await;
    next_is_like(&business, "RINGING", "webhook.status.ringing.json").await;
    next_is_like(&business, "REJECTED", "webhook.status.rejected.json").await;
    next_is_like(&business, "terminate", failed).await;
}

#[tokio::test]
async fn webhooks_of_inbound_calls_have_the_fields_of_the_documents() {
    let business = Business::open().await;
    let call_id = business.customer_calls(json!({})).await;
    business.act("reject", &call_id).await;
    next_is_like(&business, "connect", "webhook.connect.user_initiated.json").await;
    let unanswered = "webhook.terminate.user_initiated.unanswered.derived.json";
    let terminate = business.webhooks.next_is("terminate").await;
    assert!(
        terminate.entry.get("start_time").is_none(),
        "{}",
        terminate.entry
    );
    let completed = "webhook.terminate.user_initiated.completed.json";
    for file in [unanswered, completed] {
        let documented = fixture(file)["entry"][0]["changes"][0]["value"]["calls"][0].clone();
        for name in documented.as_object().expect("an object").keys() {
            let only_when_talked = ["start_time", "end_time", "duration"].contains(&name.as_str());
            let only_when_given = ["deeplink_payload", "cta_payload", "from_parent_user_id"]
                .contains(&name.as_str())
                || name == "biz_opaque_callback_data";
            let is_there = terminate.entry.get(name).is_some();
            assert_eq!(
                is_there,
                !only_when_talked && !only_when_given,
                "{name} of {file}"
            );
        }
    }
}

#[tokio::test]
async fn a_customer_who_hides_the_number_is_known_by_a_user_id() {
    let business = Business::open().await;
    let body = json!({"customer": "US.13491208655302741918", "name": "Mia"});
    let (status, answer) = business.sim_post("/calls", body).await;
    assert_eq!(status, 200, "{answer}");
    let file = "webhook.connect.user_initiated.no_phone.derived.json";
    next_is_like(&business, "connect", file).await;
}

#[tokio::test]
async fn replies_to_permission_requests_have_the_fields_of_the_documents() {
    for (answer, file) in [
        (
            "temporary",
            "webhook.permission_reply.temporary_accept.json",
        ),
        (
            "permanent",
            "webhook.permission_reply.permanent_accept.json",
        ),
        ("decline", "webhook.permission_reply.reject.json"),
    ] {
        let business = Business::open().await;
        let path = "/permissions/+14085551234";
        business
            .sim_put(path, json!({"status": "no_permission"}))
            .await;
        let request = fixture("permission_request.freeform.request.json");
        let (status, sent) = business.graph("messages", &request).await;
        assert_eq!(status, 200, "{sent}");
        assert_no_new_field(
            &sent,
            &fixture("permission_request.response.json"),
            "response",
        );
        let path = format!("/permission_requests/{}", text(&sent["messages"][0]["id"]));
        business.sim_post(&path, json!({ "answer": answer })).await;
        let reply = business.webhooks.next_is("permission_reply").await;
        let documented = fixture(file)["entry"][0]["changes"][0]["value"].clone();
        assert_no_new_field(&reply.value, &documented, file);
        // And none is missing here.
        let reply = &reply.entry["interactive"]["call_permission_reply"];
        let documented = &documented["messages"][0]["interactive"]["call_permission_reply"];
        assert_eq!(keys(reply), keys(documented), "{file}");
        assert_eq!(reply["response"], documented["response"], "{file}");
    }
}

#[tokio::test]
async fn errors_have_the_form_of_the_documents() {
    let business = Business::open().await;
    let invalid = connect("14085551234", "v=0");
    business
        .sim_put(
            "/permissions/+14085550000",
            json!({"status": "no_permission"}),
        )
        .await;
    for (body, file) in [
        (invalid, "error.100.sdp_invalid.derived.json"),
        (
            connect("14085550000", &offer()),
            "error.138006.no_permission.derived.json",
        ),
    ] {
        let (_, answer) = business.calls(&body).await;
        is_like_error(&answer, file);
    }
    business
        .graph("settings", &json!({"calling": {"status": "DISABLED"}}))
        .await;
    let (_, answer) = business.calls(&connect("14085551234", &offer())).await;
    is_like_error(&answer, "error.138000.not_enabled.derived.json");
}

fn is_like_error(answer: &Value, file: &str) {
    let documented = fixture(file);
    assert_eq!(
        keys(&answer["error"]),
        keys(&documented["error"]),
        "{file}: {answer}"
    );
    for name in ["code", "message", "type"] {
        assert_eq!(
            answer["error"][name], documented["error"][name],
            "{name} of {file}"
        );
    }
}

fn offer() -> String {
    text(&fixture("connect.request.json")["session"]["sdp"])
}

fn keys(value: &Value) -> Vec<String> {
    value
        .as_object()
        .expect("an object")
        .keys()
        .cloned()
        .collect()
}

/// Fails at the first field of `ours` that `documented` does not have.
pub(crate) fn assert_no_new_field(ours: &Value, documented: &Value, place: &str) {
    match (ours, documented) {
        (Value::Object(ours), Value::Object(documented)) => {
            for (name, value) in ours {
                let place = format!("{place}/{name}");
                let theirs = documented
                    .get(name)
                    .unwrap_or_else(|| panic!("{place} is unknown"));
                assert_no_new_field(value, theirs, &place);
            }
        }
        (Value::Array(ours), Value::Array(documented)) => {
            for value in ours {
                assert_no_new_field(value, &documented[0], place);
            }
        }
        (ours, documented) => {
            let same_kind = std::mem::discriminant(ours) == std::mem::discriminant(documented);
            assert!(same_kind, "{place}: {ours} instead of {documented}");
        }
    }
}
