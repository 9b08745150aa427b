//! What contacts agree to: by messages in any order, by WhatsApp's permission, and as the business records it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    contacts::{add, patch, shown},
    world::{
        Agent, Answer, CUSTOMER, World,
        webhook::{envelope, now_seconds, permission_reply, send},
    },
};

const DAY: u64 = 24 * 3_600;

/// The customer writes.
fn message(id: &str, at: u64, text: &str) -> Value {
    let digits = CUSTOMER.trim_start_matches('+');
    let mut webhook = envelope(&json!({
        "contacts": [{"profile": {"name": "Grace Hopper"}, "wa_id": digits}],
        "messages": [{
            "from": digits,
            "id": id,
            "timestamp": at.to_string(),
            "type": "text",
            "text": {"body": text},
        }],
    }));
    webhook["entry"][0]["changes"][0]["field"] = json!("messages");
    webhook
}

async fn writes(world: &World, id: &str, at: u64, text: &str) {
    send(world, &message(id, at, text)).await.ok();
}

/// The only contact.
async fn only(agent: &Agent) -> Value {
    let list = agent.get("/api/contacts").await.ok();
    assert_eq!(list["pagination"]["total"], 1);
    list["data"][0].clone()
}

async fn history(agent: &Agent, contact: &Value) -> Value {
    let path = format!("/api/contacts/{}/consent", contact["id"]);
    agent.get(&path).await.ok()
}

async fn record(agent: &Agent, contact: &Value, body: &Value) -> Answer {
    let path = format!("/api/contacts/{}/consent", contact["id"]);
    agent.post(&path, body).await
}

/// What changed, from, to and the source, the newest first.
fn changes(history: &Value) -> Vec<String> {
    let word = |change: &Value, field: &str| change[field].as_str().unwrap().to_owned();
    let changes = history["data"].as_array().unwrap().iter();
    changes
        .map(|change| {
            ["what", "from", "to", "source"]
                .map(|field| word(change, field))
                .join(" ")
        })
        .collect()
}

#[tokio::test]
async fn whoever_writes_stop_has_opted_out_once() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let now = now_seconds();
    writes(&world, "wamid.1", now - 9, "Please STOP!").await;
    writes(&world, "wamid.1", now - 9, "Please STOP!").await;
    let mut again = message("wamid.1", now - 9, "Please STOP!");
    again["entry"][0]["id"] = json!("1");
    send(&world, &again).await.ok();
    let contact = only(&ada).await;
    assert_eq!(contact["opt_in"], "opted_out");
    assert_eq!(contact["opt_in_source"], "message");
    assert_eq!(contact["name"], "Grace Hopper");
    assert_eq!(contact["consent"], Value::Null, "a farewell is no consent");
    let history = history(&ada, &contact).await;
    assert_eq!(changes(&history), ["opt_in unknown opted_out message"]);
    assert_eq!(history["data"][0]["message_id"], "wamid.1");
}

// A customer who had hidden her number wrote STOP, and was called at her number all the same.
#[tokio::test]
async fn a_stop_under_the_user_id_counts_for_the_number_once_it_is_known_to_be_hers() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let known = json!({"phone_number": CUSTOMER, "opt_in": "unknown"});
    let known = add(&ada, known).await;
    let now = now_seconds();
    let mut hidden = message("wamid.1", now - 9, "STOP");
    let value = &mut hidden["entry"][0]["changes"][0]["value"];
    value["contacts"] = json!([{"profile": {"name": "Grace Hopper"}, "user_id": "US.1"}]);
    value["messages"][0]["from_user_id"] = json!("US.1");
    value["messages"][0].as_object_mut().unwrap().remove("from");
    send(&world, &hidden).await.ok();
    let before = shown(&ada, &known).await;
    assert_eq!(before["opt_in"], "unknown", "nobody knows that it is she");
    let mut both = message("wamid.2", now - 5, "Hello");
    both["entry"][0]["changes"][0]["value"]["messages"][0]["from_user_id"] = json!("US.1");
    send(&world, &both).await.ok();
    let after = shown(&ada, &known).await;
    assert_eq!(after["opt_in"], "opted_out");
    let history = history(&ada, &known).await;
    assert_eq!(changes(&history), ["opt_in unknown opted_out message"]);
}

// A retried webhook brought yesterday's STOP after today's START.
#[tokio::test]
async fn messages_count_in_the_order_in_which_they_were_sent() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let now = now_seconds();
    writes(&world, "wamid.2", now - 10, "start").await;
    writes(&world, "wamid.1", now - 20, "stop").await;
    assert_eq!(only(&ada).await["opt_in"], "opted_in");
    writes(&world, "wamid.4", now - 2, "stop").await;
    writes(&world, "wamid.3", now - 5, "START").await;
    let contact = only(&ada).await;
    assert_eq!(contact["opt_in"], "opted_out");
    // A request from before the opt-out arrives after it.
    writes(&world, "wamid.5", now - 6, "call me").await;
    let contact = shown(&ada, &contact).await;
    assert_eq!(contact["opt_in"], "opted_out");
    assert_eq!(contact["consent"], Value::Null);
    assert_eq!(
        changes(&history(&ada, &contact).await),
        [
            "opt_in opted_in opted_out message",
            "opt_in unknown opted_in message"
        ]
    );
}

