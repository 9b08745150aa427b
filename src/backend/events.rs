//! The event socket: it answers beats, notices a dead connection, and comes back.
//!
//! Resuming needs no position: the first message of each connection is a snapshot of all live calls,
//! so a page that was away for a minute knows as much as one that was not.

use std::{
    cell::RefCell,
    fmt,
    rc::{Rc, Weak},
};

use tring_protocol::events::{ClientMessage, MessageKind, ServerMessage};

use super::backoff::Backoff;
use crate::browser::{
    json, page,
    socket::{Socket, SocketEvent},
    timer::Timer,
};

/// How long a connection may be silent, in milliseconds: three beats and a little.
const PATIENCE: u32 = 10_000;

/// What the event socket reports.
#[derive(Clone, Debug, PartialEq)]
pub enum StreamEvent {
    /// The proxy said something.
    Message(Box<ServerMessage>),
    /// The connection was lost; it is being tried again.
    Lost,
}

/// The event socket of one desk; closed on drop.
pub struct EventStream(Rc<Inner>);

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}

impl EventStream {
    /// Opens the socket of the desk, and keeps it open.
    pub fn open(desk_id: &str, on_event: impl Fn(StreamEvent) + 'static) -> Self {
        let path = ["/api/events?desk=", &tring_client::segment(desk_id)].concat();
        let address = page::socket_address(&path).unwrap_or_default();
        Self::connect_to(address, on_event)
    }

    /// Opens a socket to an address that is known already.
    pub fn connect_to(address: String, on_event: impl Fn(StreamEvent) + 'static) -> Self {
        let inner = Rc::new(Inner {
            address,
            on_event: Box::new(on_event),
            link: RefCell::default(),
        });
        connect(&inner);
        Self(inner)
    }

    /// Does not wait for the next try: the network is back, or the page is.
    pub fn reconnect_now(&self) {
        let is_waiting = self.0.link.borrow().retry.is_some();
        if is_waiting {
            connect(&self.0);
        }
    }
}

struct Inner {
    address: String,
    on_event: Box<dyn Fn(StreamEvent)>,
    link: RefCell<Link>,
}

/// The connection of the moment. Replacing a part drops, and so closes or cancels, the old one.
#[derive(Default)]
struct Link {
    socket: Option<Socket>,
    watchdog: Option<Timer>,
    retry: Option<Timer>,
    backoff: Backoff,
}

fn connect(inner: &Rc<Inner>) {
    let weak = Rc::downgrade(inner);
    let socket = Socket::open(&inner.address, move |event| {
        if let Some(inner) = weak.upgrade() {
            heard(&inner, event);
        }
    });
    let is_refused = socket.is_none();
    {
        let mut link = inner.link.borrow_mut();
        link.retry = None;
        link.socket = socket;
        link.watchdog = Some(watchdog(Rc::downgrade(inner)));
    }
    if is_refused {
        lost(inner);
    }
}

fn heard(inner: &Rc<Inner>, event: SocketEvent) {
    match event {
        SocketEvent::Closed => lost(inner),
        SocketEvent::Message(text) => {
            inner.link.borrow_mut().watchdog = Some(watchdog(Rc::downgrade(inner)));
            // What this version cannot read was not said to it.
            if let Some(message) = json::parse::<ServerMessage>(&text) {
                understood(inner, message);
            }
        }
    }
}

fn understood(inner: &Rc<Inner>, message: ServerMessage) {
    match (message.kind, message.beat) {
        (MessageKind::Beat, Some(beat)) => {
            let answer = json::write(&ClientMessage { beat });
            let link = inner.link.borrow();
            if let (Some(socket), Some(answer)) = (&link.socket, answer) {
                socket.send(&answer);
            }
        }
        (MessageKind::Snapshot, _) => inner.link.borrow_mut().backoff.reset(),
        _ => {}
    }
    (inner.on_event)(StreamEvent::Message(Box::new(message)));
}

fn lost(inner: &Rc<Inner>) {
    {
        let mut link = inner.link.borrow_mut();
        link.socket = None;
        link.watchdog = None;
        let wait = link.backoff.next(page::random_fraction());
        let weak = Rc::downgrade(inner);
        link.retry = Some(Timer::after(wait, move || {
            if let Some(inner) = weak.upgrade() {
                connect(&inner);
            }
        }));
    }
    (inner.on_event)(StreamEvent::Lost);
}

/// A connection that says nothing, not even a beat, is dead, whatever the browser thinks of it.
fn watchdog(inner: Weak<Inner>) -> Timer {
    Timer::after(PATIENCE, move || {
        if let Some(inner) = inner.upgrade() {
            lost(&inner);
        }
    })
}
