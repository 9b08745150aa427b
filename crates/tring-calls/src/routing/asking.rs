//! Whom to ring next.

use std::cmp::Reverse;

use tring_protocol::{call::Millis, routing::RoutingMode};

use super::{Candidate, Routing, RoutingOutput, Says};

impl Routing {
    /// Brings who rings up to date with who is there.
    pub(super) fn ask(&mut self, now: Millis, says: Says) -> Vec<RoutingOutput> {
        if self.rules.mode == RoutingMode::RingAll {
            self.ring_all(now);
            Vec::new()
        } else if self.claimed_by.is_none() {
            self.ring_one(now, says)
        } else {
            Vec::new()
        }
    }

    fn ring_all(&mut self, now: Millis) {
        for candidate in &self.candidates {
            let agent = candidate.agent;
            if !self.ringing.contains(&agent)
                && !self.declined.contains(&agent)
                && cooled_down(candidate, now)
            {
                self.ringing.push(agent);
            }
        }
    }

    fn ring_one(&mut self, now: Millis, says: Says) -> Vec<RoutingOutput> {
        let mut outputs = Vec::new();
        if let Some(asked) = self.ringing.first().copied() {
            if says == Says::RingAndTime {
                // Her claim was given back, or somebody else's: it begins to ring anew.
                self.ask_ends = Some(self.end_of_ask(now));
            }
            if self.ask_ends.is_some_and(|ends| now < ends) {
                return outputs;
            }
            outputs.push(RoutingOutput::RingTimedOut(asked));
        }
        let before = self.ringing.clone();
        self.ringing.clear();
        self.ask_ends = None;
        if let Some(next) = self.next(now) {
            self.asked.push(next);
            self.asked_last = Some(next);
            self.ringing.push(next);
            self.ask_ends = Some(self.end_of_ask(now));
            if before == [next] {
                // She is the only one, and is asked again: it rings on.
                outputs.push(RoutingOutput::Rung(next));
            }
        }
        outputs
    }

    fn end_of_ask(&self, now: Millis) -> Millis {
        now.saturating_add(self.rules.ring_timeout)
    }

    /// Who is asked next; when all have been asked once, it starts over.
    fn next(&mut self, now: Millis) -> Option<u64> {
        let first = self.first(now, &self.asked);
        if first.is_some() {
            return first;
        }
        self.asked.clear();
        self.first(now, &[])
    }

    fn first(&self, now: Millis, asked: &[u64]) -> Option<u64> {
        let free = self.candidates.iter().filter(|candidate| {
            !candidate.busy
                && cooled_down(candidate, now)
                && !self.declined.contains(&candidate.agent)
                && !asked.contains(&candidate.agent)
        });
        let agent = |candidate: &Candidate| candidate.agent;
        match self.rules.mode {
            RoutingMode::RoundRobin => {
                let last = self.asked_last.unwrap_or(0);
                free.map(agent)
                    .min_by_key(|agent| (Reverse(*agent > last), *agent))
            }
            RoutingMode::Sticky => free
                .min_by_key(|candidate| {
                    let knows = self.last_agent == Some(candidate.agent);
                    (Reverse(knows), candidate.idle_since, candidate.agent)
                })
                .map(agent),
            RoutingMode::LongestIdle | RoutingMode::RingAll => free
                .min_by_key(|candidate| (candidate.idle_since, candidate.agent))
                .map(agent),
        }
    }

    /// When the next agent who is left alone may be rung, where that would change something.
    pub(super) fn next_cooldown(&self, now: Millis) -> Option<Millis> {
        if self.rules.mode != RoutingMode::RingAll && !self.ringing.is_empty() {
            return None;
        }
        let waiting = self.candidates.iter().filter(|candidate| {
            !candidate.busy
                && !self.ringing.contains(&candidate.agent)
                && !self.declined.contains(&candidate.agent)
        });
        let ends = waiting.filter_map(|candidate| candidate.cooldown_until);
        ends.filter(|until| now < *until).min()
    }
}

fn cooled_down(candidate: &Candidate, now: Millis) -> bool {
    candidate.cooldown_until.is_none_or(|until| until <= now)
}
