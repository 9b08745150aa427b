//! What the business and a customer write to each other.
//!
//! The business may write freely for 24 hours after the customer's last message or call (Meta, "Send messages", customer
//! service windows; "Calling" pricing page: a call opens one too).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Books, World, customer::Customer, number::Number, request::DAY_MS};
use crate::{clock::Moment, outbox, phone::Direction, script::Script};

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Writer {
    Business,
    Customer,
}

/// What a customer sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Form {
    /// Typed.
    #[default]
    Text,
    /// The button of a template.
    Button,
    /// A button of an interactive message.
    ButtonReply,
    /// A line of a list.
    ListReply,
    /// A picture, with the text below it where there is one.
    Image,
}

/// One message of a chat.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ChatMessage {
    /// The provider's id of it.
    pub(crate) id: String,
    pub(crate) number_id: String,
    pub(crate) customer: String,
    pub(crate) from: Writer,
    pub(crate) form: Form,
    pub(crate) text: String,
    #[serde(rename = "at_ms")]
    pub(crate) at: Moment,
}

/// A message of a customer's, for the dialect to bring to the business.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) message: ChatMessage,
    pub(crate) customer: Customer,
}

/// The customer has neither written nor called within 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WindowClosed;

impl Books {
    /// Whether the business may write freely to the customer.
    fn window_is_open(&self, number_id: &str, customer: &str, now: Moment) -> bool {
        let is_fresh = |at: Moment| now.since(at) < DAY_MS;
        let wrote = self.chat.iter().any(|message| {
            message.from == Writer::Customer
                && message.number_id == number_id
                && message.customer == customer
                && is_fresh(message.at)
        });
        wrote
            || self.calls.iter().any(|call| {
                call.facts.direction == Direction::Inbound
                    && call.facts.number_id == number_id
                    && call.facts.customer.address == customer
                    && is_fresh(call.created)
            })
    }

    fn write(&mut self, message: ChatMessage) -> ChatMessage {
        self.chat.push(message.clone());
        message
    }
}

impl World {
    /// Puts a text of the business on the customer's screen; returns the message's id. The customer's script may answer.
    pub(crate) fn send_text(
        self: &Arc<Self>,
        number: &Number,
        customer: &Customer,
        text: &str,
    ) -> Result<String, WindowClosed> {
        let now = self.clock.now();
        let mut books = self.books();
        if !books.window_is_open(&number.id, &customer.address, now) {
            return Err(WindowClosed);
        }
        let id = books.new_id("wamid.HBgL");
        books.write(ChatMessage {
            id: id.clone(),
            number_id: number.id.clone(),
            customer: customer.address.clone(),
            from: Writer::Business,
            form: Form::Text,
            text: text.to_owned(),
            at: now,
        });
        let reply = books.script_for(&customer.address).script.replies.clone();
        drop(books);
        if let Some(reply) = reply {
            self.customer_writes(number, customer.clone(), Form::Text, &reply);
        }
        self.changed();
        Ok(id)
    }

    /// The customer writes; the business is told by webhook.
    pub(crate) fn customer_writes(
        self: &Arc<Self>,
        number: &Number,
        customer: Customer,
        form: Form,
        text: &str,
    ) -> ChatMessage {
        let now = self.clock.now();
        let mut books = self.books();
        let id = books.new_id("wamid.HBgL");
        let message = books.write(ChatMessage {
            id,
            number_id: number.id.clone(),
            customer: customer.address.clone(),
            from: Writer::Customer,
            form,
            text: text.to_owned(),
            at: now,
        });
        let script: Script = books.script_for(&customer.address).script.clone();
        drop(books);
        let written = Written {
            message: message.clone(),
            customer,
        };
        let dialect = number.dialect.dialect();
        if let Some(webhook) = dialect.customer_writes(number, &written, now) {
            outbox::send_alone(self, &number.id, webhook, &script);
        }
        self.changed();
        message
    }
}
