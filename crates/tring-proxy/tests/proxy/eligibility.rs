//! `POST /api/calls/check-eligibility` and the team's rules: the shapes of seed 000, and what is refused.

use serde_json::{Value, json};
use tring_protocol::eligibility::BlockReason;

use crate::{
    block_reasons::{CHECK, RULES, rules},
    world::{Agent, Answer, CUSTOMER, OFFER, World, initiate_json, nothing, shape::has_shape_of},
};

async fn contact(world: &World, draft: &Value) -> u64 {
    let token = world.token(&["contacts:write"]).await;
    let answer = world.post_with(&token, "/api/contacts", draft).await;
    answer.json["data"]["id"].as_u64().expect("an id")
}

#[tokio::test]
async fn the_answers_have_the_shapes_of_seed_000() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let id = contact(&world, &json!({"phone_number": CUSTOMER})).await;
    let mut question: Value =
        serde_json::from_str(include_str!("fixtures/app/check_eligibility.request.json")).unwrap();
    question["contact_id"] = json!(id);
    let _desk = ada.desk("ada-1").await;
    let told = ada.post(CHECK, &question).await.ok();
    has_shape_of(
        include_str!("fixtures/app/check_eligibility.response.json"),
        &told,
    );
    assert_eq!(told["data"]["consent_type"], "implicit");
    assert!(told["data"].get("block_reason").is_none(), "{told}");

    world.sql("UPDATE contacts SET opt_in = 'opted_out'").await;
    let told = ada.post(CHECK, &question).await.ok();
    let sample: Value = serde_json::from_str(include_str!(
        "fixtures/app/check_eligibility.blocked.response.json"
    ))
    .unwrap();
    for (key, value) in sample["data"].as_object().unwrap() {
        assert_eq!(told["data"][key], *value, "{key}");
    }
    assert_eq!(told["data"]["block_category"], "consent");
    let checks = &told["data"]["checks"];
    assert_eq!(checks["quality_rating"]["passed"], true);
    assert_eq!(checks["consent"]["passed"], false);
    assert!(checks.get("agent_availability").is_none(), "{checks}");
}

#[tokio::test]
async fn a_refusal_to_call_has_the_shape_of_seed_000() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    rules(&world, &json!({"calls_per_hour": 0})).await;
    let answer = ada
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await;
    assert_eq!(answer.status.as_u16(), 400);
    has_shape_of(
        include_str!("fixtures/app/initiate.error.json"),
        &answer.json,
    );
    assert_eq!(answer.json["block_category"], "safeguards");
}

#[tokio::test]
async fn an_agent_dials_a_fresh_number_without_any_settings() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let question = json!({"phone_number": CUSTOMER, "with_media": true});
    let told = ada.post(CHECK, &question).await.ok();
    assert_eq!(told["data"]["eligible"], true);
    assert_eq!(world.count("contacts").await, 0, "asking makes no contact");
    ada.post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
}

#[tokio::test]
async fn a_team_without_a_channel_is_told_so_as_the_reason() {
    let world = World::start().await;
    world.cli(&["team", "add", "New team"]).await;
    let eve = Agent::sign_in(&world, "New team", "Eve").await;
    let told = eve
        .post(CHECK, &json!({"phone_number": CUSTOMER}))
        .await
        .ok();
    assert_eq!(
        told["data"]["user_message"],
        "There is no channel to call from. Ask your administrator to add one."
    );
    assert_eq!(
        told["data"]["block_reason"],
        "CALLING_NOT_ENABLED_FOR_NUMBER"
    );
}

