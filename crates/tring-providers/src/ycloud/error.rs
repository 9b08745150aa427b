//! From YCloud's errors to ours: <https://docs.ycloud.com/en/api-reference/guides/api-fundamentals/handle-errors>.
//!
//! `{"error": {status, code: "NOT_FOUND", message, requestId, whatsappApiError: {code: "138006", …}}}`. Where WhatsApp
//! itself refused, its code decides; else YCloud's word. `message` is for developers and is not shown.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    cloud_api,
    error::{ErrorKind, Operation, ProviderError, Retry},
    lenient::{absent_or, text},
    status::by_status,
    webhook::log_word,
};

#[derive(Default, Deserialize)]
struct ErrorResponse {
    #[serde(default, deserialize_with = "absent_or")]
    error: Option<ErrorBody>,
}

#[derive(Default, Deserialize)]
struct ErrorBody {
    #[serde(default, deserialize_with = "text")]
    code: Option<String>,
    #[serde(default, rename = "whatsappApiError")]
    whatsapp: Option<Value>,
}

/// What an answer that is no success means.
pub(super) fn parse_error(operation: Operation, status: u16, body: &[u8]) -> ProviderError {
    let error = serde_json::from_slice::<ErrorResponse>(body)
        .ok()
        .and_then(|response| response.error)
        .unwrap_or_default();
    if let Some(whatsapp) = error.whatsapp.as_ref().filter(|error| error.is_object()) {
        return of_whatsapp(operation, status, whatsapp);
    }
    let Some(code) = error.code else {
        return by_status(operation, status);
    };
    let known = of_code(&code).map(|(kind, retry, sentence)| {
        ProviderError::new(operation, kind, retry, sentence.to_owned())
    });
    ProviderError {
        code: Some(log_word(&code)),
        ..known.unwrap_or_else(|| by_status(operation, status))
    }
}

/// The original error of WhatsApp, whose code is a string here.
pub(super) fn of_whatsapp(operation: Operation, status: u16, error: &Value) -> ProviderError {
    let body = json!({"error": error}).to_string();
    cloud_api::error::parse_error(operation, status, body.as_bytes())
}

