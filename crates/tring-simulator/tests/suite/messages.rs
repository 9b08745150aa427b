//! Texts of the business on the phone, and what the customer writes, at each provider.

use serde_json::{Value, json};

use crate::support::{
    CUSTOMER, DIGITS,
    client::Client,
    dialect::{ALL, DISPLAY, Dialect},
    text,
};

/// The customer writes; returns the message as the simulator keeps it.
async fn writes(client: &Client, form: &str, words: &str) -> Value {
    let body = json!({
        "customer": CUSTOMER,
        "name": "Mia Becker",
        "number_id": client.dialect.number_id(),
        "form": form,
        "text": words,
    });
    let (status, message) = client.business.sim_post("/messages", body).await;
    assert_eq!(status, 200, "{message}");
    message
}

async fn chat(client: &Client) -> Vec<Value> {
    let state = client.business.sim_get("/state").await;
    state["messages"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn a_text_of_the_business_is_on_the_phone_once_the_customer_has_written() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        let asked = dialect.write(CUSTOMER, "We call you at ten.\nIs that right?");
        let (status, body) = client.post(&asked).await;
        assert_eq!(status, 400, "{dialect:?}: the window is closed: {body}");
        assert_eq!(
            dialect.metas_code(&body),
            Some(131_047),
            "{dialect:?}: {body}"
        );
        assert!(dialect.is_error(&body), "{dialect:?}: {body}");

        writes(&client, "text", "Please call me").await;
        let (status, body) = client.post(&asked).await;
        assert!(status.is_success(), "{dialect:?}: {status} {body}");
        let chat = chat(&client).await;
        let lines: Vec<_> = chat
            .iter()
            .map(|message| (text(&message["from"]), text(&message["text"])))
            .collect();
        let theirs = ("customer".to_owned(), "Please call me".to_owned());
        let ours = (
            "business".to_owned(),
            "We call you at ten.\nIs that right?".to_owned(),
        );
        assert_eq!(lines, [theirs, ours], "{dialect:?}");
        let id = match dialect {
            Dialect::Meta | Dialect::Dialog360 | Dialect::Positus => &body["messages"][0]["id"],
            Dialect::YCloud => &body["wamid"],
            // Meta's id is not known yet.
            Dialect::Vobiz => {
                assert_eq!(body["meta_message_id"], Value::Null, "{body}");
                continue;
            }
        };
        assert_eq!(id, &chat[1]["id"], "{dialect:?}: {body}");
    }
}

#[tokio::test]
async fn a_call_of_the_customers_opens_the_window_too() {
    let client = Client::open(Dialect::Meta).await;
    client.business.customer_calls(json!({})).await;
    let (status, body) = client.post(&Dialect::Meta.write(CUSTOMER, "Sorry")).await;
    assert_eq!(status, 200, "{body}");
}

#[tokio::test]
async fn texts_of_another_form_are_refused_by_each_provider() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        writes(&client, "text", "Hello").await;
        for (what, broken) in [
            ("no text", Value::Null),
            ("a text that is no object", json!("Hello")),
            ("no body", json!({})),
            ("an empty body", json!({"body": ""})),
            (
                "a body that is too long",
                json!({"body": "x".repeat(4_097)}),
            ),
            ("an unknown field", json!({"body": "x", "bold": true})),
            ("a wrong field", json!({"body": "x", "preview_url": "yes"})),
        ] {
            let mut asked = dialect.write(CUSTOMER, "x");
            asked.body["text"] = broken;
            let (status, body) = client.post(&asked).await;
            assert_eq!(status, 400, "{dialect:?}: {what}: {body}");
            assert!(dialect.is_error(&body), "{dialect:?}: {what}: {body}");
        }
        let longest = dialect.write(CUSTOMER, &"ä".repeat(4_096));
        let (status, body) = client.post(&longest).await;
        assert!(status.is_success(), "{dialect:?}: {status} {body}");
        assert_eq!(chat(&client).await.len(), 2, "{dialect:?}");
    }
}

#[tokio::test]
async fn what_the_customer_writes_comes_by_webhook_in_each_providers_form() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        let written = writes(&client, "text", "Call me, please ✆").await;
        let item = client.next_is("message").await;
        let entry = &item.entry;
        assert_eq!(entry["type"], "text", "{dialect:?}: {entry}");
        assert_eq!(entry["text"]["body"], "Call me, please ✆", "{dialect:?}");
        if dialect == Dialect::YCloud {
            assert_eq!(entry["wamid"], written["id"]);
            assert_eq!(entry["from"], CUSTOMER);
            assert_eq!(entry["to"], DISPLAY);
            assert_eq!(entry["customerProfile"]["name"], "Mia Becker");
            assert!(entry["sendTime"].is_string(), "{entry}");
        } else {
            assert_eq!(entry["id"], written["id"], "{dialect:?}");
            assert_eq!(entry["from"], DIGITS, "{dialect:?}");
            assert!(entry["timestamp"].is_string(), "{dialect:?}: {entry}");
            let contact = &item.value["contacts"][0];
            assert_eq!(contact["wa_id"], DIGITS, "{dialect:?}: {contact}");
            assert_eq!(contact["profile"]["name"], "Mia Becker", "{dialect:?}");
        }
        let is_bare = matches!(dialect, Dialect::YCloud | Dialect::Positus);
        assert_eq!(item.value["metadata"].is_object(), !is_bare, "{dialect:?}");
    }
}

#[tokio::test]
async fn buttons_lists_and_pictures_have_their_own_form() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        for (form, place) in [
            ("button", "/button/text"),
            ("button_reply", "/interactive/button_reply/title"),
            ("list_reply", "/interactive/list_reply/title"),
            ("image", "/image/caption"),
        ] {
            writes(&client, form, "Yes").await;
            let item = client.next_is("message").await;
            let said = item.entry.pointer(place);
            assert_eq!(said, Some(&json!("Yes")), "{dialect:?}: {}", item.entry);
        }
    }
}

#[tokio::test]
async fn a_script_answers_texts_and_sends_webhooks_twice() {
    let client = Client::open(Dialect::Meta).await;
    let script = json!({"replies": "STOP", "webhook_twice": true});
    client.business.script(script).await;
    writes(&client, "text", "Hello").await;
    for _ in 0..2 {
        let item = client.next_is("message").await;
        assert_eq!(item.entry["text"]["body"], "Hello");
    }
    client
        .post(&Dialect::Meta.write(CUSTOMER, "Shall we call?"))
        .await;
    for _ in 0..2 {
        let item = client.next_is("message").await;
        assert_eq!(item.entry["text"]["body"], "STOP");
    }
    assert_eq!(chat(&client).await.len(), 3, "each message once");
}

#[tokio::test]
async fn an_empty_message_or_one_to_nobody_is_refused_with_a_sentence() {
    let client = Client::open(Dialect::Meta).await;
    for (body, status) in [
        (json!({"customer": CUSTOMER}), 400),
        (
            json!({"customer": CUSTOMER, "text": "x".repeat(4_097)}),
            400,
        ),
        (json!({"customer": "nobody", "text": "x"}), 400),
        (
            json!({"customer": CUSTOMER, "text": "x", "form": "song"}),
            400,
        ),
        (
            json!({"customer": CUSTOMER, "text": "x", "number_id": "9"}),
            404,
        ),
    ] {
        let (answered, answer) = client.business.sim_post("/messages", body).await;
        assert_eq!(answered, status, "{answer}");
        assert!(text(&answer["error"]).contains(' '), "{answer}");
    }
    assert_eq!(chat(&client).await.len(), 0);
}
