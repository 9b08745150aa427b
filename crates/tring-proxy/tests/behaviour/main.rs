//! One behaviour suite for all providers: the proxy through its own HTTP API, event socket and webhook addresses,
//! the simulator in each provider's dialect, and a browser of its own with real media.
//!
//! Each cell of the matrix *operation × provider × case* is a test of that name, `vobiz::accept::unordered`. A cell
//! without a test stands in `empty_cells.txt` with its reason, and [`matrix`] holds the two against the providers'
//! capabilities. A new provider is a line of [`providers!`] and a place in `world/channels.rs`.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests may fail as tests do"
)]

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

matrix::providers! {
    meta: everywhere pre_accept permission_query ask_by_message create_template replies settings webhook_verification;
    dialog360: everywhere pre_accept permission_query ask_by_message create_template replies settings;
    ycloud: everywhere pre_accept ask_by_message create_template replies settings;
    vobiz: everywhere pre_accept create_template replies call_log;
    positus: everywhere permission_query no_replies;
}
