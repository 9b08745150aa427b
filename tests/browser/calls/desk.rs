//! A desk in a page: its store, the proxy behind it, and the microphones that it opened.

use std::rc::Rc;

use leptos::prelude::*;
use serde_json::{Value, json};
use tring::call_store::CallStore;
use tring_protocol::{
    agent::CallAvailability,
    api::{ChannelSummary, SessionResponse},
};
use tring_softphone::{
    Input,
    view::{CallView, Phase},
};

use crate::{
    ground::{OpenedMicrophones, until},
    media::End,
    proxy::{Proxy, call, event, snapshot},
};

/// A desk that has heard its first snapshot.
pub(crate) struct Desk {
    pub(crate) store: CallStore,
    pub(crate) proxy: Proxy,
    pub(crate) microphones: Rc<OpenedMicrophones>,
    owner: Owner,
}

impl Desk {
    pub(crate) fn open() -> Self {
        Self::of(Vec::new())
    }

    /// A desk that calls from these channels.
    pub(crate) fn of(channels: Vec<ChannelSummary>) -> Self {
        let proxy = Proxy::install();
        let microphones = OpenedMicrophones::watch();
        let owner = Owner::new();
        let session = SessionResponse {
            channels,
            ..session(3)
        };
        let store = owner.with(|| CallStore::open(&session));
        proxy.says(snapshot(vec![]));
        for action in ["end", "reject"] {
            proxy.agrees(action);
        }
        Self {
            store,
            proxy,
            microphones,
            owner,
        }
    }

    /// Removes the page part that the store lives in.
    pub(crate) fn remove(&self) {
        self.owner.cleanup();
    }

    pub(crate) fn dials(&self) {
        let number = "+4915112345678".parse().expect("a number");
        self.store.dial(number, None);
    }

    pub(crate) fn call(&self) -> Option<CallView> {
        first_call(self.store)
    }

    pub(crate) fn phase(&self) -> Option<Phase> {
        self.call().map(|call| call.phase)
    }

    pub(crate) fn has_ended(&self) -> bool {
        matches!(self.phase(), None | Some(Phase::Ended(_)))
    }

    pub(crate) async fn shows(&self, phase: Phase) {
        until(&format!("{phase:?}"), || {
            self.phase() == Some(phase.clone())
        })
        .await;
    }

    pub(crate) fn hangs_up(&self) {
        let call = self.call().expect("a call").key;
        self.store.send(Input::HangUpRequested { call });
    }

    /// Dials, and the customer's phone rings with its media connected already.
    pub(crate) async fn rings_at_the_customers(&self) -> End {
        self.dials();
        let request = self.proxy.request("initiate").await;
        let customer = End::new();
        let offer = request["sdp_offer"].as_str().expect("an offer");
        let answer = customer.connection.answer(offer).await.expect("an answer");
        self.proxy.answers("initiate", 200, placed());
        self.proxy.says(sdp_answer(&request, &answer));
        self.proxy
            .says(event("call_ringing", outbound("ringing", 2, &request)));
        self.shows(Phase::RingingThere).await;
        until("the media connect", || customer.is_connected()).await;
        customer
    }

    /// Dials, and the customer picks up.
    pub(crate) async fn talks_to_a_customer(&self) -> End {
        let customer = self.rings_at_the_customers().await;
        let request = self.proxy.request("initiate").await;
        self.proxy
            .says(event("call_answered", outbound("in_progress", 3, &request)));
        self.shows(Phase::InProgress).await;
        customer
    }

    /// The customer, or the proxy, ends the call.
    pub(crate) fn hears_that_the_call_has_ended(&self) {
        let more = json!({"ended_at": 1_795_170_009_000_u64, "end_reason": "customer_hung_up"});
        self.proxy
            .says(event("call_ended", call("outbound", "completed", 9, more)));
    }
}

fn outbound(status: &str, version: u32, request: &Value) -> Value {
    let more = json!({
        "attempt_id": request["attempt_id"], "desk_id": request["desk_id"],
        "answered_at": 1_795_170_005_000_u64,
    });
    call("outbound", status, version, more)
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.owner.cleanup();
    }
}

/// A store of agent `agent_id`, in an owner of its own.
pub(crate) fn open_store(agent_id: u64) -> (Owner, CallStore) {
    let owner = Owner::new();
    let store = owner.with(|| CallStore::open(&session(agent_id)));
    (owner, store)
}

pub(crate) fn first_call(store: CallStore) -> Option<CallView> {
    let calls = Owner::new().with(|| store.select(tring_softphone::Desk::calls).get_untracked());
    calls.into_iter().next()
}

pub(crate) fn sdp_answer(request: &Value, sdp: &str) -> Value {
    json!({"kind": "sdp_answer", "call_id": "call_1", "attempt_id": request["attempt_id"], "sdp": sdp})
}

pub(crate) fn placed() -> Value {
    json!({"success": true, "call_id": "call_1", "status": "initiated", "message": "Calling."})
}

fn session(agent_id: u64) -> SessionResponse {
    SessionResponse {
        success: true,
        agent_id,
        agent_name: "Ada".to_owned(),
        team_name: "Demo".to_owned(),
        call_status: CallAvailability::Available,
        is_call_enabled: true,
        channels: Vec::new(),
        ice_servers: Vec::new(),
    }
}
