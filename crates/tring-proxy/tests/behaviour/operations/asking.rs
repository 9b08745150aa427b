//! Asking the customer for the permission to call, whichever way.

use serde_json::{Value, json};

use super::permission_query::shown;
use crate::{
    shop::{Shop, sentence, unavailable},
    world::{Answer, CUSTOMER, until},
};

/// Where the page sends its request.
pub(crate) const PATH: &str = "/api/permissions/request";

/// What the message says.
const TEXT: &str = "May we call about your order?";

/// How the customer is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Message,
    Template,
}

impl Way {
    pub(crate) fn request(self, shop: &Shop) -> Value {
        let mut request = json!({"phone_number": CUSTOMER, "channel_id": shop.channel_id});
        match self {
            Self::Message => request["text"] = json!(TEXT),
            Self::Template => {
                // Every account at WhatsApp has it.
                request["template"] = json!("sample_cpr_template");
                request["language"] = json!("en_US");
            }
        }
        request
    }

    async fn asks(self, shop: &Shop) -> Answer {
        shop.ada.post(PATH, &self.request(shop)).await
    }
}

/// A shop that may not call the customer yet.
async fn stranger(provider: &'static str) -> Shop {
    let shop = Shop::at(provider).await;
    shop.permits("no_permission").await;
    shop
}

pub(crate) async fn ok(provider: &'static str, way: Way) {
    let shop = stranger(provider).await;
    let asked = way.asks(&shop).await.ok();
    assert!(asked["asked_at"].is_u64(), "{asked}");
    assert_eq!(asked["can_ask"], false);
    let request = shop.world.provider.permission_request().await;
    assert_eq!(request["customer"], CUSTOMER);
    assert_eq!(request["number_id"], shop.place.number_id);
    let text = request["text"].as_str().unwrap();
    assert_eq!(text == TEXT, way == Way::Message, "{text}");
    shop.world.provider.replies(&request, "temporary").await;
    until("the reply to be known", async || {
        let shown = shown(&shop).await;
        (shown["grant"] == "temporary").then_some(())
    })
    .await;
    assert_eq!(shop.done("messages").await, 1);
}

/// The customer has allowed calls for good: there is nothing to ask for.
pub(crate) async fn refused(provider: &'static str, way: Way) {
    let shop = Shop::at(provider).await;
    shop.permits("permanent").await;
    let answer = way.asks(&shop).await;
    assert!(answer.status.is_client_error(), "{}", answer.text);
    sentence(&answer.json);
    assert_eq!(shown(&shop).await["asked_at"], Value::Null, "not pending");
    assert_eq!(shop.done("messages").await, 0);
}

/// The answer is lost: the message may have been sent, so it is not sent again.
pub(crate) async fn unreachable(provider: &'static str, way: Way) {
    let shop = stranger(provider).await;
    shop.line.loses_the_next_answer();
    sentence(&unavailable(way.asks(&shop).await));
    way.asks(&shop).await.refused(409, "wrong_state");
    assert!(shown(&shop).await["asked_at"].is_u64(), "pending");
    assert_eq!(shop.done("messages").await, 1);
}

/// The page sends its request twice.
pub(crate) async fn duplicate(provider: &'static str, way: Way) {
    let shop = stranger(provider).await;
    let (one, two) = tokio::join!(way.asks(&shop), way.asks(&shop));
    let (asked, again) = if one.status.is_success() {
        (one, two)
    } else {
        (two, one)
    };
    asked.ok();
    again.refused(409, "wrong_state");
    assert_eq!(shop.done("messages").await, 1);
}

/// The customer replies before the provider's answer.
pub(crate) async fn unordered(provider: &'static str, way: Way) {
    let shop = stranger(provider).await;
    shop.line.holds_the_next_answer();
    let asking = shop.begins(PATH, &way.request(&shop));
    let request = shop.world.provider.permission_request().await;
    shop.world.provider.replies(&request, "temporary").await;
    shop.until_told("permission_reply").await;
    shop.line.releases();
    asking.await.unwrap().ok();
    let shown = shown(&shop).await;
    assert_eq!(shown["grant"], "temporary", "{shown}");
    assert_eq!(shown["asked_at"], Value::Null, "it was replied to: {shown}");
}
