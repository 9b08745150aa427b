//! From a provider's webhook to the agents' sockets: how long that takes while webhooks keep coming.
//!
//! When each webhook comes is fixed before the first one is sent, and its time counts from then on: a proxy that is slow
//! makes the times longer, and not the webhooks fewer.

use std::{
    env, fs,
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use clap::Args;

use self::{
    calls::{Plan, What},
    inbox::{Inbox, Seen},
    report::Report,
};
use super::{Folder, data, process};
use crate::{
    build,
    services::Service,
    start::free_pair,
    step::{self},
};

mod calls;
mod inbox;
mod report;
mod sender;

/// How long is waited for the last messages after the last webhook.
const FAREWELL: Duration = Duration::from_secs(2);
/// How often memory and files are looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How long is waited before the first webhook: sender and inboxes are to be ready.
const LEAD: Duration = Duration::from_millis(200);

#[derive(Debug, Args)]
pub(crate) struct Webhooks {
    /// How many webhooks come in a second.
    #[arg(long, default_value_t = 200)]
    rate: u32,
    /// For how many seconds.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// How many agents have their inbox open.
    #[arg(long, default_value_t = 5)]
    inboxes: u32,
    /// How many calls the database has already.
    #[arg(long, default_value_t = 100_000)]
    rows: u64,
    /// After how many seconds each inbox closes its socket and opens it again; never where it is 0.
    #[arg(long, default_value_t = 0)]
    reconnect: u64,
}

impl Webhooks {
    pub(crate) fn run(&self) -> Result<()> {
        let proxy = build::fast_proxy()?;
        let folder = Folder::new(self.rows)?;
        let links = step::timed(&format!("Making {} calls", self.rows), || {
            data::make(&proxy, &folder.0, self.rows)?;
            (0..self.inboxes)
                .map(|number| data::agent(&proxy, &folder.0, number))
                .collect::<Result<Vec<_>>>()
        })?;
        let disk = report::disk(&folder.0)?;
        let report = step::timed(
            &format!("{} webhooks a second for {} s", self.rate, self.seconds),
            || self.measure(&proxy, &folder.0, &links),
        )?;
        println!("\n{}", report.table(&disk));
        Ok(())
    }

    fn measure(&self, proxy: &Path, data: &Path, links: &[String]) -> Result<Report> {
        let port = free_pair()?;
        let mut serve = Command::new(proxy);
        serve
            .arg("--data")
            .arg(data)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            // What is asked of the provider in spite of all stays on this machine.
            .args([
                "--api-requests-per-minute",
                "0",
                "--allow-private-provider-urls",
            ])
            .env(
                "TRING_LOG",
                env::var("TRING_LOG").as_deref().unwrap_or("warn"),
            );
        let mut service = Service::start("proxy", &mut serve, port, "/health")?;
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let stop = Arc::new(AtomicBool::new(false));
        let inboxes = self.open(port, links, &stop)?;
        let plan = Plan::new(Instant::now() + LEAD, self.rate, self.seconds);
        let sent = sender::send(port, &plan)?;
        let growth = watch(&plan, data, service.id());
        let sent = sent.join()?;
        stop.store(true, Ordering::SeqCst);
        let seen = inboxes
            .into_iter()
            .map(Inbox::join)
            .collect::<Result<Vec<Seen>>>()?;
        service.check()?;
        Ok(Report {
            load,
            growth,
            times: Times::of(&plan, &seen),
            sent,
            peak: process::most_memory(service.id()),
            counts_unseen: self.reconnect == 0,
        })
    }

    fn open(&self, port: u16, links: &[String], stop: &Arc<AtomicBool>) -> Result<Vec<Inbox>> {
        let open = |(number, link): (usize, &String)| {
            // Not all at the same moment.
            let turn = Duration::from_secs(self.reconnect)
                + Duration::from_millis(100) * u32::try_from(number)?;
            let reconnect = (self.reconnect > 0).then_some(turn);
            Inbox::open(port, link, reconnect, Arc::clone(stop))
        };
        links.iter().enumerate().map(open).collect()
    }
}

/// Looks at memory and files until everything should have arrived.
fn watch(plan: &Plan, data: &Path, process: u32) -> Vec<Growth> {
    let mut growth = Vec::new();
    while Instant::now() < plan.end() + FAREWELL {
        growth.push(Growth::now(data, process));
        thread::sleep(LOOK);
    }
    growth
}

/// Memory and files at one moment, in bytes.
#[derive(Clone, Copy, Debug)]
struct Growth {
    memory: u64,
    database: u64,
    log: u64,
}

impl Growth {
    fn now(data: &Path, process: u32) -> Self {
        let size = |name: &str| fs::metadata(data.join(name)).map_or(0, |file| file.len());
        Self {
            memory: process::memory(process),
            database: size("tring.sqlite3"),
            log: size("tring.sqlite3-wal"),
        }
    }
}

/// From the moment at which a webhook was to come until it was on a socket, once per socket.
#[derive(Debug, Default)]
struct Times {
    rings: Vec<Duration>,
    ended: Vec<Duration>,
    unseen: usize,
}

impl Times {
    fn of(plan: &Plan, inboxes: &[Seen]) -> Self {
        let mut times = Self::default();
        for seen in inboxes {
            for webhook in plan.webhooks() {
                let Some(at) = seen.at(webhook) else {
                    times.unseen += 1;
                    continue;
                };
                let took = at.saturating_duration_since(plan.at(webhook.number));
                match webhook.what {
                    What::Rings => times.rings.push(took),
                    What::Ends => times.ended.push(took),
                }
            }
        }
        times
    }
}

/// What a thread has brought back.
fn joined<T>(thread: thread::JoinHandle<Result<T>>) -> Result<T> {
    let result = thread.join().ok();
    result.context("a thread that came to its end")?
}
