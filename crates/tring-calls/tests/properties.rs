//! What holds for every sequence of events, however late, doubled and out of order.

use proptest::prelude::*;
use tring_calls::{
    event::{CallEvent, Outcome, Talk},
    life_cycle::{CallState, apply},
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
}
