//! Meta's Cloud API: `developers.facebook.com/documentation/business-messaging/whatsapp/calling`,
//! reference and guides as read in June 2026.
//!
//! ASSUMED, because the documents do not say:
//! * an unanswered call is one that nobody picked up or that the customer declined; one that the
//!   business gave up does not count towards the four that revoke the permission;
//! * a grant of seven days on the business's profile is told like a permanent one, with its end;
//! * a change to settings of which one is wrong changes none of them.

mod access;
pub(super) mod actions;
mod apps;
mod error;
mod hours;
pub(super) mod messages;
pub(super) mod permissions;
pub(super) mod settings;
pub(super) mod standing;
pub(super) mod webhooks;

use std::sync::Arc;

use axum::{
    Router,
    http::Uri,
    routing::{get, post},
};
use secrecy::SecretString;

pub(crate) use self::error::GraphError;
use super::{Dialect, Sample, exposed};
use crate::{
    clock::Moment,
    outbox::{Target, Webhook},
    phone::Notice,
    world::{
        Books, World, call::CallFacts, chat::Written, number::Number, permission::PermissionReply,
        standing::StandingChange,
    },
};

/// Meta's name in the registry.
const NAME: &str = "meta";

/// Meta's Graph dialect.
#[derive(Debug)]
pub(crate) struct Meta;

impl Dialect for Meta {
    fn name(&self) -> &'static str {
        NAME
    }

    fn sample(&self) -> Sample {
        Sample {
            number_id: "106540352242922",
            display_number: "+15550001111",
            account_id: "366634483210360",
            base_path: "/v23.0",
        }
    }

    fn routes(&self) -> Router<Arc<World>> {
        // Not at the root, where it would take every path of two parts.
        endpoints()
            .route(
                "/{version}/{number_id}",
                get(standing::read).fallback(unknown_path),
            )
            .fallback(unknown_path)
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
        number: &Number,
        change: StandingChange,
        now: Moment,
    ) -> Option<Webhook> {
        standing::changed(number, change, now)
    }

    fn targets(&self, _books: &Books, number: &Number) -> Vec<Target> {
        // An app that has not subscribed to the account hears nothing of it.
        let url = number.webhook_url.clone().filter(|_| number.subscribed);
        let target = |url| Target {
            url,
            secret: number.webhook_secret.clone(),
        };
        url.map(target).into_iter().collect()
    }

    fn proof(
        &self,
        secret: Option<&SecretString>,
        body: &[u8],
        _now: Moment,
    ) -> Vec<(&'static str, String)> {
        let signature = webhooks::signature(exposed(secret), body);
        vec![("x-hub-signature-256", signature)]
    }
}

/// The Graph endpoints: `/{version}/{id}/…`.
pub(crate) fn endpoints() -> Router<Arc<World>> {
    Router::new()
        .route("/{version}/{number_id}/calls", post(actions::calls))
        .route(
            "/{version}/{number_id}/call_permissions",
            get(permissions::call_permissions),
        )
        .route("/{version}/{number_id}/messages", post(messages::messages))
        .route(
            "/{version}/{number_id}/message_templates",
            get(messages::list_templates).post(messages::create_template),
        )
        .route(
            "/{version}/{number_id}/settings",
            get(settings::read).post(settings::update),
        )
        .route(
            "/{version}/{number_id}/subscribed_apps",
            get(apps::list)
                .post(apps::subscribe)
                .delete(apps::unsubscribe),
        )
        .method_not_allowed_fallback(wrong_method)
}

/// The Graph API has no 405: an edge that does not take the method is one that the object has not.
async fn wrong_method(uri: Uri) -> GraphError {
    let object = uri.path().split('/').nth(2);
    GraphError::unknown_object(object.unwrap_or_default())
}

async fn unknown_path(uri: Uri) -> GraphError {
    GraphError::path(uri.path().trim_start_matches('/'))
}
