//! How a call ends that no agent takes.

use tring_calls::{
    event::CallEvent,
    routing::{GiveUp, RoutingInput},
};
use tring_protocol::call::{Direction, EndReason, Millis};

use super::{Advanced, advance};
use crate::{
    dispatch::{change, ending},
    store::{Write, actions::ActionKind, calls::CallRow},
};

/// It waited as long as it may: a customer is told that nobody answers, a requested call fails.
pub(in crate::dispatch) async fn waited_too_long(
    write: &mut Write,
    call: &CallRow,
    now: Millis,
) -> sqlx::Result<()> {
    let why = match advance(write, call, vec![RoutingInput::Tick], now).await? {
        Advanced::GaveUp(why, _) => why,
        // It has no deadline of its own any more, but the row has.
        Advanced::Waits(_) => GiveUp::TimedOut,
    };
    give_up(write, call, why, now).await
}

/// Ends a call that no agent takes.
pub(in crate::dispatch) async fn give_up(
    write: &mut Write,
    call: &CallRow,
    why: GiveUp,
    now: Millis,
) -> sqlx::Result<()> {
    let event = match (call.direction, why) {
        // The provider was not asked yet: there is nothing to end there.
        (Direction::Outbound, _) => {
            let event = CallEvent::HungUp {
                reason: Some(EndReason::NoAgent),
            };
            return change::apply(write, call, &event, now).await.map(drop);
        }
        (Direction::Inbound, GiveUp::TimedOut) => CallEvent::RingTimedOut,
        (Direction::Inbound, GiveUp::AllDeclined) => CallEvent::Declined,
    };
    change::apply(write, call, &event, now).await?;
    ending::intend(write, call, ActionKind::Reject, now).await
}
