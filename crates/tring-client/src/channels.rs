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
    pub async fn providers(&self) -> Result<ProviderList, T::Error> {
        self.transport.get("/api/providers").await
    }

    /// The team's channels, the default first.
    pub async fn channels(&self) -> Result<ChannelList, T::Error> {
        self.transport.get("/api/channels").await
    }

    /// One channel.
    pub async fn channel(&self, id: &str) -> Result<ChannelResponse, T::Error> {
        self.transport.get(&path(id, "")).await
    }

    /// Adds a channel; the answer has its webhook address.
    pub async fn add_channel(&self, draft: &ChannelDraft) -> Result<ChannelResponse, T::Error> {
        self.transport.post("/api/channels", draft).await
    }

    /// Changes what `draft` has; the rest stays.
    pub async fn change_channel(
        &self,
        id: &str,
        draft: &ChannelDraft,
    ) -> Result<ChannelResponse, T::Error> {
        self.transport
            .send(Method::Patch, &path(id, ""), Some(draft))
            .await
    }

    /// Removes a channel. Its calls stay in the history.
    pub async fn remove_channel(&self, id: &str) -> Result<ActionResponse, T::Error> {
        self.transport
            .send(Method::Delete, &path(id, ""), None::<&()>)
            .await
    }

    /// Sets a new webhook secret; the old one is taken for a while longer.
    pub async fn rotate_secret(
        &self,
        id: &str,
        request: &RotateSecretRequest,
    ) -> Result<ChannelResponse, T::Error> {
        self.transport
            .post(&path(id, "/rotate-secret"), request)
            .await
    }

    /// Makes a new webhook address, which the answer has; the old one is no longer taken.
    pub async fn rotate_webhook_url(&self, id: &str) -> Result<ChannelResponse, T::Error> {
        self.transport
            .post(&path(id, "/rotate-webhook-url"), &Nothing {})
            .await
    }

    /// Asks the provider whether calls can work.
    pub async fn check_channel(&self, id: &str) -> Result<CheckResponse, T::Error> {
        self.transport.post(&path(id, "/check"), &Nothing {}).await
    }

    /// Has the provider create a template, which the channel then asks with.
    pub async fn create_permission_template(
        &self,
        id: &str,
        template: &PermissionTemplate,
    ) -> Result<ActionResponse, T::Error> {
        self.transport
            .post(&path(id, "/permission-template"), template)
            .await
    }

    /// The calling settings as the provider has them.
    pub async fn calling_settings(&self, id: &str) -> Result<SettingsResponse, T::Error> {
        self.transport.get(&path(id, "/settings")).await
    }

    /// Changes the fields that `change` has; the answer tells what became of each.
    pub async fn change_calling_settings(
        &self,
        id: &str,
        change: &CallingSettings,
    ) -> Result<SettingsResponse, T::Error> {
        self.transport
            .send(Method::Patch, &path(id, "/settings"), Some(change))
            .await
    }

    /// What calls from the channel cost.
    pub async fn prices(&self, id: &str) -> Result<PriceTableResponse, T::Error> {
        self.transport.get(&path(id, "/prices")).await
    }

    /// Sets what calls from the channel cost, from now on.
    pub async fn set_prices(
        &self,
        id: &str,
        prices: &PriceTable,
    ) -> Result<PriceTableResponse, T::Error> {
        self.transport
            .send(Method::Put, &path(id, "/prices"), Some(prices))
            .await
    }
}

fn path(id: &str, action: &str) -> String {
    ["/api/channels/", &segment(id), action].concat()
}
