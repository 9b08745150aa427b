//! What is usually sent to each address: the rest of a body whose one field is odd must be beyond doubt, or every
//! refusal would be the rest's.

use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::Method;
use serde_json::{Value, json};

use super::Operation;
use crate::world::{
    ANSWER, OFFER, World,
    channels::{META, PLACES},
    initiate_json,
};

/// A team with one of everything, and who may change it all.
pub(super) struct Things {
    pub(super) world: World,
    pub(super) token: String,
    pub(super) agent_id: u64,
    call_id: String,
    /// The channel that everything goes through.
    own_channel: String,
    /// Another one, which is changed so that it works no more.
    channel_id: String,
    contact_id: Value,
    endpoint_id: String,
    made: AtomicU64,
}

impl Things {
    pub(super) async fn new() -> Self {
        let world = World::start().await;
        let admin = world.admin().await;
        let token = world.token(&[]).await;
        let place = &META;
        place.open(&world, None, true).await;
        let (channel_id, _) = world.add(&admin, &place.draft(&world)).await;
        let made = async |path: &str, body: &Value| {
            let answer = world.post_with(&token, path, body).await;
            assert!(answer.status.is_success(), "{path}: {}", answer.text);
            answer.json
        };
        let call = made("/api/calls/initiate", &initiate_json("+4915100000001")).await;
        let contact = made("/api/contacts", &json!({"phone_number": "+4915100000002"})).await;
        let endpoint = json!({"url": format!("{}/health", world.url()), "event_types": ["call.*"]});
        let endpoint = made("/api/webhook-endpoints", &endpoint).await;
        Self {
            agent_id: admin.id,
            call_id: text(&call["call_id"]),
            own_channel: world.own_channel().await,
            channel_id,
            contact_id: contact["data"]["id"].clone(),
            endpoint_id: text(&endpoint["data"]["id"]),
            made: AtomicU64::new(10),
            token,
            world,
        }
    }

    /// The path with ids of things that are there; what is removed is one that is not.
    pub(super) fn path(&self, operation: &Operation) -> String {
        let (template, removed) = (&operation.path, operation.method == Method::DELETE);
        let segments = template.split('/').map(|segment| match segment {
            named if named.starts_with('{') && removed => "999999".to_owned(),
            "{call_id}" => self.call_id.clone(),
            "{contact_id}" => self.contact_id.to_string(),
            "{id}" if template.ends_with("/settings") => self.own_channel.clone(),
            "{id}" if template.starts_with("/api/channels") => self.channel_id.clone(),
            "{id}" if template.starts_with("/api/contacts") => self.contact_id.to_string(),
            "{id}" if template.starts_with("/api/webhook-endpoints") => self.endpoint_id.clone(),
            named if named.starts_with('{') => "999999".to_owned(),
            other => other.to_owned(),
        });
        segments.collect::<Vec<_>>().join("/")
    }

    /// A body that is in order, with every part that can be odd. The number is always a fresh one: a call to it or a
    /// contact with it is no reason to refuse the next.
    pub(super) fn body(&self, operation: &Operation) -> Value {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let phone = format!("+49151{number:08}");
        let desk = json!({"desk_id": "a desk", "sdp_answer": ANSWER, "agent_id": self.agent_id});
        match (operation.method.as_str(), operation.path.as_str()) {
            ("POST", "/api/agents/status") => {
                json!({"agent_id": self.agent_id, "call_status": "available", "is_call_enabled": true})
            }
            ("POST", "/api/calls/initiate") => json!({
                "phone_number": phone, "sdp_offer": OFFER, "desk_id": "a desk", "attempt_id": phone,
                "options": {"caller_id": "crm-1", "conversation_id": 456, "agent_id": self.agent_id,
                    "trigger_type": "manual", "trigger_source": "crm", "trigger_message": "Call me"},
            }),
            ("POST", "/api/calls/check-eligibility") => json!({
                "contact_id": self.contact_id, "trigger_type": "manual", "trigger_source": "crm",
                "trigger_message": "Call me",
            }),
            ("POST", "/api/calls/{call_id}/answer" | "/api/calls/{call_id}/pre-accept") => desk,
            ("POST", "/api/calls/{call_id}/claim" | "/api/calls/{call_id}/heard") => {
                json!({"desk_id": "a desk"})
            }
            ("POST", "/api/calls/{call_id}/end" | "/api/calls/{call_id}/reject") => {
                json!({"reason": "hung_up"})
            }
            ("POST", "/api/channels") => {
                let mut draft = PLACES[3].draft(&self.world);
                draft["number"] = json!(format!("+9111{number:08}"));
                draft["number_id"] = json!(format!("3f1c9b7e-2d4a-4f6b-9c8e-{number:012x}"));
                draft
            }
            ("PATCH", "/api/channels/{id}") => json!({"name": "Shop", "is_default": false}),
            ("POST", "/api/channels/{id}/permission-template") => {
                json!({"name": format!("ask_{number}"), "language": "en_US", "body": "May we call you?"})
            }
            ("PUT", "/api/channels/{id}/prices") => {
                json!({"currency": "EUR", "pulse_seconds": 6, "prices": [{"prefix": "+49", "per_minute": "0.05"}]})
            }
            ("POST", "/api/channels/{id}/rotate-secret") => {
                json!({"webhook_secret": format!("another-secret-{number}"), "window_hours": 24})
            }
            ("PATCH", "/api/channels/{id}/settings") => json!({"enabled": true, "call_hours": {
                "enabled": true, "time_zone": "America/Manaus",
                "weekly": [{"day": "monday", "open": "09:00", "close": "17:00"}],
                "holidays": [{"date": "2099-12-25", "start": "00:00", "end": "23:59"}],
            }}),
            ("POST" | "PATCH", "/api/contacts" | "/api/contacts/{id}") => contact(&phone),
            ("POST", "/api/contacts/{id}/consent") => {
                json!({"opt_in": "opted_in", "consent": "explicit", "note": "on paper", "until": "2099-01-01T00:00:00Z"})
            }
            ("POST", "/api/permissions/request") => json!({"phone_number": phone}),
            ("POST", "/api/session") => json!({"token": "a used one"}),
            ("PUT", "/api/teams/settings/call-routing") => json!({
                "mode": "round_robin", "role": "agent", "cooldown_seconds": 60, "ring_timeout_seconds": 30,
                "max_wait_seconds": 60, "fallback_action": "auto_reply", "auto_reply_text": "Later!",
            }),
            ("PUT", "/api/teams/settings/calling") => json!({"consent_policy": "implicit"}),
            ("PUT", "/api/teams/settings/consent") => json!({"call_consent_days": 30}),
            ("POST", "/api/tokens") => json!({"name": "Wall", "abilities": ["calls:read"]}),
            ("POST" | "PATCH", "/api/webhook-endpoints" | "/api/webhook-endpoints/{id}") => json!({
                "url": format!("https://hooks.example.com/{number}"), "event_types": ["call.*"], "description": "CRM",
                "enabled": true,
            }),
            (method, path) => panic!("say what is usually sent to {method} {path}"),
        }
    }
}

fn contact(phone: &str) -> Value {
    json!({"name": "Jane Smith", "phone_number": phone, "bsuid": format!("DE.{phone}"), "tags": ["crm"],
        "opt_in": "opted_in", "automation_blocks_calling": false})
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
