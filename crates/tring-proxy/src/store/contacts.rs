//! Contacts: people on WhatsApp, known by a number, a business-scoped user id, or both.

use sqlx::SqliteConnection;
use tring_calls::{
    consent::{Consent, OptIn},
    numbers,
};
use tring_protocol::{call::Millis, phone::PhoneNumber};

use super::{
    Write, consent,
    words::{from_word, integer},
};

pub mod erasure;
pub mod record;
pub mod search;

/// What is known of a contact when a call begins.
#[derive(Clone, Default)]
pub struct Person {
    /// The number as [`readable_number`] writes it.
    pub phone: Option<String>,
    /// The provider's id of the person.
    pub provider_user_id: Option<String>,
    /// The profile's name.
    pub name: Option<String>,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person").finish_non_exhaustive()
    }
}

/// A number as a provider sends it, with a `+` where it is an international one without, else as it came.
pub fn readable_number(number: &str) -> String {
    let with_plus = format!("+{number}");
    match with_plus.parse::<PhoneNumber>() {
        Ok(phone) if phone.digits() == number => with_plus,
        Ok(_) | Err(_) => number.to_owned(),
    }
}

/// Finds the team's contact, or makes one, and learns what was not known. Nobody is found by nothing: a person
/// whom the provider does not name becomes a new contact.
pub async fn upsert(
    write: &mut Write,
    team_id: i64,
    person: &Person,
    now: Millis,
) -> sqlx::Result<i64> {
    let Some(id) = find(write, team_id, person).await? else {
        return insert(write, team_id, person, now).await;
    };
    let learnt = sqlx::query(
        "UPDATE contacts SET phone = COALESCE(phone, (SELECT $2 WHERE NOT EXISTS \
         (SELECT 1 FROM contacts other WHERE other.team_id = $5 AND other.phone = $2))), \
         provider_user_id = COALESCE(provider_user_id, (SELECT $3 WHERE NOT EXISTS \
         (SELECT 1 FROM contacts other WHERE other.team_id = $5 AND other.provider_user_id = $3))), \
         name = COALESCE(name, $4) WHERE id = $1 AND ((phone IS NULL AND $2 IS NOT NULL) \
         OR (provider_user_id IS NULL AND $3 IS NOT NULL) OR (name IS NULL AND $4 IS NOT NULL))",
    )
    .bind(id)
    .bind(&person.phone)
    .bind(&person.provider_user_id)
    .bind(&person.name)
    .bind(team_id)
    .execute(write.db())
    .await?;
    if learnt.rows_affected() > 0 {
        search::index(write, id).await?;
    }
    Ok(id)
}

async fn find(write: &mut Write, team_id: i64, person: &Person) -> sqlx::Result<Option<i64>> {
    let known: Option<i64> = sqlx::query_scalar(
        "SELECT id FROM contacts WHERE team_id = $1 AND (phone = $2 OR provider_user_id = $3) \
         ORDER BY phone = $2 DESC LIMIT 1",
    )
    .bind(team_id)
    .bind(&person.phone)
    .bind(&person.provider_user_id)
    .fetch_optional(write.db())
    .await?;
    match (known, &person.phone) {
        (None, Some(phone)) => by_phone(write.db(), team_id, phone).await,
        (known, _) => Ok(known),
    }
}

/// The team's contact with this number, in whichever form it was written down.
pub async fn by_phone(
    db: &mut SqliteConnection,
    team_id: i64,
    phone: &str,
) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar(
        "SELECT id FROM contacts WHERE team_id = $1 AND phone IN ($2, $3) ORDER BY phone = $2 DESC LIMIT 1",
    )
    .bind(team_id)
    .bind(phone)
    .bind(numbers::other_form(phone))
    .fetch_optional(db)
    .await
}

/// The contact's number, where it is known.
pub async fn phone(db: &mut SqliteConnection, id: i64) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("SELECT phone FROM contacts WHERE id = $1")
        .bind(id)
        .fetch_one(db)
        .await
}

/// How a contact stands to being called from a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactStanding {
    /// Whether she wants to hear from the business.
    pub opt_in: OptIn,
    /// The consent that counts most; one that has run out where none is valid.
    pub consent: Option<Consent>,
    /// Whether an automation of the integrator's keeps calls away.
    pub automation_blocks: bool,
}

/// How the team's contact stands; `None` where there is no such contact (any more).
pub async fn standing(
    db: &mut SqliteConnection,
    team_id: i64,
    contact_id: i64,
    channel_id: &str,
    now: Millis,
) -> sqlx::Result<Option<ContactStanding>> {
    let found: Option<(String, bool)> = sqlx::query_as(
        "SELECT opt_in, automation_blocks_calling FROM contacts \
         WHERE id = $1 AND team_id = $2 AND erased_at IS NULL",
    )
    .bind(contact_id)
    .bind(team_id)
    .fetch_optional(&mut *db)
    .await?;
    let Some((opt_in, automation_blocks)) = found else {
        return Ok(None);
    };
    let given = consent::standing(db, team_id, contact_id, Some(channel_id), now).await?;
    Ok(Some(ContactStanding {
        opt_in: from_word(&opt_in).unwrap_or_default(),
        consent: given.map(|given| given.consent),
        automation_blocks,
    }))
}

/// Makes a contact; the number and the id must be nobody else's.
pub async fn insert(
    write: &mut Write,
    team_id: i64,
    person: &Person,
    now: Millis,
) -> sqlx::Result<i64> {
    let id = sqlx::query_scalar(
        "INSERT INTO contacts (team_id, phone, provider_user_id, name, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $5) RETURNING id",
    )
    .bind(team_id)
    .bind(&person.phone)
    .bind(&person.provider_user_id)
    .bind(&person.name)
    .bind(integer(now))
    .fetch_one(write.db())
    .await?;
    search::index(write, id).await?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_number_gets_its_plus_and_anything_else_stays_as_it_came() {
        assert_eq!(readable_number("4915112345678"), "+4915112345678");
        assert_eq!(readable_number("+4915112345678"), "+4915112345678");
        assert_eq!(readable_number("0151 1234"), "0151 1234");
        assert_eq!(readable_number("anonymous"), "anonymous");
    }
}
