//! Each of seed 000's eighteen reasons, through HTTP: asked for, and refused when the call is placed. What leads to
//! each is real: webhooks, requests, and calls that were made or stored.

use reqwest::Method;
use serde_json::{Value, json};
use tring_protocol::eligibility::BlockReason;

use crate::world::{Agent, Answer, CUSTOMER, OFFER, World, webhook};

mod by_agents;
mod by_consent;
mod by_number;
mod by_rules;
mod by_trigger;

pub(crate) const CHECK: &str = "/api/calls/check-eligibility";
const INITIATE: &str = "/api/calls/initiate";
pub(crate) const RULES: &str = "/api/teams/settings/calling";
const DAY: u64 = 24 * 3_600;

#[test]
fn each_of_the_eighteen_has_its_test() {
    let tests = [
        include_str!("block_reasons/by_agents.rs"),
        include_str!("block_reasons/by_consent.rs"),
        include_str!("block_reasons/by_number.rs"),
        include_str!("block_reasons/by_rules.rs"),
        include_str!("block_reasons/by_trigger.rs"),
    ]
    .concat();
    for reason in BlockReason::ALL {
        let word = reason.as_str();
        let named = format!("async fn {}()", word.to_lowercase());
        assert!(tests.contains(&named), "{named} is missing");
        assert!(
            tests.contains(&format!("\"{word}\"")),
            "{word} is not expected"
        );
    }
}

/// Sets the team's rules for outgoing calls.
pub(crate) async fn rules(world: &World, rules: &Value) -> Value {
    let token = world.token(&["settings"]).await;
    let request = world.http.put(world.url() + RULES).bearer_auth(token);
    Answer::of(request.json(rules)).await.ok()
}

/// Sends this change of the account or the number as Meta does.
async fn meta_tells(world: &World, field: &str, value: &Value) {
    let webhook = json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "366634483210360", "changes": [{"field": field, "value": value}]}],
    });
    webhook::send(world, &webhook).await.ok();
}

/// The customer replies in WhatsApp to the question whether she may be called.
async fn customer_replies(world: &World, reply: &Value) {
    let now = webhook::now_seconds();
    let reply = webhook::permission_reply(CUSTOMER, now, reply);
    webhook::send(world, &reply).await.ok();
}

/// A body with what is asked for by this trigger.
fn with(mut body: Value, trigger: &Value) -> Value {
    for (key, value) in trigger.as_object().expect("an object") {
        body[key] = value.clone();
    }
    body
}

/// The agent may call the customer.
async fn allowed(agent: &Agent, trigger: &Value) -> Value {
    let question = with(
        json!({"phone_number": CUSTOMER, "with_media": true}),
        trigger,
    );
    let answer = agent.post(CHECK, &question).await.ok();
    assert_eq!(answer["data"]["eligible"], true, "{answer}");
    answer
}

/// The agent may not call the customer for this reason: she is told so when she asks, and when she calls.
async fn blocked(world: &World, agent: &Agent, trigger: &Value, reason: &str) {
    let question = with(
        json!({"phone_number": CUSTOMER, "with_media": true}),
        trigger,
    );
    let told = agent.post(CHECK, &question).await.ok();
    let call = json!({"phone_number": CUSTOMER, "sdp_offer": OFFER, "options": trigger});
    let before = traces(world).await;
    let refused = agent.post(INITIATE, &call).await;
    agrees(&told, &refused, reason);
    assert_eq!(
        traces(world).await,
        before,
        "nobody is called, nothing is kept"
    );
}

/// A program that brings no media may not have the customer called for this reason.
async fn blocked_without_media(world: &World, token: &str, reason: &str) {
    let question = json!({"phone_number": CUSTOMER});
    let told = world.post_with(token, CHECK, &question).await.ok();
    let before = traces(world).await;
    let refused = world.post_with(token, INITIATE, &question).await;
    agrees(&told, &refused, reason);
    assert_eq!(
        traces(world).await,
        before,
        "nobody is rung, nothing is kept"
    );
}

/// What a call would leave behind.
async fn traces(world: &World) -> (i64, i64, usize) {
    (
        world.count("calls").await,
        world.count("contacts").await,
        world.provider.asked("connect").await,
    )
}

/// The answer and the refusal name the same reason, in the shapes of seed 000.
#[track_caller]
fn agrees(told: &Value, refused: &Answer, reason: &str) {
    let data = &told["data"];
    assert_eq!(data["block_reason"], reason, "{told}");
    assert_eq!(
        (&data["eligible"], &data["blocked"]),
        (&json!(false), &json!(true))
    );
    let checks = data["checks"].as_object().expect("checks");
    let failed = checks.values().filter(|check| check["passed"] == false);
    assert_eq!(failed.count(), 1, "{told}");
    for message in ["user_message", "admin_message"] {
        assert!(
            data[message].as_str().is_some_and(|text| text.len() > 20),
            "{told}"
        );
    }
    assert_eq!(refused.status.as_u16(), 400, "{}", refused.text);
    assert_eq!(refused.json["success"], false);
    assert_eq!(refused.json["code"], "blocked");
    assert_eq!(refused.json["block_reason"], reason, "{}", refused.text);
    assert_eq!(refused.json["block_category"], data["block_category"]);
    let [error, message] = [&refused.json["error"], &data["user_message"]].map(without_figures);
    assert_eq!(error, message);
}

/// A sentence without its figures: how long a limit holds is less with each moment.
fn without_figures(sentence: &Value) -> String {
    let words = sentence.as_str().expect("a sentence").split(' ');
    let plain = words.map(|word| {
        if word.parse::<u64>().is_ok() {
            "#"
        } else {
            word.trim_end_matches(['s', '.'])
        }
    });
    plain.collect::<Vec<_>>().join(" ")
}

/// A contact of the team's with the customer's number.
async fn contact(world: &World, fields: &Value) -> Value {
    let token = world.token(&["contacts:write"]).await;
    let draft = with(json!({"phone_number": CUSTOMER}), fields);
    let answer = world.post_with(&token, "/api/contacts", &draft).await;
    assert_eq!(answer.status.as_u16(), 201, "{}", answer.text);
    answer.json["data"]["id"].clone()
}

/// Changes a contact.
async fn change(world: &World, id: &Value, fields: &Value) {
    let token = world.token(&["contacts:write"]).await;
    let url = format!("{}/api/contacts/{id}", world.url());
    let request = world.http.request(Method::PATCH, url).bearer_auth(token);
    Answer::of(request.json(fields)).await.ok();
}
