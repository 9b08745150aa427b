//! Timers that are cancelled when they are dropped.

use gloo_timers::callback::{Interval, Timeout};

/// Something that will be done once; dropping it cancels it.
#[derive(Debug)]
pub struct Timer {
    _timeout: Timeout,
}

impl Timer {
    /// Does `action` once, after `millis` milliseconds.
    pub fn after(millis: u32, action: impl FnOnce() + 'static) -> Self {
        Self {
            _timeout: Timeout::new(millis, action),
        }
    }
}

/// Something that is done again and again; dropping it ends that.
#[derive(Debug)]
pub struct Ticker {
    _interval: Interval,
}

impl Ticker {
    /// Does `action` every `millis` milliseconds.
    pub fn every(millis: u32, action: impl FnMut() + 'static) -> Self {
        Self {
            _interval: Interval::new(millis, action),
        }
    }
}
