//! Answering a customer.

use tring_protocol::call::{CallStatus, EndReason};
use tring_softphone::{
    Input,
    effect::Timer,
    input::{PreAccept, Request},
};

use crate::{
    given::{
        accepting, accepting_directly, accepting_in_doubt, answer, answer_ready, answered,
        answering, changed, claim_lost, claimed, claiming, connected, deadline, end_confirmed,
        ended, inbound, leads, microphone_refused, ours, peer_failed, pre_accepted, pre_accepting,
        refused, ringing, ringing_here, snapshot, unknown, waiting_for_media,
    },
    transcript, transcript_after,
};

#[test]
fn a_call_from_the_first_ring_to_the_last_word() {
    insta::assert_snapshot!(transcript(&[
        leads(),
        snapshot(Vec::new()),
        changed(ringing(1)),
        answer(1),
        changed(ours(ringing(2))),
        claimed(1, PreAccept::Supported),
        Input::MicrophoneOpened,
        answer_ready(1),
        pre_accepted(1),
        connected(1),
        answered(1),
        changed(ours(inbound(3, CallStatus::InProgress))),
        changed(ended(ours(inbound(4, CallStatus::Completed)), EndReason::CustomerHungUp)),
    ]), @r"
    Leading -> [] |
    Snapshot [] -> [] |
    CallChanged c1 v1 Ringing -> [StartTimer Ring 1 90 s, StartRinging 1] | 1 RingingHere
    Answer 1 -> [Announce desk answers c1, ClaimCall 1 c1, StopRinging 1, CancelTimer Ring 1, StartTimer SetUp 1 15 s, OpenMicrophone] | 1 Connecting
    CallChanged c1 v2 Ringing at desk -> [] | 1 Connecting
    Claimed 1, pre-accept Supported -> [CreateAnswer 1 offer, StartTimer SetUp 1 15 s, WarnBeforeUnload On] | 1 Connecting
    MicrophoneOpened -> [] | 1 Connecting
    AnswerReady 1 -> [SendPreAccept 1 answer, StartTimer SetUp 1 15 s] | 1 Connecting
    PreAccepted 1 -> [StartTimer SetUp 1 3 s] | 1 Connecting
    MediaConnected 1 -> [SendAnswer 1 answer, StartTimer SetUp 1 30 s] | 1 Connecting
    Answered 1 -> [CancelTimer SetUp 1, AttachMicrophone 1 Live] | 1 InProgress
    CallChanged c1 v3 InProgress at desk -> [] | 1 InProgress
    CallChanged c1 v4 Completed at desk -> [DetachMicrophone 1, ClosePeer 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp after 2 s)
    ");
}

#[test]
fn without_pre_accept_the_answer_goes_out_at_once() {
    insta::assert_snapshot!(transcript_after(&claiming(), &[
        claimed(1, PreAccept::Unsupported),
        answer_ready(1),
        Input::MicrophoneOpened,
        answered(1),
        connected(1),
    ]), @r"
    Claimed 1, pre-accept Unsupported -> [CreateAnswer 1 offer, StartTimer SetUp 1 15 s, WarnBeforeUnload On] | 1 Connecting
    AnswerReady 1 -> [] | 1 Connecting
    MicrophoneOpened -> [SendAnswer 1 answer, StartTimer SetUp 1 30 s] | 1 Connecting
    Answered 1 -> [CancelTimer SetUp 1, StartTimer Media 1 20 s, AttachMicrophone 1 Live] | 1 Connecting
    MediaConnected 1 -> [CancelTimer Media 1] | 1 InProgress
    ");
}

/// Media that the microphone enters before `answer` has succeeded start the caller's timer.
#[test]
fn the_microphone_reaches_the_customer_only_after_the_answer_was_taken() {
    let story = transcript_after(&waiting_for_media(), &[connected(1), answered(1)]);
    let before = story.split_once("Answered").map(|(before, _)| before);
    assert_eq!(
        before.map(|text| text.contains("AttachMicrophone")),
        Some(false)
    );
    assert!(story.contains("AttachMicrophone 1 Live"), "{story}");
}

#[test]
fn media_that_connect_before_pre_accept_returns_are_not_waited_for_again() {
    insta::assert_snapshot!(transcript_after(&pre_accepting(), &[
        connected(1),
        pre_accepted(1),
    ]), @r"
    MediaConnected 1 -> [] | 1 Connecting
    PreAccepted 1 -> [SendAnswer 1 answer, StartTimer SetUp 1 30 s] | 1 Connecting
    ");
}

#[test]
fn media_that_do_not_connect_after_pre_accept_do_not_hold_up_the_answer() {
    insta::assert_snapshot!(transcript_after(&waiting_for_media(), &[
        deadline(Timer::SetUp, 1),
        answered(1),
        connected(1),
    ]), @r"
    DeadlineReached SetUp 1 -> [SendAnswer 1 answer, StartTimer SetUp 1 30 s] | 1 Connecting
    Answered 1 -> [CancelTimer SetUp 1, StartTimer Media 1 20 s, AttachMicrophone 1 Live] | 1 Connecting
    MediaConnected 1 -> [CancelTimer Media 1] | 1 InProgress
    ");
}

#[test]
fn a_claim_that_another_agent_has_won_tells_who() {
    insta::assert_snapshot!(transcript_after(&claiming(), &[claim_lost(1, Some("Bob"))]), @r"
    ClaimLost 1 Bob -> [CancelTimer SetUp 1, CloseMicrophone] | 1 Ended (answered by Bob)
    ");
}

#[test]
fn a_claim_that_ran_out_rings_again_once_the_proxy_releases_it() {
    insta::assert_snapshot!(transcript_after(&answering(), &[
        changed(ours(ringing(2))),
        claim_lost(1, None),
        changed(ringing(3)),
    ]), @r"
    CallChanged c1 v2 Ringing at desk -> [] | 1 Connecting
    ClaimLost 1  -> [ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (answered elsewhere)
    CallChanged c1 v3 Ringing -> [StartTimer Ring 2 90 s, StartRinging 2] | 2 RingingHere
    ");
}

#[test]
fn a_claim_that_the_proxy_releases_rings_again_though_the_page_is_still_busy() {
    insta::assert_snapshot!(transcript_after(&answering(), &[
        changed(ours(ringing(2))),
        changed(ringing(3)),
        claim_lost(1, None),
        answer_ready(1),
        answer(2),
    ]), @r#"
    CallChanged c1 v2 Ringing at desk -> [] | 1 Connecting
    CallChanged c1 v3 Ringing -> [Announce desk gave up c1, ClosePeer 1, CancelTimer SetUp 1, StartTimer Ring 2 90 s, StartRinging 2, WarnBeforeUnload Off, CloseMicrophone] | 2 RingingHere, AnswerFailed("Answering took too long. Try again.")
    ClaimLost 1  -> [] | 2 RingingHere, AnswerFailed("Answering took too long. Try again.")
    AnswerReady 1 -> [] | 2 RingingHere, AnswerFailed("Answering took too long. Try again.")
    Answer 2 -> [Announce desk answers c1, ClaimCall 2 c1, StopRinging 2, CancelTimer Ring 2, StartTimer SetUp 2 15 s, OpenMicrophone] | 2 Connecting
    "#);
}

/// The event of before the claim may arrive after the response to it.
#[test]
fn news_of_before_the_claim_does_not_end_the_claim() {
    insta::assert_snapshot!(transcript_after(&answering(), &[
        changed(ringing(2)),
        changed(ours(ringing(3))),
    ]), @r"
    CallChanged c1 v2 Ringing -> [] | 1 Connecting
    CallChanged c1 v3 Ringing at desk -> [] | 1 Connecting
    ");
}

#[test]
fn a_microphone_that_is_refused_lets_the_call_ring_on_so_that_it_can_be_answered_again() {
    insta::assert_snapshot!(transcript_after(&claiming(), &[
        microphone_refused(),
        claimed(1, PreAccept::Supported),
        answer(2),
        Input::MicrophoneOpened,
    ]), @r#"
    MicrophoneRefused Denied -> [Announce desk gave up c1, CancelTimer SetUp 1, StartTimer Ring 2 90 s, StartRinging 2] | 2 RingingHere, AnswerFailed("The microphone is blocked. Allow it for this page in the browser, then try again.")
    Claimed 1, pre-accept Supported -> [] | 2 RingingHere, AnswerFailed("The microphone is blocked. Allow it for this page in the browser, then try again.")
    Answer 2 -> [Announce desk answers c1, ClaimCall 2 c1, StopRinging 2, CancelTimer Ring 2, StartTimer SetUp 2 15 s, OpenMicrophone] | 2 Connecting
    MicrophoneOpened -> [] | 2 Connecting
    "#);
}

#[test]
fn a_refused_claim_lets_the_call_ring_on() {
    insta::assert_snapshot!(transcript_after(&claiming(), &[refused(1, Request::Claim)]), @r#"
    ClaimFailed 1 Refused -> [Announce desk gave up c1, CancelTimer SetUp 1, StartTimer Ring 2 90 s, StartRinging 2, CloseMicrophone] | 2 RingingHere, AnswerFailed("No.")
    "#);
}

#[test]
fn a_claim_that_gets_no_answer_lets_the_call_ring_on() {
    insta::assert_snapshot!(transcript_after(&claiming(), &[unknown(1, Request::Claim)]), @r#"
    ClaimFailed 1 Unknown -> [Announce desk gave up c1, CancelTimer SetUp 1, StartTimer Ring 2 90 s, StartRinging 2, CloseMicrophone] | 2 RingingHere, AnswerFailed("No word.")
    "#);
    insta::assert_snapshot!(transcript_after(&claiming(), &[deadline(Timer::SetUp, 1)]), @r#"
    DeadlineReached SetUp 1 -> [Announce desk gave up c1, StartTimer Ring 2 90 s, StartRinging 2, CloseMicrophone] | 2 RingingHere, AnswerFailed("Answering took too long. Try again.")
    "#);
}

#[test]
fn an_answer_that_cannot_be_made_lets_the_call_ring_on() {
    insta::assert_snapshot!(transcript_after(&answering(), &[peer_failed(1)]), @r#"
    PeerFailed 1 -> [Announce desk gave up c1, ClosePeer 1, CancelTimer SetUp 1, StartTimer Ring 2 90 s, StartRinging 2, WarnBeforeUnload Off, CloseMicrophone] | 2 RingingHere, AnswerFailed("This browser could not make the connection. Try again, or let a colleague answer.")
    "#);
}

#[test]
fn a_refused_pre_accept_lets_the_call_ring_on() {
    insta::assert_snapshot!(transcript_after(&pre_accepting(), &[
        refused(1, Request::PreAccept),
    ]), @r#"
    PreAcceptFailed 1 Refused -> [Announce desk gave up c1, ClosePeer 1, CancelTimer SetUp 1, StartTimer Ring 2 90 s, StartRinging 2, WarnBeforeUnload Off, CloseMicrophone] | 2 RingingHere, AnswerFailed("No.")
    "#);
}

/// Whether it worked or not, `answer` with the same SDP is right.
#[test]
fn a_pre_accept_without_an_answer_is_followed_by_answer() {
    insta::assert_snapshot!(transcript_after(&pre_accepting(), &[
        unknown(1, Request::PreAccept),
    ]), @r"
    PreAcceptFailed 1 Unknown -> [SendAnswer 1 answer, StartTimer SetUp 1 30 s] | 1 Connecting
    ");
}

#[test]
fn a_refused_answer_lets_the_call_ring_on_where_nothing_was_accepted() {
    insta::assert_snapshot!(transcript_after(&accepting_directly(), &[
        refused(1, Request::Answer),
    ]), @r#"
    AnswerFailed 1 Refused -> [Announce desk gave up c1, ClosePeer 1, CancelTimer SetUp 1, StartTimer Ring 2 90 s, StartRinging 2, WarnBeforeUnload Off, CloseMicrophone] | 2 RingingHere, AnswerFailed("No.")
    "#);
}

#[test]
fn a_refused_answer_after_pre_accept_ends_the_call() {
    insta::assert_snapshot!(transcript_after(&accepting(), &[
        refused(1, Request::Answer),
        end_confirmed(1),
    ]), @r"
    AnswerFailed 1 Refused -> [SendEnd 1 c1 Failed, ClosePeer 1, CancelTimer SetUp 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (“No.”)
    ");
}

#[test]
fn an_answer_in_doubt_is_settled_by_the_socket() {
    insta::assert_snapshot!(transcript_after(&accepting_in_doubt(), &[
        changed(ours(inbound(2, CallStatus::InProgress))),
        answered(1),
    ]), @r"
    CallChanged c1 v2 InProgress at desk -> [CancelTimer SetUp 1, AttachMicrophone 1 Live] | 1 InProgress
    Answered 1 -> [] | 1 InProgress
    ");
}

#[test]
fn an_answer_in_doubt_for_too_long_ends_the_call() {
    insta::assert_snapshot!(transcript_after(&accepting(), &[
        deadline(Timer::SetUp, 1),
        deadline(Timer::SetUp, 1),
        end_confirmed(1),
    ]), @r"
    DeadlineReached SetUp 1 -> [StartTimer SetUp 1 15 s] | 1 Connecting
    DeadlineReached SetUp 1 -> [SendEnd 1 c1 ProviderUnreachable, ClosePeer 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (“The answer could not be confirmed. The call was ended.”)
    ");
}

#[test]
fn a_second_call_cannot_be_answered_while_one_holds_the_desk() {
    let mut second = ringing(1);
    second.call_id = "c2".to_owned();
    insta::assert_snapshot!(transcript_after(&accepting(), &[
        changed(second),
        answer(2),
    ]), @r"
    CallChanged c2 v1 Ringing -> [StartTimer Ring 2 90 s, StartRinging 2] | 1 Connecting, 2 RingingHere
    Answer 2 -> [] | 1 Connecting, 2 RingingHere, AlreadyInACall
    ");
}

#[test]
fn the_second_half_of_a_double_click_on_answer_changes_nothing() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[answer(1), answer(1)]), @r"
    Answer 1 -> [Announce desk answers c1, ClaimCall 1 c1, StopRinging 1, CancelTimer Ring 1, StartTimer SetUp 1 15 s, OpenMicrophone] | 1 Connecting
    Answer 1 -> [] | 1 Connecting
    ");
}
