//! Bad input gets a 4xx with a stable code and a sentence, and changes nothing.

use reqwest::header;
use serde_json::{Value, json};
use tring_protocol::{call::CallStatus, events::MessageKind};

use crate::world::{
    ANSWER, Answer, CUSTOMER, OFFER, OTHER_CUSTOMER, World, agent::Agent, initiate_json, nothing,
};

/// What a request may leave behind.
const TABLES: [&str; 5] = [
    "calls",
    "contacts",
    "events",
    "provider_actions",
    "session_descriptions",
];

async fn rows(world: &World) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in TABLES {
        counts.push(world.count(table).await);
    }
    counts
}

fn offer_with(change: impl Fn(&str) -> String) -> Value {
    let mut body = initiate_json(CUSTOMER);
    body["sdp_offer"] = json!(change(OFFER));
    body
}

#[tokio::test]
async fn a_number_that_cannot_be_dialled_gets_a_sentence_that_says_why() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    for (number, word) in [
        ("", "Enter"),
        ("0151 1234567", "country code"),
        ("+49", "too short"),
        ("+4915112345678901234", "too long"),
        ("+0151 1234567", "starts with 0"),
        ("call me", "cannot be part"),
    ] {
        let answer = ada
            .post("/api/calls/initiate", &initiate_json(number))
            .await;
        let body = answer.refused(400, "invalid_phone_number");
        let sentence = body["error"].as_str().unwrap();
        assert!(sentence.contains(word), "{number}: {sentence}");
    }
    assert_eq!(rows(&world).await, [0; 5]);
}

#[tokio::test]
async fn an_sdp_that_no_provider_takes_is_refused_before_anybody_is_asked() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    // Without an offer, but for a call that only wants one.
    let mut missing = initiate_json(CUSTOMER);
    missing.as_object_mut().unwrap().remove("sdp_offer");
    missing["call_id"] = json!("call_0");
    let second_line = |sdp: &str| format!("{sdp}m=video 9 UDP/TLS/RTP/SAVPF 96\r\n");
    let second_fingerprint = |sdp: &str| format!("{sdp}a=fingerprint:sha-256 AA:BB\r\n");
    for (body, word) in [
        (missing, "sdp_offer"),
        (offer_with(|_| String::new()), "not a session description"),
        (
            offer_with(|_| "hello".to_owned()),
            "not a session description",
        ),
        (offer_with(second_line), "2 media lines"),
        (
            offer_with(|sdp| sdp.replace("m=audio", "m=video")),
            "no audio",
        ),
        (
            offer_with(|sdp| sdp.split("m=audio").next().unwrap().to_owned()),
            "no audio",
        ),
        (offer_with(|sdp| sdp.replace("opus", "speex")), "opus"),
        (
            offer_with(|sdp| sdp.replace("sha-256", "sha-1")),
            "fingerprint",
        ),
        (offer_with(second_fingerprint), "fingerprint"),
        (
            offer_with(|sdp| sdp.replace("a=ice-ufrag", "a=x-ufrag")),
            "ice-ufrag",
        ),
        (offer_with(|sdp| sdp.replace("actpass", "active")), "setup"),
    ] {
        let answer = ada.post("/api/calls/initiate", &body).await;
        let sentence = answer.refused(400, "invalid_sdp")["error"].clone();
        assert!(
            sentence.as_str().unwrap().contains(word),
            "{word}: {sentence}"
        );
    }
    assert_eq!(rows(&world).await, [0; 5]);
    assert_eq!(world.provider.asked("connect").await, 0);
}

#[tokio::test]
async fn an_sdp_with_bare_line_feeds_and_no_final_one_is_taken() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let body = offer_with(|sdp| sdp.replace("\r\n", "\n").trim_end().to_owned());
    ada.post("/api/calls/initiate", &body).await.ok();
}

