//! What only Vobiz has: two ids for a call, logs, webhook subscriptions, templates per channel.

use serde_json::{Value, json};

use crate::support::{
    CUSTOMER, SECRET,
    client::Client,
    dialect::{Asked, Dialect},
    fixture, fixture_of, text,
};

const BASE: &str = "/vobiz/api/v1/messaging";

fn offer() -> String {
    text(&fixture("sdp.browser.chromium.offer_opus_dtmf.measured.json")["sdp"])
}

async fn logs(client: &Client, query: &str) -> Value {
    let (status, body) = client
        .get(&format!("{BASE}/calls/whatsapp/logs{query}"))
        .await;
    assert_eq!(status, 200, "{body}");
    body
}

#[tokio::test]
async fn metas_id_is_refused_in_actions_unless_a_variant_takes_it() {
    for takes in [false, true] {
        let variants = json!({"variants": {"action_by_meta_call_id": takes}});
        let client = Client::open_with(Dialect::Vobiz, variants).await;
        let call_id = client.business.customer_calls(json!({})).await;
        let reject = Dialect::Vobiz
            .act("reject", &call_id, None)
            .expect("an action");
        let (status, body) = client.post(&reject).await;
        assert_eq!(status, if takes { 200 } else { 404 }, "{body}");
        if !takes {
            let (status, body) = client
                .act("reject", &call_id, None)
                .await
                .expect("an action");
            assert_eq!(status, 200, "by the log's id: {body}");
        }
    }
}

