//! How the channels' numbers stand at their providers: asked now and then, and whenever a webhook says that it changed.
//!
//! Webhooks tell of flags and bans, and not every provider's tell the rating; a number's own state says all of it, and that
//! what a webhook warned of is settled.

use tring_protocol::{call::Millis, settings::CallingSettings};
use tring_providers::{
    provider::Checked,
    registry,
    webhook::{WebhookItem, WebhookKind},
};

use crate::{
    clock,
    state::AppState,
    store::{
        Store, channel_health,
        channels::{self, Channel},
    },
};

/// How often a provider is asked: ratings are over seven days (WhatsApp, "Phone number quality rating").
const ASK_EVERY: Millis = 6 * 3_600_000;

/// Keeps what a check of the channel brought to light.
pub async fn checked(store: &Store, channel: &Channel, checked: &Checked) -> sqlx::Result<()> {
    if checked.settings.is_none() && checked.health.is_none() {
        return Ok(());
    }
    let now = clock::now();
    let mut write = store.write().await?;
    if let Some(settings) = &checked.settings {
        channel_health::saw_settings(&mut write, &channel.id, settings, now).await?;
    }
    if let Some(health) = &checked.health {
        channel_health::asked(&mut write, &channel.id, health, now).await?;
    }
    write.commit().await
}

/// Keeps whether calling is on, as settings that were just read tell it.
pub async fn settings_read(
    store: &Store,
    channel: &Channel,
    settings: &CallingSettings,
) -> sqlx::Result<()> {
    if settings.enabled.is_none() {
        return Ok(());
    }
    let mut write = store.write().await?;
    channel_health::saw_settings(&mut write, &channel.id, settings, clock::now()).await?;
    write.commit().await
}

/// Asks the provider where a webhook said that something changed.
pub fn webhook_came(state: &AppState, channel: &Channel, items: &[WebhookItem]) {
    let is_news =
        |item: &WebhookItem| matches!(item.kind, WebhookKind::Quality(_) | WebhookKind::Account(_));
    if items.iter().any(is_news) {
        ask(state.clone(), channel.clone());
    }
}

/// Asks the providers of all channels whose turn it is.
pub async fn ask_due(state: &AppState, now: Millis) -> sqlx::Result<()> {
    let mut db = state.store.readers().acquire().await?;
    let due = channel_health::due(&mut db, now).await?;
    drop(db);
    if due.is_empty() {
        return Ok(());
    }
    let mut write = state.store.write().await?;
    let mut to_ask = Vec::new();
    for id in due {
        let has_turn = channel_health::take_turn(&mut write, &id, now, ASK_EVERY).await?;
        if let (true, Some(channel)) = (has_turn, channels::by_id(write.db(), &id).await?) {
            to_ask.push(channel);
        }
    }
    write.commit().await?;
    for channel in to_ask {
        ask(state.clone(), channel);
    }
    Ok(())
}

fn ask(state: AppState, channel: Channel) {
    let entry = registry::entry(&channel.provider);
    if !entry.is_some_and(|entry| entry.capabilities.health) {
        return;
    }
    let working = state.tasks.enter();
    tokio::spawn(async move {
        if let Err(error) = ask_now(&state, &channel).await {
            tracing::error!(%error, "how a number stands could not be kept");
        }
        drop(working);
    });
}

async fn ask_now(state: &AppState, channel: &Channel) -> sqlx::Result<()> {
    let Ok(provider) = state.providers.make(channel) else {
        return Ok(());
    };
    // An answer is as old as its question: what was heard meanwhile is newer.
    let asked_at = clock::now();
    match provider.health().await {
        Ok(health) => {
            let mut write = state.store.write().await?;
            channel_health::asked(&mut write, &channel.id, &health, asked_at).await?;
            write.commit().await
        }
        Err(error) => {
            tracing::info!(%error, channel = channel.id, "the provider did not tell how the number stands");
            Ok(())
        }
    }
}
