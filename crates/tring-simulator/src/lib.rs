//! Plays WhatsApp calling providers and the customer's phone, with real audio.
//!
//! The simulator speaks each provider's HTTP *dialect* strictly, sends its webhooks signed as the
//! provider signs them, and ends the media of each call with a real WebRTC peer. It depends on no
//! other crate of the project: it is written from the providers' documents alone, so that one
//! misreading cannot hide in both halves.
//!
//! | Path | What it is |
//! | --- | --- |
//! | `/meta/…`, `/dialog360/…`, `/ycloud/…`, `/vobiz/…`, `/positus/…` | the dialects |
//! | `/v25.0/{number}/calls` and neighbours | Meta's dialect once more |
//! | `/sim/…` | the control API: scripts, permissions, the customer's thumb, reports |
//! | `/` | the phone page: the customer's WhatsApp on a handset |
//!
//! The dialects know nothing of media, and the phone, the calls and the media know no provider's
//! JSON; [`Simulator`] ties them together.

mod app;
mod clock;
mod config;
mod control;
mod dialects;
mod listener;
mod media;
mod outbox;
mod page;
mod phone;
mod script;
mod sdp;
mod simulator;
mod world;

pub use config::Config;
pub use simulator::{Simulator, StartError};
