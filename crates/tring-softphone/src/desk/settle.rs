//! What follows for the whole desk after each input: what rings, what is open, what is remembered.

use alloc::{string::String, vec::Vec};

use tring_protocol::call as proxy;

use crate::{
    call::{Call, facts, state::State},
    effect::UnloadWarning,
    page::Slot,
    view::{EndCause, Notice, Phase},
};

use super::Desk;

/// How many ended calls stay on show.
const SHOWN_ENDED: usize = 16;
/// How many calls of unknown fate are remembered.
const UNSETTLED: usize = 64;

impl Desk {
    pub(super) fn settle(&mut self) {
        self.take_back();
        self.bury_what_is_over();
        self.calls.retain(|call| !matches!(call.state, State::Gone));
        self.ring_what_rings();
        self.sound_the_bell();
        self.close_what_nobody_needs();
        self.withdraw_notices();
        self.forget_the_oldest();
    }

    /// A call whose answering failed rings again, as a new call: late reports of the failed try
    /// find nothing. Where it does not ring any more, the reason is its end.
    fn take_back(&mut self) {
        for index in 0..self.calls.len() {
            let Some((call, sentence)) = self.calls.get(index).and_then(given_back) else {
                continue;
            };
            let told = call
                .facts
                .call_id
                .as_deref()
                .and_then(|id| self.roster.get(id));
            let rings = told.is_some_and(|told| self.rings_at_this_desk(told));
            if let Some(call) = self.calls.get_mut(index) {
                if rings {
                    call.leave(&mut self.page);
                    self.page.notice = Some(Notice::AnswerFailed(sentence));
                } else {
                    call.finish(EndCause::Message(sentence), &mut self.page);
                }
            }
        }
    }

    fn bury_what_is_over(&mut self) {
        for call in &mut self.calls {
            if !call.has_ended() {
                continue;
            }
            match &call.facts.call_id {
                Some(call_id) if !call.is_answered_elsewhere() => self.roster.bury(call_id),
                None if core::mem::take(&mut call.facts.is_unsettled) => self
                    .unsettled
                    .push((call.key, call.facts.attempt_id.clone().unwrap_or_default())),
                Some(_) | None => {}
            }
        }
    }

    fn ring_what_rings(&mut self) {
        let ringing: Vec<proxy::Call> = self
            .roster
            .live()
            .filter(|call| self.rings_at_this_desk(call))
            .filter(|call| !self.calls.iter().any(|known| known.is(call)))
            .cloned()
            .collect();
        for call in ringing {
            self.calls
                .retain(|known| known.facts.call_id.as_ref() != Some(&call.call_id));
            let key = self.new_key();
            self.calls.push(Call::ringing(key, &call, &mut self.page));
        }
    }

    fn rings_at_this_desk(&self, call: &proxy::Call) -> bool {
        facts::rings_at(call, &self.page.desk_id, self.page.agent_id)
            && !self.roster.is_muffled(&call.call_id)
    }

    fn sound_the_bell(&mut self) {
        for call in &mut self.calls {
            call.ring(self.leadership, &mut self.page);
        }
    }

    fn close_what_nobody_needs(&mut self) {
        let states = || self.calls.iter().map(|call| &call.state);
        let warning = if states().any(State::warns_before_unload) {
            UnloadWarning::On
        } else {
            UnloadWarning::Off
        };
        let is_microphone_needed = states().any(State::needs_microphone);
        self.page.warn_before_unload(warning);
        if !is_microphone_needed {
            self.page.close_microphone();
        }
    }

    /// A notice goes with its cause.
    fn withdraw_notices(&mut self) {
        let is_settled = match &self.page.notice {
            Some(Notice::EndNotConfirmed) => !self.calls.iter().any(Call::is_end_overdue),
            // It rings, is answered or is over: there is no doubt any more.
            Some(Notice::PlacingInDoubt(_)) => !self
                .calls
                .iter()
                .any(|call| call.is_engaged() && call.view().phase == Phase::Calling),
            Some(Notice::MicrophoneLost) => {
                !matches!(self.page.microphone, Slot::Lost | Slot::Reopening)
            }
            Some(Notice::InACallInAnotherTab) => self.engaged_elsewhere_until <= self.page.now,
            Some(Notice::AlreadyInACall | Notice::AnswerFailed(_) | Notice::WasAsleep) | None => {
                false
            }
        };
        if is_settled {
            self.page.notice = None;
        }
    }

    fn forget_the_oldest(&mut self) {
        let ended = self.calls.iter().filter(|call| call.has_ended()).count();
        let mut surplus = ended.saturating_sub(SHOWN_ENDED);
        self.calls.retain(|call| {
            let goes = surplus > 0 && call.has_ended();
            surplus = surplus.saturating_sub(usize::from(goes));
            !goes
        });
        let surplus = self.unsettled.len().saturating_sub(UNSETTLED);
        self.unsettled.drain(..surplus);
    }
}

fn given_back(call: &Call) -> Option<(&Call, String)> {
    if let State::GivenBack(sentence) = &call.state {
        Some((call, sentence.clone()))
    } else {
        None
    }
}
