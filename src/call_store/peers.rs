//! The page's peer connections: one for each call, and a spare one that is made ahead.

mod peer;
mod spare;

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use leptos::prelude::*;
use tring_protocol::api::IceServer;
use tring_softphone::{Input, key::CallKey};

use super::{CallStore, keyed::Keyed, meters::Meters, sounds::SharedGraph};
use crate::browser::{
    audio::{AudioTrack, RemoteAudio},
    level_meter::LevelMeter,
    peer_connection::{PeerConnection, PeerError, PeerEvent},
    speaker::Speaker,
    task::spawn,
};
use peer::Peer;
use spare::{OfferedPeer, Spare};

/// All peer connections of the page. What an old call reports late finds no entry here and is dropped.
pub(super) struct Peers {
    store: CallStore,
    graph: Rc<SharedGraph>,
    meters: Rc<Meters>,
    ice_servers: Vec<IceServer>,
    open: RefCell<Keyed<CallKey, Peer>>,
    spare: RefCell<Option<Spare>>,
}

impl Peers {
    pub(super) fn new(
        store: CallStore,
        graph: Rc<SharedGraph>,
        meters: Rc<Meters>,
        ice_servers: Vec<IceServer>,
    ) -> Rc<Self> {
        Rc::new(Self {
            store,
            graph,
            meters,
            ice_servers,
            open: RefCell::default(),
            spare: RefCell::default(),
        })
    }

    /// Makes a spare connection with its offer, unless there is one.
    pub(super) fn warm(self: &Rc<Self>) {
        if self.spare.borrow().is_none() {
            let weak = Rc::downgrade(self);
            let spare = OfferedPeer::make(self).map(|peer| Spare::keep(peer, weak));
            self.spare.replace(spare.ok());
        }
    }

    /// Throws the spare away: its candidates are those of another time or network.
    pub(super) fn cool(&self) {
        self.spare.replace(None);
    }

    /// Makes an offer for `call`, or takes the one that was made ahead.
    pub(super) fn create_offer(self: &Rc<Self>, call: CallKey) {
        let spare = self.spare.take().and_then(Spare::into_usable);
        match spare.map_or_else(|| OfferedPeer::make(self), Ok) {
            Ok(offered) => {
                let (peer, offer) = offered.give_to(call);
                self.open.borrow_mut().insert(call, peer);
                if let Some(offer) = offer {
                    self.offer_made(call, offer);
                }
            }
            Err(error) => self.failed(call, &error),
        }
    }

    /// Makes an answer to the customer's offer.
    pub(super) fn create_answer(self: &Rc<Self>, call: CallKey, sdp_offer: &str) {
        let weak = Rc::downgrade(self);
        let connection = PeerConnection::new(&self.ice_servers, move |event| {
            if let Some(peers) = weak.upgrade() {
                peers.reported(call, event);
            }
        });
        match connection {
            Ok(connection) => {
                let answering = connection.answer(sdp_offer);
                self.open.borrow_mut().insert(call, Peer::new(connection));
                self.when_done(answering, move |peers, answer| match answer {
                    Ok(sdp) => peers.report(call, Input::AnswerReady { call, sdp }),
                    Err(error) => peers.failed(call, &error),
                });
            }
            Err(error) => self.failed(call, &error),
        }
    }

    /// Gives the customer's answer to the connection.
    pub(super) fn apply_remote_answer(self: &Rc<Self>, call: CallKey, sdp: &str) {
        let applying = (self.open.borrow().get(call)).map(|peer| peer.apply_answer(sdp));
        if let Some(applying) = applying {
            self.when_done(applying, move |peers, outcome| match outcome {
                Ok(()) => peers.report(call, Input::RemoteAnswerApplied { call }),
                Err(error) => peers.failed(call, &error),
            });
        }
    }

