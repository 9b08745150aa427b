//! What the phone says: nothing, silence, its tone, or what a talking page sends.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde::Serialize;

use super::{
    splice::{Place, Splice},
    tone::{FRAME, Sine},
};

/// Length of one frame.
const FRAME_TIME: Duration = Duration::from_millis(20);
/// After a longer stall the missed frames are skipped, not sent in one burst.
const LONGEST_LAG: Duration = Duration::from_millis(200);
/// A microphone that sends no packet for so long is gone: even a muted one sends fifty a second.
const MICROPHONE_LOST: Duration = Duration::from_millis(500);

/// What is said at the moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sound {
    #[default]
    Nothing,
    /// Frames without sound, as a phone sends them while it rings.
    Silence,
    Tone,
    /// The packets of a talking page, in place of the tone.
    Microphone,
}

/// Makes an Opus frame every 20 ms once started, and gives a talking page's packets their place.
pub(crate) struct Voice {
    sound: Sound,
    sine: Sine,
    encoder: ropus::Encoder,
    rtp_time: u64,
    next: Option<Instant>,
    splice: Splice,
    passed_at: Option<Instant>,
    /// The last packet that left was a talking page's.
    was_passed: bool,
}

impl Voice {
    pub(crate) fn new(tone_hz: u32, sound: Sound) -> Self {
        let encoder =
            ropus::Encoder::builder(48_000, ropus::Channels::Mono, ropus::Application::Voip)
                .build()
                .expect("48 kHz mono is a valid setting");
        Self {
            sound,
            sine: Sine::new(tone_hz),
            encoder,
            rtp_time: 0,
            next: None,
            splice: Splice::default(),
            passed_at: None,
            was_passed: false,
        }
    }

    /// Starts the 20 ms clock; writes before the media is connected would be lost.
    pub(crate) fn start(&mut self, now: Instant) {
        self.next.get_or_insert(now);
    }

    pub(crate) fn say(&mut self, sound: Sound) {
        self.sound = sound;
    }

    /// What is said at the moment.
    pub(crate) fn sound(&self, now: Instant) -> Sound {
        let is_passing = self
            .passed_at
            .is_some_and(|at| now.saturating_duration_since(at) < MICROPHONE_LOST);
        match (self.next, self.sound) {
            (None, _) => Sound::Nothing,
            (_, Sound::Tone) if is_passing => Sound::Microphone,
            (_, sound) => sound,
        }
    }

    /// The place of a talking page's packet; none before the two talk.
    pub(crate) fn pass(&mut self, now: Instant, rtp_time: u64) -> Option<Place> {
        if self.next.is_none() || self.sound != Sound::Tone {
            return None;
        }
        if self.sound(now) == Sound::Tone {
            self.splice.cut();
        }
        self.passed_at = Some(now);
        self.was_passed = true;
        Some(self.splice.place(rtp_time, self.rtp_time))
    }

    /// Nobody talks any more: the tone comes back at the next frame.
    pub(crate) fn release(&mut self) {
        self.passed_at = None;
    }

    /// When the next frame is due.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.next
    }

    /// The frame that is due; none when nothing is said, or somebody else says it.
    pub(crate) fn next_frame(&mut self, now: Instant) -> Option<(Place, Arc<[u8]>)> {
        let due = self.next.unwrap_or(now);
        let missed = if now.saturating_duration_since(due) > LONGEST_LAG {
            self.next = Some(now + FRAME_TIME);
            now.duration_since(due).as_millis() / FRAME_TIME.as_millis()
        } else {
            self.next = Some(due + FRAME_TIME);
            0
        };
        let on_time = self.rtp_time + u64::try_from(missed).unwrap_or(0) * FRAME as u64;
        self.rtp_time = on_time + FRAME as u64;
        let opus = self.encode(now)?;
        let at = self.splice.next_free(on_time);
        self.rtp_time = at + FRAME as u64;
        self.splice.occupy(at);
        let is_first = std::mem::take(&mut self.was_passed);
        Some((Place { at, is_first }, opus))
    }

    fn encode(&mut self, now: Instant) -> Option<Arc<[u8]>> {
        let pcm = match self.sound(now) {
            Sound::Nothing | Sound::Microphone => return None,
            Sound::Silence => [0; FRAME],
            Sound::Tone => self.sine.next_frame(),
        };
        let mut payload = vec![0; 1500];
        let length = self.encoder.encode(&pcm, &mut payload).ok()?;
        payload.truncate(length);
        Some(payload.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lets the voice run for `frames` frames of 20 ms; the RTP times of what it said itself.
    fn run(voice: &mut Voice, from: Instant, frames: u32) -> Vec<u64> {
        (0..frames)
            .filter_map(|frame| voice.next_frame(from + frame * FRAME_TIME))
            .map(|(place, _)| place.at)
            .collect()
    }

    #[test]
    fn a_microphone_takes_the_tones_place_and_gives_it_back_when_it_falls_silent() {
        let start = Instant::now();
        let mut voice = Voice::new(700, Sound::Tone);
        voice.start(start);
        assert_eq!(run(&mut voice, start, 2), [0, 960]);
        let talks = start + Duration::from_millis(45);
        let first = voice.pass(talks, 77_000).expect("a place");
        assert_eq!((first.at, first.is_first), (1920, true));
        assert_eq!(voice.sound(talks), Sound::Microphone);
        assert_eq!(run(&mut voice, start + 2 * FRAME_TIME, 1), [0; 0]);
        let second = voice.pass(talks + FRAME_TIME, 77_960).expect("a place");
        assert_eq!((second.at, second.is_first), (2880, false));
        // Half a second without a packet.
        let said = run(&mut voice, start + 3 * FRAME_TIME, 30);
        assert!(!said.is_empty(), "the tone comes back");
        assert!(said[0] > 2880 + 20 * 960, "after the pause: {said:?}");
        assert_eq!(voice.sound(start + 40 * FRAME_TIME), Sound::Tone);
    }

    #[test]
    fn a_microphone_that_is_put_away_gives_the_tone_back_at_once() {
        let start = Instant::now();
        let mut voice = Voice::new(700, Sound::Tone);
        voice.start(start);
        run(&mut voice, start, 1);
        let last = voice.pass(start, 5).expect("a place").at;
        voice.release();
        let said = run(&mut voice, start + FRAME_TIME, 1);
        assert_eq!(said.len(), 1, "a frame of the tone");
        assert!(said[0] > last, "{said:?} after {last}");
    }

    #[test]
    fn nobody_is_heard_before_the_call_is_answered() {
        let start = Instant::now();
        let mut voice = Voice::new(700, Sound::Silence);
        assert_eq!(voice.pass(start, 5), None, "not connected");
        voice.start(start);
        assert_eq!(voice.pass(start, 5), None, "it rings");
        voice.say(Sound::Tone);
        assert!(voice.pass(start, 5).is_some(), "answered");
    }
}
