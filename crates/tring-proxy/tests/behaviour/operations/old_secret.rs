//! The webhook secret was changed here, and the provider still uses the old one.

use serde_json::json;

use super::webhook_secret::is_refused;
use crate::shop::Shop;

async fn rotates(shop: &Shop, window_hours: u32) {
    let rotation = json!({"webhook_secret": "the-new-secret", "window_hours": window_hours});
    let path = shop.channel("/rotate-secret");
    shop.ada.post(&path, &rotation).await.ok();
}

/// Within the window both are taken.
pub(crate) async fn ok(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    rotates(&shop, 24).await;
    let theirs = shop.customer_calls().await;
    let old = shop.rings().await;
    shop.world.provider.press(&theirs, "hangup").await;
    shop.until_told("terminate").await;
    shop.number_has("webhook_secret", "the-new-secret").await;
    shop.customer_calls().await;
    assert_ne!(shop.rings().await, old);
}

/// After it the old one is nobody's any more.
pub(crate) async fn refused(provider: &'static str) {
    let shop = Shop::at(provider).await;
    rotates(&shop, 0).await;
    shop.customer_calls().await;
    is_refused(&shop).await;
}
