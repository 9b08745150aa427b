//! The conversation: its microphone, its mute switch and its audio.

use alloc::borrow::ToOwned;

use tring_protocol::call::EndReason;

use crate::{
    effect::Effect,
    input::{Microphone, MicrophoneError, Sample},
    page::Page,
    view::{EndCause, Notice},
};

use super::{
    Call, Peer,
    state::{State, Wish},
};

/// How many samples without a new packet are an interruption.
const STALLED_SAMPLES: u8 = 2;

/// The media connection of a call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Audio {
    pub(super) link: Link,
    pub(super) sample: Option<Sample>,
    silent_samples: u8,
}

/// Whether ICE and DTLS are up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Link {
    #[default]
    New,
    Connected,
    Interrupted,
}

impl Audio {
    /// The peer connection is closed. The last figures stay.
    pub(super) fn close(&mut self) {
        self.link = Link::New;
        self.silent_samples = 0;
    }

    /// Whether the link is up and nothing comes through it.
    pub(super) fn has_stalled(&self) -> bool {
        self.silent_samples >= STALLED_SAMPLES
    }
}

impl Call {
    /// Puts the microphone into the sender.
    pub(super) fn attach(&mut self, microphone: Microphone, page: &mut Page) {
        let call = self.key;
        self.held.track = true;
        page.push(Effect::AttachMicrophone { call, microphone });
        if let State::Talking = self.state {
            page.mute.confirmed = microphone;
        }
    }

    /// The customer has picked up our call: the track was silent until now.
    pub(super) fn open_the_microphone_to_the_customer(&self, page: &mut Page) {
        page.mute.confirmed = Microphone::Muted;
        let microphone = page.mute.desired;
        if microphone == Microphone::Live && self.held.track {
            page.push(Effect::SetMicrophone { microphone });
        }
    }

    /// The mute switch was set. Before the conversation it is only remembered.
    pub(crate) fn set_microphone(&mut self, microphone: Microphone, page: &mut Page) {
        if page.mute.desired == microphone {
            return;
        }
        page.mute.desired = microphone;
        if let State::Talking = self.state {
            page.push(Effect::SetMicrophone { microphone });
        } else {
            page.mute.confirmed = microphone;
        }
    }

    pub(crate) fn microphone_set(&self, microphone: Microphone, page: &mut Page) {
        if let State::Talking = self.state {
            page.mute.confirmed = microphone;
        }
    }

    /// The microphone is there, for the first time or again.
    pub(crate) fn microphone_opened(&mut self, page: &mut Page) {
        self.place_when_prepared(page);
        self.accept_when_prepared(page);
    }

    /// Another microphone takes the place of the one that had gone.
    pub(crate) fn microphone_replaced(&mut self, page: &mut Page) {
        match self.state {
            State::Talking => self.attach(page.mute.desired, page),
            State::Placing { .. } | State::Dialled(_) => self.attach(Microphone::Muted, page),
            State::Preparing(_)
            | State::RingingHere
            | State::Claiming
            | State::Answering(_)
            | State::PreAccepting { .. }
            | State::PreAccepted { .. }
            | State::Accepting { .. }
            | State::Cancelling(_)
            | State::Ending(_)
            | State::Leaving(_)
            | State::GivenBack(_)
            | State::Gone
            | State::Ended(_) => {}
        }
    }

    /// The microphone cannot be opened, or has gone.
    pub(crate) fn microphone_missing(&mut self, reason: MicrophoneError, page: &mut Page) {
        match self.state {
            State::Preparing(_) if !self.facts.is_requested() => {
                self.finish(EndCause::Microphone(reason), page);
            }
            State::Preparing(_) | State::Claiming | State::Answering(_) => {
                self.give_back(remedy(reason).to_owned(), page);
            }
            State::PreAccepting { .. } | State::PreAccepted { .. } | State::Accepting { .. } => {
                let cause = EndCause::Microphone(reason);
                self.end_because(EndReason::NoMicrophone, cause, page);
            }
            State::Placing { .. } | State::Dialled(_) | State::Talking => {
                page.notice = Some(Notice::MicrophoneLost);
            }
            State::RingingHere
            | State::Cancelling(_)
            | State::Ending(_)
            | State::Leaving(_)
            | State::GivenBack(_)
            | State::Gone
            | State::Ended(_) => {}
        }
    }

