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
use serde::{Deserialize, Serialize, de::IgnoredAny};
use tring_protocol::{
    channel::{Finding, FindingLevel},
    phone::PhoneNumber,
    settings::{CallingSettings, Setting, SettingOutcome},
};

use crate::{
    check::{self, finding},
    cloud_api::{
        self,
        error::parse_error,
        health::{NUMBER_FIELDS, NumberResponse},
        message::{MessageRequest, MessageResponse, TemplateRequest, TemplateResponse},
        settings::SettingsResponse,
        settings_request::SettingsRequest,
        wire::{Action, CallRequest, DialResponse, PermissionResponse, Success},
    },
    error::{Operation, ProviderError},
    health::Health,
    http::{self, read},
    meta::config::Config,
    provider::{
        Asked, Capabilities, Checked, Dialled, Permission, PermissionRequest, Provider,
        TemplateDraft,
    },
    registry::{ChannelSettings, Entry, Field, FieldName},
    settings, signature,
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
            "account_review_update",
            "phone_number_quality_update",
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
            text_messages: true,
            health: true,
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
        let answer = self.post(operation, "calls", request).await?;
        read::<Success>(operation, &answer)?.into_result(operation)
    }

    async fn post(
        &self,
        operation: Operation,
        edge: &str,
        request: &(impl Serialize + Sync),
    ) -> Result<Vec<u8>, ProviderError> {
        let url = self.config.number_url(operation, edge)?;
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

    async fn save(&self, change: &CallingSettings) -> Result<(), ProviderError> {
        let operation = Operation::ChangeSettings;
        let request = SettingsRequest::new(change);
        let answer = self.post(operation, "settings", &request).await?;
        read::<Success>(operation, &answer)?.into_result(operation)
    }

    /// `{"data":[{"whatsapp_business_api_data":{"id","name","link"}}]}`: the apps that get the account's webhooks.
    async fn subscribed_apps(&self) -> Result<SubscribedApps, ProviderError> {
        let operation = Operation::Check;
        let url = self.config.account_url(operation, "subscribed_apps")?;
        let answer = self.send(operation, self.client.get(url)).await?;
        read(operation, &answer)
    }

    /// Whether WhatsApp sends the account's webhooks to any app; to which one and with which fields, it does not say.
    /// `said` is the error that the check has told already.
    async fn check_subscription(&self, said: Option<&ProviderError>) -> Finding {
        if !self.config.has_account() {
            return finding(
                FindingLevel::Unknown,
                "Without a WhatsApp Business Account ID it cannot be checked whether your app gets the account's webhooks. \
                 Enter the id in the channel's settings.",
            );
        }
        match self.subscribed_apps().await {
            Ok(apps) if apps.data.is_empty() => finding(
                FindingLevel::Problem,
                "No app is subscribed to the account's webhooks, so no call would arrive. Subscribe yours: \
                 POST /{account id}/subscribed_apps with its token.",
            ),
            Ok(_) => finding(
                FindingLevel::Good,
                "An app is subscribed to the account's webhooks.",
            ),
            Err(error) => {
                let what = "It could not be checked whether an app is subscribed to the account's webhooks.";
                let is_new = said.is_none_or(|said| said.message != error.message);
                let why = if is_new {
                    format!(" {}", error.message)
                } else {
                    String::new()
                };
                finding(FindingLevel::Unknown, format!("{what}{why}"))
            }
        }
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
        let answer = self.post(Operation::Dial, "calls", &request).await?;
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

    async fn ask_permission(
        &self,
        customer: &PhoneNumber,
        request: &PermissionRequest,
    ) -> Result<Asked, ProviderError> {
        let operation = Operation::AskPermission;
        let request = MessageRequest::asking(customer.digits(), request);
        let answer = self.post(operation, "messages", &request).await?;
        let sent: MessageResponse = read(operation, &answer)?;
        sent.into_asked()
            .ok_or_else(|| ProviderError::nonsense(operation))
    }

    async fn send_text(&self, to: &PhoneNumber, text: &str) -> Result<String, ProviderError> {
        let operation = Operation::SendText;
        let request = MessageRequest::text(to.digits(), text);
        let answer = self.post(operation, "messages", &request).await?;
        read::<MessageResponse>(operation, &answer)?.into_text_id()
    }

    async fn create_template(&self, template: &TemplateDraft) -> Result<(), ProviderError> {
        let operation = Operation::CreateTemplate;
        let url = self.config.account_url(operation, "message_templates")?;
        let request = self.client.post(url).json(&TemplateRequest::new(template));
        let answer = self.send(operation, request).await?;
        read::<TemplateResponse>(operation, &answer)?.into_result()
    }

    async fn health(&self) -> Result<Health, ProviderError> {
        let operation = Operation::Health;
        let url = self.config.fields_url(operation, NUMBER_FIELDS)?;
        let answer = self.send(operation, self.client.get(url)).await?;
        let number: NumberResponse = read(operation, &answer)?;
        Ok(Health {
            number: number.into_health(),
            ..Health::default()
        })
    }

    async fn settings(&self) -> Result<CallingSettings, ProviderError> {
        let operation = Operation::ReadSettings;
        // Never with `include_sip_credentials`: no password comes here.
        let url = self.config.number_url(operation, "settings")?;
        let answer = self.send(operation, self.client.get(url)).await?;
        let settings: SettingsResponse = read(operation, &answer)?;
        Ok(settings.calling.into_settings())
    }

    async fn change_settings(&self, change: &CallingSettings) -> Vec<SettingOutcome> {
        let problem = self.save(change).await.err().map(|error| error.message);
        settings::outcomes(change, problem.as_ref())
    }

    async fn check(&self, webhook_url: &str) -> Checked {
        let (mut checked, said) = check::of_number(self).await;
        let findings = &mut checked.findings;
        findings.push(self.check_subscription(said.as_ref()).await);
        findings.push(check::register_by_hand(&Self::ENTRY, webhook_url));
        check::worst_first(findings);
        checked
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
        cloud_api::webhook::read(self.config.number(), request.body)
    }
}

/// The answer to `GET /{account_id}/subscribed_apps`.
#[derive(Deserialize)]
struct SubscribedApps {
    data: Vec<IgnoredAny>,
}
