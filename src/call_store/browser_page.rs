//! The browser as a desk needs it: every effect done, every event reported.

mod effects;
mod watches;

use std::{cell::RefCell, rc::Rc};

use leptos::prelude::*;
use tring_protocol::{
    api::{ChannelSummary, SessionResponse},
    call::Millis,
};
use tring_softphone::{Effect, effect::Timer as DeskTimer, input::Pickup};

use super::{
    CallStore, Perform,
    desk_microphone::DeskMicrophone,
    keyed::Keyed,
    meters::Meters,
    peers::Peers,
    requests::Requests,
    sounds::{SharedGraph, Sounds},
};
use crate::browser::{
    clock::Clock,
    page::{self, LeaveWarning},
    tabs::Tabs,
    timer::Timer,
};
use watches::Watches;

/// All that the page holds of the browser. Dropping it releases all of it.
pub(super) struct BrowserPage {
    store: CallStore,
    clock: Rc<Clock>,
    peers: Rc<Peers>,
    microphone: Rc<DeskMicrophone>,
    requests: Requests,
    sounds: Sounds,
    timers: RefCell<Keyed<DeskTimer, Timer>>,
    leave_warning: RefCell<Option<LeaveWarning>>,
    tabs: Option<Tabs>,
    /// The default first.
    channels: Vec<ChannelSummary>,
    _watches: Watches,
}

impl BrowserPage {
    /// Opens event socket, tabs and timers.
    pub(super) fn open(store: CallStore, session: &SessionResponse) -> Self {
        let desk_id = store.desk.with_untracked(|desk| desk.id().to_owned());
        let clock = Rc::new(Clock::default());
        let graph = Rc::new(SharedGraph::default());
        let meters = Meters::new(store);
        let servers = session.ice_servers.clone();
        let peers = Peers::new(store, Rc::clone(&graph), Rc::clone(&meters), servers);
        let microphone = DeskMicrophone::new(store, Rc::clone(&graph), meters, Rc::clone(&peers));
        Self {
            store,
            _watches: Watches::new(store, session.agent_id, &desk_id, &clock, &peers),
            tabs: watches::tabs(store, session.agent_id),
            clock,
            peers,
            microphone,
            requests: Requests::new(store, desk_id),
            sounds: Sounds::new(graph),
            timers: RefCell::default(),
            leave_warning: RefCell::default(),
            channels: session.channels.clone(),
        }
    }
}

impl Perform for BrowserPage {
    fn now(&self) -> Millis {
        self.clock.now()
    }

    fn new_id(&self) -> String {
        page::random_id()
    }

    fn pickup(&self, channel_id: Option<&str>) -> Pickup {
        let mut channels = self.channels.iter();
        let channel = channels.find(|channel| channel_id.is_none_or(|id| channel.id == id));
        match channel {
            Some(channel) if !channel.status_events => Pickup::Heard,
            Some(_) | None => Pickup::Told,
        }
    }

    fn perform(&self, effect: Effect) {
        self.carry_out(effect);
    }

    fn warm(&self) {
        self.peers.warm();
    }
}
