//! Permissions at a provider that cannot be asked: templates, and what our own rows say of the limits.

use serde_json::json;
use tring_protocol::{events::MessageKind, permission::Grant};

use crate::{
    permissions::shown,
    world::{CUSTOMER, Handmade, World, until},
};

const CHANNEL: &str = "3f1c9b7e-2d4a-4f6b-9c8e-0a1b2c3d4e5f";

fn options() -> Vec<&'static str> {
    vec![
        "--number-id",
        CHANNEL,
        "--account-id",
        "MA_TEST",
        "--default",
    ]
}

fn provider_with_messages(provider: &Handmade) {
    let channels =
        json!({"items": [{"id": CHANNEL, "waba_id": "1", "phone_number": "+551140001234"}]});
    provider.answers("/channels/whatsapp", 200, channels);
    let sent = json!({"id": "m-1", "meta_message_id": "wamid.1", "status": "sent"});
    provider.answers("/messages", 200, sent);
}

fn of_customer() -> String {
    format!("phone_number={CUSTOMER}")
}

#[tokio::test]
async fn without_a_template_the_page_is_told_where_to_add_one() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = Handmade::channel(&world, "vobiz", &options()).await;
    let shown = shown(&ada, &of_customer()).await;
    assert_eq!(shown.channel_id, provider.channel_id, "it is the default");
    assert_eq!((shown.grant, shown.can_call), (Grant::Unknown, None));
    let refusal = shown.ask_refusal.unwrap();
    assert!(refusal.contains("template"), "{refusal}");
    let body = json!({"phone_number": CUSTOMER});
    let refused = ada.post("/api/permissions/request", &body).await;
    assert_eq!(refused.refused(409, "wrong_state")["error"], refusal);
    assert!(provider.asked("/messages").is_empty(), "nothing was sent");
}

#[tokio::test]
async fn the_channels_template_is_sent_once_and_our_own_rows_count_it() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut options = options();
    options.extend(["--permission-template", "may_we_call:pt_BR"]);
    let provider = Handmade::channel(&world, "vobiz", &options).await;
    provider_with_messages(&provider);
    let before = shown(&ada, &of_customer()).await;
    assert_eq!(before.requests_left_today, Some(1));
    let body = json!({"phone_number": CUSTOMER});
    let asked = ada.post("/api/permissions/request", &body).await.ok();
    assert_eq!(asked["requests_left_today"], 0);
    assert_eq!(asked["requests_left_this_week"], 1);
    let sent = provider.asked("/messages");
    assert_eq!(sent.len(), 1);
    let text = sent[0].to_string();
    assert!(
        text.contains("may_we_call") && text.contains("pt_BR"),
        "{text}"
    );
    ada.post("/api/permissions/request", &body)
        .await
        .refused(409, "wrong_state");
    assert_eq!(provider.asked("/messages").len(), 1);
}

#[tokio::test]
async fn after_two_requests_in_a_week_the_third_is_refused_until_a_call_was_connected() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut options = options();
    options.extend(["--permission-template", "may_we_call"]);
    let provider = Handmade::channel(&world, "vobiz", &options).await;
    provider_with_messages(&provider);
    let body = json!({"phone_number": CUSTOMER});
    for days_ago in [5, 2] {
        ada.post("/api/permissions/request", &body).await.ok();
        grow_older(&world, days_ago).await;
    }
    let refused = ada.post("/api/permissions/request", &body).await;
    let refused = refused.refused(409, "wrong_state");
    assert!(
        refused["error"].as_str().unwrap().contains("seven days"),
        "{refused}"
    );
    connected_call(&world).await;
    ada.post("/api/permissions/request", &body).await.ok();
}

// Positus can be asked for the permission, and takes templates only: the lack of one was left to the provider to find.
#[tokio::test]
async fn a_provider_that_counts_itself_still_needs_a_template() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let options = ["--number-id", "number-1", "--default"];
    let provider = Handmade::channel(&world, "positus", &options).await;
    let body = json!({"phone_number": CUSTOMER});
    let refused = ada.post("/api/permissions/request", &body).await;
    let refused = refused.refused(409, "wrong_state");
    assert!(
        refused["error"].as_str().unwrap().contains("template"),
        "{refused}"
    );
    assert!(provider.asked("/messages").is_empty(), "nothing was sent");
    let sent = json!({"messages": [{"id": "wamid.1"}]});
    provider.answers("/messages", 200, sent);
    let named = json!({"phone_number": CUSTOMER, "template": "may_we_call", "language": "pt_BR"});
    ada.post("/api/permissions/request", &named).await.ok();
    let sent = provider.asked("/messages")[0].to_string();
    assert!(
        sent.contains("may_we_call") && sent.contains("pt_BR"),
        "{sent}"
    );
}

