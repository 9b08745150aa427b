//! The channels of a team, for its administrators.

use serde::Serialize;
use tring_protocol::{
    api::ActionResponse,
    channel::{
        ChannelDraft, ChannelList, ChannelResponse, CheckResponse, ProviderList,
        RotateSecretRequest, SettingsResponse,
    },
    price::{PriceTable, PriceTableResponse},
    settings::CallingSettings,
};

use crate::{Client, Method, Transport, segment};

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

impl<T: Transport> Client<T> {
    /// What a channel can be at, and what each needs.
    pub fn providers(&self) -> T::Answer<ProviderList> {
        self.transport.get("/api/providers")
    }

    /// The team's channels, the default first.
    pub fn channels(&self) -> T::Answer<ChannelList> {
        self.transport.get("/api/channels")
    }

    /// One channel.
    pub fn channel(&self, id: &str) -> T::Answer<ChannelResponse> {
        self.transport.get(&path(id, ""))
    }

    /// Adds a channel; the answer has its webhook address.
    pub fn add_channel(&self, draft: &ChannelDraft) -> T::Answer<ChannelResponse> {
        self.transport.post("/api/channels", draft)
    }

    /// Changes what `draft` has; the rest stays.
    pub fn change_channel(&self, id: &str, draft: &ChannelDraft) -> T::Answer<ChannelResponse> {
        self.transport
            .send(Method::Patch, &path(id, ""), Some(draft))
    }

    /// Removes a channel. Its calls stay in the history.
    pub fn remove_channel(&self, id: &str) -> T::Answer<ActionResponse> {
        self.transport
            .send(Method::Delete, &path(id, ""), None::<&()>)
    }

    /// Sets a new webhook secret; the old one is taken for a while longer.
    pub fn rotate_secret(
        &self,
        id: &str,
        request: &RotateSecretRequest,
    ) -> T::Answer<ChannelResponse> {
        self.transport.post(&path(id, "/rotate-secret"), request)
    }

    /// Makes a new webhook address, which the answer has; the old one is no longer taken.
    pub fn rotate_webhook_url(&self, id: &str) -> T::Answer<ChannelResponse> {
        self.transport
            .post(&path(id, "/rotate-webhook-url"), &Nothing {})
    }

    /// Asks the provider whether calls can work.
    pub fn check_channel(&self, id: &str) -> T::Answer<CheckResponse> {
        self.transport.post(&path(id, "/check"), &Nothing {})
    }

    /// Has the provider create a template, which the channel then asks with.
    pub fn create_permission_template(
        &self,
        id: &str,
        template: &PermissionTemplate,
    ) -> T::Answer<ActionResponse> {
        self.transport
            .post(&path(id, "/permission-template"), template)
    }

    /// The calling settings as the provider has them.
    pub fn calling_settings(&self, id: &str) -> T::Answer<SettingsResponse> {
        self.transport.get(&path(id, "/settings"))
    }

    /// Changes the fields that `change` has; the answer tells what became of each.
    pub fn change_calling_settings(
        &self,
        id: &str,
        change: &CallingSettings,
    ) -> T::Answer<SettingsResponse> {
        self.transport
            .send(Method::Patch, &path(id, "/settings"), Some(change))
    }

    /// What calls from the channel cost.
    pub fn prices(&self, id: &str) -> T::Answer<PriceTableResponse> {
        self.transport.get(&path(id, "/prices"))
    }

    /// Sets what calls from the channel cost, from now on.
    pub fn set_prices(&self, id: &str, prices: &PriceTable) -> T::Answer<PriceTableResponse> {
        self.transport
            .send(Method::Put, &path(id, "/prices"), Some(prices))
    }
}

fn path(id: &str, action: &str) -> String {
    ["/api/channels/", &segment(id), action].concat()
}
