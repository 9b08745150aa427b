//! YCloud's API, version 2 (`docs.ycloud.com`, its OpenAPI document and its calling guide): Meta's
//! calls with other names, one address per action, and signed events.
//!
//! ASSUMED, because the documents do not say:
//! * the words in `error.code` other than `NOT_FOUND`, and that what WhatsApp refuses has the HTTP
//!   status 400 (429 and 5xx stay what they are) with Meta's error inside;
//! * an unanswered call ends as `COMPLETED` without times, a broken one as `FAILED`;
//! * a customer without a number is left out of `from`, `to` and `recipientPhone`;
//! * what the platform does to a permission comes as an inbound message without `context`;
//! * a template can be used as soon as it is created;
//! * the address that a number was created with is an endpoint that is called for all events of calls and messages;
//! * a change of a number's rating alone is told without a `qualityUpdateEvent`; a violation is settled by an approving
//!   review, a ban by `REINSTATE`.

mod actions;
mod endpoints;
mod error;
mod messages;
mod settings;
mod standing;
mod webhooks;

use std::sync::Arc;

use axum::{
    Router,
    http::HeaderMap,
    routing::{get, post},
};
use secrecy::SecretString;

use self::error::YCloudError;
use super::{Dialect, Sample, exposed, text_header};
use crate::{
    clock::Moment,
    outbox::Webhook,
    phone::Notice,
    world::{
        World, call::CallFacts, chat::Written, number::Number, permission::PermissionReply,
        standing::StandingChange,
    },
};

/// YCloud's name in the registry.
const NAME: &str = "ycloud";

/// YCloud's dialect.
#[derive(Debug)]
pub(crate) struct YCloud;

impl Dialect for YCloud {
    fn name(&self) -> &'static str {
        NAME
    }

    fn sample(&self) -> Sample {
        Sample {
            number_id: "461269257068832",
            display_number: "+6283138205150",
            account_id: "188234691048809",
            base_path: "/v2",
        }
    }

    fn account_id(&self) -> &'static str {
        "188234691048809"
    }

    fn routes(&self) -> Router<Arc<World>> {
        let whatsapp = Router::new()
            .route("/calls/connect", post(actions::connect))
            .route("/calls/preAccept", post(actions::pre_accept))
            .route("/calls/accept", post(actions::accept))
            .route("/calls/reject", post(actions::reject))
            .route("/calls/terminate", post(actions::terminate))
            .route("/phoneNumbers/{waba_id}/{number}", get(standing::read))
            .route(
                "/phoneNumbers/{waba_id}/{number}/settings",
                get(settings::read).post(settings::update),
            )
            .route("/messages", post(messages::send))
            .route("/messages/sendDirectly", post(messages::send))
            .route("/templates", post(messages::create_template));
        Router::new()
            .nest("/v2/whatsapp", whatsapp)
            .route("/v2/webhookEndpoints", get(endpoints::list))
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
        webhooks::call_notice(number, call, notice, now)
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

    fn proof(
        &self,
        secret: Option<&SecretString>,
        body: &[u8],
        now: Moment,
    ) -> Vec<(&'static str, String)> {
        let signature = webhooks::signature(exposed(secret), now, body);
        vec![("ycloud-signature", signature)]
    }
}

/// The numbers that the request's key gives access to.
fn numbers(world: &World, headers: &HeaderMap) -> Result<Vec<Number>, YCloudError> {
    let key = text_header(headers, "x-api-key").unwrap_or_default();
    let numbers = world.books().numbers_of(NAME, key);
    if numbers.is_empty() {
        return Err(YCloudError::unauthorized());
    }
    Ok(numbers)
}

/// The number among those of the key that fits.
fn number(
    world: &World,
    headers: &HeaderMap,
    fits: impl Fn(&Number) -> bool,
) -> Result<Number, YCloudError> {
    let number = numbers(world, headers)?.into_iter().find(fits);
    number.ok_or_else(YCloudError::not_found)
}
