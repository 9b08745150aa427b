//! The microphone goes away in the middle of a call, and another one comes.

use tring_softphone::view::Notice;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::desk::Desk;
use crate::ground::{javascript, until, until_async, until_it_is_quiet};

fn plug_in_another() {
    let script = "navigator.mediaDevices.dispatchEvent(new Event('devicechange'))";
    javascript(script, &JsValue::NULL);
}

fn notice(desk: &Desk) -> Option<Notice> {
    leptos::prelude::Owner::new().with(|| {
        let notice = desk.store.select(tring_softphone::Desk::notice);
        leptos::prelude::GetUntracked::get_untracked(&notice)
    })
}

// An unplugged microphone ends its track; without packets for 20 s the provider drops the call.
#[wasm_bindgen_test]
async fn a_call_lives_on_in_silence_until_another_microphone_is_there() {
    let desk = Desk::open();
    let customer = desk.talks_to_a_customer().await;
    let (_speaker, ear) = customer.listen();
    until("the customer hears the microphone", || ear.hertz() > 0.0).await;

    desk.microphones.unplug();
    assert_eq!(notice(&desk), Some(Notice::MicrophoneLost));
    let before = customer.packets_received().await;
    until_async("packets still flow", || async {
        customer.packets_received().await > before + 60
    })
    .await;
    until_it_is_quiet(&ear).await;

    plug_in_another();
    until("the customer hears the other microphone", || {
        ear.hertz() > 0.0
    })
    .await;
    desk.hangs_up();
    until("that one is released too", || {
        desk.microphones.all_are_released()
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_call_cannot_be_placed_without_a_microphone() {
    let desk = Desk::open();
    let restore = javascript(
        "const devices = navigator.mediaDevices, watched = devices.getUserMedia;
         devices.getUserMedia = async () => { throw new DOMException('none', 'NotFoundError'); };
         return () => { devices.getUserMedia = watched; };",
        &JsValue::NULL,
    );
    desk.dials();
    until("the call has ended", || {
        desk.call().is_some() && desk.has_ended()
    })
    .await;
    assert!(
        desk.proxy.requests("initiate").is_empty(),
        "nothing is dialled"
    );
    javascript("argument()", &restore);
}