/// YCloud's own words, where they say more than the status.
fn of_code(code: &str) -> Option<(ErrorKind, Retry, &'static str)> {
    Some(match code {
        "UNAUTHORIZED" => (
            ErrorKind::Credentials,
            Retry::Never,
            "YCloud does not take the channel's API key. Ask your administrator to enter a new one.",
        ),
        "FORBIDDEN" => (
            ErrorKind::Credentials,
            Retry::Never,
            "The channel's API key may not do this at YCloud. Calling is for accounts that YCloud has admitted: ask your administrator to look into it.",
        ),
        "ACCOUNT_LIMITED" | "ACCOUNT_UNAVAILABLE" => (
            ErrorKind::NotEnabled,
            Retry::Never,
            "The account at YCloud is limited or locked. Ask your administrator to look into YCloud's console.",
        ),
        "BALANCE_INSUFFICIENT" => (
            ErrorKind::NotEnabled,
            Retry::Later,
            "The account at YCloud has no balance left. Ask your administrator to top it up.",
        ),
        "WHATSAPP_PHONE_NUMBER_UNAVAILABLE" => (
            ErrorKind::NotEnabled,
            Retry::Never,
            "The channel's number cannot be used at YCloud. Ask your administrator to check the number there.",
        ),
        "WHATSAPP_TEMPLATE_UNAVAILABLE" => (
            ErrorKind::InvalidRequest,
            Retry::Never,
            "The template cannot be sent: YCloud does not know it, or WhatsApp has not approved it. Check it in YCloud's console.",
        ),
        "RECIPIENT_IN_BLOCK_LIST" | "RECIPIENT_UNSUBSCRIBED" => (
            ErrorKind::Uncallable,
            Retry::Never,
            "This customer does not want messages from you, or is on your block list at YCloud.",
        ),
        "TOO_MANY_REQUESTS" | "ACCOUNT_RATE_LIMITED" | "SENDER_RATE_LIMITED" => (
            ErrorKind::Limit,
            Retry::Later,
            "YCloud takes no more requests for now. Try again in a minute.",
        ),
        "ALREADY_EXISTS" => (
            ErrorKind::InvalidRequest,
            Retry::Never,
            "YCloud has one of that name already. Choose another name.",
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(operation: Operation, status: u16, body: &str) -> ProviderError {
        parse_error(operation, status, body.as_bytes())
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn each_form_of_error_has_its_kind() {
        use ErrorKind::{
            CallGone, Credentials, InvalidRequest, Limit, NoPermission, NotEnabled, ProviderFailed,
        };
        use Operation::{Dial, ReadSettings, Terminate};
        let own =
            |code: &str| format!(r#"{{"error":{{"status":0,"code":"{code}","message":"m"}}}}"#);
        let whatsapp = |code: &str| {
            format!(
                r#"{{"error":{{"code":"WHATSAPP_API_ERROR","whatsappApiError":{{"code":{code}}}}}}}"#
            )
        };
        for (operation, status, body, kind, retry, code) in [
            (
                Dial,
                401,
                own("UNAUTHORIZED"),
                Credentials,
                Retry::Never,
                Some("UNAUTHORIZED"),
            ),
            (
                Dial,
                403,
                own("FORBIDDEN"),
                Credentials,
                Retry::Never,
                Some("FORBIDDEN"),
            ),
            (
                Dial,
                403,
                own("ACCOUNT_LIMITED"),
                NotEnabled,
                Retry::Never,
                Some("ACCOUNT_LIMITED"),
            ),
            (
                Dial,
                403,
                own("BALANCE_INSUFFICIENT"),
                NotEnabled,
                Retry::Later,
                Some("BALANCE_INSUFFICIENT"),
            ),
            (
                Dial,
                429,
                own("TOO_MANY_REQUESTS"),
                Limit,
                Retry::Later,
                Some("TOO_MANY_REQUESTS"),
            ),
            (
                Dial,
                404,
                own("NOT_FOUND"),
                InvalidRequest,
                Retry::Never,
                Some("NOT_FOUND"),
            ),
            (
                Terminate,
                404,
                own("NOT_FOUND"),
                CallGone,
                Retry::Never,
                Some("NOT_FOUND"),
            ),
            (
                Dial,
                400,
                own("PARAM_INVALID"),
                InvalidRequest,
                Retry::Never,
                Some("PARAM_INVALID"),
            ),
            (
                Dial,
                500,
                own("INTERNAL_SERVER_ERROR"),
                ProviderFailed,
                Retry::Unknown,
                Some("INTERNAL_SERVER_ERROR"),
            ),
            (
                ReadSettings,
                503,
                own("SERVICE_UNAVAILABLE"),
                ProviderFailed,
                Retry::Later,
                Some("SERVICE_UNAVAILABLE"),
            ),
            // The code of WhatsApp decides, as a string or a number, whatever the status.
            (
                Dial,
                400,
                whatsapp("\"138006\""),
                NoPermission,
                Retry::Never,
                Some("138006"),
            ),
            (
                Dial,
                401,
                whatsapp("138000"),
                NotEnabled,
                Retry::Never,
                Some("138000"),
            ),
            (Dial, 429, String::new(), Limit, Retry::Later, None),
            (
                Dial,
                502,
                "<html>".to_owned(),
                ProviderFailed,
                Retry::Unknown,
                None,
            ),
        ] {
            let error = parse(operation, status, &body);
            let seen = (error.kind, error.retry, error.code.as_deref());
            assert_eq!(seen, (kind, retry, code), "{status} {body}");
            assert!(error.message.ends_with('.'), "{}", error.message);
        }
    }

    #[test]
    fn the_message_for_developers_is_not_shown() {
        let body = r#"{"error":{"code":"+6281361905133","message":"to +6281361905133 is bad"}}"#;
        let error = parse(Operation::Dial, 400, body);
        assert!(!format!("{error} {error:?}").contains("628136"), "{error}");
    }
}
