//! Contacts and their consent.

use tring_protocol::{
    api::ActionResponse,
    contact::{
        ConsentHistory, ConsentRequest, ConsentSettingsRequest, ConsentSettingsResponse,
        ContactDraft, ContactList, ContactResponse,
    },
};

use crate::{Client, Method, Transport, segment};

impl<T: Transport> Client<T> {
    /// Contacts whose name or number begins so; all of them for an empty text.
    pub async fn find_contacts(&self, text: &str) -> Result<ContactList, T::Error> {
        self.transport
            .get(&["/api/contacts?q=", &segment(text)].concat())
            .await
    }

    /// One contact.
    pub async fn contact(&self, id: u64) -> Result<ContactResponse, T::Error> {
        self.transport.get(&path(id, "")).await
    }

    /// Adds a contact.
    pub async fn add_contact(&self, draft: &ContactDraft) -> Result<ContactResponse, T::Error> {
        self.transport.post("/api/contacts", draft).await
    }

    /// Changes what `draft` has; the rest stays.
    pub async fn change_contact(
        &self,
        id: u64,
        draft: &ContactDraft,
    ) -> Result<ContactResponse, T::Error> {
        self.transport
            .send(Method::Patch, &path(id, ""), Some(draft))
            .await
    }

    /// Erases the person; the calls' figures stay.
    pub async fn erase_contact(&self, id: u64) -> Result<ActionResponse, T::Error> {
        self.transport
            .send(Method::Delete, &path(id, ""), None::<&()>)
            .await
    }

    /// What was heard of the contact's consent, newest first.
    pub async fn consent_history(&self, id: u64) -> Result<ConsentHistory, T::Error> {
        self.transport.get(&path(id, "/consent")).await
    }

    /// Writes down what the contact has said.
    pub async fn record_consent(
        &self,
        id: u64,
        request: &ConsentRequest,
    ) -> Result<ConsentHistory, T::Error> {
        self.transport.post(&path(id, "/consent"), request).await
    }

    /// The team's keywords, and how long consent lasts.
    pub async fn consent_settings(&self) -> Result<ConsentSettingsResponse, T::Error> {
        self.transport.get(SETTINGS).await
    }

    /// Changes the team's keywords, and how long consent lasts.
    pub async fn change_consent_settings(
        &self,
        change: &ConsentSettingsRequest,
    ) -> Result<ConsentSettingsResponse, T::Error> {
        self.transport
            .send(Method::Put, SETTINGS, Some(change))
            .await
    }
}

const SETTINGS: &str = "/api/teams/settings/consent";

fn path(id: u64, part: &str) -> String {
    format!("/api/contacts/{id}{part}")
}
