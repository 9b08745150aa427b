//! The administrator looks at the number's calling settings.

use tring_protocol::{channel::SettingsResponse, settings::Setting};

use crate::{
    shop::{Shop, sentence},
    world::Answer,
};

/// The settings as the page sees them.
pub(crate) async fn read(shop: &Shop) -> Answer {
    shop.ada.get(&shop.channel("/settings")).await
}

pub(crate) async fn ok(provider: &'static str) {
    let shop = Shop::at(provider).await;
    let read: SettingsResponse = serde_json::from_value(read(&shop).await.ok()).unwrap();
    assert_eq!(read.data.enabled, Some(true));
    assert_eq!(read.data.icon_visible, Some(true));
    let sip = shop.can().readable.contains(&Setting::Sip);
    assert!(sip || read.data.sip.is_none(), "no more than it can tell");
}

/// The token has expired.
pub(crate) async fn refused(provider: &'static str) {
    let shop = Shop::at(provider).await;
    shop.number_has("token", "another-token").await;
    let answer = read(&shop).await;
    assert!(answer.status.is_client_error(), "{}", answer.text);
    let sentence = sentence(&answer.json);
    assert!(!sentence.contains("another-token"), "{sentence}");
}

pub(crate) async fn unreachable(provider: &'static str) {
    let shop = Shop::at(provider).await;
    shop.line.is_cut();
    sentence(&read(&shop).await.refused(502, "provider_unavailable"));
    shop.line.is_mended();
    read(&shop).await.ok();
}
