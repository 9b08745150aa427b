//! The event socket: beats, loss, return.

use std::{cell::RefCell, rc::Rc};

use js_sys::Function;
use serde_json::json;
use tring::backend::events::{EventStream, StreamEvent};
use tring_protocol::events::MessageKind;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    ground::{a_moment, javascript, until},
    proxy::{Proxy, snapshot},
};

fn stream() -> (Rc<RefCell<Vec<StreamEvent>>>, EventStream) {
    let events = Rc::new(RefCell::new(Vec::new()));
    let noted = Rc::clone(&events);
    let stream = EventStream::open("desk 1", move |event| noted.borrow_mut().push(event));
    (events, stream)
}

fn kinds(events: &RefCell<Vec<StreamEvent>>) -> Vec<Option<MessageKind>> {
    let kind = |event: &StreamEvent| match event {
        StreamEvent::Message(message) => Some(message.kind),
        StreamEvent::Lost => None,
    };
    events.borrow().iter().map(kind).collect()
}

#[wasm_bindgen_test]
fn a_beat_is_answered_with_its_number() {
    let proxy = Proxy::install();
    let (_, _stream) = stream();
    proxy.says(json!({"kind": "beat", "beat": 41}));
    proxy.says(json!({"kind": "beat", "beat": 42}));
    assert_eq!(proxy.heard(), [json!({"beat": 41}), json!({"beat": 42})]);
}

#[wasm_bindgen_test]
async fn a_lost_socket_is_reported_and_opened_again() {
    let proxy = Proxy::install();
    let (events, _stream) = stream();
    proxy.says(snapshot(vec![]));
    proxy.hangs_up_the_socket();
    until("a second socket is opened", || proxy.sockets() == 2).await;
    proxy.says(snapshot(vec![]));
    let snapshot = Some(MessageKind::Snapshot);
    assert_eq!(kinds(&events), [snapshot, None, snapshot]);
}

#[wasm_bindgen_test]
async fn nobody_waits_when_the_network_is_back() {
    let proxy = Proxy::install();
    let (_, stream) = stream();
    stream.reconnect_now();
    assert_eq!(proxy.sockets(), 1, "an open socket stays");
    proxy.hangs_up_the_socket();
    stream.reconnect_now();
    assert_eq!(proxy.sockets(), 2, "at once");
    a_moment(700).await;
    assert_eq!(
        proxy.sockets(),
        2,
        "and the try that was planned is not made too"
    );
}

// A laptop that changed its network keeps a socket that looks open and will never say a word again.
#[wasm_bindgen_test]
async fn a_socket_that_falls_silent_is_given_up() {
    let proxy = Proxy::install();
    let restore = javascript(
        "const original = window.setTimeout;
         window.setTimeout = (action, millis) => original(action, millis >= 10000 ? 30 : millis);
         return () => { window.setTimeout = original; };",
        &JsValue::NULL,
    );
    let (events, _stream) = stream();
    until("the silence is noticed", || kinds(&events).contains(&None)).await;
    let _ = restore.unchecked_into::<Function>().call0(&JsValue::NULL);
    until("another socket is opened", || proxy.sockets() >= 2).await;
}

#[wasm_bindgen_test]
fn what_is_not_understood_is_not_passed_on() {
    let proxy = Proxy::install();
    let (events, _stream) = stream();
    proxy.says(json!({"no": "kind"}));
    proxy.says(json!({"kind": "call_transferred_to_mars"}));
    assert_eq!(kinds(&events), [Some(MessageKind::Unknown)]);
}

#[wasm_bindgen_test]
async fn a_dropped_stream_closes_its_socket_and_opens_no_other() {
    let proxy = Proxy::install();
    let (events, stream) = stream();
    drop(stream);
    assert!(proxy.socket_is_closed());
    proxy.says(snapshot(vec![]));
    proxy.hangs_up_the_socket();
    a_moment(700).await;
    assert_eq!(proxy.sockets(), 1);
    assert!(
        events.borrow().is_empty(),
        "nothing is reported about a thing that is gone"
    );
}
