//! `cargo xtask test`: everything that CI runs.

use std::{fs, process::Command, time::Instant};

use anyhow::{Result, bail};

use crate::{
    browsers, check, disk, end_to_end, python,
    report::{self, Count, matrix},
    sound::Sound,
    start,
    step::{self, cargo},
    tools, weight,
};

/// The cells of the behaviour suite that are no tests, each with its reason.
const EMPTY_CELLS: &str = "crates/tring-proxy/tests/behaviour/empty_cells.txt";

/// Runs every check and test, and closes with one line: `N passed, N failed`.
pub(crate) fn run() -> Result<()> {
    let started = Instant::now();
    disk::warn();
    let mut count = Count::default();
    let mut failures = Vec::new();
    let mut note = |what: &str, result: Result<Count>| match result {
        Ok(more) => count.add(more),
        Err(error) => {
            count.failed += 1;
            failures.push(format!("{what}: {error:#}"));
        }
    };
    note("checks", check::run().map(one));
    let mut behaviour = None;
    note("tests on the host", host_tests(&mut behaviour));
    note("independent clients", python::pywa());
    note("API from outside", python::schemathesis());
    note("start", start::smoke().map(one));
    note("weight", weight::run().map(one));
    note("tests in the browser", browser_tests());
    note("end-to-end tests", end_to_end::run_all());
    println!(
        "\nEverything took {:.0} s.",
        started.elapsed().as_secs_f32()
    );
    match behaviour {
        Some(table) => println!("\nWhat each provider was tried with: {table}"),
        None => println!("\nThe behaviour suite did not run."),
    }
    for failure in &failures {
        println!("failed: {failure}");
    }
    println!("{} passed, {} failed", count.passed, count.failed);
    if count.failed > 0 {
        bail!("Not everything passed.");
    }
    Ok(())
}

/// A step that is one test.
fn one((): ()) -> Count {
    Count {
        passed: 1,
        failed: 0,
    }
}

/// Only the tests in a headless browser.
pub(crate) fn browser_tests_alone() -> Result<()> {
    browser_tests().map(drop)
}

/// Also makes the table of the behaviour suite, above all where one of its tests fails.
fn host_tests(behaviour: &mut Option<String>) -> Result<Count> {
    let mut output = String::new();
    let passed = step::attempt(
        "Tests on the host",
        cargo()
            .args(["test", "--workspace", "--no-fail-fast"])
            .env("INSTA_UPDATE", "no"),
        &mut output,
    );
    let empty_cells = fs::read_to_string(step::root().join(EMPTY_CELLS))?;
    *behaviour = matrix::table(&output, &empty_cells);
    passed?;
    Ok(report::cargo_test(&output))
}

fn browser_tests() -> Result<Count> {
    tools::install()?;
    browsers::install()?;
    let mut chromium = wasm_tests();
    chromium
        .env("CHROMEDRIVER", "/usr/bin/chromedriver")
        .env_remove("GECKODRIVER");
    let mut count = report::cargo_test(&step::run("Tests in headless Chromium", &mut chromium)?);
    let sound = Sound::start()?;
    let mut firefox = wasm_tests();
    firefox
        .env("GECKODRIVER", tools::geckodriver()?)
        .env_remove("CHROMEDRIVER")
        .env("PULSE_SERVER", sound.address());
    count.add(report::cargo_test(&step::run(
        "Tests in headless Firefox",
        &mut firefox,
    )?));
    Ok(count)
}

fn wasm_tests() -> Command {
    let mut command = cargo();
    command
        .args([
            "test",
            "--package",
            "tring",
            "--target",
            "wasm32-unknown-unknown",
            "--test",
            "browser",
        ])
        // A loaded machine starts a browser slowly.
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    command
}
