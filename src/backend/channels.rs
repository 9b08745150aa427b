//! The channels of a team, for its administrators.

pub use tring_client::PermissionTemplate;
use tring_protocol::{
    api::ActionResponse,
    channel::{
        ChannelDraft, ChannelList, ChannelResponse, CheckResponse, ProviderList,
        RotateSecretRequest, SettingsResponse,
    },
    settings::CallingSettings,
};

use super::{BackendError, http::TRING};

/// What a channel can be at, and what each needs.
pub async fn providers() -> Result<ProviderList, BackendError> {
    TRING.providers().await
}

/// The team's channels, the default first.
pub async fn list() -> Result<ChannelList, BackendError> {
    TRING.channels().await
}

/// One channel.
pub async fn channel(id: &str) -> Result<ChannelResponse, BackendError> {
    TRING.channel(id).await
}

/// Adds a channel; the answer has its webhook address.
pub async fn add(draft: &ChannelDraft) -> Result<ChannelResponse, BackendError> {
    TRING.add_channel(draft).await
}

/// Changes what `draft` has; the rest stays.
pub async fn change(id: &str, draft: &ChannelDraft) -> Result<ChannelResponse, BackendError> {
    TRING.change_channel(id, draft).await
}

/// Removes a channel. Its calls stay in the history.
pub async fn remove(id: &str) -> Result<(), BackendError> {
    TRING.remove_channel(id).await.map(drop)
}

/// Sets a new webhook secret; the old one is taken for a while longer.
pub async fn rotate_secret(
    id: &str,
    request: &RotateSecretRequest,
) -> Result<ChannelResponse, BackendError> {
    TRING.rotate_secret(id, request).await
}

/// Makes a new webhook address, which the answer has; the old one is no longer taken.
pub async fn rotate_webhook_url(id: &str) -> Result<ChannelResponse, BackendError> {
    TRING.rotate_webhook_url(id).await
}

/// Asks the provider whether calls can work.
pub async fn check(id: &str) -> Result<CheckResponse, BackendError> {
    TRING.check_channel(id).await
}

/// Has the provider create a template, which the channel then asks with.
pub async fn create_permission_template(
    id: &str,
    template: &PermissionTemplate,
) -> Result<ActionResponse, BackendError> {
    TRING.create_permission_template(id, template).await
}

/// The calling settings as the provider has them.
pub async fn settings(id: &str) -> Result<SettingsResponse, BackendError> {
    TRING.calling_settings(id).await
}

/// Changes the fields that `change` has; the answer tells what became of each.
pub async fn change_settings(
    id: &str,
    change: &CallingSettings,
) -> Result<SettingsResponse, BackendError> {
    TRING.change_calling_settings(id, change).await
}
