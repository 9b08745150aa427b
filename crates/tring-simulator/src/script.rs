//! What the customer, the network and the provider will do in a call: scripts, written by tests.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What happens in the calls of one customer. Each field has a default; times are milliseconds.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each one is a fault of its own that a test switches on in JSON"
)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Script {
    /// Who decides what becomes of a call from the business.
    pub(crate) answer: Pickup,
    /// How long it rings before `answer: "after"` or `"reject"` takes effect.
    pub(crate) answer_after_ms: u64,
    /// How long a call rings, in either direction, before it ends by itself.
    pub(crate) ring_timeout_ms: u64,
    /// When the customer hangs up, counted from the pick-up.
    pub(crate) hang_up_after_ms: Option<u64>,
    /// The webhook with the answer is acknowledged before *connect* gets its HTTP response.
    pub(crate) webhook_before_response: bool,
    /// Each webhook is delivered twice.
    pub(crate) webhook_twice: bool,
    /// A dead call: the `terminate` webhook comes first, `connect` after it.
    pub(crate) terminate_first: bool,
    /// The answer comes when the customer picks up, not while it rings.
    pub(crate) answer_only_on_pickup: bool,
    /// When the media stops in both directions, counted from the pick-up.
    pub(crate) stop_media_after_ms: Option<u64>,
    /// How long the call lives without a packet from the business.
    pub(crate) media_timeout_ms: u64,
    /// What becomes of the provider's HTTP response.
    pub(crate) response: ResponseFault,
    /// The request to which `response` applies.
    pub(crate) response_for: ResponseFor,
    /// How many requests `response` spoils; all of them when absent.
    pub(crate) response_times: Option<u32>,
    /// How old the timestamp of an inbound `connect` webhook is.
    pub(crate) connect_age_ms: u64,
    /// What an outbound answer says in `a=setup:`.
    pub(crate) answer_setup: Option<AnswerSetup>,
    /// Our SDP loses its last line end, as it does behind careless providers.
    pub(crate) drop_final_crlf: bool,
    /// Pause before each delivery of a webhook.
    pub(crate) webhook_delay_ms: u64,
    /// Calls in a row that the customer does not pick up before the permission is gone; 0: never.
    pub(crate) revoke_after_unanswered: u32,
    /// What the customer answers to each text of the business.
    pub(crate) replies: Option<String>,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            answer: Pickup::Manual,
            answer_after_ms: 0,
            ring_timeout_ms: 45_000,
            hang_up_after_ms: None,
            webhook_before_response: false,
            webhook_twice: false,
            terminate_first: false,
            answer_only_on_pickup: false,
            stop_media_after_ms: None,
            media_timeout_ms: 20_000,
            response: ResponseFault::Word(ResponseWord::Normal),
            response_for: ResponseFor::All,
            response_times: None,
            connect_age_ms: 0,
            answer_setup: None,
            drop_final_crlf: false,
            webhook_delay_ms: 0,
            revoke_after_unanswered: 4,
            replies: None,
        }
    }
}

impl Script {
    /// Finds what serde cannot: values that no HTTP response can have.
    pub(crate) fn problem(&self) -> Option<String> {
        match &self.response {
            ResponseFault::Status { status, .. } if !(400..=599).contains(status) => Some(format!(
                "`response.status` is {status}; give an error status from 400 to 599"
            )),
            ResponseFault::Word(_) | ResponseFault::Status { .. } | ResponseFault::Delay { .. } => {
                None
            }
        }
    }
}

/// Who decides what becomes of a call from the business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Pickup {
    /// The person at the phone page, or the control API.
    Manual,
    /// Answered after `answer_after_ms`.
    After,
    /// Declined after `answer_after_ms`.
    Reject,
    /// It rings until `ring_timeout_ms`.
    Never,
}

/// The `a=setup:` value of an outbound answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AnswerSetup {
    Actpass,
    Active,
    Passive,
}

impl AnswerSetup {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Actpass => "actpass",
            Self::Active => "active",
            Self::Passive => "passive",
        }
    }
}

/// What becomes of the provider's HTTP response.
///
/// An error status means that nothing was done. All others spoil the response of a request that
/// *was* carried out, which is what makes its outcome unknown to the business.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum ResponseFault {
    Word(ResponseWord),
    Status {
        status: u16,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<Value>,
    },
    Delay {
        delay_ms: u64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ResponseWord {
    Normal,
    /// Status 200 and a body that is no JSON.
    Nonsense,
    /// The connection is dropped without a response.
    Reset,
}

/// A kind of provider request, to aim a fault at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ResponseFor {
    #[serde(rename = "*")]
    All,
    Connect,
    PreAccept,
    Accept,
    Reject,
    Terminate,
    CallPermissions,
    Messages,
    Settings,
    /// How the number stands.
    Health,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_optional() {
        let script: Script = serde_json::from_str("{}").unwrap();
        assert_eq!(script, Script::default());
    }

    #[test]
    fn an_unknown_field_is_refused_by_name() {
        let error = serde_json::from_str::<Script>(r#"{"anwser":"after"}"#).unwrap_err();
        assert!(error.to_string().contains("anwser"), "{error}");
    }

    #[test]
    fn a_response_is_a_word_or_a_status_or_a_delay() {
        let read = |json: &str| serde_json::from_str::<Script>(json).unwrap().response;
        assert_eq!(
            read(r#"{"response":"reset"}"#),
            ResponseFault::Word(ResponseWord::Reset)
        );
        assert_eq!(
            read(r#"{"response":{"status":429}}"#),
            ResponseFault::Status {
                status: 429,
                body: None
            }
        );
        assert_eq!(
            read(r#"{"response":{"delay_ms":5}}"#),
            ResponseFault::Delay { delay_ms: 5 }
        );
    }

    #[test]
    fn a_response_status_must_be_an_error() {
        let script: Script = serde_json::from_str(r#"{"response":{"status":200}}"#).unwrap();
        assert!(script.problem().unwrap().contains("200"));
    }
}
