//! Positus: <https://github.com/positusapps/quick-docs/tree/main/calling> and <https://docs.en.posit.us>, read in November
//! 2026.
//!
//! # Layout
//!
//! * `wire`: what the JSON looks like; `webhook`: what webhooks say; `error`: from an answer to our error.
//!
//! # What is its own
//!
//! * `make` returns no id of the call: the first webhook brings it, and the pair of numbers finds the call.
//! * There is no `pre_accept`: the page names it only as "an event that generates no webhook".
//! * No webhook says that the customer's phone rings or was picked up.
//! * Webhooks are bare `{"calls": […]}`, without a signature; a `connect` has neither direction nor time.
//! * No request and no webhook tells how the number stands at WhatsApp.
//! * The number needs the *permissão de retorno de ligações*, which no request reads.
//!
//! # Assumed, because nothing says so
//!
//! * `make` with `sdp_type` "offer", though its sample prints "answer": what a caller sends is an offer.
//! * `connection.webrtc.sdp` of `make` in Meta's old form, a JSON document in a string: the sample says "SDP INFO". Since
//!   nobody knows whether `session` is enough, both are sent.
//! * The answer to our call comes in a `connect` webhook, as at Meta; the page speaks of customers' calls only.
//! * A template with a request for the permission to call is sent like any other: the page shows templates in Meta's
//!   form, and of interactive messages lists and buttons only. It is made in Positus Studio; the request that creates
//!   templates wants form data and the workspace's id.
//! * Replies to it come in Meta's form; the page does not speak of them.

mod error;
mod webhook;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::{RequestBuilder, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use tring_protocol::{
    channel::{Finding, FindingLevel},
    phone::PhoneNumber,
};

use self::{
    error::parse_error,
    wire::{AcceptRequest, Answered, EndRequest, MakeRequest, Message, PermissionAnswer},
};
use crate::{
    check::finding,
    cloud_api::message::MessageResponse,
    error::{ErrorKind, Operation, ProviderError},
    http::{self, read},
    provider::{Asked, Capabilities, Checked, Dialled, Permission, PermissionRequest, Provider},
    registry::{ChannelSettings, Entry, Field, FieldName},
    signature,
    webhook::{WebhookError, WebhookItem, WebhookRequest},
};

/// The header with our secret, where the channel has one.
const SECRET: &str = "x-webhook-secret";

/// One business number at Positus.
#[derive(Clone)]
pub struct Positus {
    base_url: String,
    number: String,
    number_id: String,
    token: SecretString,
    webhook_secrets: Vec<SecretString>,
    client: reqwest::Client,
}

impl Positus {
    /// What is known of it without a channel.
    pub const ENTRY: Entry = Entry {
        name: "positus",
        title: "Positus",
        base_url: "https://api.positus.global/v2",
        fields: &[
            Field {
                name: FieldName::NumberId,
                label: "Number key",
                help: "Positus Studio, the number's page: the key (chave) that stands in its API addresses.",
                required: true,
            },
            Field {
                name: FieldName::AccessToken,
                label: "API token",
                help: "Given by Positus; it is good for all numbers of the workspace.",
                required: true,
            },
            Field {
                name: FieldName::WebhookSecret,
                label: "Webhook secret",
                help: "Only if something in front of the proxy adds the header X-Webhook-Secret; Positus signs nothing.",
                required: false,
            },
        ],
        // Nothing can be chosen: the number's webhook gets all.
        webhook_fields: &[],
        webhook_help: "In Positus Studio, on the number's page: enter the address as the number's webhook. Keep it secret: nothing else proves where a webhook comes from.",
        capabilities: Capabilities {
            pre_accept: false,
            call_id_from_dial: false,
            status_events: false,
            reference: false,
            page_context: false,
            failure_reasons: false,
            permission_query: true,
            ask_by_message: false,
            ask_by_template: true,
            create_template: false,
            text_messages: true,
            health: false,
            readable: &[],
            writable: &[],
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
            token: settings.access_token.clone(),
            webhook_secrets: settings.webhook_secrets.clone(),
            client,
        }
    }

    /// One of the four: `POST /whatsapp/numbers/{number}/calls/{action}`.
    async fn act(
        &self,
        operation: Operation,
        action: &str,
        body: &impl Serialize,
    ) -> Result<(), ProviderError> {
        let url = self.url(operation, &["calls", action])?;
        let answer = self
            .send(operation, self.client.post(url).json(body))
            .await?;
        let answered: Answered = read(operation, &answer)?;
        if answered.success {
            Ok(())
        } else {
            Err(ProviderError::nonsense(operation))
        }
    }

    async fn ask_whatsapp(&self, digits: &str) -> Result<Permission, ProviderError> {
        let operation = Operation::Permission;
        let mut url = self.url(operation, &["calls", "call-permissions"])?;
        url.query_pairs_mut().append_pair("user_wa_id", digits);
        let answer = self.send(operation, self.client.get(url)).await?;
        let answer: PermissionAnswer = read(operation, &answer)?;
        answer
            .into_permission()
            .ok_or_else(|| ProviderError::nonsense(operation))
    }

