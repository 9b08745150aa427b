//! Formatting and lints, for the host and for the browser, without a warning.

use anyhow::Result;

use crate::{
    step::{self, cargo},
    tools,
};

/// Checks everything that needs no test.
pub(crate) fn run() -> Result<()> {
    tools::install()?;
    step::run("Formatting", cargo().args(["fmt", "--all", "--check"]))?;
    step::run(
        "Lints, for the host",
        cargo().args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ]),
    )?;
    step::run(
        "Lints, for the browser",
        cargo()
            .args([
                "clippy",
                "--package",
                "tring",
                "--all-targets",
                "--target",
                "wasm32-unknown-unknown",
            ])
            .args(["--", "--deny", "warnings"]),
    )?;
    step::run(
        "Documentation",
        cargo()
            .args(["doc", "--workspace", "--no-deps", "--quiet"])
            .env("RUSTDOCFLAGS", "--deny warnings"),
    )?;
    Ok(())
}
