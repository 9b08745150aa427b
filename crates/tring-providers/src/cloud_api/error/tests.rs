//! The table of codes, as it is read.

use std::fmt::Write as _;

use super::{
    ErrorKind::{
        AlreadyInCall, CallGone, Credentials, InvalidRequest, InvalidSdp, Limit, NoPermission,
        NotEnabled, ProviderFailed, Uncallable, Unsupported,
    },
    Retry::{Later, Never, Unknown},
    *,
};

fn body(code: u64) -> String {
    format!(
        r#"{{"error":{{"message":"(#{code}) Whatever","type":"OAuthException","code":{code},"fbtrace_id":"A"}}}}"#
    )
}

/// All codes of the troubleshooting page with the HTTP status that it gives, and Graph's general ones.
const TABLE: &[(u64, u16, ErrorKind, Retry)] = &[
    (0, 401, Credentials, Never),
    (1, 500, ProviderFailed, Unknown),
    (2, 503, ProviderFailed, Unknown),
    (3, 500, Credentials, Never),
    (4, 400, Limit, Later),
    (10, 403, Credentials, Never),
    (33, 400, NotEnabled, Never),
    (100, 400, InvalidRequest, Never),
    (190, 401, Credentials, Never),
    (200, 403, Credentials, Never),
    (299, 403, Credentials, Never),
    (368, 403, NotEnabled, Never),
    (613, 429, Limit, Later),
    (2_500, 400, InvalidRequest, Never),
    (80_007, 400, Limit, Later),
    (130_429, 400, Limit, Later),
    (130_472, 400, Uncallable, Never),
    (130_497, 403, Unsupported, Never),
    (131_000, 500, ProviderFailed, Unknown),
    (131_005, 403, Credentials, Never),
    (131_008, 400, InvalidRequest, Never),
    (131_009, 400, Unsupported, Never),
    (131_016, 500, ProviderFailed, Unknown),
    (131_021, 400, InvalidRequest, Never),
    (131_026, 400, Uncallable, Never),
    (131_030, 400, NotEnabled, Never),
    (131_031, 403, NotEnabled, Never),
    (131_042, 400, NotEnabled, Never),
    (131_044, 400, NotEnabled, Never),
    (131_045, 500, NotEnabled, Never),
    (131_047, 400, InvalidRequest, Never),
    (131_048, 400, Limit, Later),
    (131_049, 400, Limit, Later),
    (131_050, 400, Uncallable, Never),
    (131_051, 400, Unsupported, Never),
    (131_055, 400, NotEnabled, Never),
    (131_056, 400, Limit, Later),
    (131_057, 500, ProviderFailed, Later),
    (132_000, 400, InvalidRequest, Never),
    (132_001, 404, InvalidRequest, Never),
    (132_005, 400, InvalidRequest, Never),
    (132_007, 400, InvalidRequest, Never),
    (132_012, 400, InvalidRequest, Never),
    (132_015, 400, InvalidRequest, Later),
    (132_016, 400, InvalidRequest, Never),
    (133_010, 400, NotEnabled, Never),
    (138_000, 401, NotEnabled, Never),
    (138_001, 400, Uncallable, Never),
    (138_002, 429, Limit, Later),
    (138_003, 400, AlreadyInCall, Never),
    (138_004, 500, ProviderFailed, Later),
    (138_005, 429, Limit, Later),
    (138_006, 401, NoPermission, Never),
    (138_007, 500, ProviderFailed, Later),
    (138_008, 400, InvalidSdp, Never),
    (138_009, 400, Limit, Later),
    (138_011, 400, NoPermission, Never),
    (138_012, 400, Limit, Later),
    (138_013, 400, Unsupported, Never),
    (138_014, 400, NotEnabled, Never),
    (138_015, 400, NotEnabled, Never),
    (138_017, 400, InvalidRequest, Never),
    (138_018, 400, NotEnabled, Never),
    (138_019, 400, ProviderFailed, Later),
    (138_020, 400, ProviderFailed, Later),
    (138_021, 400, ProviderFailed, Later),
    (138_022, 400, ProviderFailed, Later),
    (138_023, 400, ProviderFailed, Later),
];

