//! Permissions per number and customer: asked for, granted, revoked, lost; told by webhook.

use serde_json::{Value, json};

use crate::support::{
    CUSTOMER,
    client::Client,
    dialect::{ALL, Dialect},
    fixture, text,
};

fn offer() -> String {
    text(&fixture("sdp.browser.chromium.offer_opus_dtmf.measured.json")["sdp"])
}

/// Whether the provider tells what becomes of a permission.
fn tells(dialect: Dialect) -> bool {
    dialect != Dialect::Positus
}

/// The permission of the customer, from the provider's own answer.
async fn queried(client: &Client) -> Option<Value> {
    let path = client.dialect.permission_path(CUSTOMER)?;
    let (status, body) = client.get(&path).await;
    assert_eq!(status, 200, "{body}");
    Some(if client.dialect == Dialect::Positus {
        assert_eq!(body["number"]["uuid"], client.dialect.number_id());
        assert_eq!(body["number"]["user_wa_id"], &CUSTOMER[1..]);
        body["calling"].clone()
    } else {
        body
    })
}

#[tokio::test]
async fn a_request_shows_on_the_phone_and_its_answer_comes_by_webhook() {
    for dialect in ALL {
        for (answer, response) in [
            ("temporary", "accept"),
            ("permanent", "accept"),
            ("decline", "reject"),
        ] {
            let client = Client::open(dialect).await;
            client.permission("no_permission").await;
            let (status, body) = client.post(&dialect.ask(CUSTOMER)).await;
            assert!(status.is_success(), "{dialect:?}: {status} {body}");
            let state = client.business.sim_get("/state").await;
            let asked = &state["permission_requests"][0];
            assert_eq!(asked["number_id"], dialect.number_id(), "{asked}");
            assert!(text(&asked["text"]).contains("call"), "{asked}");
            let id = text(&asked["id"]);
            let path = format!("/permission_requests/{id}");
            client
                .business
                .sim_post(&path, json!({ "answer": answer }))
                .await;
            if tells(dialect) {
                let item = client.next_is("permission_reply").await;
                let reply = item.permission_reply();
                assert_eq!(reply["response"], response, "{dialect:?}");
                assert_eq!(reply["response_source"], "user_action", "{dialect:?}");
                assert_eq!(item.entry["context"]["id"], id, "{dialect:?}");
                let ends = reply.get("expiration_timestamp").is_some();
                assert_eq!(ends, answer == "temporary", "{dialect:?}: {reply}");
            }
            let status = if answer == "decline" {
                "no_permission"
            } else {
                answer
            };
            if let Some(permission) = queried(&client).await {
                assert_eq!(permission["permission"]["status"], status, "{dialect:?}");
            }
            let (dialled, body) = client.post(&dialect.dial(CUSTOMER, &offer())).await;
            assert_eq!(
                dialled.is_success(),
                answer != "decline",
                "{dialect:?}: {body}"
            );
        }
    }
}

#[tokio::test]
async fn what_the_customer_does_unasked_is_told_by_webhook_without_a_context() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        let number_id = dialect.number_id();
        let act = |what: &str, body: Value| {
            let path = format!("/permissions/{CUSTOMER}/{what}");
            let business = &client.business;
            async move { business.sim_post(&path, body).await }
        };
        let (status, body) = act("revoke", json!({ "number_id": number_id })).await;
        assert_eq!(
            (status.as_u16(), &body["status"]),
            (200, &json!("no_permission"))
        );
        let told = [
            ("reject", None),
            ("accept", Some(false)),
            ("accept", Some(true)),
        ];
        for (position, (response, permanent)) in told.into_iter().enumerate() {
            if position > 0 {
                let grant = json!({"number_id": number_id, "permanent": permanent});
                let (status, body) = act("grant", grant).await;
                assert_eq!(status, 200, "{body}");
            }
            if tells(dialect) {
                let item = client.next_is("permission_reply").await;
                let reply = item.permission_reply();
                assert_eq!(reply["response"], response, "{dialect:?}");
                assert_eq!(reply["is_permanent"].as_bool(), permanent, "{dialect:?}");
                assert!(item.entry.get("context").is_none(), "{}", item.entry);
            }
        }
        let state = client.business.sim_get("/state").await;
        let known = &state["number_permissions"][0];
        assert_eq!(known["status"], "permanent", "{dialect:?}");
        assert_eq!(known["number_id"], number_id, "{dialect:?}");
    }
}

#[tokio::test]
async fn four_calls_in_a_row_that_nobody_answers_take_the_permission_away() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        client.business.script(json!({"answer": "reject"})).await;
        let kinds = ["connect", "RINGING", "REJECTED", "terminate"];
        for streak in 1..=4 {
            client.dial(&offer()).await;
            client.next_are(&kinds).await;
            if streak < 4 {
                let state = client.business.sim_get("/state").await;
                let known = &state["number_permissions"][0]["unanswered"];
                assert_eq!(*known, streak, "{dialect:?}");
            }
        }
        if tells(dialect) {
            let item = client.next_is("permission_reply").await;
            let reply = item.permission_reply();
            assert_eq!(
                reply,
                json!({"response": "reject", "response_source": "automatic"})
            );
            assert!(item.entry.get("context").is_none(), "{}", item.entry);
        }
        let (_, body) = client.post(&dialect.dial(CUSTOMER, &offer())).await;
        assert_eq!(
            dialect.metas_code(&body),
            Some(138_006),
            "{dialect:?}: {body}"
        );
    }
}

