//! What YCloud's JSON of webhooks looks like. Reading is lenient: a field of the wrong type counts as absent.

use serde::Deserialize;
use serde_json::{Value, json};
use tring_protocol::call::Direction;

use crate::{
    cloud_api::permission::CallPermissionReply,
    error::Operation,
    lenient::{absent_or, number, text},
    webhook::WebhookKind,
    ycloud::{error::of_whatsapp, wire::NumberResponse},
};

/// The body.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event {
    #[serde(default, deserialize_with = "text")]
    pub(super) id: Option<String>,
    #[serde(default, rename = "type", deserialize_with = "text")]
    pub(super) kind: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) create_time: Option<String>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) calling_connect: Option<Call>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) calling_status_updated: Option<Status>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) calling_terminate: Option<Call>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) whatsapp_inbound_message: Option<Value>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) whatsapp_message: Option<OutboundMessage>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) whatsapp_phone_number: Option<NumberResponse>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) whatsapp_business_account: Option<Account>,
}

/// `callingConnect` and `callingTerminate`. Times are milliseconds. Numbers are absent for people with a username.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Call {
    pub(super) wacid: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) phone_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) from: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) from_user_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) to: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) to_user_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) direction: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) sdp_type: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) sdp: Option<String>,
    #[serde(default, deserialize_with = "number")]
    pub(super) dial_time: Option<u64>,
    #[serde(default, deserialize_with = "number")]
    pub(super) start_time: Option<u64>,
    #[serde(default, deserialize_with = "number")]
    pub(super) end_time: Option<u64>,
    #[serde(default, deserialize_with = "number")]
    pub(super) duration: Option<u64>,
    #[serde(default, deserialize_with = "text")]
    pub(super) status: Option<String>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) customer_profile: Option<Profile>,
}

/// `callingStatusUpdated`, of our calls only. The calling guide's samples have neither a time nor a `phoneId`; the
/// newer reference has the latter.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Status {
    pub(super) wacid: String,
    #[serde(rename = "status")]
    pub(super) word: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) waba_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) phone_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) recipient_phone: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) recipient_user_id: Option<String>,
}

/// `whatsappInboundMessage`, but for what was written: its fields are in Meta's form.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InboundMessage {
    #[serde(default, deserialize_with = "text")]
    pub(super) id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) wamid: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) from: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) from_user_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) to: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) send_time: Option<String>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) customer_profile: Option<Profile>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) interactive: Option<Interactive>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) context: Option<Context>,
}

/// Its fields are in Meta's form, with underscores.
#[derive(Deserialize)]
pub(super) struct Interactive {
    pub(super) call_permission_reply: CallPermissionReply,
}

#[derive(Deserialize)]
pub(super) struct Context {
    #[serde(default, deserialize_with = "text")]
    pub(super) id: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Profile {
    #[serde(default, deserialize_with = "text")]
    pub(super) name: Option<String>,
}

/// `whatsappMessage`: what became of a message of ours.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OutboundMessage {
    #[serde(default, deserialize_with = "text")]
    pub(super) id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) wamid: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) status: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) error_code: Option<String>,
    #[serde(default)]
    pub(super) whatsapp_api_error: Option<Value>,
}

/// `whatsappBusinessAccount`: what YCloud tells of the account of its numbers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Account {
    #[serde(default, deserialize_with = "text")]
    pub(super) id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) update_event: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) ban_state: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) decision: Option<String>,
    #[serde(default, deserialize_with = "absent_or")]
    pub(super) restrictions: Option<Vec<AccountRestriction>>,
}

/// One of `restrictions`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccountRestriction {
    pub(super) restriction_type: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) expiration: Option<String>,
}

impl Call {
    pub(super) fn direction(&self) -> Option<Direction> {
        let word = self.direction.as_ref().or(self.sdp_type.as_ref())?;
        match word.to_ascii_uppercase().as_str() {
            "BUSINESS_INITIATED" | "ANSWER" => Some(Direction::Outbound),
            "USER_INITIATED" | "OFFER" => Some(Direction::Inbound),
            _ => None,
        }
    }
}

impl OutboundMessage {
    pub(super) fn failure(&self) -> Option<WebhookKind> {
        if !self.status.as_ref()?.eq_ignore_ascii_case("failed") {
            return None;
        }
        let code = self.error_code.as_ref();
        let error = self
            .whatsapp_api_error
            .clone()
            .filter(Value::is_object)
            .or_else(|| Some(json!({"code": code?})))
            .unwrap_or_default();
        Some(WebhookKind::MessageFailed {
            message_id: self.wamid.clone().or_else(|| self.id.clone())?,
            reason: of_whatsapp(Operation::AskPermission, 400, &error).message,
        })
    }
}
