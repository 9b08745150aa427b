//! `team add`.

use clap::Subcommand;
use serde_json::json;

use super::{Output, checks};
use crate::{
    clock,
    store::{Store, teams},
};

#[derive(Debug, Subcommand)]
pub(super) enum Team {
    /// Add a team.
    Add {
        /// Its name.
        name: String,
        /// Keep one that is there already.
        #[arg(long)]
        if_absent: bool,
    },
}

impl Team {
    pub(super) async fn run(self, store: &Store) -> anyhow::Result<Output> {
        let Self::Add { name, if_absent } = self;
        checks::name("The team's name", &name)?;
        let mut write = store.write().await?;
        if let Some(id) = teams::id_by_name(write.db(), &name).await? {
            anyhow::ensure!(
                if_absent,
                "there is a team `{name}` already. Choose another name, or say --if-absent."
            );
            return Ok(Output::new(
                format!("Team `{name}` is there."),
                json!({"id": id, "name": name, "added": false}),
            ));
        }
        let id = teams::insert(&mut write, &name, clock::now()).await?;
        write.commit().await?;
        Ok(Output::new(
            format!("Added team `{name}`."),
            json!({"id": id, "name": name, "added": true}),
        ))
    }
}