#[tokio::test]
async fn logs_tell_the_state_of_each_call_and_tie_the_ids_together() {
    let client = Client::open(Dialect::Vobiz).await;
    client.business.script(json!({"answer": "reject"})).await;
    let declined = text(&client.dial(&offer()).await["call_id"]);
    client
        .next_are(&["connect", "RINGING", "REJECTED", "terminate"])
        .await;
    client
        .business
        .script(json!({"answer": "after", "hang_up_after_ms": 1100}))
        .await;
    client.dial(&offer()).await;
    client
        .next_are(&["connect", "RINGING", "ACCEPTED", "terminate"])
        .await;
    let missed = client
        .business
        .customer_calls(json!({"ring_timeout_ms": 1}))
        .await;
    client.next_are(&["connect", "terminate"]).await;
    let ringing = client.business.customer_calls(json!({})).await;

    let all = logs(&client, "").await;
    assert_eq!(all["total"], 4);
    let told: Vec<(String, String)> = all["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| (text(&item["direction"]), text(&item["status"])))
        .collect();
    let wanted = [
        ("inbound", "ringing"),
        ("inbound", "missed"),
        ("outbound", "terminated"),
        ("outbound", "rejected"),
    ];
    assert_eq!(told, wanted.map(|(a, b)| (a.to_owned(), b.to_owned())));
    assert_eq!(all["items"][0]["meta_call_id"], ringing);
    assert_eq!(all["items"][1]["meta_call_id"], missed);
    assert_eq!(all["items"][3]["id"], declined);
    let sample = fixture_of("vobiz", "logs.response.json");
    let keys = |item: &Value| -> Vec<String> {
        item.as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect()
    };
    assert_eq!(keys(&all["items"][2]), keys(&sample["items"][0]));
    assert_eq!(keys(&all), keys(&sample));
    assert_eq!(all["items"][2]["duration_seconds"], 1);

    let rejected = logs(&client, "?direction=outbound&status=rejected").await;
    assert_eq!(rejected["total"], 1);
    let page = logs(&client, "?page=2&limit=3").await;
    assert_eq!(page["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&page["has_more"], &page["page"]),
        (&json!(false), &json!(2))
    );
    assert_eq!(logs(&client, "?limit=3").await["has_more"], true);
    for wrong in ["?page=0", "?limit=many", "?direction=up", "?status=gone"] {
        let path = format!("{BASE}/calls/whatsapp/logs{wrong}");
        let (status, body) = client.get(&path).await;
        assert_eq!(status, 400, "{wrong}: {body}");
    }
}

#[tokio::test]
async fn the_payload_can_be_the_changes_value_alone() {
    let variants = json!({"variants": {"payload_is_change_value": true}});
    let client = Client::open_with(Dialect::Vobiz, variants).await;
    client.business.customer_calls(json!({})).await;
    let webhook = client.business.webhooks.next_is("connect").await;
    let payload = &webhook.json["payload"];
    assert!(payload["calls"].is_array(), "{payload}");
    assert!(payload.get("entry").is_none(), "{payload}");
    assert_eq!(payload["calls"][0]["status"], "ringing");
}

#[tokio::test]
async fn the_accounts_channels_are_listed_with_what_messages_need() {
    let client = Client::open_with(Dialect::Vobiz, json!({})).await;
    let (status, list) = client.get(&format!("{BASE}/channels/whatsapp")).await;
    assert_eq!(status, 200, "{list}");
    let channel = &list["items"][0];
    assert_eq!(text(&channel["status"]), "active");
    assert!(!text(&channel["waba_id"]).is_empty(), "{channel}");
    assert!(text(&channel["phone_number"]).starts_with('+'), "{channel}");
    let path = format!("{BASE}/channels/{}/templates", text(&channel["id"]));
    assert_eq!(client.get(&path).await.0, 200, "its id is the one to use");
}

#[tokio::test]
async fn subscriptions_are_added_listed_without_secrets_and_removed() {
    let client = Client::open_with(Dialect::Vobiz, json!({"webhook_url": null})).await;
    let path = format!("{BASE}/webhooks");
    assert_eq!(client.get(&path).await.1, json!({"items": []}));
    let create = Asked {
        path: path.clone(),
        body: json!({"url": client.business.webhooks.url, "secret": SECRET}),
    };
    let (status, created) = client.post(&create).await;
    assert_eq!(status, 201, "{created}");
    let sample = fixture_of("vobiz", "webhook_subscription.create.response.json");
    let keys = |item: &Value| -> Vec<String> {
        item.as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect()
    };
    assert_eq!(keys(&created), keys(&sample), "no secret");
    assert_eq!(client.get(&path).await.1, json!({"items": [created]}));

    client.business.customer_calls(json!({})).await;
    client.next_is("connect").await;

    let url = client
        .business
        .url(&format!("{path}/{}", text(&created["id"])));
    for status in [204, 404] {
        let mut request = client.business.http.delete(&url);
        for (name, value) in Dialect::Vobiz.credentials() {
            request = request.header(name, value);
        }
        assert_eq!(request.send().await.expect("an answer").status(), status);
    }
    assert_eq!(client.get(&path).await.1, json!({"items": []}));
}

#[tokio::test]
async fn a_number_that_was_created_with_an_address_has_a_subscription() {
    let client = Client::open(Dialect::Vobiz).await;
    let (_, list) = client.get(&format!("{BASE}/webhooks")).await;
    assert_eq!(list["items"][0]["url"], client.business.webhooks.url);
}

#[tokio::test]
async fn only_templates_are_sent_and_a_created_one_can_ask() {
    let client = Client::open(Dialect::Vobiz).await;
    client.permission("no_permission").await;
    let mut interactive = Dialect::Vobiz.ask(CUSTOMER);
    interactive.body["type"] = json!("interactive");
    let (status, body) = client.post(&interactive).await;
    assert_eq!(status, 400, "{body}");

    let templates = format!("{BASE}/channels/{}/templates", Dialect::Vobiz.number_id());
    let create = Asked {
        path: templates.clone(),
        body: json!({
            "name": "may_we_call",
            "language": "en_US",
            "category": "UTILITY",
            "components": [
                {"type": "BODY", "text": "May we call about {{1}}?"},
                {"type": "call_permission_request"},
            ],
        }),
    };
    let (status, body) = client.post(&create).await;
    assert_eq!(status, 201, "{body}");
    let (status, body) = client.post(&create).await;
    assert_eq!(status, 400, "twice: {body}");
    let (_, list) = client.get(&templates).await;
    assert_eq!(list["data"][0]["name"], "may_we_call");

    let mut template = Dialect::Vobiz.ask(CUSTOMER);
    template.body["template"] = json!({
        "name": "may_we_call",
        "language": {"code": "en_US"},
        "components": [{"type": "body", "parameters": [{"type": "text", "text": "order 7"}]}],
    });
    let (status, sent) = client.post(&template).await;
    assert_eq!(status, 201, "{sent}");
    assert_eq!(
        (&sent["status"], &sent["meta_message_id"]),
        (&json!("pending"), &Value::Null)
    );
    let state = client.business.sim_get("/state").await;
    let asked = &state["permission_requests"][0];
    assert_eq!(asked["text"], "May we call about order 7?");
}
