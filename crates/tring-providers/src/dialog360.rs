//! 360dialog: <https://docs.360dialog.com/docs/messaging-api/api-reference/calling>, Messaging API 1.38.1, read in November 2026.
//!
//! A thin proxy of Meta's Cloud API. What differs: the API key alone chooses the number, so no path has its id; the
//! customer stands in the path of the permission query; settings are changed one per request; an error can be a string;
//! webhooks are Meta's and not signed, but headers of one's own can be set on their address. How the number stands is told
//! by `GET /health_status` (page "Messaging Health Status"), without Meta's quality rating.
//!
//! ASSUMED: that Meta's webhooks about the account and the number's quality are passed on as those of calls are; the pages
//! describe them for partners' webhooks, in another form.
//!
//! # Layout
//!
//! * [`error`]: an error as a string or an object.
//! * [`registration`]: whether the webhook address is set there.

mod error;
mod registration;

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::{Method, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use tring_protocol::{
    phone::PhoneNumber,
    settings::{CallingSettings, Setting, SettingOutcome},
};

use crate::{
    check,
    cloud_api::{
        self,
        health::HealthStatusResponse,
        message::{MessageRequest, MessageResponse, TemplateRequest, TemplateResponse},
        settings::SettingsResponse,
        settings_request::SettingsRequest,
        webhook::Number,
        wire::{Action, CallRequest, DialResponse, PermissionResponse, Success},
    },
    dialog360::error::parse_error,
    error::{ErrorKind, Operation, ProviderError},
    health::Health,
    http::{self, read},
    provider::{
        Asked, Capabilities, Checked, Dialled, Permission, PermissionRequest, Provider,
        TemplateDraft,
    },
    registry::{ChannelSettings, Entry, Field, FieldName},
    settings, signature,
    webhook::{WebhookError, WebhookItem, WebhookRequest},
};

/// The header with the API key.
const API_KEY: &str = "D360-API-KEY";
/// The header of ours that 360dialog is told to send, in lower case.
const SECRET: &str = "x-webhook-secret";

/// The settings of the schema `GetCallingSettingsResponse`. Of the call hours it has the status and the time zone.
const READABLE: &[Setting] = &[
    Setting::Enabled,
    Setting::IconVisible,
    Setting::IconCountries,
    Setting::CallbackPermission,
    Setting::CallHours,
    Setting::SrtpKeyExchange,
    Setting::Video,
    Setting::Sip,
    Setting::Restrictions,
];

/// The settings of the schema `UpdateCallingSettingsRequest`.
const WRITABLE: &[Setting] = &[
    Setting::Enabled,
    Setting::IconVisible,
    Setting::SrtpKeyExchange,
    Setting::Video,
    Setting::Sip,
];

/// One business number at 360dialog.
#[derive(Clone)]
pub struct Dialog360 {
    base_url: String,
    number: String,
    number_id: String,
    api_key: SecretString,
    webhook_secrets: Vec<SecretString>,
    client: reqwest::Client,
}

impl std::fmt::Debug for Dialog360 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dialog360")
            .field("base_url", &self.base_url)
            .field("number_id", &self.number_id)
            .finish_non_exhaustive()
    }
}

impl Dialog360 {
    /// What is known of it without a channel.
    pub const ENTRY: Entry = Entry {
        name: "dialog360",
        title: "360dialog",
        base_url: "https://waba-v2.360dialog.io",
        fields: &[
            Field {
                name: FieldName::AccessToken,
                label: "API key",
                help: "360dialog's hub, the number's page, Generate API key. It belongs to one number.",
                required: true,
            },
            Field {
                name: FieldName::WebhookSecret,
                label: "Webhook secret",
                help: "A long random word of your own. 360dialog sends it in the header x-webhook-secret, because it signs no webhooks.",
                required: true,
            },
            Field {
                name: FieldName::NumberId,
                label: "Phone number ID",
                help: "Meta's id of the number, in WhatsApp Manager. Needed only where several numbers send their webhooks to this channel's address.",
                required: false,
            },
        ],
        webhook_fields: &[],
        webhook_help: "Send POST /v1/configs/webhook with the number's API key and {\"url\": the address, \"headers\": {\"x-webhook-secret\": the webhook secret}}. Nothing is to be subscribed: 360dialog passes on all.",
        capabilities: Capabilities {
            pre_accept: true,
            call_id_from_dial: true,
            status_events: true,
            reference: true,
            page_context: true,
            failure_reasons: true,
            permission_query: true,
            ask_by_message: true,
            ask_by_template: true,
            create_template: true,
            text_messages: true,
            health: true,
            readable: READABLE,
            writable: WRITABLE,
            call_log: false,
            digits: true,
            signed_webhooks: false,
        },
        make: |settings, client| Arc::new(Self::new(settings, client)),
    };

