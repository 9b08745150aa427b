//! The pages' style sheet: one file out of one file per component.
//!
//! Sixteen small files would be sixteen requests, and weigh half as much again as one.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, bail};

use crate::step::root;

/// What all others build on, in this order. The others speak of their own component only.
const FIRST: [&str; 2] = ["tokens.css", "base.css"];

/// Writes `target/styles/inbox.css`. Trunk calls it before each build.
pub(crate) fn run() -> Result<()> {
    let mut sheet = String::new();
    for file in files()? {
        let text = fs::read_to_string(&file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        sheet.push_str(&text);
    }
    let folder = root().join("target/styles");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("inbox.css"), sheet)?;
    Ok(())
}

fn files() -> Result<Vec<PathBuf>> {
    let folder = root().join("www/css");
    let mut others = Vec::new();
    for entry in
        fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?
    {
        let path = entry?.path();
        let is_first = FIRST.iter().any(|first| path.ends_with(first));
        if path.extension().is_some_and(|extension| extension == "css") && !is_first {
            others.push(path);
        }
    }
    others.sort();
    if others.is_empty() {
        bail!("{} holds no style sheets.", folder.display());
    }
    Ok(FIRST
        .iter()
        .map(|first| folder.join(first))
        .chain(others)
        .collect())
}
