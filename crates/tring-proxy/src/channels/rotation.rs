//! New webhook secrets and addresses.

use super::{
    ChannelError, FieldError, Office,
    draft::check_text,
    keeping::{entry_of, in_use},
};
use crate::{
    auth::secret,
    clock,
    sealing::Credentials,
    store::channels::{self, Channel},
};
use tring_providers::registry::FieldName;

/// For how long the secret before is taken unless told otherwise, in hours.
pub const DEFAULT_WINDOW_HOURS: u32 = 24;
/// A month: who needs longer has forgotten it.
const LONGEST_WINDOW_HOURS: u32 = 24 * 31;
/// How many secrets are kept beside the one before: each is tried on a webhook that none before it signed.
const MOST_OLDER: usize = 4;
const HOUR_MILLIS: u64 = 60 * 60 * 1_000;

impl Office<'_> {
    /// From now on webhooks are signed with `fresh`; those signed with the secret before are taken for a window.
    pub async fn rotate_secret(
        &self,
        (team_id, id): (i64, &str),
        fresh: &str,
        window_hours: Option<u32>,
    ) -> Result<Channel, ChannelError> {
        let hours = window_hours.unwrap_or(DEFAULT_WINDOW_HOURS);
        if hours > LONGEST_WINDOW_HOURS {
            let why = format!("is {LONGEST_WINDOW_HOURS} at most, which is a month.");
            return Err(FieldError::new("window_hours", why).into());
        }
        let mut write = self.store.write().await?;
        let mut channel = in_use(&mut write, team_id, id).await?;
        let mut credentials = self.keys.open(id, &channel.credentials)?;
        let fresh = checked(&channel, fresh.trim(), &credentials.webhook_secret)?;
        let now = clock::now();
        let in_window = channel.old_secret_until.is_some_and(|until| now < until);
        let old = std::mem::replace(&mut credentials.webhook_secret, fresh);
        let is_kept = hours > 0 && !old.is_empty();
        keep(&mut credentials, old, is_kept.then_some(in_window));
        channel.old_secret_until = is_kept.then(|| now + u64::from(hours) * HOUR_MILLIS);
        channel.credentials = self.keys.seal(&write, id, &credentials)?;
        channels::update(&mut write, &channel, None).await?;
        write.commit().await?;
        Ok(channel)
    }

    /// A new webhook address; the one before it is out at once. Returns the channel and the address's last part.
    pub async fn rotate_webhook_key(
        &self,
        team_id: i64,
        id: &str,
    ) -> Result<(Channel, String), ChannelError> {
        let key = secret::fresh();
        let mut write = self.store.write().await?;
        let channel = in_use(&mut write, team_id, id).await?;
        channels::update(&mut write, &channel, Some(&secret::hash(&key))).await?;
        write.commit().await?;
        Ok((channel, key))
    }
}

/// Keeps the secret before, and with it those of a window that is still open: whoever corrects a mistyped secret must not
/// cut off the one that the provider signs with meanwhile.
fn keep(credentials: &mut Credentials, old: String, in_window: Option<bool>) {
    let before = credentials.old_webhook_secret.take();
    match in_window {
        Some(true) => credentials.older_webhook_secrets.extend(before),
        Some(false) | None => credentials.older_webhook_secrets.clear(),
    }
    let older = &mut credentials.older_webhook_secrets;
    older.drain(..older.len().saturating_sub(MOST_OLDER));
    credentials.old_webhook_secret = in_window.map(|_| old);
}

fn checked(channel: &Channel, fresh: &str, today: &str) -> Result<String, ChannelError> {
    let entry = entry_of(channel)?;
    let name = FieldName::WebhookSecret;
    let wrong = |why: String| FieldError::new(name.as_str(), why);
    let Some(field) = entry.fields.iter().find(|field| field.name == name) else {
        let why = format!("is nothing that {} has.", entry.title);
        return Err(wrong(why).into());
    };
    if fresh.is_empty() {
        return Err(FieldError::missing(field).into());
    }
    if fresh == today {
        let why = "is the one of today. Make a new one at the provider first, then enter it here.";
        return Err(wrong(why.to_owned()).into());
    }
    check_text(name, fresh)?;
    Ok(fresh.to_owned())
}
