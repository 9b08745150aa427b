//! Contacts over HTTP: made, read, changed, listed and found.

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{
    Agent, Answer, CUSTOMER, OTHER_CUSTOMER, World,
    webhook::{customer_connects, now_seconds, send},
};

pub(crate) async fn add(agent: &Agent, contact: Value) -> Value {
    let answer = agent.post("/api/contacts", &contact).await;
    assert_eq!(answer.status.as_u16(), 201, "{}", answer.text);
    answer.json["data"].clone()
}

pub(crate) async fn patch(agent: &Agent, contact: &Value, change: Value) -> Answer {
    let path = format!("/api/contacts/{}", contact["id"]);
    Answer::of(agent.request(Method::PATCH, &path).json(&change)).await
}

pub(crate) async fn shown(agent: &Agent, contact: &Value) -> Value {
    let path = format!("/api/contacts/{}", contact["id"]);
    agent.get(&path).await.ok()["data"].clone()
}

/// The names of the contacts that a query finds, in their order.
async fn names(agent: &Agent, query: &str) -> Vec<String> {
    let list = agent.get(&format!("/api/contacts?{query}")).await.ok();
    let names = list["data"].as_array().unwrap().iter();
    names
        .map(|contact| contact["name"].as_str().unwrap_or("-").to_owned())
        .collect()
}

#[tokio::test]
async fn a_contact_is_made_shown_changed_and_cleared() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let contact = add(
        &ada,
        json!({
            "name": "Grace Hopper",
            "phone_number": "+49 (0) 151 1234-5678",
            "tags": ["vip", "north", "vip"],
            "automation_blocks_calling": true,
            "unknown": {"field": 1},
        }),
    )
    .await;
    assert_eq!(contact["phone_number"], CUSTOMER);
    assert_eq!(contact["tags"], json!(["vip", "north"]));
    assert_eq!(contact["opt_in"], "unknown");
    assert_eq!(contact["consent"], Value::Null);
    assert_eq!(shown(&ada, &contact).await, contact);

    let changed = patch(
        &ada,
        &contact,
        json!({"name": "Grace", "bsuid": "US.1", "opt_in": "opted_in"}),
    );
    let changed = changed.await.ok()["data"].clone();
    assert_eq!(changed["name"], "Grace");
    assert_eq!(changed["phone_number"], CUSTOMER, "absent: as it was");
    assert_eq!(changed["tags"], json!(["vip", "north"]));
    assert_eq!(changed["opt_in"], "opted_in");
    assert_eq!(changed["opt_in_source"], "api");

    let clear = json!({
        "name": null, "phone_number": null, "tags": null, "opt_in": null, "automation_blocks_calling": null,
    });
    let cleared = patch(&ada, &contact, clear).await.ok()["data"].clone();
    assert_eq!(cleared["name"], Value::Null);
    assert_eq!(cleared["phone_number"], Value::Null);
    assert_eq!(cleared["bsuid"], "US.1");
    assert_eq!(cleared["tags"], json!([]));
    assert_eq!(cleared["opt_in"], "unknown");
    assert_eq!(cleared["automation_blocks_calling"], false);
    patch(&ada, &contact, json!({"bsuid": null}))
        .await
        .refused(400, "invalid_request");
    let same = patch(&ada, &contact, json!({})).await.ok()["data"].clone();
    assert_eq!(same["bsuid"], "US.1");
}

#[tokio::test]
async fn a_number_or_bsuid_is_one_contacts_in_whichever_form() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let short = add(
        &ada,
        json!({"phone_number": "+551187654321", "bsuid": "BR.1"}),
    )
    .await;
    let other = add(&ada, json!({"phone_number": CUSTOMER})).await;
    for taken in [
        json!({"phone_number": "+551187654321"}),
        // The same Brazilian mobile number with its ninth digit.
        json!({"phone_number": "+5511987654321"}),
        json!({"phone_number": OTHER_CUSTOMER, "bsuid": "BR.1"}),
    ] {
        ada.post("/api/contacts", &taken)
            .await
            .refused(409, "wrong_state");
        patch(&ada, &other, taken).await.refused(409, "wrong_state");
    }
    let own = json!({"phone_number": "+5511987654321", "bsuid": "BR.1"});
    let own = patch(&ada, &short, own).await.ok();
    assert_eq!(own["data"]["phone_number"], "+5511987654321");
    assert_eq!(world.count("contacts").await, 2);
}

