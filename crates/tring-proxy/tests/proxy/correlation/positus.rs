//! Positus: no id from dialling, no direction, no times.

use super::*;

#[tokio::test]
async fn a_call_without_an_id_is_found_by_its_pair_and_heard_into_progress() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = positus(&world).await;
    let mut desk = ada.desk("ada-1").await;
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    let connect = positus_connect("wacid.P1", OTHER_BUSINESS, CUSTOMER);
    provider.tells(&world, &connect).await;
    let answer = desk.next_of(MessageKind::SdpAnswer).await;
    assert_eq!(answer.call_id.as_ref(), Some(&call_id));
    assert_eq!(
        world.count("calls").await,
        1,
        "it is no call of the customer's"
    );
    let heard = json!({"desk_id": "ada-1"});
    ada.act(&call_id, "heard", &heard).await.ok();
    let talking = desk.next_of(MessageKind::CallAnswered).await.call.unwrap();
    assert_eq!(talking.status, CallStatus::InProgress);
    ada.act(&call_id, "heard", &heard).await.ok();
    assert!(
        desk.come_already().is_empty(),
        "said again, it changes nothing"
    );
    ada.act(&call_id, "end", &nothing()).await.ok();
    let hung_up = provider.until_asked("/hang-up", 1).await;
    assert_eq!(hung_up[0]["call_id"], "wacid.P1");
    assert_eq!(ada.call(&call_id).await["status"], "completed");
}

#[tokio::test]
async fn only_the_page_that_dialled_hears_and_only_where_the_provider_does_not_say() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let desk = ada.desk("ada-1").await;
    let at_meta = dial(&ada, &desk, OTHER_CUSTOMER).await;
    ada.act(&at_meta, "heard", &json!({"desk_id": "ada-1"}))
        .await
        .refused(409, "wrong_state");
    let provider = positus(&world).await;
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    for (agent, desk_id) in [(&bob, "ada-1"), (&ada, "ada-2")] {
        agent
            .act(&call_id, "heard", &json!({"desk_id": desk_id}))
            .await
            .refused(409, "wrong_state");
    }
    let over = positus_terminate("wacid.P2", CUSTOMER, now_seconds());
    provider.tells(&world, &over).await;
    ada.until_status(&call_id, CallStatus::NoAnswer).await;
    ada.act(&call_id, "heard", &json!({"desk_id": "ada-1"}))
        .await
        .refused(409, "wrong_state");
    ada.act("call_0", "heard", &json!({"desk_id": "ada-1"}))
        .await
        .refused(404, "not_found");
}

// Race 1 where `make` returns no id at all: the webhook is the first that knows one.
#[tokio::test]
async fn race_1_the_answer_comes_before_the_response_that_has_no_id() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = positus(&world).await;
    let mut desk = ada.desk("ada-1").await;
    provider.hold("/make");
    let call_id = dial_in_the_background(&ada, &mut desk).await;
    provider.until_asked("/make", 1).await;
    let connect = positus_connect("wacid.P3", OTHER_BUSINESS, CUSTOMER);
    provider.tells(&world, &connect).await;
    provider.tells(&world, &connect).await;
    let answer = desk.next_of(MessageKind::SdpAnswer).await;
    assert_eq!(answer.call_id.as_ref(), Some(&call_id));
    provider.release();
    let over = positus_terminate("wacid.P3", CUSTOMER, now_seconds());
    provider.tells(&world, &over).await;
    let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
    assert_eq!(ended.end_reason, Some(EndReason::NoAnswer));
    assert_eq!(provider.asked("/make").len(), 1);
    assert_eq!(world.count("calls").await, 1);
}

// Race 2: the terminate overtakes the connect, and nothing but the pair says whose it is.
#[tokio::test]
async fn race_2_a_terminate_without_a_connect_ends_the_call_of_the_pair() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = positus(&world).await;
    let mut desk = ada.desk("ada-1").await;
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    let over = positus_terminate("wacid.P4", CUSTOMER, now_seconds());
    provider.tells(&world, &over).await;
    ada.until_status(&call_id, CallStatus::NoAnswer).await;
    let connect = positus_connect("wacid.P4", OTHER_BUSINESS, CUSTOMER);
    provider.tells(&world, &connect).await;
    assert_eq!(world.count("calls").await, 1);
    let kinds: Vec<_> = desk.come_already().iter().map(|told| told.kind).collect();
    assert!(!kinds.contains(&MessageKind::SdpAnswer), "{kinds:?}");
    assert!(provider.asked("/hang-up").is_empty(), "it is over already");
}

// A late terminate of the call before ended the next one with the same customer.
#[tokio::test]
async fn a_late_terminate_of_an_earlier_call_does_not_end_the_next_one() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = positus(&world).await;
    let desk = ada.desk("ada-1").await;
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    let late = positus_terminate("wacid.P5", CUSTOMER, now_seconds() - 900);
    provider.tells(&world, &late).await;
    assert_eq!(ada.call(&call_id).await["status"], "initiated");
    let over = positus_terminate("wacid.P6", CUSTOMER, now_seconds());
    provider.tells(&world, &over).await;
    ada.until_status(&call_id, CallStatus::NoAnswer).await;
}

// Race 7: hung up before anybody knew an id. The customer's phone rang on.
#[tokio::test]
async fn race_7_a_call_that_was_hung_up_without_an_id_is_ended_once_it_has_one() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = positus(&world).await;
    let desk = ada.desk("ada-1").await;
    let call_id = dial(&ada, &desk, CUSTOMER).await;
    ada.act(&call_id, "end", &nothing()).await.ok();
    assert!(
        provider.asked("/hang-up").is_empty(),
        "what should be named?"
    );
    let connect = positus_connect("wacid.P7", OTHER_BUSINESS, CUSTOMER);
    provider.tells(&world, &connect).await;
    let hung_up = provider.until_asked("/hang-up", 1).await;
    assert_eq!(hung_up[0]["call_id"], "wacid.P7");
    assert_eq!(world.count("calls").await, 1);
}

#[tokio::test]
async fn a_pair_that_nobody_dialled_is_a_customers_call() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = positus(&world).await;
    let mut desk = ada.desk("ada-1").await;
    dial(&ada, &desk, CUSTOMER).await;
    let connect = positus_connect("wacid.P8", OTHER_CUSTOMER, OTHER_BUSINESS);
    provider.tells(&world, &connect).await;
    let ringing = desk
        .call_where(|call| call.status == CallStatus::Ringing)
        .await;
    assert_eq!(ringing.contact_phone.as_deref(), Some(OTHER_CUSTOMER));
    ada.act(&ringing.call_id, "claim", &json!({"desk_id": "ada-1"}))
        .await
        .ok();
    let answer = json!({"desk_id": "ada-1", "sdp_answer": ANSWER});
    ada.act(&ringing.call_id, "answer", &answer).await.ok();
    assert_eq!(provider.asked("/accept")[0]["call_id"], "wacid.P8");
}

#[tokio::test]
async fn a_brazilian_number_is_found_in_its_short_form() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = positus(&world).await;
    let mut desk = ada.desk("ada-1").await;
    let call_id = dial(&ada, &desk, "+5511987654321").await;
    let connect = positus_connect("wacid.P9", OTHER_BUSINESS, "551187654321");
    provider.tells(&world, &connect).await;
    let answer = desk.next_of(MessageKind::SdpAnswer).await;
    assert_eq!(answer.call_id.as_ref(), Some(&call_id));
    assert_eq!(world.count("contacts").await, 1);
}
