//! What YCloud's JSON of requests and their answers looks like (OpenAPI document of YCloud-Developers/ycloud-sdk-go).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tring_protocol::settings::CallingSettings;

use crate::{
    health::{NumberHealth, QualityRating},
    lenient::{absent_or, text},
    provider::{PermissionRequest, TemplateDraft},
    subscription::Registered,
};

/// The body of `POST /whatsapp/calls/connect`. Numbers are strings with a `+`; no `phoneId`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConnectRequest<'a> {
    from: &'a str,
    to: &'a str,
    sdp_type: &'static str,
    sdp: &'a str,
}

impl<'a> ConnectRequest<'a> {
    pub(super) fn new(from: &'a str, to: &'a str, sdp_offer: &'a str) -> Self {
        Self {
            from,
            to,
            sdp_type: "offer",
            sdp: sdp_offer,
        }
    }
}

/// The body of the other four actions.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ActionRequest<'a> {
    phone_id: &'a str,
    wacid: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sdp_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sdp: Option<&'a str>,
}

impl<'a> ActionRequest<'a> {
    pub(super) fn new(phone_id: &'a str, wacid: &'a str, sdp_answer: Option<&'a str>) -> Self {
        Self {
            phone_id,
            wacid,
            sdp_type: sdp_answer.map(|_| "answer"),
            sdp: sdp_answer,
        }
    }
}

/// The answer to all five. `wacid` is optional.
#[derive(Deserialize)]
pub(super) struct Answered {
    #[serde(default)]
    pub(super) success: bool,
    #[serde(default, deserialize_with = "text")]
    pub(super) wacid: Option<String>,
}

/// The body of `POST /whatsapp/messages/sendDirectly`.
#[derive(Serialize)]
pub(super) struct MessageRequest<'a> {
    from: &'a str,
    to: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    content: Value,
}

impl<'a> MessageRequest<'a> {
    pub(super) fn new(from: &'a str, to: &'a str, request: &PermissionRequest) -> Self {
        let (kind, content) = match request {
            PermissionRequest::Message { text } => (
                "interactive",
                json!({"interactive": {
                    "type": "call_permission_request",
                    "action": {"name": "call_permission_request"},
                    "body": {"text": text},
                }}),
            ),
            PermissionRequest::Template { name, language } => (
                "template",
                json!({"template": {
                    "name": name,
                    "language": {"code": language, "policy": "deterministic"},
                }}),
            ),
        };
        Self {
            from,
            to,
            kind,
            content,
        }
    }

    pub(super) fn text(from: &'a str, to: &'a str, text: &str) -> Self {
        Self {
            from,
            to,
            kind: "text",
            content: json!({"text": {"body": text}}),
        }
    }
}

/// The answer to it: YCloud's own `id`, and WhatsApp's `wamid`, which the reply names.
#[derive(Deserialize)]
pub(super) struct SentMessage {
    #[serde(default, deserialize_with = "text")]
    wamid: Option<String>,
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
}

impl SentMessage {
    pub(super) fn message_id(self) -> Option<String> {
        self.wamid.or(self.id)
    }
}

/// The answer to `GET /whatsapp/phoneNumbers/{wabaId}/{number}`, and `whatsappPhoneNumber` of a webhook.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NumberResponse {
    #[serde(default, deserialize_with = "text")]
    pub(super) waba_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) phone_number: Option<String>,
    #[serde(default, deserialize_with = "text")]
    quality_rating: Option<String>,
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
    #[serde(default, deserialize_with = "text")]
    quality_update_event: Option<String>,
    #[serde(default, deserialize_with = "text")]
    update_event: Option<String>,
}

impl NumberResponse {
    /// A webhook's event says more than the state beside it, which may be that of before.
    pub(super) fn health(&self) -> NumberHealth {
        let status = self.status.as_deref();
        let of_status = status.map_or_else(NumberHealth::default, NumberHealth::from_status);
        let event = self.quality_update_event.as_deref();
        let of_event = event.and_then(NumberHealth::from_event).unwrap_or_default();
        let connection = match self.update_event.as_deref() {
            Some("ACCOUNT_OFFBOARDED") => Some(false),
            Some("ACCOUNT_RECONNECTED") => Some(true),
            _ => None,
        };
        NumberHealth {
            active: connection.or(of_status.active),
            flagged: of_event.flagged.or(of_status.flagged),
            quality: self
                .quality_rating
                .as_deref()
                .and_then(QualityRating::from_word),
        }
    }
}

