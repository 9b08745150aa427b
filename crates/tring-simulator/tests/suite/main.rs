//! The simulator from outside: over HTTP, webhooks and UDP, as a business sees it.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod control;
mod descriptions;
mod faults;
mod fixtures;
mod life;
mod media;
mod messages;
mod permissions;
mod positus;
mod printed;
mod program;
mod providers;
mod refusals;
mod samples;
mod settings;
mod shapes;
mod standing;
mod support;
mod talking;
mod vobiz;
mod ycloud;
