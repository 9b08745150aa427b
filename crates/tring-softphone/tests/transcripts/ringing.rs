//! A call that rings here, and how it stops.

use tring_protocol::call::{Call, CallStatus, EndReason};
use tring_softphone::{Desk, Input, effect::Timer, input::Request};

use crate::{
    given::{
        answer, changed, claimed_by, deadline, decline, dial, end_confirmed, ended, follows,
        hang_up, inbound, key, leads, ours, outbound, refused, ringing, ringing_here, snapshot,
        unknown,
    },
    transcript, transcript_after,
};

#[test]
fn only_the_leading_tab_makes_a_sound() {
    insta::assert_snapshot!(transcript(&[
        snapshot(vec![ringing(1)]),
        leads(),
        follows(),
        leads(),
        changed(ended(inbound(2, CallStatus::Missed), EndReason::CustomerCancelled)),
    ]), @r"
    Snapshot [c1 v1 Ringing] -> [StartTimer Ring 1 90 s] | 1 RingingHere
    Leading -> [StartRinging 1] | 1 RingingHere
    Following -> [StopRinging 1] | 1 RingingHere
    Leading -> [StartRinging 1] | 1 RingingHere
    CallChanged c1 v2 Missed -> [StopRinging 1, CancelTimer Ring 1] | 1 Ended (CustomerCancelled)
    ");
}

#[test]
fn a_call_for_other_agents_does_not_ring_here() {
    let theirs = Call {
        ringing_agents: vec![2],
        ..ringing(1)
    };
    insta::assert_snapshot!(transcript(&[snapshot(Vec::new()), changed(theirs)]), @r"
    Snapshot [] -> [] |
    CallChanged c1 v1 Ringing -> [] |
    ");
}

#[test]
fn a_call_rings_here_from_the_moment_the_routing_comes_to_this_agent() {
    let theirs = Call {
        ringing_agents: vec![2],
        ..ringing(3)
    };
    insta::assert_snapshot!(transcript(&[
        snapshot(Vec::new()),
        changed(inbound(1, CallStatus::Initiated)),
        changed(ringing(2)),
        changed(theirs),
        changed(ringing(4)),
    ]), @r"
    Snapshot [] -> [] |
    CallChanged c1 v1 Initiated -> [] |
    CallChanged c1 v2 Ringing -> [StartTimer Ring 1 90 s] | 1 RingingHere
    CallChanged c1 v3 Ringing -> [CancelTimer Ring 1] |
    CallChanged c1 v4 Ringing -> [StartTimer Ring 2 90 s] | 2 RingingHere
    ");
}

#[test]
fn nobody_answers() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        changed(ended(inbound(2, CallStatus::Missed), EndReason::NoAnswer)),
    ]), @r"
    CallChanged c1 v2 Missed -> [StopRinging 1, CancelTimer Ring 1] | 1 Ended (NoAnswer)
    ");
}

#[test]
fn a_ring_that_nobody_ends_stops_by_itself() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        deadline(Timer::Ring, 1),
        changed(ringing(2)),
    ]), @r"
    DeadlineReached Ring 1 -> [StopRinging 1] | 1 Ended (NoAnswer)
    CallChanged c1 v2 Ringing -> [] | 1 Ended (NoAnswer)
    ");
}

#[test]
fn declining_frees_the_desk_at_once() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        decline(1),
        dial("a1"),
        end_confirmed(1),
    ]), @r"
    Decline 1 -> [Announce declined c1, SendReject 1 c1, StopRinging 1, CancelTimer Ring 1, StartTimer End 1 15 s] |
    Dial a1 -> [OpenMicrophone, CreateOffer 2, StartTimer SetUp 2 60 s] | 2 Calling
    Ended 1 -> [CancelTimer End 1] | 2 Calling
    ");
}

#[test]
fn a_decline_that_does_not_get_through_is_repeated_in_the_background() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        decline(1),
        unknown(1, Request::Reject),
        deadline(Timer::End, 1),
        unknown(1, Request::Reject),
        deadline(Timer::End, 1),
        refused(1, Request::Reject),
    ]), @r"
    Decline 1 -> [Announce declined c1, SendReject 1 c1, StopRinging 1, CancelTimer Ring 1, StartTimer End 1 15 s] |
    RejectFailed 1 Unknown -> [StartTimer End 1 1 s] | EndNotConfirmed
    DeadlineReached End 1 -> [SendReject 1 c1, StartTimer End 1 15 s] | EndNotConfirmed
    RejectFailed 1 Unknown -> [StartTimer End 1 2 s] | EndNotConfirmed
    DeadlineReached End 1 -> [SendReject 1 c1, StartTimer End 1 15 s] | EndNotConfirmed
    RejectFailed 1 Refused -> [CancelTimer End 1] |
    ");
}

