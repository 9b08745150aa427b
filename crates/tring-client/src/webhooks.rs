//! Where the team wants to be told what happens.

use tring_protocol::{
    api::ActionResponse,
    webhook_endpoint::{
        WebhookDeliveryList, WebhookDeliveryResponse, WebhookEndpointDraft, WebhookEndpointList,
        WebhookEndpointResponse,
    },
};

use crate::{Client, Method, Transport, segment};

impl<T: Transport> Client<T> {
    /// The team's endpoints.
    pub async fn webhook_endpoints(&self) -> Result<WebhookEndpointList, T::Error> {
        self.transport.get(ENDPOINTS).await
    }

    /// One endpoint.
    pub async fn webhook_endpoint(&self, id: &str) -> Result<WebhookEndpointResponse, T::Error> {
        self.transport.get(&path(id, "")).await
    }

    /// Adds an endpoint; its secret is in the answer, this once.
    pub async fn add_webhook_endpoint(
        &self,
        draft: &WebhookEndpointDraft,
    ) -> Result<WebhookEndpointResponse, T::Error> {
        self.transport.post(ENDPOINTS, draft).await
    }

    /// Changes what `draft` has; the rest stays.
    pub async fn change_webhook_endpoint(
        &self,
        id: &str,
        draft: &WebhookEndpointDraft,
    ) -> Result<WebhookEndpointResponse, T::Error> {
        self.transport
            .send(Method::Patch, &path(id, ""), Some(draft))
            .await
    }

    /// Removes an endpoint, and what waits for it.
    pub async fn remove_webhook_endpoint(&self, id: &str) -> Result<ActionResponse, T::Error> {
        self.transport
            .send(Method::Delete, &path(id, ""), None::<&()>)
            .await
    }

    /// Makes another secret; the one before signs too for a day.
    pub async fn rotate_webhook_endpoint_secret(
        &self,
        id: &str,
    ) -> Result<WebhookEndpointResponse, T::Error> {
        self.transport
            .send(Method::Post, &path(id, "/rotate-secret"), None::<&()>)
            .await
    }

    /// Sends a `ping`.
    pub async fn test_webhook_endpoint(
        &self,
        id: &str,
    ) -> Result<WebhookDeliveryResponse, T::Error> {
        self.transport
            .send(Method::Post, &path(id, "/test"), None::<&()>)
            .await
    }

    /// What was sent, is sent, and could not be sent; newest first.
    pub async fn webhook_deliveries(
        &self,
        id: &str,
        page: u64,
    ) -> Result<WebhookDeliveryList, T::Error> {
        self.transport
            .get(&path(id, &format!("/deliveries?page={}", page.max(1))))
            .await
    }

    /// Sends a delivery again.
    pub async fn redeliver(&self, delivery: &str) -> Result<WebhookDeliveryResponse, T::Error> {
        self.transport
            .send(
                Method::Post,
                &["/api/webhook-deliveries/", &segment(delivery), "/redeliver"].concat(),
                None::<&()>,
            )
            .await
    }
}

const ENDPOINTS: &str = "/api/webhook-endpoints";

fn path(id: &str, part: &str) -> String {
    [ENDPOINTS, "/", &segment(id), part].concat()
}
