//! The log of a whole call, at the finest level: it tells what happened, and no number, SDP or secret.

use serde_json::json;
use tring_protocol::events::MessageKind;

use crate::world::{
    ANSWER, CUSTOMER, OTHER_CUSTOMER, WEBHOOK_KEY, World, initiate_json, log, nothing,
};

// The writer of `world::log` ends the tests at the first forbidden word. Here everything that could print one is
// done once: dialling, answering, failing, signing in, webhooks.
#[tokio::test]
async fn a_whole_call_is_logged_without_numbers_sdp_or_secrets() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let token = world.token(&[]).await;
    let mut desk = ada.desk("ada-1").await;
    let script = json!({"response": {"status": 500}, "response_for": "connect"});
    world.provider.script(OTHER_CUSTOMER, &script).await;
    world
        .post_with(
            &token,
            "/api/calls/initiate",
            &initiate_json(OTHER_CUSTOMER),
        )
        .await
        .refused(502, "provider_unavailable");
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let ringing = desk
        .call_where(|call| !call.ringing_agents.is_empty())
        .await;
    let call_id = ringing.call_id;
    ada.act(&call_id, "claim", &json!({"desk_id": "ada-1"}))
        .await
        .ok();
    let answer = json!({"desk_id": "ada-1", "sdp_answer": ANSWER});
    ada.act(&call_id, "answer", &answer).await.ok();
    ada.act(&call_id, "end", &nothing()).await.ok();
    desk.next_of(MessageKind::CallEnded).await;
    world.provider.call_in("ended").await;

    assert!(
        log::lines_with("/api/calls/initiate") > 0,
        "requests are logged"
    );
    assert!(
        log::lines_with("/api/webhook/{provider}/{key}") > 0,
        "as templates"
    );
    assert!(
        log::lines_with("the provider did not do it") > 0,
        "failures are logged"
    );
    assert_eq!(log::lines_with(WEBHOOK_KEY), 0);
}
