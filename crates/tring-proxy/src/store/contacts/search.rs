//! Contacts found by the beginnings of names and numbers, and listed.

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use tring_calls::consent::{OptIn, words::words};

use super::record::ContactRow;
use crate::store::{
    Store, Write,
    words::{integer, unsigned, word},
};

/// How many contacts are made findable in one transaction.
const BATCH: u32 = 200;

/// With more matches than this, a page is full after a look at a few contacts.
const MANY: u64 = 2_000;

/// What a caller looks for.
#[derive(Clone, Default)]
#[expect(missing_docs, reason = "the fields are the query's parameters")]
pub struct Search {
    pub text: Option<String>,
    pub tag: Option<String>,
    pub opt_in: Option<OptIn>,
    /// Only contacts that are older than this one.
    pub before: Option<i64>,
    pub per_page: u64,
    pub page: u64,
}

impl std::fmt::Debug for Search {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Search")
            .field("opt_in", &self.opt_in)
            .field("before", &self.before)
            .field("page", &self.page)
            .finish_non_exhaustive()
    }
}

/// One page of contacts, and how many match on all pages.
#[derive(Clone, Debug)]
pub struct Found {
    /// The newest contacts first.
    pub contacts: Vec<ContactRow>,
    /// On all pages.
    pub total: u64,
}

/// The team's contacts that match.
pub async fn find(db: &mut SqliteConnection, team_id: i64, search: &Search) -> sqlx::Result<Found> {
    let total: i64 = count_query(team_id, search)
        .build_query_scalar()
        .fetch_one(&mut *db)
        .await?;
    let total = unsigned(total);
    let contacts = page_query(team_id, search, total)
        .build_query_as()
        .fetch_all(db)
        .await?;
    Ok(Found { contacts, total })
}

/// Counts what matches. One prefix alone is counted in its index: erased contacts are not in it.
pub fn count_query(team_id: i64, search: &Search) -> QueryBuilder<Sqlite> {
    let prefixes = search.prefixes();
    if let ([prefix], None, None) = (prefixes.as_slice(), &search.tag, search.opt_in) {
        let mut query =
            QueryBuilder::new("SELECT COUNT(DISTINCT contact_id) FROM contact_words WHERE ");
        push_prefix(&mut query, team_id, prefix);
        return query;
    }
    let mut query = QueryBuilder::new("SELECT COUNT(*) FROM contacts WHERE ");
    push_conditions(&mut query, team_id, search, Way::FromWords);
    query
}

/// Selects one page of the `total` that match. The ids come from an index alone, so that a far page does not read the
/// contacts before it.
pub fn page_query(team_id: i64, search: &Search, total: u64) -> QueryBuilder<Sqlite> {
    let way = if total > MANY {
        Way::FromContacts
    } else {
        Way::FromWords
    };
    let mut query =
        QueryBuilder::new("SELECT * FROM contacts WHERE id IN (SELECT id FROM contacts WHERE ");
    push_conditions(&mut query, team_id, search, way);
    if let Some(before) = search.before {
        query.push(" AND id < ").push_bind(before);
    }
    query
        .push(" ORDER BY id DESC LIMIT ")
        .push_bind(integer(search.per_page));
    if search.before.is_none() {
        let earlier = search
            .per_page
            .saturating_mul(search.page.saturating_sub(1));
        query.push(" OFFSET ").push_bind(integer(earlier));
    }
    query.push(") ORDER BY id DESC");
    query
}

/// How contacts with a word are looked for.
#[derive(Clone, Copy)]
enum Way {
    /// All that have the word: where they are few.
    FromWords,
    /// One contact after the other, until the page is full: where many match.
    FromContacts,
}

fn push_conditions(query: &mut QueryBuilder<Sqlite>, team_id: i64, search: &Search, way: Way) {
    query
        .push("erased_at IS NULL AND team_id = ")
        .push_bind(team_id);
    if let Some(opt_in) = search.opt_in {
        query.push(" AND opt_in = ").push_bind(word(opt_in));
    }
    if let Some(tag) = &search.tag {
        query
            .push(" AND id IN (SELECT contact_id FROM contact_tags WHERE team_id = ")
            .push_bind(team_id)
            .push(" AND tag = ")
            .push_bind(tag.clone())
            .push(")");
    }
    for prefix in search.prefixes() {
        query.push(match way {
            Way::FromWords => " AND id IN (SELECT contact_id FROM contact_words WHERE ",
            Way::FromContacts => {
                " AND EXISTS (SELECT 1 FROM contact_words WHERE contact_id = contacts.id AND "
            }
        });
        push_prefix(query, team_id, &prefix);
        query.push(")");
    }
}