#[test]
fn a_declined_call_does_not_ring_here_again() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        decline(1),
        changed(ringing(2)),
        end_confirmed(1),
        changed(ringing(3)),
        changed(ended(inbound(4, CallStatus::Rejected), EndReason::Declined)),
    ]), @r"
    Decline 1 -> [Announce declined c1, SendReject 1 c1, StopRinging 1, CancelTimer Ring 1, StartTimer End 1 15 s] |
    CallChanged c1 v2 Ringing -> [] |
    Ended 1 -> [CancelTimer End 1] |
    CallChanged c1 v3 Ringing -> [] |
    CallChanged c1 v4 Rejected -> [] |
    ");
}

#[test]
fn a_decline_is_settled_by_the_end_of_the_call() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        decline(1),
        unknown(1, Request::Reject),
        changed(ended(inbound(2, CallStatus::Rejected), EndReason::Declined)),
    ]), @r"
    Decline 1 -> [Announce declined c1, SendReject 1 c1, StopRinging 1, CancelTimer Ring 1, StartTimer End 1 15 s] |
    RejectFailed 1 Unknown -> [StartTimer End 1 1 s] | EndNotConfirmed
    CallChanged c1 v2 Rejected -> [CancelTimer End 1] |
    ");
}

#[test]
fn hanging_up_a_ringing_call_declines_it() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[hang_up(1)]), @r"
    HangUp 1 -> [Announce declined c1, SendReject 1 c1, StopRinging 1, CancelTimer Ring 1, StartTimer End 1 15 s] |
    ");
}

#[test]
fn another_agent_answers_and_gives_it_back() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        changed(claimed_by("other", "Bob", ringing(2))),
        changed(ringing(3)),
        changed(claimed_by("other", "Bob", inbound(4, CallStatus::InProgress))),
        Input::DismissRequested { call: key(2) },
    ]), @r"
    CallChanged c1 v2 Ringing at other -> [StopRinging 1, CancelTimer Ring 1] | 1 Ended (answered by Bob)
    CallChanged c1 v3 Ringing -> [StartTimer Ring 2 90 s, StartRinging 2] | 2 RingingHere
    CallChanged c1 v4 InProgress at other -> [StopRinging 2, CancelTimer Ring 2] | 2 Ended (answered by Bob)
    Dismiss 2 -> [] |
    ");
}

/// After a reload the page is a new desk: what the old one did is somebody else's.
#[test]
fn a_call_of_the_desk_that_this_page_was_before_its_reload_is_not_ours() {
    insta::assert_snapshot!(transcript(&[
        snapshot(vec![claimed_by("desk-before", "Ada", inbound(3, CallStatus::InProgress))]),
        snapshot(vec![Call { attempt_id: None, ..outbound(3, CallStatus::InProgress) }]),
    ]), @r"
    Snapshot [c1 v3 InProgress at desk-before] -> [] |
    Snapshot [c1 v3 InProgress] -> [] |
    ");
}

#[test]
fn a_call_that_rings_on_after_answering_failed_stops_when_another_agent_has_it() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        answer(1),
        changed(ours(ringing(2))),
        refused(1, Request::Claim),
        changed(claimed_by("other", "Bob", ringing(3))),
    ]), @r#"
    Answer 1 -> [Announce desk answers c1, ClaimCall 1 c1, StopRinging 1, CancelTimer Ring 1, StartTimer SetUp 1 15 s, OpenMicrophone] | 1 Connecting
    CallChanged c1 v2 Ringing at desk -> [] | 1 Connecting
    ClaimFailed 1 Refused -> [Announce desk gave up c1, CancelTimer SetUp 1, StartTimer Ring 2 90 s, StartRinging 2, CloseMicrophone] | 2 RingingHere, AnswerFailed("No.")
    CallChanged c1 v3 Ringing at other -> [StopRinging 2, CancelTimer Ring 2] | 2 Ended (answered by Bob), AnswerFailed("No.")
    "#);
}

#[test]
fn several_calls_ring_beside_each_other() {
    let second = Call {
        call_id: "c2".to_owned(),
        ..ringing(1)
    };
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        changed(second),
        answer(2),
        decline(1),
    ]), @r"
    CallChanged c2 v1 Ringing -> [StartTimer Ring 2 90 s, StartRinging 2] | 1 RingingHere, 2 RingingHere
    Answer 2 -> [Announce desk answers c2, ClaimCall 2 c2, StopRinging 2, CancelTimer Ring 2, StartTimer SetUp 2 15 s, OpenMicrophone] | 2 Connecting, 1 RingingHere
    Decline 1 -> [Announce declined c1, SendReject 1 c1, StopRinging 1, CancelTimer Ring 1, StartTimer End 1 15 s] | 2 Connecting
    ");
}

/// After a reload the card said that the caller had been waiting for 0:00.
#[test]
fn the_caller_waits_since_the_first_ring_also_at_a_page_that_opens_later() {
    let since = |initiated_at| {
        let mut desk = Desk::new("desk".to_owned());
        let call = Call {
            initiated_at,
            ..ringing(1)
        };
        desk.handle(20_000, snapshot(vec![call]));
        desk.calls().first().map(|call| call.since)
    };
    assert_eq!(since(8_000), Some(8_000));
    assert_eq!(since(21_000), Some(20_000), "the clocks differ a little");
}
