//! What follows a customer's call that nobody answered.

use std::time::Duration;

use serde_json::{Value, json};
use tring_protocol::{agent::CallbackTask, call::CallStatus, events::MessageKind};

use crate::world::{
    Agent, CUSTOMER, Handmade, OTHER_CUSTOMER, World,
    desk::Desk,
    handmade::OTHER_BUSINESS,
    initiate_json, nothing, until,
    webhook::{self, CUSTOMER_ANSWER},
};

/// Calls ring for a moment only; Ada may change the settings.
async fn impatient(fallback: &str) -> (World, Agent) {
    let world = World::with(|timings| timings.ring = Duration::from_millis(100)).await;
    let ada = followed_by(&world, fallback).await;
    (world, ada)
}

async fn followed_by(world: &World, fallback: &str) -> Agent {
    let ada = world.admin().await;
    let settings = json!({"fallback_action": fallback});
    ada.put("/api/teams/settings/call-routing", &settings)
        .await
        .ok();
    ada
}

async fn callbacks(agent: &Agent) -> Vec<Value> {
    let list = agent.get("/api/callbacks").await.ok();
    list["data"].as_array().expect("a list").clone()
}

async fn told(desk: &mut Desk) -> CallbackTask {
    let message = desk.next_of(MessageKind::CallbackChanged).await;
    message.callback.expect("the callback")
}

/// Waits until the sweep has done what it has to.
async fn until_followed(world: &World) {
    until("the calls to be followed up", async || {
        (world.count("follow_ups").await == 0).then_some(())
    })
    .await;
}

/// The steps of the fallback in the timelines.
async fn steps(world: &World) -> Vec<(String, Option<String>)> {
    sqlx::query_as(
        "SELECT kind, detail FROM events WHERE kind IN ('auto_reply', 'callback_noted') ORDER BY seq",
    )
    .fetch_all(world.store().await.readers())
    .await
    .unwrap()
}

#[tokio::test]
async fn a_customer_whom_nobody_answered_is_to_be_called_back_until_an_agent_has() {
    let (world, ada) = impatient("callback").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &nothing()).await;
    let task = told(&mut desk).await;
    assert_eq!(task.contact_name.as_deref(), Some("Grace Hopper"));
    assert_eq!(task.contact_phone.as_deref(), Some(CUSTOMER));
    assert_eq!(task.done_at, None);
    let call = ada.call(&task.call_id).await;
    assert_eq!(call["status"], "missed");
    let open = callbacks(&ada).await;
    assert_eq!(open, [serde_json::to_value(&task).unwrap()]);
    assert_eq!(steps(&world).await, [("callback_noted".to_owned(), None)]);

    // Who calls again is still to be called back once.
    world.provider.call_in("ended").await;
    world.provider.customer_calls(CUSTOMER, &nothing()).await;
    desk.next_of(MessageKind::CallEnded).await;
    until_followed(&world).await;
    assert_eq!(callbacks(&ada).await.len(), 1);

    let path = format!("/api/callbacks/{}/done", task.id);
    let done = ada.post(&path, &nothing()).await.ok();
    assert!(done["data"]["done_at"].is_u64(), "{done}");
    assert_eq!(
        told(&mut desk).await.done_at,
        done["data"]["done_at"].as_u64()
    );
    let again = ada.post(&path, &nothing()).await.ok();
    assert_eq!(
        again["data"], done["data"],
        "said again, it changes nothing"
    );
    assert!(callbacks(&ada).await.is_empty(), "it is settled");
}

// The contact was erased, and the inboxes went on showing her name and number under *Call back* until they were loaded
// again.
#[tokio::test]
async fn a_callback_goes_with_its_erased_contact() {
    let (world, ada) = impatient("callback").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &nothing()).await;
    let task = told(&mut desk).await;
    assert!(task.contact_phone.is_some() && task.done_at.is_none());
    until("the end to be told", async || {
        let path = format!("/api/contacts/{}", task.contact_id);
        (ada.delete(&path).await.status.as_u16() == 200).then_some(())
    })
    .await;
    let gone = told(&mut desk).await;
    assert_eq!(gone.id, task.id);
    assert!(gone.done_at.is_some() && gone.contact_phone.is_none() && gone.contact_name.is_none());
    assert!(callbacks(&ada).await.is_empty());
    let done = format!("/api/callbacks/{}/done", task.id);
    ada.post(&done, &nothing()).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_talk_with_the_customer_settles_the_callback() {
    let (world, ada) = impatient("callback").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &nothing()).await;
    let open = told(&mut desk).await;
    world.provider.call_in("ended").await;
    let answers = json!({"answer": "after", "answer_after_ms": 10});
    world.provider.script(CUSTOMER, &answers).await;
    ada.post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
    let settled = told(&mut desk).await;
    assert_eq!(settled.id, open.id);
    assert!(settled.done_at.is_some(), "they talked");
    assert!(callbacks(&ada).await.is_empty(), "it is settled");
}

