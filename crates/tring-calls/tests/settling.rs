//! What becomes of calls whose end was never reported, as transcripts: when it is looked at, and what is done.

use std::fmt::Write as _;

use tring_calls::settling::{Desk, Log, Patience, Settling, Unsettled, decide};
use tring_protocol::call::{CallStatus, Direction};

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;

const PATIENCE: Patience = Patience {
    look: MINUTE,
    longest_look: 10 * MINUTE,
    desk: 5 * MINUTE,
    call: 120 * MINUTE,
};

fn talking() -> Unsettled {
    Unsettled {
        direction: Direction::Outbound,
        status: CallStatus::InProgress,
        initiated_at: 0,
        answered_at: Some(30 * SECOND),
        log: Log::None,
        looks: 0,
        desk: Desk::Here,
    }
}

fn ringing(direction: Direction) -> Unsettled {
    Unsettled {
        direction,
        status: CallStatus::Ringing,
        answered_at: None,
        ..talking()
    }
}

/// Looks whenever it is due, until the call is over or four hours have passed.
fn transcript(mut call: Unsettled, from: u64, most: usize) -> String {
    let mut lines = String::new();
    let mut now = from;
    for _ in 0..most {
        let settling = decide(&call, &PATIENCE, now);
        writeln!(lines, "{:>4} s {settling:?}", now / SECOND).expect("a String takes all");
        match settling {
            Settling::LeaveUntil(next) => {
                assert!(next > now, "the sweep must not turn in circles");
                now = next;
            }
            Settling::LookUp => call.looks += 1,
            Settling::DeskGone | Settling::TooLong => break,
        }
    }
    lines
}

#[test]
fn a_call_whose_desk_is_here_goes_on_until_nobody_can_talk_any_more() {
    let lines = transcript(talking(), 0, 100);
    let last: Vec<&str> = lines.lines().rev().take(2).collect();
    assert_eq!(last, ["7200 s TooLong", "6900 s LeaveUntil(7200000)"]);
}

#[test]
fn a_call_ends_five_minutes_after_its_desk_has_gone() {
    let call = Unsettled {
        desk: Desk::GoneSince(100 * SECOND),
        ..talking()
    };
    insta::assert_snapshot!(transcript(call, 120 * SECOND, 10), @"
     120 s LeaveUntil(400000)
     400 s DeskGone
    ");
}

#[test]
fn a_desk_that_is_gone_does_not_end_a_call_that_rings() {
    let call = Unsettled {
        desk: Desk::GoneSince(0),
        ..ringing(Direction::Outbound)
    };
    insta::assert_snapshot!(transcript(call, 600 * SECOND, 1), @" 600 s LeaveUntil(7200000)");
}

#[test]
fn the_log_is_asked_less_and_less_often() {
    let call = Unsettled {
        log: Log::There,
        ..ringing(Direction::Outbound)
    };
    insta::assert_snapshot!(transcript(call, 0, 13), @"
       0 s LeaveUntil(60000)
      60 s LookUp
      60 s LeaveUntil(180000)
     180 s LookUp
     180 s LeaveUntil(420000)
     420 s LookUp
     420 s LeaveUntil(900000)
     900 s LookUp
     900 s LeaveUntil(1500000)
    1500 s LookUp
    1500 s LeaveUntil(2100000)
    2100 s LookUp
    2100 s LeaveUntil(2700000)
    ");
}

/// The first look came before the provider had said the call's id. The call was then left alone until nobody could talk any
/// more, although its id was known a moment later.
#[test]
fn a_call_without_an_id_is_looked_at_again_when_it_may_have_one() {
    let unnamed = Unsettled {
        log: Log::Unnamed,
        ..ringing(Direction::Outbound)
    };
    let first = decide(&unnamed, &PATIENCE, MINUTE);
    assert_eq!(first, Settling::LeaveUntil(2 * MINUTE));
    let named = Unsettled {
        log: Log::There,
        ..unnamed
    };
    assert_eq!(decide(&named, &PATIENCE, 2 * MINUTE), Settling::LookUp);
}

#[test]
fn a_call_in_progress_is_looked_up_from_its_answer_on() {
    let call = Unsettled {
        log: Log::There,
        ..talking()
    };
    assert_eq!(
        decide(&call, &PATIENCE, 80 * SECOND),
        Settling::LeaveUntil(90 * SECOND)
    );
    assert_eq!(decide(&call, &PATIENCE, 90 * SECOND), Settling::LookUp);
}

#[test]
fn a_customers_ringing_call_is_not_looked_up() {
    let call = Unsettled {
        log: Log::There,
        ..ringing(Direction::Inbound)
    };
    insta::assert_snapshot!(transcript(call, 300 * SECOND, 1), @" 300 s LeaveUntil(7200000)");
}
