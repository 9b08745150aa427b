//! Who may be called, and asking for it.

use tring_protocol::permission::{AskPermissionRequest, PermissionState};

use super::http::{Answer, TRING};

/// The permission of the contact with this number on this channel.
pub fn permission(channel_id: String, phone_number: String) -> Answer<PermissionState> {
    TRING.permission(&channel_id, &phone_number)
}

/// Asks a contact for the permission to call.
pub fn ask(request: AskPermissionRequest) -> Answer<PermissionState> {
    TRING.ask_permission(&request)
}
