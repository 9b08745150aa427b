//! Which codecs are offered: opus and telephone-event, because providers take nothing else for granted.

use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::RtcRtpTransceiver;

use crate::browser::js;

/// Offers opus and telephone-event at 8000 Hz only. A browser without `setCodecPreferences` offers all
/// that it has; the SDP that is sent is filtered in any case.
pub(super) fn prefer_opus_and_digits(transceiver: &RtcRtpTransceiver) {
    let codecs = known_codecs();
    if codecs.length() > 0 {
        // It refuses a list without anything that it can send, and then its own list stands.
        let _ = js::call(transceiver, "setCodecPreferences", &[&codecs]);
    }
}

/// Opus first: the first codec that both sides have is the one that is used.
fn known_codecs() -> Array {
    let all = capabilities().unwrap_or_default();
    let of_type = |wanted: &'static str, hertz: f64| {
        let all = all.clone();
        all.iter()
            .filter(move |codec| {
                js::text(codec, "mimeType").is_some_and(|name| name.eq_ignore_ascii_case(wanted))
                    && js::number(codec, "clockRate").is_some_and(|rate| (rate - hertz).abs() < 0.5)
            })
            .collect::<Vec<JsValue>>()
    };
    let opus = of_type("audio/opus", 48_000.0);
    let digits = of_type("audio/telephone-event", 8_000.0);
    opus.into_iter().chain(digits).collect()
}

fn capabilities() -> Option<Array> {
    let receiver = js::get(&js_sys::global(), "RTCRtpReceiver")?;
    let capabilities = js::call(&receiver, "getCapabilities", &[&"audio".into()]).ok()?;
    js::get(&capabilities, "codecs").map(|codecs| Array::from(&codecs))
}
