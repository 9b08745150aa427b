//! `cargo xtask start`: the whole product on this machine, without an account.

use std::{
    net::{IpAddr, Ipv4Addr},
    path::{Path, PathBuf},
    process::Command,
    sync::mpsc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{
    build::{self, Profile, Servers},
    demo::{self, ACCESS_TOKEN, VERIFY_TOKEN, WEBHOOK_SECRET},
    lan::{self, Doors},
    services::{Service, answers, check_port},
    step::{root, timed},
};

pub(crate) const TEAM: &str = "Demo team";
const EMAIL: &str = "agent@demo.example";

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Builds for release: slower to build, faster to run.
    #[arg(long)]
    release: bool,
    /// The proxy's port; the simulator takes the next one.
    #[arg(long, default_value_t = 7070, value_parser = clap::value_parser!(u16).range(1024..=65000))]
    port: u16,
    /// At which provider the demo's channel is; `all` makes one at each.
    #[arg(long, default_value = "meta")]
    provider: String,
    /// Lets other machines on the network in, by https: at this address, or at the one that is found.
    #[arg(long, value_name = "ADDRESS")]
    #[expect(clippy::option_option, reason = "clap's form of an optional value")]
    lan: Option<Option<IpAddr>>,
    /// Where the database is kept.
    #[arg(long, value_name = "DIR", default_value = ".tring")]
    data: PathBuf,
    /// Stops when everything has been started, for tests of this command.
    #[arg(long, hide = true)]
    once: bool,
}

/// Builds everything, starts both servers and waits for Ctrl-C.
pub(crate) fn run(options: &Options) -> Result<()> {
    let started = Instant::now();
    let stop = stop_signal()?;
    let demo = Demo::new(options)?;
    // Before anything is built: an address that is not ours is told of at once.
    let _doors = demo.doors()?;
    let profile = if options.release {
        Profile::Release
    } else {
        Profile::Debug
    };
    let pages = build::pages(profile)?;
    let servers = build::servers(profile)?;
    let (mut running, link) = timed("Starting simulator and proxy", || {
        demo.start(&servers, &pages)
    })?;
    if !answers(demo.proxy_port, "/") {
        bail!("The proxy runs, but does not serve the inbox.");
    }
    demo.print(&link, started.elapsed())?;
    while !options.once
        && stop.recv_timeout(Duration::from_millis(300)) == Err(mpsc::RecvTimeoutError::Timeout)
    {
        for service in &mut running {
            service.check()?;
        }
    }
    println!("\nStopping …");
    drop(running);
    println!("Stopped. The data is kept in {}.", demo.data.display());
    Ok(())
}

/// Starts everything once on free ports and stops it again: the command of the README works.
pub(crate) fn smoke() -> Result<()> {
    let data = std::env::temp_dir().join(format!("tring-smoke-{}", std::process::id()));
    let done = run(&Options {
        release: false,
        port: free_pair()?,
        lan: None,
        provider: "all".to_owned(),
        data: data.clone(),
        once: true,
    });
    // What the test wrote is of no use to anybody.
    let _ = std::fs::remove_dir_all(data);
    done
}

/// A port that is free, and whose next one is free too.
pub(crate) fn free_pair() -> Result<u16> {
    (17_070..18_000)
        .step_by(10)
        .find(|port| check_port(*port).is_ok() && check_port(port + 1).is_ok())
        .context("No two free ports were found between 17070 and 18000.")
}

/// What a shell says of a program that Ctrl-C has ended.
const INTERRUPTED: i32 = 130;

fn stop_signal() -> Result<mpsc::Receiver<()>> {
    let (sender, receiver) = mpsc::channel();
    ctrlc::set_handler(move || {
        // Nobody waits for it any more: `test` started the demo, and has gone on.
        if sender.send(()).is_err() {
            std::process::exit(INTERRUPTED);
        }
    })?;
    Ok(receiver)
}

/// The demo: where it listens and where it keeps its data.
pub(crate) struct Demo {
    proxy_port: u16,
    simulator_port: u16,
    data: PathBuf,
    provider: String,
    /// This machine in its network, where others are let in.
    lan: Option<IpAddr>,
    /// More arguments for the proxy.
    more: Vec<String>,
}

impl Demo {
    fn new(options: &Options) -> Result<Self> {
        let demo = Self {
            proxy_port: options.port,
            simulator_port: options.port + 1,
            data: root().join(&options.data),
            provider: options.provider.clone(),
            lan: options.lan.map(lan::address).transpose()?,
            more: Vec::new(),
        };
        check_port(demo.proxy_port)?;
        check_port(demo.simulator_port)?;
        if let Err(error) = std::fs::create_dir_all(&demo.data) {
            bail!(
                "{} cannot be written ({error}). Choose another folder with --data.",
                demo.data.display()
            );
        }
        Ok(demo)
    }

    /// With a channel at each provider, for tests.
    pub(crate) fn on_trial(port: u16, data: &Path) -> Result<Self> {
        Self::new(&Options {
            release: false,
            port,
            lan: None,
            provider: "all".to_owned(),
            data: data.to_owned(),
            once: true,
        })
    }

    pub(crate) fn with_arguments(mut self, more: &[&str]) -> Self {
        self.more = more.iter().map(|&argument| argument.to_owned()).collect();
        self
    }

