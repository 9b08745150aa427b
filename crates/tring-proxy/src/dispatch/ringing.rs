//! Whom a call rings: the routing machine, fed with who is there, and kept in the call's row.
//!
//! A customer's call that rings and an outgoing one that a program asked for wait for an agent in the same way.

use std::{collections::BTreeSet, time::Duration};

use tokio::{sync::mpsc, time::Instant};
use tring_calls::routing::{
    AgentRole, Candidate, GiveUp, Routing, RoutingInput, RoutingOutput, Rules,
};
use tring_protocol::{
    call::{CallStatus, Direction, Millis},
    routing::RoutingMode,
};

use super::agents::{self, Standing};
use crate::{
    clock,
    config::millis,
    state::AppState,
    store::{
        Write, call_routing,
        calls::{self, CallRow, NewCall},
        words::unsigned,
    },
};

mod giving_up;
mod steps;

pub(super) use giving_up::{give_up, waited_too_long};
pub use steps::begun;
use steps::note;

/// How far apart two looks at the routing begin at least: it holds the right to write, and many calls that end at once are
/// looked at together.
const BETWEEN: Duration = Duration::from_millis(50);
/// Stands for a program with a token where the routing wants an agent.
const NO_AGENT: u64 = 0;

/// Whether the call waits for an agent, or for the one who is answering it.
pub fn waits(call: &CallRow) -> bool {
    match (call.direction, call.status) {
        (Direction::Inbound, CallStatus::Ringing) => true,
        (Direction::Outbound, CallStatus::Initiated) => call.requested,
        _ => false,
    }
}

/// The routing as the row holds it.
pub fn routing_of(call: &CallRow) -> Routing {
    let kept = call.routing.as_deref().and_then(|text| {
        serde_json::from_str(text)
            .inspect_err(|error| tracing::error!(%error, "a routing cannot be read"))
            .ok()
    });
    Routing {
        ringing: call.ringing_agents.clone(),
        declined: call.declined_agents.clone(),
        claimed_by: call.is_claimed().then(|| claimant(call.agent_id)),
        deadline: call.rings_until.unwrap_or(Millis::MAX),
        ..kept.unwrap_or_else(|| Routing::new(Rules::default(), 0))
    }
}

/// Writes the routing back into the row.
pub fn put_back(call: &mut CallRow, routing: &Routing, now: Millis) {
    call.ringing_agents.clone_from(&routing.ringing);
    call.declined_agents.clone_from(&routing.declined);
    call.routing = Some(text(routing));
    call.route_at = route_at(routing, now);
}

/// The routing's name of who claims.
pub fn claimant(agent_id: Option<i64>) -> u64 {
    agent_id.map_or(NO_AGENT, unsigned)
}

fn text(routing: &Routing) -> String {
    serde_json::to_string(routing).expect("numbers and words to be serialisable")
}

/// When the sweep looks, where that is before the call's own deadline.
fn route_at(routing: &Routing, now: Millis) -> Option<Millis> {
    routing.wakes_at(now).filter(|at| *at < routing.deadline)
}

/// Picks whom a call rings that is about to be committed: fills its routing and its deadlines. Once it is inserted,
/// [`begun`] notes it in the call's timeline.
pub async fn route(
    state: &AppState,
    write: &mut Write,
    call: &mut NewCall,
    now: Millis,
) -> sqlx::Result<()> {
    start(state, write, call, None, now).await
}

/// Picks whom a requested outgoing call rings, as for one that came in: fills its routing and its deadlines. Once it
/// is inserted, [`begun`] notes it in the call's timeline.
///
/// An agent who is wanted, and here, is asked alone; where she is not, it is routed like any other.
pub async fn route_request(
    state: &AppState,
    write: &mut Write,
    call: &mut NewCall,
    wanted_agent: Option<u64>,
    now: Millis,
) -> sqlx::Result<()> {
    start(state, write, call, wanted_agent, now).await
}

