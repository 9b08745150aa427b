//! A team, its proxy and its provider, made for one test and gone with it.

use std::{num::NonZeroU32, path::PathBuf, time::Duration};

use clap::Parser;
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    process::{Child, Command},
    sync::oneshot,
    task::JoinHandle,
};
use tring_protocol::api::{IceServer, InitiateRequest};
use tring_proxy::{
    app,
    cli::Cli,
    config::{Config, ProviderUrls, Timings, WebhookUrls},
    events::bus::Bus,
    store::Store,
};

pub(crate) mod agent;
pub(crate) mod answer;
pub(crate) mod channels;
pub(crate) mod described;
pub(crate) mod desk;
pub(crate) mod handmade;
pub(crate) mod log;
pub(crate) mod past;
pub(crate) mod provider;
pub(crate) mod receiver;
pub(crate) mod shape;
pub(crate) mod webhook;

pub(crate) use agent::Agent;
pub(crate) use answer::Answer;
pub(crate) use handmade::Handmade;
pub(crate) use provider::Provider;

/// The business's number and its id at the provider.
pub(crate) const BUSINESS: &str = "+15550001111";
pub(crate) const NUMBER_ID: &str = "106540352242922";
/// A customer.
pub(crate) const CUSTOMER: &str = "+4915112345678";
/// Another one.
pub(crate) const OTHER_CUSTOMER: &str = "+4915187654321";
pub(crate) const TEAM: &str = "Test team";
pub(crate) const WEBHOOK_SECRET: &str = "the-webhook-secret";
pub(crate) const VERIFY_TOKEN: &str = "the-verify-token";
pub(crate) const WEBHOOK_KEY: &str = "the-webhook-key";
pub(crate) const ACCESS_TOKEN: &str = "the-access-token";

/// What a browser offers and answers, measured.
pub(crate) const OFFER: &str = include_str!("sdp/browser.chromium.offer_opus_dtmf.sdp");
pub(crate) const ANSWER: &str = include_str!("sdp/browser.firefox.answer_to_meta_offer.sdp");
pub(crate) const OTHER_ANSWER: &str = include_str!("sdp/user_initiated.answer.from_business.sdp");

/// Everything that one test needs.
pub(crate) struct World {
    pub(crate) provider: Provider,
    pub(crate) http: reqwest::Client,
    pub(crate) data: PathBuf,
    /// For the next start in this process.
    pub(crate) webhook_urls: WebhookUrls,
    /// How many requests a team may send in a minute, for the next start; tests look more often than people.
    pub(crate) api_limit: Option<NonZeroU32>,
    /// What the binary logs, for its next start; into the file `log` beside the database.
    pub(crate) log_levels: &'static str,
    timings: Timings,
    pages: Option<PathBuf>,
    ice_servers: Vec<IceServer>,
    port: u16,
    running: Option<Running>,
}

enum Running {
    /// In this process.
    Here {
        stop: oneshot::Sender<()>,
        task: JoinHandle<std::io::Result<()>>,
    },
    /// The real binary, which can be killed.
    Apart(Child),
}

impl World {
    /// With the product's own timings.
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// With the real binary in a process of its own, and the product's own timings.
    pub(crate) async fn apart() -> Self {
        let mut world = Self::with(|_| {}).await;
        world.stop().await;
        world.start_apart().await;
        world
    }

    /// With a directory of pages.
    pub(crate) async fn with_pages(pages: PathBuf) -> Self {
        let mut world = Self::start().await;
        world.stop().await;
        world.pages = Some(pages);
        world.start_again().await;
        world
    }

    /// With ICE servers for the pages.
    pub(crate) async fn with_ice_servers(servers: Vec<IceServer>) -> Self {
        let mut world = Self::start().await;
        world.stop().await;
        world.ice_servers = servers;
        world.start_again().await;
        world
    }

