//! A level meter: how loud a stream is at this moment.

use std::{cell::RefCell, rc::Rc};

use web_sys::{AnalyserNode, MediaStream, MediaStreamAudioSourceNode};

use super::{
    audio::{AudioGraph, RemoteAudio},
    microphone::Microphone,
};

/// How many samples one reading looks at: 21 ms at 48 kHz, a syllable's length or less.
const WINDOW: usize = 1_024;
/// What counts as silent, in decibels below full scale.
const FLOOR_DECIBELS: f32 = -60.0;

/// Measures how loud a stream is. Dropping it takes it out of the audio graph.
#[derive(Debug)]
pub struct LevelMeter {
    graph: Rc<AudioGraph>,
    source: MediaStreamAudioSourceNode,
    analyser: AnalyserNode,
    samples: RefCell<[f32; WINDOW]>,
}

impl LevelMeter {
    /// Measures our own side.
    pub fn of_microphone(graph: Rc<AudioGraph>, microphone: &Microphone) -> Option<Self> {
        Self::of(graph, microphone.stream())
    }

    /// Measures the other side. Browsers count only what a [`Speaker`](super::speaker::Speaker) plays.
    pub fn of_remote(graph: Rc<AudioGraph>, audio: &RemoteAudio) -> Option<Self> {
        Self::of(graph, audio.stream())
    }

    fn of(graph: Rc<AudioGraph>, stream: &MediaStream) -> Option<Self> {
        let source = graph.context().create_media_stream_source(stream).ok()?;
        let analyser = graph.context().create_analyser().ok()?;
        analyser.set_fft_size(1_024);
        source.connect_with_audio_node(&analyser).ok()?;
        Some(Self {
            graph,
            source,
            analyser,
            samples: RefCell::new([0.0; WINDOW]),
        })
    }

    /// From 0 (silent) to 1 (full scale).
    pub fn level(&self) -> f32 {
        self.graph.wake();
        let mut samples = self.samples.borrow_mut();
        self.analyser
            .get_float_time_domain_data(samples.as_mut_slice());
        loudness(samples.as_slice())
    }
}

impl Drop for LevelMeter {
    fn drop(&mut self) {
        // It only fails where nothing is connected.
        let _ = self.source.disconnect();
    }
}

/// The root mean square on a scale of decibels, because that is how loudness is heard.
#[expect(
    clippy::cast_precision_loss,
    reason = "a window has a thousand samples"
)]
fn loudness(samples: &[f32]) -> f32 {
    let energy: f32 = samples.iter().map(|sample| sample * sample).sum();
    let mean = energy / samples.len().max(1) as f32;
    if mean <= 0.0 {
        return 0.0;
    }
    let decibels = 10.0 * mean.log10();
    (1.0 - decibels / FLOOR_DECIBELS).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_zero_and_full_scale_is_one() {
        assert!(loudness(&[0.0; 64]) <= f32::EPSILON);
        assert!(loudness(&[1.0; 64]) >= 1.0);
        assert!(loudness(&[]) <= f32::EPSILON);
    }

    #[test]
    fn a_tenth_of_the_amplitude_is_a_third_of_the_scale_less() {
        let (loud, quiet) = (loudness(&[0.5; 64]), loudness(&[0.05; 64]));
        assert!((loud - quiet - 1.0 / 3.0).abs() < 0.001);
    }
}
