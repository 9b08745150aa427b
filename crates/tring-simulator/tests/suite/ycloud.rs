//! What only YCloud has: a response without the call's id, templates, hidden customers.

use serde_json::json;

use crate::support::{
    client::Client,
    dialect::{Asked, Dialect},
    fixture, fixture_of, text,
};

fn offer() -> String {
    text(&fixture("sdp.browser.chromium.offer_opus_dtmf.measured.json")["sdp"])
}

#[tokio::test]
async fn the_response_of_connect_may_lack_the_calls_id() {
    let variants = json!({"variants": {"dial_without_call_id": true}});
    let client = Client::open_with(Dialect::YCloud, variants).await;
    assert_eq!(client.dial(&offer()).await, json!({"success": true}));
    let connect = client.next_is("connect").await;
    assert!(text(&connect.entry["wacid"]).starts_with("wacid."));
    assert_eq!(connect.entry["phoneId"], Dialect::YCloud.number_id());
}

// A wrong key was told by nothing on a channel without an account's id: the simulator did not have the list.
#[tokio::test]
async fn the_endpoints_are_listed_to_who_has_the_key() {
    let client = Client::open(Dialect::YCloud).await;
    let path = "/ycloud/v2/webhookEndpoints";
    let (status, page) = client.get(&format!("{path}?limit=100")).await;
    assert_eq!(status, 200, "{page}");
    assert_eq!(page["length"], 1);
    let endpoint = &page["items"][0];
    assert_eq!(endpoint["url"], client.business.webhooks.url);
    assert_eq!(endpoint["status"], "active");
    let events = endpoint["enabledEvents"].as_array().expect("a list");
    assert!(events.contains(&json!("whatsapp.call.connect")), "{page}");
    let (status, page) = client.get(&format!("{path}?page=2")).await;
    assert_eq!((status.as_u16(), &page["items"]), (200, &json!([])));
    let (status, body) = client.get(&format!("{path}?limit=101")).await;
    assert_eq!(
        (status.as_u16(), &body["error"]["code"]),
        (400, &json!("PARAM_INVALID"))
    );
    let url = client.business.url(path);
    let answer = client
        .business
        .http
        .get(url)
        .header("x-api-key", "wrong")
        .send()
        .await;
    assert_eq!(answer.expect("an answer").status(), 401);
}

#[tokio::test]
async fn a_customer_without_a_number_is_dialled_by_user_id_alone() {
    let client = Client::open(Dialect::YCloud).await;
    let mut asked = Dialect::YCloud.dial("+14085551234", &offer());
    asked.body["recipient"] = json!("US.1234");
    let (status, body) = client.post(&asked).await;
    assert_eq!(status, 400, "exactly one of the two: {body}");
    asked.body.as_object_mut().expect("an object").remove("to");
    let (status, body) = client.post(&asked).await;
    assert_eq!(status, 200, "{body}");
    let connect = client.next_is("connect").await;
    assert!(connect.entry.get("to").is_none(), "{}", connect.entry);
    let ringing = client.next_is("RINGING").await;
    assert!(
        ringing.entry.get("recipientPhone").is_none(),
        "{}",
        ringing.entry
    );
}

#[tokio::test]
async fn the_documents_template_can_be_created_and_sent() {
    let client = Client::open(Dialect::YCloud).await;
    let customer = "+6281361905133";
    let path = format!("/permissions/{customer}");
    client
        .business
        .sim_put(&path, json!({"status": "no_permission"}))
        .await;
    let create = Asked {
        path: "/ycloud/v2/whatsapp/templates".to_owned(),
        body: fixture_of("ycloud", "permission_request.template_create.request.json"),
    };
    let (status, body) = client.post(&create).await;
    assert_eq!(status, 200, "{body}");
    let mut send = fixture_of("ycloud", "permission_request.template_send.request.json");
    send["from"] = json!("+15550001111");
    let send = Asked {
        path: "/ycloud/v2/whatsapp/messages/sendDirectly".to_owned(),
        body: send,
    };
    let (status, body) = client.post(&send).await;
    assert_eq!(status, 200, "{body}");
    let state = client.business.sim_get("/state").await;
    let asked = text(&state["permission_requests"][0]["text"]);
    let wanted = "support your query on Order No: John Smith for the item order #1522.";
    assert!(asked.ends_with(wanted), "{asked}");
}

#[tokio::test]
async fn too_many_requests_say_when_to_come_back() {
    let client = Client::open(Dialect::YCloud).await;
    client
        .business
        .script(json!({"response": {"status": 429}}))
        .await;
    let asked = Dialect::YCloud.dial("+14085551234", &offer());
    let mut request = client.business.http.post(client.business.url(&asked.path));
    for (name, value) in Dialect::YCloud.credentials() {
        request = request.header(name, value);
    }
    let response = request.json(&asked.body).send().await.expect("an answer");
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "1");
    let id = response.headers()["ycloud-request-id"].clone();
    let body: serde_json::Value = response.json().await.expect("JSON");
    assert_eq!(body["error"]["requestId"], id.to_str().expect("text"));
}
