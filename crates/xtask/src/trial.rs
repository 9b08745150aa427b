//! The product on free ports with a team of its own, for tests that come in over HTTP; nothing of it is kept.

use std::path::PathBuf;

use anyhow::Result;

use crate::{
    build::{self, Profile, Servers},
    services::Service,
    start::{Demo, TEAM, free_pair},
};

/// Both servers with the demo's channels. Dropping it stops them and removes the data.
pub(crate) struct Trial {
    demo: Demo,
    servers: Servers,
    running: Option<[Service; 2]>,
    data: PathBuf,
}

impl Trial {
    /// Builds and starts them. The proxy gets `more` arguments.
    pub(crate) fn start(more: &[&str]) -> Result<Self> {
        let pages = build::pages(Profile::Debug)?;
        let servers = build::servers(Profile::Debug)?;
        let data = std::env::temp_dir().join(format!("tring-trial-{}", std::process::id()));
        let demo = Demo::on_trial(free_pair()?, &data)?.with_arguments(more);
        let (running, _) = demo.start(&servers, &pages)?;
        Ok(Self {
            demo,
            servers,
            running: Some(running),
            data,
        })
    }

    /// Where the proxy is.
    pub(crate) fn url(&self) -> String {
        self.demo.public_url()
    }

    /// A token of the team that may do everything.
    pub(crate) fn token(&self) -> Result<String> {
        let name = ["--team", TEAM, "--name", "Trial"];
        let command: Vec<_> = ["token", "add"].into_iter().chain(name).collect();
        self.demo.ask(&self.servers, &command)
    }

    /// Fails when one of the servers has stopped by itself.
    pub(crate) fn check(&mut self) -> Result<()> {
        self.running
            .iter_mut()
            .flatten()
            .try_for_each(Service::check)
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        drop(self.running.take());
        // What the tests wrote is of no use to anybody.
        let _ = std::fs::remove_dir_all(&self.data);
    }
}
