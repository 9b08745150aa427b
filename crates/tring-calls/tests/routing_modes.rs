//! Whose inbox rings where one agent is asked after the other, as transcripts with the time of each input in seconds.

use std::fmt::Write as _;

use tring_calls::routing::{
    AgentRole, Candidate, Routing,
    RoutingInput::{
        self, AgentBusy, AgentDeclined, AgentDnd, AgentFree, AgentReachable, AgentUnreachable,
        Claimed, Ended, Released, Tick,
    },
    Rules,
};
use tring_protocol::routing::{RoutingMode, RoutingRole};

const ANNA: u64 = 1;
const BO: u64 = 2;
const CHI: u64 = 3;

/// An agent of the team who has not talked since this second.
fn idle(agent: u64, since: u64) -> Candidate {
    Candidate {
        agent,
        role: AgentRole::Agent,
        idle_since: since * 1_000,
        cooldown_until: None,
        busy: false,
    }
}

fn cooling(agent: u64, until: u64) -> Candidate {
    Candidate {
        cooldown_until: Some(until * 1_000),
        ..idle(agent, 0)
    }
}

fn busy(agent: u64) -> Candidate {
    Candidate {
        busy: true,
        ..idle(agent, 0)
    }
}

/// Each agent is asked for 10 s.
fn rules(mode: RoutingMode) -> Rules {
    Rules {
        mode,
        ring_timeout: 10_000,
        ..Rules::default()
    }
}

fn started(candidates: &[Candidate]) -> RoutingInput {
    RoutingInput::Started {
        candidates: candidates.to_vec(),
        asked_last: None,
        last_agent: None,
    }
}

/// A routing that gives up at 60 s.
fn transcript(rules: Rules, inputs: &[(u64, RoutingInput)]) -> String {
    let mut routing = Routing::new(rules, 60_000);
    let mut lines = String::new();
    for (seconds, input) in inputs {
        let outputs = routing.handle(seconds * 1_000, input.clone());
        writeln!(lines, "{seconds} {} -> {outputs:?}", named(input)).expect("a String takes all");
    }
    lines
}

/// Agents by their ids alone.
fn named(input: &RoutingInput) -> String {
    if let RoutingInput::Started { candidates, .. } = input {
        let agents: Vec<u64> = candidates.iter().map(|one| one.agent).collect();
        format!("Started({agents:?})")
    } else if let AgentReachable(candidate) = input {
        format!("AgentReachable({})", candidate.agent)
    } else if let AgentFree(candidate) = input {
        format!("AgentFree({})", candidate.agent)
    } else {
        format!("{input:?}")
    }
}