    /// Starts both servers; the inbox's sign-in link.
    pub(crate) fn start(&self, servers: &Servers, pages: &Path) -> Result<([Service; 2], String)> {
        self.seed(servers)?;
        let simulator = Service::start(
            "simulator",
            Command::new(&servers.simulator)
                .args([
                    "--listen",
                    &format!("{}:{}", Ipv4Addr::LOCALHOST, self.simulator_port),
                ])
                .args(self.media_address()),
            self.simulator_port,
            "/sim/health",
        )?;
        self.seed_channels(servers)?;
        let proxy = Service::start(
            "proxy",
            self.proxy(servers)
                .arg("serve")
                .args([
                    "--listen",
                    &format!("{}:{}", Ipv4Addr::LOCALHOST, self.proxy_port),
                ])
                .arg("--pages")
                .arg(pages)
                .args([
                    "--allow-private-provider-urls",
                    "--allow-private-webhook-urls",
                ])
                .args(&self.more),
            self.proxy_port,
            "/health",
        )?;
        let link = self.ask(servers, &["user", "link", "--email", EMAIL])?;
        Ok(([proxy, simulator], link))
    }

    /// Makes sure of the demo team; what is there is kept.
    fn seed(&self, servers: &Servers) -> Result<()> {
        self.ask(servers, &["migrate"])?;
        self.ask(servers, &["team", "add", TEAM, "--if-absent"])?;
        self.ask(
            servers,
            &[
                "user",
                "add",
                "--team",
                TEAM,
                "--name",
                "Ada Lovelace",
                "--email",
                EMAIL,
                "--role",
                "owner",
                "--if-absent",
            ],
        )?;
        Ok(())
    }

    /// Every number is known to the simulator, so that channels of an earlier start work too.
    fn seed_channels(&self, servers: &Servers) -> Result<()> {
        let channels = demo::channels(self.simulator_port)?;
        for channel in &channels {
            channel.tell_simulator(self.simulator_port, &local_url(self.proxy_port))?;
        }
        let wanted = demo::wanted(&channels, &self.provider)?;
        for (index, channel) in wanted.into_iter().enumerate() {
            self.seed_channel(servers, channel, index == 0)?;
        }
        Ok(())
    }

    fn seed_channel(
        &self,
        servers: &Servers,
        channel: &demo::Channel,
        is_default: bool,
    ) -> Result<()> {
        let simulator = local_url(self.simulator_port);
        let (base_url, key) = (channel.base_url(&simulator), channel.webhook_key());
        let name = channel.name();
        let mut arguments = vec!["channel", "add", "--team", TEAM, "--name", &name];
        arguments.extend(["--provider", &channel.provider, "--number", &channel.number]);
        arguments.extend(["--number-id", &channel.number_id, "--base-url", &base_url]);
        arguments.extend(["--webhook-key", &key, "--if-absent"]);
        // Every account in the simulator has it.
        arguments.extend(["--permission-template", "may_we_call:en"]);
        if !channel.account_id.is_empty() {
            arguments.extend(["--account-id", &channel.account_id]);
        }
        arguments.extend(is_default.then_some("--default"));
        self.ask(servers, &arguments).map(drop)
    }

    fn proxy(&self, servers: &Servers) -> Command {
        let mut command = Command::new(&servers.proxy);
        command
            .env("TRING_DATA", &self.data)
            .env("TRING_PUBLIC_URL", self.public_url())
            .env("TRING_ACCESS_TOKEN", ACCESS_TOKEN)
            .env("TRING_WEBHOOK_SECRET", WEBHOOK_SECRET)
            .env("TRING_VERIFY_TOKEN", VERIFY_TOKEN);
        command
    }

    /// What one of the proxy's commands prints.
    pub(crate) fn ask(&self, servers: &Servers, arguments: &[&str]) -> Result<String> {
        let output = self.proxy(servers).args(arguments).output()?;
        if !output.status.success() {
            bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Opens the doors for the other machines, where they are wanted.
    fn doors(&self) -> Result<Option<Doors>> {
        let ports = [self.proxy_port, self.simulator_port];
        let open = |address| lan::open(address, &ports, &self.data);
        self.lan.map(open).transpose()
    }

    /// Where the other machines' media go.
    fn media_address(&self) -> Vec<String> {
        let named = |address: IpAddr| vec!["--media-ip".to_owned(), address.to_string()];
        self.lan.map(named).unwrap_or_default()
    }

    /// What browsers use, on this machine too: cookie and origin belong to one address.
    fn url(&self, port: u16) -> String {
        self.lan
            .map_or_else(|| local_url(port), |address| lan::https(address, port))
    }

    pub(crate) fn public_url(&self) -> String {
        self.url(self.proxy_port)
    }

    fn print(&self, link: &str, took: Duration) -> Result<()> {
        let phone = format!("{}/", self.url(self.simulator_port));
        println!(
            "\nTring is running (ready after {:.1} s).\n\n\
             \x20 Inbox   {link}\n\
             \x20         signs you in once, within ten minutes; run this command again for another\n\
             \x20 Phone   {phone}\n\
             \x20         the simulated customer's WhatsApp\n\
             \x20 API     {}/health\n\n\
             Type any number in the inbox, for example +49 151 12345678, and press Call; or call\n\
             the business from the phone. Ctrl-C stops everything.",
            took.as_secs_f32(),
            self.public_url(),
        );
        if self.lan.is_some() {
            println!(
                "\n{}\n\n\
                 Everybody in this network can use the demo. The certificate is this machine's own:\n\
                 each browser warns once, on the inbox's address and on the phone's; go on there.",
                lan::qr_code(&phone)?
            );
        }
        Ok(())
    }
}

/// What this machine's own programs use.
fn local_url(port: u16) -> String {
    format!("http://localhost:{port}")
}
