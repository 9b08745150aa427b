//! SQLite: one writer, many readers, and the transaction that publishes what it commits.
//!
//! Every change of a call and the event that tells of it are written in one [`Write`]; what it has to tell
//! the open pages is published after the commit and before the next transaction begins, so that commit order,
//! sequence order and the order on the bus are one.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sqlx::{
    Sqlite, SqliteConnection, SqlitePool, Transaction,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tring_protocol::call::Millis;

use crate::events::bus::{Bus, Notice};

pub mod actions;
pub mod ageing;
pub mod agents;
pub mod call_routing;
pub mod callbacks;
pub mod calling_settings;
pub mod calls;
pub mod channel_health;
pub mod channel_notes;
pub mod channels;
pub mod checkpoints;
pub mod consent;
pub mod contacts;
pub mod deliveries;
pub mod follow_ups;
pub mod history;
pub mod idempotency;
pub mod permission_requests;
pub mod permissions;
pub mod prices;
pub mod provider_calls;
pub mod session_descriptions;
pub mod sessions;
pub mod statistics;
pub mod teams;
pub mod timeline;
pub mod tokens;
pub mod webhook_deliveries;
pub mod webhook_endpoints;
pub mod words;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// The database's file in the data directory.
pub const FILE_NAME: &str = "tring.sqlite3";

/// How long a statement waits for another process that has locked the file.
const BUSY: Duration = Duration::from_secs(5);
/// The same, for a connection that has waited for nobody.
const BUSY_TIMEOUT: &str = "PRAGMA busy_timeout = 5000";

/// How long the log becomes before those who commit write it back: 128 MB.
const LONGEST_LOG_PAGES: &str = "32768";
/// What its file is cut to when it is begun anew.
const LONGEST_LOG_BYTES: &str = "67108864";

/// How long whoever writes the log back waits for those who read in it; writers wait meanwhile.
const READERS_PATIENCE: Duration = Duration::from_millis(20);

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    writer: SqlitePool,
    readers: SqlitePool,
    /// Writes the log back.
    keeper: SqlitePool,
    turn: Arc<Mutex<()>>,
    bus: Bus,
    /// Whether the log has something in it that was to be erased.
    log_is_full: Arc<AtomicBool>,
}

/// Why the database could not be opened; `Display` says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The directory cannot be made or written.
    #[error(
        "cannot write the data directory `{path}` ({source}). Choose another with --data or TRING_DATA."
    )]
    Directory {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not a database of ours, or is locked.
    #[error(
        "cannot open the database in `{path}` ({source}). Choose another directory with --data or TRING_DATA."
    )]
    Database {
        /// Which directory.
        path: String,
        /// Why.
        source: sqlx::Error,
    },
    /// The tables could not be brought up to date.
    #[error(
        "cannot bring the database's tables up to date ({0}). It may come from a newer version of Tring."
    )]
    Migration(#[from] sqlx::migrate::MigrateError),
}

impl Store {
    /// Opens the database in `directory`; makes both where they are missing, and brings the tables up to date.
    pub async fn open(directory: &Path, bus: Bus) -> Result<Self, OpenError> {
        let path = directory.display().to_string();
        let file = directory.join(FILE_NAME);
        create_directory(directory)
            .and_then(|()| create_file(&file))
            .map_err(|source| OpenError::Directory {
                path: path.clone(),
                source,
            })?;
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // What is erased is overwritten, and does not stay in free pages.
            .pragma("secure_delete", "ON")
            // Only where `checkpoints` does not come to it.
            .pragma("wal_autocheckpoint", LONGEST_LOG_PAGES)
            .pragma("journal_size_limit", LONGEST_LOG_BYTES)
            .busy_timeout(BUSY);
        let failed = |source| OpenError::Database { path, source };
        let writer = pool(1)
            .connect_with(options.clone())
            .await
            .map_err(failed)?;
        MIGRATIONS.run(&writer).await?;
        Ok(Self {
            writer,
            keeper: pool(1).connect_lazy_with(options.clone().busy_timeout(READERS_PATIENCE)),
            readers: pool(4).connect_lazy_with(options.read_only(true)),
            turn: Arc::default(),
            bus,
            // What the process before has left.
            log_is_full: Arc::new(AtomicBool::new(true)),
        })
    }