async fn start(
    state: &AppState,
    write: &mut Write,
    call: &mut NewCall,
    only: Option<u64>,
    now: Millis,
) -> sqlx::Result<()> {
    let team_id = call.team_id;
    let settings = call_routing::of_team(write.db(), team_id).await?;
    let standings = agents::standings(state, write.db(), team_id, now).await?;
    let takes_calls = |agent: &u64| {
        let mut here = standings.iter().filter(|one| one.can_take_calls());
        here.any(|one| one.agent == *agent)
    };
    let wait = (settings.max_wait_seconds)
        .map_or_else(|| millis(state.config.timings.ring), |wait| wait * 1_000);
    let rules = Rules {
        mode: settings.mode,
        role: settings.role,
        only: only.filter(takes_calls),
        ring_timeout: settings.ring_timeout_seconds * 1_000,
    };
    let mut routing = Routing::new(rules, now.saturating_add(wait));
    let occupied = match rules.mode {
        RoutingMode::RingAll => Vec::new(),
        RoutingMode::RoundRobin | RoutingMode::LongestIdle | RoutingMode::Sticky => {
            let live = calls::live(write.db(), team_id).await?;
            occupied(live.iter().filter(|call| asks_in_turn(call)))
        }
    };
    let (asked_last, last_agent) = before(write, call, rules.mode).await?;
    let input = RoutingInput::Started {
        candidates: candidates(&standings, &occupied, None),
        asked_last,
        last_agent,
    };
    routing.handle(now, input);
    steps::keep_position(write, team_id, &routing).await?;
    call.routing = Some(text(&routing));
    call.route_at = route_at(&routing, now);
    call.rings_until = Some(routing.deadline);
    call.ringing_agents = routing.ringing;
    Ok(())
}

/// Whom the round robin asked last, and who last talked with the contact, where the mode wants to know.
async fn before(
    write: &mut Write,
    call: &NewCall,
    mode: RoutingMode,
) -> sqlx::Result<(Option<u64>, Option<u64>)> {
    Ok(match mode {
        RoutingMode::RoundRobin => {
            let asked_last = call_routing::asked_last(write.db(), call.team_id).await?;
            (asked_last, None)
        }
        RoutingMode::Sticky => {
            let last_agent = call_routing::last_agent(write.db(), call.contact_id).await?;
            (None, last_agent)
        }
        RoutingMode::RingAll | RoutingMode::LongestIdle => (None, None),
    })
}

/// An agent whose inbox rings for a call that asks one after the other: she is not asked for a second one.
struct Occupied {
    agent: u64,
    by: i64,
}

/// Whether the call waits for one agent after the other.
fn asks_in_turn(call: &CallRow) -> bool {
    waits(call) && !call.is_claimed() && routing_of(call).rules.mode != RoutingMode::RingAll
}

fn occupied<'a>(asking_in_turn: impl Iterator<Item = &'a CallRow>) -> Vec<Occupied> {
    asking_in_turn
        .flat_map(|call| {
            let by = call.id;
            let agents = call.ringing_agents.iter();
            agents.map(move |agent| Occupied { agent: *agent, by })
        })
        .collect()
}

/// Who can be rung for this call, or for a new one.
fn candidates(
    standings: &[Standing],
    occupied: &[Occupied],
    call: Option<&CallRow>,
) -> Vec<Candidate> {
    let rings_elsewhere = |agent: u64| {
        let this = call.map(|call| call.id);
        let mut others = occupied.iter().filter(|other| Some(other.by) != this);
        others.any(|other| other.agent == agent)
    };
    let is_this = |busy: &String| call.is_some_and(|call| call.call_id == *busy);
    let can = standings
        .iter()
        .filter(|standing| standing.can_take_calls());
    can.map(|standing| Candidate {
        agent: standing.agent,
        role: AgentRole::from_word(&standing.role).unwrap_or(AgentRole::Agent),
        idle_since: standing.idle_since,
        cooldown_until: standing.cooldown_until,
        busy: standing.busy.as_ref().is_some_and(|busy| !is_this(busy))
            || rings_elsewhere(standing.agent),
    })
    .collect()
}

/// Brings a team's agents and the calls that wait for one up to date with who is there.
///
/// It looks while it holds the right to write: a call that is being inserted at the same moment either sees the
/// agent itself or is seen here.
pub async fn reroute(state: &AppState, team_id: i64) -> sqlx::Result<()> {
    let now = clock::now();
    let mut write = state.store.write().await?;
    let standings = agents::brought_up_to_date(state, &mut write, team_id, now).await?;
    let mut live = calls::live(write.db(), team_id).await?;
    // Who has waited for longest is served first.
    live.reverse();
    // Looked at once: how a call asks does not change, and its routing is a text that takes its time to read.
    let in_turn: Vec<bool> = live.iter().map(asks_in_turn).collect();
    for index in 0..live.len() {
        let asking = live.iter().zip(&in_turn).filter(|(_, in_turn)| **in_turn);
        let occupied = occupied(asking.map(|(call, _)| call));
        let Some(call) = live.get_mut(index) else {
            break;
        };
        // Past its deadline it is the sweep's.
        let open = call.rings_until.is_some_and(|deadline| now < deadline);
        if waits(call) && !call.is_claimed() && open {
            let inputs = news(call, &standings, &occupied, now);
            if let Advanced::Waits(after) = advance(&mut write, call, inputs, now).await? {
                *call = *after;
            }
        }
    }
    write.commit().await
}

