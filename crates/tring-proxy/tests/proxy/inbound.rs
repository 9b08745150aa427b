//! Inbound calls: who rings, who answers, who declines, and what the provider is asked.

use std::time::Duration;

use serde_json::{Value, json};
use tring_protocol::{
    call::{CallStatus, EndReason},
    events::MessageKind,
};

use crate::world::{
    ANSWER, CUSTOMER, OTHER_ANSWER, OTHER_CUSTOMER, World, agent::Agent, desk::Desk, initiate_json,
    nothing, webhook,
};

/// The id of the call that rings at this desk.
async fn rings(desk: &mut Desk) -> String {
    desk.next_of(MessageKind::CallRinging)
        .await
        .call
        .unwrap()
        .call_id
}

fn answer(desk: &str) -> Value {
    json!({"desk_id": desk, "sdp_answer": ANSWER})
}

async fn claim(agent: &Agent, call_id: &str, desk: &str) -> Value {
    let body = json!({"desk_id": desk});
    agent.act(call_id, "claim", &body).await.ok()
}

#[tokio::test]
async fn a_call_rings_is_claimed_answered_and_ended() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let theirs = world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let ringing = desk.next_of(MessageKind::CallRinging).await.call.unwrap();
    assert_eq!(ringing.contact_name.as_deref(), Some("Grace Hopper"));
    assert_eq!(ringing.from_number, CUSTOMER);
    assert_eq!(ringing.ringing_agents, [ada.id]);
    let call_id = ringing.call_id;

    let claimed = claim(&ada, &call_id, "ada-1").await;
    assert!(
        claimed["sdp_offer"].as_str().unwrap().starts_with("v=0"),
        "the offer"
    );
    assert_eq!(claimed["pre_accept"], true);
    let event = desk.next_of(MessageKind::CallClaimed).await.call.unwrap();
    assert_eq!(event.ringing_agents, Vec::<u64>::new());
    assert_eq!(event.agent_name.as_deref(), Some("Ada"));
    ada.act(&call_id, "pre-accept", &answer("ada-1")).await.ok();
    ada.act(&call_id, "answer", &answer("ada-1")).await.ok();
    let talking = desk.next_of(MessageKind::CallAnswered).await.call.unwrap();
    assert_eq!(talking.desk_id.as_deref(), Some("ada-1"));

    world.provider.press(&theirs, "hangup").await;
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.status, CallStatus::Completed);
    assert_eq!(ended.end_reason, Some(EndReason::CustomerHungUp));
    for action in ["pre_accept", "accept"] {
        assert_eq!(world.provider.asked(action).await, 1, "{action}");
    }
    assert_eq!(world.provider.asked("terminate").await, 0);
}

#[tokio::test]
async fn the_same_answer_again_is_answered_without_asking_the_provider_again() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = rings(&mut desk).await;
    let first = claim(&ada, &call_id, "ada-1").await;
    let again = claim(&ada, &call_id, "ada-1").await;
    assert_eq!(first["sdp_offer"], again["sdp_offer"]);
    for action in ["pre-accept", "answer"] {
        let body = answer("ada-1");
        let (one, two) = tokio::join!(
            ada.act(&call_id, action, &body),
            ada.act(&call_id, action, &body)
        );
        one.ok();
        two.ok();
        ada.act(&call_id, action, &answer("ada-1")).await.ok();
        let other = json!({"desk_id": "ada-1", "sdp_answer": OTHER_ANSWER});
        ada.act(&call_id, action, &other)
            .await
            .refused(409, "wrong_state");
    }
    assert_eq!(world.provider.asked("pre_accept").await, 1);
    assert_eq!(world.provider.asked("accept").await, 1);
}

#[tokio::test]
async fn accept_must_carry_the_sdp_of_pre_accept() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = rings(&mut desk).await;
    claim(&ada, &call_id, "ada-1").await;
    ada.act(&call_id, "pre-accept", &answer("ada-1")).await.ok();
    let other = json!({"desk_id": "ada-1", "sdp_answer": OTHER_ANSWER});
    ada.act(&call_id, "answer", &other)
        .await
        .refused(409, "wrong_state");
    assert_eq!(world.provider.asked("accept").await, 0);
    ada.act(&call_id, "answer", &answer("ada-1")).await.ok();
}