    /// The provider for a channel.
    pub fn new(settings: &ChannelSettings, client: reqwest::Client) -> Self {
        Self {
            base_url: settings.base_url.clone(),
            number: settings.number.clone(),
            number_id: settings.number_id.clone(),
            api_key: settings.access_token.clone(),
            webhook_secrets: settings.webhook_secrets.clone(),
            client,
        }
    }

    fn request(
        &self,
        operation: Operation,
        method: Method,
        path: &[&str],
    ) -> Result<RequestBuilder, ProviderError> {
        let url = http::address(&self.base_url, path)
            .ok_or_else(|| ProviderError::bad_base_url(operation, Self::ENTRY.base_url))?;
        let request = self.client.request(method, url);
        Ok(request.header(API_KEY, self.api_key.expose_secret()))
    }

    async fn get<T: DeserializeOwned>(
        &self,
        operation: Operation,
        path: &[&str],
    ) -> Result<T, ProviderError> {
        let request = self.request(operation, Method::GET, path)?;
        let answer = http::send(operation, request, parse_error).await?;
        read(operation, &answer)
    }

    async fn post<T: DeserializeOwned>(
        &self,
        operation: Operation,
        path: &[&str],
        body: &(impl serde::Serialize + Sync),
    ) -> Result<T, ProviderError> {
        let request = self.request(operation, Method::POST, path)?.json(body);
        let answer = http::send(operation, request, parse_error).await?;
        read(operation, &answer)
    }

    async fn act(
        &self,
        operation: Operation,
        request: &CallRequest<'_>,
    ) -> Result<(), ProviderError> {
        let answer: Success = self.post(operation, &["calling", "calls"], request).await?;
        answer.into_result(operation)
    }

    async fn save(&self, change: &CallingSettings) -> Result<(), ProviderError> {
        let operation = Operation::ChangeSettings;
        let request = SettingsRequest::new(change);
        let answer: Success = self
            .post(operation, &["calling", "settings"], &request)
            .await?;
        answer.into_result(operation)
    }
}

#[async_trait]
impl Provider for Dialog360 {
    fn capabilities(&self) -> Capabilities {
        Self::ENTRY.capabilities
    }

    async fn dial(
        &self,
        to: &PhoneNumber,
        sdp_offer: &str,
        reference: &str,
    ) -> Result<Dialled, ProviderError> {
        let operation = Operation::Dial;
        let request = CallRequest::connect(to.digits(), sdp_offer, reference);
        let path = ["calling", "calls"];
        let dialled: DialResponse = self.post(operation, &path, &request).await?;
        let id = dialled
            .call_id()
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
        let request = CallRequest::answer(Action::PreAccept, provider_call_id, sdp_answer);
        self.act(Operation::PreAccept, &request).await
    }

    async fn accept(&self, provider_call_id: &str, sdp_answer: &str) -> Result<(), ProviderError> {
        let request = CallRequest::answer(Action::Accept, provider_call_id, sdp_answer);
        self.act(Operation::Accept, &request).await
    }

    async fn reject(&self, provider_call_id: &str) -> Result<(), ProviderError> {
        let request = CallRequest::end(Action::Reject, provider_call_id);
        self.act(Operation::Reject, &request).await
    }

