//! The sounds of a telephone, made by oscillators: no file to load, nothing to wait for.

use std::rc::Rc;

use web_sys::{GainNode, OscillatorNode};

use super::{
    audio::AudioGraph,
    timer::{Ticker, Timer},
};

/// How loud, of 1: below a voice.
const VOLUME: f32 = 0.15;
/// How fast a tone comes and goes, in seconds; at once would click.
const EDGE: f64 = 0.02;

/// Which sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sound {
    /// Our inbox rings: two soft double strokes, again every three seconds.
    Bell,
    /// The customer's phone rings: the ringback tone of ITU-T E.180 (425 Hz, one second in five).
    Ringback,
}

/// A sound that goes on until it is dropped.
#[derive(Debug)]
pub struct Ringer {
    _first: Timer,
    _again: Ticker,
    volume: GainNode,
}

impl Ringer {
    /// Starts the sound; `None` where the browser has no Web Audio. Until the person has touched the
    /// page the browser plays nothing; from then on the next stroke is heard.
    pub fn start(graph: &Rc<AudioGraph>, sound: Sound) -> Option<Self> {
        let volume = graph.context().create_gain().ok()?;
        volume.gain().set_value(VOLUME);
        volume
            .connect_with_audio_node(&graph.context().destination())
            .ok()?;
        let stroke = {
            let (graph, volume) = (Rc::clone(graph), volume.clone());
            move || {
                graph.wake();
                play(&graph, &volume, sound);
            }
        };
        Some(Self {
            _first: Timer::after(0, stroke.clone()),
            _again: Ticker::every(period(sound), stroke),
            volume,
        })
    }
}

impl Drop for Ringer {
    fn drop(&mut self) {
        // Strokes that are planned already end in a node that leads nowhere.
        let _ = self.volume.disconnect();
    }
}

/// One tone of a stroke.
struct Tone {
    hertz: f32,
    from: f64,
    seconds: f64,
}

fn tones(sound: Sound) -> &'static [Tone] {
    const fn tone(hertz: f32, from: f64, seconds: f64) -> Tone {
        Tone {
            hertz,
            from,
            seconds,
        }
    }
    const BELL: [Tone; 4] = [
        tone(659.26, 0.0, 0.18),
        tone(880.0, 0.2, 0.3),
        tone(659.26, 0.8, 0.18),
        tone(880.0, 1.0, 0.3),
    ];
    const RINGBACK: [Tone; 1] = [tone(425.0, 0.0, 1.0)];
    match sound {
        Sound::Bell => &BELL,
        Sound::Ringback => &RINGBACK,
    }
}

fn period(sound: Sound) -> u32 {
    match sound {
        Sound::Bell => 3_000,
        Sound::Ringback => 5_000,
    }
}

fn play(graph: &AudioGraph, volume: &GainNode, sound: Sound) {
    if !graph.is_running() {
        // Planned now, it would be heard in one heap when the graph wakes.
        return;
    }
    for tone in tones(sound) {
        if plan(graph, volume, tone).is_none() {
            return;
        }
    }
}

fn plan(graph: &AudioGraph, volume: &GainNode, tone: &Tone) -> Option<()> {
    let context = graph.context();
    let oscillator = OscillatorNode::new(context).ok()?;
    oscillator.frequency().set_value(tone.hertz);
    let envelope = context.create_gain().ok()?;
    let from = context.current_time() + tone.from;
    let to = from + tone.seconds;
    let gain = envelope.gain();
    gain.set_value_at_time(0.0, from).ok()?;
    gain.linear_ramp_to_value_at_time(1.0, from + EDGE).ok()?;
    gain.set_value_at_time(1.0, to - EDGE).ok()?;
    gain.linear_ramp_to_value_at_time(0.0, to).ok()?;
    oscillator.connect_with_audio_node(&envelope).ok()?;
    envelope.connect_with_audio_node(volume).ok()?;
    oscillator.start_with_when(from).ok()?;
    oscillator.stop_with_when(to).ok()
}
