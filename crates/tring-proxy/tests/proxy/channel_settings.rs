//! `/api/channels/{id}/settings`: the calling settings as the provider has them, changed in part.

use std::net::SocketAddr;

use axum::{Json, Router, http::StatusCode, routing::post};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::world::{
    Agent, World,
    channels::{META, PLACES, Place},
    nothing,
};

/// A channel at this place, enabled for calls; its settings' address.
async fn settings_of(world: &World, admin: &Agent, place: &Place) -> String {
    let (id, url) = world.add(admin, &place.draft(world)).await;
    place.open(world, Some(&url), true).await;
    format!("/api/channels/{id}/settings")
}

fn hours() -> Value {
    json!({
        "enabled": true,
        "time_zone": "America/Manaus",
        "weekly": [
            {"day": "monday", "open": "09:00", "close": "12:00"},
            {"day": "monday", "open": "13:00", "close": "17:30"},
        ],
        "holidays": [{"date": "2099-12-25", "start": "00:00", "end": "23:59"}],
    })
}

#[tokio::test]
async fn settings_are_read_and_changed() {
    let world = World::start().await;
    let admin = world.admin().await;
    let settings = settings_of(&world, &admin, &META).await;
    assert_eq!(admin.get(&settings).await.ok()["data"]["enabled"], true);
    let change = json!({"icon_visible": false, "callback_permission": true});
    let answer = admin.patch(&settings, &change).await.ok();
    assert_eq!(answer["success"], true, "{answer}");
    assert_eq!(answer["data"]["icon_visible"], false);
    assert_eq!(answer["outcomes"].as_array().unwrap().len(), 2);
    let read = admin.get(&settings).await.ok();
    assert_eq!(read["data"], answer["data"]);
    assert_eq!(read["data"]["enabled"], true, "what was not named stays");
}

// WhatsApp forgets the holidays when the hours are sent without them.
#[tokio::test]
async fn new_weekly_hours_never_lose_the_holidays() {
    let world = World::start().await;
    let admin = world.admin().await;
    let settings = settings_of(&world, &admin, &META).await;
    admin
        .patch(&settings, &json!({"call_hours": hours()}))
        .await
        .ok();
    let weekly = json!([{"day": "tuesday", "open": "10:00", "close": "12:00"}]);
    let change = json!({"call_hours": {"weekly": weekly}});
    let answer = admin.patch(&settings, &change).await.ok();
    assert_eq!(answer["success"], true, "{answer}");
    let now = &admin.get(&settings).await.ok()["data"]["call_hours"];
    assert_eq!(now["holidays"], hours()["holidays"]);
    assert_eq!(now["weekly"], weekly);
    assert_eq!(now["time_zone"], "America/Manaus");
    let none = json!({"call_hours": {"holidays": []}});
    admin.patch(&settings, &none).await.ok();
    let now = &admin.get(&settings).await.ok()["data"]["call_hours"];
    assert_eq!(now["holidays"], json!([]), "removed when that is asked for");
    assert_eq!(now["weekly"], weekly);
}

// WhatsApp keeps days that are over and refuses them when they are sent again: hours that were read and sent back with
// one change were refused because of a Christmas that nobody had touched.
#[tokio::test]
async fn a_holiday_that_is_over_stands_in_nobodys_way_but_a_new_one_is_refused() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (id, url) = world.add(&admin, &META.draft(&world)).await;
    let settings = format!("/api/channels/{id}/settings");
    META.open_with_hours(&world, &url, &json!({
        "status": "ENABLED",
        "timezone_id": "America/Manaus",
        "weekly_operating_hours": [{"day_of_week": "MONDAY", "open_time": "0900", "close_time": "1200"}],
        "holiday_schedule": [
            {"date": "2020-12-25", "start_time": "0000", "end_time": "2359"},
            {"date": "2099-12-25", "start_time": "0000", "end_time": "2359"},
        ],
    }))
    .await;
    let mut hours = admin.get(&settings).await.ok()["data"]["call_hours"].clone();
    assert_eq!(hours["holidays"].as_array().map(Vec::len), Some(2));
    let icon = json!({"icon_visible": false});
    assert_eq!(admin.patch(&settings, &icon).await.ok()["success"], true);
    hours["weekly"][0]["close"] = json!("13:00");
    let mut new = hours.clone();
    new["holidays"][0]["date"] = json!("2021-12-25");
    let refused = admin.patch(&settings, &json!({"call_hours": new})).await;
    let error = refused.refused(400, "invalid_request");
    let sentence = error["error"].as_str().unwrap();
    assert!(
        sentence.starts_with("The holiday 2021-12-25 is over. Remove it"),
        "{sentence}"
    );
    let answer = admin
        .patch(&settings, &json!({"call_hours": hours}))
        .await
        .ok();
    assert_eq!(answer["success"], true, "{answer}");
    let now = &answer["data"]["call_hours"];
    assert_eq!(now["weekly"][0]["close"], "13:00");
    assert_eq!(
        now["holidays"],
        json!([{"date": "2099-12-25", "start": "00:00", "end": "23:59"}])
    );
}

