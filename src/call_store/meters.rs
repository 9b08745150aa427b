//! The level meters of a call: ten readings a second while there is something to measure.

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use leptos::prelude::*;
use tring_softphone::key::CallKey;

use super::{CallStore, Levels};
use crate::browser::{level_meter::LevelMeter, timer::Ticker};

/// How often to read, in milliseconds.
const INTERVAL: u32 = 100;

/// The meters of both sides.
pub(super) struct Meters {
    store: CallStore,
    mine: RefCell<Option<LevelMeter>>,
    theirs: RefCell<Option<(CallKey, LevelMeter)>>,
    ticker: RefCell<Option<Ticker>>,
}

impl Meters {
    pub(super) fn new(store: CallStore) -> Rc<Self> {
        Rc::new(Self {
            store,
            mine: RefCell::default(),
            theirs: RefCell::default(),
            ticker: RefCell::default(),
        })
    }

    /// Measures our microphone, or no longer.
    pub(super) fn set_mine(self: &Rc<Self>, meter: Option<LevelMeter>) {
        self.mine.replace(meter);
        self.run_or_rest();
    }

    /// Measures the other side of `call`.
    pub(super) fn set_theirs(self: &Rc<Self>, call: CallKey, meter: Option<LevelMeter>) {
        self.theirs.replace(meter.map(|meter| (call, meter)));
        self.run_or_rest();
    }

    /// Stops to measure the other side of `call`; another call's meter goes on.
    pub(super) fn forget(self: &Rc<Self>, call: CallKey) {
        self.theirs.borrow_mut().take_if(|(key, _)| *key == call);
        self.run_or_rest();
    }

    fn run_or_rest(self: &Rc<Self>) {
        let is_idle = self.mine.borrow().is_none() && self.theirs.borrow().is_none();
        if is_idle {
            self.ticker.replace(None);
            self.store.levels.try_set(Levels::default());
        } else if self.ticker.borrow().is_none() {
            let meters = Rc::downgrade(self);
            let ticker = Ticker::every(INTERVAL, move || read(&meters));
            self.ticker.replace(Some(ticker));
        }
    }

    fn levels(&self) -> Levels {
        Levels {
            mine: self.mine.borrow().as_ref().map_or(0.0, LevelMeter::level),
            theirs: (self.theirs.borrow().as_ref()).map_or(0.0, |(_, meter)| meter.level()),
        }
    }
}

fn read(meters: &Weak<Meters>) {
    if let Some(meters) = meters.upgrade() {
        let levels = meters.levels();
        if meters.store.levels.try_get_untracked() != Some(levels) {
            meters.store.levels.try_set(levels);
        }
    }
}
