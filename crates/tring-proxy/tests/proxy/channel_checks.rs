//! What a check says: credentials, calling that is off, addresses that do not answer or lead elsewhere, webhooks.

use axum::{Router, http::header, response::IntoResponse, routing::any};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tring_protocol::settings::Setting;

use crate::world::{
    Agent, CUSTOMER, World,
    channels::{META, PLACES},
    log, nothing,
    webhook::{send, status},
};

async fn check(admin: &Agent, id: &str) -> Vec<(String, String)> {
    let path = format!("/api/channels/{id}/check");
    let answer = admin.post(&path, &nothing()).await.ok();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let findings = answer["data"].as_array().expect("a list").iter();
    let findings: Vec<(String, String)> = findings
        .map(|finding| (text(&finding["level"]), text(&finding["message"])))
        .collect();
    for (_, message) in &findings {
        assert!(message.ends_with('.'), "a sentence: {message}");
    }
    told_once(&findings);
    findings
}

// Where a provider is asked two things and takes the credentials for neither, the same sentence stood there twice.
#[track_caller]
fn told_once(findings: &[(String, String)]) {
    let mut messages: Vec<&String> = findings.iter().map(|(_, message)| message).collect();
    messages.sort();
    let all = messages.len();
    messages.dedup();
    assert_eq!(messages.len(), all, "told twice: {findings:#?}");
}

#[track_caller]
fn has(findings: &[(String, String)], level: &str, words: &str) {
    let found = findings
        .iter()
        .any(|(of, message)| of == level && message.contains(words));
    assert!(found, "{level}: {words} in {findings:#?}");
}

#[tokio::test]
async fn a_channel_in_order_has_no_problem_at_any_provider() {
    let world = World::start().await;
    let admin = world.admin().await;
    for place in &PLACES {
        let mut draft = place.draft(&world);
        draft["permission_template"] = json!("call_permission");
        let (id, url) = world.add(&admin, &draft).await;
        place.open(&world, Some(&url), true).await;
        let findings = check(&admin, &id).await;
        let problems: Vec<_> = findings
            .iter()
            .filter(|(level, _)| level == "problem")
            .collect();
        assert!(problems.is_empty(), "{}: {problems:#?}", place.provider);
        has(&findings, "unknown", "No webhook has come yet");
        has(
            &findings,
            "unknown",
            &format!("/api/webhook/{}/", place.provider),
        );
        let mut sorted = findings.clone();
        sorted.sort_by_key(|(level, _)| {
            ["problem", "unknown", "good"]
                .iter()
                .position(|l| l == level)
        });
        assert_eq!(findings, sorted, "the worst first");
    }
}

#[tokio::test]
async fn wrong_credentials_are_told_at_any_provider() {
    let world = World::start().await;
    let admin = world.admin().await;
    log::hide("another-token");
    for place in &PLACES {
        let mut draft = place.draft(&world);
        draft["access_token"] = json!("another-token");
        let (id, url) = world.add(&admin, &draft).await;
        place.open(&world, Some(&url), true).await;
        let findings = check(&admin, &id).await;
        let is_told = findings
            .iter()
            .any(|(level, message)| level == "problem" && !message.contains("webhook"));
        assert!(is_told, "{}: {findings:#?}", place.provider);
        let all = format!("{findings:?}");
        assert!(!all.contains("another-token"), "{all}");
    }
}

#[tokio::test]
async fn a_number_that_is_not_enabled_for_calls_is_told_where_that_can_be_read() {
    let world = World::start().await;
    let admin = world.admin().await;
    for place in &PLACES {
        let entry = tring_providers::registry::entry(place.provider).unwrap();
        let can_be_read = entry.capabilities.readable.contains(&Setting::Enabled);
        let (id, url) = world.add(&admin, &place.draft(&world)).await;
        place.open(&world, Some(&url), false).await;
        let findings = check(&admin, &id).await;
        let (level, words) = if can_be_read {
            ("problem", "Calling is switched off")
        } else {
            ("unknown", "does not tell")
        };
        has(&findings, level, words);
    }
}

#[tokio::test]
async fn an_address_that_does_not_answer_is_told() {
    let world = World::start().await;
    let admin = world.admin().await;
    // Bound and dropped: nobody listens there.
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = port.local_addr().unwrap();
    drop(port);
    let mut draft = META.draft(&world);
    draft["base_url"] = json!(format!("http://{address}/v25.0"));
    let (id, _) = world.add(&admin, &draft).await;
    let findings = check(&admin, &id).await;
    has(&findings, "problem", "could not be reached");
    has(&findings, "problem", "base URL");
}

// A redirect would take the access token to wherever it points.
#[tokio::test]
async fn a_redirect_is_told_and_never_followed() {
    let world = World::start().await;
    let admin = world.admin().await;
    let target = world.provider.base_url();
    let redirect = move || async move {
        let to = format!("{target}/106540352242922/settings");
        (
            axum::http::StatusCode::TEMPORARY_REDIRECT,
            [(header::LOCATION, to)],
        )
            .into_response()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(any(redirect));
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let mut draft = META.draft(&world);
    draft["base_url"] = json!(format!("http://{address}/v25.0"));
    let (id, _) = world.add(&admin, &draft).await;
    let asked = |state: Value| state["requests"].as_array().expect("a log").len();
    let before = asked(world.provider.state().await);
    let findings = check(&admin, &id).await;
    // It said "answered 307 without a reason", which told nobody that the address leads elsewhere.
    has(&findings, "problem", "sends requests on to another one");
    has(&findings, "problem", "base URL");
    assert_eq!(asked(world.provider.state().await), before, "not followed");
    server.abort();
}

#[tokio::test]
async fn webhooks_that_come_are_told() {
    let world = World::start().await;
    let admin = world.admin().await;
    let own = world.own_channel().await;
    has(
        &check(&admin, &own).await,
        "unknown",
        "No webhook has come yet",
    );
    let before = tring_proxy::clock::now();
    send(&world, &status("wacid.1", CUSTOMER, "RINGING"))
        .await
        .ok();
    let findings = check(&admin, &own).await;
    has(&findings, "good", "The last webhook came");
    has(&findings, "good", "calls, messages");
    let channel = admin.get(&format!("/api/channels/{own}")).await.ok();
    let at = channel["data"]["last_webhook_at"].as_u64().unwrap();
    assert!(at >= before, "{at}");
}

#[tokio::test]
async fn a_webhook_that_is_refused_proves_nothing() {
    let world = World::start().await;
    let admin = world.admin().await;
    let body = status("wacid.1", CUSTOMER, "RINGING")
        .to_string()
        .into_bytes();
    crate::world::webhook::send_raw(&world, body, Some("sha256=00"))
        .await
        .refused(401, "unauthenticated");
    let own = world.own_channel().await;
    has(
        &check(&admin, &own).await,
        "unknown",
        "No webhook has come yet",
    );
}

#[tokio::test]
async fn a_template_that_is_missing_is_told_where_one_is_needed() {
    let world = World::start().await;
    let admin = world.admin().await;
    let needs = |name: &str| {
        let can = tring_providers::registry::entry(name).unwrap().capabilities;
        can.ask_by_template && !can.ask_by_message
    };
    for place in &PLACES {
        let (id, url) = world.add(&admin, &place.draft(&world)).await;
        place.open(&world, Some(&url), true).await;
        let findings = check(&admin, &id).await;
        let is_told = findings
            .iter()
            .any(|(level, message)| level == "problem" && message.contains("template"));
        assert_eq!(is_told, needs(place.provider), "{}", place.provider);
    }
}
