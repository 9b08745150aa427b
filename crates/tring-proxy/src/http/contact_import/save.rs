//! What a line of a file makes of a contact.

use tring_calls::consent::OptIn;
use tring_protocol::{call::Millis, contact::ConsentSource};

use super::row::Row;
use crate::{
    dispatch::consent::{self, Saying},
    http::contact_fields::MOST_TAGS,
    store::{
        Write,
        contacts::{
            self, Person,
            record::{self, ContactRow},
        },
    },
};

/// Whose contacts, and who imports them.
#[derive(Clone, Debug)]
pub(super) struct Importer {
    pub(super) team_id: i64,
    /// The user or the token, by name.
    pub(super) by: String,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Saved {
    Created,
    Updated,
    Unchanged,
    /// All but the opt-in: whoever has opted out by herself is not opted in by a file.
    OptedOut {
        changed: bool,
    },
    /// Nothing: the number is one contact's, the BSUID another's.
    TwoContacts,
}

impl Importer {
    pub(super) async fn save(
        &self,
        write: &mut Write,
        row: &Row,
        now: Millis,
    ) -> sqlx::Result<Saved> {
        let person = Person {
            phone: row.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            provider_user_id: row.bsuid.clone(),
            name: row.name.clone(),
        };
        let (by_phone, by_id) = self.find(write, &person).await?;
        if by_phone.is_some() && by_id.is_some() && by_phone != by_id {
            return Ok(Saved::TwoContacts);
        }
        let known = by_phone.or(by_id);
        let id = match known {
            Some(id) => id,
            None => contacts::insert(write, self.team_id, &person, now).await?,
        };
        let Some(before) = record::by_id(write.db(), self.team_id, id).await? else {
            return Ok(Saved::Unchanged);
        };
        // Of a number's two forms the one that is there stays: it is the one that WhatsApp knows.
        let number = person.phone.clone().filter(|_| by_phone.is_none());
        let changed = change(write, &before, row, number, now).await?;
        let opted = self.opt(write, &before, row.opt_in, now).await?;
        Ok(match (known, opted) {
            (None, _) => Saved::Created,
            (Some(_), Opted::Refused) => Saved::OptedOut { changed },
            (Some(_), Opted::Changed) => Saved::Updated,
            (Some(_), Opted::AsBefore) if changed => Saved::Updated,
            (Some(_), Opted::AsBefore) => Saved::Unchanged,
        })
    }

    async fn find(
        &self,
        write: &mut Write,
        person: &Person,
    ) -> sqlx::Result<(Option<i64>, Option<i64>)> {
        let by_phone = match &person.phone {
            Some(phone) => contacts::by_phone(write.db(), self.team_id, phone).await?,
            None => None,
        };
        let by_id = match &person.provider_user_id {
            Some(id) => record::by_user_id(write.db(), self.team_id, id).await?,
            None => None,
        };
        Ok((by_phone, by_id))
    }

    async fn opt(
        &self,
        write: &mut Write,
        contact: &ContactRow,
        opt_in: Option<OptIn>,
        now: Millis,
    ) -> sqlx::Result<Opted> {
        let by_herself = contact.opt_in == OptIn::OptedOut
            && contact.opt_in_source == Some(ConsentSource::Message);
        // A file that does not know says nothing.
        let wanted = opt_in.filter(|wanted| *wanted != OptIn::Unknown && *wanted != contact.opt_in);
        let Some(wanted) = wanted else {
            return Ok(Opted::AsBefore);
        };
        if by_herself {
            return Ok(Opted::Refused);
        }
        let saying = Saying::recorded(ConsentSource::Import, &self.by, now);
        consent::opt(write, contact, wanted, &saying).await?;
        Ok(Opted::Changed)
    }
}

/// What became of the opt-in.
enum Opted {
    Changed,
    AsBefore,
    Refused,
}

/// Writes who she is, as far as the line says something else, and says whether it does.
async fn change(
    write: &mut Write,
    before: &ContactRow,
    row: &Row,
    number: Option<String>,
    now: Millis,
) -> sqlx::Result<bool> {
    let mut after = before.clone();
    after.phone = number.or(after.phone);
    after.provider_user_id = row.bsuid.clone().or(after.provider_user_id);
    after.name = row.name.clone().or(after.name);
    for tag in &row.tags {
        if !after.tags.contains(tag) && after.tags.len() < MOST_TAGS {
            after.tags.push(tag.clone());
        }
    }
    if after == *before {
        return Ok(false);
    }
    record::save(write, &after, now).await?;
    Ok(true)
}
