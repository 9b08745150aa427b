//! Webhooks out: where a team wants to be told what happens, and what became of telling.

use alloc::{string::String, vec::Vec};
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::{api::Pagination, call::Millis};

/// `POST /api/webhook-endpoints`, and `PATCH` of one, where a field that is absent stays as it is.
///
/// `Debug` leaves out the address, which may hold a key.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct WebhookEndpointDraft {
    /// Where to: public HTTPS, without user name, password or fragment. Required for a new one.
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What of: `*`, all of a kind (`call.*`, `permission.*`, `agent.*`, `callback.*`), or single types (`call.ended`). Required for a new one.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 20))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_types: Option<Vec<String>>,
    /// What it is for, at most 500 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 500))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether messages are sent; `true` where absent. What happens while it is disabled is not sent later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

impl fmt::Debug for WebhookEndpointDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookEndpointDraft")
            .field("event_types", &self.event_types)
            .field("enabled", &self.enabled)
            .finish_non_exhaustive()
    }
}

/// Where a team wants to be told what happens.
///
/// `Debug` leaves out the address, which may hold a key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookEndpoint {
    /// Its id, `endpoint_…`.
    pub id: String,
    /// Where to.
    pub url: String,
    /// What of.
    pub event_types: Vec<String>,
    /// What it is for.
    pub description: String,
    /// Whether messages are sent.
    pub enabled: bool,
    /// Why the proxy disabled it by itself, and what to do: a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_reason: Option<String>,
    /// Since when nothing has been delivered although something was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<Millis>,
    /// Until when messages are signed with the secret before the last rotation, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_secret_until: Option<Millis>,
    /// When it was added.
    pub created_at: Millis,
}

impl fmt::Debug for WebhookEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookEndpoint")
            .field("id", &self.id)
            .field("event_types", &self.event_types)
            .field("enabled", &self.enabled)
            .finish_non_exhaustive()
    }
}

/// `GET /api/webhook-endpoints`: the team's, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookEndpointList {
    /// Always `true`.
    pub success: bool,
    /// The endpoints.
    pub data: Vec<WebhookEndpoint>,
}

/// The answer to `GET`, `POST` and `PATCH` of one endpoint, and to `rotate-secret`.
///
/// `Debug` leaves out the secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookEndpointResponse {
    /// Always `true`.
    pub success: bool,
    /// The endpoint.
    pub data: WebhookEndpoint,
    /// What messages are signed with, `whsec_…`: shown when it is made, and never again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

impl fmt::Debug for WebhookEndpointResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookEndpointResponse")
            .field("data", &self.data)
            .finish_non_exhaustive()
    }
}

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It is sent, again if need be.
    Pending,
    /// The endpoint has it.
    Delivered,
    /// It was given up; it can be sent again by hand.
    Dead,
}

/// One message for one endpoint, and what became of it.
///
/// `Debug` leaves out what the endpoint answered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookDelivery {
    /// The `webhook-id` that the message carries, the same in every attempt.
    pub id: String,
    /// The endpoint.
    pub endpoint_id: String,
    /// `call.ended`, …; `ping` for a test.
    pub event_type: String,
    /// The event's number, in the order in which things happened in the team. A test has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// How far it is.
    pub state: DeliveryState,
    /// How often it was sent since it was made, or since it was last sent again by hand.
    pub attempts: u32,
    /// When it was made.
    pub created_at: Millis,
    /// When it was last sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_attempt_at: Option<Millis>,
    /// When it is sent next. Absent where it is not: it is over, or its endpoint is disabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<Millis>,
    /// The status of the endpoint's last answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_status: Option<u16>,
    /// What went wrong last, and what to do: a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// The first 200 characters of an answer that was no success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_answer: Option<String>,
}

impl fmt::Debug for WebhookDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookDelivery")
            .field("id", &self.id)
            .field("endpoint_id", &self.endpoint_id)
            .field("event_type", &self.event_type)
            .field("seq", &self.seq)
            .field("state", &self.state)
            .field("attempts", &self.attempts)
            .field("last_status", &self.last_status)
            .finish_non_exhaustive()
    }
}

/// `GET /api/webhook-endpoints/{id}/deliveries`: newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookDeliveryList {
    /// Always `true`.
    pub success: bool,
    /// The deliveries.
    pub data: Vec<WebhookDelivery>,
    /// Which page this is.
    pub pagination: Pagination,
}

/// The answer to `test` and `redeliver`: the delivery, which is about to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookDeliveryResponse {
    /// Always `true`.
    pub success: bool,
    /// The delivery.
    pub data: WebhookDelivery,
}
