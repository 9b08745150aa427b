//! Which agents are reachable: those with an open page that answers the beat from its own code.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::store::words::unsigned;

/// Who is reachable. Clones are handles to the same list.
#[derive(Clone, Debug, Default)]
pub struct Presence {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    next: u64,
    sockets: HashMap<u64, Entry>,
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

    /// The desks that the agent has open with another session than this one.
    pub fn desks_elsewhere(&self, agent_id: i64, session_id: i64) -> Vec<String> {
        let inner = self.lock();
        let seats = inner.sockets.values().map(|entry| &entry.seat);
        seats
            .filter(|seat| seat.agent_id == agent_id && seat.session_id != Some(session_id))
            .filter_map(|seat| seat.desk_id.clone())
            .collect()
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
        if let Some(entry) = self.presence.lock().sockets.get_mut(&self.id) {
            entry.reachable = reachable;
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.presence.lock().sockets.remove(&self.id);
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
