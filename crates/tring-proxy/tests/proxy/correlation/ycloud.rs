//! YCloud: an id of our number that webhooks tell; and which channel a call goes out from.

use super::*;

// YCloud ends a call by an id of our number that only its webhooks tell. An agent who hung up before the first one
// left the customer's phone ringing.
#[tokio::test]
async fn a_hang_up_that_lacks_the_numbers_id_is_tried_until_a_webhook_brings_it() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = Handmade::channel(&world, "ycloud", &["--default"]).await;
    let desk = ada.desk("ada-1").await;
    let dialled = json!({"wacid": "wacid.Y1", "success": true});
    provider.answers("/calls/connect", 200, dialled);
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    ada.act(&call_id, "end", &nothing()).await.ok();
    until("a try without the id", async || {
        let attempts: Option<i64> =
            sqlx::query_scalar("SELECT attempts FROM provider_actions WHERE kind = 'terminate'")
                .fetch_optional(world.store().await.readers())
                .await
                .unwrap();
        attempts.filter(|attempts| *attempts > 0)
    })
    .await;
    assert!(provider.asked("/terminate").is_empty(), "without the id");
    let connect = json!({
        "id": "evt_1",
        "type": "whatsapp.call.connect",
        "apiVersion": "v2",
        "createTime": "2026-11-21T07:41:01.554Z",
        "callingConnect": {
            "id": "1",
            "wacid": "wacid.Y1",
            "phoneId": "461269257068832",
            "from": OTHER_BUSINESS,
            "to": CUSTOMER,
            "direction": "BUSINESS_INITIATED",
            "sdpType": "answer",
            "sdp": CUSTOMER_ANSWER,
            "dialTime": now_seconds() * 1_000,
        },
    });
    provider.tells(&world, &connect).await;
    let ended = provider.until_asked("/terminate", 1).await;
    assert_eq!(ended[0]["phoneId"], "461269257068832");
    assert_eq!(ended[0]["wacid"], "wacid.Y1");
}

#[tokio::test]
async fn a_call_goes_out_from_the_channel_that_it_names_else_from_the_default() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let options = ["--number-id", "number-1"];
    let provider = Handmade::channel(&world, "positus", &options).await;
    let mut named = initiate(CUSTOMER);
    named.channel_id = Some(provider.channel_id.clone());
    let named = serde_json::to_value(&named).unwrap();
    let elsewhere = ada.post("/api/calls/initiate", &named).await.ok();
    let default = serde_json::to_value(initiate(CUSTOMER)).unwrap();
    let default = ada.post("/api/calls/initiate", &default).await.ok();
    assert_eq!(provider.asked("/make").len(), 1);
    assert_eq!(world.provider.asked("connect").await, 1);
    let elsewhere = ada.call(elsewhere["call_id"].as_str().unwrap()).await;
    assert_eq!(elsewhere["from_number"], OTHER_BUSINESS);
    let default = ada.call(default["call_id"].as_str().unwrap()).await;
    assert_eq!(default["from_number"], crate::world::BUSINESS);
    let mut unknown = initiate(CUSTOMER);
    unknown.channel_id = Some("channel_0".to_owned());
    let unknown = serde_json::to_value(&unknown).unwrap();
    ada.post("/api/calls/initiate", &unknown)
        .await
        .refused(404, "not_found");
}
