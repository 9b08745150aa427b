//! Inputs in, effects out: the one bridge between softphone and browser.

mod browser_page;
mod desk_microphone;
mod keyed;
mod meters;
mod peers;
mod requests;
mod sounds;
mod stream;

use std::{collections::VecDeque, rc::Rc};

use leptos::prelude::*;
use tring_protocol::{
    agent::{Agent, CallbackTask},
    api::SessionResponse,
    call::{Direction, Millis},
    permission::PermissionState,
    phone::PhoneNumber,
};
use tring_softphone::{
    Desk, Effect, Input,
    input::{Announcement, Pickup},
    key::CallKey,
    view::SocketState,
};

use crate::browser::{page, speaker::Playback};
use browser_page::BrowserPage;

/// A handle to the page's desk. Cheap to copy; survives inputs that come after the page was removed.
#[derive(Clone, Copy, Debug)]
pub struct CallStore {
    desk: RwSignal<Desk>,
    levels: RwSignal<Levels>,
    now: RwSignal<Millis>,
    playback: RwSignal<Playback>,
    is_signed_out: RwSignal<bool>,
    ends: RwSignal<u32>,
    listeners: StoredValue<Vec<Callback<News>>>,
    waiting: StoredValue<VecDeque<Input>>,
    is_sending: StoredValue<bool>,
    performer: StoredValue<Option<Rc<dyn Perform>>, LocalStorage>,
}

/// How loud both sides are at the moment, from 0 (silent) to 1 (full scale).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Levels {
    /// Our microphone.
    pub mine: f32,
    /// The other side.
    pub theirs: f32,
}

/// What the proxy tells beside calls.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// A contact's permission has changed, or a request for it was sent.
    Permission(PermissionState),
    /// An agent's availability, reachability or call has changed.
    Agent(Agent),
    /// A customer is to be called back, or that is settled.
    Callback(CallbackTask),
}

/// What a desk needs around it: the browser, or whatever a test puts in its place.
pub trait Perform {
    /// The time, as the proxy counts it.
    fn now(&self) -> Millis;

    /// An id that nobody else has.
    fn new_id(&self) -> String;

    /// How one learns that a customer has picked up a call from this channel, or from the default one.
    fn pickup(&self, channel_id: Option<&str>) -> Pickup;

    /// Does what the desk wants done. Reports come as inputs, at once or later.
    fn perform(&self, effect: Effect);

    /// Makes ready for a call that is probably going to be placed.
    fn warm(&self);
}

impl CallStore {
    /// Opens the desk of somebody who has signed in: event socket, tabs, timers. Ends with the owner that it is made in.
    pub fn open(session: &SessionResponse) -> Self {
        let desk = Desk::new(page::random_id());
        Self::with_performer(desk, |store| BrowserPage::open(store, session))
    }

