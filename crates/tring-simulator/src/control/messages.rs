//! The customer writes to the business.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Deserialize;

use super::{
    calls,
    refusal::{Body, Refusal},
    setup::check_customer,
};
use crate::world::{
    World,
    chat::{ChatMessage, Form},
    customer::Customer,
};

/// The longest text of a message, in characters.
const LONGEST_TEXT: usize = 4_096;

/// What a customer writes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageBody {
    customer: String,
    name: Option<String>,
    /// May be left out while there is only one number.
    number_id: Option<String>,
    #[serde(default)]
    form: Form,
    #[serde(default)]
    text: String,
}

/// The customer presses *Send*; the business is told by webhook.
pub(crate) async fn write(
    State(world): State<Arc<World>>,
    Body(body): Body<MessageBody>,
) -> Result<Json<ChatMessage>, Refusal> {
    check_customer(&body.customer)?;
    let length = body.text.chars().count();
    let least = usize::from(body.form != Form::Image);
    if !(least..=LONGEST_TEXT).contains(&length) {
        return Err(Refusal::bad_request(format!(
            "`text` has {length} characters; write {least} to {LONGEST_TEXT}"
        )));
    }
    let number = calls::number(&world, body.number_id.as_deref())?;
    let customer = Customer::new(&body.customer, body.name.as_deref());
    let message = world.customer_writes(&number, customer, body.form, &body.text);
    Ok(Json(message))
}
