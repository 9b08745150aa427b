//! `/api/channels`: who may, what is kept, the default, and what becomes of a removed channel.

use serde_json::{Value, json};
use tring_protocol::call::CallStatus;

use crate::world::{
    ACCESS_TOKEN, ANSWER, Answer, BUSINESS, CUSTOMER, OTHER_CUSTOMER, VERIFY_TOKEN, WEBHOOK_KEY,
    WEBHOOK_SECRET, World,
    channels::META,
    initiate_json, log, nothing,
    webhook::{customer_connects, now_seconds, send},
};

#[tokio::test]
async fn an_administrator_adds_a_channel_and_sees_its_webhook_address_once() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (id, url) = world.add(&admin, &META.draft(&world)).await;
    let base = format!("{}/api/webhook/meta/", world.url());
    let key = url.strip_prefix(&base).expect("the proxy's own address");
    assert_eq!(key.len(), 40, "a random last part");
    log::hide(key);

    let list = admin.get("/api/channels").await;
    assert!(!list.text.contains(key), "shown once");
    let list = list.ok();
    assert_eq!(list["data"][0]["number"], BUSINESS, "the default first");
    assert_eq!(list["data"][0]["is_default"], true);
    assert_eq!(list["data"][1]["id"], *id);
    assert_eq!(list["data"][1]["provider_title"], "Meta Cloud API");
    assert_eq!(list["data"][1]["account_id"], META.account_id);
    let one = admin.get(&format!("/api/channels/{id}")).await.ok();
    assert_eq!(one["data"], list["data"][1]);
    assert_eq!(one.get("webhook_url"), None);
}

#[tokio::test]
async fn no_answer_holds_a_credential() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (id, _) = world.add(&admin, &META.draft(&world)).await;
    let channel = format!("/api/channels/{id}");
    let answers = [
        admin.get("/api/channels").await,
        admin.get(&channel).await,
        admin.get("/api/session").await,
        admin.patch(&channel, &json!({"name": "Renamed"})).await,
        admin.post("/api/channels", &META.draft(&world)).await,
        admin.post(&format!("{channel}/check"), &nothing()).await,
        admin.get(&format!("{channel}/settings")).await,
    ];
    for answer in answers {
        for secret in [ACCESS_TOKEN, WEBHOOK_SECRET, VERIFY_TOKEN, WEBHOOK_KEY] {
            assert!(!answer.text.contains(secret), "{}", answer.text);
        }
    }
}

#[tokio::test]
async fn channels_are_for_administrators_and_tokens_made_for_them() {
    let world = World::start().await;
    let agent = world.agent("Bob").await;
    let own = world.own_channel().await;
    let reader = world.token(&["calls:read", "calls:write"]).await;
    for path in [
        "/api/channels",
        "/api/providers",
        &format!("/api/channels/{own}"),
    ] {
        let error = agent.get(path).await.refused(403, "forbidden");
        let sentence = error["error"].as_str().unwrap();
        assert!(sentence.contains("administrators"), "{sentence}");
        let error = world
            .get_with(&reader, path)
            .await
            .refused(403, "forbidden");
        // It named all abilities, and who had two of them could not tell which was missing.
        let sentence = error["error"].as_str().unwrap();
        assert!(sentence.contains("`channels`"), "{sentence}");
        assert!(!sentence.contains("calls:"), "{sentence}");
    }
    let draft = META.draft(&world);
    agent
        .post("/api/channels", &draft)
        .await
        .refused(403, "forbidden");
    let channel = format!("/api/channels/{own}");
    agent
        .patch(&channel, &json!({"name": "x"}))
        .await
        .refused(403, "forbidden");
    agent.delete(&channel).await.refused(403, "forbidden");
    for action in [
        "check",
        "rotate-secret",
        "rotate-webhook-url",
        "permission-template",
    ] {
        let body = json!({"webhook_secret": "s", "name": "n", "language": "de", "body": "b"});
        let answer = agent.post(&format!("{channel}/{action}"), &body).await;
        answer.refused(403, "forbidden");
    }
    agent
        .get(&format!("{channel}/settings"))
        .await
        .refused(403, "forbidden");
    agent
        .patch(&format!("{channel}/settings"), &json!({"enabled": true}))
        .await
        .refused(403, "forbidden");
    let keeper = world.token(&["channels"]).await;
    let added = world.post_with(&keeper, "/api/channels", &draft).await;
    assert_eq!(added.status, 201, "{}", added.text);
    let list = world.get_with(&keeper, "/api/channels").await.ok();
    assert_eq!(list["data"].as_array().unwrap().len(), 2);
    world
        .get_with(&keeper, "/api/calls")
        .await
        .refused(403, "forbidden");
}

