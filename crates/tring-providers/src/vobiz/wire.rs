//! What Vobiz' JSON of requests and their answers looks like.

use serde::{Deserialize, Serialize};

use crate::{
    cloud_api::message::Text,
    lenient::{absent_or, text},
    subscription::Registered,
};

/// The body of `POST /calls/whatsapp`. Numbers have a `+`.
#[derive(Serialize)]
pub(super) struct DialRequest<'a> {
    pub(super) channel_id: &'a str,
    pub(super) to: &'a str,
    pub(super) sdp_offer: &'a str,
}

/// The answer to it, a 201: no SDP, no `wacid`.
#[derive(Deserialize)]
pub(super) struct DialResponse {
    #[serde(default, deserialize_with = "text")]
    pub(super) call_id: Option<String>,
}

/// The body of `POST /calls/whatsapp/action`. There is no kind of SDP.
#[derive(Serialize)]
pub(super) struct ActionRequest<'a> {
    pub(super) channel_id: &'a str,
    pub(super) call_id: &'a str,
    pub(super) action: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sdp: Option<&'a str>,
}

/// The answer to it.
#[derive(Deserialize)]
pub(super) struct Answered {
    #[serde(default)]
    pub(super) success: bool,
}

/// The body of `POST /messages`.
#[derive(Serialize)]
pub(super) struct MessageRequest<'a> {
    pub(super) channel_id: &'a str,
    pub(super) waba_id: &'a str,
    pub(super) to: &'a str,
    #[serde(flatten)]
    pub(super) content: Content<'a>,
}

/// What a message says.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Content<'a> {
    Template { template: Template<'a> },
    Text { text: Text<'a> },
}

#[derive(Serialize)]
pub(super) struct Template<'a> {
    name: &'a str,
    language: Language<'a>,
}

#[derive(Serialize)]
struct Language<'a> {
    code: &'a str,
}

impl<'a> Content<'a> {
    pub(super) fn template(name: &'a str, language: &'a str) -> Self {
        let language = Language { code: language };
        let template = Template { name, language };
        Self::Template { template }
    }

    pub(super) fn text(text: &'a str) -> Self {
        let text = Text { body: text };
        Self::Text { text }
    }
}

/// The answer to it, a 201. Meta's id, which the reply names, is `null` until Meta has taken the message.
#[derive(Deserialize)]
pub(super) struct SentMessage {
    #[serde(default, deserialize_with = "text")]
    pub(super) meta_message_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) id: Option<String>,
}

/// The answer to `GET /channels/whatsapp`. An older page calls the list `data`.
#[derive(Deserialize)]
pub(super) struct ChannelList {
    #[serde(default, alias = "data", deserialize_with = "absent_or")]
    items: Option<Vec<ChannelLine>>,
}

#[derive(Deserialize)]
pub(super) struct ChannelLine {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) waba_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) phone_number: Option<String>,
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
}

impl ChannelList {
    pub(super) fn channel(self, id: &str) -> Option<ChannelLine> {
        let mut channels = self.items?.into_iter();
        channels.find(|channel| {
            channel
                .id
                .as_ref()
                .is_some_and(|theirs| theirs.eq_ignore_ascii_case(id))
        })
    }
}

impl ChannelLine {
    pub(super) fn is_active(&self) -> bool {
        is_active(self.status.as_ref())
    }
}

/// The answer to `GET /webhooks`; secrets are not in it.
#[derive(Deserialize)]
pub(super) struct WebhookList {
    #[serde(default, alias = "data", deserialize_with = "absent_or")]
    items: Option<Vec<Webhook>>,
}

#[derive(Deserialize)]
struct Webhook {
    url: String,
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
}

impl WebhookList {
    pub(super) fn registered(self) -> Vec<Registered> {
        let webhooks = self.items.unwrap_or_default().into_iter();
        webhooks
            .map(|webhook| Registered {
                is_active: is_active(webhook.status.as_ref()),
                url: webhook.url,
                events: None,
            })
            .collect()
    }
}

fn is_active(status: Option<&String>) -> bool {
    status.is_none_or(|status| status.eq_ignore_ascii_case("active"))
}
