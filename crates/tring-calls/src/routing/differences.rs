//! From who is there now to what has happened since the routing last looked.

use tring_protocol::routing::RoutingMode;

use super::{Candidate, Routing, RoutingInput};

impl Routing {
    /// What tells this routing who is there now, and who is but does not take calls (`unwilling`).
    pub fn differences(&self, there: &[Candidate], unwilling: &[u64]) -> Vec<RoutingInput> {
        let there = || there.iter().filter(|candidate| self.rules.admit(candidate));
        let here = |agent: u64| there().any(|candidate| candidate.agent == agent);
        let gone = self.candidates.iter().map(|candidate| candidate.agent);
        let gone = gone.filter(|agent| !here(*agent)).map(|agent| {
            if unwilling.contains(&agent) {
                RoutingInput::AgentDnd(agent)
            } else {
                RoutingInput::AgentUnreachable(agent)
            }
        });
        // Who has gone first: otherwise the call could go to one of them for a moment.
        gone.chain(there().filter_map(|candidate| self.difference(candidate)))
            .collect()
    }

    fn difference(&self, candidate: &Candidate) -> Option<RoutingInput> {
        let Some(known) = self.candidate(candidate.agent) else {
            return Some(RoutingInput::AgentReachable(*candidate));
        };
        let same = match self.rules.mode {
            // Who is in a call rings too; and a talk that ends while she rings does not stop that.
            RoutingMode::RingAll => {
                self.ringing.contains(&known.agent)
                    || known.cooldown_until == candidate.cooldown_until
            }
            RoutingMode::RoundRobin | RoutingMode::LongestIdle | RoutingMode::Sticky => {
                known == candidate
            }
        };
        match (same, candidate.busy) {
            (true, _) => None,
            (false, true) if known.busy => None,
            (false, true) => Some(RoutingInput::AgentBusy(candidate.agent)),
            (false, false) => Some(RoutingInput::AgentFree(*candidate)),
        }
    }
}
