//! From Vobiz' errors to ours. No page shows the body of an error: whatever text is in it is looked through for a code
//! of WhatsApp, which decides; else the HTTP status does. The text itself is not shown.

use serde_json::{Value, json};

use crate::{
    cloud_api,
    error::{Operation, ProviderError},
    status::by_status,
};

/// Where a text may be.
const TEXTS: &[&str] = &[
    "message",
    "error",
    "detail",
    "details",
    "error_description",
    "title",
];
/// The smallest code that WhatsApp's own errors have; below are Graph's, which could be an HTTP status.
const FIRST_OF_WHATSAPP: u64 = 100_000;

/// What an answer that is no success means.
pub(super) fn parse_error(operation: Operation, status: u16, body: &[u8]) -> ProviderError {
    let Ok(json) = serde_json::from_slice::<Value>(body) else {
        return by_status(operation, status);
    };
    // Meta's own form, passed on: its details tell more than the code.
    let code = json.pointer("/error/code").and_then(Value::as_u64);
    if code.is_some_and(|code| code != u64::from(status)) {
        return cloud_api::error::parse_error(operation, status, body);
    }
    let Some(code) = whatsapp_code(&json) else {
        return by_status(operation, status);
    };
    let body = json!({"error": {"code": code}}).to_string();
    cloud_api::error::parse_error(operation, status, body.as_bytes())
}

/// WhatsApp's code, as a number of its own or in a text: `(#138006) …`.
fn whatsapp_code(value: &Value) -> Option<u64> {
    match value {
        Value::Object(fields) => {
            let code = fields.get("code").and_then(number);
            code.or_else(|| {
                TEXTS
                    .iter()
                    .find_map(|name| whatsapp_code(fields.get(*name)?))
            })
        }
        Value::Array(values) => values.iter().find_map(whatsapp_code),
        Value::String(text) => text
            .split('#')
            .skip(1)
            .find_map(|rest| number(&Value::from(leading_digits(rest)))),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn number(value: &Value) -> Option<u64> {
    let code = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
    (code >= FIRST_OF_WHATSAPP).then_some(code)
}

fn leading_digits(text: &str) -> &str {
    let end = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ErrorKind, Retry};

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn each_form_of_error_has_its_kind() {
        use ErrorKind::{
            CallGone, Credentials, InvalidRequest, Limit, NoPermission, NotEnabled, ProviderFailed,
        };
        use Operation::{CallLog, Dial, Terminate};
        for (operation, status, body, kind, retry, code) in [
            (
                Dial,
                401,
                r#"{"message":"unauthorized"}"#,
                Credentials,
                Retry::Never,
                None,
            ),
            (
                Dial,
                403,
                r#"{"error":"forbidden"}"#,
                Credentials,
                Retry::Never,
                None,
            ),
            (
                Dial,
                400,
                r#"{"detail":"bad"}"#,
                InvalidRequest,
                Retry::Never,
                None,
            ),
            (
                Dial,
                422,
                r#"{"detail":[{"msg":"uuid"}]}"#,
                InvalidRequest,
                Retry::Never,
                None,
            ),
            (
                Terminate,
                404,
                r#"{"code":404,"message":"not found"}"#,
                CallGone,
                Retry::Never,
                None,
            ),
            (Dial, 429, "", Limit, Retry::Later, None),
            (Dial, 500, "<html>", ProviderFailed, Retry::Unknown, None),
            (CallLog, 500, "{}", ProviderFailed, Retry::Later, None),
            (
                Terminate,
                404,
                r#"{"error":{"code":404,"message":"x"}}"#,
                CallGone,
                Retry::Never,
                None,
            ),
            (
                Terminate,
                400,
                r#"{"error":{"code":100,"error_data":{"details":"The call is already Completed"}}}"#,
                CallGone,
                Retry::Never,
                Some("100"),
            ),
            // WhatsApp's code, wherever it is.
            (
                Dial,
                400,
                r#"{"error":{"code":138006}}"#,
                NoPermission,
                Retry::Never,
                Some("138006"),
            ),
            (
                Dial,
                502,
                r#"{"message":"meta: (#138006) No approved call permission"}"#,
                NoPermission,
                Retry::Never,
                Some("138006"),
            ),
            (
                Dial,
                401,
                r#"{"error":{"message":"x","code":"138000"}}"#,
                NotEnabled,
                Retry::Never,
                Some("138000"),
            ),
            (
                Dial,
                400,
                r#"{"message":"order #12 failed"}"#,
                InvalidRequest,
                Retry::Never,
                None,
            ),
        ] {
            let error = parse_error(operation, status, body.as_bytes());
            let seen = (error.kind, error.retry, error.code.as_deref());
            assert_eq!(seen, (kind, retry, code), "{status} {body}");
        }
    }

    #[test]
    fn the_text_is_not_shown() {
        let body = r#"{"message":"+919876543210 with token abc","error":"+919876543210"}"#;
        let error = parse_error(Operation::Dial, 400, body.as_bytes());
        let text = format!("{error} {error:?}");
        assert!(!text.contains("9198") && !text.contains("abc"), "{text}");
    }
}
