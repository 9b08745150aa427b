//! Nothing is lost by a stop or a kill, and what is old goes.

use std::time::Duration;

use serde_json::json;
use tokio::net::TcpListener;

use super::{deliveries, in_state, ping, place_a_call, register, until_newest, verified};
use crate::world::{
    World, nothing,
    receiver::{Receiver, Reply},
    until,
};

#[tokio::test]
async fn what_could_not_be_sent_before_a_stop_is_sent_after_the_next_start() {
    let mut world = World::start().await;
    let admin = world.admin().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let (id, secret) = register(&admin, &format!("http://{address}/"), &["*"]).await;
    let call_id = place_a_call(&world, &admin).await;
    admin.act(&call_id, "end", &nothing()).await.ok();
    let delivery = until("a first attempt", async || {
        let list = deliveries(&admin, &id, "").await["data"].clone();
        let mut all = list.as_array().unwrap().clone().into_iter();
        all.find(|delivery| {
            delivery["event_type"] == "call.ended" && delivery["last_error"].is_string()
        })
    })
    .await;
    let sentence = delivery["last_error"].as_str().unwrap();
    assert!(sentence.contains("could not be reached"), "{sentence}");
    let total = deliveries(&admin, &id, "").await["pagination"]["total"].clone();
    world.stop().await;
    world
        .sql("UPDATE outgoing_deliveries SET next_at = 0")
        .await;
    let receiver = Receiver::at(TcpListener::bind(address).await.unwrap());
    world.start_again().await;
    let ended = receiver.of_type("call.ended").await;
    verified(&ended, &secret);
    assert_eq!(ended.id(), delivery["id"]);
    until("all to be delivered", async || {
        let list = deliveries(&admin, &id, "?state=delivered").await;
        (list["pagination"]["total"] == total).then_some(())
    })
    .await;
}

// The process was killed between a request and its outcome: whether the endpoint has the message is not known, so it
// gets it once more, with the same id.
#[tokio::test]
async fn a_message_under_way_at_a_kill_is_sent_once_more_with_the_same_id() {
    let mut world = World::apart().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    receiver.then(Reply::Never).then(Reply::Never);
    let (id, secret) = register(&admin, &receiver.url, &["call.*"]).await;
    let call_id = place_a_call(&world, &admin).await;
    let before = receiver.first(1).await.remove(0);
    world.kill().await;
    world.start_apart_again().await;
    let after = receiver.first(2).await.remove(1);
    assert_eq!(before.id(), after.id());
    assert_eq!(before.body, after.body);
    // Killed once more; a call goes on meanwhile, and nothing of it is lost.
    world.kill().await;
    world.start_apart_again().await;
    admin.act(&call_id, "end", &nothing()).await.ok();
    verified(&receiver.of_type("call.ended").await, &secret);
    until("all to be delivered", async || {
        let list = deliveries(&admin, &id, "?state=pending").await;
        (list["pagination"]["total"] == 0).then_some(())
    })
    .await;
    let events: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM events WHERE kind IN ('call_initiated', 'call_ringing', 'call_ended', 'call_changed')",
    )
    .fetch_one(world.store().await.readers())
    .await
    .unwrap();
    assert_eq!(
        world.count("outgoing_deliveries").await,
        events,
        "each once in the queue"
    );
}

#[tokio::test]
async fn a_stop_in_order_does_not_wait_for_ever_for_an_endpoint() {
    let mut world = World::with(|timings| timings.shutdown = Duration::from_millis(200)).await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    receiver.then(Reply::Never);
    let (id, _) = register(&admin, &receiver.url, &["*"]).await;
    ping(&admin, &id).await;
    let before = receiver.first(1).await.remove(0);
    world.stop().await;
    world.start_again().await;
    let after = receiver.first(2).await.remove(1);
    assert_eq!(before.id(), after.id());
}

#[tokio::test]
async fn what_is_old_is_erased() {
    let mut world = World::start().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&admin, &receiver.url, &["*"]).await;
    ping(&admin, &id).await;
    until_newest(&admin, &id, in_state("delivered")).await;
    receiver.always(Reply::Status(410, Vec::new(), "never again"));
    let dead = ping(&admin, &id).await;
    until_newest(&admin, &id, in_state("dead")).await;
    world.stop().await;
    world
        .sql("UPDATE outgoing_deliveries SET created_at = created_at - CASE state WHEN 'dead' THEN 31 ELSE 8 END * 86400000")
        .await;
    world.start_again().await;
    let list = until("the delivered one to be erased", async || {
        let list = deliveries(&admin, &id, "").await;
        (list["pagination"]["total"] == 1).then_some(list)
    })
    .await;
    assert_eq!(list["data"][0]["id"], dead.as_str());
    assert_eq!(list["data"][0].get("last_answer"), None);
    let path = format!("/api/webhook-endpoints/{id}");
    admin.patch(&path, &json!({"enabled": true})).await.ok();
    let path = format!("/api/webhook-deliveries/{dead}/redeliver");
    let refused = admin
        .post(&path, &nothing())
        .await
        .refused(409, "wrong_state");
    assert!(
        refused["error"].as_str().unwrap().contains("erased"),
        "{refused}"
    );
    world.stop().await;
    world
        .sql("UPDATE outgoing_deliveries SET created_at = created_at - 60 * 86400000")
        .await;
    world.start_again().await;
    until("the dead one to be forgotten", async || {
        (world.count("outgoing_deliveries").await == 0).then_some(())
    })
    .await;
}

// What came of a request that was under way put the message back into the queue, with nothing left to say.
#[tokio::test]
async fn what_was_said_of_a_contact_is_erased_with_her() {
    let world = World::with(|timings| timings.webhook_answer = Duration::from_millis(300)).await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&admin, &receiver.url, &["call.ended"]).await;
    receiver.always(Reply::Never);
    let call_id = place_a_call(&world, &admin).await;
    admin.act(&call_id, "end", &nothing()).await.ok();
    receiver.of_type("call.ended").await;
    world.sql("UPDATE contacts SET erased_at = 1").await;
    let erased = deliveries(&admin, &id, "").await["data"][0].clone();
    assert_eq!(erased["state"], "dead", "{erased}");
    let settled = until_newest(&admin, &id, |newest| newest["attempts"] == 1).await;
    assert_eq!(settled["state"], "dead", "{settled}");
    assert_eq!(settled.get("next_attempt_at"), None);
    let kept: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM outgoing_deliveries WHERE payload IS NOT NULL")
            .fetch_one(world.store().await.readers())
            .await
            .unwrap();
    assert_eq!(kept, 0);
}
