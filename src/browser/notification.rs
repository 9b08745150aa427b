//! Notifications of the operating system: who calls, while the inbox is in the background.

use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

use super::{js, listener::Listener};

/// A notification that is shown; dropping it takes it away.
#[derive(Debug)]
pub struct CallNotification {
    notification: Notification,
    _click: Listener,
}

/// Whether this site may show notifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowance {
    /// It may.
    Granted,
    /// The person has not been asked yet.
    NotAsked,
    /// The person refused, or the browser has none.
    Refused,
}

/// Whether this site may show notifications.
pub fn allowance() -> Allowance {
    let has_notifications =
        web_sys::window().is_some_and(|window| js::get(&window, "Notification").is_some());
    if !has_notifications {
        return Allowance::Refused;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Allowance::Granted,
        NotificationPermission::Default => Allowance::NotAsked,
        NotificationPermission::Denied | _ => Allowance::Refused,
    }
}

/// Asks the person. Browsers want this to follow a click.
pub async fn ask() -> Allowance {
    if allowance() == Allowance::NotAsked
        && let Ok(promise) = Notification::request_permission()
    {
        // Whatever was answered is read below.
        let _ = JsFuture::from(promise).await;
    }
    allowance()
}

impl CallNotification {
    /// Shows `title` and `body` and brings the page to the front when it is clicked; `None` where it
    /// may not. A second one with the same `tag` replaces the first, also from another tab.
    pub fn show(title: &str, body: &str, tag: &str) -> Option<Self> {
        if allowance() != Allowance::Granted {
            return None;
        }
        let options = NotificationOptions::new();
        options.set_body(body);
        options.set_tag(tag);
        options.set_require_interaction(true);
        // Chromium on Android throws: it wants a service worker for this.
        let notification = Notification::new_with_options(title, &options).ok()?;
        let click = Listener::new(&notification, "click", |_| {
            if let Some(window) = web_sys::window() {
                // The page stays in the background where the browser does not allow it.
                let _ = window.focus();
            }
        });
        Some(Self {
            notification,
            _click: click,
        })
    }
}

impl Drop for CallNotification {
    fn drop(&mut self) {
        self.notification.close();
    }
}
