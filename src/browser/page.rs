//! The page itself: its life-cycle, its address, its network, and ids of its own.

use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BeforeUnloadEvent, Event, EventTarget, PageTransitionEvent};

use super::{js, listener::Listener};

/// What happens to the page as a whole (the Page Lifecycle of the WICG, HTML section 7.4.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageEvent {
    /// Its code will not run for a while: `freeze`, or put away for the back button.
    Frozen,
    /// Its code runs again.
    Resumed,
    /// It is being closed or reloaded.
    Closing,
    /// The computer has a network again.
    Online,
    /// The computer has lost its network.
    Offline,
    /// The computer uses another network.
    NetworkChanged,
    /// The page was brought to the front.
    Shown,
}

/// Watches the page until it is dropped.
#[derive(Debug)]
pub struct PageWatch {
    _listeners: Vec<Listener>,
}

impl PageWatch {
    /// Calls `on_event` for each event of the page.
    pub fn new(on_event: impl Fn(PageEvent) + 'static) -> Self {
        let on_event: Rc<dyn Fn(PageEvent)> = Rc::new(on_event);
        let mut listeners = Vec::new();
        let mut watch = |target: &EventTarget, name, read: fn(&Event) -> Option<PageEvent>| {
            let on_event = Rc::clone(&on_event);
            listeners.push(Listener::new(target, name, move |event| {
                if let Some(event) = read(&event) {
                    on_event(event);
                }
            }));
        };
        if let Some(window) = web_sys::window() {
            watch(&window, "pagehide", |event| {
                Some(if persists(event) {
                    PageEvent::Frozen
                } else {
                    PageEvent::Closing
                })
            });
            watch(&window, "pageshow", |event| {
                persists(event).then_some(PageEvent::Resumed)
            });
            watch(&window, "online", |_| Some(PageEvent::Online));
            watch(&window, "offline", |_| Some(PageEvent::Offline));
            if let Some(connection) = js::get(&window.navigator(), "connection") {
                watch(connection.unchecked_ref(), "change", |_| {
                    Some(PageEvent::NetworkChanged)
                });
            }
            if let Some(document) = window.document() {
                watch(&document, "freeze", |_| Some(PageEvent::Frozen));
                watch(&document, "resume", |_| Some(PageEvent::Resumed));
                watch(&document, "visibilitychange", |_| {
                    is_visible().then_some(PageEvent::Shown)
                });
            }
        }
        Self {
            _listeners: listeners,
        }
    }
}

fn persists(event: &Event) -> bool {
    event.unchecked_ref::<PageTransitionEvent>().persisted()
}

/// Whether the page is in the foreground.
pub fn is_visible() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_some_and(|document| !document.hidden())
}

/// Asks before the page is left, until it is dropped.
#[derive(Debug)]
pub struct LeaveWarning {
    _listener: Option<Listener>,
}

impl LeaveWarning {
    /// From now on.
    pub fn new() -> Self {
        let listener = web_sys::window().map(|window| {
            Listener::new(&window, "beforeunload", |event| {
                event.prevent_default();
                // Browsers before 2024 ask only for a text, and show their own.
                event
                    .unchecked_into::<BeforeUnloadEvent>()
                    .set_return_value("call");
            })
        });
        Self {
            _listener: listener,
        }
    }
}

impl Default for LeaveWarning {
    fn default() -> Self {
        Self::new()
    }
}

/// The sign-in token in the address's fragment (`#sign-in=…`), which is removed from the address.
pub fn take_sign_in_token() -> Option<String> {
    let window = web_sys::window()?;
    let location = window.location();
    let token = sign_in_token(&location.hash().ok()?)?;
    let address = [location.pathname().ok()?, location.search().ok()?].concat();
    // Not in the history either: the token must not be found by the next user of this computer.
    let history = window.history().ok()?;
    let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    Some(token)
}

fn sign_in_token(fragment: &str) -> Option<String> {
    let token = fragment.trim_start_matches('#').strip_prefix("sign-in=")?;
    (!token.is_empty()).then(|| token.to_owned())
}

/// What follows the `#` in the page's address; empty where nothing does.
pub fn fragment() -> String {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok());
    hash.unwrap_or_default().trim_start_matches('#').to_owned()
}

/// Puts `fragment` behind the `#` of the page's address, so that a reload finds the same thing again.
pub fn set_fragment(fragment: &str) {
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        let address = ["#", fragment].concat();
        // It throws for addresses of other sites only.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// The address of `path` on this site for a socket: `wss://…`, or `ws://…` where the page came by HTTP.
pub fn socket_address(path: &str) -> Option<String> {
    let location = web_sys::window()?.location();
    let scheme = if location.protocol().ok()? == "https:" {
        "wss://"
    } else {
        "ws://"
    };
    Some([scheme, &location.host().ok()?, path].concat())
}

/// Sets the document's title: what a tab in the background shows.
pub fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

/// A random id, the same form as a UUID: 122 bits of the browser's cryptographic randomness.
pub fn random_id() -> String {
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    let uuid = crypto.as_ref().and_then(|crypto| {
        // Absent where the page came by plain HTTP from another machine.
        js::call(crypto, "randomUUID", &[]).ok()?.as_string()
    });
    uuid.unwrap_or_else(|| {
        let mut bytes = [0; 16];
        if let Some(crypto) = crypto {
            // It refuses only more than 65 536 bytes.
            let _ = crypto.get_random_values_with_u8_array(&mut bytes);
        }
        hexadecimal(&bytes)
    })
}

/// A number from 0 to 1, for delays; not for secrets.
pub fn random_fraction() -> f64 {
    js_sys::Math::random()
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_what_follows_sign_in_in_the_fragment() {
        assert_eq!(sign_in_token("#sign-in=abc"), Some("abc".to_owned()));
        assert_eq!(sign_in_token("#sign-in="), None);
        assert_eq!(sign_in_token("#history"), None);
        assert_eq!(sign_in_token(""), None);
    }

    #[test]
    fn an_id_has_two_digits_for_each_byte() {
        assert_eq!(hexadecimal(&[0, 15, 160, 255]), "000fa0ff");
    }
}