#[tokio::test]
async fn a_contact_or_channel_that_is_not_the_teams_is_not_found() {
    let world = World::start().await;
    let id = contact(&world, &json!({"phone_number": CUSTOMER})).await;
    let channel = world.own_channel().await;
    world.cli(&["team", "add", "New team"]).await;
    let eve = Agent::sign_in(&world, "New team", "Eve").await;
    for question in [
        json!({"contact_id": id}),
        json!({"contact_id": 0}),
        json!({"contact_id": u64::MAX}),
        json!({"phone_number": CUSTOMER, "channel_id": channel}),
    ] {
        eve.post(CHECK, &question).await.refused(404, "not_found");
    }
    let ada = world.agent("Ada").await;
    let erased = format!("/api/contacts/{id}");
    let token = world.token(&["contacts:write"]).await;
    let request = world.http.delete(world.url() + &erased).bearer_auth(token);
    assert!(
        Answer::of(request).await.status.is_success(),
        "it is erased"
    );
    ada.post(CHECK, &json!({"contact_id": id}))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn each_mistake_in_the_question_has_its_sentence() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    for (question, words) in [
        (json!({}), "Neither"),
        (
            json!({"contact_id": 1, "phone_number": CUSTOMER}),
            "together",
        ),
        (json!({"contact_id": "one"}), "contact_id"),
        (json!({"contact_id": -1}), "contact_id"),
        (json!({"contact_id": 1, "channel_id": ""}), "channel_id"),
        (
            json!({"contact_id": 1, "trigger_type": "x".repeat(129)}),
            "trigger_type",
        ),
        (
            json!({"contact_id": 1, "trigger_source": "a\0b"}),
            "trigger_source",
        ),
        (
            json!({"contact_id": 1, "trigger_message": "x".repeat(4_097)}),
            "trigger_message",
        ),
    ] {
        let answer = ada.post(CHECK, &question).await;
        let error = answer.refused(400, "invalid_request")["error"].clone();
        let sentence = error.as_str().unwrap();
        assert!(sentence.contains(words), "{question}: {sentence}");
    }
    ada.post(CHECK, &json!({"phone_number": "0151"}))
        .await
        .refused(400, "invalid_phone_number");
    let writer = world.token(&["contacts:write"]).await;
    let question = json!({"phone_number": CUSTOMER});
    world
        .post_with(&writer, CHECK, &question)
        .await
        .refused(403, "forbidden");
    for ability in ["calls:read", "calls:write"] {
        let token = world.token(&[ability]).await;
        world.post_with(&token, CHECK, &question).await.ok();
    }
}

#[tokio::test]
async fn rules_are_set_whole_shown_with_their_defaults_and_kept_by_team() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let fresh = ada.get(RULES).await.ok();
    assert_eq!(fresh["suspension"], Value::Null);
    let data = &fresh["data"];
    for limit in [
        "calls_per_minute",
        "calls_per_hour",
        "minutes_per_month",
        "missed_calls",
    ] {
        assert_eq!(data[limit], Value::Null, "{limit}");
    }
    assert_eq!(data["consent_policy"], "implicit");
    assert_eq!(data["trigger_types"].as_array().unwrap().len(), 6);
    assert!(data["call_keywords"].as_array().unwrap().len() > 20);

    let own =
        json!({"calls_per_minute": 7, "call_keywords": ["<b>'; DROP TABLE calls"], "unknown": 1});
    let set = rules(&world, &own).await;
    assert_eq!(set["data"]["calls_per_minute"], 7);
    assert_eq!(set["data"]["call_keywords"], own["call_keywords"]);
    assert_eq!(ada.get(RULES).await.ok(), set);
    let again = rules(&world, &set["data"]).await;
    assert_eq!(again, set, "what is shown can be sent back");
    assert_eq!(
        rules(&world, &nothing()).await,
        fresh,
        "absent is the default"
    );

    world.cli(&["team", "add", "New team"]).await;
    let eve = Agent::sign_in(&world, "New team", "Eve").await;
    assert_eq!(eve.get(RULES).await.ok()["data"], fresh["data"]);
}

