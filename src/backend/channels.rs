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

use super::{
    calls::done,
    http::{Answer, TRING},
};

/// What a channel can be at, and what each needs.
pub fn providers() -> Answer<ProviderList> {
    TRING.providers()
}

/// The team's channels, the default first.
pub fn list() -> Answer<ChannelList> {
    TRING.channels()
}

/// One channel.
pub fn channel(id: &str) -> Answer<ChannelResponse> {
    TRING.channel(id)
}

/// Adds a channel; the answer has its webhook address.
pub fn add(draft: &ChannelDraft) -> Answer<ChannelResponse> {
    TRING.add_channel(draft)
}

/// Changes what `draft` has; the rest stays.
pub fn change(id: &str, draft: &ChannelDraft) -> Answer<ChannelResponse> {
    TRING.change_channel(id, draft)
}

/// Removes a channel. Its calls stay in the history.
pub fn remove(id: &str) -> Answer<()> {
    done(TRING.remove_channel(id))
}

/// Sets a new webhook secret; the old one is taken for a while longer.
pub fn rotate_secret(id: &str, request: &RotateSecretRequest) -> Answer<ChannelResponse> {
    TRING.rotate_secret(id, request)
}

/// Makes a new webhook address, which the answer has; the old one is no longer taken.
pub fn rotate_webhook_url(id: &str) -> Answer<ChannelResponse> {
    TRING.rotate_webhook_url(id)
}

/// Asks the provider whether calls can work.
pub fn check(id: &str) -> Answer<CheckResponse> {
    TRING.check_channel(id)
}

/// Has the provider create a template, which the channel then asks with.
pub fn create_permission_template(
    id: &str,
    template: &PermissionTemplate,
) -> Answer<ActionResponse> {
    TRING.create_permission_template(id, template)
}

/// The calling settings as the provider has them.
pub fn settings(id: &str) -> Answer<SettingsResponse> {
    TRING.calling_settings(id)
}

/// Changes the fields that `change` has; the answer tells what became of each.
pub fn change_settings(id: &str, change: &CallingSettings) -> Answer<SettingsResponse> {
    TRING.change_calling_settings(id, change)
}
