//! The only code that knows the proxy's URLs: requests, and the event socket with resume.
//!
//! * `session`: signing in and out.
//! * `history`: what was.
//! * [`agents`]: whether one takes calls, and whom to call back.
//! * [`calls`]: what is done to a call.
//! * [`channels`]: the channels of a team.
//! * [`events`]: what the proxy tells.
//! * [`permissions`]: who may be called, and asking for it.

pub mod agents;
mod backoff;
pub mod calls;
pub mod channels;
pub mod events;
mod history;
mod http;
pub mod permissions;
mod session;

use std::fmt;

use tring_protocol::error::ErrorCode;

pub use history::{HistoryFilter, history};
pub use http::Answer;
pub use session::{session, sign_in, sign_out};

/// Why a request to the proxy did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackendError {
    /// The proxy refused: its code, and its sentence for a person.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The stable code.
        code: ErrorCode,
        /// The sentence.
        message: String,
    },
    /// No answer, or one that makes no sense: nobody knows whether the request had an effect.
    Unreachable {
        /// A sentence for a person.
        message: String,
    },
}

impl fmt::Display for BackendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { message, .. } | Self::Unreachable { message } => f.write_str(message),
        }
    }
}

impl std::error::Error for BackendError {}
