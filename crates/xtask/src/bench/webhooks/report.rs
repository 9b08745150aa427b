//! What came out, as a table in Markdown.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::Write as _,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;

use super::{Growth, Times, sender::Sent};
use crate::bench::table::percentile;

/// About what a webhook about a call writes.
const WRITTEN: usize = 32_768;
/// How often that is tried.
const TRIES: usize = 200;
const PAUSE: Duration = Duration::from_millis(5);

/// Everything that was measured.
pub(crate) struct Report {
    pub(crate) load: String,
    pub(crate) times: Times,
    pub(crate) sent: Sent,
    pub(crate) growth: Vec<Growth>,
    pub(crate) peak: u64,
    /// Whether a message that did not come is an error: who connects again gets a snapshot instead.
    pub(crate) counts_unseen: bool,
}

/// How long this disk takes for a write that lasts, whoever asks for it.
pub(crate) fn disk(folder: &Path) -> Result<Vec<Duration>> {
    let path = folder.join("disk");
    let mut file = File::create(&path)?;
    let written = vec![7; WRITTEN];
    let mut times = Vec::with_capacity(TRIES);
    for _ in 0..TRIES {
        let started = Instant::now();
        file.write_all(&written)?;
        file.sync_data()?;
        times.push(started.elapsed());
        thread::sleep(PAUSE);
    }
    fs::remove_file(path)?;
    Ok(times)
}

impl Report {
    pub(crate) fn table(&self, disk: &[Duration]) -> String {
        let both = [&self.times.rings[..], &self.times.ended].concat();
        let mut table = "| in ms | p50 | p99 | at most |\n| --- | ---: | ---: | ---: |".to_owned();
        for (name, times) in [
            ("on the agents' sockets", &both[..]),
            ("… a call that rings", &self.times.rings),
            ("… a call that has ended", &self.times.ended),
            ("answered", &self.sent.answered),
            ("for comparison: 32 kB written and synchronised", disk),
            ("… sent later than planned", &self.sent.late),
        ] {
            let _ = write!(table, "\n| {name} | {} |", row(times));
        }
        let _ = write!(table, "\n\n{}", self.sentences());
        table
    }

    fn sentences(&self) -> String {
        let unseen = if self.counts_unseen {
            format!("{} not seen on a socket", self.times.unseen)
        } else {
            "sockets opened again".to_owned()
        };
        let (answered, errors) = (self.sent.answered.len(), self.sent.errors);
        let mut text = format!(
            "{answered} webhooks answered, {errors} errors, {unseen}; the machine's load before: {}",
            self.load.trim()
        );
        let _ = write!(
            text,
            "\nThe proxy's memory at most: {} MB.",
            mega(self.peak)
        );
        let every = (self.growth.len() / 10).max(1);
        for (second, growth) in self.growth.iter().enumerate().step_by(every) {
            let _ = write!(
                text,
                "\nafter {second} s: memory {} MB, database {} MB, its log {} MB",
                mega(growth.memory),
                mega(growth.database),
                mega(growth.log)
            );
        }
        text
    }
}

fn row(times: &[Duration]) -> String {
    let mut sorted = times.to_vec();
    sorted.sort();
    [50, 99, 100]
        .map(|percent| percentile(&sorted, percent))
        .join(" | ")
}

fn mega(bytes: u64) -> String {
    format!("{}.{}", bytes / 1_000_000, bytes / 100_000 % 10)
}
