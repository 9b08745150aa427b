//! The providers' dialects: what each says over HTTP and in webhooks, and in whose words.
//!
//! A dialect is the only place that knows its provider's JSON. It turns requests into actions on
//! the [`World`] and the call's notices into signed webhooks. A new one is a file here and a line
//! of [`REGISTRY`]; everything else asks the registry.

mod calls;
mod dialog360;
mod fault;
mod fields;
mod ids;
mod messages;
mod meta;
mod positus;
mod sign;
mod vobiz;
mod ycloud;

use std::{fmt, sync::Arc};

use axum::{
    Router,
    http::{HeaderMap, StatusCode, header},
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{
    clock::Moment,
    outbox::{Target, Webhook},
    phone::Notice,
    world::{
        Books, World, call::CallFacts, chat::Written, number::Number, permission::PermissionReply,
        standing::StandingChange,
    },
};

/// Every dialect, Meta's first.
static REGISTRY: &[&dyn Dialect] = &[
    &meta::Meta,
    &dialog360::Dialog360,
    &ycloud::YCloud,
    &vobiz::Vobiz,
    &positus::Positus,
];

/// A provider's way to be asked and to tell the business something.
pub(crate) trait Dialect: Send + Sync {
    /// The provider's name in paths, in the control API and in reports.
    fn name(&self) -> &'static str;

    /// A number to try it with.
    fn sample(&self) -> Sample;

    /// The HTTP interface, without the name that all its paths begin with.
    fn routes(&self) -> Router<Arc<World>>;

    /// The account that a number belongs to when nobody says which.
    fn account_id(&self) -> &'static str {
        "366634483210360"
    }

    /// Whether a new number lets customers who call be called back.
    fn callback_permission(&self) -> bool {
        false
    }

    /// Writes the webhook that tells of a change in a call; `None` where the provider tells nothing.
    fn call_notice(
        &self,
        number: &Number,
        call: &CallFacts,
        notice: Notice,
        now: Moment,
    ) -> Option<Webhook>;

    /// Writes the webhook that brings what a customer, or the platform, did to a permission.
    fn permission_reply(
        &self,
        number: &Number,
        reply: &PermissionReply,
        now: Moment,
    ) -> Option<Webhook>;

    /// Writes the webhook that brings a message of a customer's.
    fn customer_writes(&self, number: &Number, written: &Written, now: Moment) -> Option<Webhook>;

    /// Writes the webhook that tells how the number or its account stands now; `None` where the provider tells nothing.
    fn standing_changed(
        &self,
        number: &Number,
        change: StandingChange,
        now: Moment,
    ) -> Option<Webhook>;

    /// Who receives the number's webhooks, and the secret that each shares with the provider.
    fn targets(&self, _books: &Books, number: &Number) -> Vec<Target> {
        let url = number.webhook_url.clone();
        let target = |url| Target {
            url,
            secret: number.webhook_secret.clone(),
        };
        url.map(target).into_iter().collect()
    }

    /// The headers that prove a body's origin: name and value.
    fn proof(
        &self,
        secret: Option<&SecretString>,
        body: &[u8],
        now: Moment,
    ) -> Vec<(&'static str, String)>;
}

/// A number of which a dialect thinks that it fits: what `cargo xtask start` and tests begin with.
#[derive(Debug, Serialize)]
pub(crate) struct Sample {
    /// The provider's id of the number, in its own form.
    pub(crate) number_id: &'static str,
    /// As people dial it: `+` and digits.
    pub(crate) display_number: &'static str,
    /// The account's id, where requests of the business need it; empty otherwise.
    pub(crate) account_id: &'static str,
    /// What follows the dialect's name in the base URL of its API.
    pub(crate) base_path: &'static str,
}

/// A dialect as the control API lists it.
#[derive(Debug, Serialize)]
pub(crate) struct Listed {
    dialect: DialectName,
    #[serde(flatten)]
    sample: Sample,
}

/// All dialects, Meta's first.
pub(crate) fn list() -> Vec<Listed> {
    let listed = |dialect: &&'static dyn Dialect| Listed {
        dialect: DialectName(*dialect),
        sample: dialect.sample(),
    };
    REGISTRY.iter().map(listed).collect()
}

/// Which provider a business number is at: one of the registry.
#[derive(Clone, Copy)]
pub(crate) struct DialectName(&'static dyn Dialect);

impl DialectName {
    /// Meta, which the command line's number is at.
    pub(crate) fn first() -> Self {
        Self(&meta::Meta)
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        let known = REGISTRY.iter().find(|dialect| dialect.name() == name);
        known.map(|dialect| Self(*dialect))
    }

    pub(crate) fn as_str(self) -> &'static str {
        self.0.name()
    }

    pub(crate) fn dialect(self) -> &'static dyn Dialect {
        self.0
    }
}

impl fmt::Debug for DialectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for DialectName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for DialectName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| {
            let known: Vec<_> = REGISTRY.iter().map(|dialect| dialect.name()).collect();
            de::Error::custom(format!(
                "the dialect is `{name}`; it must be one of {}",
                known.join(", ")
            ))
        })
    }
}

/// The HTTP interface of all dialects, each below its name; Meta's also at the root.
pub(crate) fn routes() -> Router<Arc<World>> {
    let named = |router: Router<Arc<World>>, dialect: &&dyn Dialect| {
        router.nest(&format!("/{}", dialect.name()), dialect.routes())
    };
    REGISTRY.iter().fold(meta::endpoints(), named)
}

/// The secret's text; an empty one where there is none, which no receiver should trust.
fn exposed(secret: Option<&SecretString>) -> &str {
    secret.map_or("", |secret| secret.expose_secret())
}

/// The token of an `Authorization: Bearer …` header.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    text_header(headers, header::AUTHORIZATION.as_str())?
        .strip_prefix("Bearer ")
        .filter(|token| !token.is_empty())
}

/// The header that proves a webhook's origin where nothing is signed: the custom header that the
/// business set on its address.
fn secret_header(secret: Option<&SecretString>) -> Vec<(&'static str, String)> {
    let header = |secret: &SecretString| ("x-webhook-secret", secret.expose_secret().to_owned());
    secret.map(header).into_iter().collect()
}

/// A new id for a call, for providers that have ids of their own beside Meta's.
pub(crate) fn own_call_id() -> String {
    ids::uuid()
}

fn text_header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// A status in words.
fn reason(status: StatusCode) -> String {
    status.canonical_reason().unwrap_or("Error").to_owned()
}
