//! Who may be called, and asking for it.

use tring_protocol::permission::{AskPermissionRequest, PermissionState};

use super::{BackendError, http::TRING};

/// The permission of the contact with this number on this channel.
pub async fn permission(
    channel_id: String,
    phone_number: String,
) -> Result<PermissionState, BackendError> {
    TRING.permission(&channel_id, &phone_number).await
}

/// Asks a contact for the permission to call.
pub async fn ask(request: AskPermissionRequest) -> Result<PermissionState, BackendError> {
    TRING.ask_permission(&request).await
}
