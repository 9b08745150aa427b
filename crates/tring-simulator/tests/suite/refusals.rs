//! What each provider refuses, in its own form.

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::{
    CUSTOMER, TOKEN,
    client::Client,
    dialect::{ALL, Asked, Dialect},
    fixture, read, text,
};

fn offer() -> String {
    text(&fixture("sdp.browser.chromium.offer_opus_dtmf.measured.json")["sdp"])
}

/// Asserts that the request is refused, in the provider's form, and that no call came of it.
async fn is_refused(client: &Client, asked: &Asked, status: u16, what: &str) -> Value {
    let (answered, body) = client.post(asked).await;
    let dialect = client.dialect;
    assert_eq!(answered, status, "{dialect:?}: {what}: {body}");
    assert!(dialect.is_error(&body), "{dialect:?}: {what}: {body}");
    body
}

async fn has_no_call(client: &Client) {
    let state = client.business.sim_get("/state").await;
    assert_eq!(state["calls"], json!([]), "{:?}", client.dialect);
}

#[tokio::test]
async fn wrong_credentials_are_refused_by_each_provider() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        let wrong = [
            vec![],
            vec![("authorization", "Bearer wrong".to_owned())],
            vec![("authorization", TOKEN.to_owned())],
            vec![("d360-api-key", "wrong".to_owned())],
            vec![("x-api-key", String::new())],
            vec![
                ("x-auth-id", "MA_OTHER".to_owned()),
                ("x-auth-token", TOKEN.to_owned()),
            ],
            vec![("x-auth-token", TOKEN.to_owned())],
        ];
        for headers in wrong {
            let asked = dialect.dial(CUSTOMER, &offer());
            let (status, body) = client.post_with(&asked, &headers).await;
            assert_eq!(status, 401, "{dialect:?}: {headers:?}: {body}");
            assert!(dialect.is_error(&body), "{dialect:?}: {body}");
        }
        has_no_call(&client).await;
    }
}

#[tokio::test]
async fn a_bearer_token_opens_vobiz_too() {
    let client = Client::open(Dialect::Vobiz).await;
    let bearer = [("authorization", format!("Bearer {TOKEN}"))];
    let asked = Dialect::Vobiz.dial(CUSTOMER, &offer());
    let (status, body) = client.post_with(&asked, &bearer).await;
    assert_eq!(status, 201, "{body}");
}

#[tokio::test]
async fn what_whatsapp_refuses_has_its_code_at_each_provider() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        let dial = dialect.dial(CUSTOMER, &offer());
        let metas = |normal: u16| {
            if dialect == Dialect::YCloud {
                400
            } else {
                normal
            }
        };

        client.permission("no_permission").await;
        let body = is_refused(&client, &dial, metas(401), "no permission").await;
        assert_eq!(dialect.metas_code(&body), Some(138_006), "{body}");
        client.permission("permanent").await;

        let invalid = dialect.dial(CUSTOMER, "v=0");
        let body = is_refused(&client, &invalid, 400, "no description").await;
        assert_eq!(dialect.metas_code(&body), Some(100), "{body}");
        has_no_call(&client).await;

        client.dial(&offer()).await;
        let body = is_refused(&client, &dial, 400, "already in a call").await;
        assert_eq!(dialect.metas_code(&body), Some(138_003), "{body}");

        let client = Client::open_with(dialect, json!({"calling_enabled": false})).await;
        let body = is_refused(&client, &dial, metas(401), "calling disabled").await;
        assert_eq!(dialect.metas_code(&body), Some(138_000), "{body}");

        let client = Client::open_with(dialect, json!({"calls_a_day": 1})).await;
        client
            .business
            .script(json!({"answer": "after", "hang_up_after_ms": 0}))
            .await;
        client.dial(&offer()).await;
        client
            .next_are(&["connect", "RINGING", "ACCEPTED", "terminate"])
            .await;
        let body = is_refused(&client, &dial, 400, "one call too many").await;
        assert_eq!(dialect.metas_code(&body), Some(138_012), "{body}");
    }
}

#[tokio::test]
async fn phone_numbers_in_another_providers_form_are_refused() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        let right = dialect.dial(CUSTOMER, &offer());
        let with_plus = matches!(dialect, Dialect::YCloud | Dialect::Vobiz);
        let digits = CUSTOMER.trim_start_matches('+');
        let other = if with_plus { digits } else { CUSTOMER };
        for wrong in [
            json!(other),
            json!("Mia"),
            json!(4_915_112_345_678_u64),
            json!(""),
        ] {
            let mut asked = right.clone();
            asked.body["to"] = wrong.clone();
            let status = status_of_invalid(dialect);
            is_refused(&client, &asked, status, &wrong.to_string()).await;
        }
        has_no_call(&client).await;
    }
}

