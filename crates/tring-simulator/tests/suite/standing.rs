//! How a number and its account stand: asked for, and told by webhook, at each provider.

use serde_json::{Value, json};

use crate::support::{
    client::Client,
    dialect::{ALL, Dialect},
};

async fn put(client: &Client, what: &str, body: Value) -> Value {
    let path = format!("/numbers/{}/{what}", client.dialect.number_id());
    let (status, number) = client.business.sim_put(&path, body).await;
    assert_eq!(status, 200, "{number}");
    number
}

async fn rate(client: &Client, rating: &str) {
    let number = put(client, "quality", json!({"rating": rating})).await;
    assert_eq!(number["quality"], rating);
}

async fn judge(client: &Client, state: &str) {
    let number = put(client, "account", json!({"state": state})).await;
    assert_eq!(number["account"], state);
}

/// What the provider answers of the number: its rating, where it tells one, and its state.
async fn asked(client: &Client) -> Option<(Option<String>, String)> {
    let path = client.dialect.health_path()?;
    let (status, body) = client.get(&path).await;
    assert_eq!(status, 200, "{body}");
    let (rating, state) = match client.dialect {
        Dialect::Meta => (&body["quality_rating"], &body["status"]),
        Dialect::YCloud => (&body["qualityRating"], &body["status"]),
        Dialect::Dialog360 => {
            let status = &body["health_status"]["entities"][0]["can_send_message"];
            (&Value::Null, status)
        }
        Dialect::Vobiz => (&Value::Null, &body["items"][0]["status"]),
        Dialect::Positus => return None,
    };
    let state = state.as_str().expect("a state").to_owned();
    Some((rating.as_str().map(str::to_owned), state))
}

#[tokio::test]
async fn a_low_rating_flags_the_number_until_it_is_better() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        let has_flag = matches!(dialect, Dialect::Meta | Dialect::YCloud);
        for (rating, event, status) in [
            ("YELLOW", None, "CONNECTED"),
            ("RED", Some("FLAGGED"), "FLAGGED"),
            ("GREEN", Some("UNFLAGGED"), "CONNECTED"),
        ] {
            rate(&client, rating).await;
            if let Some((told, state)) = asked(&client).await.filter(|_| has_flag) {
                assert_eq!((told.as_deref(), state.as_str()), (Some(rating), status));
            }
            match (dialect, event) {
                (Dialect::Meta | Dialect::Dialog360, Some(event)) => {
                    let item = client.next_is("quality").await;
                    assert_eq!(item.entry["event"], event, "{dialect:?}");
                }
                (Dialect::YCloud, event) => {
                    let item = client.next_is("quality").await;
                    assert_eq!(item.entry["qualityRating"], rating);
                    assert_eq!(item.entry["qualityUpdateEvent"].as_str(), event);
                }
                (_, _) => {}
            }
        }
    }
}

#[tokio::test]
async fn what_becomes_of_the_account_is_told_in_each_providers_words() {
    for dialect in [Dialect::Meta, Dialect::Dialog360, Dialect::YCloud] {
        let client = Client::open(dialect).await;
        let is_ycloud = dialect == Dialect::YCloud;
        for (state, kind, metas, yclouds) in [
            ("violation", "account", "/event", "/updateEvent"),
            ("active", "review", "/decision", "/decision"),
            (
                "scheduled_for_disable",
                "account",
                "/ban_info/waba_ban_state",
                "/banState",
            ),
            (
                "disabled",
                "account",
                "/ban_info/waba_ban_state",
                "/banState",
            ),
            ("active", "account", "/ban_info/waba_ban_state", "/banState"),
            ("restricted", "account", "/event", "/updateEvent"),
        ] {
            judge(&client, state).await;
            let item = client.next_is(kind).await;
            let place = if is_ycloud { yclouds } else { metas };
            let word = item.entry.pointer(place).and_then(Value::as_str);
            let expected = match (state, kind) {
                ("violation", _) => "ACCOUNT_VIOLATION",
                ("active", "review") => "APPROVED",
                ("scheduled_for_disable", _) => "SCHEDULE_FOR_DISABLE",
                ("disabled", _) => "DISABLE",
                ("active", _) => "REINSTATE",
                (_, _) => "ACCOUNT_RESTRICTION",
            };
            assert_eq!(word, Some(expected), "{dialect:?}: {}", item.entry);
        }
    }
}

#[tokio::test]
async fn a_disabled_account_shows_in_the_numbers_state() {
    for (dialect, word) in [
        (Dialect::Meta, "BANNED"),
        (Dialect::Dialog360, "BLOCKED"),
        (Dialect::YCloud, "BANNED"),
        (Dialect::Vobiz, "inactive"),
    ] {
        let client = Client::open(dialect).await;
        judge(&client, "disabled").await;
        let (_, state) = asked(&client).await.expect("it tells");
        assert_eq!(state, word, "{dialect:?}");
    }
}

#[tokio::test]
async fn providers_without_such_webhooks_stay_silent() {
    for dialect in [Dialect::Vobiz, Dialect::Positus] {
        let client = Client::open(dialect).await;
        rate(&client, "RED").await;
        judge(&client, "disabled").await;
        let hello = json!({"customer": "+4915112345678", "text": "Hello", "number_id": dialect.number_id()});
        client.business.sim_post("/messages", hello).await;
        // What came first would have come before this.
        client.next_is("message").await;
    }
}

#[tokio::test]
async fn metas_number_has_the_fields_that_are_asked_for_and_no_others() {
    let client = Client::open(Dialect::Meta).await;
    let path = format!("/meta/v23.0/{}", Dialect::Meta.number_id());
    let (status, body) = client.get(&format!("{path}?fields=status")).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(
        body,
        json!({"id": Dialect::Meta.number_id(), "status": "CONNECTED"})
    );
    let (status, body) = client.get(&format!("{path}?fields=status,colour")).await;
    assert_eq!(
        (status.as_u16(), &body["error"]["code"]),
        (400, &json!(100)),
        "{body}"
    );
    let (status, body) = client.get("/meta/v23.0/1").await;
    assert_eq!(
        (status.as_u16(), &body["error"]["error_subcode"]),
        (400, &json!(33)),
        "{body}"
    );
}

#[tokio::test]
async fn an_unknown_word_or_number_is_refused() {
    let client = Client::open(Dialect::Meta).await;
    let id = Dialect::Meta.number_id();
    for (path, body, status) in [
        (
            format!("/numbers/{id}/quality"),
            json!({"rating": "BLUE"}),
            400,
        ),
        (
            format!("/numbers/{id}/account"),
            json!({"state": "lost"}),
            400,
        ),
        (
            "/numbers/9/quality".to_owned(),
            json!({"rating": "RED"}),
            404,
        ),
    ] {
        let (answered, answer) = client.business.sim_put(&path, body).await;
        assert_eq!(answered, status, "{answer}");
    }
}
