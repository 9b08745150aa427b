//! Measuring: calls in the browser, the API over many calls, and webhooks on their way to the pages.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};

use self::{client::Client, data::Made, table::Table, webhooks::Webhooks};
use crate::{
    build, end_to_end,
    services::Service,
    start::free_pair,
    step::{self, root},
};

mod cases;
mod client;
mod data;
mod process;
mod table;
mod webhooks;

/// What is measured.
#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// The set-up of calls beside a bare JavaScript page; this where nothing is named.
    Calls,
    /// The history, the figures and the export, with up to a million calls in the database.
    Api(Api),
    /// Webhooks from their arrival until they are on the agents' sockets.
    Webhooks(Webhooks),
}

#[derive(Debug, Args)]
pub(crate) struct Api {
    /// How many calls there are; several are measured one after the other.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
    rows: Vec<u64>,
    /// How often each request is sent.
    #[arg(long, default_value_t = 500)]
    requests: u32,
}

pub(crate) fn run(what: Option<&What>) -> Result<()> {
    match what {
        None | Some(What::Calls) => end_to_end::bench(),
        Some(What::Api(api)) => api.run(),
        Some(What::Webhooks(webhooks)) => webhooks.run(),
    }
}

impl Api {
    fn run(&self) -> Result<()> {
        let proxy = build::fast_proxy()?;
        let mut table = Table::default();
        for rows in &self.rows {
            let data = Folder::new(*rows)?;
            let made = step::timed(&format!("Making {rows} calls"), || {
                data::make(&proxy, &data.0, *rows)
            })?;
            let measured = step::timed(&format!("Measuring with {rows} calls"), || {
                measure(&proxy, &data, &made, self.requests)
            })?;
            table.add(*rows, measured);
        }
        println!(
            "\nEach request was sent {} times.\n\n{table}",
            self.requests
        );
        Ok(())
    }
}

fn measure(proxy: &Path, data: &Folder, made: &Made, requests: u32) -> Result<Vec<table::Row>> {
    let port = free_pair()?;
    let mut serve = Command::new(proxy);
    serve
        .arg("--data")
        .arg(&data.0)
        .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
        .args(["--api-requests-per-minute", "0"])
        .env("RUST_LOG", "warn");
    let mut service = Service::start("proxy", &mut serve, port, "/health")?;
    let mut client = Client::connect(port, &made.token)?;
    let rows = cases::all(&mut client, made, requests, service.id())?;
    service.check()?;
    Ok(rows)
}

/// A folder for a database. Dropping it removes it.
struct Folder(PathBuf);

impl Folder {
    fn new(rows: u64) -> Result<Self> {
        let folder = root().join(format!("target/bench/{rows}-{}", std::process::id()));
        fs::create_dir_all(&folder).context("The folder for the data could not be made.")?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Made anew the next time; what stays is only in the way.
        let _ = fs::remove_dir_all(&self.0);
    }
}
