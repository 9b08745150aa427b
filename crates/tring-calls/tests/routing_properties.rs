//! What holds for every routing, whatever happens in whatever order.

use proptest::prelude::*;
use tring_calls::routing::{AgentRole, Candidate, Routing, RoutingInput, RoutingOutput, Rules};
use tring_protocol::routing::{RoutingMode, RoutingRole};

/// When the routings here give up.
const DEADLINE: u64 = 30_000;
/// For how long they ask one agent.
const RING_TIMEOUT: u64 = 4_000;

fn modes() -> impl Strategy<Value = RoutingMode> {
    prop::sample::select(vec![
        RoutingMode::RoundRobin,
        RoutingMode::LongestIdle,
        RoutingMode::RingAll,
        RoutingMode::Sticky,
    ])
}

fn rules() -> impl Strategy<Value = Rules> {
    let role = prop::sample::select(vec![RoutingRole::Any, RoutingRole::Agent]);
    (modes(), role).prop_map(|(mode, role)| Rules {
        mode,
        role,
        only: None,
        ring_timeout: RING_TIMEOUT,
    })
}

fn candidates() -> impl Strategy<Value = Candidate> {
    let role = prop::sample::select(vec![AgentRole::Owner, AgentRole::Agent]);
    let cooldown = prop::option::of(0..20_000_u64);
    (1..5_u64, role, 0..100_u64, cooldown, any::<bool>()).prop_map(
        |(agent, role, idle_since, cooldown_until, busy)| Candidate {
            agent,
            role,
            idle_since,
            cooldown_until,
            busy,
        },
    )
}

fn inputs() -> impl Strategy<Value = RoutingInput> {
    prop_oneof![
        (
            prop::collection::vec(candidates(), 0..4),
            prop::option::of(1..5_u64)
        )
            .prop_map(|(candidates, last_agent)| RoutingInput::Started {
                candidates,
                asked_last: last_agent,
                last_agent,
            }),
        candidates().prop_map(RoutingInput::AgentReachable),
        candidates().prop_map(RoutingInput::AgentFree),
        (1..5_u64).prop_map(RoutingInput::AgentUnreachable),
        (1..5_u64).prop_map(RoutingInput::AgentDnd),
        (1..5_u64).prop_map(RoutingInput::AgentBusy),
        (1..5_u64).prop_map(RoutingInput::AgentDeclined),
        (1..5_u64).prop_map(RoutingInput::Claimed),
        Just(RoutingInput::Released),
        Just(RoutingInput::Tick),
        Just(RoutingInput::Ended),
    ]
}

fn histories() -> impl Strategy<Value = Vec<(u64, RoutingInput)>> {
    prop::collection::vec((0..3_000_u64, inputs()), 0..25)
}

/// Whose inboxes ring in fact.
fn rings(routing: &Routing) -> &[u64] {
    match routing.claimed_by {
        Some(_) => &[],
        None => &routing.ringing,
    }
}

/// As a restart takes it up: from JSON and the columns of the call.
fn restarted(routing: &Routing) -> Routing {
    let text = serde_json::to_string(routing).expect("numbers and words to be serialisable");
    Routing {
        ringing: routing.ringing.clone(),
        declined: routing.declined.clone(),
        claimed_by: routing.claimed_by,
        deadline: routing.deadline,
        ..serde_json::from_str(&text).expect("what was just written")
    }
}

