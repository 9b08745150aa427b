//! Whose inboxes ring where all do, as transcripts with the time of each input in seconds.

use std::fmt::Write as _;

use tring_calls::routing::{
    AgentRole, Candidate, Routing,
    RoutingInput::{self, AgentDeclined, AgentUnreachable, Claimed, Ended, Released, Tick},
    RoutingOutput, Rules,
};

const ANNA: u64 = 1;
const BO: u64 = 2;

/// A routing that gives up at 30 s. What is for the timeline alone is left out.
fn transcript(inputs: &[(u64, RoutingInput)]) -> String {
    let mut routing = Routing::new(Rules::default(), 30_000);
    let mut lines = String::new();
    for (seconds, input) in inputs {
        let mut outputs = routing.handle(seconds * 1_000, input.clone());
        outputs.retain(|output| {
            matches!(
                output,
                RoutingOutput::Ring(_) | RoutingOutput::GiveUp(_) | RoutingOutput::WakeAt(_)
            )
        });
        writeln!(lines, "{seconds} {} -> {outputs:?}", named(input)).expect("a String takes all");
    }
    lines
}

/// Agents by their ids alone.
fn named(input: &RoutingInput) -> String {
    if let RoutingInput::Started { candidates, .. } = input {
        let agents: Vec<u64> = candidates.iter().map(|one| one.agent).collect();
        format!("Started {{ reachable: {agents:?} }}")
    } else if let RoutingInput::AgentReachable(candidate) = input {
        format!("AgentReachable({})", candidate.agent)
    } else {
        format!("{input:?}")
    }
}

fn candidate(agent: u64) -> Candidate {
    Candidate {
        agent,
        role: AgentRole::Agent,
        idle_since: 0,
        cooldown_until: None,
        busy: false,
    }
}

fn started(reachable: &[u64]) -> RoutingInput {
    RoutingInput::Started {
        candidates: reachable.iter().copied().map(candidate).collect(),
        asked_last: None,
        last_agent: None,
    }
}

fn came(agent: u64) -> RoutingInput {
    RoutingInput::AgentReachable(candidate(agent))
}

