//! What a call is for the business: its life-cycle, whether it may be placed and whom it rings. Pure; time is an input.
//!
//! # Layout
//!
//! * [`eligibility`]: whether we may call a contact now, and why not.
//! * [`event`]: what can happen to a call, in our words, whoever reports it.
//! * [`life_cycle`]: from call and event to change.
//! * [`pricing`] and [`money`]: what a call costs.
//! * [`routing`]: whose inboxes ring, as a machine with time as input.
//! * [`permission`]: whether a contact may be called, and asked for the permission.
//! * [`consent`]: what a contact agreed to, and what her messages change.
//! * [`fallback`]: what follows a call that nobody answered.
//! * [`correlation`]: which of our calls a webhook speaks of, where ids do not say.
//! * [`settling`]: what becomes of calls whose end was never reported.
//! * [`numbers`]: whether two phone numbers are the same person's.

pub mod consent;
pub mod correlation;
pub mod eligibility;
pub mod event;
pub mod fallback;
pub mod life_cycle;
pub mod money;
pub mod numbers;
pub mod permission;
pub mod pricing;
pub mod routing;
pub mod settling;
