//! What we ask of providers, what their webhooks change, whom a call rings, and deadlines.
//!
//! A call is committed before the provider is asked, and no transaction spans a request to a provider: each
//! request is a row that is written before it and settled after it, so a crash at any point leaves something
//! that the next start takes up.

mod adopt;
pub mod agents;
pub mod answer;
pub mod answer_wanted;
pub mod change;
pub mod claim;
pub mod consent;
pub mod correlation;
pub mod dial;
pub mod eligibility;
pub mod ending;
pub mod fallback;
pub mod health;
pub mod heard;
pub mod incoming;
pub mod outcome;
pub mod permission;
pub mod providers;
pub mod public_addresses;
pub mod recovery;
pub mod request;
pub mod ringing;
pub mod seed_webhook;
pub mod settling;
pub mod sweep;
pub mod waiting;
