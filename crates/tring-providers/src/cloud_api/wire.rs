//! What Meta's JSON looks like. Reading is lenient: a field of the wrong type counts as absent.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    error::{Operation, ProviderError},
    lenient::{absent_or, number, text, words},
    provider::{Grant, Limit, LimitOn, Permission},
};

/// The body of `POST /{number_id}/calls`.
#[derive(Serialize)]
pub(crate) struct CallRequest<'a> {
    messaging_product: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_id: Option<&'a str>,
    action: Action,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<Session<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    biz_opaque_callback_data: Option<&'a str>,
}

impl<'a> CallRequest<'a> {
    pub(crate) fn connect(to: &'a str, sdp_offer: &'a str, reference: &'a str) -> Self {
        Self {
            to: Some(to),
            session: Some(Session {
                sdp_type: "offer",
                sdp: sdp_offer,
            }),
            biz_opaque_callback_data: Some(reference),
            ..Self::new(Action::Connect)
        }
    }

    /// `pre_accept` and `accept`.
    ///
    /// The table of the user-initiated-calls page wants `sdp_type` to be `offer` here, its examples say
    /// `answer`; `answer` is what works (a merged fix, pull request 522 of Secreto31126/whatsapp-api-js).
    pub(crate) fn answer(action: Action, call_id: &'a str, sdp_answer: &'a str) -> Self {
        Self {
            session: Some(Session {
                sdp_type: "answer",
                sdp: sdp_answer,
            }),
            ..Self::end(action, call_id)
        }
    }

    /// `reject` and `terminate`.
    pub(crate) fn end(action: Action, call_id: &'a str) -> Self {
        Self {
            call_id: Some(call_id),
            ..Self::new(action)
        }
    }

    fn new(action: Action) -> Self {
        Self {
            messaging_product: "whatsapp",
            to: None,
            call_id: None,
            action,
            session: None,
            biz_opaque_callback_data: None,
        }
    }
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Action {
    Connect,
    PreAccept,
    Accept,
    Reject,
    Terminate,
}

/// One SDP half on its way to Meta.
#[derive(Serialize)]
struct Session<'a> {
    sdp_type: &'static str,
    sdp: &'a str,
}

/// The answer to `connect`: `{"messaging_product":"whatsapp","calls":[{"id":"wacid…"}]}`.
#[derive(Deserialize)]
pub(crate) struct DialResponse {
    #[serde(default, deserialize_with = "absent_or")]
    calls: Option<Vec<DialledCall>>,
}

#[derive(Deserialize)]
struct DialledCall {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
}

impl DialResponse {
    pub(crate) fn call_id(self) -> Option<String> {
        self.calls?.into_iter().find_map(|call| call.id)
    }
}

/// The answer to the other actions. The user-initiated-calls page shows it with and without
/// `messaging_product`.
#[derive(Deserialize)]
pub(crate) struct Success {
    #[serde(default)]
    success: bool,
}

impl Success {
    /// An answer that does not say yes says nothing.
    pub(crate) fn into_result(self, operation: Operation) -> Result<(), ProviderError> {
        if self.success {
            Ok(())
        } else {
            Err(ProviderError::nonsense(operation))
        }
    }
}

/// The answer to `GET /{number_id}/call_permissions`.
#[derive(Deserialize)]
pub(crate) struct PermissionResponse {
    #[serde(default, deserialize_with = "absent_or")]
    permission: Option<PermissionState>,
    #[serde(default, deserialize_with = "absent_or")]
    actions: Option<Vec<PermittedAction>>,
}

#[derive(Deserialize)]
struct PermissionState {
    status: String,
    // The sample of the user-call-permissions page says `expiration_time`, its table `expiration`.
    #[serde(default, alias = "expiration", deserialize_with = "absent_or")]
    expiration_time: Option<i64>,
}

#[derive(Deserialize)]
struct PermittedAction {
    action_name: String,
    #[serde(default)]
    can_perform_action: bool,
    #[serde(default, deserialize_with = "absent_or")]
    limits: Option<Vec<PermittedLimit>>,
}

#[derive(Deserialize)]
struct PermittedLimit {
    /// ISO 8601: `PT24H`, `P7D`.
    time_period: String,
    max_allowed: u32,
    #[serde(default)]
    current_usage: u32,
    #[serde(default, deserialize_with = "absent_or")]
    limit_expiration_time: Option<i64>,
}

impl PermittedAction {
    fn limits(&self) -> Vec<Limit> {
        let on = match self.action_name.as_str() {
            "send_call_permission_request" => LimitOn::Requests,
            "start_call" => LimitOn::Calls,
            _ => return Vec::new(),
        };
        let limits = self.limits.iter().flatten();
        limits
            .filter_map(|limit| {
                Some(Limit {
                    on,
                    hours: hours(&limit.time_period)?,
                    allowed: limit.max_allowed,
                    used: limit.current_usage,
                    ends: limit.limit_expiration_time,
                })
            })
            .collect()
    }
}

/// The hours of a period in days or hours (ISO 8601): the user-call-permissions page shows `PT24H` and `P7D`.
fn hours(period: &str) -> Option<u32> {
    if let Some(hours) = period
        .strip_prefix("PT")
        .and_then(|rest| rest.strip_suffix('H'))
    {
        return hours.parse().ok();
    }
    let days: u32 = period.strip_prefix('P')?.strip_suffix('D')?.parse().ok()?;
    days.checked_mul(24)
}

