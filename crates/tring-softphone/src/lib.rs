//! What calls are in one open page: a *sans I/O* state machine.
//!
//! A [`Desk`] takes one [`Input`] at a time and returns the [`Effect`]s that follow from it. It
//! has no clock, no socket and no browser: time is an argument, reports are inputs.
//!
//! **After each input, perform all effects in order before the next input.** There is exactly one
//! place in a page that does so. A report that arrives while effects are being performed waits.
//!
//! # Layout
//!
//! * [`input`] and [`effect`]: the two closed enums.
//! * [`view`]: what a page draws.
//! * `desk`: several calls, one microphone, tabs, socket, devices.
//! * `call`: one call; its states carry what they need.
//! * `page`: what a call sees of its page.
//!
//! What is open follows from the state: entering one closes whatever it does not need, so that
//! each resource has exactly one close effect.
#![no_std]

extern crate alloc;

pub mod effect;
pub mod input;
pub mod key;
pub mod view;

mod call;
mod desk;
mod page;

pub use desk::Desk;
pub use effect::Effect;
pub use input::Input;
