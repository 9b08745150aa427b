//! Whom a call rings: the routing machine, fed with who is reachable, in a call or not (decision 0005).

use tokio::sync::mpsc;
use tring_calls::routing::{Routing, RoutingInput};
use tring_protocol::call::{CallStatus, Direction, Millis};

use super::agents;
use crate::{
    clock,
    config::millis,
    state::AppState,
    store::{
        Write,
        calls::{self, CallRow, NewCall},
        words::unsigned,
    },
};

/// Stands for a program with a token where the routing wants an agent.
const NO_AGENT: u64 = 0;

/// The routing as the row holds it.
pub fn routing_of(call: &CallRow) -> Routing {
    Routing {
        ringing: call.ringing_agents.clone(),
        declined: call.declined_agents.clone(),
        claimed_by: call
            .is_claimed()
            .then(|| call.agent_id.map_or(NO_AGENT, unsigned)),
        deadline: call.rings_until.unwrap_or(Millis::MAX),
    }
}

/// Writes the routing back into the row.
pub fn put_back(call: &mut CallRow, routing: Routing) {
    call.ringing_agents = routing.ringing;
    call.declined_agents = routing.declined;
}

/// The routing's name of who claims.
pub fn claimant(agent_id: Option<i64>) -> u64 {
    agent_id.map_or(NO_AGENT, unsigned)
}

/// Brings the ringing calls of a team up to date with who is reachable.
///
/// It looks while it holds the right to write: a call that is being inserted at the same moment either sees the
/// agent itself or is seen here.
pub async fn reroute(state: &AppState, team_id: i64) -> sqlx::Result<()> {
    let now = clock::now();
    let mut write = state.store.write().await?;
    let reachable = state.presence.reachable(team_id);
    for call in calls::live(write.db(), team_id).await? {
        let rings = call.direction == Direction::Inbound
            && call.status == CallStatus::Ringing
            && !call.is_claimed()
            // Past its deadline it is the sweep's.
            && call.rings_until.is_some_and(|deadline| now < deadline);
        if rings {
            let mut after = call.clone();
            put_back(&mut after, rerouted(&call, &reachable, now));
            calls::save(&mut write, &call, &after).await?;
        }
    }
    write.commit().await
}

fn rerouted(call: &CallRow, reachable: &[u64], now: Millis) -> Routing {
    let mut routing = routing_of(call);
    for agent in reachable {
        routing.handle(now, RoutingInput::AgentReachable(*agent));
    }
    for agent in &call.ringing_agents {
        if !reachable.contains(agent) {
            routing.handle(now, RoutingInput::AgentUnreachable(*agent));
        }
    }
    routing
}

/// Looks at a team's routing again whenever a desk has taken or left a call: while a call was claimed, who came or
/// went was not noted in it.
pub async fn run(state: AppState, mut teams: mpsc::UnboundedReceiver<i64>) {
    let mut shutdown = state.shutdown.clone();
    loop {
        let team_id = tokio::select! {
            team_id = teams.recv() => team_id,
            () = shutdown.wanted() => return,
        };
        let Some(team_id) = team_id else { return };
        if let Err(error) = reroute(&state, team_id).await {
            tracing::error!(%error, "the routing could not be brought up to date");
        }
    }
}

/// Picks whom a requested outgoing call rings, as for one that came in: fills its routing and its deadlines.
///
/// With `wanted_agent`, nobody else is asked.
pub async fn route_request(
    state: &AppState,
    write: &mut Write,
    call: &mut NewCall,
    wanted_agent: Option<u64>,
    now: Millis,
) -> sqlx::Result<()> {
    let standings = agents::standings(state, write.db(), call.team_id, now).await?;
    let reachable = standings
        .iter()
        .filter(|standing| standing.can_take_calls())
        .map(|standing| standing.agent)
        .filter(|agent| wanted_agent.is_none_or(|wanted| wanted == *agent))
        .collect();
    let deadline = now + millis(state.config.timings.ring);
    let mut routing = Routing::new(deadline);
    routing.handle(now, RoutingInput::Started { reachable });
    call.ringing_agents = routing.ringing;
    call.rings_until = Some(deadline);
    Ok(())
}