    /// With this many requests a minute.
    pub(crate) async fn with_api_limit(limit: u32) -> Self {
        let mut world = Self::start().await;
        world.stop().await;
        world.api_limit = NonZeroU32::new(limit);
        world.start_again().await;
        world
    }

    /// With timings that a test can wait for.
    pub(crate) async fn with(change: impl FnOnce(&mut Timings)) -> Self {
        log::init();
        let mut timings = Timings {
            retry: Duration::from_millis(20),
            ..Timings::default()
        };
        change(&mut timings);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        let name = format!("tring-{}", hex::encode(rand::random::<[u8; 8]>()));
        let mut world = Self {
            provider: Provider::start(&format!("http://127.0.0.1:{port}")).await,
            http: reqwest::Client::new(),
            data: std::env::temp_dir().join(name),
            webhook_urls: WebhookUrls::AnyForDevelopment,
            api_limit: NonZeroU32::new(1_000_000),
            log_levels: "off",
            timings,
            pages: None,
            ice_servers: Vec::new(),
            port,
            running: None,
        };
        world.seed().await;
        world.serve(listener).await;
        world
    }

    async fn seed(&self) {
        self.cli(&["team", "add", TEAM]).await;
        self.provider_at(&self.provider.base_url()).await;
    }

    /// Sets the channel's address of the provider.
    pub(crate) async fn provider_at(&self, base_url: &str) {
        self.cli(&[
            "channel",
            "add",
            "--team",
            TEAM,
            "--name",
            "Demo shop",
            "--provider",
            "meta",
            "--number",
            BUSINESS,
            "--number-id",
            NUMBER_ID,
            "--base-url",
            base_url,
            "--access-token",
            ACCESS_TOKEN,
            "--webhook-secret",
            WEBHOOK_SECRET,
            "--verify-token",
            VERIFY_TOKEN,
            "--webhook-key",
            WEBHOOK_KEY,
            "--if-absent",
        ])
        .await;
    }

    async fn serve(&mut self, listener: TcpListener) {
        let app = app::start(self.config(), &self.data)
            .await
            .expect("the data directory to be usable");
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(app::run(listener, app, async {
            // Dropped or sent: stop.
            let _ = stopped.await;
        }));
        self.running = Some(Running::Here { stop, task });
    }

    async fn start_apart(&mut self) {
        let log_file = std::fs::File::create(self.data.join("log")).expect("a file for the log");
        let child = Command::new(env!("CARGO_BIN_EXE_tring-proxy"))
            .args(["serve", "--allow-private-provider-urls"])
            .arg("--allow-private-webhook-urls")
            .args(["--listen", &format!("127.0.0.1:{}", self.port)])
            .args(["--public-url", &self.url()])
            .args(["--api-requests-per-minute", "1000000"])
            .env("TRING_DATA", &self.data)
            .env("TRING_LOG", self.log_levels)
            .stderr(log_file)
            .kill_on_drop(true)
            .spawn()
            .expect("the binary to start");
        self.running = Some(Running::Apart(child));
        until("the proxy to be ready", async || {
            let health = self.http.get(self.url() + "/health").send().await;
            health.is_ok().then_some(())
        })
        .await;
    }

    /// The settings of the next start in this process.
    pub(crate) fn config(&self) -> Config {
        let mut config = Config::new(self.url());
        config.provider_urls = ProviderUrls::AnyForDevelopment;
        config.webhook_urls = self.webhook_urls;
        config.timings = self.timings;
        config.api_limit = self.api_limit;
        config.pages.clone_from(&self.pages);
        config.ice_servers.clone_from(&self.ice_servers);
        config
    }

    /// The address that browsers use.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Stops the proxy in order.
    pub(crate) async fn stop(&mut self) {
        match self.running.take().expect("a running proxy") {
            Running::Here { stop, task } => {
                let _ = stop.send(());
                task.await.expect("no panic").expect("a clean stop");
            }
            Running::Apart(mut child) => {
                let id = child.id().expect("a running process").to_string();
                let kill = Command::new("kill").args(["-TERM", &id]).status().await;
                assert!(kill.expect("a shell tool").success(), "SIGTERM was sent");
                let status = child.wait().await.expect("an exit status");
                assert!(status.success(), "the proxy ended with {status}");
            }
        }
    }