#[tokio::test]
async fn a_call_that_is_answered_ends_the_streak_and_a_script_can_switch_it_off() {
    let client = Client::open(Dialect::Meta).await;
    for answer in [
        "reject", "reject", "reject", "after", "reject", "reject", "reject",
    ] {
        let script = json!({"answer": answer, "hang_up_after_ms": 0});
        client.business.script(script).await;
        client.dial(&offer()).await;
        let second = if answer == "after" {
            "ACCEPTED"
        } else {
            "REJECTED"
        };
        client
            .next_are(&["connect", "RINGING", second, "terminate"])
            .await;
    }
    let script = json!({"answer": "reject", "revoke_after_unanswered": 0});
    client.business.script(script).await;
    for _ in 0..3 {
        client.dial(&offer()).await;
        client
            .next_are(&["connect", "RINGING", "REJECTED", "terminate"])
            .await;
    }
}

#[tokio::test]
async fn a_customer_who_calls_can_be_called_back_where_the_setting_says_so() {
    for dialect in ALL {
        let client = Client::open_with(dialect, json!({"callback_permission": true})).await;
        client.permission("no_permission").await;
        let call_id = client
            .business
            .customer_calls(json!({"ring_timeout_ms": 1}))
            .await;
        client.next_are(&["connect", "terminate"]).await;
        if tells(dialect) {
            let item = client.next_is("permission_reply").await;
            let reply = item.permission_reply();
            assert_eq!(reply["response"], "accept", "{dialect:?}");
            assert_eq!(reply["is_permanent"], false, "{dialect:?}");
            assert_eq!(reply["response_source"], "automatic", "{dialect:?}");
            assert_eq!(item.entry["context"]["id"], call_id, "{dialect:?}");
        }
        client.dial(&offer()).await;
    }
}

#[tokio::test]
async fn requests_are_counted_and_a_connected_call_counts_them_anew() {
    let client = Client::open(Dialect::Meta).await;
    let may = |permission: &Value, action: usize| {
        let action = &permission["actions"][action];
        let used = action["limits"][0]["current_usage"].clone();
        (action["can_perform_action"] == true, used)
    };
    client.permission("temporary").await;
    let fresh = queried(&client).await.expect("Meta answers");
    assert_eq!(may(&fresh, 0), (true, json!(0)));
    assert_eq!(may(&fresh, 1), (true, json!(0)));
    let (status, body) = client.post(&Dialect::Meta.ask(CUSTOMER)).await;
    assert_eq!(status, 200, "{body}");
    let (_, body) = client.post(&Dialect::Meta.ask(CUSTOMER)).await;
    assert_eq!(body["error"]["code"], 138_009, "{body}");
    let asked = queried(&client).await.expect("Meta answers");
    assert_eq!(may(&asked, 0), (false, json!(1)));

    let script = json!({"answer": "after", "hang_up_after_ms": 0});
    client.business.script(script).await;
    client.dial(&offer()).await;
    client
        .next_are(&["connect", "RINGING", "ACCEPTED", "terminate"])
        .await;
    let talked = queried(&client).await.expect("Meta answers");
    assert_eq!(may(&talked, 0), (true, json!(0)));
    assert_eq!(may(&talked, 1), (true, json!(1)));
    let (status, body) = client.post(&Dialect::Meta.ask(CUSTOMER)).await;
    assert_eq!(status, 200, "{body}");

    client.permission("permanent").await;
    let (_, body) = client.post(&Dialect::Meta.ask(CUSTOMER)).await;
    assert_eq!(body["error"]["code"], 138_017, "{body}");
}

#[tokio::test]
async fn a_permission_is_one_numbers_own_or_for_all() {
    let client = Client::open(Dialect::Meta).await;
    let other = json!({"dialect": "dialog360", "display_number": "+15550002222", "token": "t"});
    client.business.sim_put("/numbers/other", other).await;
    client.permission("no_permission").await;
    let path = format!("/permissions/{CUSTOMER}");
    let status = |number: &'static str| {
        let business = &client.business;
        async move {
            let state = business.sim_get("/state").await;
            let known = state["number_permissions"]
                .as_array()
                .expect("a list")
                .clone();
            let known = known.into_iter().find(|known| known["number_id"] == number);
            known.map(|known| known["status"].clone())
        }
    };
    assert_eq!(
        status(Dialect::Meta.number_id()).await,
        Some(json!("no_permission"))
    );
    assert_eq!(status("other").await, None);
    client
        .business
        .sim_put(&path, json!({"status": "temporary"}))
        .await;
    let own = status(Dialect::Meta.number_id()).await;
    assert_eq!(
        own,
        Some(Value::Null),
        "what was said of one number is forgotten"
    );
    let state = client.business.sim_get("/state").await;
    assert_eq!(state["permissions"][CUSTOMER]["status"], "temporary");
    let unknown = format!("{path}?number_id=unknown");
    let (refused, _) = client
        .business
        .sim_put(&unknown, json!({"status": "temporary"}))
        .await;
    assert_eq!(refused, 404);
}