#[tokio::test]
async fn a_request_to_be_called_is_an_explicit_consent_for_a_week() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let now = now_seconds();
    writes(&world, "wamid.1", now - 9, "STOP").await;
    writes(&world, "wamid.2", now - 5, "Call me back!").await;
    let contact = only(&ada).await;
    assert_eq!(
        contact["opt_in"], "opted_in",
        "she has thought better of it"
    );
    let consent = &contact["consent"];
    assert_eq!(
        (&consent["type"], &consent["source"]),
        (&json!("explicit"), &json!("message"))
    );
    let until: jiff::Timestamp = consent["until"].as_str().unwrap().parse().unwrap();
    assert_eq!(until.as_second(), i64::try_from(now - 5 + 7 * DAY).unwrap());
    writes(&world, "wamid.3", now - 1, "stop").await;
    let contact = shown(&ada, &contact).await;
    assert_eq!(contact["consent"], Value::Null, "opting out takes it back");
    assert_eq!(
        changes(&history(&ada, &contact).await),
        [
            "explicit given none message",
            "opt_in opted_in opted_out message",
            "opt_in opted_out opted_in message",
            "explicit none given message",
            "opt_in unknown opted_out message",
        ]
    );
}

#[tokio::test]
async fn any_other_message_is_an_implicit_consent_for_a_day() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let now = now_seconds();
    writes(&world, "wamid.1", now - DAY - 5, "Hello").await;
    let contact = only(&ada).await;
    assert_eq!(contact["opt_in"], "unknown");
    assert_eq!(contact["consent"]["type"], "implicit");
    assert_eq!(contact["consent"]["expired"], true, "that was yesterday");
    writes(&world, "wamid.2", now, "Are you there?").await;
    let consent = shown(&ada, &contact).await["consent"].clone();
    assert_eq!(
        (&consent["source"], &consent["expired"]),
        (&json!("message"), &json!(false))
    );
}

#[tokio::test]
async fn whatsapps_permission_is_an_explicit_consent_until_it_ends() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let now = now_seconds();
    writes(&world, "wamid.1", now - 9, "STOP").await;
    let accept = json!({"response": "accept", "expiration_timestamp": (now + DAY).to_string(),
        "response_source": "user_action"});
    send(&world, &permission_reply(CUSTOMER, now - 5, &accept))
        .await
        .ok();
    let contact = only(&ada).await;
    assert_eq!(contact["opt_in"], "opted_in", "she allows calls now");
    let consent = &contact["consent"];
    assert_eq!(
        (&consent["type"], &consent["source"]),
        (&json!("explicit"), &json!("permission"))
    );
    let reject = json!({"response": "reject", "response_source": "user_action"});
    send(&world, &permission_reply(CUSTOMER, now - 1, &reject))
        .await
        .ok();
    let contact = shown(&ada, &contact).await;
    assert_eq!(contact["consent"], Value::Null);
    assert_eq!(
        contact["opt_in"], "opted_in",
        "no calls now is not: never again"
    );
    assert_eq!(
        changes(&history(&ada, &contact).await)[..2],
        [
            "explicit given none permission",
            "opt_in opted_out opted_in permission"
        ]
    );
}

#[tokio::test]
async fn the_business_records_and_takes_back_with_its_name_and_a_note() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let contact = add(&ada, json!({"phone_number": CUSTOMER})).await;
    let body = json!({"opt_in": "opted_in", "consent": "explicit", "until": "2099-01-01T00:00:00+01:00",
        "note": "Form of <26 January>"});
    let recorded = record(&ada, &contact, &body).await.ok();
    assert_eq!(recorded["opt_in"], "opted_in");
    assert_eq!(recorded["consent"]["until"], "2098-12-31T23:00:00Z");
    let change = &recorded["data"][0];
    assert_eq!(change["changed_by"], "Ada");
    assert_eq!(change["note"], "Form of <26 January>");
    let taken = record(&ada, &contact, &json!({"consent": "none"}))
        .await
        .ok();
    assert_eq!(taken["consent"], Value::Null);
    assert_eq!(taken["opt_in"], "opted_in");
    let again = record(&ada, &contact, &json!({"consent": "implicit"}))
        .await
        .ok();
    assert_eq!(
        again["consent"]["type"], "implicit",
        "recorded a moment later"
    );
    assert_eq!(again["consent"]["until"], Value::Null);
    let out = record(&ada, &contact, &json!({"opt_in": "opted_out"}))
        .await
        .ok();
    assert_eq!(out["consent"], Value::Null);
    assert_eq!(
        changes(&out),
        [
            "implicit given none api",
            "opt_in opted_in opted_out api",
            "implicit none given api",
            "explicit given none api",
            "opt_in unknown opted_in api",
            "explicit none given api",
        ]
    );
}

