//! How loud somebody is.

use leptos::prelude::*;

use crate::ui::reactive::words;

/// A meter that moves with a voice.
#[component]
pub fn VoiceMeter(
    /// Whose voice, in one short word.
    label: &'static str,
    /// The meter's accessible name.
    name: &'static str,
    /// From 0 (silent) to 1 (full scale).
    #[prop(into)]
    level: Signal<f32>,
) -> impl IntoView {
    let percent = move || percent(level.get()).to_string();
    // The bar is a shape with a width attribute: the page's policy allows no inline styles.
    view! {
        <div class="tring-meter">
            <span class="tring-meter__label" aria-hidden="true">{label}</span>
            <svg
                class="tring-meter__scale"
                role="meter"
                aria-label=name
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=words(percent)
                viewBox="0 0 100 6"
                preserveAspectRatio="none"
            >
                <rect class="tring-meter__track" width="100" height="6" />
                <rect class="tring-meter__level" width=words(percent) height="6" />
            </svg>
        </div>
    }
}

/// Loudness is heard in ratios, so a linear level would hardly leave the left end: the fourth root is close
/// to a decibel scale and cheap. What is under a room's noise counts as silence.
fn percent(level: f32) -> u8 {
    const NOISE: f32 = 0.18;
    let loudness = level.clamp(0.0, 1.0).sqrt().sqrt();
    let shown = ((loudness - NOISE) / (1.0 - NOISE)).clamp(0.0, 1.0) * 100.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=100; a level that is no number counts as silence"
    )]
    let percent = shown.round() as u8;
    percent
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn silence_is_nothing_and_full_scale_is_all() {
        assert_eq!(percent(0.0), 0);
        assert_eq!(percent(0.001), 0);
        assert_eq!(percent(1.0), 100);
        assert_eq!(percent(2.0), 100);
        assert_eq!(percent(f32::NAN), 0);
    }

    #[test]
    fn a_quiet_voice_is_seen_and_a_loud_one_leaves_room() {
        let (quiet, loud) = (percent(0.02), percent(0.25));
        assert!((15..50).contains(&quiet), "quiet speech shows {quiet} %");
        assert!((55..90).contains(&loud), "loud speech shows {loud} %");
    }
}
