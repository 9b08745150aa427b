//! Who is let in: one-time links, cookies, the Origin check, tokens on the socket.

use std::time::Duration;

use reqwest::header;
use serde_json::json;
use tring_protocol::events::MessageKind;
use tring_proxy::config::ice_servers;

use crate::world::{
    Answer, CUSTOMER, World, agent::sign_in_token, desk::connect, initiate_json, until,
};

async fn sign_in(world: &World, origin: Option<&str>, token: &str) -> Answer {
    let mut request = world
        .http
        .post(world.url() + "/api/session")
        .json(&json!({"token": token}));
    if let Some(origin) = origin {
        request = request.header(header::ORIGIN, origin);
    }
    Answer::of(request).await
}

#[tokio::test]
async fn a_link_signs_in_once_and_sets_a_cookie_that_only_this_host_can_set() {
    let world = World::start().await;
    world.agent("Ada").await;
    let token = sign_in_token(&world, "ada@example.org").await;
    let answer = sign_in(&world, Some(&world.url()), &token).await;
    let cookie = answer.headers[header::SET_COOKIE]
        .to_str()
        .unwrap()
        .to_owned();
    for part in [
        "__Host-tring_session=",
        "; Path=/;",
        "; HttpOnly",
        "; Secure",
        "; SameSite=Lax",
    ] {
        assert!(cookie.contains(part), "{part}");
    }
    let body = answer.ok();
    assert_eq!(body["agent_name"], "Ada");
    assert_eq!(body["team_name"], crate::world::TEAM);
    assert_eq!(body["channels"][0]["name"], "Demo shop");
    assert_eq!(body["channels"][0]["pre_accept"], true);
    sign_in(&world, Some(&world.url()), &token)
        .await
        .refused(401, "unauthenticated");
    sign_in(&world, Some(&world.url()), "made up")
        .await
        .refused(401, "unauthenticated");
}

// The list in the session was always empty: behind a strict firewall no call had sound, and nothing could be set.
#[tokio::test]
async fn the_session_tells_the_pages_which_ice_servers_to_use() {
    let text = json!([
        {"urls": ["stun:stun.example.org"]},
        {"urls": ["turn:turn.example.org"], "username": "tring", "credential": "secret"},
    ]);
    let servers = ice_servers::parse(&text.to_string()).unwrap();
    let world = World::with_ice_servers(servers).await;
    let ada = world.agent("Ada").await;
    assert_eq!(ada.get("/api/session").await.ok()["ice_servers"], text);
}

#[tokio::test]
async fn a_link_that_is_too_old_signs_nobody_in() {
    let world = World::start().await;
    world.agent("Ada").await;
    let token = sign_in_token(&world, "ada@example.org").await;
    let ten_minutes_ago = i64::try_from(tring_proxy::clock::now()).unwrap();
    let store = world.store().await;
    let mut write = store.write().await.unwrap();
    sqlx::query("UPDATE sign_in_links SET expires_at = $1")
        .bind(ten_minutes_ago)
        .execute(write.db())
        .await
        .unwrap();
    write.commit().await.unwrap();
    sign_in(&world, Some(&world.url()), &token)
        .await
        .refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_page_of_another_origin_can_do_nothing_with_the_cookie() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let token = sign_in_token(&world, "ada@example.org").await;
    let body = initiate_json(CUSTOMER);
    let similar = format!("{}.evil.example", world.url());
    for origin in [
        None,
        Some("null"),
        Some("https://evil.example"),
        Some(similar.as_str()),
    ] {
        let mut request = world
            .http
            .post(world.url() + "/api/calls/initiate")
            .header(header::COOKIE, &ada.cookie)
            .json(&body);
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        Answer::of(request).await.refused(403, "forbidden");
        sign_in(&world, origin, &token)
            .await
            .refused(403, "forbidden");
        let mut headers = vec![("cookie", ada.cookie.clone())];
        headers.extend(origin.map(|origin| ("origin", origin.to_owned())));
        let refused = connect(&world.url(), "evil-1", &headers).await;
        assert!(
            refused.unwrap_err().to_string().contains("403"),
            "{origin:?}"
        );
    }
    assert_eq!(world.count("calls").await, 0);
}

#[tokio::test]
async fn without_a_session_there_is_no_socket() {
    let world = World::start().await;
    let headers = [("origin", world.url())];
    let refused = connect(&world.url(), "x-1", &headers).await;
    assert!(
        refused.unwrap_err().to_string().contains("401"),
        "no session"
    );
}

#[tokio::test]
async fn a_program_with_a_token_follows_the_events_without_an_origin() {
    let world = World::start().await;
    let token = world.token(&["calls:read"]).await;
    let headers = [("authorization", format!("Bearer {token}"))];
    connect(&world.url(), "crm-1", &headers).await.unwrap();
    let write_only = world.token(&["calls:write"]).await;
    let headers = [("authorization", format!("Bearer {write_only}"))];
    let refused = connect(&world.url(), "crm-1", &headers).await;
    assert!(
        refused.unwrap_err().to_string().contains("403"),
        "it may not read"
    );
}

