//! What the tabs of one browser tell each other (`BroadcastChannel`).

use serde::{Deserialize, Serialize};
use tring_softphone::input::Announcement;
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, MessageEvent};

use super::{json, listener::Listener};

/// A channel to the other tabs; closed on drop.
#[derive(Debug)]
pub struct Tabs {
    channel: BroadcastChannel,
    _listener: Listener,
}

impl Tabs {
    /// Joins the tabs that use the same `name`. `on_announcement` hears what the others say, never
    /// what this tab says itself. `None` where the browser has no such channel.
    pub fn join(name: &str, on_announcement: impl Fn(Announcement) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let listener = Listener::new(&channel, "message", move |event| {
            let data = event.unchecked_into::<MessageEvent>().data();
            // Another version of the page may say what this one does not know.
            if let Some(heard) = data.as_string().and_then(|text| heard(&text)) {
                on_announcement(heard);
            }
        });
        Some(Self {
            channel,
            _listener: listener,
        })
    }

    /// Tells the other tabs.
    pub fn announce(&self, announcement: &Announcement) {
        if let Some(text) = json::write(&Message::from(announcement)) {
            // It throws only on a closed channel, and this one is open until drop.
            let _ = self.channel.post_message(&text.into());
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.channel.close();
    }
}

/// An announcement as it travels: flat, like all our messages.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Message {
    kind: Kind,
    call_id: String,
    #[serde(default)]
    desk_id: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Answering,
    GaveUp,
    Engaged,
    Declined,
}

fn heard(text: &str) -> Option<Announcement> {
    json::parse::<Message>(text).map(Announcement::from)
}

impl From<&Announcement> for Message {
    fn from(announcement: &Announcement) -> Self {
        let none = String::new();
        let (kind, call_id, desk_id) = match announcement {
            Announcement::Answering { call_id, desk_id } => {
                (Kind::Answering, call_id, desk_id.as_str())
            }
            Announcement::GaveUp { call_id, desk_id } => (Kind::GaveUp, call_id, desk_id.as_str()),
            Announcement::Engaged { desk_id } => (Kind::Engaged, &none, desk_id.as_str()),
            Announcement::Declined { call_id } => (Kind::Declined, call_id, ""),
        };
        Self {
            kind,
            call_id: call_id.clone(),
            desk_id: desk_id.to_owned(),
        }
    }
}

impl From<Message> for Announcement {
    fn from(message: Message) -> Self {
        let Message {
            kind,
            call_id,
            desk_id,
        } = message;
        match kind {
            Kind::Answering => Self::Answering { call_id, desk_id },
            Kind::GaveUp => Self::GaveUp { call_id, desk_id },
            Kind::Engaged => Self::Engaged { desk_id },
            Kind::Declined => Self::Declined { call_id },
        }
    }
}
