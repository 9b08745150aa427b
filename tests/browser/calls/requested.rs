//! A program asks for a call, or answers one: this page supplies the media.

use serde_json::{Value, json};
use tring_softphone::view::{EndCause, Phase};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{
    desk::{Desk, placed, sdp_answer},
    inbound,
};
use crate::{
    ground::{a_moment, until},
    media::End,
    proxy::{call, event},
};

fn asked_for() -> Value {
    let more = json!({"ringing_agents": [3], "requested": true, "requested_by": "CRM"});
    call("outbound", "initiated", 1, more)
}

async fn rings(desk: &Desk) {
    desk.proxy.says(event("call_initiated", asked_for()));
    desk.shows(Phase::RingingHere).await;
}

/// *Start call*.
fn start(desk: &Desk) {
    desk.store.take_up(desk.call().expect("a call").key);
}

#[wasm_bindgen_test]
async fn the_microphone_stays_closed_until_the_agent_starts_the_call() {
    let desk = Desk::open();
    rings(&desk).await;
    a_moment(300).await;
    assert!(desk.microphones.tracks().is_empty());
    let view = desk.call().expect("a call");
    assert_eq!(view.requested_by.as_deref(), Some("CRM"));
}

#[wasm_bindgen_test]
async fn it_is_placed_under_its_own_id_and_both_sides_talk() {
    let desk = Desk::open();
    rings(&desk).await;
    start(&desk);
    let request = desk.proxy.request("initiate").await;
    assert_eq!(request["call_id"], "call_1");
    assert_eq!(request["phone_number"], "+4915112345678");
    let customer = End::new();
    let offer = request["sdp_offer"].as_str().expect("an offer");
    let answer = customer.connection.answer(offer).await.expect("an answer");
    desk.proxy.answers("initiate", 200, placed());
    desk.proxy.says(sdp_answer(&request, &answer));
    until("the media connect", || customer.is_connected()).await;
    let ours = json!({"attempt_id": request["attempt_id"], "desk_id": request["desk_id"]});
    desk.proxy.says(event(
        "call_answered",
        call("outbound", "in_progress", 3, ours),
    ));
    desk.shows(Phase::InProgress).await;
    assert_eq!(desk.proxy.requests("initiate").len(), 1);
}

#[wasm_bindgen_test]
async fn a_desk_that_was_too_slow_lets_go_of_the_microphone() {
    let desk = Desk::open();
    rings(&desk).await;
    desk.proxy.refuses("initiate", 409, "already_claimed");
    start(&desk);
    until("it is over", || desk.has_ended()).await;
    let reason = if let Some(Phase::Ended(end)) = desk.phase() {
        Some(end.reason)
    } else {
        None
    };
    assert_eq!(reason, Some(EndCause::AnsweredElsewhere(None)));
    until("the microphone is released", || {
        desk.microphones.all_are_released()
    })
    .await;
}

#[wasm_bindgen_test]
async fn what_the_proxy_refuses_rings_again() {
    let desk = Desk::open();
    rings(&desk).await;
    let first = desk.call().expect("a call").key;
    desk.proxy.refuses("initiate", 400, "invalid_sdp");
    start(&desk);
    until("it rings again", || {
        desk.call().is_some_and(|call| call.key != first)
    })
    .await;
    assert_eq!(desk.phase(), Some(Phase::RingingHere));
}

#[wasm_bindgen_test]
async fn a_program_answers_through_the_page() {
    let desk = Desk::open();
    inbound::rings(&desk).await;
    until("the claim", || {
        // Only the leading tab answers, and this one leads in a moment.
        let wish = json!({"kind": "answer_wanted", "call_id": "call_1"});
        desk.proxy.says(wish);
        !desk.proxy.requests("claim").is_empty()
    })
    .await;
    desk.shows(Phase::Connecting).await;
    assert_eq!(desk.proxy.requests("claim").len(), 1);
}
