//! Meta's Cloud API: <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference>, read in June 2026.
//!
//! # Layout
//!
//! * [`config`]: the channel's settings, and the addresses made of them.
//!
//! What Meta's JSON says is in [`cloud_api`], because other providers pass it on.

mod config;

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::RequestBuilder;
use tring_protocol::{channel::Finding, phone::PhoneNumber, settings::Setting};

use crate::{
    check,
    cloud_api::{
        self,
        error::parse_error,
        wire::{Action, CallRequest, DialResponse, PermissionResponse, Success},
    },
    error::{Operation, ProviderError},
    http::{self, read},
    meta::config::Config,
    provider::{Capabilities, Dialled, Permission, Provider},
    registry::{ChannelSettings, Entry, Field, FieldName},
    signature,
    webhook::{WebhookError, WebhookItem, WebhookRequest},
};

/// The header with the signature, in lower case.
const SIGNATURE: &str = "x-hub-signature-256";

/// The settings that Meta's document lists.
const SETTINGS: &[Setting] = &[
    Setting::Enabled,
    Setting::IconVisible,
    Setting::IconCountries,
    Setting::CallbackPermission,
    Setting::CallHours,
    Setting::SrtpKeyExchange,
    Setting::AdditionalCodecs,
    Setting::Voicemail,
    Setting::Sip,
    Setting::Restrictions,
];

/// Those of them that can be changed.
const WRITABLE: &[Setting] = &[
    Setting::Enabled,
    Setting::IconVisible,
    Setting::IconCountries,
    Setting::CallbackPermission,
    Setting::CallHours,
    Setting::SrtpKeyExchange,
    Setting::AdditionalCodecs,
    Setting::Voicemail,
    Setting::Sip,
];

/// One business number at Meta's Cloud API.
#[derive(Clone, Debug)]
pub struct Meta {
    config: Config,
    client: reqwest::Client,
}

impl Meta {
    /// What is known of it without a channel.
    pub const ENTRY: Entry = Entry {
        name: "meta",
        title: "Meta Cloud API",
        base_url: "https://graph.facebook.com",
        fields: &[
            Field {
                name: FieldName::NumberId,
                label: "Phone number ID",
                help: "WhatsApp Manager, API Setup: the id below the number, not the number itself.",
                required: true,
            },
            Field {
                name: FieldName::AccountId,
                label: "WhatsApp Business Account ID",
                help: "WhatsApp Manager, API Setup. Needed to create templates and to check subscriptions.",
                required: false,
            },
            Field {
                name: FieldName::AccessToken,
                label: "Access token",
                help: "A system user's token with whatsapp_business_messaging and whatsapp_business_management.",
                required: true,
            },
            Field {
                name: FieldName::WebhookSecret,
                label: "App secret",
                help: "The app's dashboard, Settings, Basic. Meta signs webhooks with it.",
                required: true,
            },
            Field {
                name: FieldName::VerifyToken,
                label: "Verify token",
                help: "A word of your own; Meta repeats it when it verifies the webhook address.",
                required: true,
            },
        ],
        webhook_fields: &[
            "calls",
            "messages",
            "account_update",
            "account_settings_update",
        ],
        webhook_help: "In the app's dashboard under WhatsApp, Configuration: enter the address and the verify token, then subscribe to the fields.",
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
            readable: SETTINGS,
            writable: WRITABLE,
            call_log: false,
            digits: true,
            signed_webhooks: true,
        },
        make: |settings, client| Arc::new(Self::new(settings, client)),
    };

    /// The provider for a channel.
    ///
    /// The base URL may end in a version (`https://graph.facebook.com/v25.0`); without one it is v23.0.
    pub fn new(settings: &ChannelSettings, client: reqwest::Client) -> Self {
        Self {
            config: Config::new(settings),
            client,
        }
    }

    async fn act(
        &self,
        operation: Operation,
        request: &CallRequest<'_>,
    ) -> Result<(), ProviderError> {
        let answer = self.post(operation, request).await?;
        let success: Success = read(operation, &answer)?;
        if success.success {
            Ok(())
        } else {
            Err(ProviderError::nonsense(operation))
        }
    }

    async fn post(
        &self,
        operation: Operation,
        request: &CallRequest<'_>,
    ) -> Result<Vec<u8>, ProviderError> {
        let url = self.config.calls_url(operation)?;
        self.send(operation, self.client.post(url).json(request))
            .await
    }

    async fn send(
        &self,
        operation: Operation,
        request: RequestBuilder,
    ) -> Result<Vec<u8>, ProviderError> {
        let request = request.bearer_auth(self.config.access_token());
        http::send(operation, request, parse_error).await
    }
}

#[async_trait]
impl Provider for Meta {
    fn capabilities(&self) -> Capabilities {
        Self::ENTRY.capabilities
    }

    async fn dial(
        &self,
        to: &PhoneNumber,
        sdp_offer: &str,
        reference: &str,
    ) -> Result<Dialled, ProviderError> {
        let request = CallRequest::connect(to.digits(), sdp_offer, reference);
        let answer = self.post(Operation::Dial, &request).await?;
        let dialled: DialResponse = read(Operation::Dial, &answer)?;
        let id = dialled
            .call_id()
            .ok_or_else(|| ProviderError::nonsense(Operation::Dial))?;
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
        let url = self.config.permission_url(customer)?;
        let answer = self.send(operation, self.client.get(url)).await?;
        let permission: PermissionResponse = read(operation, &answer)?;
        permission
            .into_permission()
            .ok_or_else(|| ProviderError::nonsense(operation))
    }

    async fn check(&self, _webhook_url: &str) -> Vec<Finding> {
        check::of_settings(self.settings().await.as_ref())
    }

    fn verify_subscription(&self, query: &[(String, String)]) -> Result<String, WebhookError> {
        cloud_api::webhook::verify_subscription(&self.config.verify_token, query)
    }

    fn read_webhook(&self, request: &WebhookRequest<'_>) -> Result<Vec<WebhookItem>, WebhookError> {
        let given = request
            .header(SIGNATURE)
            .and_then(|value| value.strip_prefix("sha256="))
            .ok_or(WebhookError::Signature)?;
        signature::verify(&self.config.webhook_secrets, &[request.body], given)?;
        cloud_api::webhook::read(&self.config.number_id, request.body)
    }
}
