//! Each resource works, and is released when it is dropped.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use tring::browser::{
    audio::AudioGraph,
    json,
    level_meter::LevelMeter,
    listener::Listener,
    microphone::Microphone,
    page::{self, LeaveWarning, PageEvent, PageWatch},
    ringer::{Ringer, Sound},
    storage,
    timer::{Ticker, Timer},
};
use tring_protocol::error::{ErrorBody, ErrorCode};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::ground::{OpenedMicrophones, a_moment, javascript, until};

/// A counter and a closure that counts.
fn counter() -> (Rc<Cell<u32>>, impl Fn() + Clone + 'static) {
    let count = Rc::new(Cell::new(0));
    let counted = Rc::clone(&count);
    (count, move || counted.set(counted.get() + 1))
}

fn dispatch(event: &str) -> bool {
    let script = "return dispatchEvent(new Event(argument, { cancelable: true }))";
    javascript(script, &event.into()).is_truthy()
}

#[wasm_bindgen_test]
async fn a_timer_runs_once_and_a_dropped_one_never() {
    let (kept, count_kept) = counter();
    let (dropped, count_dropped) = counter();
    let _timer = Timer::after(10, count_kept);
    drop(Timer::after(10, count_dropped));
    until("the timer has run", || kept.get() > 0).await;
    a_moment(60).await;
    assert_eq!((kept.get(), dropped.get()), (1, 0));
}

#[wasm_bindgen_test]
async fn a_ticker_ticks_until_it_is_dropped() {
    let (ticks, count) = counter();
    let ticker = Ticker::every(5, count);
    until("it has ticked three times", || ticks.get() >= 3).await;
    drop(ticker);
    let last = ticks.get();
    a_moment(40).await;
    assert_eq!(ticks.get(), last);
}

#[wasm_bindgen_test]
fn a_dropped_listener_hears_nothing() {
    let (heard, count) = counter();
    let window = web_sys::window().expect("tests run in a window");
    let listener = Listener::new(&window, "tring-test", move |_| count());
    dispatch("tring-test");
    drop(listener);
    dispatch("tring-test");
    assert_eq!(heard.get(), 1);
}

#[wasm_bindgen_test]
async fn a_dropped_microphone_is_stopped() {
    let microphones = OpenedMicrophones::watch();
    let microphone = Microphone::open(|| {}).await.expect("the fake microphone");
    assert!(microphones.one_is_open());
    drop(microphone);
    assert!(microphones.all_are_released());
}

#[wasm_bindgen_test]
async fn a_microphone_that_ends_by_itself_is_reported_lost_and_one_that_we_stop_is_not() {
    let microphones = OpenedMicrophones::watch();
    let (lost, count) = counter();
    let microphone = Microphone::open(count).await.expect("the fake microphone");
    microphones.unplug();
    assert_eq!(lost.get(), 1);
    drop(microphone);
    a_moment(50).await;
    assert_eq!(lost.get(), 1);
}

#[wasm_bindgen_test]
async fn a_meter_shows_the_microphone_and_nothing_when_it_is_muted() {
    let graph = Rc::new(AudioGraph::new().expect("Web Audio"));
    let microphone = Microphone::open(|| {}).await.expect("the fake microphone");
    let meter = LevelMeter::of_microphone(graph, &microphone).expect("Web Audio");
    until("the meter moves", || meter.level() > 0.1).await;
    microphone.mute();
    until("the meter rests", || meter.level() <= f32::EPSILON).await;
}