fn push_prefix(query: &mut QueryBuilder<Sqlite>, team_id: i64, prefix: &str) {
    query
        .push("team_id = ")
        .push_bind(team_id)
        .push(" AND word >= ")
        .push_bind(prefix.to_owned())
        .push(" AND word < ")
        .push_bind(format!("{prefix}\u{10ffff}"));
}

impl Search {
    fn prefixes(&self) -> Vec<String> {
        self.text.as_deref().map(prefixes).unwrap_or_default()
    }
}

/// What is looked for: the beginning of a number, or of words that must all be there. A text without letters and digits
/// looks for itself, and finds nobody.
fn prefixes(text: &str) -> Vec<String> {
    let is_of_a_number = |letter: char| letter.is_ascii_digit() || "+-./() ".contains(letter);
    let digits = digits(text);
    if text.chars().all(is_of_a_number) && !digits.is_empty() {
        let abroad = digits.strip_prefix("00").filter(|rest| !rest.is_empty());
        return vec![abroad.unwrap_or(&digits).to_owned()];
    }
    match words(text) {
        words if words.is_empty() => vec![text.to_owned()],
        words => words,
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Makes the contact findable by what her row says now.
pub async fn index(write: &mut Write, id: i64) -> sqlx::Result<()> {
    type Named = (i64, Option<String>, Option<String>, Option<String>);
    let (team_id, name, phone, user_id): Named =
        sqlx::query_as("SELECT team_id, name, phone, provider_user_id FROM contacts WHERE id = $1")
            .bind(id)
            .fetch_one(write.db())
            .await?;
    let mut found_by: Vec<String> = [name, user_id]
        .iter()
        .flatten()
        .flat_map(|text| words(text))
        .collect();
    found_by.extend(phone.map(|phone| digits(&phone)));
    found_by.retain(|word| !word.is_empty());
    found_by.sort_unstable();
    found_by.dedup();
    let before: Vec<String> =
        sqlx::query_scalar("SELECT word FROM contact_words WHERE contact_id = $1 ORDER BY word")
            .bind(id)
            .fetch_all(write.db())
            .await?;
    if before == found_by {
        return findable(write, id).await;
    }
    forget(write, id).await?;
    for word in found_by {
        sqlx::query("INSERT INTO contact_words (team_id, word, contact_id) VALUES ($1, $2, $3)")
            .bind(team_id)
            .bind(word)
            .bind(id)
            .execute(write.db())
            .await?;
    }
    findable(write, id).await
}

async fn findable(write: &mut Write, id: i64) -> sqlx::Result<()> {
    sqlx::query("UPDATE contacts SET findable = 1 WHERE id = $1 AND findable = 0")
        .bind(id)
        .execute(write.db())
        .await?;
    Ok(())
}

/// Takes the contact's words away.
pub(super) async fn forget(write: &mut Write, id: i64) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM contact_words WHERE contact_id = $1")
        .bind(id)
        .execute(write.db())
        .await?;
    Ok(())
}

/// Makes the contact findable by these tags and no others.
pub(super) async fn index_tags(
    write: &mut Write,
    team_id: i64,
    id: i64,
    tags: &[String],
) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM contact_tags WHERE contact_id = $1")
        .bind(id)
        .execute(write.db())
        .await?;
    for tag in tags {
        sqlx::query(
            "INSERT INTO contact_tags (team_id, tag, contact_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(team_id)
        .bind(tag)
        .bind(id)
        .execute(write.db())
        .await?;
    }
    Ok(())
}

/// Makes the contacts findable that an earlier version made, some at a time: calls go on meanwhile.
pub async fn index_all(store: &Store) -> sqlx::Result<()> {
    loop {
        let ids: Vec<i64> = sqlx::query_scalar(
            "SELECT id FROM contacts WHERE findable = 0 AND erased_at IS NULL LIMIT $1",
        )
        .bind(BATCH)
        .fetch_all(store.readers())
        .await?;
        if ids.is_empty() {
            return Ok(());
        }
        let mut write = store.write().await?;
        for id in ids {
            index(&mut write, id).await?;
        }
        write.commit().await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Whoever typed the `00` of a number saw everybody.
    #[test]
    fn a_number_is_looked_for_by_its_beginning_and_never_by_nothing() {
        for (text, expected) in [
            ("+49 151", "49151"),
            ("0049 151", "49151"),
            ("00", "00"),
            ("0", "0"),
            ("%", "%"),
        ] {
            assert_eq!(prefixes(text), [expected], "{text}");
        }
    }
}
