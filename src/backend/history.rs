//! The call history.

pub use tring_client::CallFilter as HistoryFilter;
use tring_protocol::api::CallList;

use super::{BackendError, http::TRING};

/// A page of the call history, newest first.
pub async fn history(filter: HistoryFilter) -> Result<CallList, BackendError> {
    TRING.calls(&filter).await
}
