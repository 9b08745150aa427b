//! What the proxy last said of every live call, and which calls are over.

use alloc::{collections::VecDeque, vec::Vec};

use tring_protocol::call::{self as proxy, CallId};

/// How many ended calls are remembered: enough for every event that may come late.
const REMEMBERED: usize = 64;

/// What the proxy last said.
#[derive(Clone, Debug, Default)]
pub(super) struct Roster {
    live: Vec<proxy::Call>,
    over: VecDeque<CallId>,
    muffled: VecDeque<(CallId, Muffle)>,
}

/// Why a call that rings does not ring here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Muffle {
    /// This agent declined it, here or in another tab.
    Declined,
    /// Another desk is answering, and the proxy has not told of it yet.
    AnsweredElsewhere,
}

impl Roster {
    /// Whether `call` is news: not older than what is known, and not of a call that is over.
    pub(super) fn accepts(&self, call: &proxy::Call) -> bool {
        !self.is_over(&call.call_id)
            && self
                .get(&call.call_id)
                .is_none_or(|known| known.version < call.version)
    }

    pub(super) fn note(&mut self, call: &proxy::Call) {
        if !call.status.is_live() {
            return self.bury(&call.call_id);
        }
        let known = self
            .live
            .iter_mut()
            .find(|known| known.call_id == call.call_id);
        let Some(known) = known else {
            return self.live.push(call.clone());
        };
        let is_handed_over = known.desk_id != call.desk_id;
        *known = call.clone();
        if is_handed_over {
            self.unmuffle(&call.call_id);
        }
    }

    pub(super) fn get(&self, call_id: &str) -> Option<&proxy::Call> {
        self.live.iter().find(|call| call.call_id == call_id)
    }

    pub(super) fn live(&self) -> impl Iterator<Item = &proxy::Call> {
        self.live.iter()
    }

    /// The call is over and never comes back, whatever arrives late.
    pub(super) fn bury(&mut self, call_id: &str) {
        self.live.retain(|call| call.call_id != call_id);
        self.muffled.retain(|(muffled, _)| muffled != call_id);
        if !self.is_over(call_id) {
            self.over.push_back(call_id.into());
        }
        if self.over.len() > REMEMBERED {
            self.over.pop_front();
        }
    }

    pub(super) fn is_over(&self, call_id: &str) -> bool {
        self.over.iter().any(|over| over == call_id)
    }

    /// A snapshot has all live calls: the others are over.
    pub(super) fn keep_only(&mut self, present: &[proxy::Call]) {
        let absent: Vec<CallId> = self
            .live
            .iter()
            .map(|call| call.call_id.clone())
            .filter(|call_id| present.iter().all(|call| call.call_id != *call_id))
            .collect();
        for call_id in absent {
            self.bury(&call_id);
        }
    }

    /// Forgets the live calls: the next snapshot brings them again.
    pub(super) fn forget_live_calls(&mut self) {
        self.live.clear();
    }

    pub(super) fn muffle(&mut self, call_id: &str, muffle: Muffle) {
        if self.is_over(call_id) || self.muffled_as(call_id) == Some(Muffle::Declined) {
            return;
        }
        self.unmuffle(call_id);
        self.muffled.push_back((call_id.into(), muffle));
        if self.muffled.len() > REMEMBERED {
            self.muffled.pop_front();
        }
    }

    /// Lets a call ring again, unless this agent declined it.
    pub(super) fn unmuffle(&mut self, call_id: &str) {
        self.muffled
            .retain(|(muffled, why)| muffled != call_id || *why == Muffle::Declined);
    }

    pub(super) fn is_muffled(&self, call_id: &str) -> bool {
        self.muffled_as(call_id).is_some()
    }

    fn muffled_as(&self, call_id: &str) -> Option<Muffle> {
        self.muffled
            .iter()
            .find(|(muffled, _)| muffled == call_id)
            .map(|(_, why)| *why)
    }
}
