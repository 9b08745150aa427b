//! One call's connection with what hangs on it: speaker, and silence where the microphone vanished.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    rc::Rc,
};

use tring_softphone::input::Sample;

use crate::browser::{
    audio::{AudioGraph, AudioTrack},
    peer_connection::{PeerConnection, PeerError},
    silence::Silence,
    speaker::Speaker,
    task::spawn,
};

/// One call's connection. Dropping it closes all of it.
pub(super) struct Peer {
    connection: PeerConnection,
    speaker: RefCell<Option<Speaker>>,
    silence: RefCell<Option<Silence>>,
    has_microphone: Cell<bool>,
}

impl Peer {
    pub(super) fn new(connection: PeerConnection) -> Self {
        Self {
            connection,
            speaker: RefCell::default(),
            silence: RefCell::default(),
            has_microphone: Cell::new(false),
        }
    }

    pub(super) fn apply_answer(
        &self,
        sdp: &str,
    ) -> impl Future<Output = Result<(), PeerError>> + use<> {
        self.connection.apply_answer(sdp)
    }

    pub(super) fn sample(&self) -> impl Future<Output = Option<Sample>> + use<> {
        self.connection.sample()
    }

    pub(super) fn set_speaker(&self, speaker: Option<Speaker>) {
        self.speaker.replace(speaker);
    }

    pub(super) fn has_microphone(&self) -> bool {
        self.has_microphone.get()
    }

    /// Sends the microphone. Silence that was sent before ends when it is replaced, not earlier.
    pub(super) fn send_microphone(
        &self,
        track: &AudioTrack,
    ) -> impl Future<Output = Result<(), PeerError>> + use<> {
        self.has_microphone.set(true);
        let silence = self.silence.take();
        let sending = self.connection.send(track);
        async move {
            let outcome = sending.await;
            drop(silence);
            outcome
        }
    }

    /// Sends silence in the microphone's place.
    pub(super) fn send_silence(&self, graph: Rc<AudioGraph>) {
        if let Some(silence) = Silence::start(graph) {
            let sending = self.connection.send(&silence.track());
            self.silence.replace(Some(silence));
            self.has_microphone.set(false);
            spawn(async move {
                // Where even this is refused the media timer ends the call, with its own sentence.
                let _ = sending.await;
            });
        }
    }

    /// Sends nothing any more.
    pub(super) fn send_nothing(&self) {
        self.has_microphone.set(false);
        let stopping = self.connection.send_nothing();
        spawn(async move {
            // The connection is closed next; a refusal changes nothing.
            let _ = stopping.await;
        });
        self.silence.replace(None);
    }
}
