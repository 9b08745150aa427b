//! Vobiz's messaging API (`docs.vobiz.ai`, Calls, Webhooks, Templates and Send Message pages):
//! a dial address and an action address, ids of its own, Meta's envelopes inside its events.
//!
//! ASSUMED, because the documents do not say:
//! * error bodies: what WhatsApp refuses is passed on as Meta writes it, everything else has a
//!   sentence as its `error`;
//! * a call's id in `action` is the UUID of the dial response, which is also the `id` of its log;
//!   Meta's id is refused there with 404 (a variant of the number takes it);
//! * the status of a call that ended: `terminated` once it was picked up or given up by the
//!   business, `rejected` when declined, `missed` when nobody answered, `failed` when media broke;
//! * `call.status_change` carries Meta's `statuses`;
//! * what becomes of a permission comes as `message.inbound`;
//! * the `meta_message_id` of a text is known a moment later, like that of a template;
//! * all channels of an account have one WhatsApp Business Account, and are active until it is disabled; no event tells of
//!   that, nor of a number's quality;
//! * a template may ask for the permission, and can be used as soon as it is created.

mod access;
mod actions;
mod channels;
mod error;
mod logs;
mod messages;
mod subscriptions;
mod webhooks;

use std::sync::Arc;

use axum::{
    Router,
    routing::{delete, get, post},
};
use secrecy::SecretString;

use super::{Dialect, Sample, exposed, sign::hex_hmac};
use crate::{
    clock::Moment,
    outbox::{Target, Webhook},
    phone::Notice,
    world::{
        Books, World, call::CallFacts, chat::Written, number::Number, permission::PermissionReply,
        standing::StandingChange,
    },
};

/// Vobiz's name in the registry.
const NAME: &str = "vobiz";

/// Vobiz's dialect.
#[derive(Debug)]
pub(crate) struct Vobiz;

impl Dialect for Vobiz {
    fn name(&self) -> &'static str {
        NAME
    }

    fn sample(&self) -> Sample {
        Sample {
            number_id: "3f1c9b7e-2d4a-4f6b-9c8e-0a1b2c3d4e5f",
            display_number: "+911140001234",
            account_id: "MA_XXXXXXXX",
            base_path: "/api/v1/messaging",
        }
    }

    fn account_id(&self) -> &'static str {
        "MA_XXXXXXXX"
    }

    fn routes(&self) -> Router<Arc<World>> {
        let messaging = Router::new()
            .route("/calls/whatsapp", post(actions::dial))
            .route("/calls/whatsapp/action", post(actions::act))
            .route("/calls/whatsapp/logs", get(logs::list))
            .route("/channels/whatsapp", get(channels::list))
            .route("/messages", post(messages::send))
            .route(
                "/channels/{channel_id}/templates",
                get(messages::list_templates).post(messages::create_template),
            )
            .route(
                "/webhooks",
                get(subscriptions::list).post(subscriptions::create),
            )
            .route("/webhooks/{id}", delete(subscriptions::remove));
        Router::new()
            .nest("/api/v1/messaging", messaging)
            .fallback(error::unknown_path)
            .method_not_allowed_fallback(error::wrong_method)
    }

    fn call_notice(
        &self,
        number: &Number,
        call: &CallFacts,
        notice: Notice,
        now: Moment,
    ) -> Option<Webhook> {
        Some(webhooks::call_notice(number, call, notice, now))
    }

    fn permission_reply(
        &self,
        number: &Number,
        reply: &PermissionReply,
        now: Moment,
    ) -> Option<Webhook> {
        Some(webhooks::permission_reply(number, reply, now))
    }

    fn customer_writes(&self, number: &Number, written: &Written, now: Moment) -> Option<Webhook> {
        Some(webhooks::customer_writes(number, written, now))
    }

    fn standing_changed(
        &self,
        _number: &Number,
        _change: StandingChange,
        _now: Moment,
    ) -> Option<Webhook> {
        None
    }

    fn targets(&self, books: &Books, number: &Number) -> Vec<Target> {
        subscriptions::targets(books, number)
    }

    fn proof(
        &self,
        secret: Option<&SecretString>,
        body: &[u8],
        _now: Moment,
    ) -> Vec<(&'static str, String)> {
        vec![("x-webhook-signature", hex_hmac(exposed(secret), &[body]))]
    }
}
