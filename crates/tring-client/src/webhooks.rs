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
    pub fn webhook_endpoints(&self) -> T::Answer<WebhookEndpointList> {
        self.transport.get(ENDPOINTS)
    }

    /// One endpoint.
    pub fn webhook_endpoint(&self, id: &str) -> T::Answer<WebhookEndpointResponse> {
        self.transport.get(&path(id, ""))
    }

    /// Adds an endpoint; its secret is in the answer, this once.
    pub fn add_webhook_endpoint(
        &self,
        draft: &WebhookEndpointDraft,
    ) -> T::Answer<WebhookEndpointResponse> {
        self.transport.post(ENDPOINTS, draft)
    }

    /// Changes what `draft` has; the rest stays.
    pub fn change_webhook_endpoint(
        &self,
        id: &str,
        draft: &WebhookEndpointDraft,
    ) -> T::Answer<WebhookEndpointResponse> {
        self.transport
            .send(Method::Patch, &path(id, ""), Some(draft))
    }

    /// Removes an endpoint, and what waits for it.
    pub fn remove_webhook_endpoint(&self, id: &str) -> T::Answer<ActionResponse> {
        self.transport
            .send(Method::Delete, &path(id, ""), None::<&()>)
    }

    /// Makes another secret; the one before signs too for a day.
    pub fn rotate_webhook_endpoint_secret(&self, id: &str) -> T::Answer<WebhookEndpointResponse> {
        self.transport
            .send(Method::Post, &path(id, "/rotate-secret"), None::<&()>)
    }

    /// Sends a `ping`.
    pub fn test_webhook_endpoint(&self, id: &str) -> T::Answer<WebhookDeliveryResponse> {
        self.transport
            .send(Method::Post, &path(id, "/test"), None::<&()>)
    }

    /// What was sent, is sent, and could not be sent; newest first.
    pub fn webhook_deliveries(&self, id: &str, page: u64) -> T::Answer<WebhookDeliveryList> {
        self.transport
            .get(&path(id, &format!("/deliveries?page={}", page.max(1))))
    }

    /// Sends a delivery again.
    pub fn redeliver(&self, delivery: &str) -> T::Answer<WebhookDeliveryResponse> {
        self.transport.send(
            Method::Post,
            &["/api/webhook-deliveries/", &segment(delivery), "/redeliver"].concat(),
            None::<&()>,
        )
    }
}

const ENDPOINTS: &str = "/api/webhook-endpoints";

fn path(id: &str, part: &str) -> String {
    [ENDPOINTS, "/", &segment(id), part].concat()
}
