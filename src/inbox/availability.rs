//! Whether the one who is signed in takes calls: her switch, and what her other tabs and administrators change.

use leptos::prelude::*;
use tring_protocol::{
    agent::{Agent, CallAvailability},
    api::SessionResponse,
};

use crate::{
    backend::{self, agents},
    browser::task::spawn,
    call_store::{CallStore, News},
    ui::availability_switch::Standing,
};

/// What is known of the one who is signed in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Availability {
    pub(crate) standing: RwSignal<Standing>,
    trouble: RwSignal<Option<String>>,
}

impl Availability {
    /// Listens to the event socket of `store`; what does not work is said through `trouble`.
    pub(crate) fn open(
        store: CallStore,
        session: &SessionResponse,
        trouble: RwSignal<Option<String>>,
    ) -> Self {
        let agent_id = session.agent_id;
        let availability = Self {
            standing: RwSignal::new(said(session.call_status, session.is_call_enabled)),
            trouble,
        };
        store.on_news(Callback::new(move |news| {
            if let News::Agent(agent) = news
                && agent.id == agent_id
            {
                availability.is(&agent);
            }
        }));
        availability
    }

    /// Asks again: what was changed while the page was offline was not told.
    pub(crate) fn reload(self) {
        spawn(async move {
            if let Ok(session) = backend::session().await {
                let standing = said(session.call_status, session.is_call_enabled);
                let _ = self.standing.try_set(standing);
            }
        });
    }

    /// The switch was pressed.
    pub(crate) fn toggle(self) {
        let before = self.standing.get_untracked();
        let wanted = match before {
            Standing::Available => CallAvailability::Dnd,
            Standing::DoNotDisturb => CallAvailability::Available,
            Standing::Changing | Standing::SwitchedOff => return,
        };
        self.trouble.set(None);
        self.standing.set(Standing::Changing);
        spawn(async move {
            match agents::set_status(wanted).await {
                Ok(agent) => self.is(&agent),
                Err(error) => {
                    let _ = self.standing.try_set(before);
                    let _ = self.trouble.try_set(Some(error.to_string()));
                }
            }
        });
    }

    fn is(self, agent: &Agent) {
        let standing = said(agent.call_status, agent.is_call_enabled);
        let _ = self.standing.try_set(standing);
    }
}

fn said(call_status: CallAvailability, is_call_enabled: bool) -> Standing {
    match (is_call_enabled, call_status) {
        (false, _) => Standing::SwitchedOff,
        (true, CallAvailability::Available) => Standing::Available,
        (true, CallAvailability::Dnd) => Standing::DoNotDisturb,
    }
}
