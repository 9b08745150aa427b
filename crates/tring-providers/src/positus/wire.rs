//! What Positus' JSON of requests and their answers looks like.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    cloud_api::{message::Text, wire::PermissionResponse},
    lenient::absent_or,
    provider::Permission,
};

/// The body of `calls/make`. The number is digits only.
#[derive(Serialize)]
pub(super) struct MakeRequest<'a> {
    to: &'a str,
    connection: Connection,
    session: Session<'a>,
}

#[derive(Serialize)]
struct Connection {
    webrtc: OldSession,
}

#[derive(Serialize)]
struct OldSession {
    /// A JSON document in a string: `{"sdp": "v=0…", "type": "offer"}`.
    sdp: String,
}

#[derive(Serialize)]
struct Session<'a> {
    sdp_type: &'static str,
    sdp: &'a str,
}

impl<'a> MakeRequest<'a> {
    pub(super) fn new(to: &'a str, sdp_offer: &'a str) -> Self {
        Self {
            to,
            connection: Connection {
                webrtc: OldSession {
                    sdp: json!({"sdp": sdp_offer, "type": "offer"}).to_string(),
                },
            },
            session: Session {
                sdp_type: "offer",
                sdp: sdp_offer,
            },
        }
    }
}

/// The body of `calls/accept`: the SDP at the top, without its kind.
#[derive(Serialize)]
pub(super) struct AcceptRequest<'a> {
    pub(super) call_id: &'a str,
    pub(super) sdp: &'a str,
}

/// The body of `calls/reject` and `calls/hang-up`.
#[derive(Serialize)]
pub(super) struct EndRequest<'a> {
    pub(super) call_id: &'a str,
}

/// The answer to all four.
#[derive(Deserialize)]
pub(super) struct Answered {
    #[serde(default)]
    pub(super) success: bool,
}

/// The answer to `calls/call-permissions`: Meta's body under `calling`, beside what was asked about.
#[derive(Deserialize)]
pub(super) struct PermissionAnswer {
    #[serde(default, deserialize_with = "absent_or")]
    calling: Option<PermissionResponse>,
}

impl PermissionAnswer {
    pub(super) fn into_permission(self) -> Option<Permission> {
        self.calling?.into_permission()
    }
}

/// The body of `messages`, in Meta's form but for `messaging_product`.
#[derive(Serialize)]
pub(super) struct Message<'a> {
    to: &'a str,
    #[serde(flatten)]
    content: Content<'a>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Content<'a> {
    Template { template: Template<'a> },
    Text { text: Text<'a> },
}

#[derive(Serialize)]
struct Template<'a> {
    name: &'a str,
    language: Language<'a>,
}

#[derive(Serialize)]
struct Language<'a> {
    code: &'a str,
}

impl<'a> Message<'a> {
    pub(super) fn template(to: &'a str, name: &'a str, language: &'a str) -> Self {
        let language = Language { code: language };
        let template = Template { name, language };
        Self {
            to,
            content: Content::Template { template },
        }
    }

    pub(super) fn text(to: &'a str, text: &'a str) -> Self {
        let text = Text { body: text };
        Self {
            to,
            content: Content::Text { text },
        }
    }
}