#[tokio::test]
async fn a_body_that_is_no_json_or_too_large_is_refused() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    for body in ["{", "[]", "{\"phone_number\": 7}", "", "\u{0}"] {
        let request = ada.request(reqwest::Method::POST, "/api/calls/initiate");
        let answer = Answer::of(request.body(body)).await;
        answer.refused(400, "invalid_request");
    }
    // An array was taken for the object whose fields it lists in order.
    for path in ["/api/calls/initiate", "/api/calls/call_x/end"] {
        for body in ["[]", "[null]", " [\"+4915112345678\"]", "null"] {
            let request = ada.request(reqwest::Method::POST, path);
            let answer = Answer::of(request.body(body)).await;
            answer.refused(400, "invalid_request");
        }
    }
    let request = ada.request(reqwest::Method::POST, "/api/calls/initiate");
    let two_megabytes = vec![b'x'; 2 * 1024 * 1024];
    Answer::of(request.body(two_megabytes))
        .await
        .refused(413, "too_large");
    let mut long = initiate_json(CUSTOMER);
    long["attempt_id"] = json!("x".repeat(200));
    ada.post("/api/calls/initiate", &long)
        .await
        .refused(400, "invalid_request");
    long["attempt_id"] = json!("an attempt");
    for (field, value) in [
        ("channel_id", json!("x".repeat(200))),
        ("options", json!({"caller_id": "x".repeat(513)})),
    ] {
        let mut body = long.clone();
        body[field] = value;
        ada.post("/api/calls/initiate", &body)
            .await
            .refused(400, "invalid_request");
    }
    assert_eq!(rows(&world).await, [0; 5]);
}

// An empty list went through as the options, and `["crm-1"]` as a `caller_id`: serde fills an object's fields from a list,
// and only the body itself was looked at.
#[tokio::test]
async fn a_list_is_no_object_wherever_it_stands() {
    let world = World::start().await;
    let ada = world.admin().await;
    for list in [json!([]), json!([null]), json!(["crm-1"])] {
        let mut body = initiate_json(CUSTOMER);
        body["options"] = list;
        let answer = ada.post("/api/calls/initiate", &body).await;
        let sentence = answer.refused(400, "invalid_request")["error"].clone();
        assert_eq!(
            sentence,
            "The body's `options` must be an object, not a list."
        );
    }
    assert_eq!(rows(&world).await, [0; 5]);
    let path = format!("/api/channels/{}/prices", world.own_channel().await);
    let prices = json!({"currency": "EUR", "prices": [["+49", "0.05"]]});
    let answer = ada.put(&path, &prices).await;
    let sentence = answer.refused(400, "invalid_request")["error"].clone();
    assert_eq!(
        sentence,
        "The body's `prices[0]` must be an object, not a list."
    );
}

// The refusal of a wrong type named no field, and repeated what came: a telephone number, or a token.
#[tokio::test]
async fn a_refusal_names_the_field_and_does_not_repeat_the_value() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let path = "/api/calls/check-eligibility";
    let answer = ada.post(path, &json!({"contact_id": CUSTOMER})).await;
    let sentence = answer.refused(400, "invalid_request")["error"].clone();
    assert_eq!(
        sentence,
        "The body's `contact_id` must be a whole number from 0, not text."
    );
    let body = json!({"call_status": "away"});
    let answer = ada.post("/api/agents/status", &body).await;
    let sentence = answer.refused(400, "invalid_request")["error"].clone();
    assert_eq!(
        sentence,
        "The body's `call_status` must be one of `available`, `dnd`."
    );
}

// What axum refuses before a handler runs came as plain text, and a client that reads `error` showed nothing.
#[tokio::test]
async fn a_path_or_query_that_cannot_be_read_gets_the_same_shape() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    for path in [
        "/api/calls/%ff",
        "/api/webhook/meta/%ff",
        "/api/calls?page=1&page=2",
        "/api/events?desk=a&desk=b",
    ] {
        ada.get(path).await.refused(400, "invalid_request");
    }
    for path in ["/api/webhook/meta/%ff", "/api/calls/%ff/end"] {
        ada.post(path, &nothing())
            .await
            .refused(400, "invalid_request");
    }
}

#[tokio::test]
async fn a_wrong_or_missing_token_is_refused() {
    let world = World::start().await;
    let good = world.token(&[]).await;
    let body = initiate_json(CUSTOMER);
    let (id, secret) = good.split_once('|').unwrap();
    for token in [
        "",
        "nonsense",
        secret,
        &format!("{id}|{}", "x".repeat(40)),
        &format!("999|{secret}"),
        &format!("x|{secret}"),
    ] {
        world
            .post_with(token, "/api/calls/initiate", &body)
            .await
            .refused(401, "unauthenticated");
    }
    let url = world.url() + "/api/calls";
    Answer::of(world.http.get(&url))
        .await
        .refused(401, "unauthenticated");
    let query = format!("{url}?token={good}");
    Answer::of(world.http.get(query))
        .await
        .refused(401, "unauthenticated");
    assert_eq!(rows(&world).await, [0; 5]);
}

