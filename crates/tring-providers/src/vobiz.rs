//! Vobiz: <https://docs.vobiz.ai/whatsapp/api/calls>, its pages on channels, messages and webhooks, and
//! <https://github.com/vobiz-ai/Agent-Skills>, read in November 2026.
//!
//! # Layout
//!
//! * `wire`: what the JSON looks like; `two_ids`: actions on calls; `log`: what a line of the call log says; `webhook`:
//!   what webhooks say; `error`: from an answer to our error; `check`: what a check finds.
//!
//! # What is its own
//!
//! * A call has two ids: a UUID in the answer to a dial and in the call log, Meta's `wacid` in webhooks. `action` wants
//!   "the call identifier", whose samples are UUIDs. An id is tried as it is; where Vobiz refuses a `wacid`, the call
//!   log tells the UUID and the request is made once more.
//! * Messages name the WhatsApp Business Account beside the channel; the list of channels tells it, and whether the
//!   channel is active.
//! * The send contract has texts and templates but no interactive messages: the customer is asked by a template.
//! * There are no calling settings and no question after the permission.
//!
//! # Assumed, because nothing says so
//!
//! * Meta's webhooks about a number's quality or its account are not passed on: the list of events has none for them.
//! * The `id` of a line of the call log is the `call_id` that actions take, and the newest lines come first.
//! * A template may have the component that asks for the permission, though the page lists HEADER, BODY, FOOTER and
//!   BUTTONS alone ("Meta's component format"), and is sent like any other. Should it be refused, it can be made in
//!   WhatsApp Manager: `POST /channels/{id}/templates/sync` brings it over.

mod check;
mod error;
mod log;
mod two_ids;
mod webhook;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::{RequestBuilder, Url};
use secrecy::{ExposeSecret, SecretString};
use tring_calls::event::CallEvent;
use tring_protocol::phone::PhoneNumber;

use self::{
    error::parse_error,
    wire::{
        ChannelLine, ChannelList, Content, DialRequest, DialResponse, MessageRequest, SentMessage,
    },
};
use crate::{
    cloud_api::message::TemplateRequest,
    error::{ErrorKind, Operation, ProviderError, Retry},
    health::{Health, NumberHealth},
    http::{self, read},
    provider::{Asked, Capabilities, Checked, Dialled, PermissionRequest, Provider, TemplateDraft},
    registry::{ChannelSettings, Entry, Field, FieldName},
    signature,
    webhook::{WebhookError, WebhookItem, WebhookRequest},
};

/// The header with the signature, in lower case.
const SIGNATURE: &str = "x-webhook-signature";

/// One business number at Vobiz.
#[derive(Clone)]
pub struct Vobiz {
    base_url: String,
    number: String,
    channel_id: String,
    account_id: String,
    token: SecretString,
    webhook_secrets: Vec<SecretString>,
    client: reqwest::Client,
}

impl Vobiz {
    /// What is known of it without a channel.
    pub const ENTRY: Entry = Entry {
        name: "vobiz",
        title: "Vobiz",
        base_url: "https://api.vobiz.ai/api/v1/messaging",
        fields: &[
            Field {
                name: FieldName::NumberId,
                label: "Channel ID",
                help: "The WhatsApp channel's UUID, in Vobiz' console or the list of channels.",
                required: true,
            },
            Field {
                name: FieldName::AccountId,
                label: "Auth ID",
                help: "Vobiz' console: the account's id, MA_…. Not needed with a JWT as token.",
                required: false,
            },
            Field {
                name: FieldName::AccessToken,
                label: "Auth token",
                help: "Vobiz' console: the account's token, or a JWT.",
                required: true,
            },
            Field {
                name: FieldName::WebhookSecret,
                label: "Webhook secret",
                help: "What you gave as secret when you registered the webhook address; Vobiz never shows it again.",
                required: true,
            },
        ],
        // Nothing can be chosen: a subscription is called for all events.
        webhook_fields: &[],
        webhook_help: "POST /webhooks of Vobiz' API with the address as url and a secret of your own; it is called for all events.",
        capabilities: Capabilities {
            pre_accept: true,
            call_id_from_dial: true,
            status_events: true,
            reference: false,
            // Meta's whole envelope is inside Vobiz' own.
            page_context: true,
            // Errors would be in the envelope too, but no sample of a failed call shows them.
            failure_reasons: false,
            permission_query: false,
            ask_by_message: false,
            ask_by_template: true,
            create_template: true,
            text_messages: true,
            health: true,
            readable: &[],
            writable: &[],
            call_log: true,
            digits: true,
            signed_webhooks: true,
        },
        make: |settings, client| Arc::new(Self::new(settings, client)),
    };

