//! The calls of the past, page by page.

use leptos::prelude::*;
use tring_protocol::api::{CallList, CallRecord};

use crate::{
    backend::{self, BackendError, HistoryFilter},
    browser::task::spawn,
    ui::call_history::HistoryState,
};

/// What has been loaded of the history.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Loaded {
    /// Newest first.
    pub(crate) records: Vec<CallRecord>,
    /// The last page that was taken; 0 while there is none.
    page: u64,
    last_page: u64,
    /// All calls there are.
    pub(crate) total: u64,
}

impl Loaded {
    /// Takes a page. A call that is there already is replaced: new calls push old ones to later pages, so
    /// pages overlap.
    pub(crate) fn take(&mut self, list: CallList) {
        let is_newest = list.pagination.current_page <= 1;
        let (new, old) = (list.data, std::mem::take(&mut self.records));
        let kept = |keep: &[CallRecord], record: &CallRecord| {
            !keep.iter().any(|other| other.call_id == record.call_id)
        };
        self.records = if is_newest {
            let rest: Vec<_> = old
                .into_iter()
                .filter(|record| kept(&new, record))
                .collect();
            new.into_iter().chain(rest).collect()
        } else {
            let rest: Vec<_> = new
                .into_iter()
                .filter(|record| kept(&old, record))
                .collect();
            old.into_iter().chain(rest).collect()
        };
        self.page = self.page.max(list.pagination.current_page);
        self.last_page = list.pagination.last_page;
        self.total = list.pagination.total;
    }

    /// Whether there are older calls.
    pub(crate) fn has_more(&self) -> bool {
        self.page > 0 && self.page < self.last_page
    }
}

/// The history of one open page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct History {
    pub(crate) loaded: RwSignal<Loaded>,
    pub(crate) state: RwSignal<HistoryState>,
    on_signed_out: Callback<()>,
}

impl History {
    /// Loads the newest page. `on_signed_out` is told when the session turns out to be over.
    pub(crate) fn open(on_signed_out: Callback<()>) -> Self {
        let history = Self {
            loaded: RwSignal::new(Loaded::default()),
            state: RwSignal::new(HistoryState::Loading),
            on_signed_out,
        };
        history.load(1);
        history
    }

    /// Loads the newest page again; what is shown stays until it has come.
    pub(crate) fn reload(self) {
        if self.loaded.with_untracked(|loaded| loaded.page) == 0 {
            self.state.set(HistoryState::Loading);
        }
        self.load(1);
    }

    /// Loads the next older page.
    pub(crate) fn load_more(self) {
        self.state.set(HistoryState::LoadingMore);
        self.load(self.loaded.with_untracked(|loaded| loaded.page) + 1);
    }

    fn load(self, page: u64) {
        spawn(async move {
            let answer = backend::history(HistoryFilter {
                page,
                ..HistoryFilter::default()
            })
            .await;
            self.arrived(answer);
        });
    }

    /// The page may be gone by the time of an answer, hence `try_…`.
    fn arrived(self, answer: Result<CallList, BackendError>) {
        match answer {
            Ok(list) => {
                let _ = self.loaded.try_update(|loaded| loaded.take(list));
                let _ = self.state.try_set(HistoryState::Ready);
            }
            Err(BackendError::Refused { status: 401, .. }) => {
                let _ = self.on_signed_out.try_run(());
            }
            Err(BackendError::Refused { message, .. } | BackendError::Unreachable { message }) => {
                let _ = self.state.try_set(HistoryState::Failed(message));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tring_protocol::{
        api::{CallList, CallRecord, Pagination},
        call::{CallStatus, Direction},
    };

    use super::Loaded;

    fn record(call_id: &str) -> CallRecord {
        CallRecord {
            id: 1,
            call_id: call_id.to_owned(),
            direction: Direction::Outbound,
            status: CallStatus::Completed,
            from_number: "+15550100".to_owned(),
            to_number: "+15550101".to_owned(),
            duration_seconds: 5,
            duration_formatted: "0:05".to_owned(),
            cost_amount: 0.0,
            cost_formatted: "$0.00".to_owned(),
            initiated_at: "2026-03-03T14:32:05Z".to_owned(),
            answered_at: None,
            ended_at: None,
            failure_reason: None,
            end_reason: None,
            agent_name: None,
            answered_by: None,
            ring_seconds: None,
            currency: None,
            channel_id: None,
            caller_id: None,
            contact: None,
            conversation_id: None,
        }
    }

    fn page(current_page: u64, call_ids: &[&str]) -> CallList {
        CallList {
            success: true,
            data: call_ids.iter().map(|call_id| record(call_id)).collect(),
            pagination: Pagination {
                current_page,
                last_page: 3,
                per_page: 2,
                total: 5,
            },
            next_cursor: None,
        }
    }

    fn call_ids(loaded: &Loaded) -> Vec<&str> {
        loaded
            .records
            .iter()
            .map(|record| record.call_id.as_str())
            .collect()
    }

    #[test]
    fn older_pages_follow_newer_ones() {
        let mut loaded = Loaded::default();
        loaded.take(page(1, &["e", "d"]));
        loaded.take(page(2, &["c", "b"]));
        assert_eq!(call_ids(&loaded), ["e", "d", "c", "b"]);
        assert!(loaded.has_more(), "page 3 has not been taken");
        loaded.take(page(3, &["a"]));
        assert!(!loaded.has_more(), "page 3 was the last");
    }

    // A call that came between the first and the second page pushed "d" to page 2: it stood there twice.
    #[test]
    fn a_call_that_moved_to_a_later_page_is_shown_once() {
        let mut loaded = Loaded::default();
        loaded.take(page(1, &["e", "d"]));
        loaded.take(page(2, &["d", "c"]));
        assert_eq!(call_ids(&loaded), ["e", "d", "c"]);
    }

    #[test]
    fn a_reload_puts_new_calls_on_top_and_keeps_what_was_loaded() {
        let mut loaded = Loaded::default();
        loaded.take(page(1, &["e", "d"]));
        loaded.take(page(2, &["c", "b"]));
        loaded.take(page(1, &["f", "e"]));
        assert_eq!(call_ids(&loaded), ["f", "e", "d", "c", "b"]);
        assert!(loaded.has_more(), "the last page is still to come");
    }

    #[test]
    fn nothing_loaded_has_no_more() {
        assert!(!Loaded::default().has_more());
    }
}