#[tokio::test]
async fn what_cannot_be_is_said_before_the_provider_is_asked() {
    let world = World::start().await;
    let admin = world.admin().await;
    let settings = settings_of(&world, &admin, &META).await;
    let with = |part: &str, value: Value| {
        let mut hours = hours();
        hours[part] = value;
        json!({"call_hours": hours})
    };
    let span = |open: &str, close: &str| json!({"day": "monday", "open": open, "close": close});
    let before = world.provider.asked("settings").await;
    for (change, words) in [
        (with("time_zone", json!("America/Atlantis")), "time zone"),
        (
            with(
                "weekly",
                json!([span("09:00", "12:00"), span("11:00", "13:00")]),
            ),
            "overlap",
        ),
        (
            with("weekly", json!([span("17:00", "09:00")])),
            "ends before it begins",
        ),
        (
            with(
                "holidays",
                json!([{"date": "2099-02-30", "start": "00:00", "end": "23:59"}]),
            ),
            "not a date",
        ),
        (json!({"icon_countries": ["Brazil"]}), "country"),
        (json!({"sip": {"enabled": true}}), "SIP"),
        (json!({"restrictions": [{"kind": "x"}]}), "Restrictions"),
        (json!({"enabeld": true}), "`enabeld`"),
        (json!({"enabled": "yes"}), "`enabled` must be"),
        (json!({}), "nothing to change"),
    ] {
        let answer = admin.patch(&settings, &change).await;
        let error = answer.refused(400, "invalid_request");
        let sentence = error["error"].as_str().unwrap();
        assert!(sentence.contains(words), "{change}: {sentence}");
    }
    assert_eq!(world.provider.asked("settings").await, before);
}

#[tokio::test]
async fn a_provider_without_settings_says_so() {
    let world = World::start().await;
    let admin = world.admin().await;
    let without = PLACES.iter().filter(|place| {
        let entry = tring_providers::registry::entry(place.provider).unwrap();
        entry.capabilities.readable.is_empty()
    });
    for place in without {
        let settings = settings_of(&world, &admin, place).await;
        // It said "This provider cannot do that.", and left the reader there.
        let error = admin.get(&settings).await.refused(400, "provider_refused");
        let sentence = error["error"].as_str().unwrap();
        assert!(sentence.contains("at the provider"), "{sentence}");
        let answer = admin.patch(&settings, &json!({"enabled": true})).await;
        let error = answer.refused(400, "invalid_request");
        let sentence = error["error"].as_str().unwrap();
        assert!(sentence.contains("at the provider"), "{sentence}");
        let weekly = json!({"call_hours": {"weekly": []}});
        let error = admin.patch(&settings, &weekly).await;
        error.refused(400, "invalid_request");
    }
}

