//! When tokens were last used: noted in memory, written at most once a minute, apart from any request.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tring_protocol::call::Millis;

use crate::store::{Store, tokens};

/// How old a written time may be before it is written again.
const PATIENCE: Millis = 60_000;

/// When tokens were last used. Clones are handles to the same notes.
#[derive(Clone, Debug, Default)]
pub struct LastUsed(Arc<Mutex<HashMap<i64, Used>>>);

#[derive(Clone, Copy, Debug, Default)]
struct Used {
    at: Millis,
    /// The time that the database has.
    written: Millis,
}

impl LastUsed {
    /// Notes that the token is used.
    pub fn note(&self, token_id: i64, now: Millis) {
        let mut tokens = self.lock();
        let used = tokens.entry(token_id).or_default();
        used.at = used.at.max(now);
    }

    /// When the token was last used, as far as this process knows.
    pub fn of(&self, token_id: i64) -> Option<Millis> {
        self.lock().get(&token_id).map(|used| used.at)
    }

    /// Writes the times that are new since a minute ago; what fails is tried again.
    pub async fn write_due(&self, store: &Store) -> sqlx::Result<()> {
        self.write(store, |used| {
            used.at >= used.written.saturating_add(PATIENCE)
        })
        .await
    }

    /// Writes all times that are new, before the proxy stops.
    pub async fn write_all(&self, store: &Store) -> sqlx::Result<()> {
        self.write(store, |used| used.at > used.written).await
    }

    async fn write(&self, store: &Store, is_due: impl Fn(&Used) -> bool) -> sqlx::Result<()> {
        let due: Vec<_> = self
            .lock()
            .iter()
            .filter(|(_, used)| is_due(used))
            .map(|(id, used)| (*id, used.at))
            .collect();
        if due.is_empty() {
            return Ok(());
        }
        let mut write = store.write().await?;
        for (id, at) in &due {
            tokens::used(&mut write, *id, *at).await?;
        }
        write.commit().await?;
        let mut tokens = self.lock();
        for (id, at) in due {
            if let Some(used) = tokens.get_mut(&id) {
                used.written = at;
            }
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<i64, Used>> {
        // Each entry is whole after each statement, whatever panicked elsewhere.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
