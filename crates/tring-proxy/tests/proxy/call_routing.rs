//! The settings of routing over HTTP.

use serde_json::{Value, json};

use crate::world::{World, shape::has_shape_of};

const ROUTING: &str = "/api/teams/settings/call-routing";

#[tokio::test]
async fn the_settings_have_the_shape_of_seed_000_and_keep_its_values() {
    let world = World::start().await;
    let ada = world.admin().await;
    let sample = include_str!("fixtures/app/call_routing.response.json");
    let before = ada.get(ROUTING).await.ok();
    has_shape_of(sample, &before);
    let wanted: Value = serde_json::from_str(sample).expect("JSON");
    let after = ada.put(ROUTING, &wanted).await.ok();
    assert_eq!(after, ada.get(ROUTING).await.ok());
    for (name, value) in wanted.as_object().unwrap() {
        assert_eq!(&after[name], value, "{name}");
    }
}

#[tokio::test]
async fn by_itself_everybody_rings_for_a_minute_and_nothing_follows() {
    let world = World::start().await;
    let bob = world.agent("Bob").await;
    let settings = bob.get(ROUTING).await.ok();
    assert_eq!(
        settings,
        json!({
            "mode": "ring_all",
            "role": "any",
            "cooldown_seconds": 0,
            "ring_timeout_seconds": 30,
            "max_wait_seconds": 60,
            "fallback_action": "none",
            "auto_reply_text": "Sorry that we missed your call. We will get back to you as soon as we can.",
        })
    );
}

#[tokio::test]
async fn a_field_that_is_absent_stays_and_text_is_kept_as_it_is() {
    let world = World::start().await;
    let ada = world.admin().await;
    let text = "<b>Sorry</b>'); DROP TABLE teams; -- ☎\nBye";
    ada.put(ROUTING, &json!({"auto_reply_text": text, "mode": "sticky"}))
        .await
        .ok();
    let after = ada.put(ROUTING, &json!({"mode": null})).await.ok();
    assert_eq!(after["auto_reply_text"], text);
    assert_eq!(after["mode"], "sticky");
    let after = ada.put(ROUTING, &json!({"auto_reply_text": ""})).await.ok();
    let by_itself = after["auto_reply_text"].as_str().unwrap();
    assert!(by_itself.starts_with("Sorry that"), "{by_itself}");
}

#[tokio::test]
async fn administrators_change_the_settings_and_everybody_of_the_team_reads_them() {
    let world = World::start().await;
    let bob = world.agent("Bob").await;
    bob.get(ROUTING).await.ok();
    let change = json!({"mode": "round_robin"});
    bob.put(ROUTING, &change).await.refused(403, "forbidden");
    let reads = world.token(&["calls:read"]).await;
    world.get_with(&reads, ROUTING).await.ok();
    let put = |token: String| {
        let url = world.url() + ROUTING;
        let request = world.http.put(url).bearer_auth(token).json(&change);
        crate::world::Answer::of(request)
    };
    put(reads).await.refused(403, "forbidden");
    let manages = world.token(&["agents"]).await;
    assert_eq!(put(manages).await.ok()["mode"], "round_robin");
    world.cli(&["team", "add", "Another team"]).await;
    let eve = crate::world::Agent::sign_in(&world, "Another team", "Eve").await;
    assert_eq!(eve.get(ROUTING).await.ok()["mode"], "ring_all");
}

#[tokio::test]
async fn each_field_says_what_it_takes() {
    let world = World::start().await;
    let ada = world.admin().await;
    let before = ada.get(ROUTING).await.ok();
    let long = "x".repeat(1_001);
    for (name, values, word) in [
        ("mode", vec![json!("random"), json!(""), json!(1)], "mode"),
        ("role", vec![json!("boss"), json!(["any"])], "role"),
        (
            "cooldown_seconds",
            vec![json!(3_601), json!(-1), json!("60"), json!(1.5)],
            "",
        ),
        (
            "ring_timeout_seconds",
            vec![json!(0), json!(4), json!(121), json!(u64::MAX)],
            "`ring_timeout_seconds` must be from 5 to 120",
        ),
        (
            "max_wait_seconds",
            vec![json!(0), json!(4), json!(121)],
            "`max_wait_seconds` must be from 5 to 120",
        ),
        ("fallback_action", vec![json!("voicemail"), json!(true)], ""),
        (
            "auto_reply_text",
            vec![json!(" "), json!("a\u{0}b"), json!(long)],
            "`auto_reply_text`",
        ),
    ] {
        for value in values {
            let body = json!({(name): value});
            let answer = ada.put(ROUTING, &body).await;
            let refusal = answer.refused(400, "invalid_request");
            let sentence = refusal["error"].as_str().unwrap();
            let named = sentence.contains(&format!("`{name}`")) && sentence.contains(word);
            let of_type = sentence.starts_with("The body's `");
            assert!(named || of_type, "{name}: {sentence}");
        }
    }
    assert_eq!(ada.get(ROUTING).await.ok(), before, "nothing changed");
}
