//! What a committed transaction tells the rest of the process.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::{Notify, broadcast, mpsc};
use tring_protocol::{call::Millis, events::ServerMessage};

/// How many notices a socket may be behind before it is closed, so that its page resumes from a snapshot.
const CAPACITY: usize = 1_024;

/// Something that was committed.
#[derive(Clone, Debug)]
pub enum Notice {
    /// An event for all pages of a team.
    Team {
        /// Which team.
        team_id: i64,
        /// Its number.
        seq: u64,
        /// The message as it goes out.
        text: Arc<str>,
    },
    /// A message for one desk only.
    Desk {
        /// The desk's team.
        team_id: i64,
        /// Which desk.
        desk_id: String,
        /// The message as it goes out.
        text: Arc<str>,
    },
    /// A token is revoked: its sockets close.
    TokenRevoked {
        /// Which.
        token_id: i64,
    },
    /// A session is over: its sockets close.
    SessionEnded {
        /// Which.
        session_id: i64,
    },
}

impl Notice {
    /// An event for all pages of a team.
    pub fn team(team_id: i64, message: &ServerMessage) -> Self {
        Self::Team {
            team_id,
            seq: message.seq,
            text: text(message),
        }
    }

    /// A message for one desk only.
    pub fn desk(team_id: i64, desk_id: &str, message: &ServerMessage) -> Self {
        Self::Desk {
            team_id,
            desk_id: desk_id.to_owned(),
            text: text(message),
        }
    }
}

/// A message as it goes out.
pub fn text(message: &ServerMessage) -> Arc<str> {
    serde_json::to_string(message)
        .expect("a message of strings and numbers to be serialisable")
        .into()
}

/// When the sweep wakes by itself, and how it is woken before.
#[derive(Debug)]
struct Sweep {
    planned: AtomicU64,
    wanted: Notify,
}

/// The way from commits to sockets, the sweep and the routing. Clones are handles to the same bus.
#[derive(Clone, Debug)]
pub struct Bus {
    notices: broadcast::Sender<Arc<Notice>>,
    committed: Arc<Notify>,
    sweep: Arc<Sweep>,
    reroute: mpsc::UnboundedSender<i64>,
}

impl Bus {
    /// A bus, and the end where teams come out whose routing is to be looked at again.
    pub fn new() -> (Self, mpsc::UnboundedReceiver<i64>) {
        let (reroute, teams) = mpsc::unbounded_channel();
        let bus = Self {
            notices: broadcast::Sender::new(CAPACITY),
            committed: Arc::default(),
            sweep: Arc::new(Sweep {
                planned: AtomicU64::new(Millis::MAX),
                wanted: Notify::new(),
            }),
            reroute,
        };
        (bus, teams)
    }

    /// Everything that is committed from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Notice>> {
        self.notices.subscribe()
    }

    /// Resolves at a commit after this call.
    pub fn committed(&self) -> tokio::sync::futures::Notified<'_> {
        self.committed.notified()
    }

    /// From now on a commit with any deadline wakes the sweep: it is about to look.
    pub fn sweep_begins(&self) {
        self.sweep.planned.store(Millis::MAX, Ordering::SeqCst);
    }

    /// Resolves when a commit has a deadline before `planned`, when the sweep wakes by itself.
    pub async fn sweep_wanted(&self, planned: Millis) {
        self.sweep.planned.store(planned, Ordering::SeqCst);
        self.sweep.wanted.notified().await;
    }

    /// Tells of what is no state and is not stored: a wish that is over when the one who has it is gone.
    pub fn tell(&self, notice: Notice) {
        // Nobody listens where no page is open.
        let _ = self.notices.send(Arc::new(notice));
    }

    /// Publishes what a transaction had to tell.
    pub(crate) fn publish(&self, notices: Vec<Notice>, reroute: Vec<i64>, sweep_at: Millis) {
        for notice in notices {
            // Nobody listens where no page is open.
            let _ = self.notices.send(Arc::new(notice));
        }
        for team_id in reroute {
            let _ = self.reroute.send(team_id);
        }
        self.committed.notify_waiters();
        if sweep_at < self.sweep.planned.load(Ordering::SeqCst) {
            self.sweep.wanted.notify_one();
        }
    }
}
