//! The administrator creates the template that asks for the permission.

use serde_json::{Value, json};

use super::asking::PATH;
use crate::{
    shop::{Shop, sentence, unavailable},
    world::{Answer, CUSTOMER},
};

const TEXT: &str = "May we call you about your order?";

async fn creates(shop: &Shop) -> Answer {
    let template = json!({"name": "call_about_order", "language": "en_US", "body": TEXT});
    let path = shop.channel("/permission-template");
    shop.ada.post(&path, &template).await
}

async fn templates_of(shop: &Shop) -> Value {
    let channel = shop.ada.get(&shop.channel("")).await.ok();
    channel["data"]["permission_template"].clone()
}

pub(crate) async fn ok(provider: &'static str) {
    let shop = Shop::at(provider).await;
    creates(&shop).await.ok();
    assert_eq!(templates_of(&shop).await, "call_about_order");
    shop.permits("no_permission").await;
    let asks = json!({
        "phone_number": CUSTOMER,
        "channel_id": shop.channel_id,
        "template": "call_about_order",
    });
    shop.ada.post(PATH, &asks).await.ok();
    let request = shop.world.provider.permission_request().await;
    assert_eq!(request["text"], TEXT, "it can be sent");
}

/// One of this name is there already.
pub(crate) async fn refused(provider: &'static str) {
    let shop = Shop::at(provider).await;
    creates(&shop).await.ok();
    let again = creates(&shop).await;
    assert!(again.status.is_client_error(), "{}", again.text);
    sentence(&again.json);
    assert_eq!(shop.done("message_templates").await, 1);
}

/// The answer is lost: nobody knows whether it is there, and the channel does not ask with it.
pub(crate) async fn unreachable(provider: &'static str) {
    let shop = Shop::at(provider).await;
    shop.line.loses_the_next_answer();
    sentence(&unavailable(creates(&shop).await));
    assert_eq!(templates_of(&shop).await, Value::Null);
    assert_eq!(shop.done("message_templates").await, 1);
}
