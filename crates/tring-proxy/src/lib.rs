//! The proxy between Tring's pages and the WhatsApp providers: holds credentials, calls and events.
//!
//! # Layout
//!
//! * [`cli`]: the command line; [`config`]: what it can be told; [`app`]: router, start and stop; [`state`]: what
//!   everything has at hand.
//! * [`channels`]: channels as administrators handle them.
//! * [`http`]: requests in, one file per resource.
//! * [`auth`]: tokens, sessions and one-time links.
//! * [`sealing`]: credentials at rest, and the keys that they are sealed with.
//! * [`store`]: SQLite, one file per noun.
//! * [`events`]: the bus from a commit to the open pages, the socket, and who is reachable.
//! * [`dispatch`]: what we ask of providers, what their webhooks change, and deadlines.
//! * [`upkeep`]: erases what is old.
//! * [`webhooks_out`]: tells the endpoints of teams what happens.
//! * [`sdp`]: what an SDP must have before a provider sees it.

pub mod app;
pub mod auth;
pub mod channels;
pub mod cli;
pub mod clock;
pub mod config;
pub mod dispatch;
pub mod events;
pub mod http;
mod json;
pub mod redacted;
pub mod sdp;
pub mod sealing;
pub mod state;
pub mod store;
pub mod upkeep;
pub mod webhooks_out;
