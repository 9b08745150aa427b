//! Local and remote descriptions of a connection.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RtcPeerConnection, RtcSdpType, RtcSessionDescriptionInit};

use super::PeerError;

/// What was set by [`set_local`], with the candidates that were gathered since.
pub(super) fn local(connection: &RtcPeerConnection) -> Option<String> {
    connection
        .local_description()
        .map(|description| description.sdp())
}

/// Sets what `createOffer` or `createAnswer` made.
pub(super) async fn set_local(
    connection: &RtcPeerConnection,
    made: &JsValue,
) -> Result<(), PeerError> {
    JsFuture::from(connection.set_local_description(made.unchecked_ref())).await?;
    Ok(())
}

/// Sets what the other side made.
pub(super) async fn set_remote(
    connection: &RtcPeerConnection,
    kind: RtcSdpType,
    sdp: &str,
) -> Result<(), PeerError> {
    let description = RtcSessionDescriptionInit::new(kind);
    description.set_sdp(sdp);
    JsFuture::from(connection.set_remote_description(&description)).await?;
    Ok(())
}
