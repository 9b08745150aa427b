//! What Meta's JSON looks like. Reading is lenient: a field of the wrong type counts as absent.

mod lenient;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    meta::wire::lenient::{absent_or, number, text, words},
    provider::{Grant, Permission},
};

/// The body of `POST /{number_id}/calls`.
#[derive(Serialize)]
pub(super) struct CallRequest<'a> {
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
    pub(super) fn connect(to: &'a str, sdp_offer: &'a str, reference: &'a str) -> Self {
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
    pub(super) fn answer(action: Action, call_id: &'a str, sdp_answer: &'a str) -> Self {
        Self {
            session: Some(Session {
                sdp_type: "answer",
                sdp: sdp_answer,
            }),
            ..Self::end(action, call_id)
        }
    }

    /// `reject` and `terminate`.
    pub(super) fn end(action: Action, call_id: &'a str) -> Self {
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
pub(super) enum Action {
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
pub(super) struct DialResponse {
    #[serde(default, deserialize_with = "absent_or")]
    calls: Option<Vec<DialledCall>>,
}

#[derive(Deserialize)]
struct DialledCall {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
}

impl DialResponse {
    pub(super) fn call_id(self) -> Option<String> {
        self.calls?.into_iter().find_map(|call| call.id)
    }
}

/// The answer to the other actions. The user-initiated-calls page shows it with and without
/// `messaging_product`.
#[derive(Deserialize)]
pub(super) struct Success {
    #[serde(default)]
    pub(super) success: bool,
}

/// The answer to `GET /{number_id}/call_permissions`.
#[derive(Deserialize)]
pub(super) struct PermissionResponse {
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
}

impl PermissionResponse {
    /// In our words; `None` where the answer has no permission that we know.
    pub(super) fn into_permission(self) -> Option<Permission> {
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
        })
    }
}

/// The body of an error: `{"error":{"message","type","code","fbtrace_id"}}`.
#[derive(Deserialize)]
pub(super) struct ErrorResponse {
    pub(super) error: ErrorObject,
}

/// An error in an answer, or one of `errors` in a webhook.
#[derive(Default, Deserialize)]
pub(super) struct ErrorObject {
    #[serde(default, deserialize_with = "number")]
    pub(super) code: Option<u64>,
    // Not documented; Chatwoot decides by it.
    #[serde(default, deserialize_with = "number")]
    pub(super) error_subcode: Option<u64>,
    #[serde(default, deserialize_with = "text")]
    pub(super) message: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) error_user_msg: Option<String>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) error_data: Option<ErrorData>,
}

#[derive(Default, Deserialize)]
pub(super) struct ErrorData {
    #[serde(default, deserialize_with = "text")]
    pub(super) details: Option<String>,
}

/// `value` of a change with `field: "calls"`.
#[derive(Deserialize)]
pub(super) struct CallsValue {
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) metadata: Option<Metadata>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) contacts: Option<Vec<WireContact>>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) calls: Option<Vec<Value>>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) statuses: Option<Vec<Value>>,
    // Beside `calls`, not in the call: business-initiated-calls, "Call terminate webhook".
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) errors: Option<Vec<ErrorObject>>,
}

#[derive(Default, Deserialize)]
pub(super) struct Metadata {
    #[serde(default, deserialize_with = "text")]
    pub(super) display_phone_number: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) phone_number_id: Option<String>,
}

#[derive(Default, Deserialize)]
pub(super) struct WireContact {
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) profile: Option<Profile>,
    #[serde(default, deserialize_with = "text")]
    pub(super) wa_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) user_id: Option<String>,
}

#[derive(Default, Deserialize)]
pub(super) struct Profile {
    #[serde(default, deserialize_with = "text")]
    pub(super) name: Option<String>,
}

/// One of `calls`. Numbers are absent for people with a username (user-initiated-calls, note on BSUIDs).
#[derive(Deserialize)]
pub(super) struct WireCall {
    pub(super) id: String,
    pub(super) event: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) from: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) from_user_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) to: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) to_user_id: Option<String>,
    #[serde(default, deserialize_with = "number")]
    pub(super) timestamp: Option<u64>,
    #[serde(default, deserialize_with = "text")]
    pub(super) direction: Option<String>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) session: Option<WireSession>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) connection: Option<Connection>,
    #[serde(default, deserialize_with = "words")]
    pub(super) status: Vec<String>,
    #[serde(default, deserialize_with = "number")]
    pub(super) start_time: Option<u64>,
    #[serde(default, deserialize_with = "number")]
    pub(super) end_time: Option<u64>,
    #[serde(default, deserialize_with = "number")]
    pub(super) duration: Option<u64>,
    #[serde(default, deserialize_with = "text")]
    pub(super) biz_opaque_callback_data: Option<String>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) errors: Option<Vec<ErrorObject>>,
}

/// An SDP half on its way to us.
#[derive(Clone, Deserialize)]
pub(super) struct WireSession {
    #[serde(default, alias = "type", deserialize_with = "text")]
    pub(super) sdp_type: Option<String>,
    pub(super) sdp: String,
}

/// The old form of `session`, in webhooks beside it (reference, "Sample call connect webhook").
#[derive(Deserialize)]
pub(super) struct Connection {
    pub(super) webrtc: LegacySession,
}

#[derive(Deserialize)]
pub(super) struct LegacySession {
    sdp: Value,
}

impl LegacySession {
    /// The reference shows a JSON document in a string here, business-initiated-calls raw SDP.
    pub(super) fn session(&self) -> Option<WireSession> {
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
pub(super) struct WireStatus {
    pub(super) id: String,
    pub(super) status: String,
    #[serde(default, rename = "type", deserialize_with = "text")]
    pub(super) kind: Option<String>,
    #[serde(default, deserialize_with = "number")]
    pub(super) timestamp: Option<u64>,
    #[serde(default, deserialize_with = "text")]
    pub(super) biz_opaque_callback_data: Option<String>,
}
