//! What proves where a webhook comes from: a signature, or a secret in a header.

use crate::{shop::Shop, world::until};

pub(crate) async fn ok(provider: &'static str) {
    let mut shop = Shop::at(provider).await;
    shop.customer_calls().await;
    shop.rings().await;
    assert_eq!(shop.postman.answers(), [200]);
}

/// Somebody else sends it, or the secret of the channel is wrong: nothing rings, and nothing is kept.
pub(crate) async fn refused(provider: &'static str) {
    let shop = Shop::at(provider).await;
    shop.number_has("webhook_secret", "another-secret").await;
    shop.customer_calls().await;
    is_refused(&shop).await;
}

/// Waits until a webhook was refused, and looks that it left no trace.
pub(crate) async fn is_refused(shop: &Shop) {
    until("a refused webhook", async || {
        shop.postman.answers().contains(&401).then_some(())
    })
    .await;
    for table in [
        "calls",
        "contacts",
        "webhook_deliveries",
        "webhook_items",
        // That the agent is here is told all the same.
        "events WHERE kind <> 'agent_changed'",
    ] {
        assert_eq!(shop.world.count(table).await, 0, "{table}");
    }
}
