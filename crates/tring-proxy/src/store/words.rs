//! Between the protocol's types and what SQLite keeps: words and integers.

use serde::{Serialize, de::DeserializeOwned};
use sqlx::{Row, sqlite::SqliteRow};
use tring_protocol::call::Millis;

/// A number as SQLite keeps it.
pub fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number as the protocol has it.
pub fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// A unit variant as its word, `in_progress`.
pub fn word<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// A unit variant from its word.
pub fn from_word<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// A column that holds a word.
pub(super) fn word_at<T: DeserializeOwned>(row: &SqliteRow, column: &str) -> sqlx::Result<T> {
    let text: String = row.try_get(column)?;
    from_word(&text).ok_or_else(|| unreadable(column))
}

/// A column that holds a word or nothing.
pub(super) fn optional_word_at<T: DeserializeOwned>(
    row: &SqliteRow,
    column: &str,
) -> sqlx::Result<Option<T>> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| from_word(&text).ok_or_else(|| unreadable(column)))
        .transpose()
}

/// A column that holds a JSON list of ids.
pub(super) fn list_at(row: &SqliteRow, column: &str) -> sqlx::Result<Vec<u64>> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).map_err(|_| unreadable(column))
}

/// A column that holds a time.
pub(super) fn time_at(row: &SqliteRow, column: &str) -> sqlx::Result<Millis> {
    row.try_get(column).map(unsigned)
}

/// A column that holds a time or nothing.
pub(super) fn optional_time_at(row: &SqliteRow, column: &str) -> sqlx::Result<Option<Millis>> {
    let value: Option<i64> = row.try_get(column)?;
    Ok(value.map(unsigned))
}

fn unreadable(column: &str) -> sqlx::Error {
    sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: "a value that this version does not know".into(),
    }
}
