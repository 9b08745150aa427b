//! Adding, changing and removing channels.

use std::fmt;

use tring_protocol::{channel::ChannelDraft, phone::PhoneNumber};
use tring_providers::registry::{self, Entry};

use super::{
    ChannelError, FieldError, Office,
    draft::{self, Fields},
};
use crate::{
    auth::secret,
    clock,
    sealing::{Credentials, SealError},
    store::{
        Write,
        channels::{self, Channel},
    },
};

/// For how long a removal waits for the provider to hear that a call is over, in milliseconds.
const LONGEST_FAREWELL: u64 = 10 * 60 * 1_000;

/// What becomes of a channel that is there already for the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is added.
    Refuse,
    /// It is set to the draft.
    Update,
}

/// A channel that was added or set.
#[derive(Clone)]
pub struct Added {
    /// The channel.
    pub channel: Channel,
    /// The last part of its webhook address, where it is new: of one that stays only the hash is known.
    pub webhook_key: Option<String>,
    /// Whether it was not there before.
    pub added: bool,
}

impl fmt::Debug for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Added")
            .field("channel", &self.channel)
            .field("added", &self.added)
            .finish_non_exhaustive()
    }
}

impl Office<'_> {
    /// Adds the team's channel that `draft` describes, with this webhook key or a random one. A number that was
    /// removed comes back with its calls, at a new webhook address.
    pub async fn add(
        &self,
        team_id: i64,
        draft: &ChannelDraft,
        webhook_key: Option<String>,
        existing: Existing,
    ) -> Result<Added, ChannelError> {
        let entry = draft::provider(draft)?;
        let mut write = self.store.write().await?;
        let before = with_number(&mut write, (team_id, entry), draft).await?;
        let (fields, in_use) = match &before {
            Some(channel) if channel.removed_at.is_none() => {
                if existing == Existing::Refuse {
                    return Err(ChannelError::Exists {
                        name: channel.name.clone(),
                    });
                }
                (self.changed(entry, channel, draft)?, true)
            }
            Some(_) | None => {
                let blank = Fields::blank(entry);
                (blank.with(entry, draft, self.allowed)?, false)
            }
        };
        let key = webhook_key.or_else(|| (!in_use).then(secret::fresh));
        let kept = self.row(&write, (team_id, entry), before.as_ref(), fields)?;
        let channel = keep(write, kept, before.is_some(), draft, key.as_deref()).await?;
        Ok(Added {
            channel,
            webhook_key: key,
            added: !in_use,
        })
    }

    /// Sets what `draft` gives; what it leaves out stays.
    pub async fn change(
        &self,
        team_id: i64,
        id: &str,
        draft: &ChannelDraft,
    ) -> Result<Channel, ChannelError> {
        let mut write = self.store.write().await?;
        let channel = in_use(&mut write, team_id, id).await?;
        if let Some(provider) = &draft.provider
            && *provider != channel.provider
        {
            return Err(ChannelError::OtherProvider);
        }
        if draft.is_default == Some(false) && channel.is_default {
            return Err(ChannelError::NeedsDefault);
        }
        let entry = entry_of(&channel)?;
        let fields = self.changed(entry, &channel, draft)?;
        let number = (fields.number.as_str(), fields.number_id.as_str());
        let same = channels::by_number(write.db(), (team_id, entry.name), number).await?;
        if let Some(other) = same
            .into_iter()
            .find(|other| other.id != id && other.removed_at.is_none())
        {
            return Err(ChannelError::Exists { name: other.name });
        }
        let kept = self.row(&write, (team_id, entry), Some(&channel), fields)?;
        keep(write, kept, true, draft, None).await
    }

    /// Takes a channel out of use: its credentials go, its calls stay readable.
    pub async fn remove(&self, team_id: i64, id: &str) -> Result<Channel, ChannelError> {
        remove(self.store.write().await?, team_id, id).await
    }

    /// A channel's fields with what `draft` gives. Credentials that do not open any more may be given anew.
    fn changed(
        &self,
        entry: &Entry,
        channel: &Channel,
        draft: &ChannelDraft,
    ) -> Result<Fields, ChannelError> {
        let with = |credentials| Fields::of(channel, credentials).with(entry, draft, self.allowed);
        match self.keys.open(&channel.id, &channel.credentials) {
            Ok(credentials) => with(credentials),
            Err(lost @ (SealError::OtherKey { .. } | SealError::Damaged { .. })) => {
                match with(Credentials::default()) {
                    Err(ChannelError::Field(_)) => Err(lost.into()),
                    changed => changed,
                }
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The row for `fields`, in place of `before` where there was one.
    fn row(
        &self,
        write: &Write,
        (team_id, entry): (i64, &Entry),
        before: Option<&Channel>,
        fields: Fields,
    ) -> Result<Channel, ChannelError> {
        let id = before.map_or_else(channels::fresh_id, |channel| channel.id.clone());
        let until = before.and_then(|channel| channel.old_secret_until);
        let old_secret_until = until.filter(|until| !fields.new_secret && clock::now() < *until);
        let mut credentials = fields.credentials;
        if old_secret_until.is_none() {
            credentials.old_webhook_secret = None;
            credentials.older_webhook_secrets.clear();
        }
        Ok(Channel {
            credentials: self.keys.seal(write, &id, &credentials)?,
            id,
            team_id,
            name: fields.name,
            provider: entry.name.to_owned(),
            number: fields.number,
            number_id: fields.number_id,
            account_id: fields.account_id,
            base_url: fields.base_url,
            is_default: before.is_some_and(|channel| channel.is_default),
            permission_template: fields.permission_template,
            old_secret_until,
            last_webhook_at: before.and_then(|channel| channel.last_webhook_at),
            removed_at: None,
        })
    }
}

/// Takes the team's channel out of use; needs no key, so that it works where the key is lost.
pub async fn remove(mut write: Write, team_id: i64, id: &str) -> Result<Channel, ChannelError> {
    let channel = in_use(&mut write, team_id, id).await?;
    let now = clock::now();
    if channels::has_live_call(write.db(), id, now.saturating_sub(LONGEST_FAREWELL)).await? {
        return Err(ChannelError::LiveCall);
    }
    channels::remove(&mut write, id, now).await?;
    channels::ensure_default(&mut write, team_id).await?;
    write.commit().await?;
    Ok(channel)
}

/// The team's channel with this id that is in use.
pub(super) async fn in_use(
    write: &mut Write,
    team_id: i64,
    id: &str,
) -> Result<Channel, ChannelError> {
    channels::by_id(write.db(), id)
        .await?
        .filter(|channel| channel.team_id == team_id && channel.removed_at.is_none())
        .ok_or(ChannelError::NotFound)
}

/// The provider of a channel that is there.
pub(super) fn entry_of(channel: &Channel) -> Result<&'static Entry, ChannelError> {
    registry::entry(&channel.provider).ok_or_else(|| ChannelError::NoSuchProvider {
        given: channel.provider.clone(),
        known: draft::known(),
    })
}

/// Refuses a webhook key that another channel has, removed ones included: their address still says so.
pub(super) async fn refuse_taken_key(
    write: &mut Write,
    id: &str,
    key: &str,
) -> Result<(), ChannelError> {
    let taken = channels::is_key_of_another(write.db(), &secret::hash(key), id).await?;
    if taken {
        return Err(ChannelError::KeyTaken);
    }
    Ok(())
}

/// The channel for the draft's number: one in use, or else one that was removed.
async fn with_number(
    write: &mut Write,
    (team_id, entry): (i64, &Entry),
    draft: &ChannelDraft,
) -> Result<Option<Channel>, ChannelError> {
    let Some(number) = &draft.number else {
        return Err(FieldError::no_number().into());
    };
    let number: String = number.parse::<PhoneNumber>()?.into();
    let number_id = draft.number_id.as_deref().unwrap_or_default().trim();
    let same = channels::by_number(write.db(), (team_id, entry.name), (&number, number_id)).await?;
    let mut same = same.into_iter();
    let first = same.next();
    let both_in_use = |(first, second): (&Channel, &Channel)| {
        first.removed_at.is_none() && second.removed_at.is_none()
    };
    match (first, same.next()) {
        // The number is one channel's, the number id another's.
        (Some(first), Some(second)) if both_in_use((&first, &second)) => {
            Err(ChannelError::Exists { name: second.name })
        }
        (first, _) => Ok(first),
    }
}

/// Writes the row and sees to the default.
async fn keep(
    mut write: Write,
    channel: Channel,
    is_there: bool,
    draft: &ChannelDraft,
    key: Option<&str>,
) -> Result<Channel, ChannelError> {
    if let Some(key) = key {
        refuse_taken_key(&mut write, &channel.id, key).await?;
    }
    let hash = key.map(secret::hash);
    if is_there {
        channels::update(&mut write, &channel, hash.as_deref()).await?;
    } else {
        let hash = hash.unwrap_or_default();
        channels::insert(&mut write, &channel, &hash, clock::now()).await?;
    }
    if draft.is_default == Some(true) {
        channels::set_default(&mut write, channel.team_id, &channel.id).await?;
    }
    channels::ensure_default(&mut write, channel.team_id).await?;
    let channel = in_use(&mut write, channel.team_id, &channel.id).await?;
    write.commit().await?;
    Ok(channel)
}
