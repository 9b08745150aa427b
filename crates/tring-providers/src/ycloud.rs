//! YCloud: <https://docs.ycloud.com/reference/whatsapp-calling-examples> and the OpenAPI document of
//! <https://github.com/YCloud-Developers/ycloud-sdk-go>, read in November 2026.
//!
//! # Layout
//!
//! * `wire`: what the JSON looks like; `webhook`: what webhooks say; `error`: from an answer to our error; `check`: what
//!   a check finds.
//!
//! # What is its own
//!
//! * `connect` takes the business number; the other four actions take `phoneId`, Meta's id of that number, which
//!   `connect` does not return. It is entered, or learnt from a webhook, or looked up in the settings.
//! * `wacid` is optional in the answer to `connect` (OpenAPI document).
//! * A number's quality and state are read at `phoneNumbers/{wabaId}/{number}`; webhooks about them name the number, those
//!   about the account its id.
//! * The permission to call cannot be asked for; a reply comes inside `whatsapp.inbound_message.received`.
//! * `calling` and `capture` are saved independently, and one error is the answer for both (page "Save phone number
//!   settings"): they go in requests of their own.
//!
//! # Assumed, because nothing says so
//!
//! * A setting that is left out of `calling` or `capture` stays as it is.
//! * `capture.recordingEnabled` alone switches recording; the page shows more fields than we have words for.

mod check;
mod error;
mod webhook;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::{RequestBuilder, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use tring_protocol::{
    phone::PhoneNumber,
    settings::{CallingSettings, Setting, SettingOutcome},
};

use self::{
    error::parse_error,
    wire::{
        ActionRequest, Answered, ConnectRequest, MessageRequest, NumberResponse, SentMessage,
        SettingsBody, TemplateRequest,
    },
};
use crate::{
    error::{ErrorKind, Operation, ProviderError, Retry},
    health::Health,
    http::{self, read},
    provider::{Asked, Capabilities, Checked, Dialled, PermissionRequest, Provider, TemplateDraft},
    registry::{ChannelSettings, Entry, Field, FieldName},
    settings,
    webhook::{WebhookError, WebhookItem, WebhookRequest},
};

/// The settings that YCloud's documents list.
const SETTINGS: &[Setting] = &[Setting::Enabled, Setting::IconVisible, Setting::Recording];

/// The events that calls, customers' messages, permission replies and the number's state come in.
const EVENTS: &[&str] = &[
    "whatsapp.call.connect",
    "whatsapp.call.status.updated",
    "whatsapp.call.terminate",
    "whatsapp.inbound_message.received",
    "whatsapp.message.updated",
    "whatsapp.phone_number.quality_updated",
    "whatsapp.business_account.updated",
    "whatsapp.business_account.reviewed",
];

/// One business number at YCloud.
#[derive(Clone)]
pub struct YCloud {
    base_url: String,
    number: String,
    number_id: String,
    account_id: String,
    api_key: SecretString,
    webhook_secrets: Vec<SecretString>,
    client: reqwest::Client,
}

impl YCloud {
    /// What is known of it without a channel.
    pub const ENTRY: Entry = Entry {
        name: "ycloud",
        title: "YCloud",
        base_url: "https://api.ycloud.com/v2",
        fields: &[
            Field {
                name: FieldName::AccessToken,
                label: "API key",
                help: "YCloud's console, Developers, API Keys.",
                required: true,
            },
            Field {
                name: FieldName::AccountId,
                label: "WhatsApp Business Account ID",
                help: "YCloud's console, WhatsApp Manager. Needed for settings and templates.",
                required: false,
            },
            Field {
                name: FieldName::NumberId,
                label: "Phone number ID",
                help: "Leave it empty unless you know it: it is learnt from the first call.",
                required: false,
            },
            Field {
                name: FieldName::WebhookSecret,
                label: "Webhook secret",
                help: "YCloud's console, Developers, Webhooks: the endpoint's secret, whsec_….",
                required: true,
            },
        ],
        webhook_fields: EVENTS,
        webhook_help: "In YCloud's console under Developers, Webhooks: add an endpoint with the address, enable the events, then enter the endpoint's secret in the channel.",
        capabilities: Capabilities {
            pre_accept: true,
            call_id_from_dial: true,
            status_events: true,
            reference: false,
            page_context: false,
            failure_reasons: false,
            permission_query: false,
            ask_by_message: true,
            ask_by_template: true,
            create_template: true,
            text_messages: true,
            health: true,
            readable: SETTINGS,
            writable: SETTINGS,
            call_log: false,
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
            number_id: settings.number_id.clone(),
            account_id: settings.account_id.clone(),
            api_key: settings.access_token.clone(),
            webhook_secrets: settings.webhook_secrets.clone(),
            client,
        }
    }

