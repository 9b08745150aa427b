//! What holds for every sequence of events, however late, doubled and out of order.

use proptest::prelude::*;
use tring_calls::{
    event::{CallEvent, Outcome, Talk},
    life_cycle::{CallState, apply},
    routing::{Routing, RoutingInput, RoutingOutput},
};
use tring_protocol::call::{CallStatus, Direction, EndReason};

fn reasons() -> impl Strategy<Value = EndReason> {
    prop::sample::select(vec![
        EndReason::HungUp,
        EndReason::CustomerHungUp,
        EndReason::CustomerDeclined,
        EndReason::Declined,
        EndReason::NoAnswer,
        EndReason::Cancelled,
        EndReason::CustomerCancelled,
        EndReason::Refused,
        EndReason::ProviderUnreachable,
        EndReason::ConnectionLost,
        EndReason::NoMicrophone,
        EndReason::NoAgent,
        EndReason::Failed,
    ])
}

fn talks() -> impl Strategy<Value = Talk> {
    let time = || prop::option::of(0..100_000_u64);
    (time(), time(), prop::option::of(0..100_u64)).prop_map(|(started, ended, seconds)| Talk {
        started,
        ended,
        seconds,
    })
}

fn ends() -> impl Strategy<Value = CallEvent> {
    let outcome = prop::sample::select(vec![Outcome::Completed, Outcome::Failed]);
    (
        prop::option::of(talks()),
        outcome,
        prop::option::of("[a-z]{3}"),
    )
        .prop_map(|(talk, outcome, error)| CallEvent::Terminated {
            talk,
            outcome,
            error,
        })
}

fn events() -> impl Strategy<Value = CallEvent> {
    prop_oneof![
        6 => prop::sample::select(vec![
            CallEvent::ProviderAccepted,
            CallEvent::RingingThere,
            CallEvent::Answered,
            CallEvent::CustomerDeclined,
            CallEvent::Claimed,
            CallEvent::Released,
            CallEvent::Declined,
            CallEvent::RingTimedOut,
        ]),
        1 => "[a-z]{3}".prop_map(|message| CallEvent::ProviderRefused { message }),
        1 => "[a-z]{3}".prop_map(|message| CallEvent::ProviderUnreachable { message }),
        1 => prop::option::of(reasons()).prop_map(|reason| CallEvent::HungUp { reason }),
        2 => ends(),
    ]
}

fn calls() -> impl Strategy<Value = CallState> {
    (
        prop::sample::select(vec![
            (Direction::Inbound, CallStatus::Ringing),
            (Direction::Outbound, CallStatus::Initiated),
        ]),
        prop::option::of(reasons()),
    )
        .prop_map(|((direction, status), ending)| CallState {
            direction,
            status,
            claimed: false,
            answered_at: None,
            ending,
            pulse: None,
        })
}

fn progress(status: CallStatus) -> u8 {
    match status {
        CallStatus::Initiated => 0,
        CallStatus::Ringing => 1,
        CallStatus::InProgress => 2,
        CallStatus::Completed
        | CallStatus::Failed
        | CallStatus::Rejected
        | CallStatus::Missed
        | CallStatus::NoAnswer => 3,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn a_status_only_moves_forward_and_an_end_is_for_ever(
        mut call in calls(),
        events in prop::collection::vec(events(), 0..12),
    ) {
        for (event, now) in events.iter().zip(1..) {
            let change = apply(&call, event, now * 1_000);
            if let Some(status) = change.status {
                prop_assert!(progress(call.status) < progress(status), "{call:?} {event:?} {change:?}");
                prop_assert_eq!(change.ended_at.is_some(), !status.is_live());
                prop_assert_eq!(change.end_reason.is_some(), !status.is_live());
                prop_assert_eq!(change.failure_reason.is_some(), status == CallStatus::Failed);
            } else {
                prop_assert!(change.ended_at.is_none() && change.end_reason.is_none());
            }
            if let Some(answered_at) = change.answered_at {
                prop_assert_eq!(call.answered_at, None, "answered at {} again", answered_at);
            }
            if !call.status.is_live() {
                prop_assert!(change.claimed.is_none(), "nobody answers an ended call");
            }
            call.status = change.status.unwrap_or(call.status);
            call.claimed = change.claimed.unwrap_or(call.claimed);
            call.answered_at = change.answered_at.or(call.answered_at);
        }
    }

    #[test]
    fn an_event_that_comes_twice_changes_nothing_the_second_time(
        call in calls(),
        event in events(),
    ) {
        let first = apply(&call, &event, 1_000);
        let after = CallState {
            status: first.status.unwrap_or(call.status),
            claimed: first.claimed.unwrap_or(call.claimed),
            answered_at: first.answered_at.or(call.answered_at),
            ..call
        };
        let second = apply(&after, &event, 2_000);
        prop_assert_eq!(second.status, None);
        prop_assert_eq!(second.claimed, None);
        // A terminate that is read twice tells the same duration.
        prop_assert!(second.duration_seconds.is_none_or(|seconds| first.duration_seconds == Some(seconds)));
    }

    #[test]
    fn whoever_has_declined_never_rings_again_and_what_is_over_stays_silent(
        inputs in prop::collection::vec((0..3_000_u64, routing_inputs()), 0..20),
    ) {
        let mut routing = Routing::new(30_000);
        let mut now = 0;
        let mut over = false;
        for (passed, input) in inputs {
            now += passed;
            let outputs = routing.handle(now, input.clone());
            prop_assert!(!over || outputs.is_empty(), "over, but {outputs:?}");
            for output in outputs {
                match output {
                    RoutingOutput::Ring(agents) => {
                        prop_assert!(agents.iter().all(|agent| !routing.declined.contains(agent)));
                        prop_assert!(agents.is_empty() || routing.claimed_by.is_none());
                    }
                    RoutingOutput::GiveUp(_) => over = true,
                    RoutingOutput::WakeAt(at) => prop_assert_eq!(at, 30_000),
                }
            }
            over |= input == RoutingInput::Ended;
            prop_assert!(over || routing.claimed_by.is_some() || now < 30_000, "it rings too long");
        }
    }
}

fn routing_inputs() -> impl Strategy<Value = RoutingInput> {
    prop_oneof![
        prop::collection::vec(1..5_u64, 0..4)
            .prop_map(|reachable| RoutingInput::Started { reachable }),
        (1..5_u64).prop_map(RoutingInput::AgentReachable),
        (1..5_u64).prop_map(RoutingInput::AgentUnreachable),
        (1..5_u64).prop_map(RoutingInput::AgentDeclined),
        (1..5_u64).prop_map(RoutingInput::Claimed),
        Just(RoutingInput::Released),
        Just(RoutingInput::Tick),
        Just(RoutingInput::Ended),
    ]
}