#[tokio::test]
async fn a_call_that_everybody_declined_is_followed_too() {
    let world = World::start().await;
    let ada = followed_by(&world, "callback").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &nothing()).await;
    let ringing = desk.next_of(MessageKind::CallRinging).await.call.unwrap();
    ada.act(&ringing.call_id, "reject", &nothing()).await.ok();
    assert_eq!(told(&mut desk).await.call_id, ringing.call_id);
}

#[tokio::test]
async fn who_gives_up_at_once_or_is_answered_is_not_called_back() {
    let world = World::start().await;
    let ada = followed_by(&world, "callback").await;
    let mut desk = ada.desk("ada-1").await;
    let theirs = world.provider.customer_calls(CUSTOMER, &nothing()).await;
    desk.next_of(MessageKind::CallRinging).await;
    world.provider.press(&theirs, "hangup").await;
    desk.next_of(MessageKind::CallEnded).await;
    until_followed(&world).await;
    assert!(callbacks(&ada).await.is_empty(), "it was a slip");
}

#[tokio::test]
async fn without_a_fallback_nothing_follows() {
    let (world, ada) = impatient("none").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &nothing()).await;
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.status, CallStatus::Missed);
    assert_eq!(world.count("follow_ups").await, 0);
    assert!(callbacks(&ada).await.is_empty(), "nothing is wanted");
}

// The proxy was stopped for a minute. The calls of that minute came with its start, too late to ring.
#[tokio::test]
async fn a_call_that_came_too_late_to_ring_is_called_back() {
    let world = World::start().await;
    let ada = followed_by(&world, "callback").await;
    let mut desk = ada.desk("ada-1").await;
    let late = webhook::now_seconds() - 120;
    let connect = webhook::customer_connects("wacid.late", CUSTOMER, late);
    webhook::send(&world, &connect).await.ok();
    let task = told(&mut desk).await;
    assert_eq!(task.created_at, late * 1_000);
}

#[tokio::test]
async fn callbacks_of_another_team_are_not_there_and_bad_input_is_refused() {
    let (world, ada) = impatient("callback").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &nothing()).await;
    let task = told(&mut desk).await;
    world.cli(&["team", "add", "Another team"]).await;
    let eve = Agent::sign_in(&world, "Another team", "Eve").await;
    let path = format!("/api/callbacks/{}/done", task.id);
    eve.post(&path, &nothing()).await.refused(404, "not_found");
    assert!(callbacks(&eve).await.is_empty(), "they are not hers");
    for id in ["0", "-1", "abc", "999999", "99999999999999999999", "1;DROP"] {
        let path = format!("/api/callbacks/{id}/done");
        ada.post(&path, &nothing()).await.refused(404, "not_found");
    }
    for limit in ["0", "501", "abc", "-1", "1.5"] {
        let path = format!("/api/callbacks?limit={limit}");
        ada.get(&path).await.refused(400, "invalid_request");
    }
    for limit in ["1", ""] {
        let path = format!("/api/callbacks?limit={limit}");
        ada.get(&path).await.ok();
    }
    let reads = world.token(&["calls:read"]).await;
    world.get_with(&reads, "/api/callbacks").await.ok();
    let answer = world.post_with(&reads, &path, &nothing()).await;
    answer.refused(403, "forbidden");
    assert_eq!(callbacks(&ada).await.len(), 1, "it is still open");
}

fn digits(number: &str) -> &str {
    number.trim_start_matches('+')
}

/// A provider of which a test decides every move, and its customer's call.
async fn handmade(world: &World) -> Handmade {
    Handmade::channel(world, "positus", &["--number-id", "number-1"]).await
}

