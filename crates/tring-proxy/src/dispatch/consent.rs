//! What contacts agree to, and how it is noted: their messages, WhatsApp's permission, and what the business records.

use tring_calls::consent::{
    Consent, Given, OptIn,
    keywords::Meaning,
    news::{self, Clock},
    replaces,
};
use tring_protocol::{
    call::Millis,
    contact::{ConsentSource, ConsentTopic, ConsentType},
};
use tring_providers::webhook::MessageItem;

use super::correlation;
use crate::store::{
    Write,
    channels::Channel,
    consent::{
        self,
        changes::{self, NewChange},
        settings,
    },
    contacts::{
        self, Person,
        record::{self, ContactRow},
    },
    permissions::{Pair, PermissionRow},
    words::word,
};

/// Who said something, when, and how it came to us.
#[derive(Clone, Copy)]
pub struct Saying<'a> {
    /// When it was said.
    pub at: Millis,
    /// Now.
    pub now: Millis,
    /// Where it comes from.
    pub source: ConsentSource,
    /// The user or the token, by name.
    pub changed_by: Option<&'a str>,
    /// The channel of a message.
    pub channel_id: Option<&'a str>,
    /// The provider's id of a message.
    pub message_id: Option<&'a str>,
    /// What was written beside it.
    pub note: Option<&'a str>,
}

impl std::fmt::Debug for Saying<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Saying")
            .field("at", &self.at)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl<'a> Saying<'a> {
    /// What the business records now.
    pub fn recorded(source: ConsentSource, by: &'a str, now: Millis) -> Self {
        Self {
            at: now,
            now,
            source,
            changed_by: Some(by),
            channel_id: None,
            message_id: None,
            note: None,
        }
    }

    fn clock(&self) -> Clock {
        match self.source {
            ConsentSource::Message | ConsentSource::Permission => Clock::Provider,
            ConsentSource::Call | ConsentSource::Api | ConsentSource::Import => Clock::Ours,
        }
    }

    fn change(&self, contact: &ContactRow, from: String, to: String) -> NewChange<'a> {
        NewChange {
            team_id: contact.team_id,
            contact_id: contact.id,
            at: self.at,
            from,
            to,
            until: None,
            changed_by: self.changed_by,
            channel_id: self.channel_id,
            message_id: self.message_id,
            note: self.note,
        }
    }
}

/// Takes note of a message that was sent at `at`: that the contact wrote, and what her words mean. Somebody whom we do
/// not know becomes a contact.
pub async fn heard(
    write: &mut Write,
    channel: &Channel,
    message: &MessageItem,
    at: Millis,
    now: Millis,
) -> sqlx::Result<()> {
    // No message is from tomorrow, whatever the provider's clock says.
    let at = at.min(now);
    let (team_id, person) = (channel.team_id, correlation::person(&message.customer));
    let id = contacts::upsert(write, team_id, &person, now).await?;
    consent::wrote(write, id, at).await?;
    under_her_id(write, (team_id, id), &person, now).await?;
    let settings = settings::of_team(write.db(), team_id).await?;
    let text = message.text.as_deref().unwrap_or_default();
    let Some(meaning) = settings::keywords(&settings).read(text) else {
        return Ok(());
    };
    let message_id = Some(message.message_id.as_str()).filter(|id| !id.is_empty());
    if let Some(message_id) = message_id
        && changes::has(write.db(), id, message_id).await?
    {
        return Ok(());
    }
    let Some(contact) = record::by_id(write.db(), team_id, id).await? else {
        return Ok(());
    };
    let saying = Saying {
        at,
        now,
        source: ConsentSource::Message,
        changed_by: None,
        channel_id: Some(&channel.id),
        message_id,
        note: None,
    };
    match meaning {
        Meaning::OptOut => opt(write, &contact, OptIn::OptedOut, &saying).await,
        Meaning::OptIn => opt(write, &contact, OptIn::OptedIn, &saying).await,
        Meaning::CallMe => {
            let until = settings::lengths_of(&settings).callback_until(at);
            call_me(write, &contact, until, &saying).await
        }
    }
}

/// What somebody said under her user id, before a webhook told that the number is hers too: that she opted out counts
/// for the contact with the number as well. The contacts stay two; which of them goes is for people to decide.
pub async fn under_her_id(
    write: &mut Write,
    (team_id, contact_id): (i64, i64),
    person: &Person,
    now: Millis,
) -> sqlx::Result<()> {
    let Some(user_id) = &person.provider_user_id else {
        return Ok(());
    };
    let other = record::by_user_id(write.db(), team_id, user_id).await?;
    let Some(other) = other.filter(|other| *other != contact_id) else {
        return Ok(());
    };
    let other = record::by_id(write.db(), team_id, other).await?;
    let contact = record::by_id(write.db(), team_id, contact_id).await?;
    let (Some(other), Some(contact)) = (other, contact) else {
        return Ok(());
    };
    let at = other.opt_in_at.unwrap_or(now);
    let is_news = other.opt_in == OptIn::OptedOut
        && contact.opt_in != OptIn::OptedOut
        && news::is_news(OptIn::OptedOut, at, contact.known());
    if !is_news {
        return Ok(());
    }
    let saying = Saying {
        at,
        now,
        source: other.opt_in_source.unwrap_or(ConsentSource::Message),
        changed_by: None,
        channel_id: None,
        message_id: None,
        note: Some("Said under the BSUID, which is another contact's."),
    };
    opt(write, &contact, OptIn::OptedOut, &saying).await
}

