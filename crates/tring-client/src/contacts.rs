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
    pub fn find_contacts(&self, text: &str) -> T::Answer<ContactList> {
        self.transport
            .get(&["/api/contacts?q=", &segment(text)].concat())
    }

    /// One contact.
    pub fn contact(&self, id: u64) -> T::Answer<ContactResponse> {
        self.transport.get(&path(id, ""))
    }

    /// Adds a contact.
    pub fn add_contact(&self, draft: &ContactDraft) -> T::Answer<ContactResponse> {
        self.transport.post("/api/contacts", draft)
    }

    /// Changes what `draft` has; the rest stays.
    pub fn change_contact(&self, id: u64, draft: &ContactDraft) -> T::Answer<ContactResponse> {
        self.transport
            .send(Method::Patch, &path(id, ""), Some(draft))
    }

    /// Erases the person; the calls' figures stay.
    pub fn erase_contact(&self, id: u64) -> T::Answer<ActionResponse> {
        self.transport
            .send(Method::Delete, &path(id, ""), None::<&()>)
    }

    /// What was heard of the contact's consent, newest first.
    pub fn consent_history(&self, id: u64) -> T::Answer<ConsentHistory> {
        self.transport.get(&path(id, "/consent"))
    }

    /// Writes down what the contact has said.
    pub fn record_consent(&self, id: u64, request: &ConsentRequest) -> T::Answer<ConsentHistory> {
        self.transport.post(&path(id, "/consent"), request)
    }

    /// The team's keywords, and how long consent lasts.
    pub fn consent_settings(&self) -> T::Answer<ConsentSettingsResponse> {
        self.transport.get(SETTINGS)
    }

    /// Changes the team's keywords, and how long consent lasts.
    pub fn change_consent_settings(
        &self,
        change: &ConsentSettingsRequest,
    ) -> T::Answer<ConsentSettingsResponse> {
        self.transport.send(Method::Put, SETTINGS, Some(change))
    }
}

const SETTINGS: &str = "/api/teams/settings/consent";

fn path(id: u64, part: &str) -> String {
    format!("/api/contacts/{id}{part}")
}
