//! The end-to-end tests: Playwright against the real binaries.

use std::process::Command;

use anyhow::Result;

use crate::{
    browsers,
    build::{self, Profile},
    report::{self, Count},
    sound::Sound,
    step::{self, command, root},
};

/// Builds what the tests run against, and runs those that `arguments` name.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    prepare(Profile::Release)?;
    step::run(
        "End-to-end tests",
        playwright(Profile::Release)?.args(arguments),
    )?;
    Ok(())
}

/// Runs all of them; how many passed and failed.
pub(crate) fn run_all() -> Result<Count> {
    prepare(Profile::Release)?;
    let sound = Sound::start()?;
    let output = step::run(
        "End-to-end tests",
        playwright(Profile::Release)?.env("PULSE_SERVER", sound.address()),
    )?;
    Ok(report::playwright(&output))
}

/// Measures the set-up of calls beside a bare JavaScript page.
pub(crate) fn bench() -> Result<()> {
    prepare(Profile::Release)?;
    step::run(
        "Measuring calls",
        playwright(Profile::Release)?
            .args(["--project", "bench"])
            .env("TRING_BENCH", "1"),
    )?;
    Ok(())
}

/// Takes the pictures for the documentation from the running product.
pub(crate) fn pictures() -> Result<()> {
    prepare(Profile::Release)?;
    step::run(
        "Taking pictures",
        playwright(Profile::Release)?
            .args(["--project", "pictures"])
            .env("TRING_PICTURES", "1"),
    )?;
    Ok(())
}

fn prepare(pages: Profile) -> Result<()> {
    browsers::install()?;
    build::pages(pages)?;
    build::servers(Profile::Debug)?;
    step::run(
        "Installing Playwright",
        npm().args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]),
    )?;
    Ok(())
}

fn npm() -> Command {
    let mut npm = command("npm");
    npm.current_dir(root().join("tests/e2e"));
    npm
}

fn playwright(pages: Profile) -> Result<Command> {
    let servers = build::servers(Profile::Debug)?;
    let folder = match pages {
        Profile::Debug => "target/pages/debug",
        Profile::Release => "target/pages/release",
    };
    let mut playwright = command("npx");
    playwright
        .current_dir(root().join("tests/e2e"))
        .args(["--no-install", "playwright", "test"])
        .env("TRING_PROXY", servers.proxy)
        .env("TRING_SIMULATOR", servers.simulator)
        .env("TRING_PAGES", root().join(folder));
    Ok(playwright)
}
