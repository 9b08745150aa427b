//! What the tests stand on: waiting for a condition, tones, streams that were opened, what a page shows.

use std::{future::Future, rc::Rc};

use js_sys::{Array, Function, Promise, Reflect};
use tring::browser::audio::AudioTrack;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AudioContext, HtmlElement, MediaStream, MediaStreamAudioDestinationNode, MediaStreamTrack,
    MediaStreamTrackState, OscillatorNode,
};

/// The longest that anything may take, in milliseconds.
const DEADLINE: f64 = 15_000.0;

/// How many samples a reading of the spectrum takes: a frequency is told to 6 hertz.
const FINENESS: u16 = 8_192;

/// Waits until `condition` holds; fails with `what` when it does not within the deadline.
pub(crate) async fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let begin = js_sys::Date::now();
    while !condition() {
        assert!(
            js_sys::Date::now() - begin < DEADLINE,
            "waited in vain: {what}"
        );
        a_moment(20).await;
    }
}

/// The same for a condition that has to be asked for.
pub(crate) async fn until_async<F: Future<Output = bool>>(
    what: &str,
    mut condition: impl FnMut() -> F,
) {
    let begin = js_sys::Date::now();
    while !condition().await {
        assert!(
            js_sys::Date::now() - begin < DEADLINE,
            "waited in vain: {what}"
        );
        a_moment(20).await;
    }
}

/// Lets the browser do other things for so many milliseconds. For what must *not* happen.
pub(crate) async fn a_moment(millis: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        web_sys::window()
            .expect("tests run in a window")
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis)
            .expect("a window has timers");
    });
    JsFuture::from(promise).await.expect("a timer resolves");
}

/// Runs JavaScript with one argument and returns its result.
pub(crate) fn javascript(body: &str, argument: &JsValue) -> JsValue {
    Function::new_with_args("argument", body)
        .call1(&JsValue::NULL, argument)
        .expect("the test's own script")
}

pub(crate) fn property(target: &JsValue, name: &str) -> JsValue {
    Reflect::get(target, &name.into()).expect("an object")
}

/// A tone as a microphone of the other side.
pub(crate) struct Tone {
    context: AudioContext,
    _oscillator: OscillatorNode,
    destination: MediaStreamAudioDestinationNode,
}

impl Tone {
    pub(crate) fn of(hertz: f32) -> Self {
        let context = AudioContext::new().expect("Web Audio");
        let oscillator = OscillatorNode::new(&context).expect("an oscillator");
        oscillator.frequency().set_value(hertz);
        let destination = MediaStreamAudioDestinationNode::new(&context).expect("a destination");
        oscillator
            .connect_with_audio_node(&destination)
            .expect("they are of one context");
        oscillator.start().expect("it starts once");
        Self {
            context,
            _oscillator: oscillator,
            destination,
        }
    }

    pub(crate) fn track(&self) -> AudioTrack {
        let track = self.destination.stream().get_audio_tracks().get(0);
        AudioTrack::from_track(track.unchecked_into())
    }
}

impl Drop for Tone {
    fn drop(&mut self) {
        let _ = self.context.close();
    }
}

/// Finds the loudest frequency of a stream, in hertz; 0 while it is silent.
pub(crate) struct Ear {
    context: AudioContext,
    analyser: web_sys::AnalyserNode,
}

impl Ear {
    pub(crate) fn on(stream: &MediaStream) -> Self {
        let context = AudioContext::new().expect("Web Audio");
        let source = context
            .create_media_stream_source(stream)
            .expect("a stream with audio");
        let analyser = context.create_analyser().expect("an analyser");
        analyser.set_fft_size(u32::from(FINENESS));
        source
            .connect_with_audio_node(&analyser)
            .expect("they are of one context");
        Self { context, analyser }
    }

