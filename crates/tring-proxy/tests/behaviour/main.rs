//! One behaviour suite for all providers: the proxy through its own HTTP API, event socket and webhook addresses,
//! the simulator in each provider's dialect, and a browser of its own with real media.
//!
//! Each cell of the matrix *operation × provider × case* is a test of that name, `vobiz::accept::unordered`, made from the
//! registry of providers and gated by their capabilities. A cell without a test stands in `empty_cells.txt` with its
//! reason.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests may fail as tests do"
)]

use std::{num::NonZero, process::ExitCode};

use libtest_mimic::Arguments;

mod act;
mod line;
mod matrix;
mod operations;
mod postman;
mod shop;
mod talk;

#[path = "../proxy"]
#[expect(
    dead_code,
    unused_imports,
    reason = "the proxy's other tests use the rest"
)]
mod shared {
    pub(crate) mod world;
}
#[path = "../../../tring-simulator/tests/suite/support"]
#[expect(dead_code, reason = "the simulator's tests use the rest")]
mod media {
    pub(crate) mod browser;
}

pub(crate) use shared::world;

/// Runs the tests that are asked for, as the usual harness does, but more of them at once.
fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Most of the time they wait: for a ring, for half a second of sound.
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    arguments.test_threads.get_or_insert(4 * cores);
    libtest_mimic::run(&arguments, matrix::trials()).exit_code()
}
