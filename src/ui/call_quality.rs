//! How good a connection is, in a word and bars.

use leptos::prelude::*;
use tring_softphone::input::Sample;

use crate::ui::{
    reactive::{nothing, part},
    text,
};

/// How good a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    /// Nobody notices anything.
    Good,
    /// Some delay, or a syllable lost.
    Fair,
    /// Hard to understand.
    Poor,
}

/// What is still good, and what is poor from: round trip and jitter in milliseconds, loss in packets of a hundred.
/// The limits under which SDKs of telephony call a line good (Twilio's and Daily's warnings).
const GOOD: (f64, f64, u64) = (300.0, 30.0, 3);
const POOR: (f64, f64, u64) = (500.0, 60.0, 8);

impl Quality {
    /// What `getStats` said, as a word. What it does not know is taken to be fine.
    pub fn of(sample: &Sample) -> Self {
        if exceeds(sample, POOR) {
            Self::Poor
        } else if exceeds(sample, GOOD) {
            Self::Fair
        } else {
            Self::Good
        }
    }

    fn bars(self) -> u8 {
        match self {
            Self::Good => 3,
            Self::Fair => 2,
            Self::Poor => 1,
        }
    }
}

fn exceeds(sample: &Sample, (round_trip, jitter, loss): (f64, f64, u64)) -> bool {
    let all = sample.packets_received.saturating_add(sample.packets_lost);
    sample
        .round_trip_millis
        .is_some_and(|millis| millis >= round_trip)
        || sample.jitter_millis.is_some_and(|millis| millis >= jitter)
        || sample.packets_lost.saturating_mul(100) > all.saturating_mul(loss)
}

/// Three bars and the word.
#[component]
pub fn CallQuality(
    /// How good the connection is, where something is known.
    #[prop(into)]
    quality: Signal<Option<Quality>>,
) -> impl IntoView {
    part(move || quality.get().map_or_else(nothing, bars))
}

fn bars(quality: Quality) -> AnyView {
    let bars = quality.bars();
    let lit = move |bar: u8| {
        if bar <= bars {
            "tring-quality__bar"
        } else {
            "tring-quality__gap"
        }
    };
    view! {
        <p class="tring-quality" data-bars=bars.to_string()>
            <svg class="tring-quality__bars" viewBox="0 0 14 12" aria-hidden="true">
                <rect class=lit(1) y="8" width="3" height="4" rx="1" />
                <rect class=lit(2) x="5" y="4" width="3" height="8" rx="1" />
                <rect class=lit(3) x="10" width="3" height="12" rx="1" />
            </svg>
            {text::quality(quality)}
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use tring_softphone::input::Sample;

    use super::Quality;

    fn sample(round_trip: f64, jitter: f64, packets_lost: u64) -> Sample {
        Sample {
            packets_received: 1_000 - packets_lost,
            packets_sent: 1_000,
            round_trip_millis: Some(round_trip),
            jitter_millis: Some(jitter),
            packets_lost,
            ..Sample::default()
        }
    }

    #[test]
    fn one_bad_figure_is_enough() {
        assert_eq!(Quality::of(&sample(40.0, 5.0, 0)), Quality::Good);
        assert_eq!(Quality::of(&sample(320.0, 5.0, 0)), Quality::Fair);
        assert_eq!(Quality::of(&sample(40.0, 35.0, 0)), Quality::Fair);
        assert_eq!(Quality::of(&sample(40.0, 5.0, 40)), Quality::Fair);
        assert_eq!(Quality::of(&sample(40.0, 5.0, 90)), Quality::Poor);
        assert_eq!(Quality::of(&sample(600.0, 5.0, 0)), Quality::Poor);
    }

    #[test]
    fn nothing_known_is_nothing_wrong() {
        assert_eq!(Quality::of(&Sample::default()), Quality::Good);
    }
}