#[test]
fn round_robin_begins_behind_the_one_who_was_asked_last() {
    let team = [idle(ANNA, 0), idle(BO, 0), idle(CHI, 0)];
    let first = RoutingInput::Started {
        candidates: team.to_vec(),
        asked_last: Some(BO),
        last_agent: None,
    };
    insta::assert_snapshot!(transcript(rules(RoutingMode::RoundRobin), &[
        (0, first),
        (10, Tick),
        (20, Tick),
        (30, Tick),
    ]), @"
    0 Started([1, 2, 3]) -> [Ring([3]), Rung(3), WakeAt(10000)]
    10 Tick -> [RingTimedOut(3), Ring([1]), Rung(1), WakeAt(20000)]
    20 Tick -> [RingTimedOut(1), Ring([2]), Rung(2), WakeAt(30000)]
    30 Tick -> [RingTimedOut(2), Ring([3]), Rung(3), WakeAt(40000)]
    ");
}

#[test]
fn longest_idle_asks_who_has_not_talked_for_longest() {
    insta::assert_snapshot!(transcript(rules(RoutingMode::LongestIdle), &[
        (0, started(&[idle(ANNA, 50), idle(BO, 20), idle(CHI, 70)])),
        (4, AgentDeclined(BO)),
        (14, Tick),
    ]), @"
    0 Started([1, 2, 3]) -> [Ring([2]), Rung(2), WakeAt(10000)]
    4 AgentDeclined(2) -> [Declined(2), Ring([1]), Rung(1), WakeAt(14000)]
    14 Tick -> [RingTimedOut(1), Ring([3]), Rung(3), WakeAt(24000)]
    ");
}

#[test]
fn sticky_asks_the_one_who_knows_the_customer_first() {
    let team = [idle(ANNA, 0), idle(BO, 10), idle(CHI, 5)];
    let sticky = |last_agent| RoutingInput::Started {
        candidates: team.to_vec(),
        asked_last: None,
        last_agent,
    };
    insta::assert_snapshot!(transcript(rules(RoutingMode::Sticky), &[
        (0, sticky(Some(BO))),
        (10, Tick),
        (20, Tick),
    ]), @"
    0 Started([1, 2, 3]) -> [Ring([2]), Rung(2), WakeAt(10000)]
    10 Tick -> [RingTimedOut(2), Ring([1]), Rung(1), WakeAt(20000)]
    20 Tick -> [RingTimedOut(1), Ring([3]), Rung(3), WakeAt(30000)]
    ");
    insta::assert_snapshot!(transcript(rules(RoutingMode::Sticky), &[(0, sticky(None))]), @"
    0 Started([1, 2, 3]) -> [Ring([1]), Rung(1), WakeAt(10000)]
    ");
}

#[test]
fn it_starts_over_with_those_who_did_not_decline_until_the_maximum_wait() {
    insta::assert_snapshot!(transcript(rules(RoutingMode::RoundRobin), &[
        (0, started(&[idle(ANNA, 0), idle(BO, 0)])),
        (3, AgentDeclined(ANNA)),
        (13, Tick),
        (23, Tick),
        (59, Tick),
        (60, Tick),
        (61, Tick),
    ]), @"
    0 Started([1, 2]) -> [Ring([1]), Rung(1), WakeAt(10000)]
    3 AgentDeclined(1) -> [Declined(1), Ring([2]), Rung(2), WakeAt(13000)]
    13 Tick -> [RingTimedOut(2), Rung(2), WakeAt(23000)]
    23 Tick -> [RingTimedOut(2), Rung(2), WakeAt(33000)]
    59 Tick -> [RingTimedOut(2), Rung(2), WakeAt(60000)]
    60 Tick -> [RingTimedOut(2), Ring([]), GiveUp(TimedOut)]
    61 Tick -> []
    ");
}

#[test]
fn when_all_have_declined_it_gives_up_but_waits_for_who_is_in_a_call() {
    insta::assert_snapshot!(transcript(rules(RoutingMode::RoundRobin), &[
        (0, started(&[idle(ANNA, 0), busy(BO)])),
        (1, AgentDeclined(ANNA)),
        (5, AgentFree(idle(BO, 5))),
        (6, AgentDeclined(BO)),
    ]), @"
    0 Started([1, 2]) -> [Ring([1]), Rung(1), WakeAt(10000)]
    1 AgentDeclined(1) -> [Declined(1), Ring([]), WakeAt(60000)]
    5 AgentFree(2) -> [Ring([2]), Rung(2), WakeAt(15000)]
    6 AgentDeclined(2) -> [Declined(2), GiveUp(AllDeclined)]
    ");
}

#[test]
fn who_goes_away_does_not_want_calls_or_takes_another_one_rings_no_longer() {
    insta::assert_snapshot!(transcript(rules(RoutingMode::RoundRobin), &[
        (0, started(&[idle(ANNA, 0), idle(BO, 0), idle(CHI, 0)])),
        (1, AgentUnreachable(ANNA)),
        (2, AgentDnd(BO)),
        (3, AgentBusy(CHI)),
        (4, AgentReachable(idle(BO, 0))),
    ]), @"
    0 Started([1, 2, 3]) -> [Ring([1]), Rung(1), WakeAt(10000)]
    1 AgentUnreachable(1) -> [Stopped(1, Unreachable), Ring([2]), Rung(2), WakeAt(11000)]
    2 AgentDnd(2) -> [Stopped(2, Dnd), Ring([3]), Rung(3), WakeAt(12000)]
    3 AgentBusy(3) -> [Stopped(3, Busy), Ring([]), WakeAt(60000)]
    4 AgentReachable(2) -> [Ring([2]), Rung(2), WakeAt(14000)]
    ");
}

#[test]
fn a_cooldown_is_waited_for() {
    insta::assert_snapshot!(transcript(rules(RoutingMode::LongestIdle), &[
        (0, started(&[cooling(ANNA, 20)])),
        (20, Tick),
    ]), @"
    0 Started([1]) -> [WakeAt(20000)]
    20 Tick -> [Ring([1]), Rung(1), WakeAt(30000)]
    ");
    insta::assert_snapshot!(transcript(rules(RoutingMode::RingAll), &[
        (0, started(&[idle(ANNA, 0), cooling(BO, 20)])),
        (20, Tick),
    ]), @"
    0 Started([1, 2]) -> [Ring([1]), Rung(1), WakeAt(20000)]
    20 Tick -> [Ring([1, 2]), Rung(2), WakeAt(60000)]
    ");
}

#[test]
fn a_claim_stops_the_clock_of_the_one_who_is_asked() {
    insta::assert_snapshot!(transcript(rules(RoutingMode::RoundRobin), &[
        (0, started(&[idle(ANNA, 0), idle(BO, 0)])),
        (4, Claimed(ANNA)),
        (12, Tick),
        (14, Released),
        (24, Tick),
    ]), @"
    0 Started([1, 2]) -> [Ring([1]), Rung(1), WakeAt(10000)]
    4 Claimed(1) -> [Ring([])]
    12 Tick -> []
    14 Released -> [Ring([1]), Rung(1), WakeAt(24000)]
    24 Tick -> [RingTimedOut(1), Ring([2]), Rung(2), WakeAt(34000)]
    ");
}

/// Bo, who was not rung, answered over the API at second 4 and declined at 14 instead of letting go. Anna's inbox, silent
/// since 4, was to ring again: but her ten seconds had run on from 1, and she was passed over as if it had rung out.
#[test]
fn who_declines_while_answering_gives_the_claim_back() {
    let inputs = [
        (1, started(&[idle(ANNA, 0)])),
        (4, Claimed(BO)),
        (14, AgentDeclined(BO)),
        (24, Tick),
    ];
    insta::assert_snapshot!(transcript(rules(RoutingMode::LongestIdle), &inputs), @"
    1 Started([1]) -> [Ring([1]), Rung(1), WakeAt(11000)]
    4 Claimed(2) -> [Ring([])]
    14 AgentDeclined(2) -> [Declined(2), Ring([1]), Rung(1), WakeAt(24000)]
    24 Tick -> [RingTimedOut(1), Rung(1), WakeAt(34000)]
    ");
}

/// Anna declined on one screen, and answered on another all the same; then she declined there too. Her claim stayed, and
/// nobody's inbox rang any more until it ran out.
#[test]
fn who_declined_before_can_give_a_claim_back_by_declining_again() {
    let inputs = [
        (1, started(&[idle(ANNA, 0), idle(BO, 5)])),
        (2, AgentDeclined(ANNA)),
        (3, Claimed(ANNA)),
        (4, AgentDeclined(ANNA)),
    ];
    insta::assert_snapshot!(transcript(rules(RoutingMode::LongestIdle), &inputs), @"
    1 Started([1, 2]) -> [Ring([1]), Rung(1), WakeAt(11000)]
    2 AgentDeclined(1) -> [Declined(1), Ring([2]), Rung(2), WakeAt(12000)]
    3 Claimed(1) -> [Ring([])]
    4 AgentDeclined(1) -> [Declined(1), Ring([2]), Rung(2), WakeAt(14000)]
    ");
}

/// Anna declined on one screen and answered on another; her microphone was blocked there, and Bo had gone. Nobody's inbox
/// rang any more, and the customer waited for a minute, although Anna wanted the call and sat there.
#[test]
fn who_declined_and_answers_all_the_same_is_asked_again_when_her_claim_fails() {
    let inputs = [
        (1, started(&[idle(ANNA, 0), idle(BO, 5)])),
        (2, AgentDeclined(ANNA)),
        (3, Claimed(ANNA)),
        (4, AgentUnreachable(BO)),
        (5, Released),
        (6, AgentDeclined(ANNA)),
    ];
    insta::assert_snapshot!(transcript(rules(RoutingMode::LongestIdle), &inputs), @"
    1 Started([1, 2]) -> [Ring([1]), Rung(1), WakeAt(11000)]
    2 AgentDeclined(1) -> [Declined(1), Ring([2]), Rung(2), WakeAt(12000)]
    3 Claimed(1) -> [Ring([])]
    4 AgentUnreachable(2) -> []
    5 Released -> [Ring([1]), Rung(1), WakeAt(15000)]
    6 AgentDeclined(1) -> [Declined(1), GiveUp(AllDeclined)]
    ");
    insta::assert_snapshot!(transcript(rules(RoutingMode::RingAll), &inputs), @"
    1 Started([1, 2]) -> [Ring([1, 2]), Rung(1), Rung(2), WakeAt(60000)]
    2 AgentDeclined(1) -> [Declined(1), Ring([2])]
    3 Claimed(1) -> [Ring([])]
    4 AgentUnreachable(2) -> []
    5 Released -> [Ring([1]), Rung(1), WakeAt(60000)]
    6 AgentDeclined(1) -> [Declined(1), GiveUp(AllDeclined)]
    ");
}

/// Bo declined while Anna was answering, Anna's claim failed, and Anna declined too: nobody was left.
#[test]
fn a_decline_while_somebody_else_answers_counts_afterwards() {
    insta::assert_snapshot!(transcript(rules(RoutingMode::RingAll), &[
        (1, started(&[idle(ANNA, 0), idle(BO, 5)])),
        (2, AgentDeclined(ANNA)),
        (3, Claimed(ANNA)),
        (4, AgentDeclined(BO)),
        (5, Released),
        (6, AgentDeclined(ANNA)),
    ]), @"
    1 Started([1, 2]) -> [Ring([1, 2]), Rung(1), Rung(2), WakeAt(60000)]
    2 AgentDeclined(1) -> [Declined(1), Ring([2])]
    3 Claimed(1) -> [Ring([])]
    4 AgentDeclined(2) -> [Declined(2)]
    5 Released -> [Ring([1]), Rung(1), WakeAt(60000)]
    6 AgentDeclined(1) -> [Declined(1), GiveUp(AllDeclined)]
    ");
}

#[test]
fn who_leaves_while_answering_is_not_rung_when_the_claim_is_given_back() {
    insta::assert_snapshot!(transcript(rules(RoutingMode::RoundRobin), &[
        (0, started(&[idle(ANNA, 0), idle(BO, 0)])),
        (4, Claimed(ANNA)),
        (5, AgentUnreachable(ANNA)),
        (14, Released),
        (15, Ended),
    ]), @"
    0 Started([1, 2]) -> [Ring([1]), Rung(1), WakeAt(10000)]
    4 Claimed(1) -> [Ring([])]
    5 AgentUnreachable(1) -> []
    14 Released -> [Ring([2]), Rung(2), WakeAt(24000)]
    15 Ended -> [Ring([])]
    ");
}

#[test]
fn only_agents_with_the_role_are_asked_or_the_one_who_is_wanted() {
    let admin = Candidate {
        role: AgentRole::Admin,
        ..idle(BO, 0)
    };
    let for_admins = Rules {
        role: RoutingRole::Admin,
        ..rules(RoutingMode::RingAll)
    };
    insta::assert_snapshot!(transcript(for_admins, &[
        (0, started(&[idle(ANNA, 0), admin])),
        (1, AgentReachable(idle(CHI, 0))),
    ]), @"
    0 Started([1, 2]) -> [Ring([2]), Rung(2), WakeAt(60000)]
    1 AgentReachable(3) -> []
    ");
    let for_anna = Rules {
        only: Some(ANNA),
        ..for_admins
    };
    insta::assert_snapshot!(transcript(for_anna, &[
        (0, started(&[idle(ANNA, 0), admin])),
        (1, AgentDeclined(ANNA)),
    ]), @"
    0 Started([1, 2]) -> [Ring([1]), Rung(1), WakeAt(60000)]
    1 AgentDeclined(1) -> [Declined(1), GiveUp(AllDeclined)]
    ");
}

#[test]
fn who_is_there_now_is_told_as_what_has_happened_since() {
    let mut routing = Routing::new(rules(RoutingMode::LongestIdle), 60_000);
    routing.handle(0, started(&[idle(ANNA, 0), idle(BO, 0), busy(CHI)]));
    let there = [busy(BO), idle(CHI, 3), idle(4, 0)];
    insta::assert_debug_snapshot!(
        routing.differences(&there, &[ANNA]).iter().map(named).collect::<Vec<_>>(),
        @r#"
    [
        "AgentDnd(1)",
        "AgentBusy(2)",
        "AgentFree(3)",
        "AgentReachable(4)",
    ]
    "#
    );
    for input in routing.differences(&there, &[ANNA]) {
        routing.handle(3_000, input);
    }
    assert_eq!(routing.differences(&there, &[ANNA]), [], "all is told");
}
