//! What the page sounds and shows when a phone rings, here or there.

use std::{cell::RefCell, rc::Rc};

use tring_softphone::{key::CallKey, view::CallView};

use super::keyed::Keyed;
use crate::{
    browser::{
        audio::AudioGraph,
        notification::CallNotification,
        page,
        ringer::{Ringer, Sound},
    },
    ui::text,
};

/// The page's audio graph, made when it is first needed.
#[derive(Debug, Default)]
pub(super) struct SharedGraph(RefCell<Option<Rc<AudioGraph>>>);

impl SharedGraph {
    /// The graph; `None` where the browser has no Web Audio.
    pub(super) fn get(&self) -> Option<Rc<AudioGraph>> {
        let mut graph = self.0.borrow_mut();
        if graph.is_none() {
            *graph = AudioGraph::new().ok().map(Rc::new);
        }
        graph.clone()
    }
}

/// Bell, ringback tone and notifications. All of them end with this.
pub(super) struct Sounds {
    graph: Rc<SharedGraph>,
    ringing: RefCell<Keyed<CallKey, Option<CallNotification>>>,
    bell: RefCell<Option<Ringer>>,
    ringback: RefCell<Option<(CallKey, Ringer)>>,
}

impl Sounds {
    pub(super) fn new(graph: Rc<SharedGraph>) -> Self {
        Self {
            graph,
            ringing: RefCell::default(),
            bell: RefCell::default(),
            ringback: RefCell::default(),
        }
    }

    /// Sounds the bell, once for however many calls, and says who calls while nobody sees the page.
    pub(super) fn start_ringing(&self, call: CallKey, view: Option<&CallView>) {
        let notification = view.filter(|_| !page::is_visible()).and_then(notify);
        self.ringing.borrow_mut().insert(call, notification);
        let mut bell = self.bell.borrow_mut();
        if bell.is_none() {
            *bell = self.ringer(Sound::Bell);
        }
    }

    pub(super) fn stop_ringing(&self, call: CallKey) {
        let mut ringing = self.ringing.borrow_mut();
        ringing.remove(call);
        if ringing.is_empty() {
            self.bell.replace(None);
        }
    }

    pub(super) fn start_ringback(&self, call: CallKey) {
        let tone = self.ringer(Sound::Ringback);
        self.ringback.replace(tone.map(|tone| (call, tone)));
    }

    pub(super) fn stop_ringback(&self, call: CallKey) {
        self.ringback.borrow_mut().take_if(|(key, _)| *key == call);
    }

    fn ringer(&self, sound: Sound) -> Option<Ringer> {
        Ringer::start(&self.graph.get()?, sound)
    }
}

fn notify(view: &CallView) -> Option<CallNotification> {
    let number = view.number.as_deref().map(tring_protocol::phone::grouped);
    let who = view.name.clone().or(number);
    let title = who.as_deref().unwrap_or(text::UNKNOWN_CALLER);
    // The call's id, so that two tabs show one notification.
    let tag = view.call_id.as_deref().unwrap_or_default();
    let kind = [&text::ringing_kind(view), "\n", &text::asked_for_by(view)].concat();
    CallNotification::show(title, kind.trim_end(), tag)
}
