//! What an HTTP status means at providers that use it as HTTP does, where their bodies say nothing better.
//!
//! Not for Meta, whose 401 can be a missing permission of the customer.

use crate::error::{ErrorKind, Operation, ProviderError, Retry};

/// The error for `status` alone.
pub(crate) fn by_status(operation: Operation, status: u16) -> ProviderError {
    let (kind, sentence) = match status {
        401 | 403 => (
            ErrorKind::Credentials,
            "The provider does not take the channel's credentials. Ask your administrator to enter new ones.",
        ),
        404 | 410 if operation.acts_on_a_call() => (
            ErrorKind::CallGone,
            "The call is over at the provider, or was answered elsewhere.",
        ),
        404 => (
            ErrorKind::InvalidRequest,
            "The provider does not know the channel's number. Ask your administrator to check the channel's base URL and number id.",
        ),
        400 | 422
            if matches!(
                operation,
                Operation::ReadSettings | Operation::ChangeSettings
            ) =>
        {
            (
                ErrorKind::InvalidRequest,
                "The provider refused the settings as invalid. Check the values, or change them at the provider.",
            )
        }
        400 | 422 if operation == Operation::CreateTemplate => (
            ErrorKind::InvalidRequest,
            "The provider refused the template as invalid. Check its name, language and text, or make it at the provider.",
        ),
        400 | 422 if operation == Operation::AskPermission => (
            ErrorKind::InvalidRequest,
            "The provider refused the request for permission as invalid. Check the customer's number, and the template's name and language.",
        ),
        400 | 422 if operation == Operation::SendText => (
            ErrorKind::InvalidRequest,
            "The provider refused the message as invalid. Check the customer's number and the text, and whether the customer has written within the last 24 hours.",
        ),
        400 | 422 => (
            ErrorKind::InvalidRequest,
            "The provider refused the request as invalid. Check the number and the channel's number id; if both are right, report it.",
        ),
        _ => return ProviderError::from_status(operation, status),
    };
    ProviderError::new(operation, kind, Retry::Never, sentence.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_says_what_and_whether_to_try_again() {
        use ErrorKind::{CallGone, Credentials, InvalidRequest, Limit, ProviderFailed};
        use Operation::{Dial, Permission, Terminate};
        for (operation, status, kind, retry) in [
            (Dial, 400, InvalidRequest, Retry::Never),
            (Dial, 401, Credentials, Retry::Never),
            (Dial, 403, Credentials, Retry::Never),
            (Dial, 404, InvalidRequest, Retry::Never),
            (Terminate, 404, CallGone, Retry::Never),
            (Terminate, 422, InvalidRequest, Retry::Never),
            (Dial, 429, Limit, Retry::Later),
            (Dial, 301, InvalidRequest, Retry::Never),
            (Dial, 502, ProviderFailed, Retry::Unknown),
            (Permission, 502, ProviderFailed, Retry::Later),
        ] {
            let error = by_status(operation, status);
            assert_eq!(
                (error.kind, error.retry),
                (kind, retry),
                "{operation:?} {status}"
            );
        }
    }

    #[test]
    fn what_was_refused_as_invalid_is_named() {
        for (operation, word) in [
            (Operation::ChangeSettings, "settings"),
            (Operation::CreateTemplate, "template"),
            (Operation::AskPermission, "permission"),
            (Operation::SendText, "message"),
            (Operation::Dial, "number"),
        ] {
            let message = by_status(operation, 400).message;
            assert!(message.contains(word), "{message}");
        }
    }
}
