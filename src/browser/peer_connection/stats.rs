//! What `getStats` says, in the few figures that a call needs (W3C WebRTC Statistics).

use js_sys::Map;
use tring_softphone::input::Sample;
use wasm_bindgen::JsValue;

use crate::browser::js;

const MILLIS_PER_SECOND: f64 = 1_000.0;

/// The figures of one report.
pub(super) fn sample(report: &Map) -> Sample {
    let mut sample = Sample::default();
    report.for_each(&mut |entry, _| note(&mut sample, &entry));
    sample
}

fn note(sample: &mut Sample, entry: &JsValue) {
    match js::text(entry, "type").as_deref() {
        Some("inbound-rtp") => {
            sample.packets_received += count(entry, "packetsReceived");
            sample.packets_lost += count(entry, "packetsLost");
            let energy = js::number(entry, "totalAudioEnergy");
            sample.energy_received = energy.or(sample.energy_received);
            sample.jitter_millis = millis(entry, "jitter").or(sample.jitter_millis);
        }
        Some("outbound-rtp") => sample.packets_sent += count(entry, "packetsSent"),
        Some("candidate-pair") if js::get(entry, "nominated") == Some(JsValue::TRUE) => {
            let time = millis(entry, "currentRoundTripTime");
            sample.round_trip_millis = time.or(sample.round_trip_millis);
        }
        // Firefox has no time for the pair, only for the stream.
        Some("remote-inbound-rtp") => {
            sample.round_trip_millis = sample.round_trip_millis.or(millis(entry, "roundTripTime"));
        }
        _ => {}
    }
}

fn millis(entry: &JsValue, name: &str) -> Option<f64> {
    js::number(entry, name).map(|seconds| seconds * MILLIS_PER_SECOND)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of packets is a whole number far below 2^53; a negative count of lost ones is none"
)]
fn count(entry: &JsValue, name: &str) -> u64 {
    js::number(entry, name).unwrap_or(0.0).max(0.0) as u64
}
