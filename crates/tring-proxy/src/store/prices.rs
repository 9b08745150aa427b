//! The price table of each channel.

use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use tring_calls::pricing::{self, Price, Rate};

use super::{
    Write,
    words::{integer, time_at},
};

/// The price of a call from this channel to this number (`+` and digits), where the channel has one for it.
pub async fn price(
    db: &mut SqliteConnection,
    channel_id: &str,
    to_number: &str,
) -> sqlx::Result<Option<Price>> {
    let digits = to_number.trim_start_matches('+');
    let rates: Vec<Line> = sqlx::query_as(
        "SELECT prefix, currency, micros_per_minute, pulse_seconds FROM channel_prices \
         WHERE channel_id = $1 AND prefix = substr($2, 1, length(prefix))",
    )
    .bind(channel_id)
    .bind(digits)
    .fetch_all(db)
    .await?;
    let rates: Vec<Rate> = rates.into_iter().map(|Line(rate)| rate).collect();
    Ok(pricing::for_number(&rates, digits))
}

/// The channel's price table, in the order of the prefixes.
pub async fn of_channel(db: &mut SqliteConnection, channel_id: &str) -> sqlx::Result<Vec<Rate>> {
    let rates: Vec<Line> = sqlx::query_as(
        "SELECT prefix, currency, micros_per_minute, pulse_seconds FROM channel_prices \
         WHERE channel_id = $1 ORDER BY prefix",
    )
    .bind(channel_id)
    .fetch_all(db)
    .await?;
    Ok(rates.into_iter().map(|Line(rate)| rate).collect())
}

/// Gives the channel another price table. Calls that were placed keep the price that they were placed at.
pub async fn replace(write: &mut Write, channel_id: &str, rates: &[Rate]) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM channel_prices WHERE channel_id = $1")
        .bind(channel_id)
        .execute(write.db())
        .await?;
    for rate in rates {
        sqlx::query(
            "INSERT INTO channel_prices (channel_id, prefix, currency, micros_per_minute, pulse_seconds) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(channel_id)
        .bind(&rate.prefix)
        .bind(&rate.currency)
        .bind(integer(rate.micros_per_minute))
        .bind(integer(rate.pulse_seconds))
        .execute(write.db())
        .await?;
    }
    Ok(())
}

struct Line(Rate);

impl FromRow<'_, SqliteRow> for Line {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self(Rate {
            prefix: row.try_get("prefix")?,
            currency: row.try_get("currency")?,
            micros_per_minute: time_at(row, "micros_per_minute")?,
            pulse_seconds: time_at(row, "pulse_seconds")?,
        }))
    }
}
