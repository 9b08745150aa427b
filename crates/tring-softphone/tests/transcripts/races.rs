//! The races of the design that are the softphone's: each test tells its story.

use tring_protocol::call::{CallStatus, EndReason};
use tring_softphone::{Input, effect::Timer, input::PreAccept};

use crate::{
    given::{
        answer_ready, answered, changed, claimed, connected, deadline, dial, dialled,
        end_confirmed, ended, hang_up, inbound, key, offer_ready, outbound, placed, placing,
        preparing, remote_answer, ringing, ringing_here, ringing_there, snapshot, talking,
    },
    transcript, transcript_after,
};

/// Race 3: webhooks are delivered at least once, so the customer's answer may come twice. A peer
/// connection refuses a second one, which would end a healthy call.
#[test]
fn a_second_answer_changes_nothing() {
    insta::assert_snapshot!(transcript_after(&dialled(), &[
        remote_answer(),
        remote_answer(),
        changed(outbound(2, CallStatus::InProgress)),
        remote_answer(),
    ]), @r"
    RemoteAnswer c1 a1 sdp -> [ApplyRemoteAnswer 1 sdp] | 1 Calling
    RemoteAnswer c1 a1 sdp -> [] | 1 Calling
    CallChanged c1 v2 InProgress -> [CancelTimer Ring 1, StartTimer Media 1 20 s, SetMicrophone Live] | 1 Connecting, mute pending
    RemoteAnswer c1 a1 sdp -> [] | 1 Connecting, mute pending
    ");
}

/// Race 1, seen from here: the provider's webhook is faster than the proxy's response, so the
/// answer of a call comes before its id. The attempt tells whose it is.
#[test]
fn the_answer_comes_before_the_call_has_an_id() {
    insta::assert_snapshot!(transcript_after(&placing(), &[
        remote_answer(),
        placed(1),
        remote_answer(),
    ]), @r"
    RemoteAnswer c1 a1 sdp -> [CancelTimer SetUp 1, StartTimer Ring 1 90 s, ApplyRemoteAnswer 1 sdp] | 1 Calling
    Placed 1 c1 -> [] | 1 Calling
    RemoteAnswer c1 a1 sdp -> [] | 1 Calling
    ");
}

/// Race 5: the customer hangs up, and the provider's older webhooks arrive afterwards.
#[test]
fn nothing_that_arrives_after_the_end_changes_anything() {
    insta::assert_snapshot!(transcript_after(&talking(), &[
        changed(ended(outbound(9, CallStatus::Completed), EndReason::CustomerHungUp)),
        changed(outbound(4, CallStatus::InProgress)),
        changed(outbound(10, CallStatus::Ringing)),
        remote_answer(),
        placed(1),
        connected(1),
        offer_ready(1),
        hang_up(1),
        Input::MediaFailed { call: key(1) },
    ]), @r"
    CallChanged c1 v9 Completed -> [DetachMicrophone 1, ClosePeer 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp after 3 s)
    CallChanged c1 v4 InProgress -> [] | 1 Ended (CustomerHungUp after 3 s)
    CallChanged c1 v10 Ringing -> [] | 1 Ended (CustomerHungUp after 3 s)
    RemoteAnswer c1 a1 sdp -> [] | 1 Ended (CustomerHungUp after 3 s)
    Placed 1 c1 -> [] | 1 Ended (CustomerHungUp after 3 s)
    MediaConnected 1 -> [] | 1 Ended (CustomerHungUp after 3 s)
    OfferReady 1 -> [] | 1 Ended (CustomerHungUp after 3 s)
    HangUp 1 -> [] | 1 Ended (CustomerHungUp after 3 s)
    MediaFailed 1 -> [] | 1 Ended (CustomerHungUp after 3 s)
    ");
}

/// Race 5: a customer who hangs up within a second. The end comes first, then the ring.
#[test]
fn a_dead_call_never_rings() {
    insta::assert_snapshot!(transcript(&[
        snapshot(Vec::new()),
        changed(ended(inbound(3, CallStatus::Missed), EndReason::CustomerCancelled)),
        changed(ringing(1)),
        changed(ringing(4)),
    ]), @r"
    Snapshot [] -> [] |
    CallChanged c1 v3 Missed -> [] |
    CallChanged c1 v1 Ringing -> [] |
    CallChanged c1 v4 Ringing -> [] |
    ");
}

/// Race 5: the older of two states arrives last.
#[test]
fn an_older_state_does_not_bring_back_what_was() {
    insta::assert_snapshot!(transcript_after(&dialled(), &[
        changed(outbound(4, CallStatus::InProgress)),
        changed(outbound(3, CallStatus::Ringing)),
        changed(outbound(4, CallStatus::Ringing)),
    ]), @r"
    CallChanged c1 v4 InProgress -> [CancelTimer Ring 1, StartTimer Media 1 20 s, SetMicrophone Live] | 1 Connecting, mute pending
    CallChanged c1 v3 Ringing -> [] | 1 Connecting, mute pending
    CallChanged c1 v4 Ringing -> [] | 1 Connecting, mute pending
    ");
}

/// Race 5: with some providers the pick-up is told before the customer's half of the SDP. The call
/// is answered, and nobody can be heard yet.
#[test]
fn the_pick_up_comes_before_the_answer() {
    insta::assert_snapshot!(transcript_after(&dialled(), &[
        changed(outbound(2, CallStatus::InProgress)),
        remote_answer(),
        connected(1),
    ]), @r"
    CallChanged c1 v2 InProgress -> [CancelTimer Ring 1, StartTimer Media 1 20 s, SetMicrophone Live] | 1 Connecting, mute pending
    RemoteAnswer c1 a1 sdp -> [ApplyRemoteAnswer 1 sdp] | 1 Connecting, mute pending
    MediaConnected 1 -> [CancelTimer Media 1] | 1 InProgress, mute pending
    ");
}

/// Race 5: both come before the response to the request that placed the call.
#[test]
fn the_pick_up_comes_before_the_call_has_an_id() {
    insta::assert_snapshot!(transcript_after(&placing(), &[
        changed(outbound(2, CallStatus::InProgress)),
        remote_answer(),
        placed(1),
        connected(1),
    ]), @r"
    CallChanged c1 v2 InProgress -> [CancelTimer SetUp 1, StartTimer Ring 1 90 s, CancelTimer Ring 1, StartTimer Media 1 20 s, SetMicrophone Live] | 1 Connecting, mute pending
    RemoteAnswer c1 a1 sdp -> [ApplyRemoteAnswer 1 sdp] | 1 Connecting, mute pending
    Placed 1 c1 -> [] | 1 Connecting, mute pending
    MediaConnected 1 -> [CancelTimer Media 1] | 1 InProgress, mute pending
    ");
}

/// Race 6: two clicks on *Call*, each with an attempt of its own.
#[test]
fn a_double_click_on_call_is_one_call() {
    insta::assert_snapshot!(transcript(&[
        dial("a1"),
        dial("a2"),
        Input::MicrophoneOpened,
        offer_ready(1),
        dial("a3"),
    ]), @r"
    Dial a1 -> [OpenMicrophone, CreateOffer 1, StartTimer SetUp 1 60 s] | 1 Calling
    Dial a2 -> [] | 1 Calling
    MicrophoneOpened -> [] | 1 Calling
    OfferReady 1 -> [AttachMicrophone 1 Muted, PlaceCall 1 a1 to +15550100 offer, StartTimer SetUp 1 30 s, WarnBeforeUnload On] | 1 Calling
    Dial a3 -> [] | 1 Calling
    ");
}

/// Race 7: the person hangs up while the proxy is being asked to call. The call has no id yet, so
/// it cannot be ended; its phone would ring for nobody.
#[test]
fn a_call_that_is_hung_up_while_it_is_placed_is_ended_as_soon_as_its_id_is_known() {
    insta::assert_snapshot!(transcript_after(&placing(), &[
        hang_up(1),
        placed(1),
        end_confirmed(1),
    ]), @r"
    HangUp 1 -> [DetachMicrophone 1, ClosePeer 1, StartTimer SetUp 1 15 s, CloseMicrophone] | 1 Ending
    Placed 1 c1 -> [SendEnd 1 c1, CancelTimer SetUp 1, StartTimer End 1 15 s] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (Cancelled)
    ");
}

/// Race 7: the socket knows the id before the response does.
#[test]
fn the_id_of_a_call_to_be_ended_may_come_from_the_socket() {
    insta::assert_snapshot!(transcript_after(&placing(), &[
        hang_up(1),
        changed(outbound(1, CallStatus::Initiated)),
        placed(1),
        end_confirmed(1),
    ]), @r"
    HangUp 1 -> [DetachMicrophone 1, ClosePeer 1, StartTimer SetUp 1 15 s, CloseMicrophone] | 1 Ending
    CallChanged c1 v1 Initiated -> [SendEnd 1 c1, CancelTimer SetUp 1, StartTimer End 1 15 s] | 1 Ending
    Placed 1 c1 -> [] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (Cancelled)
    ");
    insta::assert_snapshot!(transcript_after(&placing(), &[hang_up(1), remote_answer()]), @r"
    HangUp 1 -> [DetachMicrophone 1, ClosePeer 1, StartTimer SetUp 1 15 s, CloseMicrophone] | 1 Ending
    RemoteAnswer c1 a1 sdp -> [SendEnd 1 c1, CancelTimer SetUp 1, StartTimer End 1 15 s] | 1 Ending
    ");
    insta::assert_snapshot!(transcript_after(&placing(), &[
        hang_up(1),
        Input::SocketLost,
        snapshot(vec![outbound(1, CallStatus::Ringing)]),
    ]), @r"
    HangUp 1 -> [DetachMicrophone 1, ClosePeer 1, StartTimer SetUp 1 15 s, CloseMicrophone] | 1 Ending
    SocketLost -> [] | 1 Ending, Offline
    Snapshot [c1 v1 Ringing] -> [SendEnd 1 c1, CancelTimer SetUp 1, StartTimer End 1 15 s] | 1 Ending
    ");
}

/// Race 7: the call ended by itself meanwhile, and the response comes last.
#[test]
fn a_call_to_be_ended_that_has_ended_already_is_not_ended_again() {
    insta::assert_snapshot!(transcript_after(&placing(), &[
        hang_up(1),
        changed(ended(outbound(2, CallStatus::Failed), EndReason::Refused)),
        placed(1),
    ]), @r"
    HangUp 1 -> [DetachMicrophone 1, ClosePeer 1, StartTimer SetUp 1 15 s, CloseMicrophone] | 1 Ending
    CallChanged c1 v2 Failed -> [CancelTimer SetUp 1, WarnBeforeUnload Off] | 1 Ended (Refused)
    Placed 1 c1 -> [] | 1 Ended (Refused)
    ");
}

/// The person hangs up while the browser is still making the offer: what it makes is thrown away.
#[test]
fn an_offer_that_is_ready_after_the_end_places_no_call() {
    insta::assert_snapshot!(transcript_after(&preparing(), &[
        hang_up(1),
        offer_ready(1),
        Input::MicrophoneOpened,
    ]), @r"
    HangUp 1 -> [ClosePeer 1, CancelTimer SetUp 1, CloseMicrophone] | 1 Ended (Cancelled)
    OfferReady 1 -> [] | 1 Ended (Cancelled)
    MicrophoneOpened -> [] | 1 Ended (Cancelled)
    ");
}

/// The customer gives up in the moment in which the agent answers: every report of the answer's
/// making is late.
#[test]
fn an_answer_that_is_ready_after_the_end_is_not_sent() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        Input::AnswerRequested { call: key(1) },
        changed(ended(inbound(2, CallStatus::Missed), EndReason::CustomerCancelled)),
        claimed(1, PreAccept::Supported),
        Input::MicrophoneOpened,
        answer_ready(1),
        answered(1),
    ]), @r"
    Answer 1 -> [Announce desk answers c1, ClaimCall 1 c1, StopRinging 1, CancelTimer Ring 1, StartTimer SetUp 1 15 s, OpenMicrophone] | 1 Connecting
    CallChanged c1 v2 Missed -> [CancelTimer SetUp 1, CloseMicrophone] | 1 Ended (CustomerCancelled)
    Claimed 1, pre-accept Supported -> [] | 1 Ended (CustomerCancelled)
    MicrophoneOpened -> [] | 1 Ended (CustomerCancelled)
    AnswerReady 1 -> [] | 1 Ended (CustomerCancelled)
    Answered 1 -> [] | 1 Ended (CustomerCancelled)
    ");
}

/// A timer that fires while its cancellation is under way.
#[test]
fn a_cancelled_timer_says_nothing() {
    insta::assert_snapshot!(transcript_after(&ringing_there(), &[
        deadline(Timer::SetUp, 1),
        changed(outbound(3, CallStatus::InProgress)),
        deadline(Timer::Ring, 1),
    ]), @r"
    DeadlineReached SetUp 1 -> [] | 1 RingingThere
    CallChanged c1 v3 InProgress -> [StopRingback 1, CancelTimer Ring 1, StartTimer Media 1 20 s, SetMicrophone Live] | 1 Connecting, mute pending
    DeadlineReached Ring 1 -> [] | 1 Connecting, mute pending
    ");
}
