//! A peer connection: one call's audio, both ways. Closed when it is dropped.

mod codecs;
mod description;
mod gathering;
mod stats;

use std::{cell::Cell, fmt, future::Future, rc::Rc};

use js_sys::Array;
use tring_protocol::api::IceServer;
use tring_softphone::input::Sample;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MediaStream, RtcBundlePolicy, RtcConfiguration, RtcIceConnectionState, RtcIceServer,
    RtcPeerConnection, RtcPeerConnectionState, RtcRtpTransceiver, RtcRtpTransceiverDirection,
    RtcRtpTransceiverInit, RtcSdpType, RtcTrackEvent,
};

use super::{
    audio::{AudioTrack, RemoteAudio},
    js,
    listener::Listener,
    sdp,
};

/// What the browser reports about a connection.
#[derive(Clone, Debug, PartialEq)]
pub enum PeerEvent {
    /// ICE and DTLS are up, or up again.
    Connected,
    /// Interrupted; it may come back by itself.
    Disconnected,
    /// Lost for good.
    Failed,
    /// The other side can be played.
    RemoteAudio(RemoteAudio),
}

/// What the browser refused, in its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerError(String);

impl fmt::Display for PeerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<JsValue> for PeerError {
    fn from(exception: JsValue) -> Self {
        Self(js::describe(&exception))
    }
}

/// One call's audio. Its futures hold no part of it: they may be dropped or outlive it, and those of a
/// connection that was closed in between never complete.
#[derive(Debug)]
pub struct PeerConnection {
    connection: RtcPeerConnection,
    _listeners: [Listener; 3],
}

impl PeerConnection {
    /// A connection without media. `on_event` is not called again after the drop.
    pub fn new(
        ice_servers: &[IceServer],
        on_event: impl Fn(PeerEvent) + 'static,
    ) -> Result<Self, PeerError> {
        let connection = RtcPeerConnection::new_with_configuration(&configuration(ice_servers))?;
        let listeners = listeners(&connection, Rc::new(on_event));
        Ok(Self {
            connection,
            _listeners: listeners,
        })
    }

    /// Makes an offer of audio both ways, without a track, and waits for its candidates.
    pub fn offer(&self) -> impl Future<Output = Result<String, PeerError>> + use<> {
        let connection = self.connection.clone();
        let init = RtcRtpTransceiverInit::new();
        init.set_direction(RtcRtpTransceiverDirection::Sendrecv);
        // Now, while it is certain that the connection is open: on a closed one this throws.
        let transceiver = connection.add_transceiver_with_str_and_init("audio", &init);
        codecs::prefer_opus_and_digits(&transceiver);
        async move {
            let offer = JsFuture::from(connection.create_offer()).await?;
            description::set_local(&connection, &offer).await?;
            described(&connection).await
        }
    }

    /// Makes an answer to the customer's `offer`, without a track, and waits for its candidates.
    pub fn answer(&self, offer: &str) -> impl Future<Output = Result<String, PeerError>> + use<> {
        let connection = self.connection.clone();
        let offer = sdp::offer_for_browser(offer);
        async move {
            description::set_remote(&connection, RtcSdpType::Offer, &offer).await?;
            let transceiver = transceiver(&connection)
                .ok_or_else(|| PeerError("the offer has no audio".to_owned()))?;
            // What an offer brings along only receives, unless it is told otherwise. A connection that
            // was closed meanwhile does not take it, and what follows is refused with a reason.
            js::set(&transceiver, "direction", &"sendrecv".into());
            codecs::prefer_opus_and_digits(&transceiver);
            let answer = JsFuture::from(connection.create_answer()).await?;
            description::set_local(&connection, &answer).await?;
            described(&connection).await
        }
    }

    /// Gives the customer's answer to the browser. Once: a second one is refused.
    pub fn apply_answer(
        &self,
        answer: &str,
    ) -> impl Future<Output = Result<(), PeerError>> + use<> {
        let connection = self.connection.clone();
        let offer = description::local(&connection).unwrap_or_default();
        let answer = sdp::answer_for_browser(answer, &offer);
        async move { description::set_remote(&connection, RtcSdpType::Answer, &answer).await }
    }

    /// Sends `track` from now on, without a new offer and answer.
    pub fn send(&self, track: &AudioTrack) -> impl Future<Output = Result<(), PeerError>> + use<> {
        self.replace_track(Some(track.clone()))
    }

    /// Sends nothing any more, not even silence. Only for a call that is over: a provider drops a call
    /// without packets.
    pub fn send_nothing(&self) -> impl Future<Output = Result<(), PeerError>> + use<> {
        self.replace_track(None)
    }

    fn replace_track(
        &self,
        track: Option<AudioTrack>,
    ) -> impl Future<Output = Result<(), PeerError>> + use<> {
        let replacement = transceiver(&self.connection).map(|transceiver| {
            let track = track.as_ref().map(|track| &track.0);
            transceiver.sender().replace_track(track)
        });
        async move {
            let replacement =
                replacement.ok_or_else(|| PeerError("there is nothing to send by".to_owned()))?;
            JsFuture::from(replacement).await?;
            Ok(())
        }
    }

