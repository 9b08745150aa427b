//! The providers' dialects: what each says over HTTP and in webhooks, and in whose words.
//!
//! A dialect is the only place that knows its provider's JSON. It turns requests into actions on
//! the [`World`] and the call's notices into signed webhooks.

mod meta;

use std::sync::Arc;

use axum::Router;
use serde::{Deserialize, Serialize};

use crate::{
    clock::Moment,
    outbox::Webhook,
    phone::Notice,
    world::{World, call::CallFacts, number::Number, permission::PermissionReply},
};

/// Which provider a business number is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DialectName {
    Meta,
}

/// A provider's way to tell the business something.
pub(crate) trait Dialect: Send + Sync {
    /// Writes the webhook that tells of a change in a call.
    fn call_notice(
        &self,
        number: &Number,
        call: &CallFacts,
        notice: Notice,
        now: Moment,
    ) -> Webhook;

    /// Writes the webhook that brings a customer's reply to a request for permission.
    fn permission_reply(&self, number: &Number, reply: &PermissionReply, now: Moment) -> Webhook;

    /// The headers that prove a body's origin: name and value.
    fn sign(&self, number: &Number, body: &[u8]) -> Vec<(&'static str, String)>;
}

/// The dialect called `name`.
pub(crate) fn of(name: DialectName) -> &'static dyn Dialect {
    match name {
        DialectName::Meta => &meta::Meta,
    }
}

/// The HTTP interface of all dialects.
pub(crate) fn routes() -> Router<Arc<World>> {
    meta::routes()
}
