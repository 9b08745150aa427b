//! From Positus' errors to ours: `{"errors": [{code, title, details}], "message"}` (docs.en.posit.us).
//!
//! `code` is the HTTP status in the one sample there is; a code that is not is taken for WhatsApp's, and Meta's own form of
//! an error is taken too. The texts are not shown.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    cloud_api,
    error::{Operation, ProviderError},
    lenient::{absent_or, number, text},
    status::by_status,
};

#[derive(Default, Deserialize)]
struct ErrorResponse {
    #[serde(default, deserialize_with = "absent_or")]
    errors: Option<Vec<ErrorItem>>,
    #[serde(default)]
    error: Option<Value>,
}

#[derive(Deserialize)]
struct ErrorItem {
    #[serde(default, deserialize_with = "number")]
    code: Option<u64>,
    #[serde(default, deserialize_with = "text")]
    title: Option<String>,
    #[serde(default, deserialize_with = "text")]
    details: Option<String>,
}

/// What an answer that is no success means.
pub(super) fn parse_error(operation: Operation, status: u16, body: &[u8]) -> ProviderError {
    let response: ErrorResponse = serde_json::from_slice(body).unwrap_or_default();
    if let Some(error) = response.error.filter(Value::is_object) {
        return of_whatsapp(operation, status, &error);
    }
    let errors = response.errors.unwrap_or_default();
    let Some((code, item)) = errors.iter().find_map(|item| Some((item.code?, item))) else {
        return by_status(operation, status);
    };
    if code != u64::from(status) {
        let details = json!({"details": item.details});
        let error = json!({"code": code, "message": item.title, "error_data": details});
        return of_whatsapp(operation, status, &error);
    }
    ProviderError {
        code: Some(code.to_string()),
        ..by_status(operation, status)
    }
}

fn of_whatsapp(operation: Operation, status: u16, error: &Value) -> ProviderError {
    let body = json!({"error": error}).to_string();
    cloud_api::error::parse_error(operation, status, body.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ErrorKind, Retry};

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn each_form_of_error_has_its_kind() {
        use ErrorKind::{
            CallGone, Credentials, InvalidRequest, Limit, NoPermission, ProviderFailed,
        };
        use Operation::{Dial, Permission, Terminate};
        let item = |code: &str| {
            format!(r#"{{"errors":[{{"code":{code},"title":"t","details":"d"}}],"message":"m"}}"#)
        };
        for (operation, status, body, kind, retry, code) in [
            (
                Dial,
                404,
                item("404"),
                InvalidRequest,
                Retry::Never,
                Some("404"),
            ),
            (
                Terminate,
                404,
                item("404"),
                CallGone,
                Retry::Never,
                Some("404"),
            ),
            (
                Dial,
                401,
                item("\"401\""),
                Credentials,
                Retry::Never,
                Some("401"),
            ),
            (
                Dial,
                400,
                item("138006"),
                NoPermission,
                Retry::Never,
                Some("138006"),
            ),
            (
                Dial,
                400,
                item("\"138012\""),
                Limit,
                Retry::Later,
                Some("138012"),
            ),
            (Dial, 422, item("null"), InvalidRequest, Retry::Never, None),
            (
                Terminate,
                400,
                r#"{"errors":[{"code":100,"title":"t","details":"The call is already Completed"}]}"#
                    .to_owned(),
                CallGone,
                Retry::Never,
                Some("100"),
            ),
            // Laravel's own, and Meta's.
            (
                Dial,
                401,
                r#"{"message":"Unauthenticated."}"#.to_owned(),
                Credentials,
                Retry::Never,
                None,
            ),
            (
                Dial,
                401,
                r#"{"error":{"code":138006}}"#.to_owned(),
                NoPermission,
                Retry::Never,
                Some("138006"),
            ),
            (
                Dial,
                429,
                r#"{"message":"Too Many Attempts."}"#.to_owned(),
                Limit,
                Retry::Later,
                None,
            ),
            (
                Dial,
                500,
                String::new(),
                ProviderFailed,
                Retry::Unknown,
                None,
            ),
            (
                Permission,
                502,
                "<html>".to_owned(),
                ProviderFailed,
                Retry::Later,
                None,
            ),
        ] {
            let error = parse_error(operation, status, body.as_bytes());
            let seen = (error.kind, error.retry, error.code.as_deref());
            assert_eq!(seen, (kind, retry, code), "{status} {body}");
        }
    }

    #[test]
    fn the_texts_are_not_shown() {
        let body = br#"{"errors":[{"code":400,"title":"554399951234","details":"v=0"}],"message":"554399951234"}"#;
        let error = parse_error(Operation::Dial, 400, body);
        let text = format!("{error} {error:?}");
        assert!(!text.contains("5543") && !text.contains("v=0"), "{text}");
    }
}
