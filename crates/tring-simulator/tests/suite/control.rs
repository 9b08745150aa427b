//! The control API and the phone page.

use serde_json::{Value, json};
use tring_simulator::{Config, Simulator};

use crate::support::{
    Business, CUSTOMER, NUMBER_ID, SECRET, TOKEN, eventually, fixture, socket::Socket, text,
};

fn offer() -> String {
    text(&fixture("sdp.browser.chromium.offer_opus_dtmf.measured.json")["sdp"])
}

#[tokio::test]
async fn it_says_that_it_is_well() {
    let business = Business::open().await;
    assert_eq!(business.sim_get("/health").await, json!({"status": "ok"}));
}

#[tokio::test]
async fn each_dialect_has_a_number_to_try_it_with() {
    let business = Business::open().await;
    let dialects = business.sim_get("/dialects").await;
    let dialects = dialects.as_array().expect("a list");
    assert!(!dialects.is_empty(), "at least Meta");
    for listed in dialects {
        let body = json!({
            "dialect": listed["dialect"], "display_number": listed["display_number"], "token": TOKEN,
            "webhook_secret": SECRET,
        });
        let path = format!("/numbers/{}", text(&listed["number_id"]));
        let (status, answer) = business.sim_put(&path, body).await;
        assert_eq!(status, 200, "{answer}");
    }
}

#[tokio::test]
async fn mistakes_get_a_sentence() {
    let business = Business::open().await;
    let number =
        json!({"dialect": "meta", "display_number": "1555", "token": "t", "app_secret": "s"});
    for ((status, body), expected) in [
        (
            business
                .sim_put("/scripts/*", json!({"anwser": "after"}))
                .await,
            400,
        ),
        (
            business
                .sim_put("/scripts/*", json!({"response": {"status": 200}}))
                .await,
            400,
        ),
        (business.sim_put("/scripts/mia", json!({})).await, 400),
        (
            business
                .sim_put("/permissions/+49151123", json!({"status": "always"}))
                .await,
            400,
        ),
        (business.sim_put("/numbers/1", number).await, 400),
        (
            business
                .sim_post("/calls", json!({"customer": "4915112345678"}))
                .await,
            400,
        ),
        (
            business
                .sim_post("/calls", json!({"customer": CUSTOMER, "number_id": "9"}))
                .await,
            404,
        ),
        (
            business.sim_post("/calls/wacid.x/answer", json!({})).await,
            404,
        ),
        (
            business
                .sim_post("/calls/wacid.x/media", json!({"silent_ms": 1}))
                .await,
            404,
        ),
        (
            business
                .sim_post("/permission_requests/x", json!({"answer": "decline"}))
                .await,
            404,
        ),
        (business.sim_post("/nothing", json!({})).await, 404),
        (business.sim_post("/health", json!({})).await, 405),
    ] {
        assert_eq!(status, expected, "{body}");
        let sentence = text(&body["error"]);
        assert!(sentence.contains(' '), "{sentence}");
    }
}

#[tokio::test]
async fn a_press_that_does_not_fit_is_a_conflict() {
    let business = Business::open().await;
    let call_id = business.customer_calls(json!({})).await;
    let (status, body) = business
        .sim_post(&format!("/calls/{call_id}/answer"), json!({}))
        .await;
    assert_eq!(status, 409, "{body}");
    let (status, body) = business
        .sim_post(&format!("/calls/{call_id}/wave"), json!({}))
        .await;
    assert_eq!(status, 404, "{body}");
}

#[tokio::test]
async fn numbers_are_created_without_showing_their_secrets() {
    let business = Business::open().await;
    let number = json!({
        "dialect": "meta", "display_number": "+15550002222", "token": "other-token",
        "app_secret": SECRET, "webhook_url": business.webhooks.url,
    });
    let (status, body) = business.sim_put("/numbers/222", number).await;
    assert_eq!(status, 200, "{body}");
    let state = business.sim_get("/state").await.to_string();
    assert!(state.contains("+15550002222"), "{state}");
    for secret in ["other-token", TOKEN, SECRET] {
        assert!(!state.contains(secret), "a secret is shown");
    }
    let (status, _) = business
        .sim_post("/calls", json!({"customer": CUSTOMER}))
        .await;
    assert_eq!(status, 400, "which of the two?");
    let (status, call) = business
        .sim_post("/calls", json!({"customer": CUSTOMER, "number_id": "222"}))
        .await;
    assert_eq!(
        (status.as_u16(), call["number_id"].clone()),
        (200, json!("222"))
    );
    let (status, _) = business.act("reject", &text(&call["id"])).await;
    assert_eq!(status, 400, "another number's call is unknown here");
}

#[tokio::test]
async fn every_provider_request_is_logged_once() {
    let business = Business::open().await;
    let call_id = business.dial(&offer()).await;
    business.act("terminate", &call_id).await;
    business.act("reject", "wacid.unknown").await;
    let state = business.sim_get("/state").await;
    let log: Vec<Value> = state["requests"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| {
            json!([
                entry["method"],
                entry["action"],
                entry["call_id"],
                entry["status"]
            ])
        })
        .collect();
    assert_eq!(
        log,
        [
            json!(["POST", "connect", call_id, 200]),
            json!(["POST", "terminate", call_id, 200]),
            json!(["POST", "reject", "wacid.unknown", 400]),
        ]
    );
    assert_eq!(
        state["requests"][0]["path"],
        format!("/v25.0/{NUMBER_ID}/calls")
    );
}