#[tokio::test]
async fn settings_are_read_and_changed_wherever_a_provider_has_them() {
    let world = World::start().await;
    let admin = world.admin().await;
    for place in &PLACES {
        let entry = tring_providers::registry::entry(place.provider).unwrap();
        let hours_setting = tring_protocol::settings::Setting::CallHours;
        if !entry.capabilities.writable.contains(&hours_setting) {
            continue;
        }
        let settings = settings_of(&world, &admin, place).await;
        let change = json!({"call_hours": hours(), "icon_visible": false});
        let answer = admin.patch(&settings, &change).await.ok();
        assert_eq!(answer["success"], true, "{}: {answer}", place.provider);
        let weekly = json!([{"day": "friday", "open": "08:00", "close": "09:00"}]);
        let change = json!({"call_hours": {"weekly": weekly}});
        let answer = admin.patch(&settings, &change).await.ok();
        let now = &answer["data"]["call_hours"];
        assert_eq!(now["holidays"], hours()["holidays"], "{}", place.provider);
        assert_eq!(now["weekly"], weekly, "{}", place.provider);
        assert_eq!(answer["data"]["icon_visible"], false, "{}", place.provider);
    }
}

#[tokio::test]
async fn a_refusal_saves_nothing_and_says_so() {
    let world = World::start().await;
    let admin = world.admin().await;
    let settings = settings_of(&world, &admin, &META).await;
    let script = json!({"response": {"status": 500}, "response_for": "settings"});
    world.provider.put("/sim/scripts/*", &script).await;
    let answer = admin
        .patch(&settings, &json!({"icon_visible": false}))
        .await;
    let error = answer.refused(400, "provider_refused");
    let sentence = error["error"].as_str().unwrap();
    assert!(sentence.starts_with("Nothing was saved."), "{sentence}");
}

/// A provider that takes one setting per request, and refuses this one.
async fn provider_that_refuses(setting: &'static str) -> (SocketAddr, JoinHandle<()>) {
    let answer = move |body: String| async move {
        if body.contains(setting) {
            let error = json!({"error": {"message": "(#100) Invalid parameter", "code": 100}});
            return (StatusCode::BAD_REQUEST, Json(error));
        }
        (StatusCode::OK, Json(json!({"success": true})))
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(post(answer));
    let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (address, server)
}

#[tokio::test]
async fn what_was_saved_and_what_was_not_is_told_field_by_field() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (address, server) = provider_that_refuses("call_icon_visibility").await;
    let mut draft = PLACES[1].draft(&world);
    draft["base_url"] = json!(format!("http://{address}"));
    let (id, _) = world.add(&admin, &draft).await;
    let settings = format!("/api/channels/{id}/settings");
    let change = json!({"enabled": true, "icon_visible": false});
    let answer = admin.patch(&settings, &change).await.ok();
    assert_eq!(answer["success"], false, "{answer}");
    let outcomes = answer["outcomes"].as_array().unwrap();
    let of = |setting: &str| {
        let mut outcomes = outcomes.iter();
        outcomes
            .find(|outcome| outcome["setting"] == setting)
            .unwrap()
    };
    assert_eq!(of("enabled").get("problem"), None, "saved");
    let problem = of("icon_visible")["problem"].as_str().unwrap();
    assert!(problem.ends_with('.'), "a sentence: {problem}");
    let alone = json!({"icon_visible": false});
    let error = admin.patch(&settings, &alone).await;
    let error = error.refused(400, "provider_refused");
    let sentence = error["error"].as_str().unwrap();
    assert!(sentence.starts_with("Nothing was saved."), "{sentence}");
    server.abort();
}

#[tokio::test]
async fn a_template_is_created_and_the_channel_asks_with_it() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (id, url) = world.add(&admin, &META.draft(&world)).await;
    META.open(&world, Some(&url), true).await;
    let create = format!("/api/channels/{id}/permission-template");
    for (body, words) in [
        (
            json!({"name": "Call me", "language": "en_US", "body": "b"}),
            "lower-case",
        ),
        (
            json!({"name": "call", "language": "english", "body": "b"}),
            "language",
        ),
        (
            json!({"name": "call", "language": "en_US", "body": " "}),
            "1024",
        ),
        (nothing(), "`name`"),
    ] {
        let error = admin
            .post(&create, &body)
            .await
            .refused(400, "invalid_request");
        let sentence = error["error"].as_str().unwrap();
        assert!(sentence.contains(words), "{sentence}");
    }
    let body = json!({"name": "call_permission", "language": "pt_BR", "body": "May we call you?"});
    admin.post(&create, &body).await.ok();
    let channel = admin.get(&format!("/api/channels/{id}")).await.ok();
    assert_eq!(
        channel["data"]["permission_template"],
        "call_permission:pt_BR"
    );
}
