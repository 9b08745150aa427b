//! The typed client that the pages use, as a program in Rust uses it.

use tring_client::{
    CallFilter, Client,
    native::{ClientError, Http},
};
use tring_protocol::{
    api::EndRequest,
    call::{CallStatus, Direction},
    contact::{ContactDraft, change::Change},
    eligibility::EligibilityRequest,
    error::ErrorCode,
    statistics::Period,
};

use crate::world::{CUSTOMER, OTHER_CUSTOMER, World, initiate};

async fn client(world: &World) -> Client<Http> {
    let token = world.token(&[]).await;
    Client::new(Http::new(&world.url(), &token).expect("an address and a token"))
}

#[tokio::test]
async fn a_program_calls_a_contact_and_sees_what_became_of_it() {
    let world = World::start().await;
    let tring = client(&world).await;
    let draft = ContactDraft {
        name: Change::Set("Jane Smith".to_owned()),
        phone_number: Change::Set(CUSTOMER.to_owned()),
        ..ContactDraft::default()
    };
    let contact = tring.add_contact(&draft).await.expect("a contact").data;
    let question = EligibilityRequest {
        contact_id: Some(contact.id),
        ..EligibilityRequest::default()
    };
    let ada = world.agent("Ada").await;
    let _desk = ada.desk("desk_a").await;
    let checked = tring.check_eligibility(&question).await.expect("an answer");
    assert!(checked.data.eligible, "{checked:?}");

    let call = tring.initiate(&initiate(CUSTOMER)).await.expect("a call");
    let active = tring.active_calls().await.expect("live calls").data;
    assert_eq!(active[0].call_id, call.call_id);
    tring
        .end(&call.call_id, &EndRequest::default())
        .await
        .expect("an end");

    let ended = tring.call(&call.call_id).await.expect("the call").data;
    assert_eq!(ended.status, CallStatus::NoAnswer);
    assert_eq!(ended.contact.expect("the contact").id, contact.id);
    let filter = CallFilter {
        direction: Some(Direction::Outbound),
        contact_id: Some(contact.id),
        ..CallFilter::default()
    };
    assert_eq!(
        tring.calls(&filter).await.expect("a page").pagination.total,
        1
    );
    let history = tring
        .contact_history(contact.id, 1)
        .await
        .expect("a history");
    assert_eq!(history.data[0].call_id, call.call_id);
    let figures = tring.statistics(Period::Today).await.expect("figures").data;
    assert_eq!((figures.total_calls, figures.failed_calls), (1, 1));
    let steps = tring
        .call_events(&call.call_id)
        .await
        .expect("a timeline")
        .data;
    assert!(steps.len() >= 2, "{steps:?}");
}

#[tokio::test]
async fn a_refusal_comes_with_its_sentence_and_its_code() {
    let world = World::start().await;
    let tring = client(&world).await;
    let mut request = initiate(OTHER_CUSTOMER);
    request.phone_number = "0151 1234567".to_owned();
    match tring.initiate(&request).await {
        Err(ClientError::Refused { status: 400, body }) => {
            assert_eq!(body.code, ErrorCode::InvalidPhoneNumber);
            assert!(body.error.contains("country code"), "{}", body.error);
        }
        other => panic!("not a refusal: {other:?}"),
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_told_apart_from_a_refusal() {
    let mut world = World::start().await;
    let tring = client(&world).await;
    world.stop().await;
    let answer = tring.active_calls().await;
    assert!(
        matches!(answer, Err(ClientError::Unreachable(_))),
        "{answer:?}"
    );
}

#[test]
fn a_token_is_in_no_debug_output() {
    let http = Http::new("https://calls.example.org", "1|the-secret").expect("an address");
    assert!(!format!("{http:?}").contains("the-secret"));
}
