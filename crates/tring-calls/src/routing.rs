//! Whose inboxes ring, as a machine with time as input.
//!
//! With `ring_all` everybody rings who is there, in a call or not, until somebody answers. The other modes ask one free
//! agent after the other, each for the ring time-out; when all have been asked once, it starts over with those who
//! did not decline, until the maximum wait is over.

use serde::{Deserialize, Serialize};
use tring_protocol::{call::Millis, routing::RoutingMode};

mod asking;
mod candidate;
mod differences;

pub use candidate::{AgentRole, Candidate, Rules};

/// What happens to the routing of a call that waits for an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoutingInput {
    /// The call is there.
    Started {
        /// Those who are reachable and take calls.
        candidates: Vec<Candidate>,
        /// Whom the team's round robin asked last.
        asked_last: Option<u64>,
        /// Who last talked with this contact.
        last_agent: Option<u64>,
    },
    /// An agent became reachable, or takes calls again.
    AgentReachable(Candidate),
    /// An agent's pages are gone: signed out, closed, frozen.
    AgentUnreachable(u64),
    /// An agent does not want to be disturbed, or does not get calls any more.
    AgentDnd(u64),
    /// An agent is in another call, or rings for one.
    AgentBusy(u64),
    /// She is free again; her last talk may have changed.
    AgentFree(Candidate),
    /// An agent declined.
    AgentDeclined(u64),
    /// An agent's desk claimed the call.
    Claimed(u64),
    /// The claim was given back.
    Released,
    /// Time passed.
    Tick,
    /// The call ended.
    Ended,
}

/// What the routing wants, and what is worth a line in the call's timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoutingOutput {
    /// The inboxes of exactly these agents ring now.
    Ring(Vec<u64>),
    /// Nobody is left to ask, or the time is up: the call is missed or declined.
    GiveUp(GiveUp),
    /// Look again at this time.
    WakeAt(Millis),
    /// For the timeline: this agent's inbox began to ring.
    Rung(u64),
    /// For the timeline: she declined.
    Declined(u64),
    /// For the timeline: it rang for as long as it may.
    RingTimedOut(u64),
    /// For the timeline: it rings no longer, for another reason.
    Stopped(u64, Stop),
}

/// Why a routing gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GiveUp {
    /// Every agent that was asked declined.
    AllDeclined,
    /// The maximum wait is over.
    TimedOut,
}

/// Why an agent's inbox stopped ringing before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Her pages are gone.
    Unreachable,
    /// She does not want to be disturbed.
    Dnd,
    /// She is in another call.
    Busy,
}

/// The routing of one call that waits for an agent.
///
/// Serialisable, so that a restart can take it up; the fields that a call's row has columns for are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routing {
    /// The team's settings as they were when the call began.
    pub rules: Rules,
    /// Who may be rung, of those that are there.
    pub candidates: Vec<Candidate>,
    /// Who has been asked in this round.
    pub asked: Vec<u64>,
    /// Until when the one who is asked rings.
    pub ask_ends: Option<Millis>,
    /// Whom the round robin asked last.
    pub asked_last: Option<u64>,
    /// Who last talked with the contact.
    pub last_agent: Option<u64>,
    /// Whose inboxes ring; while somebody is answering, whose ring again if the claim is given back.
    #[serde(skip)]
    pub ringing: Vec<u64>,
    /// Who declined and is not asked again, unless she answers all the same.
    #[serde(skip)]
    pub declined: Vec<u64>,
    /// Who is answering.
    #[serde(skip)]
    pub claimed_by: Option<u64>,
    /// When it rings no longer; 0 once the routing is over.
    #[serde(skip)]
    pub deadline: Millis,
}

/// The deadline of a routing that is over.
const OVER: Millis = 0;

impl Routing {
    /// A routing that gives up at `deadline`.
    pub fn new(rules: Rules, deadline: Millis) -> Self {
        Self {
            rules,
            candidates: Vec::new(),
            asked: Vec::new(),
            ask_ends: None,
            asked_last: None,
            last_agent: None,
            ringing: Vec::new(),
            declined: Vec::new(),
            claimed_by: None,
            deadline,
        }
    }