    /// The only harmless request there is: may we call ourselves? WhatsApp's answer does not matter, that it came does.
    async fn check_credentials(&self) -> Finding {
        let ourselves = self.number.trim_start_matches('+');
        let good = || {
            finding(
                FindingLevel::Good,
                "Positus takes the token and knows the number.",
            )
        };
        match self.ask_whatsapp(ourselves).await {
            Ok(_) => good(),
            Err(error) if is_about_the_customer(&error) => good(),
            Err(error) => finding(FindingLevel::Problem, error.message),
        }
    }

    async fn send_message(
        &self,
        operation: Operation,
        message: &Message<'_>,
    ) -> Result<MessageResponse, ProviderError> {
        let url = self.url(operation, &["messages"])?;
        let answer = self
            .send(operation, self.client.post(url).json(message))
            .await?;
        read(operation, &answer)
    }

    async fn send(
        &self,
        operation: Operation,
        request: RequestBuilder,
    ) -> Result<Vec<u8>, ProviderError> {
        let request = request.bearer_auth(self.token.expose_secret());
        http::send(operation, request, parse_error).await
    }

    fn url(&self, operation: Operation, segments: &[&str]) -> Result<Url, ProviderError> {
        let number = ["whatsapp", "numbers", self.number_id.as_str()];
        http::address(&self.base_url, &[&number, segments].concat())
            .ok_or_else(|| ProviderError::bad_base_url(operation, Self::ENTRY.base_url))
    }
}

/// Whether WhatsApp answered, and only does not like whom it was asked about.
fn is_about_the_customer(error: &ProviderError) -> bool {
    let kinds = [
        ErrorKind::Uncallable,
        ErrorKind::NoPermission,
        ErrorKind::Limit,
    ];
    kinds.contains(&error.kind) || error.code.as_deref() == Some("100")
}

impl std::fmt::Debug for Positus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Positus")
            .field("base_url", &self.base_url)
            .field("number_id", &self.number_id)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Provider for Positus {
    fn capabilities(&self) -> Capabilities {
        Self::ENTRY.capabilities
    }

    /// There is no field for `reference`, and no id in the answer.
    async fn dial(
        &self,
        to: &PhoneNumber,
        sdp_offer: &str,
        _reference: &str,
    ) -> Result<Dialled, ProviderError> {
        let request = MakeRequest::new(to.digits(), sdp_offer);
        self.act(Operation::Dial, "make", &request).await?;
        Ok(Dialled {
            provider_call_id: None,
        })
    }

    async fn accept(&self, provider_call_id: &str, sdp_answer: &str) -> Result<(), ProviderError> {
        let request = AcceptRequest {
            call_id: provider_call_id,
            sdp: sdp_answer,
        };
        self.act(Operation::Accept, "accept", &request).await
    }

    async fn reject(&self, provider_call_id: &str) -> Result<(), ProviderError> {
        let request = EndRequest {
            call_id: provider_call_id,
        };
        self.act(Operation::Reject, "reject", &request).await
    }

    async fn terminate(&self, provider_call_id: &str) -> Result<(), ProviderError> {
        let request = EndRequest {
            call_id: provider_call_id,
        };
        self.act(Operation::Terminate, "hang-up", &request).await
    }

    async fn permission(&self, customer: &PhoneNumber) -> Result<Permission, ProviderError> {
        self.ask_whatsapp(customer.digits()).await
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
        let message = Message::template(customer.as_str(), name, language);
        let sent = self.send_message(operation, &message).await?;
        sent.into_asked()
            .ok_or_else(|| ProviderError::nonsense(operation))
    }

    /// As the route "messages" of the API's documentation shows it.
    async fn send_text(&self, to: &PhoneNumber, text: &str) -> Result<String, ProviderError> {
        let message = Message::text(to.as_str(), text);
        let sent = self.send_message(Operation::SendText, &message).await?;
        sent.into_text_id()
    }

    async fn check(&self, _webhook_url: &str) -> Checked {
        let findings = vec![
            self.check_credentials().await,
            finding(
                FindingLevel::Unknown,
                "Positus does not tell whether the number may call customers back (permissão de retorno de ligações), and without it no call works. Look at the number in Positus Studio, or ask Positus.",
            ),
            finding(
                FindingLevel::Unknown,
                "Positus does not tell where its webhooks go. Make sure in Positus Studio that the number's webhook is the address that was shown when the channel was added.",
            ),
        ];
        Checked {
            findings,
            ..Checked::default()
        }
    }

    fn read_webhook(&self, request: &WebhookRequest<'_>) -> Result<Vec<WebhookItem>, WebhookError> {
        let has_secret = |secret: &SecretString| !secret.expose_secret().is_empty();
        if self.webhook_secrets.iter().any(has_secret) {
            signature::verify_header(&self.webhook_secrets, request, SECRET)?;
        }
        webhook::read(&self.number, request.body)
    }
}
