//! What is done to calls is asked and answered as in seed 000's own samples.

use serde_json::{Value, json};
use tring_protocol::events::MessageKind;

use crate::world::{ANSWER, CUSTOMER, OTHER_CUSTOMER, World, desk::Desk, nothing};

fn sample(text: &str) -> Value {
    serde_json::from_str(text).expect("a sample")
}

async fn rings(desk: &mut Desk) -> String {
    let message = desk.next_of(MessageKind::CallRinging).await;
    message.call.expect("a call").call_id
}

#[tokio::test]
async fn a_client_of_the_seed_initiates_and_ends() {
    let world = World::start().await;
    let token = world.token(&[]).await;
    let ada = world.agent("Ada").await;
    let _desk = ada.desk("ada-1").await;
    let request = sample(include_str!("fixtures/app/initiate.request.json"));
    let path = "/api/calls/initiate";
    let answer = world.post_with(&token, path, &request).await.ok();
    let call_id = answer["call_id"].as_str().expect("an id").to_owned();
    assert!(call_id.starts_with("call_"), "{call_id}");
    let mut expected = sample(include_str!("fixtures/app/initiate.response.json"));
    expected["call_id"] = json!(call_id);
    assert_eq!(answer, expected);

    let path = format!("/api/calls/{call_id}/end");
    let answer = world.post_with(&token, &path, &nothing()).await.ok();
    let expected = sample(include_str!("fixtures/app/end.response.json"));
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn answers_and_rejections_are_answered_as_in_the_seed() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world.provider.customer_calls(CUSTOMER, &nothing()).await;
    let call_id = rings(&mut desk).await;
    let body = json!({"desk_id": "ada-1"});
    ada.act(&call_id, "claim", &body).await.ok();
    let body = json!({"desk_id": "ada-1", "sdp_answer": ANSWER});
    let answer = ada.act(&call_id, "answer", &body).await.ok();
    let expected = sample(include_str!("fixtures/app/answer.response.json"));
    assert_eq!(answer, expected);

    world
        .provider
        .customer_calls(OTHER_CUSTOMER, &nothing())
        .await;
    let call_id = rings(&mut desk).await;
    let answer = ada.act(&call_id, "reject", &nothing()).await.ok();
    let expected = sample(include_str!("fixtures/app/reject.response.json"));
    assert_eq!(answer, expected);
}
