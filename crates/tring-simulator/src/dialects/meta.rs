//! Meta's Cloud API: `developers.facebook.com/documentation/business-messaging/whatsapp/calling`,
//! reference and guides as read in June 2026.

mod access;
mod actions;
mod error;
mod fault;
mod fields;
mod messages;
mod permissions;
mod settings;
mod webhooks;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

use super::Dialect;
use crate::{
    clock::Moment,
    outbox::Webhook,
    phone::Notice,
    world::{World, call::CallFacts, number::Number, permission::PermissionReply},
};

/// Meta's Graph dialect.
#[derive(Debug)]
pub(crate) struct Meta;

impl Dialect for Meta {
    fn call_notice(
        &self,
        number: &Number,
        call: &CallFacts,
        notice: Notice,
        now: Moment,
    ) -> Webhook {
        webhooks::call_notice(number, call, notice, now)
    }

    fn permission_reply(&self, number: &Number, reply: &PermissionReply, now: Moment) -> Webhook {
        webhooks::permission_reply(number, reply, now)
    }

    fn sign(&self, number: &Number, body: &[u8]) -> Vec<(&'static str, String)> {
        vec![(
            "x-hub-signature-256",
            webhooks::signature(&number.app_secret, body),
        )]
    }
}

/// The Graph endpoints: `/{version}/{id}/…`.
pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/{version}/{number_id}/calls", post(actions::calls))
        .route(
            "/{version}/{number_id}/call_permissions",
            get(permissions::call_permissions),
        )
        .route("/{version}/{number_id}/messages", post(messages::messages))
        .route(
            "/{version}/{number_id}/message_templates",
            post(messages::create_template),
        )
        .route(
            "/{version}/{number_id}/settings",
            get(settings::read).post(settings::update),
        )
}
