//! The desk's one microphone, from the request to the release.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use tring_softphone::{
    Input,
    input::{Microphone as Heard, MicrophoneError},
    key::CallKey,
};

use super::{CallStore, meters::Meters, peers::Peers, sounds::SharedGraph};
use crate::browser::{level_meter::LevelMeter, microphone::Microphone, task::spawn};

/// The microphone and the calls that it is in.
pub(super) struct DeskMicrophone {
    store: CallStore,
    graph: Rc<SharedGraph>,
    meters: Rc<Meters>,
    peers: Rc<Peers>,
    /// Counts requests and releases: what arrives for an older number is stopped at once.
    attempt: Cell<u32>,
    open: RefCell<Option<Microphone>>,
}

impl DeskMicrophone {
    pub(super) fn new(
        store: CallStore,
        graph: Rc<SharedGraph>,
        meters: Rc<Meters>,
        peers: Rc<Peers>,
    ) -> Rc<Self> {
        Rc::new(Self {
            store,
            graph,
            meters,
            peers,
            attempt: Cell::new(0),
            open: RefCell::default(),
        })
    }

    /// Asks for the microphone.
    pub(super) fn open(self: &Rc<Self>) {
        let attempt = self.next_attempt();
        let this = Rc::downgrade(self);
        let lost = Weak::clone(&this);
        let opening = Microphone::open(move || {
            if let Some(this) = lost.upgrade() {
                this.lost(attempt);
            }
        });
        spawn(async move {
            let outcome = opening.await;
            // Without an owner, or with a newer attempt, dropping the outcome stops its tracks.
            if let Some(this) = this.upgrade()
                && this.attempt.get() == attempt
            {
                this.arrived(outcome);
            }
        });
    }

    /// Releases it, and whatever is still being asked for.
    pub(super) fn close(&self) {
        self.next_attempt();
        self.open.replace(None);
        self.meters.set_mine(None);
    }

    /// Lets the other side hear us, or not.
    pub(super) fn set(&self, heard: Heard) {
        self.apply(heard);
        self.store.send(Input::MicrophoneSet { microphone: heard });
    }

    /// Sends the microphone in `call`.
    pub(super) fn attach(&self, call: CallKey, heard: Heard) {
        self.apply(heard);
        match &*self.open.borrow() {
            Some(microphone) => self.peers.send_track(call, &microphone.track()),
            // It has vanished since it was reported open.
            None => self.peers.send_silence(call),
        }
    }

    /// Takes it out of `call`.
    pub(super) fn detach(&self, call: CallKey) {
        self.peers.send_nothing(call);
    }

    fn apply(&self, heard: Heard) {
        if let Some(microphone) = &*self.open.borrow() {
            match heard {
                Heard::Live => microphone.unmute(),
                Heard::Muted => microphone.mute(),
            }
        }
    }

    fn arrived(&self, outcome: Result<Microphone, MicrophoneError>) {
        match outcome {
            Ok(microphone) => {
                self.open.replace(Some(microphone));
                self.store.send(Input::MicrophoneOpened);
                // Only now: a first audio graph takes its time, and the call should not wait for it.
                self.measure();
            }
            Err(reason) => self.store.send(Input::MicrophoneRefused { reason }),
        }
    }

    fn measure(&self) {
        let open = self.open.borrow();
        let graph = open.as_ref().and_then(|_| self.graph.get());
        if let (Some(microphone), Some(graph)) = (&*open, graph) {
            self.meters
                .set_mine(LevelMeter::of_microphone(graph, microphone));
        }
    }

    /// The device went away. The calls must not fall dumb before the desk even knows of it.
    fn lost(&self, attempt: u32) {
        if self.attempt.get() == attempt {
            self.peers.replace_microphone_by_silence();
            self.close();
            self.store.send(Input::MicrophoneLost);
        }
    }

    fn next_attempt(&self) -> u32 {
        let next = self.attempt.get().wrapping_add(1);
        self.attempt.set(next);
        next
    }
}