    async fn terminate(&self, provider_call_id: &str) -> Result<(), ProviderError> {
        let request = CallRequest::end(Action::Terminate, provider_call_id);
        self.act(Operation::Terminate, &request).await
    }

    async fn permission(&self, customer: &PhoneNumber) -> Result<Permission, ProviderError> {
        let operation = Operation::Permission;
        let path = ["calling", "permissions", customer.digits()];
        let permission: PermissionResponse = self.get(operation, &path).await?;
        permission
            .into_permission()
            .ok_or_else(|| ProviderError::nonsense(operation))
    }

    async fn ask_permission(
        &self,
        customer: &PhoneNumber,
        request: &PermissionRequest,
    ) -> Result<Asked, ProviderError> {
        let operation = Operation::AskPermission;
        let request = MessageRequest::asking(customer.digits(), request);
        let sent: MessageResponse = self.post(operation, &["messages"], &request).await?;
        sent.into_asked()
            .ok_or_else(|| ProviderError::nonsense(operation))
    }

    async fn send_text(&self, to: &PhoneNumber, text: &str) -> Result<String, ProviderError> {
        let request = MessageRequest::text(to.digits(), text);
        let path = ["messages"];
        let sent: MessageResponse = self.post(Operation::SendText, &path, &request).await?;
        sent.into_text_id()
    }

    async fn create_template(&self, template: &TemplateDraft) -> Result<(), ProviderError> {
        // docs.360dialog.com, partner, "Create and manage Template Messages".
        let path = ["v1", "configs", "templates"];
        let request = TemplateRequest::new(template);
        let created: TemplateResponse = self
            .post(Operation::CreateTemplate, &path, &request)
            .await?;
        created.into_result()
    }

    async fn health(&self) -> Result<Health, ProviderError> {
        let path = ["health_status"];
        let health: HealthStatusResponse = self.get(Operation::Health, &path).await?;
        Ok(health.into_health())
    }

    async fn settings(&self) -> Result<CallingSettings, ProviderError> {
        let path = ["calling", "settings"];
        let settings: SettingsResponse = self.get(Operation::ReadSettings, &path).await?;
        Ok(settings.calling.into_settings())
    }

    /// "Only one feature setting can be specified per request" (schema `UpdateCallingSettingsRequest`).
    async fn change_settings(&self, change: &CallingSettings) -> Vec<SettingOutcome> {
        let mut outcomes = Vec::new();
        // What would fail in the same way each time, and perhaps after 10 seconds each time.
        let mut hopeless: Option<String> = None;
        for setting in settings::fields(change) {
            let problem = if hopeless.is_some() {
                hopeless.clone()
            } else {
                let saved = self.save(&settings::only(change, setting)).await;
                let error = saved.err();
                hopeless = error.as_ref().and_then(hopeless_sentence);
                error.map(|error| error.message)
            };
            outcomes.push(SettingOutcome { setting, problem });
        }
        outcomes
    }

    async fn check(&self, webhook_url: &str) -> Checked {
        let (mut checked, said) = check::of_number(self).await;
        let findings = &mut checked.findings;
        findings.extend(match said.as_ref().and_then(hopeless_sentence) {
            Some(_) => vec![Self::how_to_register(webhook_url)],
            None => self.check_registration(webhook_url).await,
        });
        check::worst_first(findings);
        checked
    }

    fn read_webhook(&self, request: &WebhookRequest<'_>) -> Result<Vec<WebhookItem>, WebhookError> {
        signature::verify_header(&self.webhook_secrets, request, SECRET)?;
        let number = Number {
            id: &self.number_id,
            digits: &self.number,
        };
        cloud_api::webhook::read(number, request.body)
    }
}

/// The sentence of an error that the next request would meet too.
fn hopeless_sentence(error: &ProviderError) -> Option<String> {
    let is_hopeless = matches!(
        error.kind,
        ErrorKind::Unreachable | ErrorKind::Credentials | ErrorKind::Limit
    );
    is_hopeless.then(|| error.message.clone())
}
