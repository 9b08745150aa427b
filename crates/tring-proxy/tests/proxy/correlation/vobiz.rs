//! Vobiz: one id from dialling, another in webhooks.

use super::*;

#[tokio::test]
async fn two_ids_of_one_call_are_linked_and_actions_use_the_one_from_dialling() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = vobiz(&world).await;
    let mut desk = ada.desk("ada-1").await;
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    provider
        .tells(&world, &vobiz_status("wacid.V1", "RINGING"))
        .await;
    desk.next_of(MessageKind::CallRinging).await;
    let connect = vobiz_connect("wacid.V1", &json!({"to": digits(CUSTOMER)}));
    provider.tells(&world, &connect).await;
    let answer = desk.next_of(MessageKind::SdpAnswer).await;
    assert_eq!(answer.call_id.as_ref(), Some(&call_id));
    provider
        .tells(&world, &vobiz_status("wacid.V1", "ACCEPTED"))
        .await;
    desk.next_of(MessageKind::CallAnswered).await;
    assert_eq!(
        ids(&world).await,
        (Some(UUID.to_owned()), Some("wacid.V1".to_owned()))
    );
    assert_eq!(world.count("provider_calls").await, 2, "both are the call");
    ada.act(&call_id, "end", &nothing()).await.ok();
    let ended = provider.until_asked("/action", 1).await;
    assert_eq!(ended[0]["call_id"], UUID);
    assert_eq!(ended[0]["action"], "terminate");
    provider.tells(&world, &vobiz_terminate("wacid.V1")).await;
    assert_eq!(ada.call(&call_id).await["end_reason"], "hung_up");
}

#[tokio::test]
async fn race_1_the_webhooks_id_comes_first_and_the_dialled_one_is_used() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = vobiz(&world).await;
    let mut desk = ada.desk("ada-1").await;
    provider.hold("/calls/whatsapp");
    let call_id = dial_in_the_background(&ada, &mut desk).await;
    provider.until_asked("/calls/whatsapp", 1).await;
    let connect = vobiz_connect("wacid.V2", &json!({"to": digits(CUSTOMER)}));
    provider.tells(&world, &connect).await;
    desk.next_of(MessageKind::SdpAnswer).await;
    assert_eq!(ids(&world).await.0.as_deref(), Some("wacid.V2"));
    provider.release();
    until("the dialled id to be known", async || {
        (ids(&world).await.0.as_deref() == Some(UUID)).then_some(())
    })
    .await;
    provider.tells(&world, &vobiz_terminate("wacid.V2")).await;
    ada.until_status(&call_id, CallStatus::NoAnswer).await;
}

#[tokio::test]
async fn race_2_a_terminate_that_names_nobody_waits_for_its_connect() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = vobiz(&world).await;
    let desk = ada.desk("ada-1").await;
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    provider.tells(&world, &vobiz_terminate("wacid.V3")).await;
    assert_eq!(ada.call(&call_id).await["status"], "initiated");
    let connect = vobiz_connect("wacid.V3", &json!({"to": digits(CUSTOMER)}));
    provider.tells(&world, &connect).await;
    ada.until_status(&call_id, CallStatus::NoAnswer).await;
}

#[tokio::test]
async fn a_customer_who_hides_the_number_is_the_only_call_under_way_and_known_from_then_on() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = vobiz(&world).await;
    let mut desk = ada.desk("ada-1").await;
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    let connect = vobiz_connect(
        "wacid.V4",
        &json!({"to_user_id": "US.13491208655302741918"}),
    );
    provider.tells(&world, &connect).await;
    let answer = desk.next_of(MessageKind::SdpAnswer).await;
    assert_eq!(answer.call_id.as_ref(), Some(&call_id));
    let known: (Option<String>, Option<String>) =
        sqlx::query_as("SELECT phone, provider_user_id FROM contacts")
            .fetch_one(world.store().await.readers())
            .await
            .unwrap();
    assert_eq!(known.0.as_deref(), Some(CUSTOMER));
    assert_eq!(known.1.as_deref(), Some("US.13491208655302741918"));
}
