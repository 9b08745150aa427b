//! What a call is for the business: its life-cycle and whom it rings. Pure; time is an input.
//!
//! # Layout
//!
//! * [`event`]: what can happen to a call, in our words, whoever reports it.
//! * [`life_cycle`]: from call and event to change.
//! * [`routing`]: whose inboxes ring, as a machine with time as input.

pub mod event;
pub mod life_cycle;
pub mod routing;
