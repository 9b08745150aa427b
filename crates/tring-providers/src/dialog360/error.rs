//! What an answer of 360dialog's that is no success means.
//!
//! The schema `utils.ErrorResp` has `error` as a string; Meta's object passes through as well, as it is to be expected of
//! a proxy. The code decides wherever one can be found, and the status only where 360dialog itself speaks.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    cloud_api,
    error::{ErrorKind, Operation, ProviderError, Retry},
};

/// The body of an error.
#[derive(Deserialize)]
struct ErrorBody {
    #[serde(default)]
    error: Value,
    // The form of the addresses under `/v1/configs`: `{"meta":{"success":false,"http_code":400,"developer_message":…}}`.
    #[serde(default)]
    meta: Value,
}

/// Pure: from status and body to kind, retry and sentence.
pub(super) fn parse_error(operation: Operation, status: u16, body: &[u8]) -> ProviderError {
    let Ok(parsed) = serde_json::from_slice::<ErrorBody>(body) else {
        return ProviderError::from_status(operation, status);
    };
    let developer_message = parsed.meta.get("developer_message");
    match (parsed.error, developer_message.and_then(Value::as_str)) {
        (Value::Object(_), _) => cloud_api::error::parse_error(operation, status, body),
        (Value::String(text), _) => from_text(operation, status, &text),
        (_, Some(text)) => from_text(operation, status, text),
        _ => ProviderError::from_status(operation, status),
    }
}

fn from_text(operation: Operation, status: u16, text: &str) -> ProviderError {
    let is_object = |value: &Value| value.get("error").is_some_and(Value::is_object);
    if serde_json::from_str(text).is_ok_and(|inner| is_object(&inner)) {
        return cloud_api::error::parse_error(operation, status, text.as_bytes());
    }
    if let Some(code) = code_in(text) {
        let body = json!({"error": {"code": code, "message": text}}).to_string();
        return cloud_api::error::parse_error(operation, status, body.as_bytes());
    }
    let words = text.to_ascii_lowercase();
    let about_key = ["unauthori", "forbidden", "api key", "api-key", "apikey"];
    match status {
        401 | 403 if about_key.iter().any(|word| words.contains(word)) => ProviderError::new(
            operation,
            ErrorKind::Credentials,
            Retry::Never,
            "360dialog does not take the channel's API key. Ask your administrator to enter the number's key, or a new one.".to_owned(),
        ),
        400 | 422 => invalid(operation, status, text),
        _ => ProviderError::from_status(operation, status),
    }
}

/// Meta writes its codes into its texts: `(#138006) No approved call permission found`.
fn code_in(text: &str) -> Option<u64> {
    let (_, rest) = text.split_once("(#")?;
    let (digits, _) = rest.split_once(')')?;
    digits.parse().ok()
}

/// Without a code the words tell what was invalid, as they do for Meta's code 100.
fn invalid(operation: Operation, status: u16, text: &str) -> ProviderError {
    let body = json!({"error": {"code": 100, "message": text}}).to_string();
    ProviderError {
        code: None,
        ..cloud_api::error::parse_error(operation, status, body.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{
        ErrorKind::{
            CallGone, Credentials, InvalidRequest, InvalidSdp, Limit, NoPermission, ProviderFailed,
        },
        Retry::{Later, Never, Unknown},
    };

    const META: &str =
        r#"{"error":{"message":"(#138006) No approved call permission found","code":138006}}"#;

    #[test]
    fn a_string_an_object_and_other_peoples_pages_are_told_apart() {
        let in_a_string = json!({ "error": META }).to_string();
        let table = [
            (401, META, NoPermission, Never),
            (400, in_a_string.as_str(), NoPermission, Never),
            (
                401,
                r#"{"error":"(#138006) No approved call permission"}"#,
                NoPermission,
                Never,
            ),
            (500, r#"{"error":"(#138012) Limit reached"}"#, Limit, Later),
            (401, r#"{"error":"Unauthorized"}"#, Credentials, Never),
            (403, r#"{"error":"Invalid API key"}"#, Credentials, Never),
            (401, r#"{"error":"No"}"#, InvalidRequest, Never),
            (
                400,
                r#"{"error":"SDP Validation error"}"#,
                InvalidSdp,
                Never,
            ),
            (400, r#"{"error":"Invalid call id"}"#, CallGone, Never),
            (400, r#"{"error":"Bad request"}"#, InvalidRequest, Never),
            (429, r#"{"error":"Too many requests"}"#, Limit, Later),
            (
                500,
                r#"{"error":"Internal server error"}"#,
                ProviderFailed,
                Unknown,
            ),
            (
                400,
                r#"{"meta":{"success":false,"http_code":400,"developer_message":"Bad"}}"#,
                InvalidRequest,
                Never,
            ),
            (400, r#"{"error":7}"#, InvalidRequest, Never),
            (502, "<html>Bad gateway</html>", ProviderFailed, Unknown),
            (404, "[]", InvalidRequest, Never),
        ];
        for (status, body, kind, retry) in table {
            let error = parse_error(Operation::Accept, status, body.as_bytes());
            assert_eq!((error.kind, error.retry), (kind, retry), "{status} {body}");
            assert!(error.message.ends_with('.'), "no sentence: {error}");
        }
    }

    #[test]
    fn what_360dialog_says_is_not_shown_raw() {
        for text in ["+14085551234", "v=0 a=setup:active", "the-api-key"] {
            for status in [400, 401, 500] {
                let body = json!({ "error": text }).to_string();
                let error = parse_error(Operation::Dial, status, body.as_bytes());
                assert!(!format!("{error} {error:?}").contains(text), "{error:?}");
            }
        }
    }
}
