//! Webhook endpoints over HTTP: who may, and what an endpoint can be.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    webhooks_out::register,
    world::{Agent, Answer, World, nothing, receiver::Receiver},
};

const URL: &str = "http://127.0.0.1:9/hooks?key=k";

fn draft() -> Value {
    json!({"url": URL, "event_types": ["call.*", "agent.changed"]})
}

#[tokio::test]
async fn an_endpoint_is_added_shown_changed_and_removed() {
    let world = World::start().await;
    let admin = world.admin().await;
    let added = admin.post("/api/webhook-endpoints", &draft()).await;
    assert_eq!(added.status, 201, "{}", added.text);
    let id = added.json["data"]["id"].as_str().unwrap();
    let path = format!("/api/webhook-endpoints/{id}");
    let shown = admin.get(&path).await.ok()["data"].clone();
    assert_eq!(shown, added.json["data"]);
    assert_eq!(shown["url"], URL);
    assert_eq!(shown["event_types"], draft()["event_types"]);
    assert_eq!(
        (&shown["enabled"], &shown["description"]),
        (&json!(true), &json!(""))
    );
    let text = "CRM <script>alert('x')</script>'; DROP TABLE calls; --\n\"ü\"";
    let changed = admin
        .patch(&path, &json!({"description": text, "unknown": 1}))
        .await
        .ok();
    assert_eq!(changed["data"]["description"], text);
    assert_eq!(changed["data"]["url"], URL, "what is absent stays");
    assert_eq!(changed.get("secret"), None);
    let list = admin.get("/api/webhook-endpoints").await.ok();
    assert_eq!(list["data"], json!([changed["data"]]));
    assert_eq!(admin.delete(&path).await.ok()["success"], true);
    admin.get(&path).await.refused(404, "not_found");
    assert_eq!(
        admin.get("/api/webhook-endpoints").await.ok()["data"],
        json!([])
    );
}

#[tokio::test]
async fn an_endpoint_goes_with_its_deliveries() {
    let world = World::start().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&admin, &receiver.url, &["*"]).await;
    let path = format!("/api/webhook-endpoints/{id}");
    let ping = admin.post(&format!("{path}/test"), &nothing()).await;
    assert_eq!(ping.status, 202);
    receiver.first(1).await;
    admin.delete(&path).await.ok();
    assert_eq!(world.count("outgoing_deliveries").await, 0);
}

#[tokio::test]
async fn a_team_has_twenty_endpoints_at_most() {
    let world = World::start().await;
    let admin = world.admin().await;
    for _ in 0..20 {
        let added = admin.post("/api/webhook-endpoints", &draft()).await;
        assert_eq!(added.status, 201, "{}", added.text);
    }
    let refused = admin.post("/api/webhook-endpoints", &draft()).await;
    refused.refused(409, "wrong_state");
    assert_eq!(world.count("webhook_endpoints").await, 20);
}

/// Every address of an endpoint and of a delivery, with a body that would do.
async fn each(agent: &Agent, endpoint: &str, delivery: &str) -> Vec<(String, Answer)> {
    let endpoint = format!("/api/webhook-endpoints/{endpoint}");
    let mut answers = Vec::new();
    for (method, path) in [
        (Method::GET, endpoint.clone()),
        (Method::PATCH, endpoint.clone()),
        (Method::POST, format!("{endpoint}/rotate-secret")),
        (Method::POST, format!("{endpoint}/test")),
        (Method::GET, format!("{endpoint}/deliveries")),
        (
            Method::POST,
            format!("/api/webhook-deliveries/{delivery}/redeliver"),
        ),
        (Method::DELETE, endpoint.clone()),
    ] {
        let what = format!("{method} {path}");
        let request = agent.request(method, &path).json(&json!({}));
        answers.push((what, Answer::of(request).await));
    }
    answers
}

#[tokio::test]
async fn another_teams_endpoint_is_not_there() {
    let world = World::start().await;
    let (admin, receiver) = (world.admin().await, Receiver::start().await);
    let (id, _) = register(&admin, &receiver.url, &["*"]).await;
    let path = format!("/api/webhook-endpoints/{id}/test");
    let ping = admin.post(&path, &nothing()).await.json["data"]["id"].clone();
    let ping = ping.as_str().unwrap();
    world.cli(&["team", "add", "Other team"]).await;
    let eve = Agent::sign_in(&world, "Other team", "Eve").await;
    let role = [
        "user",
        "add",
        "--team",
        "Other team",
        "--name",
        "Eve",
        "--email",
        "eve@example.org",
        "--role",
        "admin",
        "--if-absent",
    ];
    world.cli(&role).await;
    for (what, answer) in each(&eve, &id, ping).await {
        assert_eq!(answer.status, 404, "{what}: {}", answer.text);
        answer.refused(404, "not_found");
    }
    for unknown in [
        "endpoint_0",
        "'; DROP TABLE calls; --",
        "%00",
        "%F0%9F%93%9E",
    ] {
        for (what, answer) in each(&admin, unknown, unknown).await {
            assert_eq!(answer.status, 404, "{what}: {}", answer.text);
        }
    }
    assert_eq!(
        eve.get("/api/webhook-endpoints").await.ok()["data"],
        json!([])
    );
    let shown = admin
        .get(&format!("/api/webhook-endpoints/{id}"))
        .await
        .ok();
    assert_eq!(
        shown["data"].get("old_secret_until"),
        None,
        "nothing changed"
    );
}

