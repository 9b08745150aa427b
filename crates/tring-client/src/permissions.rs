//! Who may be called, and asking for it.

use tring_protocol::permission::{AskPermissionRequest, PermissionState};

use crate::{Client, Transport, segment};

impl<T: Transport> Client<T> {
    /// The permission of the contact with this number on this channel.
    pub fn permission(&self, channel_id: &str, phone_number: &str) -> T::Answer<PermissionState> {
        let path = [
            "/api/permissions?phone_number=",
            &segment(phone_number),
            "&channel_id=",
            &segment(channel_id),
        ];
        self.transport.get(&path.concat())
    }

    /// Asks a contact for the permission to call.
    pub fn ask_permission(&self, request: &AskPermissionRequest) -> T::Answer<PermissionState> {
        self.transport.post("/api/permissions/request", request)
    }
}
