//! Figures about a team's calls, and one contact's calls.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::call::{CallId, CallStatus, Direction};

/// What the figures are about: the calendar's day, week (from Monday), month or year so far, in UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Since midnight.
    Today,
    /// Since Monday.
    Week,
    /// Since the first of the month.
    #[default]
    Month,
    /// Since the first of January.
    Year,
}

impl Period {
    /// The word on the wire, `today`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// `GET /api/calls/statistics`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatisticsResponse {
    /// Always `true`.
    pub success: bool,
    /// The figures.
    pub data: Statistics,
}

/// Figures about the calls that began in a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Statistics {
    /// All calls, also those that last.
    pub total_calls: u64,
    /// Those that customers started.
    pub inbound_calls: u64,
    /// Those that the business started.
    pub outbound_calls: u64,
    /// Those in which both sides talked, and that are over.
    pub completed_calls: u64,
    /// All others.
    pub failed_calls: u64,
    /// For how long both sides talked, in seconds.
    pub total_duration_seconds: u64,
    /// The same in whole minutes, rounded down.
    pub total_duration_minutes: u64,
    /// The same per call (all calls, as in seed 000), to the nearest second.
    pub average_duration_seconds: u64,
    /// What they cost, in `currency`.
    pub total_cost: f64,
    /// How many of a hundred calls were completed, with two decimals.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 100))]
    pub success_rate: f64,
    /// What is left of the team's minutes of this month, whatever the period.
    pub usage_limits: UsageLimits,
    /// The period.
    #[serde(default)]
    pub period: Period,
    /// Its first day, `YYYY-MM-DD`, UTC.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(format = Date))]
    pub from_date: String,
    /// Its last day so far: today.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(format = Date))]
    pub to_date: String,
    /// The currency of `total_cost`, ISO 4217.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Z]{3}$"))]
    pub currency: String,
    /// The same as `total_cost`, for people.
    #[serde(default)]
    pub total_cost_formatted: String,
    /// What they cost in each currency, the largest amount first; `total_cost` is the first one.
    #[serde(default)]
    pub costs: Vec<Cost>,
}

/// An amount in one currency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cost {
    /// ISO 4217.
    pub currency: String,
    /// How much.
    pub amount: f64,
    /// The same for people, `$1.50`.
    pub formatted: String,
}

/// How many minutes a team may talk in a month, and has talked in this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageLimits {
    /// Whether another call may be placed.
    pub allowed: bool,
    /// Whole minutes of talk in this month (UTC), rounded down.
    pub minutes_used: u64,
    /// The limit; `null` where there is none.
    pub minutes_limit: Option<u64>,
    /// What is left of it; `null` where there is none.
    pub minutes_remaining: Option<u64>,
}

/// `GET /api/calls/contacts/{contactId}/history`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactHistory {
    /// Always `true`.
    pub success: bool,
    /// The contact's calls, newest first.
    pub data: Vec<ContactCall>,
}

/// One call of a contact, in the form of seed 000.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactCall {
    /// Row number.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub id: u64,
    /// Our id, `call_…`.
    pub call_id: CallId,
    /// Who started it.
    pub direction: Direction,
    /// Where it stands.
    pub status: CallStatus,
    /// How long both sides talked, `5:00`, from an hour on `1:05:00`.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = r"^(\d+:[0-5]|[0-5])?\d:[0-5]\d$")
    )]
    pub duration: String,
    /// What it cost, `$0.03`.
    pub cost: String,
    /// `YYYY-MM-DD hh:mm:ss`, UTC.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$")
    )]
    pub initiated_at: String,
    /// `YYYY-MM-DD hh:mm:ss`, UTC; `null` where nobody answered.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$")
    )]
    pub answered_at: Option<String>,
    /// `YYYY-MM-DD hh:mm:ss`, UTC; `null` while it lasts.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$")
    )]
    pub ended_at: Option<String>,
}
