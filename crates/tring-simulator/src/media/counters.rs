//! What was heard and said in one call, counted for tests and for the phone page's meters.

use std::collections::VecDeque;

use serde::Serialize;

use super::{talk::TalkerId, voice::Sound};
use crate::clock::Moment;

/// How long the level meter looks back.
const WINDOW_MS: u64 = 1000;

/// State of the connection between the business's browser and the phone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Link {
    #[default]
    New,
    /// ICE and DTLS are up.
    Connected,
    /// No ICE check came for about 15 seconds; may come back.
    Disconnected,
    Closed,
}

/// Counters of one call.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    /// RTP packets that arrived, by RFC 7983 and without regard to what is in them.
    pub(crate) packets_in: u64,
    /// Those of them that arrived before the call was accepted.
    pub(crate) packets_in_before_accept: u64,
    pub(crate) packets_out: u64,
    /// Energy of the decoded sound: the sum over samples of (value / full scale)² / sample rate,
    /// the same measure as `totalAudioEnergy` in a browser's statistics.
    pub(crate) energy_in: f64,
    /// Keys that were pressed (RFC 4733), each once.
    pub(crate) digits: String,
    pub(crate) link: Link,
    /// What the phone says at the moment.
    pub(crate) says: Sound,
    /// The page that talks for the customer.
    pub(crate) talker: Option<TalkerId>,
    /// How many pages talked, the present one included.
    pub(crate) talkers: TalkerId,
    pub(crate) last_heard: Option<Moment>,
    accepted: bool,
    recent: VecDeque<Frame>,
    last_key_time: Option<u64>,
}

#[derive(Debug, Clone, Copy)]
struct Frame {
    at: Moment,
    square_sum: f64,
    samples: u32,
}

impl Counters {
    /// From now on packets are no longer early.
    pub(crate) fn accept(&mut self) {
        self.accepted = true;
    }

    pub(crate) fn packet_arrived(&mut self, at: Moment) {
        self.packets_in += 1;
        if !self.accepted {
            self.packets_in_before_accept += 1;
        }
        self.last_heard = Some(at);
    }

    /// Adds a decoded frame of 48 kHz sound.
    pub(crate) fn sound_arrived(&mut self, at: Moment, pcm: &[i16]) {
        let square_sum: f64 = pcm
            .iter()
            .map(|sample| (f64::from(*sample) / 32_768.0).powi(2))
            .sum();
        self.energy_in += square_sum / 48_000.0;
        let samples = u32::try_from(pcm.len()).unwrap_or(u32::MAX);
        self.recent.push_back(Frame {
            at,
            square_sum,
            samples,
        });
        while self
            .recent
            .front()
            .is_some_and(|frame| at.since(frame.at) > WINDOW_MS)
        {
            self.recent.pop_front();
        }
    }

    /// Counts a telephone event once, at its end; the end is reported three times.
    pub(crate) fn key_arrived(&mut self, event: u8, is_end: bool, rtp_time: u64) {
        if !is_end || self.last_key_time == Some(rtp_time) {
            return;
        }
        self.last_key_time = Some(rtp_time);
        if let Some(digit) = b"0123456789*#ABCD".get(usize::from(event)) {
            self.digits.push(char::from(*digit));
        }
    }

    /// Root mean square of the sound in the last second, relative to full scale.
    pub(crate) fn rms_in_last_second(&self, now: Moment) -> f64 {
        let (mut square_sum, mut samples) = (0.0, 0);
        for frame in self
            .recent
            .iter()
            .filter(|frame| now.since(frame.at) <= WINDOW_MS)
        {
            square_sum += frame.square_sum;
            samples += frame.samples;
        }
        if samples == 0 {
            0.0
        } else {
            (square_sum / f64::from(samples)).sqrt()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_before_the_accept_are_counted_apart() {
        let mut counters = Counters::default();
        counters.packet_arrived(Moment::from_millis(1));
        counters.accept();
        counters.packet_arrived(Moment::from_millis(2));
        assert_eq!(
            (counters.packets_in, counters.packets_in_before_accept),
            (2, 1)
        );
    }

    #[test]
    fn the_level_falls_to_zero_when_silence_follows_while_energy_stays() {
        let mut counters = Counters::default();
        counters.sound_arrived(Moment::from_millis(0), &[16_384; 960]);
        assert!((counters.rms_in_last_second(Moment::from_millis(10)) - 0.5).abs() < 1e-9);
        let energy = counters.energy_in;
        assert!((energy - 0.25 * 0.02).abs() < 1e-9, "{energy}");
        counters.sound_arrived(Moment::from_millis(1500), &[0; 960]);
        assert!(counters.rms_in_last_second(Moment::from_millis(1500)).abs() < 1e-9);
        assert!((counters.energy_in - energy).abs() < 1e-12);
    }

    #[test]
    fn a_level_is_not_heard_for_longer_than_a_second() {
        let mut counters = Counters::default();
        counters.sound_arrived(Moment::from_millis(0), &[16_384; 960]);
        assert!(counters.rms_in_last_second(Moment::from_millis(1001)).abs() < 1e-9);
    }

    #[test]
    fn a_key_counts_once_however_often_its_end_is_reported() {
        let mut counters = Counters::default();
        for (event, is_end, time) in [
            (1, false, 100),
            (1, true, 100),
            (1, true, 100),
            (1, true, 100),
            (11, true, 900),
            (1, true, 1700),
        ] {
            counters.key_arrived(event, is_end, time);
        }
        assert_eq!(counters.digits, "1#1");
    }
}