#[tokio::test]
async fn contacts_are_found_by_beginnings_tags_and_opt_in() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    for (name, phone, tags, opt_in) in [
        ("Grace Hopper", "+15550100001", json!(["vip"]), "opted_in"),
        (
            "Jürgen Müller-Groß",
            CUSTOMER,
            json!(["vip", "north"]),
            "unknown",
        ),
        ("O'Brien", "+447700900123", json!([]), "opted_out"),
        (
            "100% <b>Bold</b>",
            "+447700900124",
            json!(["a,b"]),
            "unknown",
        ),
    ] {
        let contact = json!({"name": name, "phone_number": phone, "tags": tags, "opt_in": opt_in});
        add(&ada, contact).await;
    }
    for (query, found) in [
        (
            "",
            vec![
                "100% <b>Bold</b>",
                "O'Brien",
                "Jürgen Müller-Groß",
                "Grace Hopper",
            ],
        ),
        ("q=gra", vec!["Grace Hopper"]),
        ("q=hop%20GR", vec!["Grace Hopper"]),
        ("q=race", vec![]),
        ("q=jurg", vec!["Jürgen Müller-Groß"]),
        ("q=M%C3%9CLLERGROSS", vec!["Jürgen Müller-Groß"]),
        ("q=obrien", vec!["O'Brien"]),
        ("q=%2B4477009", vec!["100% <b>Bold</b>", "O'Brien"]),
        ("q=0044%207700%20900-123", vec!["O'Brien"]),
        ("q=grace%201555", vec!["Grace Hopper"]),
        ("q=100%25", vec!["100% <b>Bold</b>"]),
        ("q=%25", vec![]),
        ("q='%20OR%201=1--", vec![]),
        ("tag=vip", vec!["Jürgen Müller-Groß", "Grace Hopper"]),
        ("tag=VIP", vec![]),
        ("tag=a,b", vec!["100% <b>Bold</b>"]),
        ("opt_in=opted_out", vec!["O'Brien"]),
        ("opt_in=unknown&tag=vip&q=mu", vec!["Jürgen Müller-Groß"]),
        ("per_page=2", vec!["100% <b>Bold</b>", "O'Brien"]),
        (
            "per_page=2&page=2",
            vec!["Jürgen Müller-Groß", "Grace Hopper"],
        ),
        ("per_page=2&page=3", vec![]),
    ] {
        assert_eq!(names(&ada, query).await, found, "{query}");
    }
    let first = ada.get("/api/contacts?per_page=3").await.ok();
    assert_eq!(
        first["pagination"],
        json!({"current_page": 1, "last_page": 2, "per_page": 3, "total": 4})
    );
    let cursor = first["next_cursor"].as_str().unwrap();
    add(
        &ada,
        json!({"name": "Later", "phone_number": "+447700900125"}),
    )
    .await;
    let rest = names(&ada, &format!("per_page=3&cursor={cursor}")).await;
    assert_eq!(
        rest,
        ["Grace Hopper"],
        "what is new does not move what follows"
    );
}

#[tokio::test]
async fn a_change_of_name_or_number_changes_what_finds_the_contact() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let contact = add(
        &ada,
        json!({"name": "Grace", "phone_number": CUSTOMER, "tags": ["a"]}),
    )
    .await;
    let change = json!({"name": "Ada", "phone_number": OTHER_CUSTOMER, "tags": ["b"]});
    patch(&ada, &contact, change).await.ok();
    for gone in [
        "q=grace".to_owned(),
        format!("q={}", &CUSTOMER[1..]),
        "tag=a".to_owned(),
    ] {
        assert!(names(&ada, &gone).await.is_empty(), "{gone}");
    }
    for there in [
        "q=ada".to_owned(),
        format!("q={}", &OTHER_CUSTOMER[1..]),
        "tag=b".to_owned(),
    ] {
        assert_eq!(names(&ada, &there).await, ["Ada"], "{there}");
    }
}

#[tokio::test]
async fn whoever_calls_is_a_contact_that_is_found_and_has_agreed_for_a_while() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    send(
        &world,
        &customer_connects("wacid.1", CUSTOMER, now_seconds()),
    )
    .await
    .ok();
    assert_eq!(names(&ada, "q=hop").await, ["Grace Hopper"]);
    let list = ada.get("/api/contacts").await.ok();
    let consent = &list["data"][0]["consent"];
    assert_eq!(consent["type"], "implicit");
    assert_eq!(consent["source"], "call");
    assert_eq!(consent["expired"], false);
}

#[tokio::test]
async fn another_teams_contact_does_not_exist() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let contact = add(
        &ada,
        json!({"phone_number": CUSTOMER, "name": "Grace", "tags": ["vip"]}),
    )
    .await;
    world.cli(&["team", "add", "Other team"]).await;
    let eve = Agent::sign_in(&world, "Other team", "Eve").await;
    let ids = [
        contact["id"].to_string(),
        "999".to_owned(),
        "-1".to_owned(),
        "x".to_owned(),
        "9".repeat(40),
    ];
    for id in ids {
        let path = format!("/api/contacts/{id}");
        eve.get(&path).await.refused(404, "not_found");
        for (method, path) in [
            (Method::PATCH, path.clone()),
            (Method::DELETE, path.clone()),
            (Method::POST, format!("{path}/consent")),
        ] {
            let body = json!({"name": "Eve's", "opt_in": "opted_out"});
            let answer = Answer::of(eve.request(method, &path).json(&body)).await;
            answer.refused(404, "not_found");
        }
        eve.get(&format!("{path}/consent"))
            .await
            .refused(404, "not_found");
    }
    for query in ["", "q=grace", "tag=vip"] {
        assert!(names(&eve, query).await.is_empty(), "{query}");
    }
    // The same person is another contact there.
    add(&eve, json!({"phone_number": CUSTOMER})).await;
    assert_eq!(shown(&ada, &contact).await, contact);
}

#[tokio::test]
async fn a_token_needs_the_ability() {
    let world = World::start().await;
    let reads = world.token(&["contacts:read"]).await;
    let writes = world.token(&["contacts:write"]).await;
    let contact = json!({"phone_number": CUSTOMER});
    world
        .post_with(&reads, "/api/contacts", &contact)
        .await
        .refused(403, "forbidden");
    let made = world.post_with(&writes, "/api/contacts", &contact).await;
    assert_eq!(made.status.as_u16(), 201, "{}", made.text);
    world.get_with(&reads, "/api/contacts").await.ok();
    world
        .get_with(&writes, "/api/contacts")
        .await
        .refused(403, "forbidden");
    world
        .get_with(&writes, "/api/teams/settings/consent")
        .await
        .refused(403, "forbidden");
}
