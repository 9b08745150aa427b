//! A call that a program asked for: it rings here, and this desk starts it, or somebody else does.

use tring_protocol::call::{Call, CallStatus, EndReason};
use tring_softphone::{
    Desk, Input,
    effect::Timer,
    input::{Announcement, Pickup, Request},
};

use crate::{
    given::{
        AGENT, announced, answer, changed, claim_lost, claimed_by, deadline, decline, dial,
        end_confirmed, ended, follows, hang_up, inbound, key, leads, microphone_refused,
        offer_ready, ours, outbound, peer_failed, placed, refused, remote_answer, ringing,
        ringing_here, snapshot, unknown,
    },
    transcript, transcript_after,
};

/// `c1`: a call that a program asked for, ringing for the agent of this desk and another.
fn requested(version: u32) -> Call {
    Call {
        desk_id: None,
        attempt_id: None,
        ringing_agents: vec![AGENT, 2],
        requested: true,
        requested_by: Some("CRM".to_owned()),
        ..outbound(version, CallStatus::Initiated)
    }
}

/// *Start call*.
fn start(call: u32) -> Input {
    Input::StartRequested {
        call: key(call),
        attempt_id: "a1".to_owned(),
        pickup: Pickup::Told,
    }
}

fn answer_wanted() -> Input {
    Input::AnswerWanted {
        call_id: "c1".to_owned(),
    }
}

fn requested_here() -> Vec<Input> {
    vec![leads(), snapshot(Vec::new()), changed(requested(1))]
}

fn starting() -> Vec<Input> {
    [requested_here(), vec![start(1)]].concat()
}

fn starting_and_asked() -> Vec<Input> {
    [starting(), vec![Input::MicrophoneOpened, offer_ready(1)]].concat()
}

