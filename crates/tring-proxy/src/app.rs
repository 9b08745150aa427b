//! The proxy as a whole: its router, its start and its stop.

use std::{future::Future, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use axum::{Router, serve::ListenerExt};
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
};

use crate::{
    auth::last_used::LastUsed,
    config::Config,
    dispatch::{incoming::Line, providers::Providers, recovery, ringing, sweep},
    events::{bus::Bus, presence::Presence},
    http::{self, limits::Limits},
    sealing::{KeySource, Keyring},
    state::{AppState, Shutdown, Tasks},
    store::{Store, checkpoints, contacts::search},
    upkeep,
    webhooks_out::Webhooks,
};

/// A proxy that is ready to serve.
#[derive(Debug)]
pub struct App {
    /// The state, for tests and for the router.
    pub state: AppState,
    stop: watch::Sender<bool>,
    idle: mpsc::Receiver<()>,
    reroute: mpsc::UnboundedReceiver<i64>,
    webhooks: Webhooks,
}

/// Opens the data directory and takes up what a stopped proxy has left open.
pub async fn start(config: Config, data: &Path) -> anyhow::Result<App> {
    let (bus, reroute) = Bus::new();
    let store = Store::open(data, bus.clone()).await?;
    let source = config.credentials_key.clone();
    let source = source.unwrap_or_else(|| KeySource::file_in(data));
    let keys = Keyring::take_up(source, &store).await?;
    let (stop, stopping) = watch::channel(false);
    let (tasks, idle) = Tasks::new();
    let webhooks = Webhooks::new(&config)?;
    let state = AppState {
        providers: Providers::new(config.provider_urls, keys)?,
        limits: Limits::new(config.api_limit),
        last_used: LastUsed::default(),
        config: Arc::new(config),
        store,
        bus,
        presence: Presence::default(),
        webhooks_in: Line::default(),
        tasks,
        shutdown: Shutdown::new(stopping),
    };
    recovery::take_up(&state).await?;
    make_findable(&state);
    Ok(App {
        state,
        stop,
        idle,
        reroute,
        webhooks,
    })
}

/// Contacts that an earlier version made are made findable while the proxy serves already.
fn make_findable(state: &AppState) {
    let (store, working) = (state.store.clone(), state.tasks.enter());
    tokio::spawn(async move {
        if let Err(error) = search::index_all(&store).await {
            tracing::warn!(%error, "some contacts are not found by name yet; the next start goes on");
        }
        drop(working);
    });
}

/// The router: the API, the event socket, the webhooks and the pages.
pub fn app(state: AppState) -> Router {
    http::router(state)
}

/// Serves until `shutdown` resolves, then stops in order: no new connections, sockets told to go away, provider
/// requests finished, the database closed.
pub async fn run(
    listener: TcpListener,
    app: App,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let App {
        state,
        stop,
        idle,
        reroute,
        webhooks,
    } = app;
    let limit = state.config.timings.shutdown;
    let background = [
        tokio::spawn(sweep::run(state.clone())),
        tokio::spawn(ringing::run(state.clone(), reroute)),
        tokio::spawn(webhooks.run(state.clone())),
        tokio::spawn(checkpoints::run(state.clone())),
        tokio::spawn(upkeep::run(state.clone())),
    ];
    let router = self::app(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
    // Without it a message that follows another one at once waits until the page has confirmed the first: up to 40 ms.
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection gathers what it sends");
        }
    });
    let mut stopping = state.shutdown.clone();
    let server = tokio::spawn(async move {
        axum::serve(listener, router)
            .with_graceful_shutdown(async move { stopping.wanted().await })
            .await
    });
    shutdown.await;
    tracing::info!("stopping");
    let _ = stop.send(true);
    for task in background {
        let _ = task.await;
    }
    let (store, last_used) = (state.store.clone(), state.last_used.clone());
    drop(state);
    finish(server, idle, limit).await;
    if let Err(error) = last_used.write_all(&store).await {
        tracing::warn!(%error, "when tokens were last used is not written");
    }
    if tokio::time::timeout(limit, store.close()).await.is_err() {
        tracing::warn!("the database is still being used; what was committed is safe");
    }
    Ok(())
}

async fn finish(
    server: tokio::task::JoinHandle<std::io::Result<()>>,
    mut idle: mpsc::Receiver<()>,
    limit: Duration,
) {
    let abort = server.abort_handle();
    let all = async {
        // An error of the listener has no meaning any more.
        let _ = server.await;
        // `None` comes when the last task has dropped its handle.
        let _ = idle.recv().await;
    };
    if tokio::time::timeout(limit, all).await.is_err() {
        tracing::warn!(
            "stopping although something is still under way; the next start takes it up"
        );
        abort.abort();
    }
}
