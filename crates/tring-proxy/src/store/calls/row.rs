//! A call's row, and the call as every page sees it.

use std::fmt;

use sqlx::{FromRow, Row, sqlite::SqliteRow};
use tring_protocol::call::{Call, CallStatus, Direction, EndReason, Millis};

use crate::store::words::{
    list_at, optional_time_at, optional_word_at, time_at, unsigned, word_at,
};

/// A call with the names that a page shows beside it.
#[derive(Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migration explains"
)]
pub struct CallRow {
    pub id: i64,
    pub call_id: String,
    pub team_id: i64,
    pub channel_id: String,
    pub contact_id: i64,
    pub version: u32,
    pub direction: Direction,
    pub status: CallStatus,
    pub from_number: String,
    pub to_number: String,
    pub initiated_at: Millis,
    pub answered_at: Option<Millis>,
    pub ended_at: Option<Millis>,
    pub duration_seconds: Option<u64>,
    pub end_reason: Option<EndReason>,
    pub failure_reason: Option<String>,
    pub provider_call_id: Option<String>,
    pub attempt_id: Option<String>,
    pub desk_id: Option<String>,
    pub agent_id: Option<i64>,
    pub claimed_until: Option<Millis>,
    pub claims: i64,
    pub pre_accepted: bool,
    pub ringing_agents: Vec<u64>,
    pub declined_agents: Vec<u64>,
    pub rings_until: Option<Millis>,
    pub settle_by: Option<Millis>,
    pub integrator_id: Option<String>,
    pub conversation_id: Option<u64>,
    pub trigger_type: Option<String>,
    pub trigger_source: Option<String>,
    pub requested: bool,
    pub requested_by: Option<String>,
    pub routing: Option<String>,
    pub route_at: Option<Millis>,
    pub ringing_since: Option<Millis>,
    pub currency: Option<String>,
    pub pulse_seconds: Option<u64>,
    pub pulse_micros: Option<u64>,
    pub cost_micros: u64,
    pub channel_name: String,
    pub contact_name: Option<String>,
    pub contact_phone: Option<String>,
    pub agent_name: Option<String>,
}

impl fmt::Debug for CallRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallRow")
            .field("call_id", &self.call_id)
            .field("version", &self.version)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl FromRow<'_, SqliteRow> for CallRow {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            call_id: row.try_get("call_id")?,
            team_id: row.try_get("team_id")?,
            channel_id: row.try_get("channel_id")?,
            contact_id: row.try_get("contact_id")?,
            version: row.try_get("version")?,
            direction: word_at(row, "direction")?,
            status: word_at(row, "status")?,
            from_number: row.try_get("from_number")?,
            to_number: row.try_get("to_number")?,
            initiated_at: time_at(row, "initiated_at")?,
            answered_at: optional_time_at(row, "answered_at")?,
            ended_at: optional_time_at(row, "ended_at")?,
            duration_seconds: optional_time_at(row, "duration_seconds")?,
            end_reason: optional_word_at(row, "end_reason")?,
            failure_reason: row.try_get("failure_reason")?,
            provider_call_id: row.try_get("provider_call_id")?,
            attempt_id: row.try_get("attempt_id")?,
            desk_id: row.try_get("desk_id")?,
            agent_id: row.try_get("agent_id")?,
            claimed_until: optional_time_at(row, "claimed_until")?,
            claims: row.try_get("claims")?,
            pre_accepted: row.try_get("pre_accepted")?,
            ringing_agents: list_at(row, "ringing_agents")?,
            declined_agents: list_at(row, "declined_agents")?,
            rings_until: optional_time_at(row, "rings_until")?,
            settle_by: optional_time_at(row, "settle_by")?,
            integrator_id: row.try_get("integrator_id")?,
            conversation_id: optional_time_at(row, "conversation_id")?,
            trigger_type: row.try_get("trigger_type")?,
            trigger_source: row.try_get("trigger_source")?,
            requested: row.try_get("requested")?,
            requested_by: row.try_get("requested_by")?,
            routing: row.try_get("routing")?,
            route_at: optional_time_at(row, "route_at")?,
            ringing_since: optional_time_at(row, "ringing_since")?,
            currency: row.try_get("currency")?,
            pulse_seconds: optional_time_at(row, "pulse_seconds")?,
            pulse_micros: optional_time_at(row, "pulse_micros")?,
            cost_micros: time_at(row, "cost_micros")?,
            channel_name: row.try_get("channel_name")?,
            contact_name: row.try_get("contact_name")?,
            contact_phone: row.try_get("contact_phone")?,
            agent_name: row.try_get("agent_name")?,
        })
    }
}

impl CallRow {
    /// Whether the call can still change its status.
    pub fn is_live(&self) -> bool {
        self.status.is_live()
    }

    /// Whether a desk is answering it now.
    pub fn is_claimed(&self) -> bool {
        self.claimed_until.is_some()
    }

    /// The call as every page sees it.
    pub fn to_call(&self) -> Call {
        let rings = self.is_live() && self.status != CallStatus::InProgress;
        Call {
            id: unsigned(self.id),
            call_id: self.call_id.clone(),
            version: self.version,
            direction: self.direction,
            status: self.status,
            channel_id: self.channel_id.clone(),
            channel_name: self.channel_name.clone(),
            from_number: self.from_number.clone(),
            to_number: self.to_number.clone(),
            contact_id: Some(unsigned(self.contact_id)),
            contact_name: self.contact_name.clone(),
            contact_phone: self.contact_phone.clone(),
            initiated_at: self.initiated_at,
            answered_at: self.answered_at,
            ended_at: self.ended_at,
            rings_until: self.rings_until.filter(|_| rings),
            // A live call's reason is that of an end which is not confirmed yet: nothing to show.
            end_reason: self.end_reason.filter(|_| !self.is_live()),
            failure_reason: self.failure_reason.clone(),
            desk_id: self.desk_id.clone(),
            agent_name: self.agent_name.clone(),
            attempt_id: self.attempt_id.clone(),
            ringing_agents: self.ringing_agents_now(),
            requested: self.requested,
            requested_by: self.requested_by.clone(),
        }
    }

    fn ringing_agents_now(&self) -> Vec<u64> {
        let rings = self.status == CallStatus::Ringing || (self.requested && self.is_live());
        if rings && !self.is_claimed() {
            self.ringing_agents.clone()
        } else {
            Vec::new()
        }
    }

    /// For how long it rang before it was answered or over, in seconds.
    pub fn ring_seconds(&self) -> Option<u64> {
        let until = self.answered_at.or(self.ended_at)?;
        let millis = until.saturating_sub(self.ringing_since?);
        Some(millis / 1_000)
    }

    /// The agent whom this call keeps busy.
    pub(super) fn busy_agent(&self) -> Option<i64> {
        self.agent_id.filter(|_| self.is_live())
    }
}
