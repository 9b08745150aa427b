//! `serve`.

use std::{
    io::IsTerminal,
    net::SocketAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::Args;
use serde_json::Value;
use tokio::{net::TcpListener, signal};
use tracing_subscriber::EnvFilter;

use super::Output;
use crate::{
    app,
    config::{API_LIMIT, Config, Keep, ProviderUrls, WebhookUrls, ice_servers},
    redacted::Redacted,
    sealing::KeySource,
};

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The address to listen on.
    #[arg(long, env = "TRING_LISTEN", default_value = "127.0.0.1:7070")]
    listen: SocketAddr,
    /// The built pages.
    #[arg(long, env = "TRING_PAGES")]
    pages: Option<PathBuf>,
    /// The address that browsers use; `http://localhost:PORT` where it is not given.
    #[arg(long, env = "TRING_PUBLIC_URL")]
    public_url: Option<String>,
    /// For development: providers may be at plain HTTP and private addresses.
    #[arg(long, env = "TRING_ALLOW_PRIVATE_PROVIDER_URLS")]
    allow_private_provider_urls: bool,
    /// For development: webhooks may be sent to plain HTTP and private addresses.
    #[arg(long, env = "TRING_ALLOW_PRIVATE_WEBHOOK_URLS")]
    allow_private_webhook_urls: bool,
    /// How many requests a team may send to the API in a minute; 0 for as many as come.
    #[arg(long, env = "TRING_API_REQUESTS_PER_MINUTE", default_value_t = API_LIMIT)]
    api_requests_per_minute: u32,
    /// STUN and TURN servers for the pages: a JSON array of `{"urls": […], "username": …, "credential": …}`.
    #[arg(long, env = "TRING_ICE_SERVERS", hide_env_values = true)]
    ice_servers: Option<Redacted<String>>,
    #[command(flatten)]
    keep: Keep,
}

impl Serve {
    pub(super) async fn run(self, data: &Path) -> anyhow::Result<Output> {
        init_log();
        if let Some(pages) = &self.pages {
            anyhow::ensure!(
                pages.join("index.html").is_file(),
                "there is no index.html in `{}`. Build the pages with `trunk build`, or choose another directory with \
                 --pages or TRING_PAGES.",
                pages.display()
            );
        }
        let listener = TcpListener::bind(self.listen).await.with_context(|| {
            format!(
                "cannot listen on {}. Stop what uses the port, or choose another with --listen or TRING_LISTEN.",
                self.listen
            )
        })?;
        let address = listener.local_addr()?;
        let mut config = self.config(address)?;
        config.credentials_key = Some(KeySource::of(data));
        let public_url = config.public_url.clone();
        let app = app::start(config, data).await?;
        tracing::info!(%address, public_url, "ready");
        app::run(listener, app, stop_signal()).await?;
        Ok(Output::new("", Value::Null))
    }

    fn config(self, address: SocketAddr) -> anyhow::Result<Config> {
        let public_url = self
            .public_url
            .unwrap_or_else(|| format!("http://localhost:{}", address.port()));
        anyhow::ensure!(
            crate::auth::origin::of(&public_url).is_some(),
            "`{public_url}` is not an address that browsers use. Set --public-url or TRING_PUBLIC_URL to something \
             like https://calls.example."
        );
        let mut config = Config::new(public_url);
        config.pages = self.pages;
        config.keep = self.keep;
        config.api_limit = NonZeroU32::new(self.api_requests_per_minute);
        if let Some(servers) = &self.ice_servers {
            config.ice_servers = ice_servers::parse(servers.expose())?;
        }
        if self.allow_private_provider_urls {
            config.provider_urls = ProviderUrls::AnyForDevelopment;
        }
        if self.allow_private_webhook_urls {
            config.webhook_urls = WebhookUrls::AnyForDevelopment;
        }
        Ok(config)
    }
}

fn init_log() {
    let filter =
        EnvFilter::try_from_env("TRING_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    // A second initialisation in one process keeps the first.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .try_init();
}

/// Resolves at SIGINT or SIGTERM.
async fn stop_signal() {
    let interrupt = async {
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
