//! Bodies of the HTTP API: seed 000 field by field, and what it lacked (SDP, attempts, claims, sessions).
//!
//! `Debug` leaves out SDP, phone numbers, names and secrets, so that no log can have them.

mod actions;
mod history;
mod session;

pub use actions::{
    ActionResponse, AnswerRequest, ClaimRequest, ClaimResponse, EndRequest, InitiateOptions,
    InitiateRequest, InitiateResponse,
};
pub use history::{
    ActiveCall, ActiveCalls, CallDetails, CallList, CallRecord, ContactSummary, Pagination,
};
pub use session::{ChannelSummary, IceServer, SessionResponse, SignInRequest};
