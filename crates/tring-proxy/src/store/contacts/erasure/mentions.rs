//! Which stored webhooks name a person.

use aho_corasick::{AhoCorasick, MatchKind};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use tring_calls::numbers;

use super::super::record::ContactRow;
use crate::store::Write;

/// How many rows are read at a time.
const CHUNK: i64 = 1_000;
/// How many ids one statement takes.
const LIST: usize = 500;
/// The longest country code (ITU-T E.164): some providers write numbers without it.
const LONGEST_COUNTRY_CODE: usize = 3;
/// What is shorter is in many people's numbers and ids.
const SHORTEST: usize = 7;

/// By what the person is known elsewhere.
pub(super) struct Traces {
    /// Her numbers, also those of before, without country codes and in both forms, and her id.
    pub(super) names: Vec<String>,
    /// The provider's ids of her calls: a `wacid` has her number in it.
    pub(super) calls: Vec<String>,
}

impl Traces {
    pub(super) async fn of(db: &mut SqliteConnection, contact: &ContactRow) -> sqlx::Result<Self> {
        let calls = sqlx::query_scalar(
            "SELECT provider_call_id FROM calls WHERE contact_id = $1 AND provider_call_id IS NOT NULL \
             UNION SELECT reported_id FROM calls WHERE contact_id = $1 AND reported_id IS NOT NULL \
             UNION SELECT provider_calls.provider_call_id FROM provider_calls \
             JOIN calls ON calls.id = provider_calls.call WHERE calls.contact_id = $1",
        )
        .bind(contact.id)
        .fetch_all(&mut *db)
        .await?;
        let mut numbers: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT CASE direction WHEN 'outbound' THEN to_number ELSE from_number END FROM calls \
             WHERE contact_id = $1",
        )
        .bind(contact.id)
        .fetch_all(db)
        .await?;
        numbers.extend(contact.phone.clone());
        let other_forms: Vec<String> = (numbers.iter())
            .filter_map(|number| numbers::other_form(number))
            .collect();
        numbers.extend(other_forms);
        let mut names: Vec<String> = numbers.iter().filter_map(|number| end_of(number)).collect();
        names.extend(contact.provider_user_id.clone());
        names.sort_unstable();
        names.dedup();
        Ok(Self { names, calls })
    }

    /// Finds any of them in a text, all in one pass.
    fn finder(&self) -> Option<AhoCorasick> {
        let texts = self.names.iter().chain(&self.calls);
        let texts: Vec<String> = texts.filter_map(|text| whole(text)).collect();
        AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(texts)
            .ok()
    }
}

/// A number's digits without its country code, whichever it is; `None` where that is no one's in particular.
fn end_of(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let end = digits.get(LONGEST_COUNTRY_CODE..).unwrap_or_default();
    let end = if end.len() < SHORTEST { &digits } else { end };
    (end.len() >= SHORTEST).then(|| end.to_owned())
}

/// An id as it is looked for: a short one only as a whole string of JSON, because `1` is part of every webhook.
fn whole(id: &str) -> Option<String> {
    match id.len() {
        0 => None,
        length if length < SHORTEST => Some(format!("\"{id}\"")),
        _ => Some(id.to_owned()),
    }
}

/// The webhooks and their items that name the person, as far as has been looked.
#[derive(Default)]
pub(super) struct Mentions {
    deliveries: Vec<i64>,
    items: Vec<i64>,
    deliveries_until: i64,
    items_until: i64,
}

impl Mentions {
    /// Looks at what has come in since it last looked.
    pub(super) async fn look(
        &mut self,
        db: &mut SqliteConnection,
        team_id: i64,
        traces: &Traces,
    ) -> sqlx::Result<()> {
        let last_delivery = last(db, "SELECT MAX(id) FROM webhook_deliveries").await?;
        let last_item = last(db, "SELECT MAX(id) FROM webhook_items").await?;
        if let Some(finder) = traces.finder() {
            while self.deliveries_until < last_delivery {
                let to = (self.deliveries_until + CHUNK).min(last_delivery);
                let rows = bodies(db, team_id, (self.deliveries_until, to)).await?;
                let named = rows.iter().filter(|(_, body)| finder.is_match(body));
                self.deliveries.extend(named.map(|(id, _)| id));
                self.deliveries_until = to;
            }
        }
        while self.items_until < last_item {
            let to = (self.items_until + 10 * CHUNK).min(last_item);
            let rows = waited(db, team_id, (self.items_until, to)).await?;
            let named = rows.iter().filter(|(_, call)| traces.calls.contains(call));
            self.items.extend(named.map(|(id, _)| id));
            self.items_until = to;
        }
        Ok(())
    }