/// What has happened while the call was claimed: its routing did not look.
pub(super) async fn meanwhile(
    state: &AppState,
    write: &mut Write,
    call: &CallRow,
    now: Millis,
) -> sqlx::Result<Vec<RoutingInput>> {
    let standings = agents::standings(state, write.db(), call.team_id, now).await?;
    let live = calls::live(write.db(), call.team_id).await?;
    let occupied = occupied(live.iter().filter(|call| asks_in_turn(call)));
    Ok(news(call, &standings, &occupied, now))
}

/// What has happened since the call's routing last looked.
fn news(
    call: &CallRow,
    standings: &[Standing],
    occupied: &[Occupied],
    now: Millis,
) -> Vec<RoutingInput> {
    let there = candidates(standings, occupied, Some(call));
    let unwilling: Vec<u64> = standings
        .iter()
        .filter(|standing| standing.reachable && !standing.can_take_calls())
        .map(|standing| standing.agent)
        .collect();
    let mut news = routing_of(call).differences(&there, &unwilling);
    if call.route_at.is_some_and(|at| at <= now) {
        news.push(RoutingInput::Tick);
    }
    news
}

/// What became of a call whose routing heard news.
pub(super) enum Advanced {
    /// It still waits for an agent.
    Waits(Box<CallRow>),
    /// Nobody is left, or the time is up; nothing is kept but that its claim was given back, where it was.
    GaveUp(GiveUp, Box<CallRow>),
}

/// Tells the call's routing what happened, keeps what it wants and notes its steps.
pub(super) async fn advance(
    write: &mut Write,
    call: &CallRow,
    inputs: Vec<RoutingInput>,
    now: Millis,
) -> sqlx::Result<Advanced> {
    advance_to(write, (call, call.clone()), inputs, now).await
}

/// The same for a call that changes meanwhile: its claim is given back.
pub(super) async fn advance_to(
    write: &mut Write,
    (call, mut after): (&CallRow, CallRow),
    inputs: Vec<RoutingInput>,
    now: Millis,
) -> sqlx::Result<Advanced> {
    let mut routing = routing_of(call);
    let mut outputs = Vec::new();
    for input in inputs {
        outputs.extend(routing.handle(now, input));
    }
    let gave_up = outputs.iter().find_map(|output| match output {
        RoutingOutput::GiveUp(why) => Some(*why),
        RoutingOutput::Ring(_)
        | RoutingOutput::WakeAt(_)
        | RoutingOutput::Rung(_)
        | RoutingOutput::Declined(_)
        | RoutingOutput::RingTimedOut(_)
        | RoutingOutput::Stopped(..) => None,
    });
    if let Some(why) = gave_up {
        let after = keep(write, call, after).await?;
        note(write, &after, &routing, &outputs).await?;
        return Ok(Advanced::GaveUp(why, Box::new(after)));
    }
    put_back(&mut after, &routing, now);
    let after = keep(write, call, after).await?;
    note(write, &after, &routing, &outputs).await?;
    Ok(Advanced::Waits(Box::new(after)))
}

/// Saves what the routing changed. What no page sees is no event.
async fn keep(write: &mut Write, before: &CallRow, after: CallRow) -> sqlx::Result<CallRow> {
    let seen = |call: &CallRow| {
        let agents = (call.ringing_agents.clone(), call.declined_agents.clone());
        (agents, call.claimed_until)
    };
    if seen(before) != seen(&after) {
        return calls::save(write, before, &after).await;
    }
    if before != &after {
        calls::set_routing(write, &after).await?;
    }
    Ok(after)
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
        let begun = Instant::now();
        // What has piled up meanwhile is seen by one look at each team.
        let mut wanted = BTreeSet::from([team_id]);
        while let Ok(team_id) = teams.try_recv() {
            wanted.insert(team_id);
        }
        for team_id in wanted {
            if let Err(error) = reroute(&state, team_id).await {
                tracing::error!(%error, "the routing could not be brought up to date");
            }
        }
        tokio::time::sleep_until(begun + BETWEEN).await;
    }
}