#[test]
fn a_call_that_was_asked_for_from_the_first_ring_to_the_last_word() {
    insta::assert_snapshot!(transcript(&[
        leads(),
        snapshot(Vec::new()),
        changed(requested(1)),
        start(1),
        Input::MicrophoneOpened,
        offer_ready(1),
        changed(outbound(2, CallStatus::Initiated)),
        placed(1),
        remote_answer(),
        changed(outbound(3, CallStatus::Ringing)),
        changed(outbound(4, CallStatus::InProgress)),
        changed(ended(outbound(5, CallStatus::Completed), EndReason::CustomerHungUp)),
    ]), @r"
    Leading -> [] |
    Snapshot [] -> [] |
    CallChanged c1 v1 Initiated requested -> [StartTimer Ring 1 90 s, StartRinging 1] | 1 RingingHere
    Start 1 a1 -> [Announce desk answers c1, StopRinging 1, CancelTimer Ring 1, StartTimer SetUp 1 60 s, OpenMicrophone, CreateOffer 1] | 1 Calling
    MicrophoneOpened -> [] | 1 Calling
    OfferReady 1 -> [AttachMicrophone 1 Muted, PlaceCall 1 a1 to +15550100 offer as c1, StartTimer SetUp 1 30 s, WarnBeforeUnload On] | 1 Calling
    CallChanged c1 v2 Initiated -> [CancelTimer SetUp 1, StartTimer Ring 1 90 s] | 1 Calling
    Placed 1 c1 -> [] | 1 Calling
    RemoteAnswer c1 a1 sdp -> [ApplyRemoteAnswer 1 sdp] | 1 Calling
    CallChanged c1 v3 Ringing -> [StartRingback 1, StartTimer Ring 1 90 s] | 1 RingingThere
    CallChanged c1 v4 InProgress -> [StopRingback 1, CancelTimer Ring 1, StartTimer Media 1 20 s, SetMicrophone Live] | 1 Connecting, mute pending
    CallChanged c1 v5 Completed -> [DetachMicrophone 1, ClosePeer 1, CancelTimer Media 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp after 1 s)
    ");
}

#[test]
fn the_card_says_who_asked_for_it() {
    let mut desk = Desk::new("desk".to_owned());
    for input in requested_here() {
        desk.handle(0, input);
    }
    let view = desk.calls().pop().expect("a ringing call");
    assert_eq!(view.requested_by.as_deref(), Some("CRM"));
    assert_eq!(view.number.as_deref(), Some("+15550100"), "the customer's");
    assert_eq!(view.call_id.as_deref(), Some("c1"));
}

#[test]
fn another_agent_starts_it_first() {
    let taken = || Call {
        requested: false,
        ..claimed_by("other", "Bob", requested(2))
    };
    insta::assert_snapshot!(transcript_after(&requested_here(), &[changed(taken())]), @r"
    CallChanged c1 v2 Initiated at other -> [StopRinging 1, CancelTimer Ring 1] | 1 Ended (answered by Bob)
    ");
    insta::assert_snapshot!(transcript_after(&starting(), &[changed(taken())]), @r"
    CallChanged c1 v2 Initiated at other -> [ClosePeer 1, CancelTimer SetUp 1, CloseMicrophone] | 1 Ended (answered by Bob)
    ");
    insta::assert_snapshot!(transcript_after(&starting_and_asked(), &[changed(taken())]), @r"
    CallChanged c1 v2 Initiated at other -> [DetachMicrophone 1, ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (answered by Bob)
    ");
    insta::assert_snapshot!(transcript_after(&starting_and_asked(), &[
        claim_lost(1, Some("Bob")),
        changed(taken()),
    ]), @r"
    ClaimLost 1 Bob -> [DetachMicrophone 1, ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (answered by Bob)
    CallChanged c1 v2 Initiated at other -> [] | 1 Ended (answered by Bob)
    ");
}

/// Until a desk has it the call is anybody's: the routing may have gone on to the next agent while the browser asked
/// for the microphone, and whoever presses first has it all the same.
#[test]
fn what_the_routing_does_meanwhile_does_not_stop_who_has_pressed() {
    let next = Call {
        ringing_agents: vec![2],
        ..requested(2)
    };
    insta::assert_snapshot!(transcript_after(&starting(), &[
        changed(next),
        Input::MicrophoneOpened,
        offer_ready(1),
    ]), @r"
    CallChanged c1 v2 Initiated requested -> [] | 1 Calling
    MicrophoneOpened -> [] | 1 Calling
    OfferReady 1 -> [AttachMicrophone 1 Muted, PlaceCall 1 a1 to +15550100 offer as c1, StartTimer SetUp 1 30 s, WarnBeforeUnload On] | 1 Calling
    ");
}

#[test]
fn not_now_leaves_it_to_the_next_agent() {
    insta::assert_snapshot!(transcript_after(&requested_here(), &[
        decline(1),
        end_confirmed(1),
        changed(requested(2)),
    ]), @r"
    Decline 1 -> [Announce declined c1, SendReject 1 c1, StopRinging 1, CancelTimer Ring 1, StartTimer End 1 15 s] |
    Ended 1 -> [CancelTimer End 1] |
    CallChanged c1 v2 Initiated requested -> [] |
    ");
}

#[test]
fn the_routing_goes_on_to_another_agent() {
    let next = Call {
        ringing_agents: vec![2],
        ..requested(2)
    };
    insta::assert_snapshot!(transcript_after(&requested_here(), &[changed(next)]), @r"
    CallChanged c1 v2 Initiated requested -> [StopRinging 1, CancelTimer Ring 1] |
    ");
}

#[test]
fn nobody_starts_it() {
    let over = Call {
        requested: false,
        ..ended(outbound(2, CallStatus::Failed), EndReason::NoAgent)
    };
    insta::assert_snapshot!(transcript_after(&requested_here(), &[changed(over)]), @r"
    CallChanged c1 v2 Failed -> [StopRinging 1, CancelTimer Ring 1] | 1 Ended (NoAgent)
    ");
    insta::assert_snapshot!(transcript_after(&requested_here(), &[deadline(Timer::Ring, 1)]), @r"
    DeadlineReached Ring 1 -> [StopRinging 1] | 1 Ended (NoAgent)
    ");
}

#[test]
fn hanging_up_ends_it_wherever_it_stands() {
    insta::assert_snapshot!(transcript_after(&starting(), &[hang_up(1), end_confirmed(1)]), @r"
    HangUp 1 -> [SendEnd 1 c1, ClosePeer 1, CancelTimer SetUp 1, StartTimer End 1 15 s, WarnBeforeUnload On, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (Cancelled)
    ");
    insta::assert_snapshot!(transcript_after(&starting_and_asked(), &[
        hang_up(1),
        placed(1),
        end_confirmed(1),
    ]), @r"
    HangUp 1 -> [SendEnd 1 c1, DetachMicrophone 1, ClosePeer 1, CancelTimer SetUp 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Placed 1 c1 -> [] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (Cancelled)
    ");
}

#[test]
fn what_does_not_work_here_lets_it_ring_again() {
    insta::assert_snapshot!(transcript_after(&starting(), &[microphone_refused()]), @r#"
    MicrophoneRefused Denied -> [Announce desk gave up c1, ClosePeer 1, CancelTimer SetUp 1, StartTimer Ring 2 90 s, StartRinging 2] | 2 RingingHere, AnswerFailed("The microphone is blocked. Allow it for this page in the browser, then try again.")
    "#);
    insta::assert_snapshot!(transcript_after(&starting(), &[peer_failed(1)]), @r#"
    PeerFailed 1 -> [Announce desk gave up c1, ClosePeer 1, CancelTimer SetUp 1, StartTimer Ring 2 90 s, StartRinging 2, CloseMicrophone] | 2 RingingHere, AnswerFailed("This browser could not make the connection. Try again, or let a colleague answer.")
    "#);
    insta::assert_snapshot!(transcript_after(&starting(), &[deadline(Timer::SetUp, 1)]), @r#"
    DeadlineReached SetUp 1 -> [Announce desk gave up c1, ClosePeer 1, StartTimer Ring 2 90 s, StartRinging 2, CloseMicrophone] | 2 RingingHere, AnswerFailed("The microphone did not open in time. Allow it for this page in the browser, then try again.")
    "#);
    insta::assert_snapshot!(transcript_after(&starting(), &[
        Input::MicrophoneOpened,
        deadline(Timer::SetUp, 1),
    ]), @r#"
    MicrophoneOpened -> [] | 1 Calling
    DeadlineReached SetUp 1 -> [Announce desk gave up c1, ClosePeer 1, StartTimer Ring 2 90 s, StartRinging 2, CloseMicrophone] | 2 RingingHere, AnswerFailed("This browser could not make the connection. Try again, or let a colleague answer.")
    "#);
    insta::assert_snapshot!(transcript_after(&starting_and_asked(), &[
        refused(1, Request::Place),
        start(2),
    ]), @r#"
    PlaceFailed 1 Refused -> [Announce desk gave up c1, DetachMicrophone 1, ClosePeer 1, CancelTimer SetUp 1, StartTimer Ring 2 90 s, StartRinging 2, WarnBeforeUnload Off, CloseMicrophone] | 2 RingingHere, AnswerFailed("No.")
    Start 2 a1 -> [Announce desk answers c1, StopRinging 2, CancelTimer Ring 2, StartTimer SetUp 2 60 s, OpenMicrophone, CreateOffer 2] | 2 Calling
    "#);
}

#[test]
fn a_request_in_doubt_is_ended_when_nobody_tells_what_became_of_it() {
    insta::assert_snapshot!(transcript_after(&starting_and_asked(), &[
        unknown(1, Request::Place),
        deadline(Timer::SetUp, 1),
        end_confirmed(1),
    ]), @r#"
    PlaceFailed 1 Unknown -> [StartTimer SetUp 1 15 s] | 1 Calling, PlacingInDoubt("No word.")
    DeadlineReached SetUp 1 -> [SendEnd 1 c1 ProviderUnreachable, DetachMicrophone 1, ClosePeer 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (“No word.”)
    "#);
    insta::assert_snapshot!(transcript_after(&starting_and_asked(), &[
        unknown(1, Request::Place),
        changed(outbound(2, CallStatus::Initiated)),
    ]), @r#"
    PlaceFailed 1 Unknown -> [StartTimer SetUp 1 15 s] | 1 Calling, PlacingInDoubt("No word.")
    CallChanged c1 v2 Initiated -> [CancelTimer SetUp 1, StartTimer Ring 1 90 s] | 1 Calling, PlacingInDoubt("No word.")
    "#);
}

#[test]
fn a_refusal_after_the_proxy_has_told_is_the_end() {
    insta::assert_snapshot!(transcript_after(&starting_and_asked(), &[
        changed(outbound(2, CallStatus::Initiated)),
        refused(1, Request::Place),
    ]), @r"
    CallChanged c1 v2 Initiated -> [CancelTimer SetUp 1, StartTimer Ring 1 90 s] | 1 Calling
    PlaceFailed 1 Refused -> [DetachMicrophone 1, ClosePeer 1, CancelTimer Ring 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (“No.”)
    ");
}

#[test]
fn the_other_tabs_stop_ringing_and_ring_again_when_it_did_not_work() {
    let other = |announcement: fn(String, String) -> Announcement| {
        announced(announcement("c1".to_owned(), "other".to_owned()))
    };
    insta::assert_snapshot!(transcript_after(&requested_here(), &[
        other(|call_id, desk_id| Announcement::Answering { call_id, desk_id }),
        other(|call_id, desk_id| Announcement::GaveUp { call_id, desk_id }),
    ]), @r"
    Announced other answers c1 -> [StopRinging 1, CancelTimer Ring 1] | 1 Ended (answered elsewhere)
    Announced other gave up c1 -> [StartTimer Ring 2 90 s, StartRinging 2] | 2 RingingHere
    ");
}

#[test]
fn it_is_over_when_the_page_comes_back_from_offline() {
    insta::assert_snapshot!(transcript_after(&starting(), &[snapshot(Vec::new())]), @r"
    Snapshot [] -> [ClosePeer 1, CancelTimer SetUp 1, CloseMicrophone] | 1 Ended (“The call ended while this page was offline.”)
    ");
    insta::assert_snapshot!(transcript_after(&starting_and_asked(), &[snapshot(Vec::new())]), @r"
    Snapshot [] -> [DetachMicrophone 1, ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (“The call ended while this page was offline.”)
    ");
}

#[test]
fn a_page_that_closes_leaves_it_to_the_others_until_it_has_asked() {
    insta::assert_snapshot!(transcript_after(&starting(), &[Input::PageClosing]), @r"
    PageClosing -> [Announce desk gave up c1, ClosePeer 1, CancelTimer SetUp 1, CloseMicrophone] |
    ");
    insta::assert_snapshot!(transcript_after(&starting_and_asked(), &[Input::PageClosing]), @r"
    PageClosing -> [TerminateKeepalive c1, DetachMicrophone 1, ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (HungUp)
    ");
}

#[test]
fn a_call_in_progress_holds_the_desk() {
    insta::assert_snapshot!(transcript_after(&requested_here(), &[dial("a2"), start(1)]), @r"
    Dial a2 -> [OpenMicrophone, CreateOffer 2, StartTimer SetUp 2 60 s] | 2 Calling, 1 RingingHere
    Start 1 a1 -> [] | 2 Calling, 1 RingingHere, AlreadyInACall
    ");
}

#[test]
fn each_button_is_for_its_own_kind_of_call() {
    insta::assert_snapshot!(transcript_after(&requested_here(), &[answer(1)]), @r"
    Answer 1 -> [] | 1 RingingHere
    ");
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[start(1)]), @r"
    Start 1 a1 -> [] | 1 RingingHere
    ");
}

#[test]
fn a_number_that_cannot_be_called_says_so() {
    let hidden = Call {
        to_number: "nobody".to_owned(),
        ..requested(1)
    };
    insta::assert_snapshot!(transcript(&[snapshot(vec![hidden]), start(1)]), @r#"
    Snapshot [c1 v1 Initiated requested] -> [StartTimer Ring 1 90 s] | 1 RingingHere
    Start 1 a1 -> [Announce desk gave up c1, CancelTimer Ring 1, StartTimer Ring 2 90 s] | 2 RingingHere, AnswerFailed("This call has no number that can be called. Choose “Not now”.")
    "#);
}

#[test]
fn a_program_answers_for_the_agent() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        answer_wanted(),
        changed(ours(ringing(2))),
    ]), @r"
    AnswerWanted c1 -> [Announce desk answers c1, ClaimCall 1 c1, StopRinging 1, CancelTimer Ring 1, StartTimer SetUp 1 15 s, OpenMicrophone] | 1 Connecting
    CallChanged c1 v2 Ringing at desk -> [] | 1 Connecting
    ");
}

/// A CRM has one button, the inbox may be open in three tabs: one of them answers, not three.
#[test]
fn only_the_leading_tab_answers_for_a_program() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[follows(), answer_wanted()]), @r"
    Following -> [StopRinging 1] | 1 RingingHere
    AnswerWanted c1 -> [] | 1 RingingHere
    ");
}

#[test]
fn whoever_is_in_a_call_does_not_answer_for_a_program() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[dial("a2"), answer_wanted()]), @r"
    Dial a2 -> [OpenMicrophone, CreateOffer 2, StartTimer SetUp 2 60 s] | 2 Calling, 1 RingingHere
    AnswerWanted c1 -> [] | 2 Calling, 1 RingingHere
    ");
    let elsewhere = Announcement::Engaged {
        desk_id: "other".to_owned(),
    };
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        announced(elsewhere),
        answer_wanted(),
    ]), @r"
    Announced other engaged -> [] | 1 RingingHere
    AnswerWanted c1 -> [] | 1 RingingHere
    ");
}

#[test]
fn a_program_cannot_answer_what_does_not_ring_here() {
    insta::assert_snapshot!(transcript_after(&requested_here(), &[answer_wanted()]), @r"
    AnswerWanted c1 -> [] | 1 RingingHere
    ");
    insta::assert_snapshot!(transcript_after(&[leads(), snapshot(Vec::new())], &[answer_wanted()]), @r"
    AnswerWanted c1 -> [] |
    ");
    let over = ended(inbound(2, CallStatus::Missed), EndReason::NoAnswer);
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[changed(over), answer_wanted()]), @r"
    CallChanged c1 v2 Missed -> [StopRinging 1, CancelTimer Ring 1] | 1 Ended (NoAnswer)
    AnswerWanted c1 -> [] | 1 Ended (NoAnswer)
    ");
}