#[tokio::test]
async fn a_reset_forgets_all_but_the_numbers_and_tells_nobody() {
    let business = Business::open().await;
    business.script(json!({"answer": "never"})).await;
    business
        .sim_put(
            &format!("/permissions/{CUSTOMER}"),
            json!({"status": "permanent"}),
        )
        .await;
    business.dial(&offer()).await;
    business.webhooks.next_is("connect").await;
    business.webhooks.next_is("RINGING").await;
    let (status, _) = business.sim_post("/reset", json!({})).await;
    assert_eq!(status, 200);
    let state = business.sim_get("/state").await;
    for (list, empty) in [
        ("calls", json!([])),
        ("requests", json!([])),
        ("webhooks", json!([])),
        ("scripts", json!({})),
        ("permissions", json!({})),
    ] {
        assert_eq!(state[list], empty, "{list}");
    }
    assert_eq!(state["numbers"][0]["number_id"], NUMBER_ID);
    // The next webhook is the next call's: the first call ended silently.
    let call_id = business.customer_calls(json!({})).await;
    assert_eq!(business.webhooks.next().await.entry["id"], call_id.as_str());
}

#[tokio::test]
async fn the_same_seed_makes_the_same_choices_but_never_the_same_id() {
    let mut choices = Vec::new();
    for seed in [7, 7, 8] {
        let business = Business::open().await;
        let config = Config {
            seed: Some(seed),
            ..Config::default()
        };
        let simulator = Simulator::start(config).await.expect("port 0 is free");
        assert_eq!(simulator.seed(), seed);
        let number = json!({
            "dialect": "meta", "display_number": "+15550001111", "token": TOKEN, "app_secret": SECRET,
        });
        let url = format!("{}/sim/numbers/1", simulator.base_url());
        business
            .http
            .put(url)
            .json(&number)
            .send()
            .await
            .expect("created");
        let call = business
            .http
            .post(format!("{}/sim/calls", simulator.base_url()))
            .json(&json!({"customer": CUSTOMER}))
            .send()
            .await
            .expect("placed");
        let call: Value = call.json().await.expect("JSON");
        choices.push((call["tone_hz"].clone(), call["id"].clone()));
    }
    let tones: Vec<&Value> = choices.iter().map(|(tone, _)| tone).collect();
    assert_eq!(tones[0], tones[1]);
    assert_ne!(tones[0], tones[2]);
    assert_ne!(
        choices[0].1, choices[1].1,
        "a provider never gives an id twice"
    );
}

#[tokio::test]
async fn the_phone_page_runs_no_code_but_its_own() {
    let business = Business::open().await;
    for (path, kind) in [
        ("/", "text/html"),
        ("/?customer=+4915112345678&name=Mia", "text/html"),
        ("/phone.css", "text/css"),
        ("/phone.js", "text/javascript"),
        ("/talk.js", "text/javascript"),
        ("/icon.svg", "image/svg+xml"),
    ] {
        let response = business
            .http
            .get(business.url(path))
            .send()
            .await
            .expect("served");
        assert_eq!(response.status(), 200, "{path}");
        let headers = response.headers().clone();
        assert!(
            headers["content-type"]
                .to_str()
                .expect("text")
                .starts_with(kind),
            "{path}"
        );
        let policy = headers["content-security-policy"]
            .to_str()
            .expect("text")
            .to_owned();
        assert!(
            policy.contains("script-src 'self'") && !policy.contains("unsafe"),
            "{policy}"
        );
    }
    let page = business
        .http
        .get(business.url("/"))
        .send()
        .await
        .expect("served");
    let page = page.text().await.expect("text");
    for text in [
        "Simulated WhatsApp user",
        "Answer",
        "Decline",
        "Hang up",
        "Call the business",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(
        !page.contains("style=") && !page.contains("onclick"),
        "nothing inline"
    );
}

#[tokio::test]
async fn the_page_is_pushed_each_change() {
    let business = Business::open().await;
    let mut socket = Socket::open(&business).await;
    assert_eq!(socket.next_state().await["calls"], json!([]));
    let call_id = business.customer_calls(json!({})).await;
    loop {
        let state = socket.next_state().await;
        if state["calls"][0]["id"] == call_id.as_str() {
            assert_eq!(state["calls"][0]["state"], "ringing");
            assert_eq!(state["numbers"][0]["display_number"], "+15550001111");
            break;
        }
    }
    business
        .sim_post(&format!("/calls/{call_id}/hangup"), json!({}))
        .await;
    while socket.next_state().await["calls"][0]["state"] != "ended" {}
}

#[tokio::test]
async fn stopping_it_closes_its_port() {
    let business = Business::open().await;
    let url = business.url("/sim/health");
    business.simulator.stop();
    eventually("the port to close", || async {
        let health = reqwest::Client::new().get(&url).send().await;
        if health.is_err() {
            Ok(())
        } else {
            Err("it still answers".to_owned())
        }
    })
    .await;
}
