//! What the customer says about being called, told by webhook.

use serde_json::json;
use tring_protocol::{
    events::MessageKind,
    permission::{Grant, PermissionState},
};

use crate::{
    shop::Shop,
    world::{CUSTOMER, until},
};

/// The customer's thumb.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reply {
    Temporary,
    Permanent,
    Revoked,
    /// Of a request.
    Declined,
}

impl Reply {
    fn grant(self) -> Grant {
        match self {
            Self::Temporary => Grant::Temporary,
            Self::Permanent => Grant::Permanent,
            Self::Revoked | Self::Declined => Grant::None,
        }
    }

    /// What it changes: a grant is given to strangers, and taken back where there was one.
    fn before(self) -> Self {
        match self {
            Self::Temporary => Self::Permanent,
            Self::Permanent | Self::Revoked | Self::Declined => Self::Temporary,
        }
    }

    async fn presses(self, shop: &Shop) {
        let number_id = shop.place.number_id;
        let grant = |permanent: bool| {
            (
                "grant",
                json!({"number_id": number_id, "permanent": permanent}),
            )
        };
        let (act, body) = match self {
            Self::Temporary => grant(false),
            Self::Permanent => grant(true),
            Self::Revoked => ("revoke", json!({"number_id": number_id})),
            Self::Declined => return declines(shop).await,
        };
        let path = format!("/sim/permissions/{CUSTOMER}/{act}");
        shop.post(&path, &body).await;
    }
}

/// Declines the shop's request, which is sent first.
async fn declines(shop: &Shop) {
    let request = super::asking::Way::Template.request(shop);
    shop.ada.post(super::asking::PATH, &request).await.ok();
    let request = shop.world.provider.permission_request().await;
    shop.world.provider.replies(&request, "decline").await;
}

/// Waits until the page is told of this grant, while nothing is asked for.
async fn told(shop: &mut Shop, grant: Grant) -> PermissionState {
    loop {
        let message = shop.desk.next_of(MessageKind::PermissionChanged).await;
        let state = message.permission.expect("a permission");
        if state.grant == grant && state.asked_at.is_none() {
            return state;
        }
    }
}

pub(crate) async fn ok(provider: &'static str, reply: Reply) {
    let mut shop = Shop::at(provider).await;
    reply.before().presses(&shop).await;
    told(&mut shop, reply.before().grant()).await;
    reply.presses(&shop).await;
    let state = told(&mut shop, reply.grant()).await;
    assert_eq!(state.phone_number, CUSTOMER);
    assert_eq!(state.channel_id, shop.channel_id);
    assert_eq!(state.granted_until.is_some(), reply == Reply::Temporary);
    let is_declined = reply == Reply::Declined;
    assert!(!is_declined || state.declined_at.is_some(), "when");
}

/// It comes twice, and is told once.
pub(crate) async fn duplicate(provider: &'static str, reply: Reply) {
    let mut shop = Shop::at(provider).await;
    reply.before().presses(&shop).await;
    told(&mut shop, reply.before().grant()).await;
    let before = shop.told(MessageKind::PermissionChanged).await;
    shop.postman.delivers_twice();
    reply.presses(&shop).await;
    told(&mut shop, reply.grant()).await;
    until("both copies", async || {
        (shop.postman.answers().len() == 3).then_some(())
    })
    .await;
    assert_eq!(shop.postman.answers(), [200, 200, 200]);
    // A request is told of when it is sent.
    let asked = i64::from(reply == Reply::Declined);
    let after = shop.told(MessageKind::PermissionChanged).await;
    assert_eq!(after, before + asked + 1);
}

/// The reply before it comes after it, and takes nothing back.
pub(crate) async fn unordered(provider: &'static str, reply: Reply) {
    let mut shop = Shop::at(provider).await;
    shop.postman.keeps();
    reply.before().presses(&shop).await;
    let now = tring_proxy::clock::now;
    let second = now() / 1_000;
    // The simulator's clock is its own: it cuts its milliseconds off when it starts.
    let behind = 2;
    until(
        "the next second: WhatsApp's times have no parts of one",
        async || ((now() - behind) / 1_000 > second).then_some(()),
    )
    .await;
    reply.presses(&shop).await;
    until("both replies", async || {
        (shop.postman.kept() == 2).then_some(())
    })
    .await;
    shop.postman.delivers_backwards().await;
    told(&mut shop, reply.grant()).await;
    let kept: String = sqlx::query_scalar("SELECT grant_word FROM permissions")
        .fetch_one(shop.world.store().await.readers())
        .await
        .unwrap();
    let word = serde_json::to_value(reply.grant()).unwrap();
    assert_eq!(json!(kept), word, "the newer one counts");
}
