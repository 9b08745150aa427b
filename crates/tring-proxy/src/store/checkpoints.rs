//! The log beside the database, written back into it while nobody waits.
//!
//! SQLite would do it in whatever commit makes the log long. Under many webhooks that was one commit in forty, and a call
//! rang tens of milliseconds later for it.

use std::time::Duration;

use super::Store;
use crate::state::AppState;

/// How often it is written back while something is committed.
const EVERY: Duration = Duration::from_secs(1);
/// How many pages may be left for the last round, in which writers wait.
const FEW: i64 = 500;
/// From how many pages on writers are made to wait at all: 40 MB. What they wait for is the disk, some ten milliseconds;
/// every second that would be one webhook in a hundred.
const LONG: i64 = 10_000;
/// How often is tried to come down to that.
const ROUNDS: u32 = 8;

/// Writes the log back until the proxy stops.
pub async fn run(state: AppState) {
    let mut shutdown = state.shutdown.clone();
    loop {
        // Before it waits: a commit from here on is not missed.
        let committed = state.bus.committed();
        tokio::select! {
            () = committed => {}
            () = shutdown.wanted() => return,
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = shutdown.wanted() => return,
        }
        if let Err(error) = state.store.write_back().await {
            tracing::warn!(%error, "the database's log could not be written back; it is tried again");
        }
    }
}

/// What a checkpoint says of the log.
#[derive(Clone, Copy, Debug, Default)]
struct Log {
    pages: i64,
    written: i64,
}

impl Log {
    /// How many pages are not yet written back.
    fn left(self) -> i64 {
        self.pages.saturating_sub(self.written)
    }
}

impl Store {
    /// Writes the log back into the file, and returns how many of its pages are left. While somebody reads an earlier
    /// state, those that came after it are.
    pub async fn write_back(&self) -> sqlx::Result<i64> {
        let mut log = Log::default();
        for _ in 0..ROUNDS {
            log = self.checkpoint("PRAGMA wal_checkpoint(PASSIVE)").await?;
            if log.left() <= FEW {
                break;
            }
        }
        if log.pages < LONG {
            return Ok(log.left());
        }
        let _turn = self.turn.lock().await;
        // Also waits a moment for who reads in the log: otherwise the next commit goes behind its end, and it never becomes
        // shorter while there is always somebody.
        let log = self.checkpoint("PRAGMA wal_checkpoint(RESTART)").await?;
        Ok(log.left())
    }

    async fn checkpoint(&self, how: &'static str) -> sqlx::Result<Log> {
        let (_, pages, written): (i64, i64, i64) =
            sqlx::query_as(how).fetch_one(&self.keeper).await?;
        Ok(Log { pages, written })
    }
}
