//! The fields of a contact, as requests and files give them.

use tring_calls::consent::OptIn;
use tring_protocol::{
    contact::{ContactDraft, change::Change},
    phone::PhoneNumber,
};

use super::error::AppError;
use crate::store::{
    Write,
    contacts::{
        self, Person,
        record::{self, ContactRow},
    },
};

/// The longest name, in characters.
pub(super) const LONGEST_NAME: usize = 256;
/// The longest BSUID, in characters.
pub(super) const LONGEST_BSUID: usize = 128;
/// The longest tag, in characters.
pub(super) const LONGEST_TAG: usize = 64;
/// The most tags of one contact.
pub(super) const MOST_TAGS: usize = 50;

/// What is to be written, checked. `None` stays as it is.
#[derive(Clone, Default)]
pub(super) struct Wanted {
    pub(super) name: Change<String>,
    /// E.164.
    pub(super) phone: Change<String>,
    pub(super) bsuid: Change<String>,
    pub(super) tags: Option<Vec<String>>,
    pub(super) opt_in: Option<OptIn>,
    pub(super) automation_blocks_calling: Option<bool>,
}

impl Wanted {
    /// Who it is, as far as it is given.
    pub(super) fn person(&self) -> Person {
        Person {
            phone: self.phone.clone().value(),
            provider_user_id: self.bsuid.clone().value(),
            name: self.name.clone().value(),
        }
    }

    /// Writes what is given into the row.
    pub(super) fn apply(&self, contact: &mut ContactRow) {
        contact.name = self.name.clone().after(contact.name.take());
        contact.phone = self.phone.clone().after(contact.phone.take());
        let user_id = contact.provider_user_id.take();
        contact.provider_user_id = self.bsuid.clone().after(user_id);
        if let Some(tags) = &self.tags {
            contact.tags.clone_from(tags);
        }
        if let Some(blocks) = self.automation_blocks_calling {
            contact.automation_blocks_calling = blocks;
        }
    }
}

/// Reads the fields of a request. A name or an id without letters is none.
pub(super) fn read(draft: ContactDraft) -> Result<Wanted, AppError> {
    let number = |text: String| {
        text.parse()
            .map(|phone: PhoneNumber| phone.as_str().to_owned())
    };
    let tags = draft.tags.try_map(checked_tags);
    Ok(Wanted {
        name: text("name", draft.name, LONGEST_NAME)?,
        phone: draft.phone_number.try_map(number)?,
        bsuid: text("bsuid", draft.bsuid, LONGEST_BSUID)?,
        tags: or_default(tags.map_err(AppError::InvalidRequest)?),
        opt_in: or_default(draft.opt_in),
        automation_blocks_calling: or_default(draft.automation_blocks_calling),
    })
}

fn text(name: &str, text: Change<String>, longest: usize) -> Result<Change<String>, AppError> {
    match text {
        Change::Set(text) if text.is_empty() => Ok(Change::Clear),
        Change::Set(text) => {
            check(name, &text, longest).map_err(AppError::InvalidRequest)?;
            Ok(Change::Set(text))
        }
        Change::Keep | Change::Clear => Ok(text),
    }
}

/// For what has a value always: `null` is its default.
fn or_default<T: Default>(change: Change<T>) -> Option<T> {
    match change {
        Change::Keep => None,
        Change::Clear => Some(T::default()),
        Change::Set(value) => Some(value),
    }
}

/// Refuses a text that is too long or cannot be kept; the error is a sentence.
pub(super) fn check(name: &str, text: &str, longest: usize) -> Result<(), String> {
    if text.contains('\0') {
        Err(format!("`{name}` has a NUL character in it. Take it out."))
    } else if text.chars().count() > longest {
        Err(format!("`{name}` must have at most {longest} characters."))
    } else {
        Ok(())
    }
}

/// Tags, each once, in their order; the error is a sentence.
pub(super) fn checked_tags(tags: Vec<String>) -> Result<Vec<String>, String> {
    let mut kept: Vec<String> = Vec::new();
    for tag in tags {
        check("tags", &tag, LONGEST_TAG)?;
        if tag.trim().is_empty() {
            return Err("One of the `tags` is empty. Leave it out.".to_owned());
        }
        if !kept.contains(&tag) {
            kept.push(tag);
        }
    }
    if kept.len() > MOST_TAGS {
        return Err(format!("A contact has at most {MOST_TAGS} `tags`."));
    }
    Ok(kept)
}

/// Refuses a number or an id that is another contact's.
pub(super) async fn require_free(
    write: &mut Write,
    team_id: i64,
    person: &Person,
    own: Option<i64>,
) -> Result<(), AppError> {
    let mut taken = None;
    if let Some(phone) = &person.phone {
        taken = contacts::by_phone(write.db(), team_id, phone).await?;
    }
    if taken.is_none_or(|id| Some(id) == own)
        && let Some(user_id) = &person.provider_user_id
    {
        taken = record::by_user_id(write.db(), team_id, user_id).await?;
    }
    match taken {
        Some(id) if Some(id) != own => Err(AppError::WrongState(format!(
            "The contact {id} has this number or BSUID already. Change that one."
        ))),
        Some(_) | None => Ok(()),
    }
}

/// Refuses to take away all by which a contact can be reached.
pub(super) fn require_reachable(before: &ContactRow, wanted: &Wanted) -> Result<(), AppError> {
    let mut after = before.clone();
    wanted.apply(&mut after);
    let is_reachable =
        |contact: &ContactRow| contact.phone.is_some() || contact.provider_user_id.is_some();
    if is_reachable(before) && !is_reachable(&after) {
        return Err(AppError::InvalidRequest(
            "A contact needs a `phone_number` or a `bsuid`. Leave one of them, or delete the contact."
                .to_owned(),
        ));
    }
    Ok(())
}
