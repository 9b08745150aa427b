//! The weight of the pages: brotli bytes of wasm, JavaScript and CSS together, against the budget.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::build::{self, PAGES, Profile};

/// What each page may weigh, in bytes, brotli at its highest quality.
const BUDGET: usize = 200_000;

/// Builds the pages for release, compresses what each loads, prints it and fails above the budget.
pub(crate) fn run() -> Result<()> {
    let folder = build::pages(Profile::Release)?;
    println!("\n{:>9}  {:>9}  file", "raw", "brotli");
    let mut heavy = Vec::new();
    for page in &PAGES {
        let total = weigh(&folder.join(page.folder))?;
        println!("{}: {total} bytes (budget {BUDGET})\n", page.name);
        if total > BUDGET {
            heavy.push(format!("{} weighs {total} bytes", page.name));
        }
    }
    if !heavy.is_empty() {
        bail!(
            "{}; the budget of a page is {BUDGET}.",
            heavy.join(", and ")
        );
    }
    Ok(())
}

/// The bytes of one page.
fn weigh(folder: &Path) -> Result<usize> {
    let mut total = 0;
    for file in loaded(folder)? {
        let content = fs::read(&file)?;
        let small = compress(&content)?;
        println!("{:>9}  {:>9}  {}", content.len(), small.len(), name(&file));
        // The proxy serves this one to browsers that take brotli.
        fs::write(
            file.with_extension(format!("{}.br", extension(&file))),
            &small,
        )?;
        total += small.len();
    }
    Ok(total)
}

/// Every wasm, JavaScript and CSS file of the page, but for those of the pages that lie in folders of their own.
fn loaded(folder: &Path) -> Result<Vec<PathBuf>> {
    let others: Vec<_> = PAGES
        .iter()
        .filter(|page| !page.folder.is_empty())
        .map(|page| folder.join(page.folder))
        .collect();
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in
            fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?
        {
            let path = entry?.path();
            if others.contains(&path) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if matches!(extension(&path), "wasm" | "js" | "css") {
                files.push(path);
            }
        }
    }
    files.sort();
    if files.is_empty() {
        bail!("{} holds no page.", folder.display());
    }
    Ok(files)
}

fn compress(content: &[u8]) -> Result<Vec<u8>> {
    let mut small = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &content[..], &mut small, &parameters)?;
    Ok(small)
}

fn extension(path: &Path) -> &str {
    path.extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
}

fn name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