proptest! {
    #[test]
    fn only_who_may_be_asked_rings_and_what_is_over_stays_silent(
        rules in rules(),
        history in histories(),
    ) {
        let mut routing = Routing::new(rules, DEADLINE);
        let mut now = 0;
        let mut over = false;
        for (passed, input) in history {
            now += passed;
            let outputs = routing.handle(now, input.clone());
            prop_assert!(!over || outputs.is_empty(), "over, but {outputs:?}");
            over |= input == RoutingInput::Ended
                || outputs.iter().any(|output| matches!(output, RoutingOutput::GiveUp(_)));
            for agent in rings(&routing) {
                prop_assert!(!routing.declined.contains(agent), "she declined");
                let known = routing.candidates.iter().find(|one| one.agent == *agent);
                let known = known.expect("only candidates ring");
                prop_assert!(rules.role == RoutingRole::Any || known.role == AgentRole::Agent);
            }
            let most = if rules.mode == RoutingMode::RingAll { 4 } else { 1 };
            prop_assert!(routing.ringing.len() <= most, "{:?}", routing.ringing);
            prop_assert!(over || routing.claimed_by.is_some() || now < DEADLINE, "it rings too long");
            prop_assert!(!over || routing.ringing.is_empty(), "it is over and rings");
        }
    }

    #[test]
    fn the_outputs_say_who_rings(rules in rules(), history in histories()) {
        let mut routing = Routing::new(rules, DEADLINE);
        let (mut now, mut told) = (0, Vec::new());
        for (passed, input) in history {
            now += passed;
            for output in routing.handle(now, input) {
                if let RoutingOutput::Ring(agents) = output {
                    told = agents;
                } else if matches!(output, RoutingOutput::GiveUp(_)) {
                    told.clear();
                }
            }
            prop_assert_eq!(&told, rings(&routing));
        }
    }

    #[test]
    fn a_restart_at_any_point_changes_nothing(rules in rules(), history in histories()) {
        let mut one = Routing::new(rules, DEADLINE);
        let mut other = one.clone();
        let mut now = 0;
        for (passed, input) in history {
            now += passed;
            other = restarted(&other);
            prop_assert_eq!(one.handle(now, input.clone()), other.handle(now, input));
        }
    }

    #[test]
    fn nobody_is_asked_for_longer_than_the_ring_time_out_when_it_is_woken_in_time(
        rules in rules().prop_filter("one by one", |rules| rules.mode != RoutingMode::RingAll),
        history in histories(),
    ) {
        let mut routing = Routing::new(rules, DEADLINE);
        let (mut now, mut since) = (0_u64, None);
        for (passed, input) in history {
            let next = now + passed;
            while let Some(at) = routing.wakes_at(now).filter(|at| *at <= next) {
                now = now.max(at);
                note(&mut since, now, &routing.handle(now, RoutingInput::Tick))?;
                prop_assert!(routing.wakes_at(now).is_none_or(|again| again > now), "it wakes for nothing");
            }
            now = next;
            note(&mut since, now, &routing.handle(now, input))?;
        }
    }

    #[test]
    fn everybody_is_asked_once_before_anybody_is_asked_again(
        mode in modes().prop_filter("one by one", |mode| *mode != RoutingMode::RingAll),
        idle in prop::collection::vec(0..5_u64, 1..6),
        last in prop::option::of(0..6_u64),
    ) {
        let free = |(agent, since): (u64, &u64)| Candidate {
            agent,
            role: AgentRole::Agent,
            idle_since: *since,
            cooldown_until: None,
            busy: false,
        };
        let team: Vec<Candidate> = (1..).zip(&idle).map(free).collect();
        let size = team.len();
        let rules = Rules { mode, ring_timeout: 1_000, ..Rules::default() };
        let mut routing = Routing::new(rules, 1_000_000);
        let started = RoutingInput::Started { candidates: team, asked_last: last, last_agent: last };
        let mut asked = Vec::new();
        let mut outputs = routing.handle(0, started);
        for second in 1..=(2 * size as u64) {
            asked.extend(rung(&outputs));
            outputs = routing.handle(second * 1_000, RoutingInput::Tick);
        }
        prop_assert_eq!(asked.len(), 2 * size);
        for round in asked.chunks(size) {
            let mut round = round.to_vec();
            round.sort_unstable();
            prop_assert_eq!(round, (1..=size as u64).collect::<Vec<_>>());
        }
    }
}

/// Follows since when the one who is asked rings.
fn note(since: &mut Option<u64>, now: u64, outputs: &[RoutingOutput]) -> Result<(), TestCaseError> {
    for output in outputs {
        if matches!(output, RoutingOutput::Rung(_)) {
            *since = Some(now);
        } else if matches!(output, RoutingOutput::RingTimedOut(_)) {
            let rang = since.map_or(0, |since| now - since);
            prop_assert!(rang <= RING_TIMEOUT, "it rang for {rang} ms");
        }
    }
    Ok(())
}

fn rung(outputs: &[RoutingOutput]) -> impl Iterator<Item = u64> {
    outputs.iter().filter_map(|output| {
        if let RoutingOutput::Rung(agent) = output {
            Some(*agent)
        } else {
            None
        }
    })
}
