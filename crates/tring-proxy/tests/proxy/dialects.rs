//! The same call at each provider that the simulator plays, whatever its ids and events.

use serde_json::{Value, json};
use tring_protocol::{call::CallStatus, events::MessageKind, permission::Grant};

use crate::world::{
    ANSWER, Agent, CUSTOMER, World,
    channels::{PLACES, Place},
    desk::Desk,
    initiate, nothing,
};

/// A channel at `place` whose webhooks come here; its id.
async fn channel(world: &World, admin: &Agent, place: &Place) -> String {
    let (id, webhook_url) = world.add(admin, &place.draft(world)).await;
    place.open(world, Some(&webhook_url), true).await;
    id
}

/// Dials from the desk and this channel; our id of the call.
async fn dial(agent: &Agent, desk: &Desk, channel_id: &str) -> String {
    let mut request = initiate(CUSTOMER);
    request.desk_id = Some(desk.id.clone());
    request.channel_id = Some(channel_id.to_owned());
    let request = serde_json::to_value(&request).unwrap();
    let call = agent.post("/api/calls/initiate", &request).await.ok();
    call["call_id"].as_str().unwrap().to_owned()
}

/// The customer picks up; where the provider does not say so, the page hears it.
async fn picked_up(agent: &Agent, place: &Place, call_id: &str) {
    if place.provider == "positus" {
        let heard = json!({"desk_id": "ada-1"});
        agent.act(call_id, "heard", &heard).await.ok();
    }
    agent.until_status(call_id, CallStatus::InProgress).await;
}

#[tokio::test]
async fn an_outgoing_call_is_answered_and_hung_up_at_each_provider() {
    let world = World::start().await;
    let admin = world.admin().await;
    for place in &PLACES {
        let channel_id = channel(&world, &admin, place).await;
        let mut desk = admin.desk("ada-1").await;
        let call_id = dial(&admin, &desk, &channel_id).await;
        let answer = desk.next_of(MessageKind::SdpAnswer).await;
        assert_eq!(
            answer.call_id.as_ref(),
            Some(&call_id),
            "{}",
            place.provider
        );
        let ringing = world.provider.call_in("ringing").await;
        let id = ringing["id"].as_str().unwrap();
        world.provider.press(id, "answer").await;
        picked_up(&admin, place, &call_id).await;
        admin.act(&call_id, "end", &nothing()).await.ok();
        world.provider.call_in("ended").await;
        let call = admin.call(&call_id).await;
        assert_eq!(call["status"], "completed", "{}: {call}", place.provider);
        assert_eq!(call["from_number"], place.number);
    }
    assert_eq!(
        world.count("calls").await,
        5,
        "one each, and none of nobody's"
    );
}

/// Races 1 to 3 in one: the webhook beats the response, and every webhook comes twice.
#[tokio::test]
async fn webhooks_before_the_response_and_twice_change_nothing_at_any_provider() {
    let world = World::start().await;
    let admin = world.admin().await;
    let script = json!({"webhook_before_response": true, "webhook_twice": true});
    world.provider.script(CUSTOMER, &script).await;
    for place in &PLACES {
        let channel_id = channel(&world, &admin, place).await;
        let mut desk = admin.desk("ada-1").await;
        let call_id = dial(&admin, &desk, &channel_id).await;
        let answer = desk.next_of(MessageKind::SdpAnswer).await;
        assert_eq!(
            answer.call_id.as_ref(),
            Some(&call_id),
            "{}",
            place.provider
        );
        let ringing = world.provider.call_in("ringing").await;
        let id = ringing["id"].as_str().unwrap();
        world.provider.press(id, "decline").await;
        let ended = desk.next_of(MessageKind::CallEnded).await.call.unwrap();
        assert_eq!(ended.call_id, call_id);
        let again = desk.come_already();
        let kinds: Vec<_> = again.iter().map(|message| message.kind).collect();
        assert!(kinds.is_empty(), "{}: {kinds:?}", place.provider);
    }
    assert_eq!(world.count("calls").await, 5);
}

#[tokio::test]
async fn a_hang_up_while_it_rings_reaches_each_provider() {
    let world = World::start().await;
    let admin = world.admin().await;
    for place in &PLACES {
        let channel_id = channel(&world, &admin, place).await;
        let desk = admin.desk("ada-1").await;
        let call_id = dial(&admin, &desk, &channel_id).await;
        admin.act(&call_id, "end", &nothing()).await.ok();
        world.provider.call_in("ended").await;
        let call = admin.call(&call_id).await;
        assert_eq!(call["status"], "no_answer", "{}: {call}", place.provider);
    }
}

