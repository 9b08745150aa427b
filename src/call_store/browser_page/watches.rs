//! What comes to the page unasked: the event socket, other tabs, devices, the page's life, the time.

use std::{cell::Cell, rc::Rc};

use leptos::prelude::*;
use tring_protocol::{error::ErrorCode, events::MessageKind};
use tring_softphone::{Input, input::Leadership};

use crate::{
    backend::{
        self, BackendError,
        events::{EventStream, StreamEvent},
    },
    browser::{
        clock::Clock,
        devices::DeviceWatch,
        locks::TabLock,
        page::{PageEvent, PageWatch},
        tabs::Tabs,
        task::spawn,
        timer::Ticker,
    },
    call_store::{CallStore, News, peers::Peers, stream},
};

/// One second, in milliseconds: how often the time is told and connections are asked for their figures.
const SECOND: u32 = 1_000;

/// Everything that reports by itself. Dropping it ends the reports.
pub(super) struct Watches {
    _page: PageWatch,
    _events: Rc<EventStream>,
    _leadership: TabLock,
    _devices: Option<DeviceWatch>,
    _seconds: Ticker,
}

impl Watches {
    pub(super) fn new(
        store: CallStore,
        agent_id: u64,
        desk_id: &str,
        clock: &Rc<Clock>,
        peers: &Rc<Peers>,
    ) -> Self {
        let events = Rc::new(events(store, agent_id, desk_id, clock));
        Self {
            _page: page(store, &events, peers),
            _events: events,
            _leadership: leadership(store, agent_id),
            _devices: DeviceWatch::new(move || store.send(Input::DeviceChanged)),
            _seconds: seconds(store, clock, peers),
        }
    }
}

/// The other tabs of the same agent. After a change of agent the old one's tabs are strangers.
pub(super) fn tabs(store: CallStore, agent_id: u64) -> Option<Tabs> {
    Tabs::join(&shared_name(agent_id), move |announcement| {
        store.send(Input::Announced { announcement });
    })
}

fn leadership(store: CallStore, agent_id: u64) -> TabLock {
    TabLock::request(&shared_name(agent_id), move || {
        store.send(Input::LeadershipChanged {
            leadership: Leadership::Leading,
        });
    })
}

fn shared_name(agent_id: u64) -> String {
    format!("tring-agent-{agent_id}")
}

fn events(store: CallStore, agent_id: u64, desk_id: &str, clock: &Rc<Clock>) -> EventStream {
    let clock = Rc::clone(clock);
    let failures = Cell::new(0_u32);
    EventStream::open(desk_id, move |event| match event {
        StreamEvent::Lost => {
            store.send(Input::SocketLost);
            failures.set(failures.get().saturating_add(1));
            if failures.get() > 1 {
                ask_whether_signed_out(store);
            }
        }
        StreamEvent::Message(mut message) => {
            failures.set(0);
            if message.kind == MessageKind::Snapshot {
                // Signed in again, in another tab.
                store.is_signed_out.try_set(false);
            }
            clock.heard(message.at);
            let news = [
                message.permission.take().map(News::Permission),
                message.agent.take().map(News::Agent),
                message.callback.take().map(News::Callback),
            ];
            for news in news.iter().flatten() {
                store.tell(news);
            }
            for input in stream::inputs(*message, agent_id) {
                store.send(input);
            }
        }
    })
}

/// A browser does not say why a socket was refused; a request does.
fn ask_whether_signed_out(store: CallStore) {
    spawn(async move {
        if let Err(BackendError::Refused { code, .. }) = backend::session().await
            && code == ErrorCode::Unauthenticated
        {
            store.session_is_over();
        }
    });
}

fn page(store: CallStore, events: &Rc<EventStream>, peers: &Rc<Peers>) -> PageWatch {
    let (events, peers) = (Rc::downgrade(events), Rc::downgrade(peers));
    PageWatch::new(move |event| {
        let reconnect = || {
            if let Some(events) = events.upgrade() {
                events.reconnect_now();
            }
        };
        let cool = || {
            if let Some(peers) = peers.upgrade() {
                peers.cool();
            }
        };
        match event {
            PageEvent::Frozen => {
                cool();
                store.send(Input::PageFrozen);
            }
            PageEvent::Resumed => {
                reconnect();
                store.send(Input::PageResumed);
            }
            PageEvent::Closing => store.send(Input::PageClosing),
            PageEvent::Online | PageEvent::NetworkChanged => {
                cool();
                reconnect();
            }
            PageEvent::Offline => cool(),
            PageEvent::Shown => reconnect(),
        }
    })
}

fn seconds(store: CallStore, clock: &Rc<Clock>, peers: &Rc<Peers>) -> Ticker {
    let (clock, peers) = (Rc::clone(clock), Rc::downgrade(peers));
    Ticker::every(SECOND, move || {
        store.now.try_set(clock.now());
        store.tell_the_tabs();
        if let Some(peers) = peers.upgrade() {
            peers.sample();
        }
    })
}
