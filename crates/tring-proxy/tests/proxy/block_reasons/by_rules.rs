//! The team's limits, and the safeguard against missed calls.

use serde_json::{Value, json};
use tring_protocol::call::CallStatus;

use super::{INITIATE, RULES, allowed, blocked, rules};
use crate::world::{Agent, Answer, CUSTOMER, OTHER_CUSTOMER, World, initiate_json, nothing, until};

/// A call to another customer, rung and given up.
async fn one_call(world: &World, agent: &Agent) {
    let call = initiate_json(OTHER_CUSTOMER);
    let call = agent.post("/api/calls/initiate", &call).await.ok();
    let id = call["call_id"].as_str().unwrap();
    world.provider.call_in("ringing").await;
    agent.act(id, "end", &nothing()).await.ok();
    agent.until_status(id, CallStatus::NoAnswer).await;
}

#[tokio::test]
async fn monthly_limit_reached() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    one_call(&world, &ada).await;
    world
        .sql("UPDATE calls SET duration_seconds = 59, status = 'completed'")
        .await;
    rules(&world, &json!({"minutes_per_month": 1})).await;
    allowed(&ada, &nothing()).await;
    world.sql("UPDATE calls SET duration_seconds = 60").await;
    blocked(&world, &ada, &nothing(), "MONTHLY_LIMIT_REACHED").await;
    rules(&world, &json!({"minutes_per_month": 2})).await;
    allowed(&ada, &nothing()).await;
}

#[tokio::test]
async fn rate_limit_minute_exceeded() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    rules(&world, &json!({"calls_per_minute": 1})).await;
    allowed(&ada, &nothing()).await;
    one_call(&world, &ada).await;
    blocked(&world, &ada, &nothing(), "RATE_LIMIT_MINUTE_EXCEEDED").await;
    world
        .sql("UPDATE calls SET initiated_at = initiated_at - 60000")
        .await;
    allowed(&ada, &nothing()).await;
}

// "Wait a minute and try again": which limit it was, and when it lifts, nobody was told.
#[tokio::test]
async fn a_limit_says_which_it_is_and_when_it_lifts() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    one_call(&world, &ada).await;
    world
        .sql("UPDATE calls SET initiated_at = initiated_at - 2400000, duration_seconds = 60")
        .await;
    for (limit, words) in [
        (
            json!({"calls_per_hour": 1}),
            "Your team may place 1 call in one hour, and has placed as many. Try again in 20 minutes.",
        ),
        (
            json!({"calls_per_minute": 0}),
            "Your team may place no calls at the moment. Ask your administrator to raise the limit.",
        ),
        (
            json!({"minutes_per_month": 1}),
            "Your team has used up this month's 1 minute. Calls go out again in ",
        ),
    ] {
        rules(&world, &limit).await;
        let refused = ada.post(INITIATE, &initiate_json(CUSTOMER)).await;
        let sentence = refused.refused(400, "blocked")["error"].clone();
        let sentence = sentence.as_str().unwrap();
        assert!(sentence.starts_with(words), "{sentence}");
    }
}

#[tokio::test]
async fn rate_limit_hour_exceeded() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    rules(&world, &json!({"calls_per_minute": 1, "calls_per_hour": 1})).await;
    one_call(&world, &ada).await;
    world
        .sql("UPDATE calls SET initiated_at = initiated_at - 60000")
        .await;
    blocked(&world, &ada, &nothing(), "RATE_LIMIT_HOUR_EXCEEDED").await;
    world
        .sql("UPDATE calls SET initiated_at = initiated_at - 3600000")
        .await;
    allowed(&ada, &nothing()).await;
}

/// The team's settings as they are shown.
async fn shown(world: &World) -> Value {
    let token = world.token(&["settings"]).await;
    world.get_with(&token, RULES).await.ok()
}

/// A customer calls and gives up.
async fn misses_a_call(world: &World) {
    let before = missed(world).await;
    let call = world
        .provider
        .customer_calls(OTHER_CUSTOMER, &nothing())
        .await;
    world.provider.press(&call, "hangup").await;
    until("a missed call", async || {
        (missed(world).await > before).then_some(())
    })
    .await;
}

async fn missed(world: &World) -> i64 {
    sqlx::query_scalar("SELECT COUNT(*) FROM calls WHERE status = 'missed'")
        .fetch_one(world.store().await.readers())
        .await
        .unwrap()
}

#[tokio::test]
async fn team_calling_suspended() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let _desk = ada.desk("ada-1").await;
    let guard =
        json!({"missed_calls": 2, "missed_calls_window_minutes": 10, "suspension_minutes": 5});
    rules(&world, &guard).await;
    misses_a_call(&world).await;
    allowed(&ada, &nothing()).await;
    assert_eq!(shown(&world).await["suspension"], Value::Null);
    misses_a_call(&world).await;
    blocked(&world, &ada, &nothing(), "TEAM_CALLING_SUSPENDED").await;
    assert!(
        shown(&world).await["suspension"]["until"].is_u64(),
        "until when"
    );

    world
        .sql("UPDATE calls SET initiated_at = initiated_at - 300000")
        .await;
    allowed(&ada, &nothing()).await;
    assert_eq!(
        shown(&world).await["suspension"],
        Value::Null,
        "it ended by itself"
    );
}

#[tokio::test]
async fn an_administrator_lifts_the_suspension() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let _desk = ada.desk("ada-1").await;
    rules(&world, &json!({"missed_calls": 1})).await;
    misses_a_call(&world).await;
    blocked(&world, &ada, &nothing(), "TEAM_CALLING_SUSPENDED").await;
    let path = format!("{RULES}/suspension");
    ada.delete(&path).await.refused(403, "forbidden");
    let token = world.token(&["settings"]).await;
    let request = world.http.delete(world.url() + &path).bearer_auth(token);
    let lifted = Answer::of(request).await.ok();
    assert_eq!(lifted["suspension"], Value::Null);
    assert_eq!(lifted["data"]["missed_calls"], 1, "the safeguard stays");
    allowed(&ada, &nothing()).await;
    misses_a_call(&world).await;
    blocked(&world, &ada, &nothing(), "TEAM_CALLING_SUSPENDED").await;
}
