//! Tokens: made, shown once, listed, used, expired and revoked.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tring_protocol::{events::MessageKind, token::TokenRequest};
use tring_proxy::{auth::last_used::LastUsed, store::tokens};

use crate::world::{Answer, TEAM, World, agent::Agent, desk::Desk, log};

const FOREVER: u64 = 4_102_444_800_000;

fn request(abilities: &[&str]) -> Value {
    json!({"name": "CRM", "abilities": abilities})
}

/// The id and the token of what was made.
fn made(answer: Answer) -> (u64, String) {
    assert_eq!(answer.status, 201, "{}", answer.text);
    let token = answer.json["token"].as_str().unwrap().to_owned();
    log::hide(token.split_once('|').unwrap().1);
    (answer.json["data"]["id"].as_u64().unwrap(), token)
}

async fn make(admin: &Agent, abilities: &[&str]) -> (u64, String) {
    made(admin.post("/api/tokens", &request(abilities)).await)
}

#[tokio::test]
async fn a_token_is_shown_once_and_does_what_it_was_made_for() {
    let world = World::start().await;
    let admin = world.admin().await;
    let body = TokenRequest {
        name: "CRM <b>&</b> ' OR 1=1 --".to_owned(),
        abilities: vec!["calls:read".to_owned()],
        expires_at: Some(FOREVER),
        agent_id: None,
    };
    let answer = admin
        .post("/api/tokens", &serde_json::to_value(&body).unwrap())
        .await;
    let (id, token) = made(answer);
    assert!(token.starts_with(&format!("{id}|")), "Sanctum's form");
    world.get_with(&token, "/api/calls").await.ok();
    world
        .post_with(&token, "/api/calls/initiate", &json!({}))
        .await
        .refused(403, "forbidden");

    let list = admin.get("/api/tokens").await;
    let secret = token.split_once('|').unwrap().1;
    assert!(!list.text.contains(secret), "shown once");
    let list = list.ok();
    let listed = &list["data"][0];
    assert_eq!(listed["name"], body.name);
    assert_eq!(listed["abilities"], json!(["calls:read"]));
    assert_eq!(listed["expires_at"], FOREVER);
    assert_eq!(listed["created_by"], "Ada");
    assert!(
        listed["last_used_at"].as_u64() >= listed["created_at"].as_u64(),
        "{listed}"
    );
}

// Laravel's tokens are looked for by whoever reads a log: what is in an address is in a log.
#[tokio::test]
async fn a_token_in_the_address_lets_nobody_in() {
    let world = World::start().await;
    let token = world.token(&[]).await.replace('|', "%7C");
    for name in ["token", "access_token", "api_token"] {
        let url = format!("{}/api/calls?{name}={token}", world.url());
        let answer = Answer::of(world.http.get(url)).await;
        assert_eq!(answer.headers["www-authenticate"], "Bearer", "RFC 9110");
        answer.refused(401, "unauthenticated");
    }
}

#[tokio::test]
async fn a_token_is_for_administrators_and_their_own_team() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (id, token) = make(&admin, &["calls:read"]).await;
    let agent = world.agent("Bob").await;
    let path = format!("/api/tokens/{id}");
    agent.get("/api/tokens").await.refused(403, "forbidden");
    agent.delete(&path).await.refused(403, "forbidden");
    let body = request(&["calls:read"]);
    agent
        .post("/api/tokens", &body)
        .await
        .refused(403, "forbidden");
    let error = world.post_with(&token, "/api/tokens", &body).await;
    let error = error.refused(403, "forbidden");
    assert!(
        error["error"].as_str().unwrap().contains("`tokens`"),
        "{error}"
    );

    world.cli(&["team", "add", "Others"]).await;
    let command = ["token", "add", "--team", "Others", "--name", "Theirs"];
    let theirs = world.cli(&command).await["token"]
        .as_str()
        .unwrap()
        .to_owned();
    log::hide(&theirs);
    let list = world.get_with(&theirs, "/api/tokens").await.ok();
    assert_eq!(list["data"].as_array().unwrap().len(), 1, "their own only");
    let request = world.http.delete(world.url() + &path).bearer_auth(&theirs);
    Answer::of(request).await.refused(404, "not_found");
    world.get_with(&token, "/api/calls").await.ok();
}

