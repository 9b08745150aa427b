//! Calling settings: Meta's whole, 360dialog's one at a time, YCloud's two.

use serde_json::{Value, json};

use crate::support::{
    CUSTOMER, SECRET, TOKEN,
    client::Client,
    dialect::{Asked, Dialect},
    fixture, text,
};

fn offer() -> String {
    text(&fixture("sdp.browser.chromium.offer_opus_dtmf.measured.json")["sdp"])
}

fn metas(calling: &Value) -> Asked {
    Asked {
        path: format!("/meta/v23.0/{}/settings", Dialect::Meta.number_id()),
        body: json!({ "calling": calling }),
    }
}

async fn read(client: &Client, path: &str) -> Value {
    let (status, body) = client.get(path).await;
    assert_eq!(status, 200, "{body}");
    body["calling"].clone()
}

fn hours() -> Value {
    json!({
        "status": "ENABLED",
        "timezone_id": "America/Manaus",
        "weekly_operating_hours": [
            {"day_of_week": "MONDAY", "open_time": "0400", "close_time": "1020"},
        ],
        "holiday_schedule": [{"date": "2099-01-01", "start_time": "0000", "end_time": "2359"}],
    })
}

#[tokio::test]
async fn metas_settings_are_kept_whole_and_told_by_webhook() {
    let client = Client::open(Dialect::Meta).await;
    let path = format!("/meta/v23.0/{}/settings", Dialect::Meta.number_id());
    let mut wanted = fixture("settings.update.request.json")["calling"].clone();
    wanted["call_hours"] = hours();
    let (status, body) = client.post(&metas(&wanted)).await;
    assert_eq!((status.as_u16(), body), (200, json!({"success": true})));
    let kept = read(&client, &path).await;
    for (name, value) in wanted.as_object().expect("an object") {
        assert_eq!(&kept[name], value, "{name}");
    }
    let told = client.next_is("account_settings_update").await;
    let told = &told.value["phone_number_settings"];
    assert_eq!(told["phone_number_id"], Dialect::Meta.number_id());
    assert_eq!(told["calling"], kept);
}

#[tokio::test]
async fn call_hours_without_holidays_lose_the_holidays_at_meta() {
    let client = Client::open(Dialect::Meta).await;
    let path = format!("/meta/v23.0/{}/settings", Dialect::Meta.number_id());
    client.post(&metas(&json!({"call_hours": hours()}))).await;
    client
        .post(&metas(&json!({"call_icon_visibility": "DISABLE_ALL"})))
        .await;
    let kept = read(&client, &path).await;
    assert_eq!(kept["call_hours"], hours(), "other fields leave them alone");
    let mut without = hours();
    without
        .as_object_mut()
        .expect("an object")
        .remove("holiday_schedule");
    client.post(&metas(&json!({ "call_hours": without }))).await;
    let kept = read(&client, &path).await;
    assert_eq!(kept["call_hours"], without);
    assert_eq!(kept["call_icon_visibility"], "DISABLE_ALL");
}

#[tokio::test]
async fn wrong_settings_change_nothing_at_meta() {
    let client = Client::open(Dialect::Meta).await;
    let path = format!("/meta/v23.0/{}/settings", Dialect::Meta.number_id());
    let before = read(&client, &path).await;
    let mut past = hours();
    past["holiday_schedule"][0]["date"] = json!("2020-01-01");
    for wrong in [
        json!({"status": "ON"}),
        json!({"call_icon_visibility": "HIDDEN"}),
        json!({"call_hours": past}),
        json!({"call_icons": {"restrict_to_user_countries": ["Germany"]}}),
        json!({"audio": {"additional_codecs": ["G729"]}}),
        json!({"srtp_key_exchange_protocol": "ZRTP"}),
        json!({"status": "DISABLED", "ringtone": "loud"}),
        json!({"sip": {"status": "MAYBE"}}),
        json!({"video": {"status": "ENABLED", "codec": "H264"}}),
        json!({"voicemail": {"status": "ENABLED", "greeting": "hello"}}),
        json!({"voicemail": {"status": "ENABLED", "triggers": ["NEVER"]}}),
        json!({"voicemail": {"status": "ENABLED", "audio": {"default": {"timeout_seconds": "20"}}}}),
    ] {
        let (status, body) = client.post(&metas(&wrong)).await;
        assert_eq!(status, 400, "{wrong}: {body}");
        assert_eq!(body["error"]["code"], 100, "{wrong}: {body}");
    }
    assert_eq!(read(&client, &path).await, before);
}

#[tokio::test]
async fn a_sip_number_places_no_call_and_shows_its_password_only_when_asked() {
    let client = Client::open(Dialect::Meta).await;
    let sip = json!({"sip": {"status": "ENABLED", "servers": [{"hostname": "sip.example.com"}]}});
    client.post(&metas(&sip)).await;
    let (status, body) = client.post(&Dialect::Meta.dial(CUSTOMER, &offer())).await;
    assert_eq!(
        (status.as_u16(), &body["error"]["code"]),
        (400, &json!(131_055))
    );
    let path = format!("/meta/v23.0/{}/settings", Dialect::Meta.number_id());
    let server = |calling: Value| calling["sip"]["servers"][0].clone();
    let shown = server(read(&client, &path).await);
    assert_eq!(shown, json!({"hostname": "sip.example.com"}));
    let shown = server(read(&client, &format!("{path}?include_sip_credentials=true")).await);
    assert!(shown["sip_user_password"].is_string(), "{shown}");
}