    /// Closes the connection and its speaker.
    pub(super) fn close(&self, call: CallKey) {
        let closed = self.open.borrow_mut().remove(call);
        self.meters.forget(call);
        drop(closed);
    }

    /// Sends this track in `call` from now on.
    pub(super) fn send_track(self: &Rc<Self>, call: CallKey, track: &AudioTrack) {
        let sending = (self.open.borrow().get(call)).map(|peer| peer.send_microphone(track));
        if let Some(sending) = sending {
            self.when_done(sending, move |peers, outcome| {
                if let Err(error) = outcome {
                    peers.failed(call, &error);
                }
            });
        }
    }

    /// Sends silence in `call`: small packets, never none.
    pub(super) fn send_silence(&self, call: CallKey) {
        if let (Some(graph), Some(peer)) = (self.graph.get(), self.open.borrow().get(call)) {
            peer.send_silence(graph);
        }
    }

    /// Sends silence wherever the microphone was sent.
    pub(super) fn replace_microphone_by_silence(&self) {
        let speaking: Vec<CallKey> = (self.open.borrow().iter())
            .filter(|(_, peer)| peer.has_microphone())
            .map(|(call, _)| call)
            .collect();
        for call in speaking {
            self.send_silence(call);
        }
    }

    /// Sends nothing in `call` any more: it is over.
    pub(super) fn send_nothing(&self, call: CallKey) {
        if let Some(peer) = self.open.borrow().get(call) {
            peer.send_nothing();
        }
    }

    /// Asks each connection for its figures.
    pub(super) fn sample(self: &Rc<Self>) {
        let sampling: Vec<_> = (self.open.borrow().iter())
            .map(|(call, peer)| (call, peer.sample()))
            .collect();
        for (call, sample) in sampling {
            self.when_done(sample, move |peers, sample| {
                if let Some(sample) = sample {
                    peers.report(call, Input::StatsSample { call, sample });
                }
            });
        }
    }

    fn offer_made(&self, call: CallKey, offer: Result<String, PeerError>) {
        match offer {
            Ok(sdp) => self.report(call, Input::OfferReady { call, sdp }),
            Err(error) => self.failed(call, &error),
        }
    }

    fn reported(&self, call: CallKey, event: PeerEvent) {
        match event {
            PeerEvent::Connected => self.report(call, Input::MediaConnected { call }),
            PeerEvent::Disconnected => self.report(call, Input::MediaDisconnected { call }),
            PeerEvent::Failed => self.report(call, Input::MediaFailed { call }),
            PeerEvent::RemoteAudio(audio) => self.play(call, &audio),
        }
    }

    fn play(&self, call: CallKey, audio: &RemoteAudio) {
        let open = self.open.borrow();
        let Some(peer) = open.get(call) else {
            return;
        };
        let playback = self.store.playback;
        let speaker = Speaker::play(audio, move |state| {
            playback.try_set(state);
        });
        peer.set_speaker(speaker);
        let meter = self
            .graph
            .get()
            .and_then(|graph| LevelMeter::of_remote(graph, audio));
        self.meters.set_theirs(call, meter);
    }

    /// Reports about a call that still has its connection; a late report is dropped.
    fn report(&self, call: CallKey, input: Input) {
        let is_open = self.open.borrow().get(call).is_some();
        if is_open {
            self.store.send(input);
        }
    }

    /// The desk is told also where the connection could not even be made.
    fn failed(&self, call: CallKey, error: &PeerError) {
        let message = error.to_string();
        self.store.send(Input::PeerFailed { call, message });
    }

    fn when_done<T: 'static>(
        self: &Rc<Self>,
        work: impl Future<Output = T> + 'static,
        then: impl FnOnce(&Rc<Self>, T) + 'static,
    ) {
        let weak: Weak<Self> = Rc::downgrade(self);
        spawn(async move {
            let outcome = work.await;
            if let Some(peers) = weak.upgrade() {
                then(&peers, outcome);
            }
        });
    }
}