    /// For reading outside a transaction.
    pub fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    /// A consistent view for reading several things.
    pub async fn read(&self) -> sqlx::Result<Transaction<'static, Sqlite>> {
        self.readers.begin().await
    }

    /// Begins a transaction that may write. Dropped without [`Write::commit`], it changes nothing.
    pub async fn write(&self) -> sqlx::Result<Write> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        Ok(Write {
            transaction: self.writer.begin_with("BEGIN IMMEDIATE").await?,
            turn,
            bus: self.bus.clone(),
            notices: Vec::new(),
            reroute: Vec::new(),
            sweep_at: Millis::MAX,
        })
    }

    /// Rewrites the file without its free pages, in which changed and removed rows can still be read.
    ///
    /// The log beside it is emptied as far as no other process reads it just then.
    pub async fn scrub(&self) -> sqlx::Result<()> {
        let _turn = self.turn.lock().await;
        sqlx::query("VACUUM").execute(&self.writer).await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Empties the log beside the file, in which what was just erased can still be read. While somebody reads, that is
    /// not possible: then [`Store::empty_log_again`] does it.
    pub async fn empty_log(&self) -> sqlx::Result<()> {
        self.log_is_full.store(true, Ordering::Relaxed);
        let _turn = self.turn.lock().await;
        let mut db = self.writer.acquire().await?;
        // Nobody waits for those who read: whoever wants to write would wait too.
        sqlx::query("PRAGMA busy_timeout = 0")
            .execute(&mut *db)
            .await?;
        let emptied = sqlx::query_scalar::<_, i64>("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(&mut *db)
            .await;
        sqlx::query(BUSY_TIMEOUT).execute(&mut *db).await?;
        let is_busy = emptied? != 0;
        self.log_is_full.store(is_busy, Ordering::Relaxed);
        Ok(())
    }

    /// Empties the log where that was not possible before, and says whether it still is not.
    pub async fn empty_log_again(&self) -> sqlx::Result<bool> {
        if self.log_is_full.load(Ordering::Relaxed) {
            self.empty_log().await?;
        }
        Ok(self.log_is_full.load(Ordering::Relaxed))
    }

    /// Has the sweep look at once.
    pub fn wake_sweep(&self) {
        self.bus.publish(Vec::new(), Vec::new(), 0);
    }

    /// Waits for the last transaction and closes the file.
    pub async fn close(&self) {
        let _turn = self.turn.lock().await;
        self.readers.close().await;
        self.keeper.close().await;
        self.writer.close().await;
    }
}

/// A transaction that may write, and what it will tell the open pages.
#[derive(Debug)]
pub struct Write {
    transaction: Transaction<'static, Sqlite>,
    turn: OwnedMutexGuard<()>,
    bus: Bus,
    notices: Vec<Notice>,
    reroute: Vec<i64>,
    sweep_at: Millis,
}

impl Write {
    /// The connection, for queries.
    pub fn db(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }

    /// Publishes `notice` once this transaction is committed.
    pub fn tell(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    /// Looks at the routing of this team's ringing calls again once this transaction is committed.
    pub fn reroute(&mut self, team_id: i64) {
        if !self.reroute.contains(&team_id) {
            self.reroute.push(team_id);
        }
    }

    /// Has the sweep look at this time at the latest, once this transaction is committed.
    pub fn sweep_at(&mut self, deadline: Millis) {
        self.sweep_at = self.sweep_at.min(deadline);
    }

    /// Begins a savepoint; ended by [`Write::keep`] or [`Write::undo`].
    pub async fn savepoint(&mut self) -> sqlx::Result<Savepoint> {
        sqlx::query("SAVEPOINT item").execute(self.db()).await?;
        Ok(Savepoint {
            notices: self.notices.len(),
        })
    }

    /// Keeps what was done since the savepoint.
    pub async fn keep(&mut self, _: Savepoint) -> sqlx::Result<()> {
        sqlx::query("RELEASE item").execute(self.db()).await?;
        Ok(())
    }

    /// Undoes what was done since the savepoint, and says nothing of it.
    pub async fn undo(&mut self, savepoint: Savepoint) -> sqlx::Result<()> {
        self.notices.truncate(savepoint.notices);
        sqlx::query("ROLLBACK TO item").execute(self.db()).await?;
        sqlx::query("RELEASE item").execute(self.db()).await?;
        Ok(())
    }

    /// Commits, then publishes. Runs to its end even when the request that asked for it is dropped.
    pub async fn commit(self) -> sqlx::Result<()> {
        let done = tokio::spawn(async move {
            let Self {
                transaction,
                turn,
                bus,
                notices,
                reroute,
                sweep_at,
            } = self;
            transaction.commit().await?;
            bus.publish(notices, reroute, sweep_at);
            drop(turn);
            Ok(())
        });
        done.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
    }
}

/// A point in a transaction to go back to.
#[derive(Debug)]
#[must_use]
pub struct Savepoint {
    notices: usize,
}

/// A pool that never looks for old connections: those to a file do not grow old.
///
/// It must not look, either. sqlx 0.9 counts its idle connections after it has taken them, so that for a moment the
/// count can lie below zero; the search read it then as 2^64 and kept a thread of the runtime for ever. The proxy rang
/// nobody and could not be stopped.
fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
}

/// Makes the database's file, which only we can read: there are phone numbers in it. SQLite gives the files beside it the
/// same rights.
fn create_file(file: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn create_directory(directory: &Path) -> std::io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}
