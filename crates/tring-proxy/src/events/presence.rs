//! Which agents are reachable: those with an open page that answers the beat from its own code.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tring_protocol::call::Millis;

use crate::{clock, store::words::unsigned};

/// For how long it is remembered when a desk went away; what is forgotten has been gone since the start.
const REMEMBERED: Millis = 24 * 3_600_000;

/// Who is reachable. Clones are handles to the same list.
#[derive(Clone, Debug)]
pub struct Presence {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug)]
struct Inner {
    next: u64,
    sockets: HashMap<u64, Entry>,
    /// When desks that are away were last here.
    left: HashMap<(i64, String), Millis>,
    /// Nobody was here before.
    started: Millis,
}

impl Default for Presence {
    fn default() -> Self {
        let inner = Inner {
            next: 0,
            sockets: HashMap::new(),
            left: HashMap::new(),
            started: clock::now(),
        };
        Self {
            inner: Arc::new(Mutex::new(inner)),
        }
    }
}

impl Inner {
    fn is_here(&self, team_id: i64, desk_id: &str) -> bool {
        self.sockets.values().any(|entry| {
            entry.reachable == Reachable::Yes
                && entry.seat.team_id == team_id
                && entry.seat.desk_id.as_deref() == Some(desk_id)
        })
    }

    /// Notes the desk's absence from now on, unless it is here with another socket.
    fn note_absence(&mut self, seat: &Seat) {
        let now = clock::now();
        self.left
            .retain(|_, since| now < since.saturating_add(REMEMBERED));
        if let Some(desk) = &seat.desk_id
            && !self.is_here(seat.team_id, desk)
        {
            self.left.insert((seat.team_id, desk.clone()), now);
        }
    }
}

#[derive(Debug)]
struct Entry {
    seat: Seat,
    reachable: Reachable,
}

/// Who has a page open, and which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The agent's team.
    pub team_id: i64,
    /// The agent.
    pub agent_id: i64,
    /// The session that the page is open with.
    pub session_id: Option<i64>,
    /// The page's desk, where it said so.
    pub desk_id: Option<String>,
}

/// Whether a page answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reachable {
    /// It answers the beat.
    Yes,
    /// It has left a beat unanswered for too long.
    No,
}

impl Presence {
    /// Notes an open page; it is reachable until it leaves beats unanswered, and gone when the lease is dropped.
    pub fn enter(&self, seat: Seat) -> Lease {
        let mut inner = self.lock();
        inner.next += 1;
        let id = inner.next;
        inner.sockets.insert(
            id,
            Entry {
                seat,
                reachable: Reachable::Yes,
            },
        );
        Lease {
            presence: self.clone(),
            id,
        }
    }

    /// The team's agents with a page that answers, each once.
    pub fn reachable(&self, team_id: i64) -> Vec<u64> {
        let inner = self.lock();
        let mut agents: Vec<u64> = inner
            .sockets
            .values()
            .filter(|entry| entry.seat.team_id == team_id && entry.reachable == Reachable::Yes)
            .map(|entry| unsigned(entry.seat.agent_id))
            .collect();
        agents.sort_unstable();
        agents.dedup();
        agents
    }

    /// The agent's desks that answer, each once.
    pub fn desks_of(&self, team_id: i64, agent_id: u64) -> Vec<String> {
        let inner = self.lock();
        let mut desks: Vec<String> = inner
            .sockets
            .values()
            .filter(|entry| entry.reachable == Reachable::Yes)
            .map(|entry| &entry.seat)
            .filter(|seat| seat.team_id == team_id && unsigned(seat.agent_id) == agent_id)
            .filter_map(|seat| seat.desk_id.clone())
            .collect();
        desks.sort_unstable();
        desks.dedup();
        desks
    }

    /// The desks that the agent has open with another session than this one.
    pub fn desks_elsewhere(&self, agent_id: i64, session_id: i64) -> Vec<String> {
        let inner = self.lock();
        let seats = inner.sockets.values().map(|entry| &entry.seat);
        seats
            .filter(|seat| seat.agent_id == agent_id && seat.session_id != Some(session_id))
            .filter_map(|seat| seat.desk_id.clone())
            .collect()
    }

    /// Since when no page of this desk answers; `None` while one does. A desk that never was here has been away since
    /// this process started.
    pub fn gone_since(&self, team_id: i64, desk_id: &str) -> Option<Millis> {
        let inner = self.lock();
        if inner.is_here(team_id, desk_id) {
            return None;
        }
        let left = inner.left.get(&(team_id, desk_id.to_owned()));
        Some(left.copied().unwrap_or(inner.started))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // The list is whole after each statement, whatever panicked elsewhere.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One open page's place in the list.
#[derive(Debug)]
pub struct Lease {
    presence: Presence,
    id: u64,
}

impl Lease {
    /// Notes whether the page answers.
    pub fn set(&self, reachable: Reachable) {
        let mut inner = self.presence.lock();
        let Some(entry) = inner.sockets.get_mut(&self.id) else {
            return;
        };
        entry.reachable = reachable;
        if reachable == Reachable::No {
            let seat = entry.seat.clone();
            inner.note_absence(&seat);
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut inner = self.presence.lock();
        // One that did not answer has been away since then, not since now.
        if let Some(entry) = inner.sockets.remove(&self.id)
            && entry.reachable == Reachable::Yes
        {
            inner.note_absence(&entry.seat);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(session_id: i64, desk_id: &str) -> Seat {
        Seat {
            team_id: 1,
            agent_id: 7,
            session_id: Some(session_id),
            desk_id: Some(desk_id.to_owned()),
        }
    }

    #[test]
    fn a_desk_is_elsewhere_when_another_session_has_it_open() {
        let presence = Presence::default();
        let _here = presence.enter(seat(1, "here"));
        let there = presence.enter(seat(2, "there"));
        assert_eq!(presence.desks_elsewhere(7, 1), ["there"]);
        assert!(presence.desks_elsewhere(8, 1).is_empty(), "another agent");
        drop(there);
        assert!(presence.desks_elsewhere(7, 1).is_empty(), "it was closed");
    }

    #[test]
    fn a_desk_is_gone_when_none_of_its_pages_answers() {
        let presence = Presence::default();
        let start = presence.gone_since(1, "desk").expect("never seen");
        let first = presence.enter(seat(1, "desk"));
        let second = presence.enter(seat(1, "desk"));
        assert_eq!(presence.gone_since(1, "desk"), None);
        assert!(presence.gone_since(2, "desk").is_some(), "another team's");
        drop(second);
        assert_eq!(presence.gone_since(1, "desk"), None, "the other is here");
        first.set(Reachable::No);
        let frozen = presence.gone_since(1, "desk").expect("it is frozen");
        assert!(frozen >= start, "it was here since the start");
        drop(first);
        assert_eq!(presence.gone_since(1, "desk"), Some(frozen));
    }

    #[test]
    fn an_agent_is_reachable_while_one_of_her_pages_answers() {
        let presence = Presence::default();
        let first = presence.enter(seat(1, "a"));
        let second = presence.enter(seat(1, "b"));
        assert_eq!(presence.reachable(1), [7]);
        first.set(Reachable::No);
        assert_eq!(presence.reachable(1), [7]);
        drop(second);
        assert!(presence.reachable(1).is_empty(), "no page answers");
        first.set(Reachable::Yes);
        assert_eq!(presence.reachable(1), [7]);
        assert!(presence.reachable(2).is_empty(), "another team sees nobody");
    }
}
