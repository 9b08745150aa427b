//! `cargo xtask`: everything that is done with this repository.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line speaks on both"
)]

mod bench;
mod browsers;
mod build;
mod check;
mod demo;
mod disk;
mod end_to_end;
mod lan;
mod python;
mod report;
mod services;
mod sound;
mod start;
mod step;
mod styles;
mod test;
mod tools;
mod trial;
mod weight;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    about = "Everything that is done with this repository."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Builds everything, starts simulator and proxy with a demo team, and prints the addresses.
    Start(start::Options),
    /// Runs everything that CI runs, installing what it needs.
    Test,
    /// Formatting and lints, for the host and for the browser.
    Check,
    /// Only the end-to-end tests; arguments go to Playwright.
    E2e {
        /// For Playwright: a file, `-g NAME`, `--headed` …
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Only the tests that run in a headless browser without a server.
    TestBrowser,
    /// Only the independent clients in Python.
    TestClients,
    /// Only what comes in over HTTP: a fuzzer that reads the API's description.
    TestApi,
    /// Builds the pages for release and prints their weight.
    Weight,
    /// Writes the pages' style sheet; trunk calls it before each build.
    Styles,
    /// Measures calls in the browser, or the API over many calls.
    Bench {
        #[command(subcommand)]
        what: Option<bench::What>,
    },
    /// Takes the pictures for the documentation from the running product.
    Pictures,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Start(options) => start::run(&options),
        Command::Test => test::run(),
        Command::Check => check::run(),
        Command::E2e { arguments } => end_to_end::run(&arguments),
        Command::TestBrowser => test::browser_tests_alone(),
        Command::TestClients => python::pywa().map(drop),
        Command::TestApi => python::schemathesis().map(drop),
        Command::Weight => weight::run(),
        Command::Styles => styles::run(),
        Command::Bench { what } => bench::run(what.as_ref()),
        Command::Pictures => end_to_end::pictures(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}
