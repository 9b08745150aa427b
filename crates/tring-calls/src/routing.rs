//! Whose inboxes ring, as a machine with time as input. The first strategy rings all reachable agents.

use tring_protocol::call::Millis;

/// What happens to a ringing call's routing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoutingInput {
    /// The call came in; these agents are reachable and free.
    Started {
        /// Agents to ring.
        reachable: Vec<u64>,
    },
    /// An agent became reachable.
    AgentReachable(u64),
    /// An agent left: signed out, frozen, busy.
    AgentUnreachable(u64),
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

/// What the routing wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoutingOutput {
    /// The inboxes of exactly these agents ring now.
    Ring(Vec<u64>),
    /// Nobody is left to ask, or the time is up: the call is missed or declined.
    GiveUp(GiveUp),
    /// Look again at this time.
    WakeAt(Millis),
}

/// Why a routing gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GiveUp {
    /// Every agent that was asked declined.
    AllDeclined,
    /// The ring time is over.
    TimedOut,
}

/// The routing of one ringing call. Serialisable by its fields, so that a restart can take it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routing {
    /// Whose inboxes ring; while somebody is answering, whose ring again if the claim is given back.
    pub ringing: Vec<u64>,
    /// Who declined and is not asked again.
    pub declined: Vec<u64>,
    /// Who is answering.
    pub claimed_by: Option<u64>,
    /// When it rings no longer; 0 once the routing is over.
    pub deadline: Millis,
}

/// The deadline of a routing that is over.
const OVER: Millis = 0;

impl Routing {
    /// A routing that gives up at `deadline`.
    pub fn new(deadline: Millis) -> Self {
        Self {
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
        let outputs = match input {
            RoutingInput::Started { reachable } => self.start(reachable),
            RoutingInput::AgentReachable(agent) => self.add(agent),
            RoutingInput::AgentUnreachable(agent) => self.remove(agent),
            RoutingInput::AgentDeclined(agent) => self.decline(agent),
            RoutingInput::Claimed(agent) => self.claim(agent),
            RoutingInput::Released => self.release(),
            RoutingInput::Tick => self.wake(),
            RoutingInput::Ended => return self.finish(),
        };
        if self.claimed_by.is_none() && self.deadline != OVER && now >= self.deadline {
            return self.give_up(GiveUp::TimedOut);
        }
        outputs
    }

    fn start(&mut self, reachable: Vec<u64>) -> Vec<RoutingOutput> {
        for agent in reachable {
            if !self.ringing.contains(&agent) && !self.declined.contains(&agent) {
                self.ringing.push(agent);
            }
        }
        let mut outputs = self.wake();
        if !self.ringing.is_empty() && self.claimed_by.is_none() {
            outputs.insert(0, RoutingOutput::Ring(self.ringing.clone()));
        }
        outputs
    }

    fn add(&mut self, agent: u64) -> Vec<RoutingOutput> {
        if self.ringing.contains(&agent) || self.declined.contains(&agent) {
            return Vec::new();
        }
        self.ringing.push(agent);
        self.ring()
    }

    /// Nobody left does not mean giving up: a page that is being loaded again comes back.
    fn remove(&mut self, agent: u64) -> Vec<RoutingOutput> {
        if !self.ringing.contains(&agent) {
            return Vec::new();
        }
        self.ringing.retain(|other| *other != agent);
        self.ring()
    }

    fn decline(&mut self, agent: u64) -> Vec<RoutingOutput> {
        if self.declined.contains(&agent) {
            return Vec::new();
        }
        self.declined.push(agent);
        if self.claimed_by == Some(agent) {
            self.claimed_by = None;
        }
        self.ringing.retain(|other| *other != agent);
        if self.ringing.is_empty() && self.claimed_by.is_none() {
            return self.give_up(GiveUp::AllDeclined);
        }
        self.ring()
    }

    /// The first claim counts; a second one is refused by whoever stores the claim.
    fn claim(&mut self, agent: u64) -> Vec<RoutingOutput> {
        if self.claimed_by.is_some() {
            return Vec::new();
        }
        self.claimed_by = Some(agent);
        vec![RoutingOutput::Ring(Vec::new())]
    }

    fn release(&mut self) -> Vec<RoutingOutput> {
        if self.claimed_by.take().is_none() {
            return Vec::new();
        }
        // The time may have been looked at while the claim held it up.
        let mut outputs = self.ring();
        outputs.extend(self.wake());
        outputs
    }

    fn finish(&mut self) -> Vec<RoutingOutput> {
        let silent = self.ringing.is_empty() || self.claimed_by.is_some();
        self.ringing.clear();
        self.claimed_by = None;
        self.deadline = OVER;
        if silent {
            Vec::new()
        } else {
            vec![RoutingOutput::Ring(Vec::new())]
        }
    }

    fn give_up(&mut self, why: GiveUp) -> Vec<RoutingOutput> {
        let mut outputs = self.finish();
        outputs.push(RoutingOutput::GiveUp(why));
        outputs
    }

    /// Who rings now: nobody while somebody is answering.
    fn ring(&self) -> Vec<RoutingOutput> {
        match self.claimed_by {
            Some(_) => Vec::new(),
            None => vec![RoutingOutput::Ring(self.ringing.clone())],
        }
    }

    /// While somebody is answering, the claim's own deadline counts.
    fn wake(&self) -> Vec<RoutingOutput> {
        match self.claimed_by {
            Some(_) => Vec::new(),
            None => vec![RoutingOutput::WakeAt(self.deadline)],
        }
    }
}