#[tokio::test]
async fn a_page_of_another_origin_changes_no_channel() {
    let world = World::start().await;
    let admin = world.admin().await;
    let request = world
        .http
        .post(world.url() + "/api/channels")
        .header("cookie", &admin.cookie)
        .header("origin", "https://evil.example");
    Answer::of(request.json(&META.draft(&world)))
        .await
        .refused(403, "forbidden");
    assert_eq!(world.count("channels").await, 1);
}

#[tokio::test]
async fn another_teams_channel_does_not_exist() {
    let world = World::start().await;
    world.cli(&["team", "add", "Others"]).await;
    let add = ["user", "add", "--team", "Others", "--name", "Eve"];
    let stranger = crate::world::Agent::sign_in(&world, "Others", "Eve").await;
    let role = [
        "--email",
        "eve@example.org",
        "--role",
        "owner",
        "--if-absent",
    ];
    world.cli(&[&add[..], &role].concat()).await;
    let channel = format!("/api/channels/{}", world.own_channel().await);
    assert_eq!(stranger.get("/api/channels").await.ok()["data"], json!([]));
    stranger.get(&channel).await.refused(404, "not_found");
    stranger
        .patch(&channel, &json!({"name": "x"}))
        .await
        .refused(404, "not_found");
    stranger.delete(&channel).await.refused(404, "not_found");
    let rotate = format!("{channel}/rotate-webhook-url");
    stranger
        .post(&rotate, &nothing())
        .await
        .refused(404, "not_found");
    assert_eq!(
        world.cli(&["channel", "list"]).await[0]["name"],
        "Demo shop"
    );
}

#[tokio::test]
async fn a_change_keeps_what_it_does_not_name() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (id, _) = world.add(&admin, &META.draft(&world)).await;
    META.open(&world, None, true).await;
    let channel = format!("/api/channels/{id}");
    let before = admin.get(&channel).await.ok()["data"].clone();
    let renamed = admin.patch(&channel, &json!({"name": "Sales"})).await.ok();
    let mut expected = before.clone();
    expected["name"] = json!("Sales");
    assert_eq!(renamed["data"], expected);
    // The credentials are among what was kept.
    admin.get(&format!("{channel}/settings")).await.ok();
    let other = json!({"provider": "ycloud"});
    let error = admin
        .patch(&channel, &other)
        .await
        .refused(400, "invalid_request");
    assert!(
        error["error"]
            .as_str()
            .unwrap()
            .contains("another provider")
    );
    let taken = json!({"number_id": crate::world::NUMBER_ID});
    let error = admin
        .patch(&channel, &taken)
        .await
        .refused(409, "wrong_state");
    assert!(error["error"].as_str().unwrap().contains("Demo shop"));
    assert_eq!(admin.get(&channel).await.ok()["data"], expected);
}

#[tokio::test]
async fn a_number_has_one_channel_at_a_provider() {
    let world = World::start().await;
    let admin = world.admin().await;
    world.add(&admin, &META.draft(&world)).await;
    let answer = admin.post("/api/channels", &META.draft(&world)).await;
    let error = answer.refused(409, "wrong_state");
    assert!(error["error"].as_str().unwrap().contains("Shop at meta"));
    assert_eq!(world.count("channels").await, 2);
}

