//! The provider asks whether the webhook address is ours.

use crate::{
    shop::Shop,
    world::{Answer, VERIFY_TOKEN},
};

async fn asks(shop: &Shop, token: &str) -> Answer {
    let query = format!("?hub.mode=subscribe&hub.verify_token={token}&hub.challenge=1158201444");
    Answer::of(shop.world.http.get(shop.postman.address() + &query)).await
}

pub(crate) async fn ok(provider: &'static str) {
    let shop = Shop::at(provider).await;
    let answer = asks(&shop, VERIFY_TOKEN).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text.as_str()),
        (200, "1158201444")
    );
}

/// Somebody else asks.
pub(crate) async fn refused(provider: &'static str) {
    let shop = Shop::at(provider).await;
    for token in ["another-token", ""] {
        let answer = asks(&shop, token).await;
        assert!(!answer.text.contains("1158201444"), "{}", answer.text);
        answer.refused(403, "forbidden");
    }
}
