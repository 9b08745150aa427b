//! The page asks whether the customer allows calls.

use serde_json::Value;

use crate::{shop::Shop, world::CUSTOMER};

/// The permission as the page sees it.
pub(crate) async fn shown(shop: &Shop) -> Value {
    let query = format!(
        "/api/permissions?phone_number=%2B{}&channel_id={}",
        CUSTOMER.trim_start_matches('+'),
        shop.channel_id
    );
    shop.ada.get(&query).await.ok()
}

pub(crate) async fn ok(provider: &'static str) {
    let shop = Shop::at(provider).await;
    for (status, grant, can_call) in [
        ("no_permission", "none", false),
        ("temporary", "temporary", true),
        ("permanent", "permanent", true),
    ] {
        shop.permits(status).await;
        let shown = shown(&shop).await;
        assert_eq!(shown["grant"], grant, "{shown}");
        assert_eq!(shown["can_call"], can_call, "{shown}");
        assert_eq!(shown["refusal"].is_string(), !can_call, "{shown}");
    }
}

/// The token has expired.
pub(crate) async fn refused(provider: &'static str) {
    let shop = Shop::at(provider).await;
    shop.number_has("token", "another-token").await;
    nobody_knows(&shop).await;
}

pub(crate) async fn unreachable(provider: &'static str) {
    let shop = Shop::at(provider).await;
    shop.line.is_cut();
    nobody_knows(&shop).await;
    shop.line.is_mended();
    assert_eq!(shown(&shop).await["can_call"], true);
}

async fn nobody_knows(shop: &Shop) {
    let shown = shown(shop).await;
    assert_eq!(shown["can_call"], Value::Null, "{shown}");
    let warning = shown["warning"].as_str().expect("a warning");
    assert!(
        warning.starts_with("The provider could not be asked"),
        "{warning}"
    );
}
