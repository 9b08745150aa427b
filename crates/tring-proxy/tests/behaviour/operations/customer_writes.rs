//! The customer writes to the business.

use serde_json::json;

use crate::{
    shop::Shop,
    world::{CUSTOMER, until},
};

async fn writes(shop: &Shop, text: &str) {
    let message = json!({
        "customer": CUSTOMER,
        "name": "Grace Hopper",
        "number_id": shop.place.number_id,
        "text": text,
    });
    shop.post("/sim/messages", &message).await;
}

/// What the contact has said about being written to and called: `opted_out`.
async fn opt_in(shop: &Shop) -> Option<String> {
    sqlx::query_scalar("SELECT opt_in FROM contacts WHERE phone = $1")
        .bind(CUSTOMER)
        .fetch_optional(shop.world.store().await.readers())
        .await
        .expect("a contact or none")
}

async fn until_opt_in(shop: &Shop, word: &str) {
    until(word, async || {
        (opt_in(shop).await.as_deref() == Some(word)).then_some(())
    })
    .await;
}

async fn changes(shop: &Shop) -> i64 {
    shop.world.count("consent_changes").await
}

/// The next second has begun: WhatsApp's times have no parts of one.
async fn a_second_passes() {
    let now = tring_proxy::clock::now;
    let second = now() / 1_000;
    until("the next second", async || {
        ((now() - 2) / 1_000 > second).then_some(())
    })
    .await;
}

pub(crate) async fn ok(provider: &'static str) {
    let shop = Shop::at(provider).await;
    writes(&shop, "STOP").await;
    until_opt_in(&shop, "opted_out").await;
    a_second_passes().await;
    writes(&shop, "START").await;
    until_opt_in(&shop, "opted_in").await;
}

/// It comes twice, and is heard once.
pub(crate) async fn duplicate(provider: &'static str) {
    let shop = Shop::at(provider).await;
    shop.postman.delivers_twice();
    writes(&shop, "STOP").await;
    until("both copies", async || {
        (shop.postman.answers().len() == 2).then_some(())
    })
    .await;
    assert_eq!(shop.postman.answers(), [200, 200]);
    until_opt_in(&shop, "opted_out").await;
    assert_eq!(changes(&shop).await, 1);
}

/// The message before it comes after it, and takes nothing back.
pub(crate) async fn unordered(provider: &'static str) {
    let shop = Shop::at(provider).await;
    shop.postman.keeps();
    writes(&shop, "START").await;
    a_second_passes().await;
    writes(&shop, "STOP").await;
    until("both messages", async || {
        (shop.postman.kept() == 2).then_some(())
    })
    .await;
    shop.postman.delivers_backwards().await;
    assert_eq!(opt_in(&shop).await.as_deref(), Some("opted_out"));
}