    /// Ends the proxy's process with `SIGKILL`, at whatever it is just doing.
    pub(crate) async fn kill(&mut self) {
        match self.running.take().expect("a running proxy") {
            Running::Here { .. } => panic!("only a process of its own can be killed"),
            Running::Apart(mut child) => child.kill().await.expect("a running process"),
        }
    }

    /// Starts the proxy again in a process of its own, on the same data and port.
    pub(crate) async fn start_apart_again(&mut self) {
        self.start_apart().await;
    }

    /// Starts the proxy again on the same data and port.
    pub(crate) async fn start_again(&mut self) {
        let listener = until("the port to be free", async || {
            TcpListener::bind(("127.0.0.1", self.port)).await.ok()
        })
        .await;
        self.serve(listener).await;
    }

    /// What a command prints for machines.
    pub(crate) async fn cli(&self, arguments: &[&str]) -> Value {
        self.try_cli(arguments).await.expect("the command to work")
    }

    pub(crate) async fn try_cli(&self, arguments: &[&str]) -> anyhow::Result<Value> {
        let data = self.data.to_str().expect("a readable path");
        let command = ["tring-proxy", "--data", data]
            .into_iter()
            .chain(arguments.iter().copied());
        Ok(Cli::try_parse_from(command)?.run().await?.json)
    }

    /// A signed-in agent of the team.
    pub(crate) async fn agent(&self, name: &str) -> Agent {
        Agent::sign_in(self, TEAM, name).await
    }

    /// A token of the team, with these abilities or all.
    pub(crate) async fn token(&self, abilities: &[&str]) -> String {
        let mut command = vec!["token", "add", "--team", TEAM, "--name", "CRM"];
        for ability in abilities {
            command.extend(["--ability", ability]);
        }
        let token = self.cli(&command).await["token"]
            .as_str()
            .expect("a token")
            .to_owned();
        log::hide(&token);
        token
    }

    /// A request with a bearer token.
    pub(crate) async fn post_with(&self, token: &str, path: &str, body: &Value) -> Answer {
        let request = self.http.post(self.url() + path).bearer_auth(token);
        Answer::of(request.json(body)).await
    }

    /// A question with a bearer token.
    pub(crate) async fn get_with(&self, token: &str, path: &str) -> Answer {
        Answer::of(self.http.get(self.url() + path).bearer_auth(token)).await
    }

    /// The database, opened beside the proxy.
    pub(crate) async fn store(&self) -> Store {
        let (bus, _) = Bus::new();
        Store::open(&self.data, bus).await.expect("the database")
    }

    /// How many rows a table has, to see that nothing was stored.
    pub(crate) async fn count(&self, table: &'static str) -> i64 {
        let query = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        sqlx::query_scalar(query)
            .fetch_one(self.store().await.readers())
            .await
            .expect("the table to be there")
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(Running::Here { task, .. }) = self.running.take() {
            task.abort();
        }
        // The next reboot does it otherwise.
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

/// A request to call `number`.
pub(crate) fn initiate(number: &str) -> InitiateRequest {
    InitiateRequest {
        phone_number: number.to_owned(),
        options: None,
        sdp_offer: Some(OFFER.to_owned()),
        attempt_id: Some(hex::encode(rand::random::<[u8; 8]>())),
        desk_id: None,
        channel_id: None,
        call_id: None,
    }
}

/// The same as JSON.
pub(crate) fn initiate_json(number: &str) -> Value {
    serde_json::to_value(initiate(number)).expect("strings to be serialisable")
}

/// Waits for a condition, 10 s at most.
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(
            tokio::time::Instant::now() < deadline,
            "waited in vain for {what}"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// An empty JSON object, for actions without a body.
pub(crate) fn nothing() -> Value {
    json!({})
}
