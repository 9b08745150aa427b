//! Agents: who is here, who wants calls, who is in one.

use sqlx::SqliteConnection;
use tring_protocol::{
    agent::{Agent, CallAvailability},
    call::Millis,
};

use crate::{
    clock,
    events::log,
    http::error::AppError,
    state::AppState,
    store::{
        Write,
        agents::{self, AgentRow},
    },
};

/// How an agent stands to the team's calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The agent's id.
    pub agent: u64,
    /// `owner`, `admin` or `agent`.
    pub role: String,
    /// Whether one of her pages answers the beat.
    pub reachable: bool,
    /// What she has chosen.
    pub call_status: CallAvailability,
    /// Whether she gets calls at all.
    pub is_call_enabled: bool,
    /// The call that she places, answers or talks in.
    pub busy: Option<String>,
    /// Until when she is left alone after her last talk, while that is ahead.
    pub cooldown_until: Option<Millis>,
    /// Since when she has not talked; before her first talk, since she is in the team.
    pub idle_since: Millis,
}

impl Standing {
    /// Whether her inbox may ring: she is here, gets calls and wants them. She may be in one.
    pub fn can_take_calls(&self) -> bool {
        self.reachable && self.is_call_enabled && self.call_status == CallAvailability::Available
    }

    /// Whether she can take a call now.
    pub fn is_free(&self) -> bool {
        self.can_take_calls() && self.busy.is_none()
    }
}

/// How each agent of the team stands, by id.
///
/// Read in a transaction that may write, nobody can come, go or change between this and the commit unseen: who does is
/// looked at again afterwards.
pub async fn standings(
    state: &AppState,
    db: &mut SqliteConnection,
    team_id: i64,
    now: Millis,
) -> sqlx::Result<Vec<Standing>> {
    let rows = agents::of_team(db, team_id).await?;
    // After the rows: who went away while they were read is not taken for reachable.
    let here = state.presence.reachable(team_id);
    Ok(rows.iter().map(|row| standing(row, &here, now)).collect())
}

/// The team's agents as everybody of the team sees them, by name.
pub async fn of_team(
    state: &AppState,
    db: &mut SqliteConnection,
    team_id: i64,
    now: Millis,
) -> sqlx::Result<Vec<Agent>> {
    let rows = agents::of_team(db, team_id).await?;
    let here = state.presence.reachable(team_id);
    let mut team: Vec<Agent> = rows
        .iter()
        .map(|row| agent(row, &standing(row, &here, now)))
        .collect();
    team.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    Ok(team)
}

/// Says whether an agent takes calls. Who is being rung and does not want to be rings no longer.
pub async fn set_status(
    state: &AppState,
    team_id: i64,
    agent_id: u64,
    change: (Option<CallAvailability>, Option<bool>),
) -> Result<Agent, AppError> {
    let now = clock::now();
    let mut write = state.store.write().await?;
    let no_such = || AppError::NotFound("There is no agent with this id.");
    let find = async |write: &mut Write| {
        let team = of_team(state, write.db(), team_id, now).await?;
        let found = team.into_iter().find(|agent| agent.id == agent_id);
        found.ok_or_else(no_such)
    };
    let before = find(&mut write).await?;
    agents::set_status(&mut write, team_id, agent_id, change).await?;
    let after = find(&mut write).await?;
    if before != after {
        log::append_agent(&mut write, team_id, after.clone()).await?;
        write.reroute(team_id);
    }
    write.commit().await?;
    Ok(after)
}

/// How each agent stands, and tells the team of those who came, went, took or left a call since it was last told.
///
/// That is not done where they do: the path of a call stays short, and who does two of them at once is told of once.
pub(super) async fn brought_up_to_date(
    state: &AppState,
    write: &mut Write,
    team_id: i64,
    now: Millis,
) -> sqlx::Result<Vec<Standing>> {
    let rows = agents::of_team(write.db(), team_id).await?;
    let here = state.presence.reachable(team_id);
    let mut standings = Vec::new();
    for row in &rows {
        let standing = standing(row, &here, now);
        if (row.told_reachable, &row.told_call) != (standing.reachable, &standing.busy) {
            let told = (standing.reachable, standing.busy.as_deref());
            agents::set_told(write, row.id, told).await?;
            log::append_agent(write, team_id, agent(row, &standing)).await?;
        }
        standings.push(standing);
    }
    Ok(standings)
}

fn standing(row: &AgentRow, here: &[u64], now: Millis) -> Standing {
    let cooldown = row.cooldown_seconds.saturating_mul(1_000);
    let cooldown_until = row.last_talk_at.map(|at| at.saturating_add(cooldown));
    Standing {
        agent: row.id,
        role: row.role.clone(),
        reachable: here.contains(&row.id),
        call_status: row.call_status,
        is_call_enabled: row.is_call_enabled,
        busy: row.call_id.clone(),
        cooldown_until: cooldown_until.filter(|until| now < *until),
        idle_since: row.last_talk_at.unwrap_or(row.created_at),
    }
}

/// The agent as the team sees her.
fn agent(row: &AgentRow, standing: &Standing) -> Agent {
    Agent {
        id: row.id,
        name: row.name.clone(),
        role: row.role.clone(),
        call_status: row.call_status,
        is_call_enabled: row.is_call_enabled,
        reachable: standing.reachable,
        call_id: standing.busy.clone(),
        cooldown_until: standing.cooldown_until,
    }
}
