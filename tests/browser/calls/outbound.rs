//! The agent calls.

use js_sys::{Array, Function};
use serde_json::json;
use tring_protocol::api::ChannelSummary;
use tring_softphone::{
    Input,
    input::Microphone,
    view::{EndCause, Phase},
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use super::desk::{Desk, sdp_answer};
use crate::ground::{Tone, a_moment, count, javascript, property, until, until_async};

#[wasm_bindgen_test]
async fn an_outgoing_call_is_heard_on_both_sides_and_leaves_nothing_behind() {
    let desk = Desk::open();
    let elements = count("audio");
    let customer = desk.talks_to_a_customer().await;
    let (_speaker, ear) = customer.listen();
    until("the customer hears the microphone", || ear.hertz() > 0.0).await;
    let tone = Tone::of(700.0);
    customer.send(&tone.track()).await;
    let levels = desk.store.levels();
    until("the meter of the other side moves", || {
        leptos::prelude::GetUntracked::get_untracked(&levels).theirs > 0.1
    })
    .await;
    desk.hangs_up();
    desk.proxy.request("end").await;
    until("the microphone is released", || {
        desk.microphones.all_are_released()
    })
    .await;
    until("the speaker is removed", || count("audio") == elements + 1).await;
}

// The provider connects the media while the customer's phone still rings. What the agent says to a
// colleague meanwhile is nobody's business; packets flow all the same.
#[wasm_bindgen_test]
async fn the_microphone_is_muted_until_the_customer_picks_up() {
    let desk = Desk::open();
    let customer = desk.rings_at_the_customers().await;
    let (_speaker, ear) = customer.listen();
    let begin = js_sys::Date::now();
    until("two seconds without a voice", || {
        assert!(ear.hertz() <= f32::EPSILON, "a voice before the answer");
        js_sys::Date::now() - begin > 2_000.0
    })
    .await;
    until_async("silence is sent, not nothing", || async {
        customer.packets_received().await > 20
    })
    .await;
}

// Positus has no event for a customer who picks up: the voice is all there is.
#[wasm_bindgen_test]
async fn where_no_provider_tells_the_first_sound_is_the_answer() {
    let quiet = ChannelSummary {
        id: "quiet".to_owned(),
        name: "Quiet".to_owned(),
        number: "+15550001111".to_owned(),
        provider: "positus".to_owned(),
        pre_accept: false,
        status_events: false,
        can_ask: false,
        permission_query: false,
    };
    let desk = Desk::of(vec![quiet]);
    desk.proxy.agrees("heard");
    let customer = desk.rings_at_the_customers().await;
    a_moment(1_500).await;
    assert_eq!(desk.phase(), Some(Phase::RingingThere), "nothing was heard");
    assert!(desk.proxy.requests("heard").is_empty());
    let tone = Tone::of(700.0);
    customer.send(&tone.track()).await;
    desk.shows(Phase::InProgress).await;
    let request = desk.proxy.request("heard").await;
    assert!(request["desk_id"].as_str().is_some_and(|id| id.len() >= 32));
    let (_speaker, ear) = customer.listen();
    until("the customer hears the microphone", || ear.hertz() > 0.0).await;
    assert_eq!(desk.proxy.requests("heard").len(), 1, "once is enough");
}

#[wasm_bindgen_test]
async fn muting_is_confirmed_when_the_track_is_muted() {
    let desk = Desk::open();
    let customer = desk.talks_to_a_customer().await;
    desk.store.send(Input::MuteRequested {
        microphone: Microphone::Muted,
    });
    let mute = leptos::prelude::Owner::new().with(|| {
        let mute = desk.store.select(tring_softphone::Desk::mute);
        leptos::prelude::GetUntracked::get_untracked(&mute)
    });
    assert_eq!(
        (mute.desired, mute.confirmed),
        (Microphone::Muted, Microphone::Muted)
    );
    for track in desk.microphones.tracks() {
        assert!(!track.enabled(), "muting disables the track");
    }
    let before = customer.packets_received().await;
    until_async("packets still flow", || async {
        customer.packets_received().await > before + 20
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_request_carries_what_the_proxy_needs() {
    let desk = Desk::open();
    desk.dials();
    let request = desk.proxy.request("initiate").await;
    assert_eq!(request["phone_number"], "+4915112345678");
    assert!(
        request["sdp_offer"]
            .as_str()
            .is_some_and(|offer| offer.contains("a=candidate:"))
    );
    assert!(
        request["attempt_id"]
            .as_str()
            .is_some_and(|id| id.len() >= 32)
    );
    assert!(request["desk_id"].as_str().is_some_and(|id| id.len() >= 32));
}

#[wasm_bindgen_test]
async fn the_microphone_is_released_when_the_customer_hangs_up() {
    let desk = Desk::open();
    let _customer = desk.talks_to_a_customer().await;
    assert!(desk.microphones.one_is_open());
    desk.hears_that_the_call_has_ended();
    assert!(desk.has_ended());
    assert!(desk.microphones.all_are_released());
}

#[wasm_bindgen_test]
async fn the_microphone_is_released_when_the_call_is_refused() {
    let desk = Desk::open();
    desk.proxy.refuses("initiate", 409, "call_in_progress");
    desk.dials();
    until("the call has ended", || {
        desk.call().is_some() && desk.has_ended()
    })
    .await;
    assert!(desk.microphones.all_are_released());
    let reason = match desk.phase() {
        Some(Phase::Ended(end)) => Some(end.reason),
        _ => None,
    };
    let expected = EndCause::Message("Because of the test.".to_owned());
    assert_eq!(reason, Some(expected));
}

#[wasm_bindgen_test]
async fn the_microphone_is_released_when_the_answer_is_nonsense() {
    let desk = Desk::open();
    desk.dials();
    let request = desk.proxy.request("initiate").await;
    desk.proxy.answers("initiate", 200, super::desk::placed());
    desk.proxy.says(sdp_answer(&request, "v=0\r\nnonsense\r\n"));
    desk.proxy.request("end").await;
    until("the microphone is released", || {
        desk.microphones.all_are_released()
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_microphone_is_released_and_the_call_ended_when_the_page_part_is_removed() {
    let desk = Desk::open();
    let _customer = desk.talks_to_a_customer().await;
    desk.remove();
    assert!(desk.microphones.all_are_released());
    until("the proxy is told", || {
        !desk.proxy.requests("end").is_empty()
    })
    .await;
    let ends = desk.proxy.requests("end");
    assert_eq!(
        ends[0]["keepalive"],
        json!(true),
        "in a way that survives the page"
    );
    assert!(desk.proxy.socket_is_closed());
}

// The person changes her mind while the browser still asks for the microphone.
#[wasm_bindgen_test]
async fn a_microphone_that_comes_too_late_is_released_at_once() {
    let desk = Desk::open();
    desk.dials();
    assert!(
        desk.microphones.tracks().is_empty(),
        "still being asked for"
    );
    desk.hangs_up();
    until("it came and went", || desk.microphones.all_are_released()).await;
    assert!(
        desk.proxy.requests("initiate").is_empty(),
        "nothing is dialled"
    );
}

#[wasm_bindgen_test]
async fn a_microphone_that_comes_after_the_page_part_was_removed_is_released_at_once() {
    let desk = Desk::open();
    desk.dials();
    desk.remove();
    until("it came and went", || desk.microphones.all_are_released()).await;
    desk.store.send(Input::SocketLost);
    assert!(
        desk.proxy.requests("initiate").is_empty(),
        "nothing is dialled"
    );
}

/// Counts the peer connections that the page makes, and those that it closes.
fn connections() -> JsValue {
    javascript(
        "const Original = window.RTCPeerConnection, made = [];
         window.RTCPeerConnection = function (configuration) {
             const connection = new Original(configuration);
             made.push(connection);
             return connection;
         };
         return {
             made: () => made,
             open: () => made.filter((connection) => connection.signalingState !== 'closed'),
             gathered: () => made.filter((connection) => connection.iceGatheringState === 'complete'),
             restore: () => { window.RTCPeerConnection = Original; return []; },
         };",
        &JsValue::NULL,
    )
}

fn figure(connections: &JsValue, name: &str) -> u32 {
    let function: Function = property(connections, name).unchecked_into();
    let list = function.call0(&JsValue::NULL);
    Array::from(&list.expect("the test's own script")).length()
}

#[wasm_bindgen_test]
async fn a_connection_that_was_warmed_is_the_one_that_is_used() {
    let desk = Desk::open();
    let connections = connections();
    desk.store.warm();
    desk.store.warm();
    until("the spare has gathered", || {
        figure(&connections, "gathered") == 1
    })
    .await;
    let customer = desk.talks_to_a_customer().await;
    figure(&connections, "restore");
    // The customer's own connection is the second.
    assert_eq!(
        figure(&connections, "made"),
        2,
        "one spare, and it was used"
    );
    let (_speaker, ear) = customer.listen();
    until("the customer hears the microphone", || ear.hertz() > 0.0).await;
}

#[wasm_bindgen_test]
async fn a_spare_made_on_another_network_is_thrown_away() {
    let desk = Desk::open();
    let connections = connections();
    desk.store.warm();
    javascript("dispatchEvent(new Event('offline'))", &JsValue::NULL);
    assert_eq!(figure(&connections, "open"), 0, "closed");
    desk.store.warm();
    desk.remove();
    assert_eq!(
        figure(&connections, "open"),
        0,
        "closed with the page part too"
    );
    figure(&connections, "restore");
}

#[wasm_bindgen_test]
async fn a_call_that_nobody_answers_for_keeps_its_end_in_order() {
    let desk = Desk::open();
    desk.dials();
    desk.proxy.request("initiate").await;
    desk.hangs_up();
    a_moment(50).await;
    assert!(
        desk.proxy.requests("end").is_empty(),
        "its id is not known yet"
    );
    desk.proxy.answers("initiate", 200, super::desk::placed());
    desk.proxy.request("end").await;
    until("the microphone is released", || {
        desk.microphones.all_are_released()
    })
    .await;
}