// Two administrators enter the same number at the same moment.
#[tokio::test]
async fn of_two_who_add_one_number_at_once_one_is_told() {
    let world = World::start().await;
    let admin = world.admin().await;
    let draft = META.draft(&world);
    let (one, other) = tokio::join!(
        admin.post("/api/channels", &draft),
        admin.post("/api/channels", &draft)
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    assert_eq!(
        world.count("channels").await,
        2,
        "the world's own and one more"
    );
}

#[tokio::test]
async fn calls_go_out_from_the_default_channel_unless_one_is_named() {
    let world = World::start().await;
    let admin = world.admin().await;
    META.open(&world, None, true).await;
    let (other, _) = world.add(&admin, &META.draft(&world)).await;
    let mut named = initiate_json(CUSTOMER);
    named["channel_id"] = json!(other);
    let call = admin.post("/api/calls/initiate", &named).await.ok();
    let from = admin.call(call["call_id"].as_str().unwrap()).await["from_number"].clone();
    assert_eq!(from, META.number);
    let call = admin
        .post("/api/calls/initiate", &initiate_json(OTHER_CUSTOMER))
        .await
        .ok();
    let from = admin.call(call["call_id"].as_str().unwrap()).await["from_number"].clone();
    assert_eq!(from, BUSINESS, "the default");

    let made = json!({"is_default": true});
    let path = format!("/api/channels/{other}");
    let made = admin.patch(&path, &made).await.ok();
    assert_eq!(made["data"]["is_default"], true);
    let session = admin.get("/api/session").await.ok();
    let ids: Vec<&Value> = session["channels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|channel| &channel["id"])
        .collect();
    assert_eq!(ids, [&json!(other), &json!(world.own_channel().await)]);
    let error = admin.patch(&path, &json!({"is_default": false})).await;
    let error = error.refused(400, "invalid_request");
    assert!(error["error"].as_str().unwrap().contains("default"));
}

#[tokio::test]
async fn a_channel_with_a_live_call_is_not_removed() {
    let world = World::start().await;
    let admin = world.admin().await;
    let desk = admin.desk("ada-1").await;
    let channel = format!("/api/channels/{}", world.own_channel().await);
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call = admin.until_ringing().await;
    let error = admin.delete(&channel).await.refused(409, "wrong_state");
    assert!(
        error["error"]
            .as_str()
            .unwrap()
            .contains("call is under way")
    );
    let call_id = call["call_id"].as_str().unwrap();
    let claim = json!({"desk_id": "ada-1"});
    admin.act(call_id, "claim", &claim).await.ok();
    let answer = json!({"desk_id": "ada-1", "sdp_answer": ANSWER});
    admin.act(call_id, "answer", &answer).await.ok();
    admin.act(call_id, "end", &nothing()).await.ok();
    admin.until_status(call_id, CallStatus::Completed).await;
    world.provider.call_in("ended").await;
    crate::world::until("the provider's word that it is over", async || {
        (admin.delete(&channel).await.status == 200).then_some(())
    })
    .await;
    drop(desk);
}

#[tokio::test]
async fn a_removed_channel_is_gone_but_its_calls_stay() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (other, _) = world.add(&admin, &META.draft(&world)).await;
    let own = world.own_channel().await;
    let webhook = customer_connects("wacid.1", CUSTOMER, now_seconds() - 3_600);
    send(&world, &webhook).await.ok();
    let deliveries = world.count("webhook_deliveries").await;
    assert_eq!(deliveries, 1);
    admin.delete(&format!("/api/channels/{own}")).await.ok();

    let list = admin.get("/api/channels").await.ok();
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    assert_eq!(list["data"][0]["id"], *other);
    assert_eq!(
        list["data"][0]["is_default"], true,
        "the default is passed on"
    );
    admin
        .get(&format!("/api/channels/{own}"))
        .await
        .refused(404, "not_found");
    let mut dial = initiate_json(CUSTOMER);
    dial["channel_id"] = json!(own);
    admin
        .post("/api/calls/initiate", &dial)
        .await
        .refused(404, "not_found");
    let history = admin.get("/api/calls").await.ok();
    assert_eq!(
        history["data"].as_array().unwrap().len(),
        1,
        "history stays"
    );

    let webhook = customer_connects("wacid.2", OTHER_CUSTOMER, now_seconds());
    let error = send(&world, &webhook).await.refused(404, "not_found");
    let sentence = error["error"].as_str().unwrap();
    assert!(sentence.contains("removed"), "{sentence}");
    assert_eq!(
        world.count("webhook_deliveries").await,
        deliveries,
        "not stored"
    );
    let credentials: String = sqlx::query_scalar("SELECT credentials FROM channels WHERE id = $1")
        .bind(&own)
        .fetch_one(world.store().await.readers())
        .await
        .unwrap();
    assert_eq!(credentials, "", "its credentials are gone");
}

#[tokio::test]
async fn a_number_that_comes_back_has_its_calls_and_a_new_webhook_address() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (id, url) = world.add(&admin, &META.draft(&world)).await;
    admin.delete(&format!("/api/channels/{id}")).await.ok();
    let (again, new_url) = world.add(&admin, &META.draft(&world)).await;
    assert_eq!(again, id);
    assert_ne!(new_url, url);
    let ask = |url: &str| {
        let query = format!("hub.mode=subscribe&hub.verify_token={VERIFY_TOKEN}&hub.challenge=1");
        Answer::of(world.http.get(format!("{url}?{query}")))
    };
    assert_eq!(ask(&new_url).await.text, "1");
    ask(&url).await.refused(404, "not_found");
}

#[tokio::test]
async fn the_last_channel_can_be_removed_and_dialling_says_what_is_missing() {
    let world = World::start().await;
    let admin = world.admin().await;
    let own = world.own_channel().await;
    admin.delete(&format!("/api/channels/{own}")).await.ok();
    admin
        .delete(&format!("/api/channels/{own}"))
        .await
        .refused(404, "not_found");
    let error = admin
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .refused(400, "blocked");
    assert!(error["error"].as_str().unwrap().contains("no channel"));
    assert_eq!(admin.get("/api/session").await.ok()["channels"], json!([]));
}