    pub(crate) fn media_connected(&mut self, page: &mut Page) {
        self.audio.silent_samples = 0;
        self.link_is(Link::Connected, page);
        if let State::PreAccepted { .. } = self.state {
            self.answer_at_once(page);
        }
    }

    pub(crate) fn media_disconnected(&mut self, page: &mut Page) {
        if self.audio.link == Link::Connected {
            self.link_is(Link::Interrupted, page);
        }
    }

    fn link_is(&mut self, link: Link, page: &mut Page) {
        if self.held.peer == Peer::None || self.audio.link == link {
            return;
        }
        let phase = self.phase();
        self.audio.link = link;
        if let State::Talking = self.state {
            self.restart_timer(page);
        }
        self.note_phase_after(&phase, page.now);
    }

    /// The media are lost for good: terminate. There is no ICE restart in any provider's API.
    pub(crate) fn connection_lost(&mut self, page: &mut Page) {
        match self.state {
            State::Preparing(_) | State::Answering(_) => self.peer_failed(page),
            State::Placing { .. }
            | State::Dialled(_)
            | State::PreAccepting { .. }
            | State::PreAccepted { .. }
            | State::Accepting { .. }
            | State::Talking => {
                let cause = EndCause::Reason(EndReason::ConnectionLost);
                self.end_because(EndReason::ConnectionLost, cause, page);
            }
            State::RingingHere
            | State::Claiming
            | State::Cancelling(_)
            | State::Ending(_)
            | State::Leaving(_)
            | State::GivenBack(_)
            | State::Gone
            | State::Ended(_) => {}
        }
    }

    /// The peer connection refused something: the call cannot go on here.
    pub(crate) fn peer_failed(&mut self, page: &mut Page) {
        match self.state {
            State::Preparing(_) if !self.facts.is_requested() => {
                self.finish(EndCause::Browser, page);
            }
            State::Preparing(_) | State::Answering(_) => self.answer_cannot_be_made(page),
            State::Placing { .. }
            | State::Dialled(_)
            | State::PreAccepting { .. }
            | State::PreAccepted { .. }
            | State::Accepting { .. }
            | State::Talking => {
                let reason = Some(EndReason::Failed);
                let cause = EndCause::Browser;
                self.end(Wish { reason, cause }, page);
            }
            State::RingingHere
            | State::Claiming
            | State::Cancelling(_)
            | State::Ending(_)
            | State::Leaving(_)
            | State::GivenBack(_)
            | State::Gone
            | State::Ended(_) => {}
        }
    }

    /// What `getStats` says: a link that is up and brings nothing counts as interrupted.
    pub(crate) fn sampled(&mut self, sample: Sample, page: &mut Page) {
        self.listen(sample, page);
        let State::Talking = self.state else {
            return;
        };
        let grows = self
            .audio
            .sample
            .is_none_or(|last| sample.packets_received > last.packets_received);
        self.audio.silent_samples = if grows {
            0
        } else {
            self.audio.silent_samples.saturating_add(1)
        };
        self.audio.sample = Some(sample);
    }

    pub(crate) fn sample(&self) -> Option<Sample> {
        self.audio.sample
    }
}

/// What happened to the microphone, and what to do.
fn remedy(reason: MicrophoneError) -> &'static str {
    match reason {
        MicrophoneError::Denied => {
            "The microphone is blocked. Allow it for this page in the browser, then try again."
        }
        MicrophoneError::NotFound => "No microphone was found. Connect one, then try again.",
        MicrophoneError::InUse => {
            "Another program is using the microphone. Close it, then try again."
        }
        MicrophoneError::Unsupported => {
            "This browser cannot open a microphone here. Open the page over HTTPS in a current \
             browser."
        }
        MicrophoneError::Unknown => "The microphone could not be opened. Check it, then try again.",
    }
}