impl PermissionResponse {
    /// In our words; `None` where the answer has no permission that we know.
    pub(crate) fn into_permission(self) -> Option<Permission> {
        let state = self.permission?;
        let grant = match state.status.to_ascii_lowercase().as_str() {
            "no_permission" => Grant::None,
            "temporary" => Grant::Temporary {
                until: state.expiration_time,
            },
            "permanent" => Grant::Permanent,
            _ => return None,
        };
        let actions = self.actions.unwrap_or_default();
        let can = |name: &str| {
            actions
                .iter()
                .find(|action| action.action_name == name)
                .map(|action| action.can_perform_action)
        };
        Some(Permission {
            grant,
            can_call: can("start_call").unwrap_or(grant != Grant::None),
            can_ask: can("send_call_permission_request").unwrap_or(grant == Grant::None),
            limits: actions.iter().flat_map(PermittedAction::limits).collect(),
        })
    }
}

/// The body of an error: `{"error":{"message","type","code","fbtrace_id"}}`.
#[derive(Deserialize)]
pub(crate) struct ErrorResponse {
    pub(crate) error: ErrorObject,
}

/// An error in an answer, or one of `errors` in a webhook.
#[derive(Default, Deserialize)]
pub(crate) struct ErrorObject {
    #[serde(default, deserialize_with = "number")]
    pub(crate) code: Option<u64>,
    // Not documented; Chatwoot decides by it.
    #[serde(default, deserialize_with = "number")]
    pub(crate) error_subcode: Option<u64>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) message: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) error_user_msg: Option<String>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(crate) error_data: Option<ErrorData>,
}

#[derive(Default, Deserialize)]
pub(crate) struct ErrorData {
    #[serde(default, deserialize_with = "text")]
    pub(crate) details: Option<String>,
}

/// `value` of a change with `field: "calls"`.
#[derive(Deserialize)]
pub(crate) struct CallsValue {
    #[serde(default, deserialize_with = "absent_or")]
    pub(crate) metadata: Option<Metadata>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(crate) contacts: Option<Vec<WireContact>>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(crate) calls: Option<Vec<Value>>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(crate) statuses: Option<Vec<Value>>,
    // Beside `calls`, not in the call: business-initiated-calls, "Call terminate webhook".
    #[serde(default, deserialize_with = "absent_or")]
    pub(crate) errors: Option<Vec<ErrorObject>>,
}

#[derive(Default, Deserialize)]
pub(crate) struct Metadata {
    #[serde(default, deserialize_with = "text")]
    pub(crate) display_phone_number: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) phone_number_id: Option<String>,
}

#[derive(Default, Deserialize)]
pub(crate) struct WireContact {
    #[serde(default, deserialize_with = "absent_or")]
    pub(crate) profile: Option<Profile>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) wa_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) user_id: Option<String>,
}

#[derive(Default, Deserialize)]
pub(crate) struct Profile {
    #[serde(default, deserialize_with = "text")]
    pub(crate) name: Option<String>,
}

/// One of `calls`. Numbers are absent for people with a username (user-initiated-calls, note on BSUIDs).
#[derive(Deserialize)]
pub(crate) struct WireCall {
    pub(crate) id: String,
    pub(crate) event: String,
    #[serde(default, deserialize_with = "text")]
    pub(crate) from: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) from_user_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) to: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) to_user_id: Option<String>,
    #[serde(default, deserialize_with = "number")]
    pub(crate) timestamp: Option<u64>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) direction: Option<String>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(crate) session: Option<WireSession>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(crate) connection: Option<Connection>,
    #[serde(default, deserialize_with = "words")]
    pub(crate) status: Vec<String>,
    #[serde(default, deserialize_with = "number")]
    pub(crate) start_time: Option<u64>,
    #[serde(default, deserialize_with = "number")]
    pub(crate) end_time: Option<u64>,
    #[serde(default, deserialize_with = "number")]
    pub(crate) duration: Option<u64>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) biz_opaque_callback_data: Option<String>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(crate) errors: Option<Vec<ErrorObject>>,
}

/// An SDP half on its way to us.
#[derive(Clone, Deserialize)]
pub(crate) struct WireSession {
    #[serde(default, alias = "type", deserialize_with = "text")]
    pub(crate) sdp_type: Option<String>,
    pub(crate) sdp: String,
}

/// The old form of `session`, in webhooks beside it (reference, "Sample call connect webhook").
#[derive(Deserialize)]
pub(crate) struct Connection {
    pub(crate) webrtc: LegacySession,
}

#[derive(Deserialize)]
pub(crate) struct LegacySession {
    sdp: Value,
}

impl LegacySession {
    /// The reference shows a JSON document in a string here, business-initiated-calls raw SDP.
    pub(crate) fn session(&self) -> Option<WireSession> {
        let Some(string) = self.sdp.as_str() else {
            return WireSession::deserialize(&self.sdp).ok();
        };
        if string.trim_start().starts_with('{') {
            return serde_json::from_str(string).ok();
        }
        Some(WireSession {
            sdp_type: None,
            sdp: string.to_owned(),
        })
    }
}

/// One of `statuses` with `type: "call"`.
#[derive(Deserialize)]
pub(crate) struct WireStatus {
    pub(crate) id: String,
    pub(crate) status: String,
    #[serde(default, rename = "type", deserialize_with = "text")]
    pub(crate) kind: Option<String>,
    #[serde(default, deserialize_with = "number")]
    pub(crate) timestamp: Option<u64>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) recipient_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) recipient_user_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) biz_opaque_callback_data: Option<String>,
}
