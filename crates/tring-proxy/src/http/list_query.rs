//! The query of the history and of its export: each parameter has an error of its own.

use serde::Deserialize;
use tring_protocol::call::{CallStatus, Direction};

use super::{cursor, error::AppError};
use crate::store::{
    history::{Day, Filter, Order, SortBy, Sorting, Start},
    words::from_word,
};

/// The calls of a page, where the query does not say.
pub const PER_PAGE: u64 = 15;
/// The most calls of a page.
pub const MOST_PER_PAGE: u64 = 100;

/// Which calls, and in which order.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichCalls {
    /// Only calls that the customer (`inbound`) or the business (`outbound`) started.
    #[param(value_type = Option<Direction>)]
    pub direction: Option<String>,
    /// Only calls with this status.
    #[param(value_type = Option<CallStatus>)]
    pub status: Option<String>,
    /// Only calls that began on this day (UTC) or later, `YYYY-MM-DD`.
    #[param(pattern = r"^(\d{4}-\d{2}-\d{2})?$")]
    pub from_date: Option<String>,
    /// Only calls that began on this day (UTC) or earlier, `YYYY-MM-DD`.
    #[param(pattern = r"^(\d{4}-\d{2}-\d{2})?$")]
    pub to_date: Option<String>,
    /// Only this contact's calls.
    #[param(value_type = Option<u64>)]
    pub contact_id: Option<String>,
    /// `created_at` (where absent), `initiated_at`, `answered_at`, `ended_at`, `duration_seconds`, `status` or
    /// `direction`. Calls that have no such time or duration stand where the smallest are.
    #[param(
        pattern = "^(created_at|initiated_at|answered_at|ended_at|duration_seconds|status|direction)?$"
    )]
    pub sort_by: Option<String>,
    /// `desc` (where absent) or `asc`.
    #[param(pattern = "^(asc|desc)?$")]
    pub sort_order: Option<String>,
}

/// Which page of them.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichPage {
    /// Calls of a page, 15 where absent.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100)]
    pub per_page: Option<String>,
    /// The page's number, from 1. A far page costs a little more than a near one; a cursor does not.
    #[param(value_type = Option<u64>, minimum = 1)]
    pub page: Option<String>,
    /// `next_cursor` of the page before, with the same filters and order; instead of `page`.
    pub cursor: Option<String>,
}

/// A page as it is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Its number.
    pub number: u64,
    /// How many calls it has at most.
    pub per_page: u64,
    /// Where it begins.
    pub start: Start,
}

impl WhichCalls {
    /// What the filters say.
    pub fn filter(&self) -> Result<Filter, AppError> {
        let filter = Filter {
            direction: read("direction", self.direction.as_ref(), from_word)?,
            status: read("status", self.status.as_ref(), from_word)?,
            from_day: read("from_date", self.from_date.as_ref(), day)?,
            to_day: read("to_date", self.to_date.as_ref(), day)?,
            contact_id: read("contact_id", self.contact_id.as_ref(), number)?,
        };
        let turned = filter.from_day.zip(filter.to_day);
        if turned.is_some_and(|(from, to)| from > to) {
            return Err(AppError::InvalidRequest(
                "`from_date` is after `to_date`. Swap them.".to_owned(),
            ));
        }
        Ok(filter)
    }

    /// What the order is.
    pub fn sorting(&self) -> Result<Sorting, AppError> {
        let by = read("sort_by", self.sort_by.as_ref(), SortBy::from_name)?;
        let order = read("sort_order", self.sort_order.as_ref(), order)?;
        Ok(Sorting {
            by: by.unwrap_or(SortBy::InitiatedAt),
            order: order.unwrap_or(Order::Descending),
        })
    }
}

