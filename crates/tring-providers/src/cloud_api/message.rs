//! Texts, messages that ask a customer for the permission to call, and the template for them.
//!
//! From <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/user-call-permissions> and
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages>.

use serde::{Deserialize, Serialize};

use crate::{
    error::{Operation, ProviderError},
    lenient::{absent_or, text},
    provider::{Asked, PermissionRequest, TemplateDraft},
};

/// The body of `POST /{number_id}/messages`.
#[derive(Serialize)]
pub(crate) struct MessageRequest<'a> {
    messaging_product: &'static str,
    recipient_type: &'static str,
    to: &'a str,
    #[serde(flatten)]
    content: Content<'a>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Content<'a> {
    Interactive { interactive: Interactive<'a> },
    Template { template: Template<'a> },
    Text { text: Text<'a> },
}

/// Without a preview of links, which is what Meta does where nothing is said.
#[derive(Serialize)]
pub(crate) struct Text<'a> {
    pub(crate) body: &'a str,
}

#[derive(Serialize)]
struct Interactive<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    action: Action,
    body: Body<'a>,
}

#[derive(Serialize)]
struct Action {
    name: &'static str,
}

#[derive(Serialize)]
struct Body<'a> {
    text: &'a str,
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

const PERMISSION_REQUEST: &str = "call_permission_request";

impl<'a> MessageRequest<'a> {
    /// Asks the customer with these digits.
    pub(crate) fn asking(digits: &'a str, request: &'a PermissionRequest) -> Self {
        let content = match request {
            PermissionRequest::Message { text } => Content::Interactive {
                interactive: Interactive {
                    kind: PERMISSION_REQUEST,
                    action: Action {
                        name: PERMISSION_REQUEST,
                    },
                    body: Body { text },
                },
            },
            PermissionRequest::Template { name, language } => Content::Template {
                template: Template {
                    name,
                    language: Language { code: language },
                },
            },
        };
        Self::new(digits, content)
    }

    /// Sends the customer with these digits a text.
    pub(crate) fn text(digits: &'a str, text: &'a str) -> Self {
        let text = Text { body: text };
        Self::new(digits, Content::Text { text })
    }

    fn new(digits: &'a str, content: Content<'a>) -> Self {
        Self {
            messaging_product: "whatsapp",
            recipient_type: "individual",
            to: digits,
            content,
        }
    }
}

/// The answer: `{"messages":[{"id":"wamid…"}]}`.
#[derive(Deserialize)]
pub(crate) struct MessageResponse {
    #[serde(default, deserialize_with = "absent_or")]
    messages: Option<Vec<SentMessage>>,
}

#[derive(Deserialize)]
struct SentMessage {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
}

impl MessageResponse {
    /// `None` where the answer names no message: then none was sent.
    pub(crate) fn into_asked(self) -> Option<Asked> {
        self.message_id().map(|id| Asked {
            message_id: Some(id),
        })
    }

    /// The id of the text that was sent.
    pub(crate) fn into_text_id(self) -> Result<String, ProviderError> {
        self.message_id()
            .ok_or_else(|| ProviderError::nonsense(Operation::SendText))
    }

    fn message_id(self) -> Option<String> {
        self.messages?.into_iter().find_map(|message| message.id)
    }
}

/// The body of `POST /{account_id}/message_templates`.
#[derive(Serialize)]
pub(crate) struct TemplateRequest<'a> {
    name: &'a str,
    language: &'a str,
    // A request for permission is no advertisement; WhatsApp changes the category where it thinks otherwise.
    category: &'static str,
    components: [Component<'a>; 2],
}

#[derive(Serialize)]
struct Component<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

impl<'a> TemplateRequest<'a> {
    pub(crate) fn new(template: &'a TemplateDraft) -> Self {
        let text = Component {
            kind: "BODY",
            text: Some(&template.body),
        };
        // In small letters, unlike the other components: so the page shows it.
        let request = Component {
            kind: PERMISSION_REQUEST,
            text: None,
        };
        Self {
            name: &template.name,
            language: &template.language,
            category: "UTILITY",
            components: [text, request],
        }
    }
}

/// The answer: `{"id":"…","status":"PENDING","category":"UTILITY"}`.
#[derive(Deserialize)]
pub(crate) struct TemplateResponse {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
}

impl TemplateResponse {
    /// Whether it says that there is a template now, which waits for its review.
    pub(crate) fn into_result(self) -> Result<(), ProviderError> {
        if self.id.is_some() || self.status.is_some() {
            Ok(())
        } else {
            Err(ProviderError::nonsense(Operation::CreateTemplate))
        }
    }
}