#[tokio::test]
async fn what_cannot_be_recorded_is_refused() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let contact = add(&ada, json!({"phone_number": CUSTOMER})).await;
    for body in [
        json!({}),
        json!({"note": "only"}),
        json!({"opt_in": "maybe"}),
        json!({"consent": "yes"}),
        json!({"consent": true}),
        json!({"until": "2099-01-01T00:00:00Z"}),
        json!({"consent": "none", "until": "2099-01-01T00:00:00Z"}),
        json!({"consent": "explicit", "until": "2099-02-30T00:00:00Z"}),
        json!({"consent": "explicit", "until": "2020-01-01T00:00:00Z"}),
        json!({"consent": "explicit", "until": "tomorrow"}),
        json!({"consent": "explicit", "until": 7}),
        json!({"consent": "explicit", "opt_in": "opted_out"}),
        json!({"opt_in": "opted_in", "note": "x".repeat(501)}),
        json!({"opt_in": "opted_in", "note": "a\u{0}"}),
    ] {
        record(&ada, &contact, &body)
            .await
            .refused(400, "invalid_request");
    }
    assert_eq!(world.count("consent_changes").await, 0);
}

#[tokio::test]
async fn a_team_sets_its_keywords_and_lengths() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let path = "/api/teams/settings/consent";
    let token = world.token(&["settings"]).await;
    let put = async |body: &Value| {
        let request = world.http.put(world.url() + path).bearer_auth(&token);
        Answer::of(request.json(body)).await
    };
    let before = world.get_with(&token, path).await.ok();
    assert_eq!(before["data"]["callback_consent_days"], 7);
    assert!(before["data"]["opt_out_keywords"].as_array().unwrap().len() > 10);
    let wanted = json!({"opt_out_keywords": ["Basta"], "message_consent_days": 0, "call_consent_days": null});
    let set = put(&wanted).await.ok();
    assert_eq!(set["data"]["opt_out_keywords"], json!(["Basta"]));
    assert_eq!(set["data"]["message_consent_days"], 0);
    assert_eq!(set["data"]["call_consent_days"], 7);
    assert_eq!(
        set["data"]["opt_in_keywords"],
        before["data"]["opt_in_keywords"]
    );
    let now = now_seconds();
    writes(&world, "wamid.1", now - 9, "stop").await;
    let contact = only(&ada).await;
    assert_eq!(contact["opt_in"], "unknown");
    assert_eq!(
        contact["consent"],
        Value::Null,
        "messages do not count here"
    );
    writes(&world, "wamid.2", now - 5, "¡BASTA!").await;
    assert_eq!(only(&ada).await["opt_in"], "opted_out");
    for wrong in [
        json!({"opt_out_keywords": "stop"}),
        json!({"opt_out_keywords": [""]}),
        json!({"opt_in_keywords": ["…"]}),
        json!({"callback_keywords": ["a\u{0}"]}),
        json!({"callback_keywords": ["x".repeat(101)]}),
        json!({"callback_keywords": vec!["x"; 201]}),
        json!({"callback_consent_days": -1}),
        json!({"callback_consent_days": 3_651}),
        json!({"call_consent_days": 1.5}),
        json!({"message_consent_days": "1"}),
    ] {
        put(&wrong).await.refused(400, "invalid_request");
    }
    assert_eq!(world.get_with(&token, path).await.ok(), set);
    assert_eq!(put(&json!({})).await.ok(), before);
    let agents = ada.request(Method::PUT, path).json(&json!({}));
    Answer::of(agents).await.refused(403, "forbidden");
}

// A CRM's old file had everybody opted in, and those who had written STOP were called again.
#[tokio::test]
async fn a_file_does_not_opt_in_who_has_opted_out_by_herself() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    writes(&world, "wamid.1", now_seconds() - 9, "stop").await;
    let file = format!("phone,tags,opt_in\n{CUSTOMER},vip,opted_in\n");
    let request = ada.request(Method::POST, "/api/contacts/import").body(file);
    let report = Answer::of(request).await.ok()["data"].clone();
    assert_eq!(
        (&report["updated"], &report["errors"][0]["line"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(report["errors"][0]["field"], "opt_in");
    let contact = only(&ada).await;
    assert_eq!(contact["opt_in"], "opted_out");
    assert_eq!(
        contact["tags"],
        json!(["vip"]),
        "the rest of the line counts"
    );
    // Somebody who knows better says so.
    patch(&ada, &contact, json!({"opt_in": "opted_in"}))
        .await
        .ok();
    assert_eq!(shown(&ada, &contact).await["opt_in"], "opted_in");
}
