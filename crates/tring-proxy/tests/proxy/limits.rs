//! Requests per minute: what counts, what does not, and what the answers say.

use serde_json::json;

use crate::world::{
    Answer, CUSTOMER, World,
    agent::sign_in_token,
    desk::Desk,
    log, nothing,
    webhook::{customer_connects, now_seconds, send},
};

fn header(answer: &Answer, name: &str) -> Option<u64> {
    let value = answer.headers.get(name)?;
    Some(value.to_str().unwrap().parse().unwrap())
}

#[tokio::test]
async fn each_answer_says_what_is_left_and_the_one_too_many_when_to_come_again() {
    let world = World::with_api_limit(3).await;
    let token = world.token(&["calls:read"]).await;
    for left in [2, 1, 0] {
        let answer = world.get_with(&token, "/api/calls").await;
        assert_eq!(header(&answer, "x-ratelimit-limit"), Some(3));
        assert_eq!(header(&answer, "x-ratelimit-remaining"), Some(left));
        assert_eq!(header(&answer, "retry-after"), None);
        answer.ok();
    }
    let refused = world.get_with(&token, "/api/calls").await;
    assert_eq!(header(&refused, "x-ratelimit-remaining"), Some(0));
    let wait = header(&refused, "retry-after").expect("when to come again");
    assert!((1..=20).contains(&wait), "3 a minute: {wait} s");
    let reset = header(&refused, "x-ratelimit-reset").expect("the same as a time");
    let now = tring_proxy::clock::now() / 1_000;
    assert!(
        (now..=now + 21).contains(&reset),
        "{reset} is not about {now}"
    );
    let body = refused.refused(429, "rate_limited");
    assert!(body["error"].as_str().unwrap().contains("Wait"), "{body}");
}

#[tokio::test]
async fn a_team_shares_its_minute_and_another_team_has_its_own() {
    let world = World::with_api_limit(4).await;
    let ada = world.agent("Ada").await;
    let token = world.token(&["calls:read"]).await;
    ada.get("/api/calls").await.ok();
    ada.post("/api/calls/initiate", &json!({}))
        .await
        .refused(400, "invalid_request");
    world
        .post_with(&token, "/api/calls/call_none/end", &nothing())
        .await
        .refused(403, "forbidden");
    world.get_with(&token, "/api/calls").await.ok();
    ada.get("/api/calls").await.refused(429, "rate_limited");
    world
        .get_with(&token, "/api/calls")
        .await
        .refused(429, "rate_limited");

    world.cli(&["team", "add", "Others"]).await;
    let command = ["token", "add", "--team", "Others", "--name", "Theirs"];
    let theirs = world.cli(&command).await["token"]
        .as_str()
        .unwrap()
        .to_owned();
    log::hide(&theirs);
    world.get_with(&theirs, "/api/calls").await.ok();
}

#[tokio::test]
async fn webhooks_pages_health_and_the_event_socket_do_not_count() {
    let world = World::with_api_limit(1).await;
    let token = world.token(&["calls:read"]).await;
    let answer = world.get_with(&token, "/api/calls").await;
    assert_eq!(header(&answer, "x-ratelimit-remaining"), Some(0));
    for round in 0..3 {
        let webhook = customer_connects(&format!("wacid.{round}"), CUSTOMER, now_seconds());
        let answer = send(&world, &webhook).await;
        assert_eq!(header(&answer, "x-ratelimit-limit"), None);
        answer.ok();
        for path in [
            "/health",
            "/",
            "/api/openapi.json",
            "/api/webhook/whatsapp/calls",
        ] {
            let answer = Answer::of(world.http.get(world.url() + path)).await;
            assert_ne!(answer.status, 429, "{path}");
        }
        drop(Desk::of_program(&world.url(), &token).await);
    }
    world
        .get_with(&token, "/api/calls")
        .await
        .refused(429, "rate_limited");
}

#[tokio::test]
async fn who_is_nobodys_is_counted_by_address_and_keeps_no_team_out() {
    let world = World::with_api_limit(2).await;
    let token = world.token(&["calls:read"]).await;
    let guess = async || world.get_with("1|guessed", "/api/calls").await;
    assert_eq!(header(&guess().await, "x-ratelimit-remaining"), Some(1));
    let sign_in = world.http.post(world.url() + "/api/session");
    Answer::of(
        sign_in
            .header("origin", world.url())
            .json(&json!({"token": "guessed"})),
    )
    .await
    .refused(401, "unauthenticated");
    let refused = guess().await;
    assert!(
        header(&refused, "retry-after").is_some(),
        "when to come again"
    );
    refused.refused(429, "rate_limited");
    // Behind a proxy of one's own everybody has the same address.
    world.get_with(&token, "/api/calls").await.ok();
}

#[tokio::test]
async fn signing_in_counts_by_address() {
    let world = World::with_api_limit(1).await;
    world
        .cli(&[
            "user",
            "add",
            "--team",
            crate::world::TEAM,
            "--name",
            "A",
            "--email",
            "a@b.c",
        ])
        .await;
    let token = sign_in_token(&world, "a@b.c").await;
    let sign_in = async || {
        let request = world.http.post(world.url() + "/api/session");
        let request = request.header("origin", world.url());
        Answer::of(request.json(&json!({"token": token}))).await
    };
    sign_in().await.ok();
    sign_in().await.refused(429, "rate_limited");
}

#[tokio::test]
async fn without_a_limit_nothing_is_counted() {
    let world = World::with_api_limit(0).await;
    let token = world.token(&["calls:read"]).await;
    let answer = world.get_with(&token, "/api/calls").await;
    assert_eq!(header(&answer, "x-ratelimit-limit"), None);
    answer.ok();
}