    /// Takes what happened at `now` and returns what to do about it.
    ///
    /// The machine is over after [`RoutingOutput::GiveUp`] and after [`RoutingInput::Ended`]: from
    /// then on it wants nothing.
    pub fn handle(&mut self, now: Millis, input: RoutingInput) -> Vec<RoutingOutput> {
        if self.deadline == OVER {
            return Vec::new();
        }
        let (rang, woke) = (self.in_fact(), self.next_look(now));
        let says = self.says(&input);
        let mut outputs = self.take(input);
        if says == Says::End {
            self.finish();
            if !rang.is_empty() {
                outputs.push(RoutingOutput::Ring(Vec::new()));
            }
            return outputs;
        }
        if let Some(why) = self.gives_up(now, &outputs) {
            outputs.extend(self.give_up(why, &rang));
            return outputs;
        }
        outputs.extend(self.ask(now, says));
        self.tell(now, (says, &rang, woke), outputs)
    }

    /// When it is to be looked at again, while nobody is answering: then the claim's own deadline counts.
    pub fn wakes_at(&self, now: Millis) -> Option<Millis> {
        let waits = self.claimed_by.is_none() && self.deadline != OVER;
        waits.then(|| self.next_look(now))
    }

    fn next_look(&self, now: Millis) -> Millis {
        let times = [self.ask_ends, self.next_cooldown(now)];
        times.into_iter().flatten().fold(self.deadline, Millis::min)
    }

    fn take(&mut self, input: RoutingInput) -> Vec<RoutingOutput> {
        match input {
            RoutingInput::Started {
                candidates,
                asked_last,
                last_agent,
            } => {
                (self.asked_last, self.last_agent) = (asked_last, last_agent);
                for candidate in candidates {
                    self.add(candidate);
                }
                Vec::new()
            }
            RoutingInput::AgentReachable(candidate) => self.add(candidate),
            RoutingInput::AgentUnreachable(agent) => self.remove(agent, Stop::Unreachable),
            RoutingInput::AgentDnd(agent) => self.remove(agent, Stop::Dnd),
            RoutingInput::AgentBusy(agent) => self.occupy(agent),
            RoutingInput::AgentFree(candidate) => self.free(candidate),
            RoutingInput::AgentDeclined(agent) => self.decline(agent),
            RoutingInput::Claimed(agent) => self.claim(agent),
            RoutingInput::Released => {
                self.claimed_by = None;
                Vec::new()
            }
            RoutingInput::Tick | RoutingInput::Ended => Vec::new(),
        }
    }

    fn add(&mut self, candidate: Candidate) -> Vec<RoutingOutput> {
        let known = self.candidate(candidate.agent).is_some();
        if !known && self.rules.admit(&candidate) {
            self.candidates.push(candidate);
        }
        Vec::new()
    }

    /// Nobody left does not mean giving up: a page that is being loaded again comes back.
    fn remove(&mut self, agent: u64, why: Stop) -> Vec<RoutingOutput> {
        self.candidates.retain(|candidate| candidate.agent != agent);
        self.stop(agent, why)
    }

    /// With `ring_all` the call rings on at an agent who is in another one: it is hers to end that.
    fn occupy(&mut self, agent: u64) -> Vec<RoutingOutput> {
        if self.rules.mode == RoutingMode::RingAll {
            return Vec::new();
        }
        for candidate in &mut self.candidates {
            candidate.busy |= candidate.agent == agent;
        }
        self.stop(agent, Stop::Busy)
    }

    fn free(&mut self, candidate: Candidate) -> Vec<RoutingOutput> {
        if !self.rules.admit(&candidate) {
            // Her role is another one now.
            return self.remove(candidate.agent, Stop::Unreachable);
        }
        for known in &mut self.candidates {
            if known.agent == candidate.agent {
                *known = Candidate {
                    busy: false,
                    ..candidate
                };
            }
        }
        Vec::new()
    }

    fn stop(&mut self, agent: u64, why: Stop) -> Vec<RoutingOutput> {
        if !self.ringing.contains(&agent) {
            return Vec::new();
        }
        self.ringing.retain(|other| *other != agent);
        match self.claimed_by {
            Some(_) => Vec::new(),
            None => vec![RoutingOutput::Stopped(agent, why)],
        }
    }

