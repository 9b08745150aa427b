//! What Tring's pages and its proxy say to each other: data only.
//!
//! # Layout
//!
//! * [`phone`]: phone numbers as people dial them, and as they come.
//! * [`call`]: the words for calls ([`Direction`](call::Direction), [`CallStatus`](call::CallStatus),
//!   [`EndReason`](call::EndReason)) and the whole state of one call.
//! * [`api`]: bodies of the HTTP API (seed 000, and what it lacked).
//! * [`agent`]: agents and whether they take calls, and customers who are to be called back.
//! * [`routing`]: how calls are routed to agents.
//! * [`channel`] and [`settings`]: business numbers at providers, and their calling settings.
//! * [`contact`]: people on WhatsApp, what they agreed to, and how they come in from a file.
//! * [`permission`]: whether a contact may be called.
//! * [`eligibility`] and [`calling_rules`]: whether *we* may call now, and the team's rules for it.
//! * [`statistics`] and [`price`]: figures about calls, and what calls cost.
//! * [`events`]: messages on the event socket.
//! * [`timeline`]: what happened to one call, step by step.
//! * [`token`]: what programs sign in with.
//! * [`webhook_endpoint`]: where a team wants to be told what happens, and what became of telling.
//! * [`error`]: the one shape of every error over HTTP.
//!
//! All messages are flat structs: an internally tagged enum costs a page 20 kB of decoder.
//! Each has a golden file in `golden/`; a changed file is a changed protocol.
#![cfg_attr(not(feature = "openapi"), no_std)]

extern crate alloc;

pub mod agent;
pub mod api;
pub mod call;
pub mod calling_rules;
pub mod channel;
pub mod contact;
pub mod eligibility;
pub mod error;
pub mod events;
pub mod permission;
pub mod phone;
pub mod price;
pub mod routing;
pub mod settings;
pub mod statistics;
pub mod timeline;
pub mod token;
pub mod webhook_endpoint;