#[wasm_bindgen_test]
async fn the_bell_and_the_ringback_tone_sound_until_they_are_dropped() {
    let graph = Rc::new(AudioGraph::new().expect("Web Audio"));
    until("the graph runs", || graph.is_running()).await;
    let strokes = javascript(
        "const original = OscillatorNode.prototype.start; let count = 0;
         OscillatorNode.prototype.start = function (...times) { count += 1; return original.apply(this, times); };
         return { count: () => count, restore: () => { OscillatorNode.prototype.start = original; } };",
        &wasm_bindgen::JsValue::NULL,
    );
    let started = || {
        javascript("return argument.count()", &strokes)
            .as_f64()
            .expect("a number")
    };
    for (sound, tones) in [(Sound::Bell, 4.0), (Sound::Ringback, 1.0)] {
        let before = started();
        let ringer = Ringer::start(&graph, sound).expect("Web Audio");
        until("all tones of the first stroke are planned", || {
            started() >= before + tones
        })
        .await;
        drop(ringer);
    }
    let silent = started();
    drop(Ringer::start(&graph, Sound::Bell));
    a_moment(60).await;
    assert!(
        (started() - silent).abs() < f64::EPSILON,
        "dropped before the first stroke"
    );
    javascript("argument.restore()", &strokes);
}

#[wasm_bindgen_test]
fn what_was_stored_is_read_again_until_it_is_removed() {
    storage::write("tring-test", "kept");
    assert_eq!(storage::read("tring-test"), Some("kept".to_owned()));
    storage::remove("tring-test");
    assert_eq!(storage::read("tring-test"), None);
}

#[wasm_bindgen_test]
fn leaving_is_questioned_while_a_warning_stands() {
    assert!(dispatch("beforeunload"), "nobody minds");
    let warning = LeaveWarning::new();
    assert!(!dispatch("beforeunload"), "the page minds");
    drop(warning);
    assert!(dispatch("beforeunload"), "nobody minds any more");
}

#[wasm_bindgen_test]
fn the_pages_life_is_told_in_our_words() {
    let events = Rc::new(RefCell::new(Vec::new()));
    let noted = Rc::clone(&events);
    let watch = PageWatch::new(move |event| noted.borrow_mut().push(event));
    dispatch("online");
    dispatch("offline");
    javascript("document.dispatchEvent(new Event('freeze'))", &"".into());
    javascript("document.dispatchEvent(new Event('resume'))", &"".into());
    for persisted in [true, false] {
        let script = "dispatchEvent(new PageTransitionEvent('pagehide', { persisted: argument }))";
        javascript(script, &persisted.into());
    }
    drop(watch);
    dispatch("online");
    let expected = [
        PageEvent::Online,
        PageEvent::Offline,
        PageEvent::Frozen,
        PageEvent::Resumed,
        PageEvent::Frozen,
        PageEvent::Closing,
    ];
    assert_eq!(*events.borrow(), expected);
}

#[wasm_bindgen_test]
fn the_sign_in_token_is_taken_out_of_the_address() {
    javascript(
        "history.replaceState(null, '', argument)",
        &"#sign-in=secret".into(),
    );
    assert_eq!(page::take_sign_in_token(), Some("secret".to_owned()));
    let address = javascript("return location.href", &"".into());
    let address = address.as_string().expect("an address");
    assert!(!address.contains("secret"), "{address}");
    assert_eq!(page::take_sign_in_token(), None);
}

#[wasm_bindgen_test]
fn ids_differ() {
    let (one, other) = (page::random_id(), page::random_id());
    assert_ne!(one, other);
    assert!(one.len() >= 32, "{one}");
}

#[wasm_bindgen_test]
fn an_error_with_a_code_of_a_later_version_is_still_read() {
    let text = r#"{"success":false,"error":"Not today.","code":"full_moon"}"#;
    let body: ErrorBody = json::parse(text).expect("an error of the protocol");
    assert_eq!(body.code, ErrorCode::Unknown);
    assert_eq!(body.error, "Not today.");
    assert!(json::parse::<ErrorBody>("<html>").is_none());
}

#[wasm_bindgen_test]
fn numbers_as_large_as_a_clock_survive_json() {
    let text = json::write(&1_795_170_000_123_u64).expect("a number");
    assert_eq!(text, "1795170000123");
    assert_eq!(json::parse::<u64>(&text), Some(1_795_170_000_123));
}