/// The body of `POST /whatsapp/templates`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TemplateRequest<'a> {
    waba_id: &'a str,
    name: &'a str,
    language: &'a str,
    category: &'static str,
    components: Value,
}

impl<'a> TemplateRequest<'a> {
    pub(super) fn new(waba_id: &'a str, template: &'a TemplateDraft) -> Self {
        Self {
            waba_id,
            name: &template.name,
            language: &template.language,
            category: "UTILITY",
            components: json!([
                {"type": "BODY", "text": template.body},
                {"type": "call_permission_request"},
            ]),
        }
    }
}

/// The number's settings, read and written in one shape.
#[derive(Default, Deserialize, Serialize)]
pub(super) struct SettingsBody {
    #[serde(
        default,
        deserialize_with = "absent_or",
        skip_serializing_if = "Option::is_none"
    )]
    calling: Option<Calling>,
    #[serde(
        default,
        deserialize_with = "absent_or",
        skip_serializing_if = "Option::is_none"
    )]
    capture: Option<Capture>,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Calling {
    /// The number's `phoneId`; only read.
    #[serde(default, deserialize_with = "text", skip_serializing)]
    id: Option<String>,
    #[serde(
        default,
        deserialize_with = "text",
        skip_serializing_if = "Option::is_none"
    )]
    status: Option<String>,
    #[serde(
        default,
        deserialize_with = "text",
        skip_serializing_if = "Option::is_none"
    )]
    icon_visibility: Option<String>,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Capture {
    #[serde(
        default,
        deserialize_with = "absent_or",
        skip_serializing_if = "Option::is_none"
    )]
    recording_enabled: Option<bool>,
}

impl SettingsBody {
    pub(super) fn calling(change: &CallingSettings) -> Self {
        let word = |yes: bool, one: &str, other: &str| if yes { one } else { other }.to_owned();
        Self {
            calling: Some(Calling {
                id: None,
                status: change.enabled.map(|on| word(on, "ENABLED", "DISABLED")),
                icon_visibility: change
                    .icon_visible
                    .map(|shown| word(shown, "DEFAULT", "DISABLE_ALL")),
            }),
            capture: None,
        }
    }

    pub(super) fn capture(change: &CallingSettings) -> Self {
        Self {
            calling: None,
            capture: Some(Capture {
                recording_enabled: change.recording,
            }),
        }
    }

    pub(super) fn settings(&self) -> CallingSettings {
        let calling = self.calling.as_ref();
        let is = |value: Option<&String>, yes: &str, no: &str| match value?.as_str() {
            word if word == yes => Some(true),
            word if word == no => Some(false),
            _ => None,
        };
        CallingSettings {
            enabled: is(
                calling.and_then(|calling| calling.status.as_ref()),
                "ENABLED",
                "DISABLED",
            ),
            icon_visible: is(
                calling.and_then(|calling| calling.icon_visibility.as_ref()),
                "DEFAULT",
                "DISABLE_ALL",
            ),
            recording: self
                .capture
                .as_ref()
                .and_then(|capture| capture.recording_enabled),
            ..CallingSettings::default()
        }
    }

    pub(super) fn phone_id(&self) -> Option<String> {
        self.calling.as_ref()?.id.clone()
    }
}

/// The answer to `GET /webhookEndpoints`. It carries each endpoint's secret, which is dropped here.
#[derive(Deserialize)]
pub(super) struct EndpointPage {
    #[serde(default, deserialize_with = "absent_or")]
    items: Option<Vec<Endpoint>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Endpoint {
    #[serde(default, deserialize_with = "text")]
    url: Option<String>,
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
    #[serde(default, deserialize_with = "absent_or")]
    enabled_events: Option<Vec<String>>,
}

impl EndpointPage {
    pub(super) fn registered(self) -> Vec<Registered> {
        let endpoints = self.items.unwrap_or_default().into_iter();
        endpoints
            .filter_map(|endpoint| {
                // After many failures it is `pending`, which is as good as off.
                let status = endpoint.status.as_deref();
                Some(Registered {
                    url: endpoint.url?,
                    is_active: status.is_none_or(|word| word.eq_ignore_ascii_case("active")),
                    events: endpoint.enabled_events,
                })
            })
            .collect()
    }
}