#[tokio::test]
async fn a_token_makes_none_that_may_more_or_lives_longer_than_itself() {
    let world = World::start().await;
    let soon = tring_proxy::clock::now() + 3_600_000;
    let admin = world.admin().await;
    let mut body = request(&["tokens", "calls:read"]);
    body["expires_at"] = json!(soon);
    let (_, parent) = made(admin.post("/api/tokens", &body).await);
    let ask = async |abilities: &[&str], expires_at: Value| {
        let mut body = request(abilities);
        body["expires_at"] = expires_at;
        world.post_with(&parent, "/api/tokens", &body).await
    };
    for abilities in [&["*"][..], &["calls:write"], &["calls:read", "settings"]] {
        ask(abilities, json!(soon)).await.refused(403, "forbidden");
    }
    for end in [json!(null), json!(soon + 1)] {
        let error = ask(&["calls:read"], end).await.refused(403, "forbidden");
        assert!(
            error["error"].as_str().unwrap().contains("longer"),
            "{error}"
        );
    }
    let (_, child) = made(ask(&["calls:read"], json!(soon)).await);
    world.get_with(&child, "/api/calls").await.ok();
    let list = admin.get("/api/tokens").await.ok();
    assert_eq!(
        list["data"][1]["created_by"], "CRM",
        "the token that made it"
    );
}

#[tokio::test]
async fn a_token_is_good_until_it_expires() {
    let world = World::start().await;
    let admin = world.admin().await;
    let mut body = request(&["calls:read"]);
    body["expires_at"] = json!(FOREVER);
    let (_, token) = made(admin.post("/api/tokens", &body).await);
    world.get_with(&token, "/api/calls").await.ok();
    world.sql("UPDATE tokens SET expires_at = created_at").await;
    world
        .get_with(&token, "/api/calls")
        .await
        .refused(401, "unauthenticated");
    let list = admin.get("/api/tokens").await.ok();
    assert_eq!(
        list["data"].as_array().unwrap().len(),
        1,
        "it is still listed"
    );
}

#[tokio::test]
async fn revoking_a_token_refuses_it_and_closes_its_sockets_and_no_others() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (id, token) = make(&admin, &["calls:read"]).await;
    let (_, other) = make(&admin, &["calls:read"]).await;
    let mut socket = Desk::of_program(&world.url(), &token).await;
    let mut spared = Desk::of_program(&world.url(), &other).await;
    let path = format!("/api/tokens/{id}");
    admin.delete(&path).await.ok();
    assert_eq!(u16::from(socket.closed().await.code), 1_008);
    world
        .get_with(&token, "/api/calls")
        .await
        .refused(401, "unauthenticated");
    admin.delete(&path).await.refused(404, "not_found");
    let list = admin.get("/api/tokens").await.ok();
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    world.get_with(&other, "/api/calls").await.ok();
    assert_eq!(spared.next().await.kind, MessageKind::Snapshot);
    assert!(spared.come_already().is_empty(), "the other's is open");
}

// The command line is another process: nothing tells the proxy, and the socket used to stay open.
#[tokio::test]
async fn a_token_that_is_revoked_at_the_command_line_loses_its_sockets_too() {
    let world = World::with(|timings| timings.beat_interval = Duration::from_millis(20)).await;
    let token = world.token(&["calls:read"]).await;
    let mut socket = Desk::of_program(&world.url(), &token).await;
    let id = token.split_once('|').unwrap().0;
    world.cli(&["token", "revoke", id]).await;
    assert_eq!(u16::from(socket.closed().await.code), 1_008);
    let again = world.try_cli(&["token", "revoke", id]).await;
    assert!(again.unwrap_err().to_string().contains("token list"));
}

#[tokio::test]
async fn a_token_that_expires_loses_its_sockets() {
    let world = World::with(|timings| timings.beat_interval = Duration::from_millis(20)).await;
    let token = world.token(&["calls:read"]).await;
    let mut socket = Desk::of_program(&world.url(), &token).await;
    world.sql("UPDATE tokens SET expires_at = created_at").await;
    assert_eq!(u16::from(socket.closed().await.code), 1_008);
}