#[tokio::test]
async fn a_customers_call_is_answered_at_each_provider() {
    let world = World::start().await;
    let admin = world.admin().await;
    for place in &PLACES {
        channel(&world, &admin, place).await;
        let mut desk = admin.desk("ada-1").await;
        let call = json!({
            "customer": CUSTOMER,
            "name": "Grace Hopper",
            "number_id": place.number_id,
        });
        world.provider.places(&call).await;
        let ringing = desk
            .call_where(|call| call.status == CallStatus::Ringing)
            .await;
        assert_eq!(ringing.contact_phone.as_deref(), Some(CUSTOMER));
        let claim = json!({"desk_id": "ada-1"});
        let claimed = admin.act(&ringing.call_id, "claim", &claim).await.ok();
        let answer = json!({"desk_id": "ada-1", "sdp_answer": ANSWER});
        if claimed["pre_accept"] == true {
            admin
                .act(&ringing.call_id, "pre-accept", &answer)
                .await
                .ok();
        }
        admin.act(&ringing.call_id, "answer", &answer).await.ok();
        world.provider.call_in("in_progress").await;
        admin.act(&ringing.call_id, "end", &nothing()).await.ok();
        world.provider.call_in("ended").await;
        let call = admin.call(&ringing.call_id).await;
        assert_eq!(call["status"], "completed", "{}: {call}", place.provider);
    }
}

#[tokio::test]
async fn what_the_customer_grants_and_revokes_is_told_at_each_provider() {
    let world = World::start().await;
    let admin = world.admin().await;
    for place in &PLACES {
        let channel_id = channel(&world, &admin, place).await;
        let mut desk = admin.desk("ada-1").await;
        let thumb = format!("/sim/permissions/{CUSTOMER}");
        for (act, body, grant) in [
            ("grant", json!({"permanent": false}), Grant::Temporary),
            ("grant", json!({"permanent": true}), Grant::Permanent),
            ("revoke", json!({}), Grant::None),
        ] {
            let mut body: Value = body;
            body["number_id"] = json!(place.number_id);
            world.provider.act(&format!("{thumb}/{act}"), &body).await;
            if place.provider == "positus" {
                // Its documents have no such webhook: the page finds out by asking.
                continue;
            }
            let told = desk.next_of(MessageKind::PermissionChanged).await;
            let told = told.permission.unwrap();
            assert_eq!(
                (told.grant, &told.channel_id),
                (grant, &channel_id),
                "{}",
                place.provider
            );
        }
        let query = format!("/api/permissions?phone_number={CUSTOMER}&channel_id={channel_id}");
        let shown = admin.get(&query).await.ok();
        assert_eq!(shown["grant"], "none", "{}: {shown}", place.provider);
    }
}

#[tokio::test]
async fn the_customer_is_asked_in_each_providers_way_and_the_reply_is_told() {
    let world = World::start().await;
    let admin = world.admin().await;
    world.provider.permits(CUSTOMER, "no_permission").await;
    for place in &PLACES {
        let mut draft = place.draft(&world);
        draft["permission_template"] = json!("sample_cpr_template:en_US");
        let (channel_id, webhook_url) = world.add(&admin, &draft).await;
        place.open(&world, Some(&webhook_url), true).await;
        let mut desk = admin.desk("ada-1").await;
        let body = json!({"phone_number": CUSTOMER, "channel_id": channel_id});
        let asked = admin.post("/api/permissions/request", &body).await.ok();
        assert!(asked["asked_at"].is_u64(), "{}: {asked}", place.provider);
        let request = world.provider.permission_request().await;
        assert_eq!(request["number_id"], place.number_id);
        world.provider.replies(&request, "permanent").await;
        if place.provider != "positus" {
            desk.next_of(MessageKind::PermissionChanged).await;
            let told = desk.next_of(MessageKind::PermissionChanged).await;
            let told = told.permission.unwrap();
            assert_eq!(
                (told.grant, told.asked_at),
                (Grant::Permanent, None),
                "{}",
                place.provider
            );
        }
        let query = format!("/api/permissions?phone_number={CUSTOMER}&channel_id={channel_id}");
        let shown = admin.get(&query).await.ok();
        assert_eq!(shown["grant"], "permanent", "{}: {shown}", place.provider);
    }
}
