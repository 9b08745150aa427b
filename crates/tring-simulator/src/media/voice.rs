//! What the phone says: nothing, silence or its tone, encoded frame by frame.

use std::time::{Duration, Instant};

use super::tone::{FRAME, Sine};

/// Length of one frame.
const FRAME_TIME: Duration = Duration::from_millis(20);
/// After a longer stall the missed frames are skipped, not sent in one burst.
const LONGEST_LAG: Duration = Duration::from_millis(200);

/// What is said at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sound {
    Nothing,
    /// Frames without sound, as a phone sends them while it rings.
    Silence,
    Tone,
}

/// Makes an Opus frame every 20 ms once started.
pub(crate) struct Voice {
    sound: Sound,
    sine: Sine,
    encoder: ropus::Encoder,
    rtp_time: u64,
    next: Option<Instant>,
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
        }
    }

    /// Starts the 20 ms clock; writes before the media is connected would be lost.
    pub(crate) fn start(&mut self, now: Instant) {
        self.next.get_or_insert(now);
    }

    pub(crate) fn say(&mut self, sound: Sound) {
        self.sound = sound;
    }

    /// When the next frame is due.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.next
    }

    /// The RTP time and the payload of the frame that is due; no payload when nothing is said.
    pub(crate) fn next_frame(&mut self, now: Instant) -> (u64, Option<Vec<u8>>) {
        let due = self.next.unwrap_or(now);
        let missed = if now.saturating_duration_since(due) > LONGEST_LAG {
            self.next = Some(now + FRAME_TIME);
            now.duration_since(due).as_millis() / FRAME_TIME.as_millis()
        } else {
            self.next = Some(due + FRAME_TIME);
            0
        };
        let at = self.rtp_time + u64::try_from(missed).unwrap_or(0) * FRAME as u64;
        self.rtp_time = at + FRAME as u64;
        (at, self.encode())
    }

    fn encode(&mut self) -> Option<Vec<u8>> {
        let pcm = match self.sound {
            Sound::Nothing => return None,
            Sound::Silence => [0; FRAME],
            Sound::Tone => self.sine.next_frame(),
        };
        let mut payload = vec![0; 1500];
        let length = self.encoder.encode(&pcm, &mut payload).ok()?;
        payload.truncate(length);
        Some(payload)
    }
}
