//! What calls cost.

use tring_calls::{
    event::{CallEvent, Outcome, Talk},
    life_cycle::{CallState, apply},
    pricing::{Pulse, Rate, cost, for_number},
};
use tring_protocol::call::{CallStatus, Direction, EndReason};

fn rate(prefix: &str, micros_per_minute: u64) -> Rate {
    Rate {
        prefix: prefix.to_owned(),
        currency: "EUR".to_owned(),
        micros_per_minute,
        pulse_seconds: 6,
    }
}

#[test]
fn the_longest_prefix_counts() {
    let rates = [rate("", 90_000), rate("49", 50_000), rate("4915", 70_000)];
    let pulse = |number| for_number(&rates, number).map(|price| price.pulse_micros);
    assert_eq!(pulse("+4915112345678"), Some(7_000));
    assert_eq!(pulse("+4930123456"), Some(5_000));
    assert_eq!(pulse("+14155550100"), Some(9_000));
    assert_eq!(
        for_number(&rates[1..], "+14155550100"),
        None,
        "no price for it"
    );
}

#[test]
fn a_pulse_is_priced_to_the_nearest_micro() {
    let pulse = |micros| rate("", micros).price().pulse_micros;
    assert_eq!([pulse(4), pulse(5), pulse(15), pulse(10)], [0, 1, 2, 1]);
}

#[test]
fn a_begun_pulse_counts_and_who_calls_us_costs_nothing() {
    let pulse = Pulse {
        seconds: 6,
        micros: 500,
    };
    let outbound = |talked| cost(Direction::Outbound, pulse, talked);
    let talks = [0, 1, 1_000, 6_000, 6_001, 7_000, 300_000];
    let costs: Vec<_> = talks.into_iter().map(outbound).collect();
    assert_eq!(costs, [0, 500, 500, 500, 1_000, 1_000, 25_000]);
    assert_eq!(cost(Direction::Inbound, pulse, 300_000), 0);
    assert_eq!(
        cost(
            Direction::Outbound,
            Pulse {
                seconds: 0,
                ..pulse
            },
            2_000
        ),
        1_000,
        "a pulse of no length is one of a second"
    );
}

fn talking() -> CallState {
    CallState {
        direction: Direction::Outbound,
        status: CallStatus::InProgress,
        claimed: false,
        answered_at: Some(1_000),
        ending: None,
        pulse: Some(Pulse {
            seconds: 6,
            micros: 500,
        }),
    }
}

#[test]
fn a_talk_costs_when_it_ends_and_a_late_duration_corrects_that() {
    let change = apply(&talking(), &CallEvent::HungUp { reason: None }, 8_000);
    assert_eq!(
        (change.duration_seconds, change.cost_micros),
        (Some(7), Some(1_000))
    );
    let over = CallState {
        status: CallStatus::Completed,
        ending: Some(EndReason::HungUp),
        ..talking()
    };
    let late = CallEvent::Terminated {
        talk: Some(Talk {
            started: None,
            ended: None,
            seconds: Some(13),
        }),
        outcome: Outcome::Completed,
        error: None,
    };
    let change = apply(&over, &late, 9_000);
    assert_eq!(
        (change.duration_seconds, change.cost_micros),
        (Some(13), Some(1_500))
    );
}

/// Six seconds and a moment by our clock were billed as six, and a talk of less than a second as none, until the
/// provider told its figure; and where it tells none, for ever.
#[test]
fn a_pulse_that_has_begun_by_our_clock_counts_and_the_providers_seconds_are_as_it_says() {
    let hung_up = CallEvent::HungUp { reason: None };
    let terminated = |seconds| CallEvent::Terminated {
        talk: Some(Talk {
            started: None,
            ended: None,
            seconds,
        }),
        outcome: Outcome::Completed,
        error: None,
    };
    for (event, talked, seconds, micros) in [
        (&hung_up, 0, 0, 0),
        (&hung_up, 1, 0, 500),
        (&hung_up, 6_000, 6, 500),
        (&hung_up, 6_001, 6, 1_000),
        (&terminated(None), 6_001, 6, 1_000),
        (&terminated(Some(6)), 6_001, 6, 500),
        (&terminated(Some(0)), 6_001, 0, 0),
    ] {
        let change = apply(&talking(), event, 1_000 + talked);
        assert_eq!(
            (change.duration_seconds, change.cost_micros),
            (Some(seconds), Some(micros)),
            "{event:?} after {talked} ms"
        );
    }
}

#[test]
fn a_call_that_nobody_answered_or_that_has_no_price_costs_nothing() {
    let ringing = CallState {
        status: CallStatus::Ringing,
        answered_at: None,
        ..talking()
    };
    let change = apply(&ringing, &CallEvent::RingTimedOut, 8_000);
    assert_eq!(change.cost_micros, None);
    let unpriced = CallState {
        pulse: None,
        ..talking()
    };
    let change = apply(&unpriced, &CallEvent::HungUp { reason: None }, 8_000);
    assert_eq!(
        (change.duration_seconds, change.cost_micros),
        (Some(7), None)
    );
}
