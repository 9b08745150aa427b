//! The call history.

use tring_protocol::{
    api::CallList,
    call::{CallStatus, Direction},
};

use super::{BackendError, http};

/// Which calls of the history to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    /// From 1; 0 counts as 1.
    pub page: u64,
    /// Only these.
    pub direction: Option<Direction>,
    /// Only these.
    pub status: Option<CallStatus>,
}

/// A page of the call history, newest first.
pub async fn history(filter: HistoryFilter) -> Result<CallList, BackendError> {
    http::get(&path(&filter)).await
}

fn path(filter: &HistoryFilter) -> String {
    let mut path = format!("/api/calls?page={}", filter.page.max(1));
    if let Some(direction) = filter.direction {
        path.push_str(match direction {
            Direction::Inbound => "&direction=inbound",
            Direction::Outbound => "&direction=outbound",
        });
    }
    if let Some(status) = filter.status {
        path.push_str("&status=");
        path.push_str(status.as_str());
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_is_asked_for_when_none_is_named() {
        assert_eq!(path(&HistoryFilter::default()), "/api/calls?page=1");
    }

    #[test]
    fn a_filter_is_said_in_the_words_of_the_api() {
        let filter = HistoryFilter {
            page: 3,
            direction: Some(Direction::Inbound),
            status: Some(CallStatus::NoAnswer),
        };
        assert_eq!(
            path(&filter),
            "/api/calls?page=3&direction=inbound&status=no_answer"
        );
    }
}
