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
        sheet.push_str(&light(&text));
    }
    let folder = root().join("target/styles");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), sheet)?;
    Ok(())
}

/// A style sheet without its comments and indentation, a quarter of what it weighs. No text of ours has the signs of a
/// comment in it.
fn light(sheet: &str) -> String {
    let mut parts = sheet.split("/*");
    let mut light = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.split_once("*/").map_or("", |(_, code)| code);
        light.push_str(code);
    }
    light
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .fold(String::new(), |sheet, line| sheet + line + "\n")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_are_left_out() {
        let sheet = "/* The frame:\n two lines. */\n\n.a {\n  color: red; /* why */\n}\n";
        assert_eq!(light(sheet), ".a {\ncolor: red;\n}\n");
    }

    #[test]
    fn every_rule_of_the_pages_is_kept() {
        let files = files(&root().join("www/css")).expect("the style sheets");
        for file in files {
            let sheet = fs::read_to_string(&file).expect("a style sheet");
            let braces = |text: &str| (text.matches('{').count(), text.matches('}').count());
            let (open, close) = braces(&light(&sheet));
            assert_eq!(open, close, "{}", file.display());
            assert!(open > 0, "{}", file.display());
        }
    }
}
