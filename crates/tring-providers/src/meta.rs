//! Meta's Cloud API: <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference>, read in June 2026.
//!
//! # Layout
//!
//! * [`config`]: the channel's settings, and the addresses made of them.
//! * [`wire`]: what Meta's JSON looks like.
//! * [`error`]: from an error's code to kind, retry and sentence.
//! * [`webhook`]: the signature, and what a webhook says.

mod config;
mod error;
mod webhook;
mod wire;

use async_trait::async_trait;
use reqwest::{RequestBuilder, Response};
use tring_protocol::phone::PhoneNumber;

use crate::{
    error::ProviderError,
    meta::{
        config::Config,
        error::{Operation, nonsense, not_sent, parse_error},
        wire::{Action, CallRequest, DialResponse, PermissionResponse, Success},
    },
    provider::{Capabilities, Dialled, Permission, Provider},
    registry::ChannelSettings,
    webhook::{WebhookError, WebhookItem, WebhookRequest},
};

/// The most that is read of an answer. Meta's are below 2 kB.
const LARGEST_ANSWER: usize = 256 * 1024;

/// One business number at Meta's Cloud API.
#[derive(Clone, Debug)]
pub struct Meta {
    config: Config,
    client: reqwest::Client,
}

impl Meta {
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
            Err(nonsense(operation))
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
        let response = request
            .bearer_auth(self.config.access_token())
            .send()
            .await
            .map_err(|cause| not_sent(operation, &cause))?;
        let status = response.status();
        let body = body(response)
            .await
            .map_err(|cause| not_sent(operation, &cause))?;
        if status.is_success() {
            Ok(body)
        } else {
            Err(parse_error(operation, status.as_u16(), &body))
        }
    }
}

#[async_trait]
impl Provider for Meta {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            pre_accept: true,
            call_id_from_dial: true,
            status_events: true,
            permission_query: true,
            reference: true,
        }
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
        let id = dialled.call_id().ok_or_else(|| nonsense(Operation::Dial))?;
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
            .ok_or_else(|| nonsense(operation))
    }

    fn verify_subscription(&self, query: &[(String, String)]) -> Result<String, WebhookError> {
        webhook::verify_subscription(&self.config, query)
    }

    fn read_webhook(&self, request: &WebhookRequest<'_>) -> Result<Vec<WebhookItem>, WebhookError> {
        webhook::verify_signature(&self.config, request)?;
        webhook::read(&self.config, request.body)
    }
}

/// Reads an answer's body, but not more than an answer can have.
async fn body(mut response: Response) -> Result<Vec<u8>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST_ANSWER {
            break;
        }
    }
    Ok(body)
}

fn read<T: serde::de::DeserializeOwned>(
    operation: Operation,
    answer: &[u8],
) -> Result<T, ProviderError> {
    serde_json::from_slice(answer).map_err(|_| nonsense(operation))
}