async fn customer_calls(world: &World, provider: &Handmade, id: &str, customer: &str) {
    let connect = json!({"calls": [{
        "id": id,
        "from": digits(customer),
        "to": digits(OTHER_BUSINESS),
        "event": "connect",
        "session": {"sdp_type": "offer", "sdp": CUSTOMER_ANSWER},
    }]});
    provider.tells(world, &connect).await;
}

#[tokio::test]
async fn a_customer_whom_nobody_answered_gets_the_teams_text_once() {
    let (world, ada) = impatient("auto_reply").await;
    let text = json!({"auto_reply_text": "We call you back at 9."});
    ada.put("/api/teams/settings/call-routing", &text)
        .await
        .ok();
    let provider = handmade(&world).await;
    let sent = json!({"messages": [{"id": "wamid.1"}]});
    provider.answers("/messages", 200, sent);
    customer_calls(&world, &provider, "wacid.1", CUSTOMER).await;
    let messages = provider.until_asked("/messages", 1).await;
    assert!(
        messages[0].to_string().contains("We call you back at 9."),
        "{}",
        messages[0]
    );
    assert!(messages[0].to_string().contains(digits(CUSTOMER)));
    let state = async || -> Option<String> {
        sqlx::query_scalar("SELECT state FROM provider_actions WHERE kind = 'send_text'")
            .fetch_optional(world.store().await.readers())
            .await
            .unwrap()
    };
    until("the text to be settled", async || {
        (state().await.as_deref() == Some("done")).then_some(())
    })
    .await;

    // Who calls again in the same hour knows it already.
    customer_calls(&world, &provider, "wacid.2", CUSTOMER).await;
    until("the second step", async || {
        (steps(&world).await.len() == 2).then_some(())
    })
    .await;
    assert_eq!(
        steps(&world).await,
        [
            ("auto_reply".to_owned(), None),
            (
                "auto_reply".to_owned(),
                Some("skipped_sent_before".to_owned())
            ),
        ]
    );
    assert_eq!(provider.asked("/messages").len(), 1);
    // Another customer does not.
    customer_calls(&world, &provider, "wacid.3", OTHER_CUSTOMER).await;
    provider.until_asked("/messages", 2).await;
}

#[tokio::test]
async fn a_text_that_the_provider_refuses_is_not_sent_again() {
    for (status, state, detail) in [(400, "refused", "refused"), (500, "unknown", "unknown")] {
        let (world, _ada) = impatient("auto_reply").await;
        let provider = handmade(&world).await;
        provider.answers("/messages", status, json!({"message": "no"}));
        customer_calls(&world, &provider, "wacid.1", CUSTOMER).await;
        until("the refusal to be noted", async || {
            let last = steps(&world).await.pop()?;
            (last.1.as_deref() == Some(detail)).then_some(())
        })
        .await;
        let kept: String =
            sqlx::query_scalar("SELECT state FROM provider_actions WHERE kind = 'send_text'")
                .fetch_one(world.store().await.readers())
                .await
                .unwrap();
        assert_eq!(kept, state);
        assert_eq!(provider.asked("/messages").len(), 1);
    }
}

// The proxy was killed while it sent the text. Nobody knows whether it arrived, so it must not be sent again.
#[tokio::test]
async fn a_text_that_was_under_way_at_a_kill_is_not_sent_again() {
    let mut world = World::apart().await;
    let ada = followed_by(&world, "auto_reply").await;
    let mut desk = ada.desk("ada-1").await;
    let provider = handmade(&world).await;
    provider.hold("/messages");
    customer_calls(&world, &provider, "wacid.1", CUSTOMER).await;
    let ringing = desk.next_of(MessageKind::CallRinging).await.call.unwrap();
    ada.act(&ringing.call_id, "reject", &nothing()).await.ok();
    provider.until_asked("/messages", 1).await;
    world.kill().await;
    world.start_apart_again().await;
    let state: String =
        sqlx::query_scalar("SELECT state FROM provider_actions WHERE kind = 'send_text'")
            .fetch_one(world.store().await.readers())
            .await
            .unwrap();
    assert_eq!(state, "unknown");
    // What the sweep has to do after a start is done when it has settled this.
    ada.act(&ringing.call_id, "end", &nothing()).await.ok();
    assert_eq!(provider.asked("/messages").len(), 1);
}
