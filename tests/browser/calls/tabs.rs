//! Two desks of one agent, as in two tabs of one browser.

use tring_softphone::{Input, view::Phase};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{
    desk::{Desk, first_call, open_store},
    inbound::{ringing, rings},
};
use crate::{
    ground::{a_moment, until},
    proxy::{event, snapshot},
};

// The proxy is slow to say that the call is taken: the other tab must fall silent without its help.
#[wasm_bindgen_test]
async fn answering_in_one_tab_silences_the_other_without_the_proxy() {
    let desk = Desk::open();
    rings(&desk).await;
    let (other_owner, other) = open_store(3);
    desk.proxy.says(snapshot(vec![]));
    desk.proxy.says(event("call_ringing", ringing(1)));
    let phase_there = || first_call(other).map(|call| call.phase);
    assert_eq!(
        phase_there(),
        Some(Phase::RingingHere),
        "both tabs show the call"
    );

    let call = desk.call().expect("a call").key;
    desk.store.send(Input::AnswerRequested { call });
    until("the other tab is silent", || {
        phase_there() != Some(Phase::RingingHere)
    })
    .await;
    other_owner.cleanup();
}

#[wasm_bindgen_test]
async fn another_agents_tab_rings_on() {
    let desk = Desk::open();
    rings(&desk).await;
    let (other_owner, other) = open_store(4);
    desk.proxy.says(snapshot(vec![]));
    let mut for_both = event("call_ringing", ringing(1));
    for_both["call"]["ringing_agents"] = serde_json::json!([3, 4]);
    desk.proxy.says(for_both);
    let call = desk.call().expect("a call").key;
    desk.store.send(Input::AnswerRequested { call });
    a_moment(200).await;
    let phase = first_call(other).map(|call| call.phase);
    assert_eq!(phase, Some(Phase::RingingHere));
    other_owner.cleanup();
}
