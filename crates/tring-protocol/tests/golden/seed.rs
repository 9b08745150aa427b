//! Seed 000's own samples, as its document prints them.

use serde::de::DeserializeOwned;
use tring_protocol::{
    api::{ActionResponse, ActiveCalls, CallDetails, CallList, InitiateRequest, InitiateResponse},
    call::CallStatus,
    error::{ErrorBody, ErrorCode},
    statistics::{ContactHistory, StatisticsResponse},
};

use crate::text;

fn seed<T: DeserializeOwned>(name: &str) -> T {
    let text = text(&format!("seed/{name}"));
    serde_json::from_str(&text)
        .map_err(|error| format!("golden/seed/{name}: {error}"))
        .expect("a sample to be read")
}

#[test]
fn seed_000s_own_requests_and_responses_are_read() {
    let request: InitiateRequest = seed("initiate.request.json");
    assert_eq!(request.phone_number, "+1234567890");
    let caller_id = request.options.and_then(|options| options.caller_id);
    assert_eq!(caller_id.as_deref(), Some("optional_custom_id"));
    assert_eq!(request.sdp_offer, None);

    let response: InitiateResponse = seed("initiate.response.json");
    assert_eq!(response.call_id, "call_abc123");
    assert_eq!(response.status, CallStatus::Initiated);

    for (name, sentence) in [
        ("answer.response.json", "Call answered successfully"),
        ("end.response.json", "Call ended successfully"),
        ("reject.response.json", "Call rejected successfully"),
    ] {
        let response: ActionResponse = seed(name);
        assert!(response.success);
        assert_eq!(response.message, sentence);
    }
}

#[test]
fn seed_000s_own_history_is_read() {
    let details: CallDetails = seed("calls.get.response.json");
    assert_eq!(details.data.duration_formatted, "5:00");
    assert_eq!(details.data.conversation_id, Some(456));
    assert_eq!(details.data.end_reason, None);

    let list: CallList = seed("calls.list.response.json");
    assert_eq!(list.pagination.total, 73);
    let statuses: Vec<_> = list.data.iter().map(|call| call.status).collect();
    assert_eq!(statuses, [CallStatus::Completed]);

    let active: ActiveCalls = seed("active.response.json");
    let names: Vec<_> = active
        .data
        .iter()
        .map(|call| call.contact_name.as_deref())
        .collect();
    assert_eq!(names, [Some("Jane Smith")]);
}

#[test]
fn seed_000s_own_figures_are_read() {
    let statistics: StatisticsResponse = seed("statistics.response.json");
    assert_eq!(statistics.data.usage_limits.minutes_limit, Some(1_000));
    assert_eq!(statistics.data.average_duration_seconds, 120);
    let history: ContactHistory = seed("contact_history.response.json");
    let shown: Vec<_> = history
        .data
        .iter()
        .map(|call| (call.duration.as_str(), call.cost.as_str()))
        .collect();
    assert_eq!(shown, [("5:00", "$0.03")]);
}

#[test]
fn seed_000s_own_error_is_read_though_it_has_no_code() {
    let error: ErrorBody = seed("initiate.error.json");
    assert_eq!(error.code, ErrorCode::Unknown);
    assert_eq!(
        error.block_reason.as_deref(),
        Some("CALLING_NOT_ENABLED_FOR_NUMBER")
    );
    assert_eq!(error.block_category.as_deref(), Some("phone_readiness"));
}