// *Answer* and then *Hang up* at once stood in the history as declined, which nobody had done (decision 0004).
#[tokio::test]
async fn who_hangs_up_while_answering_has_not_declined() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = rings(&mut desk).await;
    claim(&ada, &call_id, "ada-1").await;
    ada.act(&call_id, "pre-accept", &answer("ada-1")).await.ok();
    ada.act(&call_id, "end", &json!({"reason": "hung_up"}))
        .await
        .ok();
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.status, CallStatus::Missed);
    assert_eq!(ended.end_reason, Some(EndReason::Cancelled));
}

#[tokio::test]
async fn without_a_claim_nobody_answers() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = rings(&mut desk).await;
    for action in ["pre-accept", "answer"] {
        ada.act(&call_id, action, &answer("ada-1"))
            .await
            .refused(409, "not_claimed");
    }
    claim(&ada, &call_id, "ada-1").await;
    ada.act(&call_id, "answer", &answer("ada-2"))
        .await
        .refused(409, "already_claimed");
    assert_eq!(world.provider.asked("accept").await, 0);
}

#[tokio::test]
async fn a_call_rings_on_for_the_others_until_the_last_one_has_declined() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let (mut first, mut second) = (ada.desk("ada-1").await, bob.desk("bob-1").await);
    second.next_of(MessageKind::Snapshot).await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = rings(&mut first).await;
    ada.act(&call_id, "reject", &nothing()).await.ok();
    let shrunk = second
        .call_where(|call| call.ringing_agents == [bob.id])
        .await;
    assert_eq!(shrunk.status, CallStatus::Ringing);
    assert_eq!(world.provider.asked("reject").await, 0);
    bob.act(&call_id, "reject", &nothing()).await.ok();
    let ended = second.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.status, CallStatus::Rejected);
    assert_eq!(ended.end_reason, Some(EndReason::Declined));
    world.provider.until_asked("reject", 1).await;
    bob.act(&call_id, "reject", &nothing())
        .await
        .refused(409, "wrong_state");
    world.provider.call_in("ended").await;
    assert_eq!(world.provider.asked("reject").await, 1);
}

#[tokio::test]
async fn a_call_that_nobody_answers_is_missed_and_the_customer_is_told() {
    let world = World::with(|timings| timings.ring = Duration::from_millis(100)).await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.status, CallStatus::Missed);
    assert_eq!(ended.end_reason, Some(EndReason::NoAnswer));
    world.provider.until_asked("reject", 1).await;
    world.provider.call_in("ended").await;
}

#[tokio::test]
async fn a_customer_who_gives_up_stops_the_ringing() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let theirs = world.provider.customer_calls(CUSTOMER, &json!({})).await;
    rings(&mut desk).await;
    world.provider.press(&theirs, "hangup").await;
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.status, CallStatus::Missed);
    assert_eq!(ended.end_reason, Some(EndReason::CustomerCancelled));
}

// The routing left out agents in a call, so a second customer rang at nobody's desk: the only agent of the team
// never saw that somebody was waiting, and could not choose (decision 0005).
#[tokio::test]
async fn an_agent_in_a_call_is_rung_too() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let mut desk = ada.desk("ada-1").await;
    let _bobs = bob.desk("bob-1").await;
    let busy = ada
        .post("/api/calls/initiate", &initiate_json(OTHER_CUSTOMER))
        .await
        .ok();
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let ringing = desk.next_of(MessageKind::CallRinging).await;
    let ringing = match ringing.call {
        // The other call rings there.
        Some(call) if call.call_id == busy["call_id"] => {
            desk.call_where(|call| call.call_id != busy["call_id"])
                .await
        }
        Some(call) => call,
        None => panic!("an event without its call"),
    };
    assert_eq!(ringing.ringing_agents, [ada.id, bob.id]);
}

#[tokio::test]
async fn an_agent_who_opens_the_inbox_while_it_rings_is_rung() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    ada.until_ringing().await;
    let mut desk = ada.desk("ada-1").await;
    let snapshot = desk.next_of(MessageKind::Snapshot).await;
    assert_eq!(snapshot.calls.len(), 1);
    assert_eq!(snapshot.calls[0].ringing_agents, [ada.id]);
}

