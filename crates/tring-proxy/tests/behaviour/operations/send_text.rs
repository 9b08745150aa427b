//! The business writes a text to a customer.

use serde_json::{Value, json};
use tring_providers::{
    error::{ErrorKind, ProviderError, Retry},
    registry::{self, ChannelSettings},
};

use crate::{
    shop::Shop,
    world::{ACCESS_TOKEN, CUSTOMER, WEBHOOK_SECRET},
};

const TEXT: &str = "Sorry that we missed your call.\nMay we call you back?";

/// Sends it over the shop's line. Nothing of the product's sends texts without a reason, so the adapter is asked.
async fn send(shop: &Shop) -> Result<String, ProviderError> {
    let draft = shop.place.draft(&shop.world);
    let origin = shop.world.provider.origin();
    let base_url = draft["base_url"].as_str().expect("an address");
    let settings = ChannelSettings {
        provider: shop.place.provider.to_owned(),
        base_url: base_url.replace(&origin, &shop.line.url),
        number: shop.place.number.to_owned(),
        number_id: shop.place.number_id.to_owned(),
        account_id: shop.place.account_id.to_owned(),
        access_token: ACCESS_TOKEN.to_owned().into(),
        webhook_secrets: vec![WEBHOOK_SECRET.to_owned().into()],
        verify_token: String::new().into(),
    };
    let client = registry::client().expect("a client");
    let provider = registry::provider(&settings, client).expect("a known provider");
    let customer = CUSTOMER.parse().expect("a number");
    provider.send_text(&customer, TEXT).await
}

async fn writes_first(shop: &Shop) {
    let hello = json!({"customer": CUSTOMER, "number_id": shop.place.number_id, "text": "Hello"});
    shop.post("/sim/messages", &hello).await;
}

/// The texts of the business on the customer's phone.
async fn texts(shop: &Shop) -> Vec<String> {
    let state = shop.world.provider.state().await;
    let messages = state["messages"].as_array().expect("a list").iter();
    let ours = messages.filter(|message| message["from"] == "business");
    let text = |message: &Value| message["text"].as_str().expect("a text").to_owned();
    ours.map(text).collect()
}

pub(crate) async fn ok(provider: &'static str) {
    let shop = Shop::at(provider).await;
    writes_first(&shop).await;
    let id = send(&shop).await.expect("sent");
    assert!(!id.is_empty(), "an id");
    assert_eq!(texts(&shop).await, [TEXT]);
}

/// The customer has never written.
pub(crate) async fn refused(provider: &'static str) {
    let shop = Shop::at(provider).await;
    let error = send(&shop).await.expect_err("too late");
    let seen = (error.kind, error.retry);
    assert_eq!(seen, (ErrorKind::InvalidRequest, Retry::Never), "{error}");
    assert!(error.message.contains("24 hours"), "{error}");
    assert!(texts(&shop).await.is_empty(), "nothing was sent");
}

pub(crate) async fn unreachable(provider: &'static str) {
    let shop = Shop::at(provider).await;
    writes_first(&shop).await;
    shop.line.is_cut();
    let error = send(&shop).await.expect_err("no way there");
    assert_eq!(error.kind, ErrorKind::Unreachable, "{error}");
    assert!(texts(&shop).await.is_empty(), "nothing was sent");
    shop.line.is_mended();
    send(&shop).await.expect("sent");
    assert_eq!(texts(&shop).await, [TEXT]);
}