impl WhichPage {
    /// The page of the team's calls that match.
    pub fn page(&self, order: &cursor::Of<'_>) -> Result<Page, AppError> {
        let per_page = read("per_page", self.per_page.as_ref(), |text| {
            number(text).filter(|count| (1..=MOST_PER_PAGE).contains(count))
        })?
        .unwrap_or(PER_PAGE);
        let page = read("page", self.page.as_ref(), |text| {
            number(text).filter(|page| *page >= 1)
        })?;
        match (given(self.cursor.as_ref()), page) {
            (Some(_), Some(_)) => Err(AppError::InvalidRequest(
                "The query has both `page` and `cursor`. Give one of them.".to_owned(),
            )),
            (Some(cursor), None) => {
                let (number, place) = order.read(cursor)?;
                Ok(Page {
                    number,
                    per_page,
                    start: Start::After(place),
                })
            }
            (None, page) => {
                let number = page.unwrap_or(1);
                let before = per_page.saturating_mul(number.saturating_sub(1));
                Ok(Page {
                    number,
                    per_page,
                    start: Start::Skip(before),
                })
            }
        }
    }
}

/// A parameter's value; an empty one is as good as none.
fn given(value: Option<&String>) -> Option<&String> {
    value.filter(|value| !value.is_empty())
}

/// Reads a parameter, and says which one where that fails.
pub(super) fn read<T>(
    name: &str,
    value: Option<&String>,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, AppError> {
    let Some(value) = given(value) else {
        return Ok(None);
    };
    match read(value) {
        Some(read) => Ok(Some(read)),
        None => Err(AppError::InvalidRequest(format!(
            "The query's `{name}` has a value that it cannot have. {}",
            advice(name)
        ))),
    }
}

fn advice(name: &str) -> String {
    match name {
        "direction" => "Give `inbound` or `outbound`.".to_owned(),
        "from_date" | "to_date" => "Give a day that exists, `YYYY-MM-DD`.".to_owned(),
        "per_page" | "limit" => format!("Give a number from 1 to {MOST_PER_PAGE}."),
        "page" => "Give a number from 1.".to_owned(),
        "sort_by" => format!("Give one of {}.", SortBy::NAMES.join(", ")),
        "sort_order" => "Give `asc` or `desc`.".to_owned(),
        "period" => "Give `today`, `week`, `month` or `year`.".to_owned(),
        _ => "See the API's description.".to_owned(),
    }
}

fn order(word: &str) -> Option<Order> {
    match word {
        "asc" => Some(Order::Ascending),
        "desc" => Some(Order::Descending),
        _ => None,
    }
}

/// A whole number of digits alone, at most what the database can hold.
pub(super) fn number(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = text.parse().ok().filter(|_| digits)?;
    u64::try_from(number).ok()
}

/// A day as `YYYY-MM-DD`. Calls are younger than 1970, so that days before count as its first.
fn day(text: &str) -> Option<Day> {
    let dashes = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    let date: jiff::civil::Date = text.parse().ok().filter(|_| dashes)?;
    let epoch = jiff::civil::date(1970, 1, 1);
    let days = date.duration_since(epoch).as_hours() / 24;
    Some(u64::try_from(days).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_one_of_the_calendar_in_one_form() {
        assert_eq!(day("1970-01-02"), Some(1));
        assert_eq!(day("2026-01-26"), Some(20_479));
        assert_eq!(day("0001-01-01"), Some(0), "before all calls");
        assert_eq!(day("9999-12-31"), Some(2_932_896));
        for wrong in [
            "2026-02-29",
            "2026-13-01",
            "26-01-2026",
            "2026-1-2",
            "20260126",
            "2026-01-26T10:00:00Z",
            "+02026-01-2",
            "today",
        ] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_number_has_digits_alone() {
        assert_eq!(number("007"), Some(7));
        for wrong in ["", "-1", "+1", "1.0", "1e3", " 1", "99999999999999999999"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_listed_name_can_be_sorted_by() {
        assert!(
            SortBy::NAMES
                .iter()
                .all(|name| SortBy::from_name(name).is_some()),
            "a name that is listed but refused"
        );
    }
}