#[test]
fn all_reachable_agents_ring() {
    insta::assert_snapshot!(transcript(&[(0, started(&[ANNA, BO, ANNA]))]), @"
    0 Started { reachable: [1, 2, 1] } -> [Ring([1, 2]), WakeAt(30000)]
    ");
}

#[test]
fn one_decline_leaves_the_others_ringing() {
    insta::assert_snapshot!(transcript(&[
        (0, started(&[ANNA, BO])),
        (1, AgentDeclined(ANNA)),
        (1, AgentDeclined(ANNA)),
    ]), @"
    0 Started { reachable: [1, 2] } -> [Ring([1, 2]), WakeAt(30000)]
    1 AgentDeclined(1) -> [Ring([2])]
    1 AgentDeclined(1) -> []
    ");
}

#[test]
fn when_all_have_declined_it_gives_up() {
    insta::assert_snapshot!(transcript(&[
        (0, started(&[ANNA, BO])),
        (1, AgentDeclined(ANNA)),
        (2, AgentDeclined(BO)),
        (3, came(3)),
    ]), @"
    0 Started { reachable: [1, 2] } -> [Ring([1, 2]), WakeAt(30000)]
    1 AgentDeclined(1) -> [Ring([2])]
    2 AgentDeclined(2) -> [GiveUp(AllDeclined)]
    3 AgentReachable(3) -> []
    ");
}

#[test]
fn a_claim_silences_all_and_a_release_rings_again() {
    insta::assert_snapshot!(transcript(&[
        (0, started(&[ANNA, BO])),
        (2, Claimed(BO)),
        (3, Claimed(ANNA)),
        (5, Released),
    ]), @"
    0 Started { reachable: [1, 2] } -> [Ring([1, 2]), WakeAt(30000)]
    2 Claimed(2) -> [Ring([])]
    3 Claimed(1) -> []
    5 Released -> [Ring([1, 2]), WakeAt(30000)]
    ");
}

#[test]
fn who_comes_and_goes_during_a_claim_is_right_after_the_release() {
    insta::assert_snapshot!(transcript(&[
        (0, started(&[ANNA, BO])),
        (2, Claimed(BO)),
        (3, came(3)),
        (3, AgentUnreachable(BO)),
        (4, AgentDeclined(ANNA)),
        (5, Released),
    ]), @"
    0 Started { reachable: [1, 2] } -> [Ring([1, 2]), WakeAt(30000)]
    2 Claimed(2) -> [Ring([])]
    3 AgentReachable(3) -> []
    3 AgentUnreachable(2) -> []
    4 AgentDeclined(1) -> []
    5 Released -> [Ring([3]), WakeAt(30000)]
    ");
}

#[test]
fn an_agent_who_claims_and_then_declines_gives_the_claim_back() {
    insta::assert_snapshot!(transcript(&[
        (0, started(&[ANNA, BO])),
        (2, Claimed(BO)),
        (3, AgentDeclined(BO)),
    ]), @"
    0 Started { reachable: [1, 2] } -> [Ring([1, 2]), WakeAt(30000)]
    2 Claimed(2) -> [Ring([])]
    3 AgentDeclined(2) -> [Ring([1]), WakeAt(30000)]
    ");
}

#[test]
fn agents_who_become_reachable_ring_too_unless_they_declined() {
    insta::assert_snapshot!(transcript(&[
        (0, started(&[ANNA])),
        (1, came(BO)),
        (1, came(BO)),
        (2, AgentDeclined(ANNA)),
        (3, AgentUnreachable(ANNA)),
        (4, came(ANNA)),
    ]), @"
    0 Started { reachable: [1] } -> [Ring([1]), WakeAt(30000)]
    1 AgentReachable(2) -> [Ring([1, 2])]
    1 AgentReachable(2) -> []
    2 AgentDeclined(1) -> [Ring([2])]
    3 AgentUnreachable(1) -> []
    4 AgentReachable(1) -> []
    ");
}

#[test]
fn with_nobody_there_it_waits_until_somebody_comes() {
    insta::assert_snapshot!(transcript(&[
        (0, started(&[])),
        (10, Tick),
        (12, came(ANNA)),
    ]), @"
    0 Started { reachable: [] } -> [WakeAt(30000)]
    10 Tick -> [WakeAt(30000)]
    12 AgentReachable(1) -> [Ring([1])]
    ");
}

// The only inbox was loaded again while it rang, and the caller was told that nobody was there.
#[test]
fn an_agent_who_reloads_the_page_is_rung_again() {
    insta::assert_snapshot!(transcript(&[
        (0, started(&[ANNA])),
        (4, AgentUnreachable(ANNA)),
        (5, came(ANNA)),
    ]), @"
    0 Started { reachable: [1] } -> [Ring([1]), WakeAt(30000)]
    4 AgentUnreachable(1) -> [Ring([])]
    5 AgentReachable(1) -> [Ring([1])]
    ");
}

#[test]
fn at_the_deadline_it_gives_up() {
    insta::assert_snapshot!(transcript(&[
        (0, started(&[ANNA])),
        (29, Tick),
        (30, Tick),
        (31, Tick),
    ]), @"
    0 Started { reachable: [1] } -> [Ring([1]), WakeAt(30000)]
    29 Tick -> [WakeAt(30000)]
    30 Tick -> [Ring([]), GiveUp(TimedOut)]
    31 Tick -> []
    ");
    insta::assert_snapshot!(transcript(&[(0, started(&[])), (30, Tick)]), @"
    0 Started { reachable: [] } -> [WakeAt(30000)]
    30 Tick -> [GiveUp(TimedOut)]
    ");
}

#[test]
fn a_claim_outlives_the_deadline_and_a_release_after_it_gives_up() {
    insta::assert_snapshot!(transcript(&[
        (0, started(&[ANNA])),
        (28, Claimed(ANNA)),
        (30, Tick),
        (33, Released),
    ]), @"
    0 Started { reachable: [1] } -> [Ring([1]), WakeAt(30000)]
    28 Claimed(1) -> [Ring([])]
    30 Tick -> []
    33 Released -> [Ring([]), GiveUp(TimedOut)]
    ");
}

#[test]
fn an_ended_call_rings_nobody() {
    insta::assert_snapshot!(transcript(&[
        (0, started(&[ANNA])),
        (2, Ended),
        (3, came(BO)),
        (30, Tick),
    ]), @"
    0 Started { reachable: [1] } -> [Ring([1]), WakeAt(30000)]
    2 Ended -> [Ring([])]
    3 AgentReachable(2) -> []
    30 Tick -> []
    ");
}