    /// Opens `desk` with a performer of the caller's. What the performer reports while it is being
    /// made waits until it is there.
    pub fn with_performer<P: Perform + 'static>(
        desk: Desk,
        performer: impl FnOnce(Self) -> P,
    ) -> Self {
        let store = Self {
            desk: RwSignal::new(desk),
            levels: RwSignal::new(Levels::default()),
            now: RwSignal::new(0),
            playback: RwSignal::new(Playback::Audible),
            is_signed_out: RwSignal::new(false),
            ends: RwSignal::new(0),
            listeners: StoredValue::new(Vec::new()),
            waiting: StoredValue::new(VecDeque::new()),
            is_sending: StoredValue::new(true),
            performer: StoredValue::new_local(None),
        };
        let performer: Rc<dyn Perform> = Rc::new(performer(store));
        store.now.set(performer.now());
        store.performer.set_value(Some(performer));
        // A page part that is removed takes its calls along: nobody could hang them up any more.
        on_cleanup(move || store.send(Input::PageClosing));
        store.drain();
        store
    }

    /// Applies `input`, then performs its effects before any later input is looked at.
    pub fn send(self, input: Input) {
        self.waiting
            .try_update_value(|waiting| waiting.push_back(input));
        if self.is_sending.try_get_value().unwrap_or(true) {
            // Either an effect reported back at once and the loop in `drain` is already running,
            // or the page part is gone.
            return;
        }
        self.drain();
    }

    fn drain(self) {
        self.is_sending.try_set_value(true);
        while let Some(input) = self.next_input()
            && let Some(performer) = self.performer.try_get_value().flatten()
        {
            self.count_ends(&input);
            let now = performer.now();
            let effects = self.desk.try_update(|desk| desk.handle(now, input));
            for effect in effects.unwrap_or_default() {
                performer.perform(effect);
            }
        }
        self.is_sending.try_set_value(false);
    }

    /// Tells the other tabs while a call holds this one.
    fn tell_the_tabs(self) {
        let desk_id = self
            .desk
            .try_with_untracked(|desk| desk.engaged().map(|_| desk.id().to_owned()));
        if let Some(desk_id) = desk_id.flatten()
            && let Some(performer) = self.performer.try_get_value().flatten()
        {
            let announcement = Announcement::Engaged { desk_id };
            performer.perform(Effect::Announce { announcement });
        }
    }

    fn count_ends(self, input: &Input) {
        let was_offline = || {
            let socket = self.desk.try_with_untracked(Desk::socket);
            socket == Some(SocketState::Offline)
        };
        let may_have_ended = if let Input::CallChanged { call } = input {
            !call.status.is_live()
        } else {
            // What ended while nobody could tell.
            matches!(input, Input::Snapshot { .. }) && was_offline()
        };
        if may_have_ended {
            self.ends.try_update(|ends| *ends = ends.wrapping_add(1));
        }
    }

    fn next_input(self) -> Option<Input> {
        self.waiting.try_update_value(VecDeque::pop_front).flatten()
    }

    /// *Call* was pressed: sends `DialRequested` with a new attempt id.
    pub fn dial(self, number: PhoneNumber, channel_id: Option<String>) {
        if let Some(performer) = self.performer.try_get_value().flatten() {
            self.send(Input::DialRequested {
                attempt_id: performer.new_id(),
                number,
                pickup: performer.pickup(channel_id.as_deref()),
                channel_id,
            });
        }
    }

    /// *Answer* was pressed, or *Start call* for a call that somebody asked for.
    pub fn take_up(self, call: CallKey) {
        let asked_for = self.desk.try_with_untracked(|desk| {
            let mut calls = desk.calls().into_iter();
            calls.find(|view| view.key == call && view.direction == Direction::Outbound)
        });
        if let Some(view) = asked_for.flatten()
            && let Some(performer) = self.performer.try_get_value().flatten()
        {
            self.send(Input::StartRequested {
                call,
                attempt_id: performer.new_id(),
                pickup: performer.pickup(view.channel_id.as_deref()),
            });
        } else {
            self.send(Input::AnswerRequested { call });
        }
    }

    /// The person is about to call (focus or pointer near the button): warms a spare peer connection.
    pub fn warm(self) {
        let is_engaged = self
            .desk
            .try_with_untracked(|desk| desk.engaged().is_some());
        if is_engaged == Some(false)
            && let Some(performer) = self.performer.try_get_value().flatten()
        {
            performer.warm();
        }
    }

    /// A part of the desk, which notifies only when that part changes.
    pub fn select<T>(self, part: impl Fn(&Desk) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.desk.with(&part))
    }

    /// How loud both sides are, several times a second during a call.
    pub fn levels(self) -> Signal<Levels> {
        self.levels.into()
    }

    /// The page's clock, once a second.
    pub fn now(self) -> Signal<Millis> {
        self.now.into()
    }

    /// Changes whenever a call of the team may have ended, here or elsewhere: the history is another.
    pub fn ends(self) -> Signal<u32> {
        self.ends.into()
    }

    /// From now on `listener` hears of whatever the proxy tells beside calls.
    pub fn on_news(self, listener: Callback<News>) {
        self.listeners.update_value(|all| all.push(listener));
    }

    fn tell(self, news: &News) {
        for listener in self.listeners.try_get_value().unwrap_or_default() {
            let _ = listener.try_run(news.clone());
        }
    }

    /// Whether the session has ended while the page was open: revoked, or run out.
    pub fn is_signed_out(self) -> Signal<bool> {
        self.is_signed_out.into()
    }

    /// The proxy has refused a request because nobody is signed in.
    pub fn session_is_over(self) {
        // The page may be gone by now.
        let _ = self.is_signed_out.try_set(true);
    }

    /// Whether the other side is heard, or the browser waits for a click before it plays anything.
    pub fn playback(self) -> Signal<Playback> {
        self.playback.into()
    }
}
