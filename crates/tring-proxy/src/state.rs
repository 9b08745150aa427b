//! What every request, socket and task has at hand.

use std::{future::Future, sync::Arc};

use tokio::sync::{mpsc, watch};

use crate::{
    auth::last_used::LastUsed,
    config::Config,
    dispatch::{incoming::Line, providers::Providers},
    events::{bus::Bus, presence::Presence},
    http::limits::Limits,
    store::Store,
};

/// What every request, socket and task has at hand. Clones are handles to the same things.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The settings.
    pub config: Arc<Config>,
    /// The database.
    pub store: Store,
    /// From commits to pages.
    pub bus: Bus,
    /// Who is reachable.
    pub presence: Presence,
    /// The channels' providers.
    pub providers: Providers,
    /// How many requests may come.
    pub limits: Limits,
    /// When tokens were last used.
    pub last_used: LastUsed,
    /// Webhooks that wait for their turn to be stored.
    pub webhooks_in: Line,
    /// What is under way, so that a stop can wait for it.
    pub tasks: Tasks,
    /// Resolves when the proxy stops.
    pub shutdown: Shutdown,
}

/// When the proxy stops. Clones are handles to the same moment.
#[derive(Clone, Debug)]
pub struct Shutdown(watch::Receiver<bool>);

impl Shutdown {
    /// The moment at which `stopping` becomes true.
    pub fn new(stopping: watch::Receiver<bool>) -> Self {
        Self(stopping)
    }

    /// Resolves when the proxy stops, at once where it is stopping already.
    pub async fn wanted(&mut self) {
        // A dropped sender means the same.
        let _ = self.0.wait_for(|stopping| *stopping).await;
    }
}

/// Counts what is under way. Each task holds a guard; when all guards and the counter are gone, the proxy is idle.
#[derive(Clone, Debug)]
pub struct Tasks {
    alive: mpsc::Sender<()>,
}

/// A task that is under way.
#[derive(Debug)]
pub struct Working(#[expect(dead_code, reason = "held for its drop")] mpsc::Sender<()>);

impl Tasks {
    /// A counter, and what resolves with `None` when nothing is under way any more.
    pub fn new() -> (Self, mpsc::Receiver<()>) {
        let (alive, idle) = mpsc::channel(1);
        (Self { alive }, idle)
    }

    /// Counts a task until the guard is dropped.
    pub fn enter(&self) -> Working {
        Working(self.alive.clone())
    }

    /// Runs `work` to its end even when the one who waits for it is gone: a browser that goes away between the
    /// provider's answer and our commit must not lose the answer.
    pub async fn detached<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, tokio::task::JoinError> {
        let working = self.enter();
        tokio::spawn(async move {
            let result = work.await;
            drop(working);
            result
        })
        .await
    }
}