    pub(crate) fn hertz(&self) -> f32 {
        let mut decibels = vec![f32::NEG_INFINITY; self.analyser.frequency_bin_count() as usize];
        self.analyser.get_float_frequency_data(&mut decibels);
        let loudest = decibels
            .iter()
            .zip(0_u16..)
            .max_by(|(one, _), (other, _)| one.total_cmp(other));
        match loudest {
            Some((level, bin)) if *level > -60.0 => {
                f32::from(bin) * self.context.sample_rate() / f32::from(FINENESS)
            }
            _ => 0.0,
        }
    }

    pub(crate) fn hears(&self, hertz: f32) -> bool {
        (self.hertz() - hertz).abs() < 15.0
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        let _ = self.context.close();
    }
}

/// The fake microphone beeps once a second: waits for a second and a half without it.
pub(crate) async fn until_it_is_quiet(ear: &Ear) {
    let mut heard_at = js_sys::Date::now();
    until("nothing is heard any more", || {
        let now = js_sys::Date::now();
        if ear.hertz() > 0.0 {
            heard_at = now;
        }
        now - heard_at > 1_500.0
    })
    .await;
}

/// Remembers each stream that the page gets from `getUserMedia` while it lives, and each copy of a track:
/// a microphone is released when the last of them has stopped.
pub(crate) struct OpenedMicrophones {
    streams: Array,
    restore: Function,
}

impl OpenedMicrophones {
    pub(crate) fn watch() -> Rc<Self> {
        let streams = Array::new();
        let restore = javascript(
            "// A page cannot unplug a device, and Firefox delivers no made-up event to a track.
             const pluggable = (track) => {
                 const ends = new EventTarget();
                 for (const method of ['addEventListener', 'removeEventListener']) {
                     const own = track[method];
                     track[method] = (type, ...rest) => type === 'ended'
                         ? ends[method](type, ...rest) : own.call(track, type, ...rest);
                 }
                 track.unplug = () => { track.stop(); ends.dispatchEvent(new Event('ended')); };
             };
             const devices = navigator.mediaDevices, original = devices.getUserMedia;
             devices.getUserMedia = async (constraints) => {
                 const stream = await original.call(devices, constraints);
                 argument.push(stream);
                 stream.getTracks().forEach(pluggable);
                 return stream;
             };
             const clone = MediaStreamTrack.prototype.clone;
             MediaStreamTrack.prototype.clone = function () {
                 const copy = clone.call(this);
                 argument.push(new MediaStream([copy]));
                 return copy;
             };
             return () => {
                 devices.getUserMedia = original;
                 MediaStreamTrack.prototype.clone = clone;
             };",
            &streams,
        );
        Rc::new(Self {
            streams,
            restore: restore.unchecked_into(),
        })
    }

    pub(crate) fn tracks(&self) -> Vec<MediaStreamTrack> {
        let streams = self.streams.iter().map(MediaStream::from);
        streams
            .flat_map(|stream| stream.get_tracks().to_vec())
            .map(MediaStreamTrack::from)
            .collect()
    }

    /// What happens when the device is pulled out.
    pub(crate) fn unplug(&self) {
        for track in self.tracks() {
            javascript("argument.unplug()", &track);
        }
    }

    pub(crate) fn one_is_open(&self) -> bool {
        self.tracks()
            .iter()
            .any(|track| track.ready_state() == MediaStreamTrackState::Live)
    }

    /// At least one was opened, and all were stopped.
    pub(crate) fn all_are_released(&self) -> bool {
        !self.tracks().is_empty() && !self.one_is_open()
    }
}

impl Drop for OpenedMicrophones {
    fn drop(&mut self) {
        let _ = self.restore.call0(&JsValue::NULL);
    }
}

/// A fresh place for what a test mounts. One that an earlier test has left is gone: what the page says would be read there.
pub(crate) fn fresh_place() -> HtmlElement {
    let place = "document.querySelector('#place')?.remove();
                 const place = document.createElement('div'); place.id = 'place';
                 document.body.append(place); return place";
    javascript(place, &JsValue::NULL).unchecked_into()
}

/// How many elements of the page match.
pub(crate) fn count(selector: &str) -> u32 {
    let script = "return Array.from(document.querySelectorAll(argument))";
    Array::from(&javascript(script, &selector.into())).length()
}
