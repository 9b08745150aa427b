//! What is given for a channel: what is missing or wrong is named, with where to find it, and nothing is kept.

use serde_json::{Value, json};
use tring_protocol::channel::ChannelDraft;
use tring_providers::registry::PROVIDERS;
use tring_proxy::{
    channels::{Office, keeping::Existing},
    config::ProviderUrls,
    sealing::{KeySource, Keyring},
};

use crate::world::{
    World,
    channels::{META, PLACES},
};

#[tokio::test]
async fn what_each_provider_needs_is_told() {
    let world = World::start().await;
    let admin = world.admin().await;
    let list = admin.get("/api/providers").await.ok();
    let list = list["data"].as_array().unwrap();
    assert_eq!(list.len(), PROVIDERS.len());
    for (told, entry) in list.iter().zip(PROVIDERS) {
        assert_eq!(told["name"], entry.name);
        assert_eq!(told["base_url"], entry.base_url);
        assert_eq!(told["fields"].as_array().unwrap().len(), entry.fields.len());
        let token = told["fields"].as_array().unwrap().iter();
        let token = token.clone().find(|field| field["name"] == "access_token");
        assert_eq!(token.unwrap()["secret"], true, "{}", entry.name);
    }
}

#[tokio::test]
async fn a_missing_field_is_named_and_where_it_is_found() {
    let world = World::start().await;
    let admin = world.admin().await;
    let mut checked = 0;
    for entry in PROVIDERS {
        let place = PLACES.iter().find(|place| place.provider == entry.name);
        let draft = place.expect("a place in the simulator").draft(&world);
        for field in entry.fields.iter().filter(|field| field.required) {
            for nothing in [Value::Null, json!(""), json!("  ")] {
                let mut draft = draft.clone();
                draft[field.name.as_str()] = nothing;
                let answer = admin.post("/api/channels", &draft).await;
                let error = answer.refused(400, "invalid_request");
                let sentence = error["error"].as_str().unwrap();
                for part in [field.name.as_str(), field.label, field.help] {
                    assert!(sentence.contains(part), "{}: {sentence}", entry.name);
                }
            }
            checked += 1;
        }
    }
    assert!(checked >= PROVIDERS.len(), "each provider needs something");
    assert_eq!(world.count("channels").await, 1, "nothing was kept");
}

/// Values in fields that cannot be used there, and a word of the sentence.
const UNUSABLE: [(&str, &str, &str); 7] = [
    ("base_url", "ftp://graph.example", "https://"),
    ("base_url", "https://user:word@graph.example", "password"),
    // It was taken, and the first call found out.
    ("base_url", "https://graph.example:99999/v1", "65535"),
    ("base_url", "https://graph.example?x=1", "behind its path"),
    (
        "base_url",
        "https://no-such-host.invalid/v1",
        "cannot be found",
    ),
    ("permission_template", "Call me", "lower-case"),
    ("permission_template", "call:german", "language"),
];

#[tokio::test]
async fn a_field_that_cannot_be_used_is_named_and_nothing_is_kept() {
    let world = World::start().await;
    let admin = world.admin().await;
    let long = "x".repeat(201);
    let endless = "x".repeat(5_000);
    for (field, value, code, words) in [
        ("provider", "whatsapp", "invalid_request", "vobiz"),
        // It said "There is no provider ``.", as if the empty name were one.
        ("provider", "", "invalid_request", "`provider` is missing"),
        ("provider", " ", "invalid_request", "vobiz"),
        ("number", "0151 123", "invalid_phone_number", "country code"),
        ("number", "", "invalid_phone_number", "."),
        ("name", "", "invalid_request", "`name`"),
        ("name", "two\nlines", "invalid_request", "`name`"),
        ("name", &long, "invalid_request", "200"),
        ("access_token", "a b", "invalid_request", "space"),
        ("access_token", "a\nb", "invalid_request", "line break"),
        ("access_token", "tökén", "invalid_request", "letter"),
        ("access_token", &endless, "invalid_request", "longer"),
        ("number_id", "1 2", "invalid_request", "`number_id`"),
        ("base_url", "graph", "invalid_request", "`base_url`"),
    ]
    .into_iter()
    .chain(UNUSABLE.map(|(field, value, word)| (field, value, "invalid_request", word)))
    {
        let mut draft = META.draft(&world);
        draft[field] = json!(value);
        let answer = admin.post("/api/channels", &draft).await;
        let error = answer.refused(400, code);
        let sentence = error["error"].as_str().unwrap();
        assert!(sentence.contains(words), "{field}: {sentence}");
        let is_secret = field == "access_token" || value.contains("word@");
        assert!(
            !is_secret || !sentence.contains(value),
            "not quoted: {sentence}"
        );
    }
    let mut draft = PLACES[1].draft(&world);
    draft["verify_token"] = json!("word");
    let answer = admin.post("/api/channels", &draft).await;
    let error = answer.refused(400, "invalid_request");
    let sentence = error["error"].as_str().unwrap();
    assert!(
        sentence.contains("360dialog"),
        "a field of others: {sentence}"
    );
    assert_eq!(world.count("channels").await, 1, "nothing was kept");
}

#[tokio::test]
async fn without_the_development_flag_a_base_url_must_be_public_https() {
    let world = World::start().await;
    let store = world.store().await;
    let keys = Keyring::load(KeySource::file_in(&world.data), &store).await;
    let keys = keys.unwrap();
    let office = Office {
        store: &store,
        keys: &keys,
        allowed: ProviderUrls::PublicHttps,
    };
    for (url, words) in [
        ("http://graph.facebook.com", "https://"),
        ("https://127.0.0.1:8443", "private"),
        ("https://[::1]/", "private"),
        ("https://169.254.169.254/latest", "private"),
        ("https://localhost/", "private"),
    ] {
        let mut draft = META.draft(&world);
        draft["base_url"] = json!(url);
        let draft: ChannelDraft = serde_json::from_value(draft).unwrap();
        let error = office.add(1, &draft, None, Existing::Refuse).await;
        let error = error.unwrap_err().to_string();
        assert!(error.contains(words), "{url}: {error}");
    }
    let mut draft = META.draft(&world);
    draft["base_url"] = Value::Null;
    let draft: ChannelDraft = serde_json::from_value(draft).unwrap();
    let added = office.add(1, &draft, None, Existing::Refuse).await.unwrap();
    assert_eq!(added.channel.base_url, "https://graph.facebook.com");
}

#[tokio::test]
async fn an_optional_field_can_be_taken_away_again() {
    let world = World::start().await;
    let admin = world.admin().await;
    let mut draft = META.draft(&world);
    draft["permission_template"] = json!("call_permission:pt_BR");
    let (id, _) = world.add(&admin, &draft).await;
    let channel = format!("/api/channels/{id}");
    let before = admin.get(&channel).await.ok();
    assert_eq!(
        before["data"]["permission_template"],
        "call_permission:pt_BR"
    );
    let change = json!({"permission_template": "", "account_id": ""});
    let after = admin.patch(&channel, &change).await.ok();
    assert_eq!(after["data"].get("permission_template"), None);
    assert_eq!(after["data"]["account_id"], "");
}