    /// One of the five: `POST /whatsapp/calls/{action}`.
    async fn call(
        &self,
        operation: Operation,
        action: &str,
        body: &impl Serialize,
    ) -> Result<Answered, ProviderError> {
        let url = self.url(operation, &["whatsapp", "calls", action])?;
        let answer = self
            .send(operation, self.client.post(url).json(body))
            .await?;
        let answered: Answered = read(operation, &answer)?;
        if answered.success {
            Ok(answered)
        } else {
            Err(ProviderError::nonsense(operation))
        }
    }

    /// One of the four on a call that exists; `sdp_answer` for those that answer it.
    async fn act(
        &self,
        operation: Operation,
        action: &str,
        wacid: &str,
        sdp_answer: Option<&str>,
    ) -> Result<(), ProviderError> {
        let phone_id = self.phone_id(operation).await?;
        let request = ActionRequest::new(&phone_id, wacid, sdp_answer);
        self.call(operation, action, &request).await.map(|_| ())
    }

    /// `connect` neither takes nor returns the number's `phoneId`, but a call that was just dialled may have to be
    /// ended before its first webhook comes: the settings tell it too (`calling.id`, OpenAPI document).
    async fn phone_id(&self, operation: Operation) -> Result<String, ProviderError> {
        if !self.number_id.is_empty() {
            return Ok(self.number_id.clone());
        }
        if !self.account_id.is_empty() {
            match self.read_settings().await {
                Ok(settings) => {
                    if let Some(id) = settings.phone_id() {
                        return Ok(id);
                    }
                }
                Err(error) if error.retry == Retry::Later => return Err(error),
                // The settings may not be ours to read; the webhook comes all the same.
                Err(_) => {}
            }
        }
        Err(ProviderError::new(
            operation,
            ErrorKind::InvalidRequest,
            Retry::Later,
            "YCloud's id of this number is not known yet; the call's first webhook brings it. Try again in a moment. If it stays like this, ask your administrator to check the webhook or to enter the id in the channel's settings.".to_owned(),
        ))
    }

    async fn read_settings(&self) -> Result<SettingsBody, ProviderError> {
        let operation = Operation::ReadSettings;
        let url = self.settings_url(operation)?;
        let answer = self.send(operation, self.client.get(url)).await?;
        read(operation, &answer)
    }

    /// Saves the part of `change` that is `body`, in a request of its own.
    async fn save(&self, part: &CallingSettings, body: &SettingsBody) -> Vec<SettingOutcome> {
        if settings::fields(part).is_empty() {
            return Vec::new();
        }
        let operation = Operation::ChangeSettings;
        let saved = match self.settings_url(operation) {
            Ok(url) => self.send(operation, self.client.post(url).json(body)).await,
            Err(error) => Err(error),
        };
        let problem = saved.err().map(|error| error.message);
        settings::outcomes(part, problem.as_ref())
    }

    async fn send(
        &self,
        operation: Operation,
        request: RequestBuilder,
    ) -> Result<Vec<u8>, ProviderError> {
        let request = request.header("X-API-Key", self.api_key.expose_secret());
        http::send(operation, request, parse_error).await
    }

    /// `/whatsapp/phoneNumbers/{wabaId}/{+number}/settings`.
    fn settings_url(&self, operation: Operation) -> Result<Url, ProviderError> {
        self.number_url(operation, &["settings"])
    }

    /// `/whatsapp/phoneNumbers/{wabaId}/{+number}`, and what is below it.
    fn number_url(&self, operation: Operation, below: &[&str]) -> Result<Url, ProviderError> {
        let account_id = self.account_id(operation)?;
        let number = ["whatsapp", "phoneNumbers", account_id, &self.number];
        self.url(operation, &[&number, below].concat())
    }