#[test]
fn each_code_has_its_kind_and_says_whether_to_try_again() {
    for (code, status, kind, retry) in TABLE {
        let error = parse_error(Operation::Dial, *status, body(*code).as_bytes());
        assert_eq!((error.kind, error.retry), (*kind, *retry), "code {code}");
        assert_eq!(error.code, Some(code.to_string()));
        assert_eq!(error.operation, "dial");
    }
}

#[test]
fn each_code_has_a_sentence_for_an_agent() {
    let mut lines = String::new();
    for (code, status, ..) in TABLE {
        let error = parse_error(Operation::Dial, *status, body(*code).as_bytes());
        writeln!(lines, "{code}: {}", error.message).expect("a String takes all");
        assert!(!error.message.contains("Whatever"), "shown raw: {error}");
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn the_code_decides_and_not_the_status() {
    for status in [400, 401, 403, 404, 429, 500, 503] {
        let error = parse_error(Operation::Dial, status, body(138_006).as_bytes());
        assert_eq!((error.kind, error.retry), (NoPermission, Never), "{status}");
    }
}

#[test]
fn what_graph_itself_loses_is_unknown_for_calls_and_harmless_for_questions() {
    let retry = |operation| parse_error(operation, 500, body(2).as_bytes()).retry;
    for operation in [
        Operation::Dial,
        Operation::PreAccept,
        Operation::Accept,
        Operation::Reject,
        Operation::Terminate,
    ] {
        assert_eq!(retry(operation), Unknown, "{operation:?}");
    }
    assert_eq!(retry(Operation::Permission), Later);
}

#[track_caller]
fn check_parameter(operation: Operation, details: &str, kind: ErrorKind) {
    let body = format!(
        r#"{{"error":{{"message":"(#100) Invalid parameter","code":100,"error_data":{{"details":"{details}"}}}}}}"#
    );
    let error = parse_error(operation, 400, body.as_bytes());
    assert_eq!((error.kind, error.retry), (kind, Never), "{details}");
    assert!(!error.message.contains(details), "shown raw: {error}");
}

#[test]
fn an_invalid_parameter_is_told_apart_by_its_details() {
    check_parameter(
        Operation::Dial,
        "SDP Validation error: no fingerprint",
        InvalidSdp,
    );
    check_parameter(
        Operation::Accept,
        "Invalid ICE candidate in sdp",
        InvalidSdp,
    );
    check_parameter(Operation::Terminate, "Invalid call id", CallGone);
    check_parameter(Operation::Terminate, "There is no such call", CallGone);
    check_parameter(Operation::Accept, "The call is already Completed", CallGone);
    // The customer gave up while the agent answered: she was told to check the number and the channel's number id.
    check_parameter(
        Operation::Accept,
        "The call is ended; accept does not fit",
        CallGone,
    );
    check_parameter(Operation::PreAccept, "Call was terminated", CallGone);
    // "voice" ends in "ice": an agent whose customer had hung up was told that her audio description was at fault.
    check_parameter(
        Operation::Terminate,
        "The voice call is already Completed",
        CallGone,
    );
    check_parameter(
        Operation::Dial,
        "This voice service is not there",
        InvalidRequest,
    );
    check_parameter(Operation::Dial, "Invalid call id", InvalidRequest);
    check_parameter(
        Operation::Dial,
        "The parameter to is required",
        InvalidRequest,
    );
}

#[test]
fn subcodes_that_implementers_have_seen_count() {
    let body = br#"{"error":{"code":131000,"error_subcode":2593090,"message":"x"}}"#;
    assert_eq!(parse_error(Operation::Dial, 400, body).kind, NoPermission);
    let body = br#"{"error":{"code":100,"error_subcode":33,"message":"Object with ID '1'"}}"#;
    assert_eq!(parse_error(Operation::Dial, 400, body).kind, NotEnabled);
}

#[test]
fn a_missing_permission_is_named_by_what_was_asked() {
    for code in [3, 10, 200, 299] {
        let lacks = |operation| parse_error(operation, 403, body(code).as_bytes()).message;
        for operation in [
            Operation::ReadSettings,
            Operation::ChangeSettings,
            Operation::CreateTemplate,
            Operation::Check,
        ] {
            let sentence = lacks(operation);
            assert!(
                sentence.contains("_management"),
                "{operation:?}: {sentence}"
            );
        }
        assert!(lacks(Operation::Dial).contains("_messaging"), "{code}");
    }
}

#[test]
fn a_code_in_a_string_is_a_code() {
    let body = br#"{"error":{"code":"138003"}}"#;
    assert_eq!(parse_error(Operation::Dial, 400, body).kind, AlreadyInCall);
}

#[test]
fn an_error_that_is_not_metas_is_told_by_its_status() {
    let page = b"<html>Bad gateway</html>".as_slice();
    let of = |status| {
        let error = parse_error(Operation::Dial, status, page);
        (error.kind, error.retry, error.code)
    };
    assert_eq!(of(500), (ProviderFailed, Unknown, None));
    assert_eq!(of(502), (ProviderFailed, Unknown, None));
    assert_eq!(of(408), (ProviderFailed, Unknown, None));
    assert_eq!(of(429), (Limit, Later, None));
    assert_eq!(of(404), (InvalidRequest, Never, None));
    assert_eq!(of(302), (InvalidRequest, Never, None));
}

fn message_of(code: u64, status: u16, field: &str) -> String {
    let body = format!(r#"{{"error":{{"code":{code},{field}}}}}"#);
    parse_error(Operation::Dial, status, body.as_bytes()).message
}

#[test]
fn an_unknown_code_shows_metas_text_only_where_it_is_safe() {
    insta::assert_snapshot!(
        message_of(139_999, 400, r#""error_user_msg":"This feature is paused in your country""#),
        @"
    WhatsApp refused the request. It says: “This feature is paused in your country” (code 139999).
    "
    );
    insta::assert_snapshot!(
        message_of(139_999, 500, r#""error_user_msg":"Number +14085551234 cannot be called""#),
        @"
    WhatsApp has a problem of its own. Wait a moment, then try again. Tell your administrator the code 139999.
    "
    );
    for text in [
        "v=0 a=fingerprint",
        "EAAGm0PX4ZCpsBAKZCZCtoken0123456789abcdef",
        "two\\nlines",
        "call 1408 555 1234",
        &"long ".repeat(60),
    ] {
        let message = message_of(139_999, 400, &format!(r#""error_user_msg":"{text}""#));
        assert!(!message.contains("It says"), "{message}");
    }
}

#[test]
fn the_daily_limit_says_when_the_next_call_may_be_made_if_that_is_a_time() {
    let limit = |details: &str| {
        message_of(
            138_012,
            400,
            &format!(r#""error_data":{{"details":"{details}"}}"#),
        )
    };
    insta::assert_snapshot!(limit("2026-01-26T10:00:00Z"), @"
    The daily limit of calls to this customer is reached. Call again tomorrow, or write. WhatsApp allows the next one at 2026-01-26T10:00:00Z.
    ");
    // Meta writes its other times in Unix seconds. These were taken for a telephone's number and left out.
    insta::assert_snapshot!(limit("1795278032"), @"
    The daily limit of calls to this customer is reached. Call again tomorrow, or write. WhatsApp allows the next one at 2026-11-21T16:20:32Z.
    ");
    for number in [
        "14085551234",
        "4085551234",
        "179527803",
        "1795278032 1795278032",
    ] {
        assert!(!limit(number).contains("next one"), "{number}");
    }
    insta::assert_snapshot!(limit("ask +14085551234"), @"
    The daily limit of calls to this customer is reached. Call again tomorrow, or write.
    ");
}

#[test]
fn an_error_in_a_terminate_has_the_same_sentences() {
    let of = |code| {
        sentence(&ErrorObject {
            code,
            message: Some("Media receive timeout for +14085551234".to_owned()),
            ..ErrorObject::default()
        })
    };
    insta::assert_snapshot!(of(Some(138_021)), @"
    WhatsApp heard nothing from us and ended the call. Check your microphone and network, then call again.
    ");
    insta::assert_snapshot!(of(Some(139_999)), @"
    The call failed at WhatsApp (code 139999). Call again if you need to.
    ");
    insta::assert_snapshot!(of(None), @"
    The call failed at WhatsApp. Call again if you need to.
    ");
}
