//! A customer calls.

use serde_json::{Value, json};
use tring_softphone::{
    Input,
    view::{Phase, SocketState},
};
use wasm_bindgen_test::wasm_bindgen_test;

use super::desk::Desk;
use crate::{
    ground::{Tone, a_moment, until, until_async},
    media::End,
    proxy::{call, event, snapshot},
};

pub(crate) fn ringing(version: u32) -> Value {
    call(
        "inbound",
        "ringing",
        version,
        json!({"ringing_agents": [3]}),
    )
}

fn claimed(offer: &str) -> Value {
    json!({
        "success": true, "sdp_offer": offer, "pre_accept": true,
        "claimed_until": 1_795_170_030_000_u64,
    })
}

pub(crate) async fn rings(desk: &Desk) {
    desk.proxy.says(event("call_ringing", ringing(1)));
    desk.shows(Phase::RingingHere).await;
}

fn answer(desk: &Desk) {
    let call = desk.call().expect("a call").key;
    desk.store.send(Input::AnswerRequested { call });
}

/// Rings, is answered and claimed; the customer has the page's answer.
async fn is_pre_accepted(desk: &Desk) -> End {
    let customer = End::new();
    let offer = customer.connection.offer().await.expect("an offer");
    rings(desk).await;
    desk.proxy.answers("claim", 200, claimed(&offer));
    answer(desk);
    let request = desk.proxy.request("pre-accept").await;
    let sdp = request["sdp_answer"].as_str().expect("an answer");
    customer
        .connection
        .apply_answer(sdp)
        .await
        .expect("the answer fits");
    desk.proxy.agrees("pre-accept");
    customer
}

#[wasm_bindgen_test]
async fn the_microphone_stays_closed_while_it_rings() {
    let desk = Desk::open();
    rings(&desk).await;
    a_moment(300).await;
    assert!(desk.microphones.tracks().is_empty());
}

// The first packet starts the caller's timer, also a packet of silence: nothing may be sent before the
// proxy has said that the provider took the answer.
#[wasm_bindgen_test]
async fn an_answered_call_sends_nothing_before_accept_and_is_heard_after_it() {
    let desk = Desk::open();
    let customer = is_pre_accepted(&desk).await;
    until("the media connect", || customer.is_connected()).await;
    let request = desk.proxy.request("answer").await;
    let pre_accepted = desk.proxy.request("pre-accept").await;
    assert_eq!(
        request["sdp_answer"], pre_accepted["sdp_answer"],
        "the same SDP in both"
    );
    a_moment(500).await;
    assert_eq!(
        customer.packets_received().await,
        0,
        "not one packet before accept"
    );

    desk.proxy.agrees("answer");
    until_async("packets come", || async {
        customer.packets_received().await > 10
    })
    .await;
    let (_speaker, ear) = customer.listen();
    until("the customer hears the microphone", || ear.hertz() > 0.0).await;
    let tone = Tone::of(500.0);
    customer.send(&tone.track()).await;
    until("the meter of the other side moves", || {
        leptos::prelude::GetUntracked::get_untracked(&desk.store.levels()).theirs > 0.1
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_microphone_is_released_when_another_agent_was_quicker() {
    let desk = Desk::open();
    desk.proxy.refuses("claim", 409, "already_claimed");
    rings(&desk).await;
    answer(&desk);
    desk.proxy.request("claim").await;
    until("it rings here no more", || desk.has_ended()).await;
    a_moment(300).await;
    assert!(!desk.microphones.one_is_open());
}

#[wasm_bindgen_test]
async fn the_microphone_is_released_when_the_customer_gives_up_during_the_answer() {
    let desk = Desk::open();
    let _customer = is_pre_accepted(&desk).await;
    let more = json!({"end_reason": "customer_cancelled", "ended_at": 1_795_170_009_000_u64});
    desk.proxy
        .says(event("call_ended", call("inbound", "missed", 9, more)));
    until("the call has ended", || desk.has_ended()).await;
    until("the microphone is released", || {
        desk.microphones.all_are_released()
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_declined_call_is_rejected() {
    let desk = Desk::open();
    rings(&desk).await;
    let call = desk.call().expect("a call").key;
    desk.store.send(Input::DeclineRequested { call });
    desk.proxy.request("reject").await;
    assert!(desk.microphones.tracks().is_empty());
}

// The page was reloaded, or its socket broke, while a call rang: the ring must come back.
#[wasm_bindgen_test]
async fn the_ring_comes_back_with_the_socket() {
    let desk = Desk::open();
    rings(&desk).await;
    desk.proxy.hangs_up_the_socket();
    until("the page is offline", || {
        socket_state(&desk) == SocketState::Offline
    })
    .await;
    until("the socket is opened again", || desk.proxy.sockets() == 2).await;
    desk.proxy.says(snapshot(vec![ringing(1)]));
    assert_eq!(socket_state(&desk), SocketState::Online);
    desk.shows(Phase::RingingHere).await;
}

#[wasm_bindgen_test]
async fn a_call_that_ended_while_the_socket_was_away_does_not_ring_on() {
    let desk = Desk::open();
    rings(&desk).await;
    desk.proxy.hangs_up_the_socket();
    until("the socket is opened again", || desk.proxy.sockets() == 2).await;
    desk.proxy.says(snapshot(vec![]));
    until("it rings no more", || desk.has_ended()).await;
}

// A browser does not say why a socket was refused. An inbox that nobody is signed in to any more must
// not say "reconnecting" for ever.
#[wasm_bindgen_test]
async fn a_page_whose_session_has_ended_learns_it() {
    let desk = Desk::open();
    let is_signed_out =
        || leptos::prelude::GetUntracked::get_untracked(&desk.store.is_signed_out());
    desk.proxy.refuses("session", 401, "unauthenticated");
    desk.proxy.hangs_up_the_socket();
    until("the socket is opened again", || desk.proxy.sockets() == 2).await;
    assert!(
        desk.proxy.requests("session").is_empty(),
        "one loss may be anything"
    );
    desk.proxy.hangs_up_the_socket();
    until("the page knows", is_signed_out).await;
}

fn socket_state(desk: &Desk) -> SocketState {
    leptos::prelude::Owner::new().with(|| {
        let socket = desk.store.select(tring_softphone::Desk::socket);
        leptos::prelude::GetUntracked::get_untracked(&socket)
    })
}