#[tokio::test]
async fn a_token_may_do_what_its_abilities_say() {
    let world = World::start().await;
    let reads = world.token(&["calls:read"]).await;
    let writes = world.token(&["calls:write"]).await;
    world
        .post_with(&reads, "/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .refused(403, "forbidden");
    assert_eq!(rows(&world).await, [0; 5]);
    world.get_with(&reads, "/api/calls").await.ok();
    world
        .get_with(&writes, "/api/calls")
        .await
        .refused(403, "forbidden");
    world
        .post_with(&writes, "/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
}

#[tokio::test]
async fn an_unknown_call_is_not_found_by_any_action() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    every_action_is_refused(&ada, "call_000000000000000000000000", 404, "not_found").await;
    ada.get("/api/calls/call_000000000000000000000000")
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn another_teams_call_does_not_exist() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let call = ada
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
    let call_id = call["call_id"].as_str().unwrap();
    world.cli(&["team", "add", "Other team"]).await;
    let eve = Agent::sign_in(&world, "Other team", "Eve").await;
    let before = ada.until_status(call_id, CallStatus::Ringing).await;
    every_action_is_refused(&eve, call_id, 404, "not_found").await;
    eve.get(&format!("/api/calls/{call_id}"))
        .await
        .refused(404, "not_found");
    assert_eq!(eve.get("/api/calls").await.ok()["data"], json!([]));
    assert_eq!(eve.get("/api/calls/active").await.ok()["data"], json!([]));
    let mut desk = eve.desk("eve-1").await;
    assert_eq!(desk.next_of(MessageKind::Snapshot).await.calls, []);
    let mut foreign = initiate_json(OTHER_CUSTOMER);
    let session = ada.get("/api/session").await.ok();
    foreign["channel_id"] = session["channels"][0]["id"].clone();
    eve.post("/api/calls/initiate", &foreign)
        .await
        .refused(404, "not_found");
    assert_eq!(ada.call(call_id).await["status"], before["status"]);
    assert_eq!(world.provider.asked("terminate").await, 0);
}

async fn every_action_is_refused(agent: &Agent, call_id: &str, status: u16, code: &str) {
    let answer = json!({"desk_id": "x-1", "sdp_answer": ANSWER});
    for (action, body) in [
        ("claim", json!({"desk_id": "x-1"})),
        ("pre-accept", answer.clone()),
        ("answer", answer),
        ("reject", nothing()),
        ("end", nothing()),
    ] {
        agent
            .act(call_id, action, &body)
            .await
            .refused(status, code);
    }
}

#[tokio::test]
async fn an_action_that_does_not_fit_the_calls_state_is_refused() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let call = ada
        .post("/api/calls/initiate", &initiate_json(CUSTOMER))
        .await
        .ok();
    let call_id = call["call_id"].as_str().unwrap();
    let answer = json!({"desk_id": "x-1", "sdp_answer": ANSWER});
    for (action, body) in [
        ("claim", json!({"desk_id": "x-1"})),
        ("pre-accept", answer.clone()),
        ("answer", answer),
        ("reject", nothing()),
    ] {
        ada.act(call_id, action, &body)
            .await
            .refused(409, "wrong_state");
    }
    assert_eq!(world.provider.asked("accept").await, 0);
    assert_eq!(world.provider.asked("reject").await, 0);
    ada.act(call_id, "answer", &json!({"sdp_answer": OFFER}))
        .await
        .refused(400, "invalid_sdp");
    // Without SDP an inbox is asked, which has nothing to answer here.
    ada.act(call_id, "answer", &nothing())
        .await
        .refused(409, "wrong_state");
    ada.act(call_id, "claim", &nothing())
        .await
        .refused(400, "invalid_request");
}

#[tokio::test]
async fn addresses_and_methods_that_do_not_exist_get_the_same_shape() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    ada.get("/api/nothing").await.refused(404, "not_found");
    ada.get("/api").await.refused(404, "not_found");
    let delete = ada.request(reqwest::Method::DELETE, "/api/calls");
    Answer::of(delete).await.refused(405, "invalid_request");
    ada.get("/api/calls/x/claim")
        .await
        .refused(405, "invalid_request");
    let plain = ada.request(reqwest::Method::GET, "/api/events?desk=a");
    Answer::of(plain.header(header::ACCEPT, "*/*"))
        .await
        .refused(400, "invalid_request");
}