// The webhook that says that the request was not delivered is now and then here before the provider's answer, which
// alone tells the message's id.
#[tokio::test]
async fn a_failure_that_beats_the_providers_answer_is_not_lost() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let mut options = options();
    options.extend(["--permission-template", "may_we_call"]);
    let provider = Handmade::channel(&world, "vobiz", &options).await;
    provider_with_messages(&provider);
    provider.hold("/messages");
    let mut desk = ada.desk("ada-1").await;
    let request = ada
        .request(reqwest::Method::POST, "/api/permissions/request")
        .json(&json!({"phone_number": CUSTOMER}));
    let answer = tokio::spawn(request.send());
    provider.until_asked("/messages", 1).await;
    let failed = json!({
        "event_id": "failed-1",
        "event_type": "message.status",
        "account_id": "MA_TEST",
        "occurred_at": "2026-03-25T10:01:00Z",
        "payload": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "551140001234", "phone_number_id": "1"},
            "statuses": [{
                "id": "wamid.1",
                "status": "failed",
                "timestamp": "1774432860",
                "recipient_id": CUSTOMER.trim_start_matches('+'),
                "errors": [{"code": 131_026, "title": "Message undeliverable"}],
            }],
        },
    });
    provider.tells(&world, &failed).await;
    provider.release();
    assert_eq!(answer.await.unwrap().unwrap().status(), 200);
    let over = until("the end of the request", async || {
        let told = desk
            .next_of(MessageKind::PermissionChanged)
            .await
            .permission?;
        told.asked_at.is_none().then_some(told)
    })
    .await;
    let warning = over.warning.unwrap();
    assert!(
        warning.starts_with("Your last request did not reach"),
        "{warning}"
    );
}

/// The newest request was made some days ago.
async fn grow_older(world: &World, days: i64) {
    let store = world.store().await;
    let mut write = store.write().await.unwrap();
    sqlx::query(
        "UPDATE permission_requests SET asked_at = asked_at - $1 \
         WHERE id = (SELECT MAX(id) FROM permission_requests)",
    )
    .bind(days * 24 * 3_600_000)
    .execute(write.db())
    .await
    .unwrap();
    write.commit().await.unwrap();
}

/// The contact has talked with us.
async fn connected_call(world: &World) {
    let store = world.store().await;
    let mut write = store.write().await.unwrap();
    sqlx::query(
        "INSERT INTO calls (call_id, team_id, channel_id, contact_id, version, direction, status, from_number, \
         to_number, initiated_at, answered_at, ended_at) \
         SELECT 'call_before', team_id, channel_id, contact_id, 1, 'inbound', 'completed', '', '', \
         asked_at + 1, asked_at + 1, asked_at + 2 FROM permission_requests ORDER BY id DESC LIMIT 1",
    )
    .execute(write.db())
    .await
    .unwrap();
    write.commit().await.unwrap();
}

#[tokio::test]
async fn unanswered_calls_are_counted_warned_of_and_end_the_permission() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let provider = Handmade::channel(&world, "vobiz", &options()).await;
    let mut desk = ada.desk("ada-1").await;
    for number in 1..=4 {
        let uuid = format!("00000000-0000-4000-8000-00000000000{number}");
        let dialled = json!({"call_id": uuid, "status": "initiated", "direction": "outbound"});
        provider.answers("/calls/whatsapp", 201, dialled);
        let call = crate::world::initiate_json(CUSTOMER);
        let call = ada.post("/api/calls/initiate", &call).await.ok();
        let id = call["call_id"].as_str().unwrap();
        ada.act(id, "end", &json!({})).await.ok();
        desk.next_of(MessageKind::CallEnded).await;
        let shown = shown(&ada, &of_customer()).await;
        assert_eq!(shown.unanswered_in_a_row, number);
        assert_eq!(
            shown.warning.is_some(),
            (2..4).contains(&number),
            "{shown:?}"
        );
        let refused = shown.refusal.is_some();
        assert_eq!(
            (shown.grant == Grant::None, refused),
            (number == 4, number == 4)
        );
        until("the call to be over at the provider", async || {
            (provider.asked("/action").len() >= number as usize).then_some(())
        })
        .await;
    }
}
