//! The calls that were, and those that are.

use tring_protocol::{
    api::{ActiveCalls, CallDetails, CallList},
    call::{CallStatus, Direction},
    statistics::{ContactHistory, Period, StatisticsResponse},
    timeline::Timeline,
};

use crate::{Client, Transport, segment};

/// Which calls of the history are wanted; all of them by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// From 1; 0 counts as 1.
    pub page: u64,
    /// Only these.
    pub direction: Option<Direction>,
    /// Only these.
    pub status: Option<CallStatus>,
    /// Only those with this contact.
    pub contact_id: Option<u64>,
}

impl<T: Transport> Client<T> {
    /// A page of the call history, newest first.
    pub fn calls(&self, filter: &CallFilter) -> T::Answer<CallList> {
        self.transport.get(&path(filter))
    }

    /// One call.
    pub fn call(&self, call_id: &str) -> T::Answer<CallDetails> {
        let path = ["/api/calls/", &segment(call_id)].concat();
        self.transport.get(&path)
    }

    /// What happened in a call, oldest first.
    pub fn call_events(&self, call_id: &str) -> T::Answer<Timeline> {
        let path = ["/api/calls/", &segment(call_id), "/events"].concat();
        self.transport.get(&path)
    }

    /// The newest calls with a contact, at most `limit` (1 to 100).
    pub fn contact_history(&self, contact_id: u64, limit: u8) -> T::Answer<ContactHistory> {
        let path = format!("/api/calls/contacts/{contact_id}/history?limit={limit}");
        self.transport.get(&path)
    }

    /// The figures of a period.
    pub fn statistics(&self, period: Period) -> T::Answer<StatisticsResponse> {
        let path = ["/api/calls/statistics?period=", period.as_str()].concat();
        self.transport.get(&path)
    }

    /// The live calls.
    pub fn active_calls(&self) -> T::Answer<ActiveCalls> {
        self.transport.get("/api/calls/active")
    }
}

fn path(filter: &CallFilter) -> String {
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
    if let Some(contact) = filter.contact_id {
        path.push_str("&contact_id=");
        path.push_str(&contact.to_string());
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_is_asked_for_when_none_is_named() {
        assert_eq!(path(&CallFilter::default()), "/api/calls?page=1");
    }

    #[test]
    fn a_filter_is_said_in_the_words_of_the_api() {
        let filter = CallFilter {
            page: 3,
            direction: Some(Direction::Inbound),
            status: Some(CallStatus::NoAnswer),
            contact_id: Some(7),
        };
        assert_eq!(
            path(&filter),
            "/api/calls?page=3&direction=inbound&status=no_answer&contact_id=7"
        );
    }
}
