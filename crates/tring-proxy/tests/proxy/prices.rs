//! What calls from a channel cost: the table, and what a call is stamped with.

use serde_json::{Value, json};
use tring_protocol::call::CallStatus;

use crate::world::{Agent, CUSTOMER, OTHER_CUSTOMER, World, initiate_json};

async fn prices_path(world: &World) -> String {
    format!("/api/channels/{}/prices", world.own_channel().await)
}

fn table(prices: &Value) -> Value {
    json!({"currency": "eur", "pulse_seconds": 6, "prices": prices})
}

#[tokio::test]
async fn a_table_is_given_back_as_it_is_kept() {
    let world = World::start().await;
    let ada = world.admin().await;
    let path = prices_path(&world).await;
    let empty = json!({"currency": "USD", "pulse_seconds": 6, "prices": []});
    assert_eq!(ada.get(&path).await.ok()["data"], empty);
    let given = table(&json!([
        {"prefix": "+4915", "per_minute": "0.07"},
        {"prefix": "+", "per_minute": "0.090000"},
    ]));
    let kept = json!({"currency": "EUR", "pulse_seconds": 6, "prices": [
        {"prefix": "+", "per_minute": "0.09"},
        {"prefix": "+4915", "per_minute": "0.07"},
    ]});
    assert_eq!(ada.put(&path, &given).await.ok()["data"], kept);
    assert_eq!(ada.get(&path).await.ok()["data"], kept);
    let less = json!({"currency": "JPY", "prices": [{"prefix": "+49", "per_minute": "7"}]});
    ada.put(&path, &less).await.ok();
    let kept = ada.get(&path).await.ok()["data"].clone();
    assert_eq!(
        kept["prices"].as_array().unwrap().len(),
        1,
        "the table is replaced: {kept}"
    );
    assert_eq!(kept["pulse_seconds"], 6, "the default");
}

#[tokio::test]
async fn a_table_that_makes_no_sense_is_refused_with_its_line() {
    let world = World::start().await;
    let ada = world.admin().await;
    let path = prices_path(&world).await;
    let line =
        |prefix: &str, per_minute: &str| json!([{"prefix": prefix, "per_minute": per_minute}]);
    for (body, named) in [
        (json!({"currency": "EUR"}), "prices"),
        (json!({"currency": "XYZ", "prices": []}), "currency"),
        (
            json!({"currency": "EUR", "pulse_seconds": 0, "prices": []}),
            "pulse_seconds",
        ),
        (
            json!({"currency": "EUR", "pulse_seconds": 3601, "prices": []}),
            "pulse_seconds",
        ),
        (
            json!({"currency": "EUR", "pulse_seconds": -6, "prices": []}),
            "pulse_seconds",
        ),
        (table(&line("49", "1")), "prefix"),
        (table(&line("+49 15", "1")), "prefix"),
        (table(&line("+1234567890123456", "1")), "prefix"),
        (table(&line("+49", "-1")), "per_minute"),
        (table(&line("+49", "0.0000001")), "per_minute"),
        (table(&line("+49", "1e3")), "per_minute"),
        (
            table(&json!([{"prefix": "+49", "per_minute": 0.05}])),
            "prices[0].per_minute",
        ),
        (
            table(
                &json!([{"prefix": "+49", "per_minute": "1"}, {"prefix": "+49", "per_minute": "2"}]),
            ),
            "line 2",
        ),
    ] {
        let error = ada.put(&path, &body).await.refused(400, "invalid_request")["error"].clone();
        assert!(error.as_str().unwrap().contains(named), "{named}: {error}");
    }
    assert_eq!(ada.get(&path).await.ok()["data"]["prices"], json!([]));
}

#[tokio::test]
async fn prices_are_for_administrators_of_the_team() {
    let world = World::start().await;
    let path = prices_path(&world).await;
    let eve = world.agent("Eve").await;
    eve.get(&path).await.refused(403, "forbidden");
    let prices = table(&json!([]));
    eve.put(&path, &prices).await.refused(403, "forbidden");
    world.cli(&["team", "add", "Another team"]).await;
    let bob = Agent::sign_in(&world, "Another team", "Bob").await;
    let role = [
        "user",
        "add",
        "--team",
        "Another team",
        "--name",
        "Bob",
        "--email",
        "bob@example.org",
        "--role",
        "admin",
        "--if-absent",
    ];
    world.cli(&role).await;
    bob.get(&path).await.refused(404, "not_found");
    bob.put(&path, &prices).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_call_keeps_the_price_that_it_was_placed_at() {
    let world = World::start().await;
    let ada = world.admin().await;
    let path = prices_path(&world).await;
    ada.put(
        &path,
        &table(&json!([{"prefix": "+49", "per_minute": "60"}, {"prefix": "+", "per_minute": "1"}])),
    )
    .await
    .ok();
    // The provider counts whole seconds, and says so when the customer hangs up: one of them at least.
    let script = json!({"answer": "after", "hang_up_after_ms": 1_050});
    world.provider.script(CUSTOMER, &script).await;
    let call = ada
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
    let call_id = call["call_id"].as_str().unwrap();
    ada.until_status(call_id, CallStatus::InProgress).await;
    ada.put(&path, &table(&json!([]))).await.ok();
    let call = ada.until_status(call_id, CallStatus::Completed).await;
    let pulses = call["duration_seconds"].as_u64().unwrap().div_ceil(6);
    assert!(pulses > 0, "{call}");
    assert_eq!(call["currency"], "EUR");
    assert_eq!(call["cost_formatted"], format!("€{}.00", pulses * 6));
    // Somebody else: the provider may not have heard yet that the first call is over.
    let next = ada
        .post("/api/calls/initiate", &initiate_json(OTHER_CUSTOMER))
        .await
        .ok();
    let next = ada.call(next["call_id"].as_str().unwrap()).await;
    assert_eq!(next["currency"], Value::Null, "there is no price any more");
}
