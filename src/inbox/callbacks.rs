//! Customers whom nobody answered and who are to be called back.

use leptos::prelude::*;
use tring_protocol::agent::CallbackTask;

use crate::{
    backend::{BackendError, agents},
    browser::task::spawn,
    call_store::{CallStore, News},
};

/// Those that are open, oldest first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Callbacks {
    pub(crate) open: RwSignal<Vec<CallbackTask>>,
    trouble: RwSignal<Option<String>>,
}

impl Callbacks {
    /// Loads them, and listens to the event socket of `store`; what does not work is said through `trouble`.
    pub(crate) fn open(store: CallStore, trouble: RwSignal<Option<String>>) -> Self {
        let callbacks = Self {
            open: RwSignal::new(Vec::new()),
            trouble,
        };
        store.on_news(Callback::new(move |news| {
            if let News::Callback(task) = news {
                callbacks.open.try_update(|open| changed(open, task));
            }
        }));
        callbacks.reload();
        callbacks
    }

    /// Asks again: what was changed while the page was offline was not told.
    pub(crate) fn reload(self) {
        spawn(async move {
            // Without an answer the rest of the page says what is wrong.
            if let Ok(open) = agents::callbacks().await {
                let _ = self.open.try_set(open);
            }
        });
    }

    /// *Done* was pressed.
    pub(crate) fn done(self, id: u64) {
        self.trouble.set(None);
        spawn(async move {
            match agents::callback_done(id).await {
                // Somebody else was quicker.
                Ok(()) | Err(BackendError::Refused { status: 404, .. }) => {
                    self.open
                        .try_update(|open| open.retain(|task| task.id != id));
                }
                Err(error) => {
                    let _ = self.trouble.try_set(Some(error.to_string()));
                }
            }
        });
    }
}

/// Takes what the proxy says of one: it is settled, new or another.
fn changed(open: &mut Vec<CallbackTask>, task: CallbackTask) {
    let known = open.iter().position(|known| known.id == task.id);
    match known.and_then(|known| open.get_mut(known)) {
        Some(_) if task.done_at.is_some() => open.retain(|known| known.id != task.id),
        Some(known) => *known = task,
        None if task.done_at.is_none() => open.push(task),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(id: u64, done_at: Option<u64>) -> CallbackTask {
        CallbackTask {
            id,
            call_id: format!("call_{id}"),
            channel_id: "main".to_owned(),
            contact_id: 3,
            contact_name: None,
            contact_phone: Some("+4915112345678".to_owned()),
            created_at: id,
            done_at,
        }
    }

    fn ids(open: &[CallbackTask]) -> Vec<u64> {
        open.iter().map(|task| task.id).collect()
    }

    #[test]
    fn a_new_one_comes_last_and_a_settled_one_goes() {
        let mut open = vec![task(1, None)];
        changed(&mut open, task(2, None));
        assert_eq!(ids(&open), [1, 2]);
        changed(&mut open, task(1, Some(9)));
        assert_eq!(ids(&open), [2]);
    }

    #[test]
    fn what_is_told_twice_is_there_once() {
        let mut open = vec![task(1, None)];
        let named = CallbackTask {
            contact_name: Some("Grace".to_owned()),
            ..task(1, None)
        };
        changed(&mut open, named.clone());
        assert_eq!(open, [named]);
    }

    #[test]
    fn one_that_is_settled_before_it_was_known_does_not_come() {
        let mut open = Vec::new();
        changed(&mut open, task(1, Some(9)));
        assert_eq!(ids(&open), [] as [u64; 0]);
    }
}
