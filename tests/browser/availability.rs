//! Whether the agent takes calls, and whom she is to call back: the page against recorded answers.

use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    ground::{count, javascript, until},
    permission::Inbox,
    proxy::snapshot,
};

const ON: &str = "#place [role=switch][aria-checked=true]";
const OFF: &str = "#place [role=switch][aria-checked=false]";
const WAITING: &str = "#place .tring-callbacks__row";

fn agent(id: u64, call_status: &str, is_call_enabled: bool) -> Value {
    json!({
        "id": id, "name": "Ada", "role": "agent", "call_status": call_status, "is_call_enabled": is_call_enabled,
        "reachable": true,
    })
}

fn task(id: u64, more: Value) -> Value {
    let mut task = json!({
        "id": id, "call_id": "call_1", "channel_id": "main", "contact_id": 3, "contact_name": "Mia <b>Example</b>",
        "contact_phone": "+4915112345678", "created_at": 1_795_170_000_000_u64,
    });
    let fields = task.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    task
}

fn press(selector: &str) {
    javascript("document.querySelector(argument).click()", &selector.into());
}

fn says(words: &str) -> bool {
    let script = "return document.querySelector('#place').textContent";
    let text = javascript(script, &JsValue::NULL).as_string();
    text.is_some_and(|text| text.contains(words))
}

#[wasm_bindgen_test]
async fn the_switch_asks_the_proxy_and_shows_what_it_says() {
    let inbox = Inbox::open();
    until("calls come", || count(ON) == 1).await;
    press(ON);
    until("it is being changed", || {
        count("#place [role=switch][aria-busy=true]") == 1
    })
    .await;
    let body = inbox.proxy.request("status").await;
    assert_eq!(body["call_status"], "dnd");
    let answer = json!({"success": true, "message": "Done.", "data": agent(9, "dnd", true)});
    inbox.proxy.answers("status", 200, answer);
    until("no calls come", || says("Do not disturb")).await;
    assert_eq!(count(OFF), 1);
}

#[wasm_bindgen_test]
async fn a_change_that_was_refused_is_taken_back_with_the_reason() {
    let inbox = Inbox::open();
    until("calls come", || count(ON) == 1).await;
    inbox.proxy.refuses("status", 403, "forbidden");
    press(ON);
    until("the reason", || says("Because of the test.")).await;
    assert_eq!(count(ON), 1);
}

#[wasm_bindgen_test]
async fn what_is_changed_elsewhere_is_seen_here_and_other_agents_are_not() {
    let inbox = Inbox::open();
    let changed = |agent: Value| json!({"kind": "agent_changed", "seq": 2, "agent": agent});
    inbox.proxy.says(changed(agent(8, "dnd", true)));
    inbox.proxy.says(changed(agent(9, "available", false)));
    until("it is switched off", || {
        says("administrator has switched calls off")
    })
    .await;
    press("#place [role=switch]");
    inbox.proxy.says(changed(agent(9, "available", true)));
    until("calls come", || count(ON) == 1).await;
    assert!(inbox.proxy.requests("status").is_empty());
}

#[wasm_bindgen_test]
async fn what_was_changed_while_the_page_was_offline_is_asked_for() {
    let inbox = Inbox::open();
    inbox.proxy.hangs_up_the_socket();
    until("it says so", || says("Not connected")).await;
    let session = json!({
        "success": true, "agent_id": 9, "agent_name": "Ada", "team_name": "Demo", "channels": [],
        "call_status": "dnd", "is_call_enabled": true,
    });
    inbox.proxy.answers("session", 200, session);
    inbox.proxy.answers(
        "callbacks",
        200,
        json!({"success": true, "data": [task(1, json!({}))]}),
    );
    until("it is back", || inbox.proxy.sockets() > 1).await;
    inbox.proxy.says(snapshot(vec![]));
    until("the switch", || says("Do not disturb")).await;
    until("whom to call back", || count(WAITING) == 1).await;
}

#[wasm_bindgen_test]
async fn whom_to_call_back_comes_goes_and_is_called() {
    let inbox = Inbox::open();
    assert_eq!(count("#place .tring-callbacks"), 0, "nobody waits");
    let changed = |task: Value| json!({"kind": "callback_changed", "seq": 2, "callback": task});
    inbox.proxy.says(changed(task(1, json!({}))));
    inbox
        .proxy
        .says(changed(task(2, json!({"contact_phone": null}))));
    until("both", || count(WAITING) == 2).await;
    assert!(says("Mia <b>Example</b>"), "a name is text");
    let calls = "#place .tring-callbacks__row button[aria-label^='Call back']";
    assert_eq!(count(calls), 1, "who hides the number cannot be called");
    press("#place .tring-callbacks__row:last-child button");
    until("it is said", || inbox.proxy.requests("done").len() == 1).await;
    inbox.proxy.refuses("done", 404, "not_found");
    until("one is put away", || count(WAITING) == 1).await;
    press(calls);
    let request = inbox.proxy.request("initiate").await;
    assert_eq!(request["phone_number"], "+4915112345678");
    assert_eq!(request["channel_id"], "main");
    inbox
        .proxy
        .says(changed(task(1, json!({"done_at": 1_795_170_005_000_u64}))));
    until("nobody waits", || count("#place .tring-callbacks") == 0).await;
}