    /// Sends by `sendDirectly`, as the calling guide shows: the other endpoint only queues, and would tell of a refusal by
    /// webhook alone.
    async fn send_message(
        &self,
        operation: Operation,
        message: &MessageRequest<'_>,
    ) -> Result<Option<String>, ProviderError> {
        let url = self.url(operation, &["whatsapp", "messages", "sendDirectly"])?;
        let answer = self
            .send(operation, self.client.post(url).json(message))
            .await?;
        Ok(read::<SentMessage>(operation, &answer)?.message_id())
    }

    fn account_id(&self, operation: Operation) -> Result<&str, ProviderError> {
        if self.account_id.is_empty() {
            return Err(ProviderError::new(
                operation,
                ErrorKind::InvalidRequest,
                Retry::Never,
                "YCloud wants the WhatsApp Business Account ID for this. Enter it in the channel's settings.".to_owned(),
            ));
        }
        Ok(&self.account_id)
    }

    fn url(&self, operation: Operation, segments: &[&str]) -> Result<Url, ProviderError> {
        http::address(&self.base_url, segments)
            .ok_or_else(|| ProviderError::bad_base_url(operation, Self::ENTRY.base_url))
    }
}

impl std::fmt::Debug for YCloud {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("YCloud")
            .field("base_url", &self.base_url)
            .field("number_id", &self.number_id)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Provider for YCloud {
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
        let request = ConnectRequest::new(&self.number, to.as_str(), sdp_offer);
        let answered = self.call(Operation::Dial, "connect", &request).await?;
        Ok(Dialled {
            provider_call_id: answered.wacid,
        })
    }

    async fn pre_accept(
        &self,
        provider_call_id: &str,
        sdp_answer: &str,
    ) -> Result<(), ProviderError> {
        let (operation, sdp) = (Operation::PreAccept, Some(sdp_answer));
        self.act(operation, "preAccept", provider_call_id, sdp)
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
        let message = MessageRequest::new(&self.number, customer.as_str(), request);
        let message_id = self
            .send_message(Operation::AskPermission, &message)
            .await?;
        Ok(Asked { message_id })
    }

    async fn send_text(&self, to: &PhoneNumber, text: &str) -> Result<String, ProviderError> {
        let operation = Operation::SendText;
        let message = MessageRequest::text(&self.number, to.as_str(), text);
        let id = self.send_message(operation, &message).await?;
        id.ok_or_else(|| ProviderError::nonsense(operation))
    }

    async fn create_template(&self, template: &TemplateDraft) -> Result<(), ProviderError> {
        let operation = Operation::CreateTemplate;
        let request = TemplateRequest::new(self.account_id(operation)?, template);
        let url = self.url(operation, &["whatsapp", "templates"])?;
        self.send(operation, self.client.post(url).json(&request))
            .await
            .map(|_| ())
    }

    async fn health(&self) -> Result<Health, ProviderError> {
        let operation = Operation::Health;
        let url = self.number_url(operation, &[])?;
        let answer = self.send(operation, self.client.get(url)).await?;
        let number: NumberResponse = read(operation, &answer)?;
        Ok(Health {
            number: number.health(),
            ..Health::default()
        })
    }

    async fn settings(&self) -> Result<CallingSettings, ProviderError> {
        Ok(self.read_settings().await?.settings())
    }

    async fn change_settings(&self, change: &CallingSettings) -> Vec<SettingOutcome> {
        let calling = CallingSettings {
            enabled: change.enabled,
            icon_visible: change.icon_visible,
            ..CallingSettings::default()
        };
        let capture = CallingSettings {
            recording: change.recording,
            ..CallingSettings::default()
        };
        let others = CallingSettings {
            enabled: None,
            icon_visible: None,
            recording: None,
            ..change.clone()
        };
        let mut outcomes = self.save(&calling, &SettingsBody::calling(&calling)).await;
        outcomes.extend(self.save(&capture, &SettingsBody::capture(&capture)).await);
        let unknown = "YCloud has no such setting. Change it in WhatsApp Manager.".to_owned();
        outcomes.extend(settings::outcomes(&others, Some(&unknown)));
        outcomes
    }

    async fn check(&self, webhook_url: &str) -> Checked {
        self.look_into(webhook_url).await
    }

    fn read_webhook(&self, request: &WebhookRequest<'_>) -> Result<Vec<WebhookItem>, WebhookError> {
        webhook::verify(&self.webhook_secrets, request)?;
        webhook::Reader {
            number: &self.number,
            number_id: &self.number_id,
            account_id: &self.account_id,
        }
        .read(request.body)
    }
}
