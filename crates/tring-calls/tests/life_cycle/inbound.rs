//! Calls from customers.

use tring_calls::event::{CallEvent, Talk};
use tring_protocol::call::EndReason;

use crate::transcript::{
    hung_up, hung_up_because, inbound, outbound, talk, terminated, terminated_after,
    terminated_as_failed,
};

#[test]
fn a_failed_end_carries_the_sentence() {
    insta::assert_snapshot!(outbound(&[
        CallEvent::Answered,
        terminated_as_failed(Some(talk(1_000, 2_000, 1)), Some("WhatsApp heard nothing from us.")),
    ]), @"
    Answered -> in_progress, answered at 1000
    Terminated -> failed, ended at 2000, 1 s, Failed, “WhatsApp heard nothing from us.”
    ");
    insta::assert_snapshot!(inbound(&[terminated_as_failed(None, None)]), @"
    Terminated -> failed, ended at 1000, Failed, “The call failed. Call again if you need to.”
    ");
}

#[test]
fn an_agent_answers_a_customer() {
    insta::assert_snapshot!(inbound(&[
        CallEvent::Claimed,
        CallEvent::Claimed,
        CallEvent::Answered,
        CallEvent::Released,
        hung_up(),
        terminated_after(talk(3_000, 5_000, 2)),
    ]), @"
    Claimed -> claimed=true
    Claimed -> nothing
    Answered -> in_progress, answered at 3000
    Released -> nothing
    HungUp -> completed, ended at 5000, 2 s, HungUp
    Terminated -> 2 s
    ");
}

#[test]
fn the_customer_hangs_up_a_call_that_we_answered() {
    insta::assert_snapshot!(inbound(&[CallEvent::Answered, terminated()]), @"
    Answered -> in_progress, answered at 1000
    Terminated -> completed, ended at 2000, 1 s, CustomerHungUp
    ");
}

#[test]
fn the_customer_gives_up_before_anybody_answers() {
    insta::assert_snapshot!(inbound(&[terminated()]), @"
    Terminated -> missed, ended at 1000, CustomerCancelled
    ");
    insta::assert_snapshot!(inbound(&[CallEvent::Claimed, terminated()]), @"
    Claimed -> claimed=true
    Terminated -> missed, ended at 2000, CustomerCancelled
    ");
}

#[test]
fn we_decline_the_customer() {
    insta::assert_snapshot!(inbound(&[CallEvent::Declined, terminated()]), @"
    Declined -> rejected, ended at 1000, Declined
    Terminated -> nothing
    ");
    insta::assert_snapshot!(inbound(&[hung_up(), terminated()]), @"
    HungUp -> rejected, ended at 1000, Declined
    Terminated -> nothing
    ");
}

// *Answer* and then *Hang up* at once stood in the history as declined, which nobody had done.
#[test]
fn an_agent_who_hangs_up_while_answering_has_missed_the_call() {
    insta::assert_snapshot!(inbound(&[CallEvent::Claimed, hung_up(), terminated()]), @"
    Claimed -> claimed=true
    HungUp -> missed, ended at 2000, Cancelled
    Terminated -> nothing
    ");
}

#[test]
fn nobody_answers_the_customer_in_time() {
    insta::assert_snapshot!(inbound(&[CallEvent::RingTimedOut, terminated()]), @"
    RingTimedOut -> missed, ended at 1000, NoAnswer
    Terminated -> nothing
    ");
}

#[test]
fn the_ring_time_does_not_run_out_while_somebody_is_answering() {
    insta::assert_snapshot!(inbound(&[
        CallEvent::Claimed,
        CallEvent::RingTimedOut,
        CallEvent::Released,
        CallEvent::Released,
        CallEvent::RingTimedOut,
    ]), @"
    Claimed -> claimed=true
    RingTimedOut -> nothing
    Released -> claimed=false
    Released -> nothing
    RingTimedOut -> missed, ended at 5000, NoAnswer
    ");
}

#[test]
fn a_fault_on_our_side_is_a_failed_call_with_the_remedy() {
    insta::assert_snapshot!(inbound(&[
        CallEvent::Claimed,
        hung_up_because(EndReason::NoMicrophone),
    ]), @"
    Claimed -> claimed=true
    HungUp -> failed, ended at 2000, NoMicrophone, “The microphone could not be opened. Allow it in the browser, then call again.”
    ");
    insta::assert_snapshot!(outbound(&[
        CallEvent::Answered,
        CallEvent::ProviderAccepted,
        hung_up_because(EndReason::ConnectionLost),
        terminated_after(talk(1_000, 3_000, 2)),
    ]), @"
    Answered -> in_progress, answered at 1000
    ProviderAccepted -> nothing
    HungUp -> failed, ended at 3000, 2 s, ConnectionLost, “The audio connection was lost. Check the network, then call again if you need to.”
    Terminated -> 2 s
    ");
}

#[test]
fn what_only_the_other_direction_has_changes_nothing() {
    insta::assert_snapshot!(inbound(&[CallEvent::RingingThere, CallEvent::CustomerDeclined]), @"
    RingingThere -> nothing
    CustomerDeclined -> nothing
    ");
    insta::assert_snapshot!(outbound(&[CallEvent::Claimed, CallEvent::Released, CallEvent::Declined]), @"
    Claimed -> nothing
    Released -> nothing
    Declined -> nothing
    ");
}

#[test]
fn a_provider_clock_that_contradicts_ours_is_not_believed() {
    insta::assert_snapshot!(inbound(&[
        CallEvent::Answered,
        terminated_after(Talk { started: Some(0), ended: Some(500), seconds: None }),
    ]), @"
    Answered -> in_progress, answered at 1000
    Terminated -> completed, ended at 2000, 0 s, CustomerHungUp
    ");
}