#[tokio::test]
async fn rules_that_cannot_be_are_refused() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let token = world.token(&["settings"]).await;
    let put = async |body: &Value| {
        let request = world.http.put(world.url() + RULES).bearer_auth(&token);
        Answer::of(request.json(body)).await
    };
    for wrong in [
        json!({"calls_per_minute": -1}),
        json!({"calls_per_minute": "5"}),
        json!({"calls_per_hour": 1_000_000_001}),
        json!({"minutes_per_month": 1.5}),
        json!({"missed_calls": 0}),
        json!({"missed_calls": 1_001}),
        json!({"missed_calls_window_minutes": 0}),
        json!({"suspension_minutes": 10_081}),
        json!({"consent_policy": "strict"}),
        json!({"consent_policy": null}),
        json!({"trigger_types": ["robot"]}),
        json!({"trigger_sources": "inbox"}),
        json!({"call_keywords": [""]}),
        json!({"call_keywords": ["  "]}),
        json!({"call_keywords": ["x".repeat(65)]}),
        json!({"affirmative_replies": ["a\0b"]}),
        json!({"affirmative_replies": vec!["yes"; 201]}),
        json!([]),
    ] {
        let answer = put(&wrong).await;
        assert_eq!(answer.status.as_u16(), 400, "{wrong}: {}", answer.text);
        answer.refused(400, "invalid_request");
    }
    assert_eq!(world.count("calling_rules").await, 0, "nothing was stored");
    let request = ada.request(reqwest::Method::PUT, RULES).json(&nothing());
    Answer::of(request).await.refused(403, "forbidden");
}

// The trigger of a call is kept with it, and is text whatever it says.
#[tokio::test]
async fn the_trigger_is_kept_with_the_call() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let call = json!({"phone_number": CUSTOMER, "sdp_offer": OFFER, "options": {
        "trigger_type": "keyword", "trigger_source": "widget", "trigger_message": "<b>call me</b>"
    }});
    ada.post("/api/calls/initiate", &call).await.ok();
    let kept: (String, String) = sqlx::query_as("SELECT trigger_type, trigger_source FROM calls")
        .fetch_one(world.store().await.readers())
        .await
        .unwrap();
    assert_eq!(kept, ("keyword".to_owned(), "widget".to_owned()));
}

// A team with a limit and a million calls must not wait for them to be counted.
#[tokio::test]
async fn what_limits_are_compared_with_is_read_from_an_index_alone() {
    let world = World::start().await;
    let store = world.store().await;
    for query in [
        "EXPLAIN QUERY PLAN SELECT initiated_at FROM calls WHERE team_id = 1 AND direction = 'outbound' \
         AND initiated_at > 5 ORDER BY initiated_at DESC LIMIT 10",
        "EXPLAIN QUERY PLAN SELECT initiated_at FROM calls WHERE team_id = 1 AND direction = 'inbound' \
         AND status = 'missed' AND initiated_at > 5",
        "EXPLAIN QUERY PLAN SELECT SUM(duration_seconds) FROM calls_by_day WHERE team_id = 1 AND day >= 5",
    ] {
        let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(query)
            .fetch_all(store.readers())
            .await
            .unwrap();
        let [(.., step)] = &plan[..] else {
            panic!("{plan:?}");
        };
        let index = step.contains("COVERING INDEX") || step.contains("PRIMARY KEY");
        assert!(step.starts_with("SEARCH") && index, "{step}");
    }
}

/// The page that explains the reasons, whose table is made here: `UPDATE_DOCS=1` writes it.
#[test]
fn the_documentation_has_the_table_of_the_eighteen_reasons() {
    use tring_calls::eligibility::{admin_message, description, user_message};
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api/eligibility.md");
    let page = std::fs::read_to_string(path).expect("docs/api/eligibility.md");
    let (begin, end) = ("<!-- reasons -->\n", "<!-- /reasons -->");
    let mut rows = vec![
        "| reason | category | the agent reads | the administrator reads |".to_owned(),
        "| --- | --- | --- | --- |".to_owned(),
    ];
    for reason in BlockReason::ALL {
        let row = [
            format!("`{}`<br>{}", reason.as_str(), description(reason)),
            format!("`{}`", reason.category().as_str()),
            user_message(reason).to_owned(),
            admin_message(reason).to_owned(),
        ];
        rows.push(format!("| {} |", row.join(" | ")));
    }
    let table = rows.join("\n") + "\n";
    let (before, rest) = page.split_once(begin).expect("the begin of the table");
    let (found, after) = rest.split_once(end).expect("the end of the table");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let written = format!("{before}{begin}{table}{end}{after}");
        std::fs::write(path, written).expect("the page to be writable");
        return;
    }
    assert_eq!(
        found, table,
        "UPDATE_DOCS=1 cargo test -p tring-proxy writes it"
    );
}
