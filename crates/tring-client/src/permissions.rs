//! Who may be called, and asking for it.

use tring_protocol::permission::{AskPermissionRequest, PermissionState};

use crate::{Client, Transport, segment};

impl<T: Transport> Client<T> {
    /// The permission of the contact with this number on this channel.
    pub async fn permission(
        &self,
        channel_id: &str,
        phone_number: &str,
    ) -> Result<PermissionState, T::Error> {
        let path = [
            "/api/permissions?phone_number=",
            &segment(phone_number),
            "&channel_id=",
            &segment(channel_id),
        ];
        self.transport.get(&path.concat()).await
    }

    /// Asks a contact for the permission to call.
    pub async fn ask_permission(
        &self,
        request: &AskPermissionRequest,
    ) -> Result<PermissionState, T::Error> {
        self.transport
            .post("/api/permissions/request", request)
            .await
    }
}
