//! What a call sees of its page: the clock, the one microphone, and the list of what is to be done.

use alloc::vec::Vec;

use tring_protocol::call::{DeskId, Millis};

use crate::{
    effect::{Effect, UnloadWarning},
    input::Microphone,
    view::{Mute, Notice},
};

/// The one microphone of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Nobody needs it.
    Closed,
    /// It was asked for.
    Opening,
    /// It is there.
    Open,
    /// It was there and has gone; another device may take its place.
    Lost,
    /// It had gone and was asked for again.
    Reopening,
}

/// What a call sees of its page.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) desk_id: DeskId,
    /// Who sits here; unknown until the first snapshot.
    pub(crate) agent_id: Option<u64>,
    pub(crate) now: Millis,
    pub(crate) microphone: Slot,
    pub(crate) mute: Mute,
    pub(crate) notice: Option<Notice>,
    warning: UnloadWarning,
    effects: Vec<Effect>,
}

/// Where the mute switch stands when a call begins.
const UNMUTED: Mute = Mute {
    desired: Microphone::Live,
    confirmed: Microphone::Live,
};

impl Page {
    pub(crate) fn new(desk_id: DeskId) -> Self {
        Self {
            desk_id,
            agent_id: None,
            now: 0,
            microphone: Slot::Closed,
            mute: UNMUTED,
            notice: None,
            warning: UnloadWarning::Off,
            effects: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(crate) fn take_effects(&mut self) -> Vec<Effect> {
        core::mem::take(&mut self.effects)
    }

    /// Asks for the microphone, unless it is there or on its way.
    pub(crate) fn open_microphone(&mut self) {
        self.microphone = match self.microphone {
            Slot::Closed => Slot::Opening,
            Slot::Lost => Slot::Reopening,
            Slot::Opening | Slot::Open | Slot::Reopening => return,
        };
        self.push(Effect::OpenMicrophone);
    }

    /// Stops the microphone. The next call begins unmuted.
    pub(crate) fn close_microphone(&mut self) {
        self.mute = UNMUTED;
        if self.microphone != Slot::Closed {
            self.microphone = Slot::Closed;
            self.push(Effect::CloseMicrophone);
        }
    }

    pub(crate) fn warn_before_unload(&mut self, warning: UnloadWarning) {
        if self.warning != warning {
            self.warning = warning;
            self.push(Effect::WarnBeforeUnload { warning });
        }
    }
}