#[tokio::test]
async fn signing_out_ends_the_session_and_closes_its_sockets() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let (mut desk, mut other) = (ada.desk("ada-1").await, bob.desk("bob-1").await);
    other.next_of(MessageKind::Snapshot).await;
    let request = ada.request(reqwest::Method::DELETE, "/api/session");
    let answer = Answer::of(request).await;
    let cookie = answer.headers[header::SET_COOKIE]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(cookie.contains("Max-Age=0"), "the cookie goes");
    answer.ok();
    assert_eq!(u16::from(desk.closed().await.code), 1_008);
    ada.get("/api/session")
        .await
        .refused(401, "unauthenticated");
    bob.get("/api/session").await.ok();
}

// Somebody who had left the company stayed signed in for 30 days, and nobody could end that.
#[tokio::test]
async fn who_is_signed_out_at_the_command_line_is_out_on_every_computer() {
    let world = World::with(|timings| timings.beat_interval = Duration::from_millis(20)).await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let elsewhere = sign_in_token(&world, "ada@example.org").await;
    let elsewhere = sign_in(&world, Some(&world.url()), &elsewhere).await;
    assert_eq!(elsewhere.status, 200, "at another computer");
    let mut desk = ada.desk("ada-1").await;
    desk.next_of(MessageKind::Snapshot).await;
    let link = sign_in_token(&world, "ada@example.org").await;
    let done = world
        .cli(&["user", "sign-out", "--email", "ada@example.org"])
        .await;
    assert_eq!(done["sessions"], 2);
    assert_eq!(u16::from(desk.closed().await.code), 1_008);
    ada.get("/api/session")
        .await
        .refused(401, "unauthenticated");
    let refused = sign_in(&world, Some(&world.url()), &link).await;
    assert_eq!(refused.status, 401, "the link went too");
    bob.get("/api/session").await.ok();
    let nobody = world
        .try_cli(&["user", "sign-out", "--email", "nobody@example.org"])
        .await;
    assert!(nobody.unwrap_err().to_string().contains("user add"));
}

#[tokio::test]
async fn a_session_that_has_expired_loses_its_sockets() {
    let world = World::with(|timings| timings.beat_interval = Duration::from_millis(20)).await;
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    world
        .sql("UPDATE sessions SET expires_at = created_at")
        .await;
    assert_eq!(u16::from(desk.closed().await.code), 1_008);
}

// Who signed out in one tab closed the sockets of the others as well, and left the customer there on a line that
// no page could hang up any more.
#[tokio::test]
async fn signing_out_ends_the_calls_of_its_desks_and_spares_those_of_another_session() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let mut desk = ada.desk("ada-1").await;
    desk.next_of(MessageKind::Snapshot).await;
    let mut body = initiate_json(CUSTOMER);
    body["desk_id"] = json!("ada-1");
    let call = ada.post("/api/calls/initiate", &body).await.ok();
    let call_id = call["call_id"].as_str().unwrap();

    let token = sign_in_token(&world, "ada@example.org").await;
    let phone = sign_in(&world, Some(&world.url()), &token).await;
    let cookie = phone.headers[header::SET_COOKIE].to_str().unwrap();
    let sign_out = world.http.delete(world.url() + "/api/session");
    let sign_out = sign_out
        .header(header::COOKIE, cookie.split(';').next().unwrap())
        .header(header::ORIGIN, world.url());
    Answer::of(sign_out).await.ok();
    assert_eq!(bob.call(call_id).await["ended_at"], json!(null));

    let request = ada.request(reqwest::Method::DELETE, "/api/session");
    Answer::of(request).await.ok();
    let ended = bob.call(call_id).await;
    assert_eq!(
        (&ended["status"], &ended["end_reason"]),
        (&json!("no_answer"), &json!("cancelled"))
    );
    until("the provider to be told", async || {
        (world.provider.asked("terminate").await == 1).then_some(())
    })
    .await;
}

// A claim that has not reached the provider yet is given back at once: the customer rings on for the others.
#[tokio::test]
async fn signing_out_while_answering_leaves_the_call_to_the_others() {
    let world = World::start().await;
    let (ada, bob) = (world.agent("Ada").await, world.agent("Bob").await);
    let mut desk = bob.desk("bob-1").await;
    world.provider.customer_calls(CUSTOMER, &json!({})).await;
    let call = desk.next_of(MessageKind::CallRinging).await.call.unwrap();
    ada.act(&call.call_id, "claim", &json!({"desk_id": "ada-1"}))
        .await
        .ok();
    let request = ada.request(reqwest::Method::DELETE, "/api/session");
    Answer::of(request).await.ok();
    let released = desk.next_of(MessageKind::CallReleased).await.call.unwrap();
    assert_eq!(released.ringing_agents, [bob.id]);
    assert_eq!(world.provider.asked("reject").await, 0);
}

#[tokio::test]
async fn only_hashes_of_secrets_are_in_the_database() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let link = sign_in_token(&world, "ada@example.org").await;
    let token = world.token(&[]).await;
    let secret = token.split_once('|').unwrap().1;
    let cookie = ada.cookie.split_once('=').unwrap().1;
    let mut stored = Vec::new();
    for entry in std::fs::read_dir(&world.data).unwrap() {
        stored.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    for secret in [link.as_str(), secret, cookie] {
        let found = stored
            .windows(secret.len())
            .any(|bytes| bytes == secret.as_bytes());
        assert!(!found, "a secret stands in the database");
    }
}
