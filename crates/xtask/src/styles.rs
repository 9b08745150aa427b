//! The pages' style sheets: one file for each page, out of one file per component.
//!
//! Sixteen small files would be sixteen requests, and weigh half as much again as one.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::step::root;

/// What all others build on, in this order. The others speak of their own component only.
const FIRST: [&str; 2] = ["tokens.css", "base.css"];

/// What the page for channels takes of the inbox's files: the components that both show. Its own lie in a folder.
const SHARED: [&str; 5] = [
    "app_shell.css",
    "boot.css",
    "button.css",
    "error_notice.css",
    "sign_in.css",
];

/// Writes `inbox.css` and `channels.css` in `target/styles`. Trunk calls it before each build.
pub(crate) fn run() -> Result<()> {
    let css = root().join("www/css");
    let first = || FIRST.iter().map(|name| css.join(name));
    let inbox: Vec<_> = first().chain(files(&css)?).collect();
    let shared = SHARED.iter().map(|name| css.join(name));
    let channels: Vec<_> = first()
        .chain(shared)
        .chain(files(&css.join("channels"))?)
        .collect();
    write("inbox.css", &inbox)?;
    write("channels.css", &channels)
}

fn write(name: &str, files: &[PathBuf]) -> Result<()> {
    let mut sheet = String::new();
    for file in files {
        let text = fs::read_to_string(file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        sheet.push_str(&text);
    }
    let folder = root().join("target/styles");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), sheet)?;
    Ok(())
}

/// The style sheets of a folder, but for those that come first.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?
    {
        let path = entry?.path();
        let is_first = FIRST.iter().any(|first| path.ends_with(first));
        if path.extension().is_some_and(|extension| extension == "css") && !is_first {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        bail!("{} holds no style sheets.", folder.display());
    }
    Ok(files)
}
