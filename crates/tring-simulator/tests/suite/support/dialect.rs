//! The five providers as a business speaks with them: requests, ids, webhooks, proofs.
//!
//! Written from the providers' documents, as the simulator is, but not with its code.

use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use super::{SECRET, TOKEN, hex_hmac, text};

/// A provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Meta,
    Dialog360,
    YCloud,
    Vobiz,
    Positus,
}

pub(crate) const ALL: [Dialect; 5] = [
    Dialect::Meta,
    Dialect::Dialog360,
    Dialect::YCloud,
    Dialect::Vobiz,
    Dialect::Positus,
];

/// The business number of all these tests.
pub(crate) const DISPLAY: &str = "+15550001111";

/// What is asked of a provider: a path below the simulator's address, and a body.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) body: Value,
}

fn asked(path: String, body: Value) -> Asked {
    Asked { path, body }
}

/// One item of a webhook.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// `connect`, `terminate`, `RINGING`, …, `permission_reply`, `message`, `quality`, `account` or `review`.
    pub(crate) kind: String,
    /// The entry that tells of the call, the status or the message.
    pub(crate) entry: Value,
    /// What stands around it: the change's value, or the event's payload.
    pub(crate) value: Value,
}

impl Dialect {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Dialog360 => "dialog360",
            Self::YCloud => "ycloud",
            Self::Vobiz => "vobiz",
            Self::Positus => "positus",
        }
    }

    pub(crate) fn number_id(self) -> &'static str {
        match self {
            Self::Meta => "106540352242922",
            Self::Dialog360 => "any-id",
            Self::YCloud => "461269257068832",
            Self::Vobiz => "3f1c9b7e-2d4a-4f6b-9c8e-0a1b2c3d4e5f",
            Self::Positus => "5dbbbf01-2f92-4389-b512-45de86c4a66f",
        }
    }

    /// The headers of each request.
    pub(crate) fn credentials(self) -> Vec<(&'static str, String)> {
        match self {
            Self::Meta | Self::Positus => vec![("authorization", format!("Bearer {TOKEN}"))],
            Self::Dialog360 => vec![("d360-api-key", TOKEN.to_owned())],
            Self::YCloud => vec![("x-api-key", TOKEN.to_owned())],
            Self::Vobiz => vec![
                ("x-auth-id", "MA_XXXXXXXX".to_owned()),
                ("x-auth-token", TOKEN.to_owned()),
            ],
        }
    }

    /// Below which all paths of the number's calls are.
    fn calls(self) -> String {
        let id = self.number_id();
        match self {
            Self::Meta => format!("/meta/v23.0/{id}/calls"),
            Self::Dialog360 => "/dialog360/calling/calls".to_owned(),
            Self::YCloud => "/ycloud/v2/whatsapp/calls".to_owned(),
            Self::Vobiz => "/vobiz/api/v1/messaging/calls/whatsapp".to_owned(),
            Self::Positus => format!("/positus/v2/whatsapp/numbers/{id}/calls"),
        }
    }

    /// The business calls `customer` (`+` and digits).
    pub(crate) fn dial(self, customer: &str, offer: &str) -> Asked {
        let (calls, digits) = (self.calls(), customer.trim_start_matches('+'));
        let session = json!({"sdp_type": "offer", "sdp": offer});
        match self {
            Self::Meta | Self::Dialog360 => {
                let body = json!({"messaging_product": "whatsapp", "to": digits, "action": "connect", "session": session});
                asked(calls, body)
            }
            Self::YCloud => {
                let body =
                    json!({"from": DISPLAY, "to": customer, "sdpType": "offer", "sdp": offer});
                asked(format!("{calls}/connect"), body)
            }
            Self::Vobiz => {
                let body =
                    json!({"channel_id": self.number_id(), "to": customer, "sdp_offer": offer});
                asked(calls, body)
            }
            Self::Positus => asked(
                format!("{calls}/make"),
                json!({"to": digits, "session": session}),
            ),
        }
    }

    /// The business does something with a call; `None` where the provider has no such action.
    pub(crate) fn act(self, action: &str, call_id: &str, sdp: Option<&str>) -> Option<Asked> {
        let calls = self.calls();
        Some(match self {
            Self::Meta | Self::Dialog360 => {
                let mut body =
                    json!({"messaging_product": "whatsapp", "call_id": call_id, "action": action});
                if let Some(sdp) = sdp {
                    body["session"] = json!({"sdp_type": "answer", "sdp": sdp});
                }
                asked(calls, body)
            }
            Self::YCloud => {
                let mut body = json!({"phoneId": self.number_id(), "wacid": call_id});
                if let Some(sdp) = sdp {
                    body["sdpType"] = json!("answer");
                    body["sdp"] = json!(sdp);
                }
                let action = if action == "pre_accept" {
                    "preAccept"
                } else {
                    action
                };
                asked(format!("{calls}/{action}"), body)
            }
            Self::Vobiz => {
                let mut body =
                    json!({"channel_id": self.number_id(), "call_id": call_id, "action": action});
                if let Some(sdp) = sdp {
                    body["sdp"] = json!(sdp);
                }
                asked(format!("{calls}/action"), body)
            }
            Self::Positus => {
                let mut body = json!({"call_id": call_id});
                if let Some(sdp) = sdp {
                    body["sdp"] = json!(sdp);
                }
                let action = match action {
                    "pre_accept" => return None,
                    "terminate" => "hang-up",
                    other => other,
                };
                asked(format!("{calls}/{action}"), body)
            }
        })
    }

    /// The business asks for the permission to call.
    pub(crate) fn ask(self, customer: &str) -> Asked {
        let id = self.number_id();
        let interactive = json!({
            "type": "call_permission_request",
            "action": {"name": "call_permission_request"},
            "body": {"text": "May we call you?"},
        });
        let template = json!({"name": "sample_cpr_template", "language": {"code": "en"}});
        match self {
            Self::Meta | Self::Dialog360 => {
                let path = if self == Self::Meta {
                    format!("/meta/v23.0/{id}/messages")
                } else {
                    "/dialog360/messages".to_owned()
                };
                asked(
                    path,
                    json!({"messaging_product": "whatsapp", "to": customer, "type": "interactive", "interactive": interactive}),
                )
            }
            Self::YCloud => asked(
                "/ycloud/v2/whatsapp/messages/sendDirectly".to_owned(),
                json!({"from": DISPLAY, "to": customer, "type": "interactive", "interactive": interactive}),
            ),
            Self::Vobiz => asked(
                "/vobiz/api/v1/messaging/messages".to_owned(),
                json!({"channel_id": id, "waba_id": "1", "to": customer, "type": "template", "template": template}),
            ),
            Self::Positus => asked(
                format!("/positus/v2/whatsapp/numbers/{id}/messages"),
                json!({"to": customer, "type": "interactive", "interactive": interactive}),
            ),
        }
    }

    /// The business writes a text.
    pub(crate) fn write(self, customer: &str, body: &str) -> Asked {
        let mut asked = self.ask(customer);
        let fields = asked.body.as_object_mut().expect("an object");
        fields.retain(|name, _| name != "interactive" && name != "template");
        fields.insert("type".to_owned(), json!("text"));
        fields.insert("text".to_owned(), json!({"body": body}));
        asked
    }

    /// Where it can be asked how the number stands, if anywhere.
    pub(crate) fn health_path(self) -> Option<String> {
        let id = self.number_id();
        match self {
            Self::Meta => Some(format!("/meta/v23.0/{id}?fields=quality_rating,status")),
            Self::Dialog360 => Some("/dialog360/health_status".to_owned()),
            Self::YCloud => Some(format!(
                "/ycloud/v2/whatsapp/phoneNumbers/188234691048809/{DISPLAY}"
            )),
            Self::Vobiz => Some("/vobiz/api/v1/messaging/channels/whatsapp".to_owned()),
            Self::Positus => None,
        }
    }

    /// Where the permission can be asked for, if anywhere.
    pub(crate) fn permission_path(self, customer: &str) -> Option<String> {
        let (id, digits) = (self.number_id(), customer.trim_start_matches('+'));
        match self {
            Self::Meta => Some(format!(
                "/meta/v23.0/{id}/call_permissions?user_wa_id={digits}"
            )),
            Self::Dialog360 => Some(format!("/dialog360/calling/permissions/{digits}")),
            Self::Positus => Some(format!(
                "/positus/v2/whatsapp/numbers/{id}/calls/call-permissions?user_wa_id={digits}"
            )),
            Self::YCloud | Self::Vobiz => None,
        }
    }

    /// The id by which the dial's response names the call.
    pub(crate) fn dialled_id(self, response: &Value) -> Option<String> {
        let id = match self {
            Self::Meta | Self::Dialog360 => &response["calls"][0]["id"],
            Self::YCloud => &response["wacid"],
            Self::Vobiz => &response["call_id"],
            Self::Positus => &Value::Null,
        };
        id.as_str().map(str::to_owned)
    }

    /// Meta's code in an error body, where Meta is who refused.
    pub(crate) fn metas_code(self, body: &Value) -> Option<u64> {
        match self {
            Self::Meta | Self::Dialog360 | Self::Vobiz => body["error"]["code"].as_u64(),
            Self::YCloud => body["error"]["whatsappApiError"]["code"]
                .as_str()?
                .parse()
                .ok(),
            Self::Positus => body["errors"][0]["code"].as_u64(),
        }
    }

    /// Whether `body` has the form of this provider's errors.
    pub(crate) fn is_error(self, body: &Value) -> bool {
        let error = &body["error"];
        match self {
            Self::Meta => ["message", "type", "fbtrace_id"]
                .iter()
                .all(|field| error[field].is_string()),
            Self::Dialog360 | Self::Vobiz => error.is_string() || Self::Meta.is_error(body),
            Self::YCloud => {
                error["status"].is_u64()
                    && ["code", "message", "requestId"]
                        .iter()
                        .all(|field| error[field].is_string())
            }
            Self::Positus => {
                let first = &body["errors"][0];
                body["message"].is_string()
                    && first["code"].is_u64()
                    && first["title"].is_string()
                    && first["details"].is_string()
            }
        }
    }

    /// What a webhook of a dialled call is called here; the ones that do not come are left out.
    pub(crate) fn hears(self, kinds: &[&'static str]) -> Vec<&'static str> {
        let all = kinds.iter().copied();
        match self {
            Self::Meta | Self::Dialog360 | Self::Vobiz => all.collect(),
            Self::YCloud => all.filter(|kind| *kind != "REJECTED").collect(),
            Self::Positus => all
                .filter(|kind| ["connect", "terminate"].contains(kind))
                .collect(),
        }
    }

    /// Fails unless the headers prove that the body is the provider's.
    pub(crate) fn verify(self, headers: &HeaderMap, body: &[u8]) {
        let header = |name: &str| {
            let value = headers
                .get(name)
                .unwrap_or_else(|| panic!("{self:?} sends no {name}"));
            value.to_str().expect("text").to_owned()
        };
        match self {
            Self::Meta => {
                let expected = format!("sha256={}", hex_hmac(&[body]));
                assert_eq!(header("x-hub-signature-256"), expected);
            }
            Self::Dialog360 | Self::Positus => assert_eq!(header("x-webhook-secret"), SECRET),
            Self::YCloud => {
                let signature = header("ycloud-signature");
                let time = signature
                    .strip_prefix("t=")
                    .and_then(|rest| rest.split_once(','));
                let (time, digest) = time.expect("t=…,s=…");
                let expected = hex_hmac(&[format!("{time}.").as_bytes(), body]);
                assert_eq!(digest, format!("s={expected}"));
            }
            Self::Vobiz => {
                assert_eq!(header("x-webhook-signature"), hex_hmac(&[body]));
                let json: Value = serde_json::from_slice(body).expect("JSON");
                assert_eq!(json["event_type"], header("x-webhook-event"));
            }
        }
    }

    /// Reads a webhook's one item.
    pub(crate) fn read(self, body: &Value) -> Item {
        match self {
            Self::Meta | Self::Dialog360 => of_meta(&body["entry"][0]["changes"][0]),
            Self::Vobiz => {
                let payload = &body["payload"];
                match payload["entry"][0]["changes"].get(0) {
                    Some(change) => of_meta(change),
                    None => of_meta(&json!({"field": "calls", "value": payload})),
                }
            }
            Self::Positus => of_meta(&json!({"field": "calls", "value": body})),
            Self::YCloud => of_ycloud(body),
        }
    }

    /// Meta's id of the call that an item tells of.
    pub(crate) fn call_id(self, item: &Item) -> String {
        let name = if self == Self::YCloud { "wacid" } else { "id" };
        text(&item.entry[name])
    }

    /// The SDP that an item brings.
    pub(crate) fn sdp(self, item: &Item) -> String {
        if self == Self::YCloud {
            return text(&item.entry["sdp"]);
        }
        text(&item.entry["session"]["sdp"])
    }
}

impl Item {
    /// The customer's answer in a permission reply.
    pub(crate) fn permission_reply(&self) -> Value {
        assert_eq!(self.kind, "permission_reply", "{}", self.entry);
        self.entry["interactive"]["call_permission_reply"].clone()
    }
}

fn of_meta(change: &Value) -> Item {
    let value = change["value"].clone();
    let (kind, entry) = if value["calls"].is_array() {
        let entry = value["calls"][0].clone();
        (text(&entry["event"]), entry)
    } else if value["statuses"].is_array() {
        let entry = value["statuses"][0].clone();
        (text(&entry["status"]), entry)
    } else if value["messages"].is_array() {
        let entry = value["messages"][0].clone();
        (kind_of_message(&entry), entry)
    } else {
        let kind = match text(&change["field"]).as_str() {
            "phone_number_quality_update" => "quality".to_owned(),
            "account_update" => "account".to_owned(),
            "account_review_update" => "review".to_owned(),
            other => other.to_owned(),
        };
        (kind, value.clone())
    };
    Item { kind, entry, value }
}

/// A permission reply, or what else a customer writes.
fn kind_of_message(entry: &Value) -> String {
    let is_reply = entry["interactive"]["call_permission_reply"].is_object();
    if is_reply {
        "permission_reply"
    } else {
        "message"
    }
    .to_owned()
}

fn of_ycloud(body: &Value) -> Item {
    let (kind, name) = match body["type"].as_str().expect("a type") {
        "whatsapp.call.connect" => ("connect".to_owned(), "callingConnect"),
        "whatsapp.call.terminate" => ("terminate".to_owned(), "callingTerminate"),
        "whatsapp.call.status.updated" => {
            let status = text(&body["callingStatusUpdated"]["status"]);
            (status, "callingStatusUpdated")
        }
        "whatsapp.inbound_message.received" => {
            let name = "whatsappInboundMessage";
            (kind_of_message(&body[name]), name)
        }
        "whatsapp.phone_number.quality_updated" => ("quality".to_owned(), "whatsappPhoneNumber"),
        "whatsapp.business_account.updated" => ("account".to_owned(), "whatsappBusinessAccount"),
        "whatsapp.business_account.reviewed" => ("review".to_owned(), "whatsappBusinessAccount"),
        other => panic!("no such event: {other}"),
    };
    let entry = body[name].clone();
    Item {
        kind,
        value: entry.clone(),
        entry,
    }
}
