//! What is read from JSON: the same as the proxy means by it.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tring::browser::json;
use tring_protocol::{
    api::{CallList, ClaimResponse, InitiateResponse, SessionResponse},
    call::{Call, EndReason},
    error::{ErrorBody, ErrorCode},
    events::ServerMessage,
    permission::PermissionState,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::proxy::{call, event, snapshot};

/// Both read the same, to the last field.
fn is_read<T: Serialize + DeserializeOwned>(value: &Value) {
    let expected: T = serde_json::from_value(value.clone()).expect("a value of the protocol");
    let read: T = json::parse(&value.to_string()).expect("it is read here too");
    let text = |value: &T| serde_json::to_string(value).expect("JSON");
    assert_eq!(text(&read), text(&expected));
}

fn is_refused<T: DeserializeOwned>(text: &str) {
    assert!(json::parse::<T>(text).is_none(), "{text}");
}

#[wasm_bindgen_test]
fn what_the_event_socket_says_is_read() {
    let more = json!({
        "contact_id": 7, "contact_name": "Jane", "answered_at": 1_795_170_005_000_u64,
        "end_reason": "customer_hung_up", "ringing_agents": [1, 2, 3], "attempt_id": "a1",
    });
    let ended = call("outbound", "completed", 9, more);
    is_read::<ServerMessage>(&event("call_ended", ended.clone()));
    is_read::<ServerMessage>(&snapshot(vec![ended.clone(), ended]));
    is_read::<ServerMessage>(&snapshot(vec![]));
    is_read::<ServerMessage>(&json!({"kind": "beat", "seq": 0, "at": 1, "beat": 4}));
    is_read::<ServerMessage>(&json!({"kind": "sdp_answer", "call_id": "call_1", "sdp": "v=0\r\n"}));
    let permission = json!({
        "success": true, "channel_id": "main", "phone_number": "+4915112345678", "grant": "temporary",
        "granted_until": 1_795_170_005_000_u64, "can_call": true, "can_ask": false, "requests_left_today": 0,
        "unanswered_in_a_row": 2,
    });
    is_read::<PermissionState>(&permission);
    is_read::<ServerMessage>(&json!({"kind": "permission_changed", "permission": permission}));
}

#[wasm_bindgen_test]
fn answers_to_requests_are_read() {
    is_read::<CallList>(&json!({
        "success": true,
        "data": [{
            "id": 1, "call_id": "call_1", "direction": "inbound", "status": "no_answer",
            "from_number": "+15550100", "to_number": "+15550101", "duration_seconds": 5,
            "duration_formatted": "0:05", "cost_amount": 0.03, "cost_formatted": "$0.03",
            "initiated_at": "2026-03-03T14:32:05Z", "answered_at": null, "ended_at": "2026-03-03T14:32:10Z",
            "failure_reason": null, "contact": {"id": 3, "name": null, "phone_number": "+15550100"},
            "conversation_id": null,
        }],
        "pagination": {"current_page": 1, "last_page": 1, "per_page": 20, "total": 1},
    }));
    is_read::<SessionResponse>(&json!({
        "success": true, "agent_id": 3, "agent_name": "Ada", "team_name": "Demo",
        "channels": [{"id": "main", "name": "Main", "number": "+15550100", "pre_accept": true, "can_ask": true}],
        "ice_servers": [{"urls": ["stun:stun.example.org"], "username": "u"}],
    }));
    is_read::<InitiateResponse>(
        &json!({"success": true, "call_id": "call_1", "status": "initiated", "message": "Calling."}),
    );
    is_read::<ClaimResponse>(
        &json!({"success": true, "sdp_offer": "v=0\r\n", "claimed_until": 5, "pre_accept": true}),
    );
    is_read::<ErrorBody>(
        &json!({"success": false, "error": "Because.", "code": "call_in_progress"}),
    );
    is_read::<ErrorBody>(&json!({"success": false, "error": "Because."}));
}

#[wasm_bindgen_test]
fn what_is_newer_than_the_page_is_passed_over() {
    let more = json!({"end_reason": "abducted_by_aliens", "mood": {"colour": "blue"}});
    let text = call("inbound", "missed", 1, more).to_string();
    let read: Call = json::parse(&text).expect("a call");
    assert_eq!(read.end_reason, Some(EndReason::Failed));
    let text = r#"{"success":false,"error":"Because.","code":"no_such_code"}"#;
    let refusal: ErrorBody = json::parse(text).expect("an error");
    assert_eq!(refusal.code, ErrorCode::Unknown);
}

#[wasm_bindgen_test]
fn what_does_not_fit_is_refused() {
    is_refused::<ErrorBody>("not JSON");
    is_refused::<ErrorBody>("[]");
    is_refused::<ErrorBody>("null");
    is_refused::<ErrorBody>(r#"{"success":false}"#);
    is_refused::<ErrorBody>(r#"{"success":"no","error":"Because."}"#);
    is_refused::<ErrorBody>(r#"{"success":false,"error":7}"#);
    for version in ["-1", "1.5", "\"1\"", "4294967296", "null"] {
        let text = call("inbound", "ringing", 1, json!({})).to_string();
        is_refused::<Call>(&text.replace("\"version\":1", &["\"version\":", version].concat()));
    }
    let text = call("inbound", "ringing", 1, json!({"status": "on_mars"})).to_string();
    is_refused::<Call>(&text);
    let text = call("inbound", "ringing", 1, json!({"ringing_agents": {"0": 1}})).to_string();
    is_refused::<Call>(&text);
}
