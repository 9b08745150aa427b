//! The tone of a call: a frequency of its own, so that an echo proves nothing.

use rand::{Rng, RngExt};

/// Samples in one 20 ms frame at 48 kHz.
pub(crate) const FRAME: usize = 960;

const LOWEST_HZ: u32 = 400;
const HIGHEST_HZ: u32 = 1900;
/// Tones of calls that live at the same time keep this distance.
const DISTANCE_HZ: u32 = 60;
/// The fake microphones beep at 400 Hz (Chromium) and 1000 Hz (Firefox), with harmonics.
const BEEPS_HZ: [u32; 2] = [400, 1000];
const AMPLITUDE: f64 = 8000.0;

/// Chooses a frequency that is far from the live calls' tones and from the browsers' beeps.
///
/// With so many live calls that no room is left, the one farthest from all others is taken.
pub(crate) fn choose<R: Rng>(rng: &mut R, live: &[u32]) -> u32 {
    let candidates: Vec<u32> = (LOWEST_HZ..=HIGHEST_HZ)
        .filter(|hz| is_clear_of_beeps(*hz))
        .collect();
    let distance = |hz: u32| {
        live.iter()
            .map(|other| hz.abs_diff(*other))
            .min()
            .unwrap_or(u32::MAX)
    };
    let free: Vec<u32> = candidates
        .iter()
        .copied()
        .filter(|hz| distance(*hz) >= DISTANCE_HZ)
        .collect();
    if free.is_empty() {
        return candidates
            .into_iter()
            .max_by_key(|hz| distance(*hz))
            .unwrap_or(HIGHEST_HZ);
    }
    free.get(rng.random_range(0..free.len()))
        .copied()
        .unwrap_or(HIGHEST_HZ)
}

fn is_clear_of_beeps(hz: u32) -> bool {
    BEEPS_HZ.iter().all(|beep| {
        let above = hz % beep;
        above.min(beep - above) >= DISTANCE_HZ || hz < beep / 2
    })
}

/// A sine that goes on where the last frame ended.
#[derive(Debug)]
pub(crate) struct Sine {
    cycles_per_sample: f64,
    phase: f64,
}

impl Sine {
    pub(crate) fn new(hz: u32) -> Self {
        Self {
            cycles_per_sample: f64::from(hz) / 48_000.0,
            phase: 0.0,
        }
    }

    pub(crate) fn next_frame(&mut self) -> [i16; FRAME] {
        let mut frame = [0; FRAME];
        for sample in &mut frame {
            let value = (self.phase * std::f64::consts::TAU).sin() * AMPLITUDE;
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the amplitude fits 16 bits"
            )]
            {
                *sample = value as i16;
            }
            self.phase = (self.phase + self.cycles_per_sample).fract();
        }
        frame
    }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn tones_of_live_calls_keep_their_distance_and_stay_clear_of_the_beeps() {
        let mut rng = StdRng::seed_from_u64(7);
        for _ in 0..200 {
            let mut live = Vec::new();
            for _ in 0..8 {
                let hz = choose(&mut rng, &live);
                assert!((400..=1900).contains(&hz), "{hz}");
                assert!(
                    live.iter().all(|other: &u32| other.abs_diff(hz) >= 60),
                    "{hz} in {live:?}"
                );
                for beep in [400, 800, 1000, 1200, 1600] {
                    assert!(hz.abs_diff(beep) >= 60, "{hz} is near {beep}");
                }
                live.push(hz);
            }
        }
    }

    #[test]
    fn a_crowd_still_gets_tones() {
        let mut rng = StdRng::seed_from_u64(8);
        let mut live = Vec::new();
        for _ in 0..60 {
            let hz = choose(&mut rng, &live);
            assert!((400..=1900).contains(&hz), "{hz}");
            live.push(hz);
        }
    }

    #[test]
    fn the_sine_has_no_step_between_frames() {
        let mut sine = Sine::new(1850);
        let (first, second) = (sine.next_frame(), sine.next_frame());
        let step = (i32::from(second[0]) - i32::from(first[FRAME - 1])).abs();
        // The steepest slope of the sine: amplitude x 2 pi f / rate.
        assert!(step < 2000, "{step}");
    }
}