    /// The provider for a channel.
    pub fn new(settings: &ChannelSettings, client: reqwest::Client) -> Self {
        Self {
            base_url: settings.base_url.clone(),
            number: settings.number.clone(),
            channel_id: settings.number_id.clone(),
            account_id: settings.account_id.clone(),
            token: settings.access_token.clone(),
            webhook_secrets: settings.webhook_secrets.clone(),
            client,
        }
    }

    /// What Vobiz knows of our channel; `None` where it does not know it.
    async fn channel(&self, operation: Operation) -> Result<Option<ChannelLine>, ProviderError> {
        let url = self.url(operation, &["channels", "whatsapp"])?;
        let answer = self.send(operation, self.client.get(url)).await;
        // Nothing was sent to the customer yet: it can be tried again.
        let answer = answer.map_err(|error| match error.retry {
            Retry::Unknown => ProviderError {
                retry: Retry::Later,
                ..error
            },
            Retry::Never | Retry::Later => error,
        })?;
        let list: ChannelList = read(operation, &answer)?;
        Ok(list.channel(&self.channel_id))
    }

    async fn send_message(
        &self,
        operation: Operation,
        to: &PhoneNumber,
        content: Content<'_>,
    ) -> Result<SentMessage, ProviderError> {
        let channel = self.channel(operation).await?;
        let Some(waba_id) = channel.and_then(|channel| channel.waba_id) else {
            return Err(ProviderError::new(
                operation,
                ErrorKind::InvalidRequest,
                Retry::Never,
                "Vobiz does not know the channel, so nothing can be sent from it. Ask your administrator to check its channel ID.".to_owned(),
            ));
        };
        let url = self.url(operation, &["messages"])?;
        let message = MessageRequest {
            channel_id: &self.channel_id,
            waba_id: &waba_id,
            to: to.as_str(),
            content,
        };
        let answer = self
            .send(operation, self.client.post(url).json(&message))
            .await?;
        read(operation, &answer)
    }

    /// With the account's id and token, or with a JWT alone ("a `Bearer` JWT is also accepted").
    async fn send(
        &self,
        operation: Operation,
        request: RequestBuilder,
    ) -> Result<Vec<u8>, ProviderError> {
        let token = self.token.expose_secret();
        let request = if is_jwt(token) {
            request.bearer_auth(token)
        } else {
            request
                .header("X-Auth-ID", &self.account_id)
                .header("X-Auth-Token", token)
        };
        http::send(operation, request, parse_error).await
    }

    fn url(&self, operation: Operation, segments: &[&str]) -> Result<Url, ProviderError> {
        http::address(&self.base_url, segments)
            .ok_or_else(|| ProviderError::bad_base_url(operation, Self::ENTRY.base_url))
    }
}

/// A channel that Vobiz does not know is another mistake than a number that is not connected.
fn health(channel: Option<&ChannelLine>) -> Health {
    Health {
        number: NumberHealth {
            active: channel.map(ChannelLine::is_active),
            ..NumberHealth::default()
        },
        ..Health::default()
    }
}

/// Three parts of base64url with dots between them (RFC 7519).
fn is_jwt(token: &str) -> bool {
    let is_part = |part: &str| {
        let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        !part.is_empty() && part.bytes().all(is_base64url)
    };
    token.split('.').count() == 3 && token.split('.').all(is_part)
}

