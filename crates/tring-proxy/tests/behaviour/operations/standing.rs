//! How the number and its account stand at WhatsApp, told by webhook.

use serde_json::{Value, json};
use tring_proxy::store::channel_health::{self, ChannelHealth};

use crate::{shop::Shop, world::until};

/// What WhatsApp thinks.
#[derive(Clone, Copy)]
pub(crate) enum Judgement {
    /// Of the number: flagged or not.
    Flag,
    /// Of the account: disabled or not.
    Ban,
}

impl Judgement {
    async fn is(self, shop: &Shop, bad: bool) {
        let (what, body): (_, Value) = match (self, bad) {
            (Self::Flag, true) => ("quality", json!({"rating": "RED"})),
            (Self::Flag, false) => ("quality", json!({"rating": "GREEN"})),
            (Self::Ban, true) => ("account", json!({"state": "disabled"})),
            (Self::Ban, false) => ("account", json!({"state": "active"})),
        };
        let path = format!("/sim/numbers/{}/{what}", shop.place.number_id);
        shop.world.provider.put(&path, &body).await;
    }

    fn is_known_as(self, health: &ChannelHealth, bad: bool) -> bool {
        match self {
            Self::Flag => health.flagged == bad,
            Self::Ban => health.active == Some(!bad),
        }
    }
}

async fn known(shop: &Shop) -> ChannelHealth {
    let store = shop.world.store().await;
    let mut db = store.readers().acquire().await.expect("a reader");
    channel_health::of(&mut db, &shop.channel_id)
        .await
        .expect("what is known")
}

async fn until_known(shop: &Shop, judgement: Judgement, bad: bool) {
    until("what the provider tells", async || {
        judgement.is_known_as(&known(shop).await, bad).then_some(())
    })
    .await;
}

pub(crate) async fn ok(provider: &'static str, judgement: Judgement) {
    let shop = Shop::at(provider).await;
    judgement.is(&shop, true).await;
    until_known(&shop, judgement, true).await;
    judgement.is(&shop, false).await;
    until_known(&shop, judgement, false).await;
}

pub(crate) async fn duplicate(provider: &'static str, judgement: Judgement) {
    let shop = Shop::at(provider).await;
    shop.postman.delivers_twice();
    judgement.is(&shop, true).await;
    until("both copies", async || {
        (shop.postman.answers().len() == 2).then_some(())
    })
    .await;
    assert_eq!(shop.postman.answers(), [200, 200]);
    until_known(&shop, judgement, true).await;
}

/// The webhook before it comes after it, and takes nothing back.
pub(crate) async fn unordered(provider: &'static str, judgement: Judgement) {
    let shop = Shop::at(provider).await;
    shop.postman.keeps();
    judgement.is(&shop, true).await;
    let now = tring_proxy::clock::now;
    let second = now() / 1_000;
    until("the next second", async || {
        ((now() - 2) / 1_000 > second).then_some(())
    })
    .await;
    judgement.is(&shop, false).await;
    until("both webhooks", async || {
        (shop.postman.kept() == 2).then_some(())
    })
    .await;
    shop.postman.delivers_backwards().await;
    until_known(&shop, judgement, false).await;
}