#[tokio::test]
async fn when_a_token_was_last_used_is_known_after_a_restart() {
    let mut world = World::start().await;
    let token = world.token(&["calls:read", "tokens"]).await;
    world.get_with(&token, "/api/calls").await.ok();
    let list = world.get_with(&token, "/api/tokens").await.ok();
    let used = list["data"][0]["last_used_at"].as_u64().expect("a time");
    world.stop().await;
    let list = world.cli(&["token", "list", "--team", TEAM]).await;
    let written = list[0]["last_used_at"].as_u64().expect("it is written");
    assert!(written >= used, "{written} is before {used}");
    world.start_again().await;
}

// An update with each request would have every request wait for the one writer that calls need.
#[tokio::test]
async fn a_tokens_last_use_is_written_once_a_minute() {
    let world = World::start().await;
    let token = world.token(&["calls:read"]).await;
    let id = token.split_once('|').unwrap().0.parse().unwrap();
    let store = world.store().await;
    let last_used = LastUsed::default();
    let written_at = async |now| -> Option<u64> {
        last_used.note(id, now);
        last_used.write_due(&store).await.unwrap();
        let mut db = store.readers().acquire().await.unwrap();
        tokens::by_id(&mut db, id)
            .await
            .unwrap()
            .unwrap()
            .last_used_at
    };
    assert_eq!(written_at(1_000_000).await, Some(1_000_000), "the first");
    assert_eq!(written_at(1_059_999).await, Some(1_000_000), "too soon");
    assert_eq!(
        written_at(1_060_000).await,
        Some(1_060_000),
        "a minute later"
    );
    assert_eq!(written_at(1_060_001).await, Some(1_060_000), "too soon");
    last_used.write_all(&store).await.unwrap();
    assert_eq!(
        written_at(1_060_002).await,
        Some(1_060_001),
        "before a stop"
    );
}

#[tokio::test]
async fn what_no_token_can_be_is_refused_and_makes_none() {
    let world = World::start().await;
    let admin = world.admin().await;
    let long = "x".repeat(201);
    for (field, value) in [
        ("name", json!(null)),
        ("name", json!("")),
        ("name", json!(" ")),
        ("name", json!("two\nlines")),
        ("name", json!("nul\0")),
        ("name", json!(long)),
        ("name", json!(7)),
        ("abilities", json!(null)),
        ("abilities", json!([])),
        ("abilities", json!("calls:read")),
        ("abilities", json!(["calls"])),
        ("abilities", json!([7])),
        ("abilities", json!(vec!["*"; 21])),
        ("expires_at", json!(1)),
        ("expires_at", json!(-1)),
        ("expires_at", json!("tomorrow")),
    ] {
        let mut body = request(&["calls:read"]);
        body[field] = value;
        let answer = admin.post("/api/tokens", &body).await;
        answer.refused(400, "invalid_request");
    }
    for id in ["0", "-1", "abc", "99999999999999999999", "%00"] {
        let path = format!("/api/tokens/{id}");
        let request = admin.request(Method::DELETE, &path);
        Answer::of(request).await.refused(404, "not_found");
    }
    assert_eq!(world.count("tokens").await, 0);
}

#[tokio::test]
async fn the_command_line_makes_lists_and_limits_tokens() {
    let world = World::start().await;
    let before = tring_proxy::clock::now();
    let add = ["token", "add", "--team", TEAM, "--name", "CRM"];
    let made = world
        .cli(&[&add[..], &["--expires-in", "90d"]].concat())
        .await;
    log::hide(made["token"].as_str().unwrap());
    let expires_at = made["expires_at"].as_u64().unwrap();
    let ninety_days = 90 * 24 * 3_600_000;
    assert!(expires_at >= before + ninety_days, "{expires_at}");
    let list = world.cli(&["token", "list", "--team", TEAM]).await;
    assert_eq!(list[0]["abilities"], json!(["*"]));
    assert_eq!(list[0]["expires_at"], expires_at);
    for (option, value, word) in [
        ("--expires-in", "soon", "90d"),
        ("--ability", "everything", "`calls:read`"),
    ] {
        let refused = world.try_cli(&[&add[..], &[option, value]].concat()).await;
        let sentence = refused.unwrap_err().to_string();
        assert!(sentence.contains(word), "{sentence}");
    }
    assert_eq!(world.count("tokens").await, 1);
}
