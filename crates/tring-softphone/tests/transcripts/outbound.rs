//! Calling a customer.

use tring_protocol::call::{Call, CallStatus, EndReason};
use tring_softphone::{
    Input,
    effect::Timer,
    input::{Microphone, Request},
};

use crate::{
    given::{
        changed, connected, deadline, dial, dialled, end_confirmed, ended, key, microphone_refused,
        microphone_set, offer_ready, outbound, peer_failed, placed, placing, placing_in_doubt,
        preparing, refused, remote_answer, ringing_there, snapshot, unknown,
    },
    transcript, transcript_after,
};

#[test]
fn a_call_from_the_first_click_to_the_last_word() {
    insta::assert_snapshot!(transcript(&[
        dial("a1"),
        Input::MicrophoneOpened,
        offer_ready(1),
        placed(1),
        remote_answer(),
        Input::RemoteAnswerApplied { call: key(1) },
        changed(outbound(2, CallStatus::Ringing)),
        connected(1),
        changed(outbound(3, CallStatus::InProgress)),
        microphone_set(Microphone::Live),
        changed(ended(outbound(4, CallStatus::Completed), EndReason::CustomerHungUp)),
    ]), @r"
    Dial a1 -> [OpenMicrophone, CreateOffer 1, StartTimer SetUp 1 60 s] | 1 Calling
    MicrophoneOpened -> [] | 1 Calling
    OfferReady 1 -> [AttachMicrophone 1 Muted, PlaceCall 1 a1 to +15550100 offer, StartTimer SetUp 1 30 s, WarnBeforeUnload On] | 1 Calling
    Placed 1 c1 -> [CancelTimer SetUp 1, StartTimer Ring 1 90 s] | 1 Calling
    RemoteAnswer c1 a1 sdp -> [ApplyRemoteAnswer 1 sdp] | 1 Calling
    RemoteAnswerApplied 1 -> [] | 1 Calling
    CallChanged c1 v2 Ringing -> [StartRingback 1, StartTimer Ring 1 90 s] | 1 RingingThere
    MediaConnected 1 -> [] | 1 RingingThere
    CallChanged c1 v3 InProgress -> [StopRingback 1, CancelTimer Ring 1, SetMicrophone Live] | 1 InProgress, mute pending
    MicrophoneSet Live -> [] | 1 InProgress
    CallChanged c1 v4 Completed -> [DetachMicrophone 1, ClosePeer 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp after 2 s)
    ");
}

#[test]
fn nothing_is_dialled_before_both_offer_and_microphone_are_there() {
    insta::assert_snapshot!(transcript(&[
        dial("a1"),
        offer_ready(1),
        Input::MicrophoneOpened,
    ]), @r"
    Dial a1 -> [OpenMicrophone, CreateOffer 1, StartTimer SetUp 1 60 s] | 1 Calling
    OfferReady 1 -> [] | 1 Calling
    MicrophoneOpened -> [AttachMicrophone 1 Muted, PlaceCall 1 a1 to +15550100 offer, StartTimer SetUp 1 30 s, WarnBeforeUnload On] | 1 Calling
    ");
}

#[test]
fn the_customer_declines() {
    insta::assert_snapshot!(transcript_after(&ringing_there(), &[
        changed(ended(outbound(3, CallStatus::Rejected), EndReason::CustomerDeclined)),
    ]), @r"
    CallChanged c1 v3 Rejected -> [DetachMicrophone 1, ClosePeer 1, StopRingback 1, CancelTimer Ring 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerDeclined)
    ");
}

#[test]
fn the_customer_does_not_pick_up() {
    insta::assert_snapshot!(transcript_after(&ringing_there(), &[
        changed(ended(outbound(3, CallStatus::NoAnswer), EndReason::NoAnswer)),
    ]), @r"
    CallChanged c1 v3 NoAnswer -> [DetachMicrophone 1, ClosePeer 1, StopRingback 1, CancelTimer Ring 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (NoAnswer)
    ");
}

#[test]
fn a_call_that_no_provider_ends_stops_ringing_by_itself() {
    insta::assert_snapshot!(transcript_after(&ringing_there(), &[
        deadline(Timer::Ring, 1),
        end_confirmed(1),
    ]), @r"
    DeadlineReached Ring 1 -> [SendEnd 1 c1 NoAnswer, DetachMicrophone 1, ClosePeer 1, StopRingback 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (NoAnswer)
    ");
}

#[test]
fn a_provider_that_does_not_say_that_it_rings_is_given_the_time_to_ring() {
    insta::assert_snapshot!(transcript_after(&dialled(), &[
        changed(outbound(2, CallStatus::InProgress)),
    ]), @r"
    CallChanged c1 v2 InProgress -> [CancelTimer Ring 1, StartTimer Media 1 20 s, SetMicrophone Live] | 1 Connecting, mute pending
    ");
}

#[test]
fn a_refusal_ends_the_call_with_the_proxys_sentence() {
    insta::assert_snapshot!(transcript_after(&placing(), &[refused(1, Request::Place)]), @r"
    PlaceFailed 1 Refused -> [DetachMicrophone 1, ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (“No.”)
    ");
}

#[test]
fn the_proxys_sentence_is_shown_where_the_reason_alone_says_too_little() {
    let refused = Call {
        failure_reason: Some("The contact has not allowed calls.".to_owned()),
        ..ended(outbound(2, CallStatus::Failed), EndReason::Refused)
    };
    insta::assert_snapshot!(transcript_after(&placing(), &[changed(refused)]), @r"
    CallChanged c1 v2 Failed -> [DetachMicrophone 1, ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (“The contact has not allowed calls.”)
    ");
}

#[test]
fn a_status_without_a_reason_is_reason_enough() {
    insta::assert_snapshot!(transcript_after(&ringing_there(), &[
        changed(outbound(3, CallStatus::Rejected)),
    ]), @r"
    CallChanged c1 v3 Rejected -> [DetachMicrophone 1, ClosePeer 1, StopRingback 1, CancelTimer Ring 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerDeclined)
    ");
}

#[test]
fn a_refused_microphone_ends_the_call_before_anybody_is_asked() {
    insta::assert_snapshot!(transcript_after(&preparing(), &[
        microphone_refused(),
        offer_ready(1),
    ]), @r"
    MicrophoneRefused Denied -> [ClosePeer 1, CancelTimer SetUp 1] | 1 Ended (Microphone Denied)
    OfferReady 1 -> [] | 1 Ended (Microphone Denied)
    ");
}

#[test]
fn a_browser_that_cannot_make_an_offer_ends_the_call_before_anybody_is_asked() {
    insta::assert_snapshot!(transcript_after(&preparing(), &[
        peer_failed(1),
        Input::MicrophoneOpened,
    ]), @r"
    PeerFailed 1 -> [ClosePeer 1, CancelTimer SetUp 1, CloseMicrophone] | 1 Ended (Browser)
    MicrophoneOpened -> [] | 1 Ended (Browser)
    ");
}

#[test]
fn a_question_about_the_microphone_that_nobody_answers_ends_the_call() {
    insta::assert_snapshot!(transcript_after(&preparing(), &[
        offer_ready(1),
        deadline(Timer::SetUp, 1),
    ]), @r"
    OfferReady 1 -> [] | 1 Calling
    DeadlineReached SetUp 1 -> [ClosePeer 1, CloseMicrophone] | 1 Ended (Microphone Unknown)
    ");
}

#[test]
fn an_offer_that_does_not_come_ends_the_call() {
    insta::assert_snapshot!(transcript_after(&preparing(), &[
        Input::MicrophoneOpened,
        deadline(Timer::SetUp, 1),
    ]), @r"
    MicrophoneOpened -> [] | 1 Calling
    DeadlineReached SetUp 1 -> [ClosePeer 1, CloseMicrophone] | 1 Ended (Browser)
    ");
}

#[test]
fn a_call_in_doubt_goes_on_when_the_socket_knows_it() {
    insta::assert_snapshot!(transcript_after(&placing(), &[
        unknown(1, Request::Place),
        changed(outbound(1, CallStatus::Initiated)),
        remote_answer(),
        changed(outbound(2, CallStatus::Ringing)),
    ]), @r#"
    PlaceFailed 1 Unknown -> [StartTimer SetUp 1 15 s] | 1 Calling, PlacingInDoubt("No word.")
    CallChanged c1 v1 Initiated -> [CancelTimer SetUp 1, StartTimer Ring 1 90 s] | 1 Calling, PlacingInDoubt("No word.")
    RemoteAnswer c1 a1 sdp -> [ApplyRemoteAnswer 1 sdp] | 1 Calling, PlacingInDoubt("No word.")
    CallChanged c1 v2 Ringing -> [StartRingback 1, StartTimer Ring 1 90 s] | 1 RingingThere
    "#);
}

#[test]
fn a_call_in_doubt_goes_on_when_a_snapshot_knows_it() {
    insta::assert_snapshot!(transcript_after(&placing_in_doubt(), &[
        Input::SocketLost,
        snapshot(vec![outbound(2, CallStatus::Ringing)]),
    ]), @r#"
    SocketLost -> [] | 1 Calling, PlacingInDoubt("No word."), Offline
    Snapshot [c1 v2 Ringing] -> [CancelTimer SetUp 1, StartTimer Ring 1 90 s, StartRingback 1, StartTimer Ring 1 90 s] | 1 RingingThere
    "#);
}

#[test]
fn a_call_in_doubt_is_given_up_after_a_while_and_never_placed_again() {
    insta::assert_snapshot!(transcript_after(&placing_in_doubt(), &[
        deadline(Timer::SetUp, 1),
        dial("a2"),
    ]), @r"
    DeadlineReached SetUp 1 -> [DetachMicrophone 1, ClosePeer 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (“No word.”)
    Dial a2 -> [OpenMicrophone, CreateOffer 2, StartTimer SetUp 2 60 s] | 2 Calling, 1 Ended (“No word.”)
    ");
}

#[test]
fn a_request_that_does_not_come_back_is_in_doubt() {
    insta::assert_snapshot!(transcript_after(&placing(), &[
        deadline(Timer::SetUp, 1),
        deadline(Timer::SetUp, 1),
    ]), @r#"
    DeadlineReached SetUp 1 -> [StartTimer SetUp 1 15 s] | 1 Calling, PlacingInDoubt("The call could not be confirmed. See the call history before you call again.")
    DeadlineReached SetUp 1 -> [DetachMicrophone 1, ClosePeer 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (“The call could not be confirmed. See the call history before you call again.”)
    "#);
}

/// The page gave the call up, and then the customer's phone rings after all: nobody is there to
/// talk, so it is ended in the background.
#[test]
fn a_call_that_comes_about_after_it_was_given_up_is_ended() {
    let mut given_up = placing_in_doubt();
    given_up.push(deadline(Timer::SetUp, 1));
    insta::assert_snapshot!(transcript_after(&given_up, &[
        changed(outbound(1, CallStatus::Ringing)),
        changed(outbound(2, CallStatus::InProgress)),
        end_confirmed(2),
        changed(ended(outbound(3, CallStatus::Completed), EndReason::HungUp)),
    ]), @r"
    CallChanged c1 v1 Ringing -> [StartTimer End 2 15 s, SendEnd 2 c1] | 1 Ended (“No word.”)
    CallChanged c1 v2 InProgress -> [] | 1 Ended (“No word.”)
    Ended 2 -> [CancelTimer End 2] | 1 Ended (“No word.”)
    CallChanged c1 v3 Completed -> [] | 1 Ended (“No word.”)
    ");
    insta::assert_snapshot!(transcript_after(&given_up, &[placed(1), end_confirmed(2)]), @r"
    Placed 1 c1 -> [StartTimer End 2 15 s, SendEnd 2 c1] | 1 Ended (“No word.”)
    Ended 2 -> [CancelTimer End 2] | 1 Ended (“No word.”)
    ");
    insta::assert_snapshot!(transcript_after(&given_up, &[remote_answer(), end_confirmed(2)]), @r"
    RemoteAnswer c1 a1 sdp -> [StartTimer End 2 15 s, SendEnd 2 c1] | 1 Ended (“No word.”)
    Ended 2 -> [CancelTimer End 2] | 1 Ended (“No word.”)
    ");
}

#[test]
fn a_second_call_is_not_placed_while_one_holds_the_desk() {
    insta::assert_snapshot!(transcript_after(&ringing_there(), &[dial("a2")]), @r"
    Dial a2 -> [] | 1 RingingThere, AlreadyInACall
    ");
}

#[test]
fn the_next_call_can_be_placed_as_soon_as_the_last_has_ended() {
    insta::assert_snapshot!(transcript_after(&ringing_there(), &[
        changed(ended(outbound(3, CallStatus::Rejected), EndReason::CustomerDeclined)),
        dial("a2"),
        Input::DismissRequested { call: key(1) },
    ]), @r"
    CallChanged c1 v3 Rejected -> [DetachMicrophone 1, ClosePeer 1, StopRingback 1, CancelTimer Ring 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerDeclined)
    Dial a2 -> [OpenMicrophone, CreateOffer 2, StartTimer SetUp 2 60 s] | 2 Calling, 1 Ended (CustomerDeclined)
    Dismiss 1 -> [] | 2 Calling
    ");
}