#[tokio::test]
async fn a_claim_that_runs_out_lets_the_call_ring_again() {
    let world = World::with(|timings| timings.claim = Duration::from_millis(80)).await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let mut desk = bob.desk("bob-1").await;
    let _adas = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = rings(&mut desk).await;
    claim(&ada, &call_id, "ada-1").await;
    let released = desk.next_of(MessageKind::CallReleased).await.call.unwrap();
    assert_eq!(released.desk_id, None);
    assert_eq!(released.agent_name, None);
    assert!(released.ringing_agents.contains(&bob.id), "Bob rings again");
    ada.act(&call_id, "answer", &answer("ada-1"))
        .await
        .refused(409, "not_claimed");
    claim(&bob, &call_id, "bob-1").await;
    bob.act(&call_id, "answer", &answer("bob-1")).await.ok();
}

#[tokio::test]
async fn a_claim_that_runs_out_after_pre_accept_ends_the_call() {
    let world = World::with(|timings| timings.answer = Duration::from_millis(150)).await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = rings(&mut desk).await;
    claim(&ada, &call_id, "ada-1").await;
    ada.act(&call_id, "pre-accept", &answer("ada-1")).await.ok();
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.status, CallStatus::Failed);
    assert_eq!(ended.end_reason, Some(EndReason::ConnectionLost));
    world.provider.until_asked("terminate", 1).await;
    world.provider.call_in("ended").await;
}

#[tokio::test]
async fn a_program_answers_without_claiming_first_and_declines_for_all() {
    let world = World::start().await;
    let token = world.token(&[]).await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call_id = rings(&mut desk).await;
    let path = |action: &str| format!("/api/calls/{call_id}/{action}");
    world
        .post_with(&token, &path("answer"), &json!({"sdp_answer": ANSWER}))
        .await
        .ok();
    desk.next_of(MessageKind::CallAnswered).await;
    let refused = ada
        .act(&call_id, "claim", &json!({"desk_id": "ada-1"}))
        .await
        .refused(409, "already_claimed");
    assert!(
        refused["error"].as_str().unwrap().contains("program"),
        "{refused}"
    );
    world.post_with(&token, &path("end"), &nothing()).await.ok();
    desk.next_of(MessageKind::CallEnded).await;

    world
        .provider
        .customer_calls(OTHER_CUSTOMER, &json!({}))
        .await;
    let second = rings(&mut desk).await;
    let path = format!("/api/calls/{second}/reject");
    world.post_with(&token, &path, &nothing()).await.ok();
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.status, CallStatus::Rejected);
    world.provider.until_asked("reject", 1).await;
}

// The `terminate` of a call was lost, and the customer calls again: the dead call must not keep the new one from
// ringing.
#[tokio::test]
async fn a_customer_who_calls_again_ends_the_earlier_call() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let now = webhook::now_seconds();
    for id in ["wacid.first", "wacid.second"] {
        let connect = webhook::customer_connects(id, CUSTOMER, now);
        webhook::send(&world, &connect).await.ok();
    }
    let first = rings(&mut desk).await;
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.call_id, first);
    assert_eq!(ended.status, CallStatus::Missed);
    let second = desk.next_of(MessageKind::CallRinging).await.call.unwrap();
    assert_ne!(second.call_id, first);
    assert_eq!(second.ringing_agents, [ada.id]);
}

// Both call each other in the same moment: the customer's phone is calling, so ours cannot ring there.
#[tokio::test]
async fn a_customer_who_calls_while_we_call_is_put_through() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let ours = ada
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
    let connect = webhook::customer_connects("wacid.theirs", CUSTOMER, webhook::now_seconds());
    webhook::send(&world, &connect).await.ok();
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.call_id, ours["call_id"]);
    assert_eq!(ended.end_reason, Some(EndReason::Cancelled));
    desk.call_where(|call| call.ringing_agents == [ada.id])
        .await;
    world.provider.call_in("ended").await;
    assert_eq!(world.provider.asked("terminate").await, 1);
}

#[tokio::test]
async fn a_customer_without_a_number_is_known_by_the_user_id() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world
        .provider
        .customer_calls("US.13491208655302741918", &json!({}))
        .await;
    let call = desk.next_of(MessageKind::CallRinging).await.call.unwrap();
    assert_eq!(call.contact_phone, None);
    assert_eq!(call.contact_name.as_deref(), Some("Grace Hopper"));
    assert_eq!(world.count("contacts").await, 1);
}