#[tokio::test]
async fn webhooks_are_for_administrators_and_tokens_with_the_ability() {
    let world = World::start().await;
    let (admin, bob) = (world.admin().await, world.agent("Bob").await);
    let added = admin.post("/api/webhook-endpoints", &draft()).await;
    let id = added.json["data"]["id"].as_str().unwrap();
    for (what, answer) in each(&bob, id, "msg_0").await {
        assert_eq!(answer.status, 403, "{what}: {}", answer.text);
    }
    bob.get("/api/webhook-endpoints")
        .await
        .refused(403, "forbidden");
    bob.post("/api/webhook-endpoints", &draft())
        .await
        .refused(403, "forbidden");
    let reader = world.token(&["calls:read"]).await;
    let refused = world.get_with(&reader, "/api/webhook-endpoints").await;
    let refused = refused.refused(403, "forbidden");
    assert!(
        refused["error"].as_str().unwrap().contains("`webhooks`"),
        "{refused}"
    );
    let keeper = world.token(&["webhooks"]).await;
    let list = world.get_with(&keeper, "/api/webhook-endpoints").await.ok();
    assert_eq!(list["data"][0]["id"], id);
    let nobody = world.http.get(world.url() + "/api/webhook-endpoints");
    Answer::of(nobody).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn bad_input_is_refused_with_a_sentence() {
    let world = World::start().await;
    let admin = world.admin().await;
    let added = admin.post("/api/webhook-endpoints", &draft()).await;
    let id = added.json["data"]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/webhook-endpoints/{id}");
    let long = format!("https://crm.example/{}", "x".repeat(2_000));
    let many = vec!["*"; 21];
    for (field, value) in [
        ("url", json!(7)),
        ("url", json!("")),
        ("url", json!("crm.example")),
        ("url", json!("ftp://crm.example/")),
        ("url", json!("http://ada:secret@127.0.0.1/")),
        ("url", json!("http://127.0.0.1/#part")),
        ("url", json!("http://127.0.0.1/\r\nX-Header: 1")),
        ("url", json!("http://127.0.0.1/\u{0}")),
        ("url", json!(" http://127.0.0.1/")),
        ("url", json!(long)),
        ("event_types", json!("*")),
        ("event_types", json!([])),
        ("event_types", json!([7])),
        ("event_types", json!([""])),
        ("event_types", json!(["call"])),
        ("event_types", json!(["call.*", "call.nonsense"])),
        ("event_types", json!(["ping"])),
        ("event_types", json!(many)),
        ("description", json!(7)),
        ("description", json!("x".repeat(501))),
        ("description", json!("a\u{0}b")),
        ("enabled", json!("yes")),
    ] {
        let mut body = draft();
        body[field] = value.clone();
        for answer in [
            admin.post("/api/webhook-endpoints", &body).await,
            admin.patch(&path, &json!({field: value})).await,
        ] {
            let refused = answer.refused(400, "invalid_request");
            let sentence = refused["error"].as_str().unwrap();
            assert!(!sentence.contains("secret@"), "{sentence}");
        }
    }
    for (field, value) in [("url", Value::Null), ("event_types", Value::Null)] {
        let mut body = draft();
        body[field] = value;
        let refused = admin.post("/api/webhook-endpoints", &body).await;
        let refused = refused.refused(400, "invalid_request");
        assert!(
            refused["error"].as_str().unwrap().contains(field),
            "{refused}"
        );
    }
    for query in [
        "state=nonsense",
        "state=Dead",
        "page=0",
        "page=-1",
        "page=abc",
        "page=1.5",
        "page=1000000001",
        "page=18446744073709551616",
        "per_page=0",
        "per_page=101",
        "per_page=abc",
        "page=1&page=2",
    ] {
        let refused = admin.get(&format!("{path}/deliveries?{query}")).await;
        refused.refused(400, "invalid_request");
    }
    let far = admin
        .get(&format!("{path}/deliveries?page=1000000000"))
        .await
        .ok();
    assert_eq!(far["data"], json!([]));
    assert_eq!(world.count("webhook_endpoints").await, 1);
    assert_eq!(admin.get(&path).await.ok()["data"], added.json["data"]);
}