/// She asks for a call: an explicit consent for a while. Whoever had opted out has thought better of it.
async fn call_me(
    write: &mut Write,
    contact: &ContactRow,
    until: Option<Millis>,
    saying: &Saying<'_>,
) -> sqlx::Result<()> {
    let Some(until) = until else {
        return Ok(());
    };
    let consent = Consent {
        kind: ConsentType::Explicit,
        until: Some(until),
    };
    agree(write, contact, consent, saying).await?;
    again(write, contact, saying).await
}

/// Whoever asks for calls after she had opted out is in again.
async fn again(write: &mut Write, contact: &ContactRow, saying: &Saying<'_>) -> sqlx::Result<()> {
    if contact.opt_in == OptIn::OptedOut {
        opt(write, contact, OptIn::OptedIn, saying).await?;
    }
    Ok(())
}

/// Sets the opt-in, unless something newer is known. Opting out takes every consent back that is older.
pub async fn opt(
    write: &mut Write,
    contact: &ContactRow,
    opt_in: OptIn,
    saying: &Saying<'_>,
) -> sqlx::Result<()> {
    let by_herself = saying.clock() == Clock::Provider;
    if !by_herself || news::is_news(opt_in, saying.at, contact.known()) {
        let said = (saying.source, saying.at, saying.clock());
        consent::set_opt_in(write, contact.id, opt_in, said, saying.now).await?;
        if contact.opt_in != opt_in {
            let change = saying.change(contact, word(contact.opt_in), word(opt_in));
            changes::note(write, ConsentTopic::OptIn, saying.source, &change).await?;
        }
    } else {
        tracing::debug!("a message that is older than what is known");
    }
    if opt_in == OptIn::OptedOut {
        take_back(write, contact, saying).await?;
    }
    Ok(())
}

/// Records a consent to be called, unless one that is at least as good was given later or lasts longer.
pub async fn agree(
    write: &mut Write,
    contact: &ContactRow,
    consent: Consent,
    saying: &Saying<'_>,
) -> sqlx::Result<()> {
    let given = Given {
        consent,
        source: saying.source,
        at: match (saying.clock(), contact.withdrawn_at) {
            // What the business records now comes after what was taken back a moment ago.
            (Clock::Ours, Some(withdrawn)) => saying.at.max(withdrawn.saturating_add(1)),
            (Clock::Ours | Clock::Provider, _) => saying.at,
        },
    };
    let before = consent::of_kind(write.db(), contact.id, consent.kind).await?;
    if !replaces(&given, before.as_ref(), contact.withdrawn_at) {
        return Ok(());
    }
    consent::set(write, contact.id, consent.kind, Some(&given)).await?;
    let from = state(counts(before.as_ref(), contact.withdrawn_at));
    let change = NewChange {
        until: consent.until,
        ..saying.change(contact, from, state(true))
    };
    changes::note(write, topic(consent.kind), saying.source, &change).await
}

/// Takes every consent back that was given until then.
pub async fn take_back(
    write: &mut Write,
    contact: &ContactRow,
    saying: &Saying<'_>,
) -> sqlx::Result<()> {
    for kind in [ConsentType::Explicit, ConsentType::Implicit] {
        let before = consent::of_kind(write.db(), contact.id, kind).await?;
        let is_older = before.is_some_and(|given| given.at <= saying.at);
        if !is_older {
            continue;
        }
        consent::set(write, contact.id, kind, None).await?;
        if counts(before.as_ref(), contact.withdrawn_at) {
            let change = saying.change(contact, state(true), state(false));
            changes::note(write, topic(kind), saying.source, &change).await?;
        }
    }
    consent::withdraw(write, contact.id, saying.at).await
}

/// Takes note that WhatsApp's permission changed. What it means is read from its own row; a person who allows calls
/// after she had opted out is in again.
pub async fn permission_changed(
    write: &mut Write,
    pair: Pair<'_>,
    (before, after): (&PermissionRow, &PermissionRow),
    automatic: Automatic,
    now: Millis,
) -> sqlx::Result<()> {
    let contact = record::by_id(write.db(), pair.team_id, pair.contact_id).await?;
    let Some(contact) = contact else {
        return Ok(());
    };
    let saying = Saying {
        at: after.replied_at.unwrap_or(now).min(now),
        now,
        source: ConsentSource::Permission,
        changed_by: None,
        channel_id: Some(pair.channel_id),
        message_id: None,
        note: None,
    };
    let (had, has) = (before.is_granted(), after.is_granted());
    if (had, before.granted_until) != (has, after.granted_until) && (had || has) {
        let change = NewChange {
            until: after.granted_until.filter(|_| has),
            ..saying.change(&contact, state(had), state(has))
        };
        changes::note(write, ConsentTopic::Explicit, saying.source, &change).await?;
    }
    match automatic {
        Automatic::No if has => again(write, &contact, &saying).await,
        Automatic::No | Automatic::Yes => Ok(()),
    }
}

/// Whether WhatsApp did something by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Automatic {
    /// It did.
    Yes,
    /// The contact did.
    No,
}

fn counts(given: Option<&Given>, withdrawn_at: Option<Millis>) -> bool {
    given.is_some_and(|given| withdrawn_at.is_none_or(|at| at < given.at))
}

fn topic(kind: ConsentType) -> ConsentTopic {
    match kind {
        ConsentType::Explicit => ConsentTopic::Explicit,
        ConsentType::Implicit => ConsentTopic::Implicit,
    }
}

fn state(given: bool) -> String {
    if given { "given" } else { "none" }.to_owned()
}
