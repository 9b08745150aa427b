//! A WebSocket that is closed when it is dropped.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, WebSocket};

use super::listener::Listener;

/// What a socket reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketEvent {
    /// The other side sent this text.
    Message(String),
    /// The connection is gone, or never came to be.
    Closed,
}

/// An open socket, or one that is being opened. Dropping it closes it, silently.
#[derive(Debug)]
pub struct Socket {
    socket: WebSocket,
    _listeners: [Listener; 2],
}

impl Socket {
    /// Opens a socket to `address`; `None` where the browser refuses the address.
    pub fn open(address: &str, on_event: impl Fn(SocketEvent) + 'static) -> Option<Self> {
        let socket = WebSocket::new(address).ok()?;
        let on_event = Rc::new(on_event);
        let on_close = Rc::clone(&on_event);
        let listeners = [
            Listener::new(&socket, "message", move |event| {
                let data = event.unchecked_into::<MessageEvent>().data();
                if let Some(text) = data.as_string() {
                    on_event(SocketEvent::Message(text));
                }
            }),
            Listener::new(&socket, "close", move |_| on_close(SocketEvent::Closed)),
        ];
        Some(Self {
            socket,
            _listeners: listeners,
        })
    }

    /// Sends a text. A socket that is not open loses it; the reconnection is what repairs that.
    pub fn send(&self, text: &str) {
        let _ = self.socket.send_with_str(text);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // It refuses only codes, and none is given.
        let _ = self.socket.close();
    }
}