    /// Empties the webhooks, and forgets in their items what names her.
    pub(super) async fn erase(&self, write: &mut Write) -> sqlx::Result<()> {
        for ids in self.deliveries.chunks(LIST) {
            for statement in [
                "UPDATE webhook_deliveries SET body = x'' WHERE id IN ",
                // The keys of earlier versions hold the provider's ids as they are.
                "DELETE FROM webhook_items WHERE LENGTH(dedupe_key) <> 64 AND delivery_id IN ",
                "UPDATE webhook_items SET provider_call_id = NULL, event = NULL WHERE delivery_id IN ",
            ] {
                run(write, statement, ids).await?;
            }
        }
        for ids in self.items.chunks(LIST) {
            let statement =
                "UPDATE webhook_items SET provider_call_id = NULL, event = NULL WHERE id IN ";
            run(write, statement, ids).await?;
        }
        Ok(())
    }
}

async fn last(db: &mut SqliteConnection, query: &'static str) -> sqlx::Result<i64> {
    let last: Option<i64> = sqlx::query_scalar(query).fetch_one(db).await?;
    Ok(last.unwrap_or(0))
}

/// The bodies of the team's webhooks with ids from one to the other.
async fn bodies(
    db: &mut SqliteConnection,
    team_id: i64,
    (after, until): (i64, i64),
) -> sqlx::Result<Vec<(i64, Vec<u8>)>> {
    sqlx::query_as(
        "SELECT id, body FROM webhook_deliveries WHERE id > $1 AND id <= $2 \
         AND channel_id IN (SELECT id FROM channels WHERE team_id = $3)",
    )
    .bind(after)
    .bind(until)
    .bind(team_id)
    .fetch_all(db)
    .await
}

/// The team's items that wait or have waited for a call, each with the provider's id of that call.
async fn waited(
    db: &mut SqliteConnection,
    team_id: i64,
    (after, until): (i64, i64),
) -> sqlx::Result<Vec<(i64, String)>> {
    sqlx::query_as(
        "SELECT id, provider_call_id FROM webhook_items WHERE id > $1 AND id <= $2 \
         AND provider_call_id IS NOT NULL AND channel_id IN (SELECT id FROM channels WHERE team_id = $3)",
    )
    .bind(after)
    .bind(until)
    .bind(team_id)
    .fetch_all(db)
    .await
}

async fn run(write: &mut Write, statement: &'static str, ids: &[i64]) -> sqlx::Result<()> {
    let mut query = QueryBuilder::<Sqlite>::new(statement);
    query.push("(");
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(*id);
    }
    query.push(")");
    query.build().execute(write.db()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_looked_for_without_its_country_code() {
        assert_eq!(end_of("+4915112345678").as_deref(), Some("5112345678"));
        assert_eq!(end_of("+1234567").as_deref(), Some("1234567"));
        assert_eq!(end_of("anonymous"), None);
        assert_eq!(end_of("+12345"), None);
    }

    // A contact with the BSUID `1` was erased, and with her the body of every webhook of the team.
    #[test]
    fn a_short_id_is_looked_for_as_a_whole_string() {
        let traces = Traces {
            names: vec!["1".to_owned(), String::new()],
            calls: vec!["wacid.7".to_owned()],
        };
        let finder = traces.finder().unwrap();
        for (body, expected) in [
            (r#"{"user_id":"1"}"#, true),
            (r#"{"user_id":"11","timestamp":"1795172148"}"#, false),
            (r#"{"id":"wacid.7"}"#, true),
            ("", false),
        ] {
            assert_eq!(finder.is_match(body), expected, "{body}");
        }
    }
}
