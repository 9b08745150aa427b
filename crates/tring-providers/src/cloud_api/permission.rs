//! A customer's reply to a request for the permission to call, as webhooks bring it.

use serde::Deserialize;

use crate::{
    lenient::{absent_or, number, text},
    provider::Grant,
};

/// `interactive.call_permission_reply` of a message (user-call-permissions page).
///
/// Replies come unasked too: from the business's profile, by the prompt after a customer's call, and from WhatsApp
/// itself after four unanswered calls. There is none when a permission expires.
#[derive(Deserialize)]
pub(crate) struct CallPermissionReply {
    /// `accept` or `reject`; the latter also takes a permission back.
    response: String,
    #[serde(default, deserialize_with = "absent_or")]
    is_permanent: Option<bool>,
    // A string of seconds in Meta's samples, a number in YCloud's schema.
    #[serde(default, deserialize_with = "number")]
    expiration_timestamp: Option<u64>,
    #[serde(default, deserialize_with = "text")]
    response_source: Option<String>,
}

impl CallPermissionReply {
    /// What holds from now on; `None` for a response that we do not know.
    pub(crate) fn grant(&self) -> Option<Grant> {
        match self.response.to_ascii_lowercase().as_str() {
            "accept" if self.is_permanent == Some(true) => Some(Grant::Permanent),
            "accept" => Some(Grant::Temporary {
                until: self
                    .expiration_timestamp
                    .and_then(|seconds| i64::try_from(seconds).ok()),
            }),
            "reject" => Some(Grant::None),
            _ => None,
        }
    }

    /// Whether WhatsApp said so by itself.
    pub(crate) fn is_automatic(&self) -> bool {
        self.response_source
            .as_ref()
            .is_some_and(|source| source.eq_ignore_ascii_case("automatic"))
    }
}