#[tokio::test]
async fn missing_and_unknown_fields_are_refused_by_each_provider() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        let right = dialect.dial(CUSTOMER, &offer());
        let status = status_of_invalid(dialect);
        let fields = right.body.as_object().expect("an object");
        for name in fields.keys() {
            let mut asked = right.clone();
            asked.body.as_object_mut().expect("an object").remove(name);
            is_refused(&client, &asked, status, &format!("without {name}")).await;
        }
        let mut asked = right.clone();
        asked.body["phone"] = json!(CUSTOMER);
        is_refused(&client, &asked, status, "with an unknown field").await;
        for body in [json!([]), json!("connect")] {
            let asked = Asked {
                path: right.path.clone(),
                body,
            };
            is_refused(&client, &asked, status, "no object").await;
        }
        has_no_call(&client).await;
    }
}

// A request without a Content-Type placed a call, though every document sends one, and a wrong method got an empty
// body that no provider writes.
#[tokio::test]
async fn bodies_of_another_kind_and_other_methods_are_refused_by_each_provider() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        let dial = dialect.dial(CUSTOMER, &offer());
        let (url, invalid) = (client.business.url(&dial.path), status_of_invalid(dialect));
        let post = || with_credentials(client.business.http.post(&url), dialect);
        let body = dial.body.to_string();
        for kind in ["", "text/plain", "application/x-www-form-urlencoded"] {
            let request = post().header("content-type", kind).body(body.clone());
            is_refused_as(request, dialect, invalid, kind).await;
        }
        is_refused_as(post().body(body.clone()), dialect, invalid, "no kind").await;
        let long = json!({"to": "1".repeat(2 * 1024 * 1024)});
        is_refused_as(post().json(&long), dialect, invalid, "2 MB").await;
        let wrong_method = if dialect == Dialect::Meta { 400 } else { 405 };
        for request in [
            client.business.http.get(&url),
            client.business.http.delete(&url),
        ] {
            let request = with_credentials(request, dialect);
            is_refused_as(request, dialect, wrong_method, "another method").await;
        }
        has_no_call(&client).await;
        let kind = "application/json; charset=utf-8";
        let request = post().header("content-type", kind).body(body);
        let (status, answer) = read(request.send().await.expect("an answer")).await;
        assert!(status.is_success(), "{dialect:?}: {status} {answer}");
    }
}

fn with_credentials(mut request: RequestBuilder, dialect: Dialect) -> RequestBuilder {
    for (name, value) in dialect.credentials() {
        request = request.header(name, value);
    }
    request
}

async fn is_refused_as(request: RequestBuilder, dialect: Dialect, status: u16, what: &str) {
    let (answered, body) = read(request.send().await.expect("an answer")).await;
    assert_eq!(answered, status, "{dialect:?}: {what}: {body}");
    assert!(dialect.is_error(&body), "{dialect:?}: {what}: {body}");
}

fn status_of_invalid(dialect: Dialect) -> u16 {
    if dialect == Dialect::Positus {
        422
    } else {
        400
    }
}

#[tokio::test]
async fn calls_and_numbers_that_do_not_exist_are_refused_by_each_provider() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        let unknown = if dialect == Dialect::Vobiz { 404 } else { 400 };
        let ids = ["wacid.unknown", "d5e6f708-1920-4a3b-94c5-d6e7f8091022"];
        for id in ids {
            let asked = dialect.act("terminate", id, None).expect("an action");
            is_refused(&client, &asked, unknown, id).await;
        }
        let nowhere = Asked {
            path: format!("/{}/v2/nowhere", dialect.name()),
            body: json!({}),
        };
        let status = if dialect == Dialect::Meta { 400 } else { 404 };
        is_refused(&client, &nowhere, status, "a path that does not exist").await;

        // Each provider names the number in another place; 360dialog by the key alone.
        let mut asked = dialect.dial(CUSTOMER, &offer());
        let other = "7d0f0f5e-0000-4000-8000-000000000000";
        match dialect {
            Dialect::Meta | Dialect::Positus => {
                asked.path = asked.path.replace(dialect.number_id(), other);
            }
            Dialect::Dialog360 => continue,
            Dialect::YCloud => asked.body["from"] = json!("+15550009999"),
            Dialect::Vobiz => asked.body["channel_id"] = json!(other),
        }
        let status = if dialect == Dialect::Meta { 400 } else { 404 };
        is_refused(&client, &asked, status, "another number").await;
        has_no_call(&client).await;
    }
}

#[tokio::test]
async fn an_answer_needs_its_description_and_another_one_is_refused() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        let call_id = client.business.customer_calls(json!({})).await;
        let own_id = client.own_id(&call_id).await;
        let status = status_of_invalid(dialect);
        let bare = dialect.act("accept", &own_id, None).expect("an action");
        is_refused(&client, &bare, status, "accept without a description").await;
        let wrong = dialect
            .act("accept", &own_id, Some("v=0"))
            .expect("an action");
        let body = is_refused(&client, &wrong, 400, "no description").await;
        assert_eq!(dialect.metas_code(&body), Some(100), "{dialect:?}: {body}");
        let state = client.business.call(&call_id).await["state"].clone();
        assert_eq!(state, "ringing", "{dialect:?}: it still rings");
    }
}
