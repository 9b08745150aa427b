//! The call history.

pub use tring_client::CallFilter as HistoryFilter;
use tring_protocol::api::CallList;

use super::http::{Answer, TRING};

/// A page of the call history, newest first.
pub fn history(filter: HistoryFilter) -> Answer<CallList> {
    TRING.calls(&filter)
}
