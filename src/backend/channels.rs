//! The channels of a team, for its administrators.

use serde::Serialize;
use tring_protocol::{
    api::ActionResponse,
    channel::{
        ChannelDraft, ChannelList, ChannelResponse, CheckResponse, ProviderList,
        RotateSecretRequest, SettingsResponse,
    },
    settings::CallingSettings,
};

use super::{BackendError, http};

/// A body without a field, for what needs none.
#[derive(Serialize)]
struct Nothing {}

/// A template that asks a customer for the permission to call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PermissionTemplate {
    /// Its name: small letters, digits and underscores.
    pub name: String,
    /// Its language, `en_US`.
    pub language: String,
    /// What it says.
    pub body: String,
}

/// What a channel can be at, and what each needs.
pub async fn providers() -> Result<ProviderList, BackendError> {
    http::get("/api/providers").await
}

/// The team's channels, the default first.
pub async fn list() -> Result<ChannelList, BackendError> {
    http::get("/api/channels").await
}

/// One channel.
pub async fn channel(id: &str) -> Result<ChannelResponse, BackendError> {
    http::get(&path(id, "")).await
}

/// Adds a channel; the answer has its webhook address.
pub async fn add(draft: &ChannelDraft) -> Result<ChannelResponse, BackendError> {
    http::post("/api/channels", draft).await
}

/// Changes what `draft` has; the rest stays.
pub async fn change(id: &str, draft: &ChannelDraft) -> Result<ChannelResponse, BackendError> {
    http::patch(&path(id, ""), draft).await
}

/// Removes a channel. Its calls stay in the history.
pub async fn remove(id: &str) -> Result<(), BackendError> {
    http::delete(&path(id, "")).await
}

/// Sets a new webhook secret; the old one is taken for a while longer.
pub async fn rotate_secret(
    id: &str,
    request: &RotateSecretRequest,
) -> Result<ChannelResponse, BackendError> {
    http::post(&path(id, "/rotate-secret"), request).await
}

/// Makes a new webhook address, which the answer has; the old one is no longer taken.
pub async fn rotate_webhook_url(id: &str) -> Result<ChannelResponse, BackendError> {
    http::post(&path(id, "/rotate-webhook-url"), &Nothing {}).await
}

/// Asks the provider whether calls can work.
pub async fn check(id: &str) -> Result<CheckResponse, BackendError> {
    http::post(&path(id, "/check"), &Nothing {}).await
}

/// Has the provider create a template, which the channel then asks with.
pub async fn create_permission_template(
    id: &str,
    template: &PermissionTemplate,
) -> Result<ActionResponse, BackendError> {
    http::post(&path(id, "/permission-template"), template).await
}

/// The calling settings as the provider has them.
pub async fn settings(id: &str) -> Result<SettingsResponse, BackendError> {
    http::get(&path(id, "/settings")).await
}

/// Changes the fields that `change` has; the answer tells what became of each.
pub async fn change_settings(
    id: &str,
    change: &CallingSettings,
) -> Result<SettingsResponse, BackendError> {
    http::patch(&path(id, "/settings"), change).await
}

fn path(id: &str, action: &str) -> String {
    ["/api/channels/", &http::segment(id), action].concat()
}