    /// The first claim counts; a second one is refused by whoever stores the claim. Who answers takes back that she
    /// declined: if her claim fails, she is asked again.
    fn claim(&mut self, agent: u64) -> Vec<RoutingOutput> {
        if self.claimed_by.is_none() {
            self.claimed_by = Some(agent);
            self.declined.retain(|other| *other != agent);
        }
        Vec::new()
    }

    fn decline(&mut self, agent: u64) -> Vec<RoutingOutput> {
        if self.claimed_by == Some(agent) {
            self.claimed_by = None;
        }
        if self.declined.contains(&agent) {
            return Vec::new();
        }
        self.declined.push(agent);
        self.ringing.retain(|other| *other != agent);
        vec![RoutingOutput::Declined(agent)]
    }

    fn gives_up(&self, now: Millis, outputs: &[RoutingOutput]) -> Option<GiveUp> {
        if self.claimed_by.is_some() {
            return None;
        }
        let declined_now = matches!(outputs, [RoutingOutput::Declined(_)]);
        let mut left = self.candidates.iter();
        if declined_now && left.all(|candidate| self.declined.contains(&candidate.agent)) {
            return Some(GiveUp::AllDeclined);
        }
        (now >= self.deadline).then_some(GiveUp::TimedOut)
    }

    fn give_up(&mut self, why: GiveUp, rang: &[u64]) -> Vec<RoutingOutput> {
        let mut outputs = Vec::new();
        let mut rings = !self.ringing.is_empty();
        if why == GiveUp::TimedOut {
            let agents = self.ringing.iter().filter(|agent| rang.contains(agent));
            outputs.extend(agents.copied().map(RoutingOutput::RingTimedOut));
            rings |= !rang.is_empty();
        }
        self.finish();
        if rings {
            outputs.push(RoutingOutput::Ring(Vec::new()));
        }
        outputs.push(RoutingOutput::GiveUp(why));
        outputs
    }

    fn finish(&mut self) {
        self.ringing.clear();
        self.claimed_by = None;
        self.ask_ends = None;
        self.deadline = OVER;
    }

    /// Who rings in fact: nobody while somebody is answering.
    fn in_fact(&self) -> Vec<u64> {
        match self.claimed_by {
            Some(_) => Vec::new(),
            None => self.ringing.clone(),
        }
    }

    fn candidate(&self, agent: u64) -> Option<&Candidate> {
        let mut candidates = self.candidates.iter();
        candidates.find(|candidate| candidate.agent == agent)
    }

    /// What is said whether it changed or not.
    fn says(&self, input: &RoutingInput) -> Says {
        match input {
            RoutingInput::Started { .. } | RoutingInput::Tick => Says::Time,
            RoutingInput::Released if self.claimed_by.is_some() => Says::RingAndTime,
            RoutingInput::Claimed(_) if self.claimed_by.is_none() => Says::Ring,
            // Who declines while she answers gives her claim back.
            RoutingInput::AgentDeclined(agent) if self.claimed_by == Some(*agent) => {
                Says::RingAndTime
            }
            RoutingInput::Ended => Says::End,
            RoutingInput::AgentReachable(_)
            | RoutingInput::AgentUnreachable(_)
            | RoutingInput::AgentDnd(_)
            | RoutingInput::AgentBusy(_)
            | RoutingInput::AgentFree(_)
            | RoutingInput::AgentDeclined(_)
            | RoutingInput::Claimed(_)
            | RoutingInput::Released => Says::Changes,
        }
    }

    fn tell(
        &self,
        now: Millis,
        (says, rang, woke): (Says, &[u64], Millis),
        mut outputs: Vec<RoutingOutput>,
    ) -> Vec<RoutingOutput> {
        let rings = self.in_fact();
        let new = rings.iter().filter(|agent| !rang.contains(agent));
        let new: Vec<_> = new.copied().map(RoutingOutput::Rung).collect();
        if rings != rang || matches!(says, Says::Ring | Says::RingAndTime) {
            outputs.push(RoutingOutput::Ring(rings));
        }
        outputs.extend(new);
        if let Some(wakes) = self.wakes_at(now)
            && (wakes != woke || matches!(says, Says::Time | Says::RingAndTime))
        {
            outputs.push(RoutingOutput::WakeAt(wakes));
        }
        outputs
    }
}

/// What is said after an input whether it changed or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    Changes,
    Ring,
    Time,
    RingAndTime,
    End,
}
