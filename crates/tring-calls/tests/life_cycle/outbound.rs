//! Calls to customers.

use tring_calls::{
    event::CallEvent,
    life_cycle::{CallState, apply},
};
use tring_protocol::call::{CallStatus, Direction, EndReason};

use crate::transcript::{
    SECOND, describe, hung_up, message, outbound, talk, terminated, terminated_after,
    terminated_as_failed,
};

#[test]
fn an_outbound_call_is_answered_and_ends() {
    insta::assert_snapshot!(outbound(&[
        CallEvent::ProviderAccepted,
        CallEvent::RingingThere,
        CallEvent::Answered,
        terminated_after(talk(3_000, 9_000, 6)),
    ]), @"
    ProviderAccepted -> nothing
    RingingThere -> ringing
    Answered -> in_progress, answered at 3000
    Terminated -> completed, ended at 9000, 6 s, CustomerHungUp
    ");
}

#[test]
fn an_outbound_call_that_nobody_answers_is_no_answer() {
    insta::assert_snapshot!(outbound(&[
        CallEvent::ProviderAccepted,
        CallEvent::RingingThere,
        terminated(),
    ]), @"
    ProviderAccepted -> nothing
    RingingThere -> ringing
    Terminated -> no_answer, ended at 3000, NoAnswer
    ");
}

#[test]
fn the_customer_declines() {
    insta::assert_snapshot!(outbound(&[
        CallEvent::RingingThere,
        CallEvent::CustomerDeclined,
        terminated(),
    ]), @"
    RingingThere -> ringing
    CustomerDeclined -> rejected, ended at 2000, CustomerDeclined
    Terminated -> nothing
    ");
}

#[test]
fn a_terminate_after_a_decline_that_was_only_noted_is_rejected() {
    let call = CallState {
        direction: Direction::Outbound,
        status: CallStatus::Ringing,
        claimed: false,
        answered_at: None,
        ending: Some(EndReason::CustomerDeclined),
        pulse: None,
    };
    let end = |event: &CallEvent| describe(&apply(&call, event, SECOND));
    assert_eq!(
        end(&terminated()),
        "rejected, ended at 1000, CustomerDeclined"
    );
    assert_eq!(
        end(&terminated_as_failed(None, Some("It failed."))),
        "rejected, ended at 1000, CustomerDeclined"
    );
}

#[test]
fn our_agent_gives_up_while_it_rings_there() {
    insta::assert_snapshot!(outbound(&[
        CallEvent::ProviderAccepted,
        CallEvent::RingingThere,
        hung_up(),
        terminated(),
    ]), @"
    ProviderAccepted -> nothing
    RingingThere -> ringing
    HungUp -> no_answer, ended at 3000, Cancelled
    Terminated -> nothing
    ");
}

#[test]
fn our_agent_hangs_up_before_the_provider_has_answered() {
    insta::assert_snapshot!(outbound(&[
        hung_up(),
        CallEvent::ProviderAccepted,
        CallEvent::RingingThere,
        terminated(),
    ]), @"
    HungUp -> no_answer, ended at 1000, Cancelled
    ProviderAccepted -> nothing
    RingingThere -> nothing
    Terminated -> nothing
    ");
}

#[test]
fn a_late_terminate_tells_how_long_it_really_was() {
    insta::assert_snapshot!(outbound(&[
        CallEvent::Answered,
        hung_up(),
        terminated_after(talk(1_000, 2_000, 7)),
    ]), @"
    Answered -> in_progress, answered at 1000
    HungUp -> completed, ended at 2000, 1 s, HungUp
    Terminated -> 7 s
    ");
}

#[test]
fn a_customer_who_picks_up_while_we_give_up_does_not_bring_the_call_back() {
    insta::assert_snapshot!(outbound(&[
        CallEvent::RingingThere,
        hung_up(),
        CallEvent::Answered,
        terminated_after(talk(3_000, 4_000, 1)),
    ]), @"
    RingingThere -> ringing
    HungUp -> no_answer, ended at 2000, Cancelled
    Answered -> nothing
    Terminated -> nothing
    ");
}

#[test]
fn accepted_may_come_before_ringing() {
    insta::assert_snapshot!(outbound(&[
        CallEvent::Answered,
        CallEvent::ProviderAccepted,
        CallEvent::RingingThere,
        CallEvent::Answered,
    ]), @"
    Answered -> in_progress, answered at 1000
    ProviderAccepted -> nothing
    RingingThere -> nothing
    Answered -> nothing
    ");
}

// `ACCEPTED` was lost: the agent saw a ringing call end, and the history said that nobody had answered.
#[test]
fn a_terminate_with_talk_completes_a_call_whose_answer_was_never_seen() {
    insta::assert_snapshot!(outbound(&[
        CallEvent::RingingThere,
        terminated_after(talk(1_500, 61_500, 60)),
    ]), @"
    RingingThere -> ringing
    Terminated -> completed, answered at 1500, ended at 61500, 60 s, CustomerHungUp
    ");
}

#[test]
fn the_provider_refuses() {
    insta::assert_snapshot!(outbound(&[
        CallEvent::ProviderRefused { message: message("The customer has not allowed calls from you.") },
        CallEvent::ProviderAccepted,
        terminated(),
    ]), @"
    ProviderRefused -> failed, ended at 1000, Refused, “The customer has not allowed calls from you.”
    ProviderAccepted -> nothing
    Terminated -> nothing
    ");
}

#[test]
fn the_provider_cannot_be_reached() {
    insta::assert_snapshot!(outbound(&[
        CallEvent::ProviderUnreachable { message: message("WhatsApp could not be reached.") },
    ]), @"
    ProviderUnreachable -> failed, ended at 1000, ProviderUnreachable, “WhatsApp could not be reached.”
    ");
}

#[test]
fn a_refusal_does_not_end_a_call_in_which_people_talk() {
    insta::assert_snapshot!(outbound(&[
        CallEvent::Answered,
        CallEvent::ProviderRefused { message: message("Refused.") },
        CallEvent::ProviderUnreachable { message: message("Unreachable.") },
        CallEvent::CustomerDeclined,
        CallEvent::RingTimedOut,
    ]), @"
    Answered -> in_progress, answered at 1000
    ProviderRefused -> nothing
    ProviderUnreachable -> nothing
    CustomerDeclined -> nothing
    RingTimedOut -> nothing
    ");
}

#[test]
fn it_rings_there_for_too_long() {
    insta::assert_snapshot!(outbound(&[CallEvent::RingingThere, CallEvent::RingTimedOut]), @"
    RingingThere -> ringing
    RingTimedOut -> no_answer, ended at 2000, NoAnswer
    ");
}