    /// What `getStats` says now; `None` where the browser says nothing.
    pub fn sample(&self) -> impl Future<Output = Option<Sample>> + use<> {
        let report = self.connection.get_stats();
        async move {
            let report = JsFuture::from(report).await.ok()?;
            Some(stats::sample(report.unchecked_ref()))
        }
    }
}

impl Drop for PeerConnection {
    fn drop(&mut self) {
        // Tells the other side too (DTLS close_notify), where it is connected.
        self.connection.close();
    }
}

/// The local description with what was gathered in the time that a caller can wait.
async fn described(connection: &RtcPeerConnection) -> Result<String, PeerError> {
    gathering::gathered(connection).await;
    description::local(connection)
        .map(|local| sdp::for_provider(&local))
        .ok_or_else(|| PeerError("there is no local description".to_owned()))
}

fn transceiver(connection: &RtcPeerConnection) -> Option<RtcRtpTransceiver> {
    connection.get_transceivers().get(0).dyn_into().ok()
}

fn configuration(ice_servers: &[IceServer]) -> RtcConfiguration {
    let servers: Array = ice_servers.iter().map(ice_server).collect();
    let configuration = RtcConfiguration::new();
    configuration.set_ice_servers(&servers);
    configuration.set_bundle_policy(RtcBundlePolicy::MaxBundle);
    configuration
}

fn ice_server(server: &IceServer) -> RtcIceServer {
    let urls: Array = server
        .urls
        .iter()
        .map(|url| JsValue::from_str(url))
        .collect();
    let entry = RtcIceServer::new();
    entry.set_urls(&urls);
    if let Some(username) = &server.username {
        entry.set_username(username);
    }
    if let Some(credential) = &server.credential {
        entry.set_credential(credential);
    }
    entry
}

fn listeners<F: Fn(PeerEvent) + 'static>(
    connection: &RtcPeerConnection,
    on_event: Rc<F>,
) -> [Listener; 3] {
    let last = Rc::new(Cell::new(Reach::New));
    // Both: Chromium says `failed` only in the first, Firefox is quicker with the second.
    let states = ["connectionstatechange", "iceconnectionstatechange"].map(|name| {
        let (on_event, last, observed) =
            (Rc::clone(&on_event), Rc::clone(&last), connection.clone());
        Listener::new(connection, name, move |_| {
            let state = (observed.connection_state(), observed.ice_connection_state());
            if let Some(now) = reach(state.0, state.1)
                && let Some(event) = last.replace(now).change(now)
            {
                on_event(event);
            }
        })
    });
    let [connection_state, ice_state] = states;
    let tracks = Listener::new(connection, "track", move |event| {
        if let Some(audio) = remote_audio(event.unchecked_ref()) {
            on_event(PeerEvent::RemoteAudio(audio));
        }
    });
    [connection_state, ice_state, tracks]
}

/// The stream of a track event; WhatsApp's own offer names none, and then one is made.
fn remote_audio(event: &RtcTrackEvent) -> Option<RemoteAudio> {
    let named: Result<MediaStream, _> = event.streams().get(0).dyn_into();
    let stream = match named {
        Ok(stream) => stream,
        Err(_) => MediaStream::new_with_tracks(&Array::of1(&event.track())).ok()?,
    };
    Some(RemoteAudio(stream))
}

/// Whether packets get through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    New,
    Connected,
    Disconnected,
    Failed,
}

impl Reach {
    /// The event of going from this state to `next`.
    fn change(self, next: Self) -> Option<PeerEvent> {
        if self == next {
            return None;
        }
        match next {
            Self::New => None,
            Self::Connected => Some(PeerEvent::Connected),
            Self::Disconnected => Some(PeerEvent::Disconnected),
            Self::Failed => Some(PeerEvent::Failed),
        }
    }
}

/// `None` while a state is on its way to the next.
fn reach(connection: RtcPeerConnectionState, ice: RtcIceConnectionState) -> Option<Reach> {
    if connection == RtcPeerConnectionState::Failed || ice == RtcIceConnectionState::Failed {
        return Some(Reach::Failed);
    }
    if connection == RtcPeerConnectionState::Disconnected
        || ice == RtcIceConnectionState::Disconnected
    {
        return Some(Reach::Disconnected);
    }
    (connection == RtcPeerConnectionState::Connected).then_some(Reach::Connected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_up_only_when_dtls_is_up_too() {
        let ice = RtcIceConnectionState::Connected;
        assert_eq!(reach(RtcPeerConnectionState::Connecting, ice), None);
        assert_eq!(
            reach(RtcPeerConnectionState::Connected, ice),
            Some(Reach::Connected)
        );
    }

    #[test]
    fn either_state_can_say_that_the_connection_is_interrupted_or_lost() {
        assert_eq!(
            reach(
                RtcPeerConnectionState::Connected,
                RtcIceConnectionState::Disconnected
            ),
            Some(Reach::Disconnected)
        );
        assert_eq!(
            reach(
                RtcPeerConnectionState::Failed,
                RtcIceConnectionState::Disconnected
            ),
            Some(Reach::Failed)
        );
    }

    #[test]
    fn the_same_state_from_both_events_is_reported_once() {
        assert_eq!(Reach::Connected.change(Reach::Connected), None);
        assert_eq!(
            Reach::Disconnected.change(Reach::Connected),
            Some(PeerEvent::Connected)
        );
    }
}
