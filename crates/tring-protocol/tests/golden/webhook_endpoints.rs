//! Webhooks out: endpoints and deliveries.

use tring_protocol::{
    api::Pagination,
    webhook_endpoint::{
        DeliveryState, WebhookDelivery, WebhookDeliveryList, WebhookDeliveryResponse,
        WebhookEndpoint, WebhookEndpointDraft, WebhookEndpointList, WebhookEndpointResponse,
    },
};

use crate::{AT, golden};

fn endpoint() -> WebhookEndpoint {
    WebhookEndpoint {
        id: "endpoint_0123456789abcdef".to_owned(),
        url: "https://crm.example/hooks?key=k".to_owned(),
        event_types: vec!["call.*".to_owned(), "permission.changed".to_owned()],
        description: "The CRM".to_owned(),
        enabled: true,
        disabled_reason: None,
        failing_since: None,
        old_secret_until: Some(AT),
        created_at: AT,
    }
}

fn disabled() -> WebhookEndpoint {
    WebhookEndpoint {
        description: String::new(),
        enabled: false,
        disabled_reason: Some("It answered 410 Gone.".to_owned()),
        failing_since: Some(AT),
        old_secret_until: None,
        ..endpoint()
    }
}

fn dead() -> WebhookDelivery {
    WebhookDelivery {
        id: "msg_0123456789abcdef01234567".to_owned(),
        endpoint_id: endpoint().id,
        event_type: "call.ended".to_owned(),
        seq: Some(42),
        state: DeliveryState::Dead,
        attempts: 11,
        created_at: AT,
        last_attempt_at: Some(AT),
        next_attempt_at: None,
        last_status: Some(500),
        last_error: Some("The endpoint answered 500.".to_owned()),
        last_answer: Some("out of order".to_owned()),
    }
}

fn pending() -> WebhookDelivery {
    WebhookDelivery {
        event_type: "ping".to_owned(),
        seq: None,
        state: DeliveryState::Pending,
        attempts: 0,
        last_attempt_at: None,
        next_attempt_at: Some(AT),
        last_status: None,
        last_error: None,
        last_answer: None,
        ..dead()
    }
}

#[test]
fn endpoints_are_added_changed_and_shown() {
    golden(
        "webhook_endpoint.draft.json",
        &WebhookEndpointDraft {
            url: Some(endpoint().url),
            event_types: Some(endpoint().event_types),
            description: Some("The CRM".to_owned()),
            enabled: Some(true),
        },
    );
    golden(
        "webhook_endpoint.draft.empty.json",
        &WebhookEndpointDraft::default(),
    );
    golden(
        "webhook_endpoint.response.json",
        &WebhookEndpointResponse {
            success: true,
            data: endpoint(),
            secret: Some("whsec_c2VjcmV0".to_owned()),
        },
    );
    golden(
        "webhook_endpoints.response.json",
        &WebhookEndpointList {
            success: true,
            data: vec![endpoint(), disabled()],
        },
    );
}

#[test]
fn deliveries_are_listed_and_sent_again() {
    golden(
        "webhook_deliveries.response.json",
        &WebhookDeliveryList {
            success: true,
            data: vec![
                dead(),
                WebhookDelivery {
                    state: DeliveryState::Delivered,
                    last_status: Some(204),
                    last_error: None,
                    last_answer: None,
                    ..dead()
                },
            ],
            pagination: Pagination {
                current_page: 1,
                last_page: 1,
                per_page: 15,
                total: 2,
            },
        },
    );
    golden(
        "webhook_delivery.response.json",
        &WebhookDeliveryResponse {
            success: true,
            data: pending(),
        },
    );
}

#[test]
fn debug_shows_neither_addresses_nor_secrets_nor_answers() {
    let draft = WebhookEndpointDraft {
        url: Some(endpoint().url),
        ..WebhookEndpointDraft::default()
    };
    let response = WebhookEndpointResponse {
        success: true,
        data: endpoint(),
        secret: Some("whsec_c2VjcmV0".to_owned()),
    };
    let shown = format!("{draft:?} {response:?} {:?}", dead());
    for hidden in ["crm.example", "whsec_", "c2VjcmV0", "out of order"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}
