//! What the webhook of seed 000 changes: it names calls by our id or the provider's, and says their status in our words.
//!
//! # Layout
//!
//! * [`wire`]: the body, and what a status means.

use tring_protocol::call::Millis;

use self::wire::Item;
use super::{change, waiting};
use crate::{
    clock,
    state::AppState,
    store::{
        Write,
        calls::{self, CallRow},
        channels::{self, Channel},
        deliveries::{self, ItemState},
        provider_calls,
    },
};

pub mod wire;

/// Stores a delivery and applies its items. One that came before, or that says nothing that we know, is kept.
pub async fn receive(
    state: &AppState,
    channel: &Channel,
    items: &[Item],
    body: &[u8],
) -> sqlx::Result<()> {
    let now = clock::now();
    let mut write = state.store.write().await?;
    let delivery = deliveries::insert(&mut write, &channel.id, body, now).await?;
    channels::saw_webhook(&mut write, &channel.id, now).await?;
    for item in items {
        let key = &item.dedupe_key;
        let noted = deliveries::insert_item(&mut write, &channel.id, delivery, key).await?;
        let Some(row) = noted else {
            tracing::debug!("a webhook item came again");
            continue;
        };
        let savepoint = write.savepoint().await?;
        match apply(&mut write, channel, (row, item), now).await {
            Ok(()) => write.keep(savepoint).await?,
            Err(error) => {
                tracing::error!(%error, "a webhook item could not be applied; it is kept");
                write.undo(savepoint).await?;
                deliveries::set_state(&mut write, row, ItemState::Failed).await?;
            }
        }
    }
    write.commit().await
}

async fn apply(
    write: &mut Write,
    channel: &Channel,
    (row, item): (i64, &Item),
    now: Millis,
) -> sqlx::Result<()> {
    let call = find(write, channel, &item.call_id).await?;
    let direction = call.as_ref().map(|call| call.direction);
    let events = item.events(direction, now);
    if events.is_empty() {
        return deliveries::set_state(write, row, ItemState::Ignored).await;
    }
    let Some(mut call) = call else {
        // Perhaps its call comes later, as the provider's.
        return match events.last().and_then(waiting::to_text) {
            Some(text) => deliveries::wait_for_call(write, row, &item.call_id, &text).await,
            None => deliveries::set_state(write, row, ItemState::Ignored).await,
        };
    };
    for event in &events {
        call = change::apply_from_provider(write, &call, event, now).await?;
    }
    Ok(())
}

/// The call with this id on this channel: ours, else the provider's. No pair of ids is learnt from it, because nobody
/// says which of the two it is.
async fn find(write: &mut Write, channel: &Channel, id: &str) -> sqlx::Result<Option<CallRow>> {
    let ours = calls::by_id(write.db(), channel.team_id, id).await?;
    if let Some(call) = ours.filter(|call| call.channel_id == channel.id) {
        return Ok(Some(call));
    }
    match provider_calls::find(write.db(), &channel.id, id).await? {
        Some(row) => calls::by_row(write.db(), row).await.map(Some),
        None => Ok(None),
    }
}
