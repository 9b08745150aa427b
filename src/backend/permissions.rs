//! Who may be called, and asking for it.

use tring_protocol::permission::{AskPermissionRequest, PermissionState};

use super::{BackendError, http};

/// The permission of the contact with this number on this channel.
pub async fn permission(
    channel_id: String,
    phone_number: String,
) -> Result<PermissionState, BackendError> {
    let path = [
        "/api/permissions?phone_number=",
        &http::segment(&phone_number),
        "&channel_id=",
        &http::segment(&channel_id),
    ];
    http::get(&path.concat()).await
}

/// Asks a contact for the permission to call.
pub async fn ask(request: AskPermissionRequest) -> Result<PermissionState, BackendError> {
    http::post("/api/permissions/request", &request).await
}
