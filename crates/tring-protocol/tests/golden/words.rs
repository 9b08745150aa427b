//! Errors, and the words that programs decide by.

use tring_protocol::{
    call::{CallStatus, EndReason},
    error::{ErrorBody, ErrorCode},
    events::{MessageKind, ServerMessage},
};

use crate::golden;

#[test]
fn errors() {
    golden(
        "error.json",
        &ErrorBody {
            success: false,
            error: "There is no such call.".to_owned(),
            code: ErrorCode::NotFound,
            block_reason: None,
            block_category: None,
            call_id: None,
        },
    );
    golden(
        "error.refusal.json",
        &ErrorBody {
            success: false,
            error: "Calling is not enabled for your account".to_owned(),
            code: ErrorCode::Blocked,
            block_reason: Some("CALLING_NOT_ENABLED_FOR_NUMBER".to_owned()),
            block_category: Some("phone_readiness".to_owned()),
            call_id: Some("call_out8".to_owned()),
        },
    );
}

/// The words on the wire, in one table: renaming one breaks every integration.
#[test]
fn the_words_on_the_wire() {
    let codes = [
        ErrorCode::InvalidRequest,
        ErrorCode::InvalidPhoneNumber,
        ErrorCode::InvalidSdp,
        ErrorCode::Unauthenticated,
        ErrorCode::Forbidden,
        ErrorCode::NotFound,
        ErrorCode::WrongState,
        ErrorCode::AlreadyClaimed,
        ErrorCode::CallInProgress,
        ErrorCode::NotClaimed,
        ErrorCode::RequestInProgress,
        ErrorCode::IdempotencyKeyReused,
        ErrorCode::TooLarge,
        ErrorCode::Blocked,
        ErrorCode::ProviderRefused,
        ErrorCode::RateLimited,
        ErrorCode::ProviderUnavailable,
        ErrorCode::Internal,
        ErrorCode::Unknown,
    ];
    golden("words.error_codes.json", &codes.to_vec());
    let reasons = [
        EndReason::HungUp,
        EndReason::CustomerHungUp,
        EndReason::CustomerDeclined,
        EndReason::Declined,
        EndReason::NoAnswer,
        EndReason::Cancelled,
        EndReason::CustomerCancelled,
        EndReason::Refused,
        EndReason::ProviderUnreachable,
        EndReason::ConnectionLost,
        EndReason::NoMicrophone,
        EndReason::NoAgent,
        EndReason::Failed,
    ];
    golden("words.end_reasons.json", &reasons.to_vec());
}

#[test]
fn a_status_has_the_same_word_everywhere() {
    let statuses = [
        CallStatus::Initiated,
        CallStatus::Ringing,
        CallStatus::InProgress,
        CallStatus::Completed,
        CallStatus::Failed,
        CallStatus::Rejected,
        CallStatus::Missed,
        CallStatus::NoAnswer,
    ];
    golden("words.call_statuses.json", &statuses.to_vec());
    for status in statuses {
        let word = serde_json::to_value(status).expect("a status to serialise");
        assert_eq!(word, status.as_str());
    }
    let live: Vec<_> = statuses.iter().filter(|status| status.is_live()).collect();
    assert_eq!(
        live,
        [
            &CallStatus::Initiated,
            &CallStatus::Ringing,
            &CallStatus::InProgress
        ]
    );
}

/// A page stays open for days while the proxy is updated: new words must not break it.
#[test]
fn words_of_a_later_version_are_read_as_unknown() {
    let kind: MessageKind = serde_json::from_str(r#""call_transferred""#).expect("a new kind");
    assert_eq!(kind, MessageKind::Unknown);
    let code: ErrorCode = serde_json::from_str(r#""too_early""#).expect("a new code");
    assert_eq!(code, ErrorCode::Unknown);
    let reason: EndReason = serde_json::from_str(r#""transferred""#).expect("a new reason");
    assert_eq!(reason, EndReason::Failed);
    let message: ServerMessage =
        serde_json::from_str(r#"{"kind":"weather","seq":1,"degrees":21}"#).expect("a new message");
    assert_eq!(message.kind, MessageKind::Unknown);
}
