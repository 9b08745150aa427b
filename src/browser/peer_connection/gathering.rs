//! Waiting for candidates, but not for long.

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RtcIceGatheringState, RtcPeerConnection};

use crate::browser::{listener::Listener, timer::Timer};

/// The longest wait, in milliseconds. With a STUN server that does not answer Chromium gathers for more
/// than 20 s; the other side finds our address by our first packet anyway.
const CAP_MILLIS: u32 = 1_500;

/// Waits until all candidates are gathered, or the cap is reached.
pub(super) async fn gathered(connection: &RtcPeerConnection) {
    if is_complete(connection) {
        return;
    }
    let mut finish: Option<Function> = None;
    let finished = Promise::new(&mut |resolve, _| finish = Some(resolve));
    let Some(finish) = finish else { return };
    let observed = connection.clone();
    let finish_early = finish.clone();
    let _complete = Listener::new(connection, "icegatheringstatechange", move |_| {
        if is_complete(&observed) {
            resolve(&finish_early);
        }
    });
    let _cap = Timer::after(CAP_MILLIS, move || resolve(&finish));
    // It is only ever resolved.
    let _ = JsFuture::from(finished).await;
}

fn is_complete(connection: &RtcPeerConnection) -> bool {
    connection.ice_gathering_state() == RtcIceGatheringState::Complete
}

fn resolve(finish: &Function) {
    // Resolving a promise does not throw.
    let _ = finish.call0(&JsValue::NULL);
}