impl std::fmt::Debug for Vobiz {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vobiz")
            .field("base_url", &self.base_url)
            .field("channel_id", &self.channel_id)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Provider for Vobiz {
    fn capabilities(&self) -> Capabilities {
        Self::ENTRY.capabilities
    }

    /// There is no field for `reference`.
    async fn dial(
        &self,
        to: &PhoneNumber,
        sdp_offer: &str,
        _reference: &str,
    ) -> Result<Dialled, ProviderError> {
        let operation = Operation::Dial;
        let url = self.url(operation, &["calls", "whatsapp"])?;
        let request = DialRequest {
            channel_id: &self.channel_id,
            to: to.as_str(),
            sdp_offer,
        };
        let answer = self
            .send(operation, self.client.post(url).json(&request))
            .await?;
        let dialled: DialResponse = read(operation, &answer)?;
        let id = dialled
            .call_id
            .ok_or_else(|| ProviderError::nonsense(operation))?;
        Ok(Dialled {
            provider_call_id: Some(id),
        })
    }

    async fn pre_accept(
        &self,
        provider_call_id: &str,
        sdp_answer: &str,
    ) -> Result<(), ProviderError> {
        let (operation, sdp) = (Operation::PreAccept, Some(sdp_answer));
        self.act(operation, "pre_accept", provider_call_id, sdp)
            .await
    }

    async fn accept(&self, provider_call_id: &str, sdp_answer: &str) -> Result<(), ProviderError> {
        let (operation, sdp) = (Operation::Accept, Some(sdp_answer));
        self.act(operation, "accept", provider_call_id, sdp).await
    }

    async fn reject(&self, provider_call_id: &str) -> Result<(), ProviderError> {
        self.act(Operation::Reject, "reject", provider_call_id, None)
            .await
    }

    async fn terminate(&self, provider_call_id: &str) -> Result<(), ProviderError> {
        let operation = Operation::Terminate;
        self.act(operation, "terminate", provider_call_id, None)
            .await
    }

    async fn ask_permission(
        &self,
        customer: &PhoneNumber,
        request: &PermissionRequest,
    ) -> Result<Asked, ProviderError> {
        let operation = Operation::AskPermission;
        let PermissionRequest::Template { name, language } = request else {
            return Err(ProviderError::unsupported(operation));
        };
        let content = Content::template(name, language);
        let sent = self.send_message(operation, customer, content).await?;
        Ok(Asked {
            message_id: sent.meta_message_id,
        })
    }

    /// Meta's id of the message, or Vobiz' own while Meta has not taken it.
    async fn send_text(&self, to: &PhoneNumber, text: &str) -> Result<String, ProviderError> {
        let operation = Operation::SendText;
        let content = Content::text(text);
        let sent = self.send_message(operation, to, content).await?;
        let id = sent.meta_message_id.or(sent.id);
        id.ok_or_else(|| ProviderError::nonsense(operation))
    }

    async fn health(&self) -> Result<Health, ProviderError> {
        let channel = self.channel(Operation::Health).await?;
        Ok(health(channel.as_ref()))
    }

    async fn create_template(&self, template: &TemplateDraft) -> Result<(), ProviderError> {
        let operation = Operation::CreateTemplate;
        let path = ["channels", self.channel_id.as_str(), "templates"];
        let url = self.url(operation, &path)?;
        let request = self.client.post(url).json(&TemplateRequest::new(template));
        self.send(operation, request).await.map(|_| ())
    }

    /// A call that the log calls live is told as what it is there, so that it is not taken for unknown.
    async fn logged_call(
        &self,
        provider_call_id: &str,
    ) -> Result<Option<CallEvent>, ProviderError> {
        let line = self.log_line(provider_call_id).await?;
        Ok(line.and_then(|line| line.event()))
    }

    async fn check(&self, webhook_url: &str) -> Checked {
        self.look_into(webhook_url).await
    }

    fn read_webhook(&self, request: &WebhookRequest<'_>) -> Result<Vec<WebhookItem>, WebhookError> {
        let given = request.header(SIGNATURE).ok_or(WebhookError::Signature)?;
        signature::verify(&self.webhook_secrets, &[request.body], given)?;
        webhook::read(&self.number, request.body)
    }
}
