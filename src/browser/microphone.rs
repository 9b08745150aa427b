//! The microphone: opened by `getUserMedia`, stopped when it is dropped.

use tring_softphone::input::MicrophoneError;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MediaDevices, MediaStream, MediaStreamConstraints, MediaStreamTrack, MediaTrackConstraints,
};

use super::{audio::AudioTrack, js, listener::Listener};

/// An open microphone. Dropping it stops its tracks, and the browser's recording sign goes out.
#[derive(Debug)]
pub struct Microphone {
    stream: MediaStream,
    track: MediaStreamTrack,
    _ended: Listener,
}

impl Microphone {
    /// Asks for the microphone, which may ask the person. `on_lost` is called when the device goes
    /// away later (unplugged, or taken by the system).
    ///
    /// Who does not want it any more when it comes just drops it.
    pub async fn open(on_lost: impl Fn() + 'static) -> Result<Self, MicrophoneError> {
        let devices = media_devices().ok_or(MicrophoneError::Unsupported)?;
        let request = devices
            .get_user_media_with_constraints(&constraints())
            .map_err(|exception| refusal(&exception))?;
        let stream: MediaStream = JsFuture::from(request)
            .await
            .map_err(|exception| refusal(&exception))?
            .unchecked_into();
        let track: MediaStreamTrack = stream
            .get_audio_tracks()
            .get(0)
            .dyn_into()
            .map_err(|_| MicrophoneError::NotFound)?;
        let ended = Listener::new(&track, "ended", move |_| on_lost());
        Ok(Self {
            stream,
            track,
            _ended: ended,
        })
    }

    /// The track, to be sent.
    pub fn track(&self) -> AudioTrack {
        // Not `track.clone()`: that is the browser's own, a second track that nobody would stop or mute.
        AudioTrack(Clone::clone(&self.track))
    }

    /// Lets the other side hear us. Until then silence is sent.
    pub fn unmute(&self) {
        self.track.set_enabled(true);
    }

    /// Sends silence instead of sound; packets keep flowing.
    pub fn mute(&self) {
        self.track.set_enabled(false);
    }

    pub(super) fn stream(&self) -> &MediaStream {
        &self.stream
    }
}

impl Drop for Microphone {
    fn drop(&mut self) {
        for track in self.stream.get_tracks().iter() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
    }
}

/// The browser's media devices: absent where the page is not served over HTTPS (or from this machine).
pub(super) fn media_devices() -> Option<MediaDevices> {
    let navigator = web_sys::window()?.navigator();
    js::get(&navigator, "mediaDevices").map(JsCast::unchecked_into)
}

fn constraints() -> MediaStreamConstraints {
    let audio = MediaTrackConstraints::new();
    audio.set_echo_cancellation(&JsValue::TRUE);
    audio.set_noise_suppression(&JsValue::TRUE);
    audio.set_auto_gain_control(&JsValue::TRUE);
    let constraints = MediaStreamConstraints::new();
    constraints.set_audio(&audio);
    constraints
}

fn refusal(exception: &JsValue) -> MicrophoneError {
    named(&js::text(exception, "name").unwrap_or_default())
}

/// The `DOMException` names of `getUserMedia` (W3C Media Capture and Streams, section 10.3).
fn named(name: &str) -> MicrophoneError {
    match name {
        "NotAllowedError" | "SecurityError" => MicrophoneError::Denied,
        "NotFoundError" | "OverconstrainedError" => MicrophoneError::NotFound,
        "NotReadableError" | "AbortError" => MicrophoneError::InUse,
        "TypeError" => MicrophoneError::Unsupported,
        _ => MicrophoneError::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_of_the_browser_has_its_word() {
        assert_eq!(named("NotAllowedError"), MicrophoneError::Denied);
        assert_eq!(named("NotFoundError"), MicrophoneError::NotFound);
        assert_eq!(named("NotReadableError"), MicrophoneError::InUse);
        assert_eq!(named("TypeError"), MicrophoneError::Unsupported);
        assert_eq!(named("SomethingNewError"), MicrophoneError::Unknown);
    }
}
