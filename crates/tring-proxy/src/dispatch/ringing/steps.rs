//! The steps of a routing: in the call's timeline, and as the round robin's position.

use tring_calls::routing::{GiveUp, Routing, RoutingOutput, Stop};
use tring_protocol::{routing::RoutingMode, timeline::TimelineKind};

use crate::{
    events::log,
    store::{Write, call_routing, calls::CallRow, words::word},
};

/// Notes in the timeline of a call that was just inserted whom it rings.
pub async fn begun(write: &mut Write, call: &CallRow) -> sqlx::Result<()> {
    log::note_rung(write, call, &call.ringing_agents).await
}

/// Notes what a routing did.
pub(in crate::dispatch) async fn note(
    write: &mut Write,
    call: &CallRow,
    routing: &Routing,
    outputs: &[RoutingOutput],
) -> sqlx::Result<()> {
    let mut rung = false;
    for output in outputs {
        let (kind, agent, detail) = match output {
            RoutingOutput::Rung(agent) => {
                rung = true;
                (TimelineKind::AgentRung, Some(*agent), None)
            }
            RoutingOutput::Declined(agent) => (TimelineKind::AgentDeclined, Some(*agent), None),
            RoutingOutput::RingTimedOut(agent) => {
                (TimelineKind::AgentRingTimedOut, Some(*agent), None)
            }
            RoutingOutput::Stopped(agent, why) => {
                (TimelineKind::AgentGone, Some(*agent), detail(*why))
            }
            RoutingOutput::GiveUp(GiveUp::AllDeclined) => {
                let mode = word(routing.rules.mode);
                (TimelineKind::NobodyLeft, None, Some(mode))
            }
            RoutingOutput::GiveUp(GiveUp::TimedOut)
            | RoutingOutput::Ring(_)
            | RoutingOutput::WakeAt(_) => continue,
        };
        log::note(write, call, kind, agent, detail.as_deref()).await?;
    }
    if rung {
        keep_position(write, call.team_id, routing).await?;
    }
    Ok(())
}

/// Why an inbox rings no longer, where it is not that the agent is gone.
fn detail(why: Stop) -> Option<String> {
    match why {
        Stop::Unreachable => None,
        Stop::Dnd => Some("dnd".to_owned()),
        Stop::Busy => Some("busy".to_owned()),
    }
}

/// The next call of the team begins behind the one who was asked last.
pub(super) async fn keep_position(
    write: &mut Write,
    team_id: i64,
    routing: &Routing,
) -> sqlx::Result<()> {
    match (routing.rules.mode, routing.asked_last) {
        (RoutingMode::RoundRobin, Some(agent)) => {
            call_routing::set_asked_last(write, team_id, agent).await
        }
        _ => Ok(()),
    }
}
