//! Which of our calls a webhook speaks of: by its id, by our reference, by the pair of numbers.

use tring_calls::correlation::{self, Sighting};
use tring_protocol::call::Millis;
use tring_providers::webhook::{CallReference, Customer};

use super::waiting::{self, Named};
use crate::store::{
    Write,
    calls::{
        self, CallRow,
        unreported::{self, Unreported},
    },
    channels::Channel,
    contacts::{self, Person},
    provider_calls,
};

/// What is known of the call that a webhook speaks of.
#[derive(Clone, Copy, Debug)]
pub struct Webhook<'a> {
    /// Where it came in.
    pub channel: &'a Channel,
    /// How it names the call.
    pub reference: &'a CallReference,
    /// When it happened, by the provider's clock.
    pub at: Option<Millis>,
    /// Calls of ours that ended before then are out of the question.
    pub ended_since: Millis,
}

/// The call, where it is one of ours; learns the pair of ids.
pub async fn find(
    write: &mut Write,
    webhook: Webhook<'_>,
    now: Millis,
) -> sqlx::Result<Option<CallRow>> {
    let (channel, id) = (webhook.channel, &webhook.reference.provider_call_id);
    if let Some(row) = provider_calls::find(write.db(), &channel.id, id).await? {
        unreported::set_reported_id(write, row, id).await?;
        return calls::by_row(write.db(), row).await.map(Some);
    }
    let call = match by_reference(write, webhook).await? {
        Some(call) => call,
        None => match by_pair(write, webhook, now).await? {
            Some(call) => call,
            None => return Ok(None),
        },
    };
    waiting::link(write, &call, id, Named::ByWebhook, now)
        .await
        .map(Some)
}

async fn by_reference(write: &mut Write, webhook: Webhook<'_>) -> sqlx::Result<Option<CallRow>> {
    let Some(ours) = &webhook.reference.reference else {
        return Ok(None);
    };
    let found = calls::by_id(write.db(), webhook.channel.team_id, ours).await?;
    Ok(found.filter(|call| call.channel_id == webhook.channel.id))
}

/// The outbound call with this customer that no webhook has named yet. Somebody who hides the number is known by the
/// user id from then on.
async fn by_pair(
    write: &mut Write,
    webhook: Webhook<'_>,
    now: Millis,
) -> sqlx::Result<Option<CallRow>> {
    let channel = webhook.channel;
    let calls = unreported::of_channel(write.db(), &channel.id, webhook.ended_since).await?;
    let candidates: Vec<_> = calls.iter().map(Unreported::candidate).collect();
    let customer = &webhook.reference.customer;
    let seen = Sighting {
        id: &webhook.reference.provider_call_id,
        direction: webhook.reference.direction,
        phone: customer.phone.as_deref(),
        user_id: customer.user_id.as_deref(),
        at: webhook.at,
    };
    let found = correlation::find(&candidates, seen).and_then(|place| calls.get(place));
    let Some(found) = found else {
        return Ok(None);
    };
    let call = calls::by_row(write.db(), found.id).await?;
    let known = Person {
        phone: call.contact_phone.clone(),
        ..person(customer)
    };
    contacts::upsert(write, channel.team_id, &known, now).await?;
    Ok(Some(call))
}

/// The customer as contacts are kept.
pub fn person(customer: &Customer) -> Person {
    Person {
        phone: customer.phone.as_deref().map(contacts::readable_number),
        provider_user_id: customer.user_id.clone(),
        name: customer.name.clone(),
    }
}