#[tokio::test]
async fn an_app_that_is_not_subscribed_hears_nothing_and_cannot_enable_calling() {
    let client = Client::open_with(Dialect::Meta, json!({"calling_enabled": false})).await;
    let path = "/meta/v23.0/366634483210360/subscribed_apps";
    let (_, apps) = client.get(path).await;
    assert_eq!(apps["data"].as_array().map(Vec::len), Some(1), "{apps}");
    let url = client.business.url(path);
    let request = client.business.http.delete(url).bearer_auth(TOKEN);
    assert_eq!(request.send().await.expect("an answer").status(), 200);
    let (_, apps) = client.get(path).await;
    assert_eq!(apps["data"], json!([]));
    let enable = metas(&json!({"status": "ENABLED"}));
    let (_, body) = client.post(&enable).await;
    assert_eq!(body["error"]["code"], 138_018, "{body}");

    let subscribe = Asked {
        path: path.to_owned(),
        body: json!({}),
    };
    let (status, body) = client.post(&subscribe).await;
    assert_eq!(status, 200, "{body}");
    let (status, body) = client.post(&enable).await;
    assert_eq!(status, 200, "{body}");
    // The first webhook that ever came is that of this change.
    client.next_is("account_settings_update").await;
}

#[tokio::test]
async fn dialog360_takes_one_feature_in_a_request() {
    let client = Client::open(Dialect::Dialog360).await;
    let path = "/dialog360/calling/settings";
    let set = |calling: Value| Asked {
        path: path.to_owned(),
        body: json!({ "calling": calling }),
    };
    for feature in [
        json!({"call_icon_visibility": "DISABLE_ALL"}),
        json!({"srtp_key_exchange_protocol": "SDES"}),
        json!({"video": {"status": "DISABLED"}}),
        json!({"status": "DISABLED"}),
    ] {
        let (status, body) = client.post(&set(feature.clone())).await;
        assert_eq!(
            (status.as_u16(), body),
            (200, json!({"success": true})),
            "{feature}"
        );
        let kept = read(&client, path).await;
        for (name, value) in feature.as_object().expect("an object") {
            assert_eq!(&kept[name], value, "{name}");
        }
    }
    for (wrong, is_own) in [
        (
            json!({"status": "ENABLED", "call_icon_visibility": "DEFAULT"}),
            true,
        ),
        (json!({}), true),
        (json!({"call_hours": hours()}), true),
        (json!({"status": "ON"}), false),
    ] {
        let (status, body) = client.post(&set(wrong.clone())).await;
        assert_eq!(status, 400, "{wrong}: {body}");
        assert_eq!(body["error"].is_string(), is_own, "{wrong}: {body}");
    }
    assert_eq!(read(&client, path).await["status"], "DISABLED");
    client
        .post(&set(json!({"sip": {"status": "ENABLED"}})))
        .await;
    let sip = read(&client, path).await["sip"].clone();
    assert!(sip["servers"][0]["password"].is_string(), "{sip}");
}

#[tokio::test]
async fn dialog360_tells_and_takes_the_webhooks_address() {
    let client = Client::open(Dialect::Dialog360).await;
    let path = "/dialog360/v1/configs/webhook";
    let (_, known) = client.get(path).await;
    assert_eq!(known, json!({"url": client.business.webhooks.url}));
    let set = |body: Value| Asked {
        path: path.to_owned(),
        body,
    };
    let (status, _) = client.post(&set(json!({"url": "nowhere"}))).await;
    assert_eq!(status, 400);
    let url = client.business.webhooks.url.clone();
    let headers = json!({"x-webhook-secret": SECRET});
    let (status, body) = client
        .post(&set(json!({"url": url, "headers": headers})))
        .await;
    assert_eq!(status, 200, "{body}");
    client.business.customer_calls(json!({})).await;
    client.next_is("connect").await;
}

#[tokio::test]
async fn ycloud_knows_status_and_icon() {
    let client = Client::open(Dialect::YCloud).await;
    let path = "/ycloud/v2/whatsapp/phoneNumbers/188234691048809/%2B15550001111/settings";
    let before = read(&client, path).await;
    let wanted = json!({"id": Dialect::YCloud.number_id(), "status": "ENABLED", "iconVisibility": "DEFAULT"});
    assert_eq!(before, wanted);
    let set = |calling: Value| Asked {
        path: path.to_owned(),
        body: json!({ "calling": calling }),
    };
    let change = json!({"status": "DISABLED", "iconVisibility": "DISABLE_ALL"});
    let (status, body) = client.post(&set(change)).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["calling"]["status"], "DISABLED");
    assert_eq!(read(&client, path).await, body["calling"]);
    for wrong in [json!({"status": "ON"}), json!({"callHours": {}})] {
        let (status, body) = client.post(&set(wrong.clone())).await;
        assert_eq!(status, 400, "{wrong}: {body}");
        assert!(Dialect::YCloud.is_error(&body), "{body}");
    }
    let other = path.replace("188234691048809", "1");
    let (status, _) = client.get(&other).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn ycloud_keeps_what_is_captured_beside_the_calling_settings() {
    let client = Client::open(Dialect::YCloud).await;
    let path = "/ycloud/v2/whatsapp/phoneNumbers/188234691048809/%2B15550001111/settings";
    let asked = Asked {
        path: path.to_owned(),
        body: json!({"capture": {"recordingEnabled": true}}),
    };
    let (status, body) = client.post(&asked).await;
    assert_eq!(status, 200, "{body}");
    let (_, settings) = client.get(path).await;
    assert_eq!(settings["capture"], json!({"recordingEnabled": true}));
    assert_eq!(settings["calling"]["status"], "ENABLED");
}
