//! The audio connection: lost, back, and lost for good.

use tring_protocol::call::CallStatus;
use tring_softphone::effect::Timer;

use crate::{
    given::{
        accepting, answering, changed, connected, deadline, disconnected, end_confirmed,
        media_failed, outbound, packets, peer_failed, picked_up, placing, pre_accepting, preparing,
        reconnecting, ringing_there, talking, talking_inbound, waiting_for_media,
    },
    transcript_after,
};

#[test]
fn the_audio_is_interrupted_and_comes_back() {
    insta::assert_snapshot!(transcript_after(&talking(), &[
        disconnected(1),
        connected(1),
        disconnected(1),
    ]), @r"
    MediaDisconnected 1 -> [StartTimer Media 1 20 s] | 1 Reconnecting (interrupted)
    MediaConnected 1 -> [CancelTimer Media 1] | 1 InProgress
    MediaDisconnected 1 -> [StartTimer Media 1 20 s] | 1 Reconnecting (interrupted)
    ");
}

#[test]
fn audio_that_does_not_come_back_ends_the_call() {
    insta::assert_snapshot!(transcript_after(&reconnecting(), &[
        deadline(Timer::Media, 1),
        end_confirmed(1),
    ]), @r"
    DeadlineReached Media 1 -> [SendEnd 1 c1 ConnectionLost, DetachMicrophone 1, ClosePeer 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (ConnectionLost after 4 s)
    ");
}

#[test]
fn audio_that_never_comes_ends_the_call() {
    insta::assert_snapshot!(transcript_after(&picked_up(), &[
        deadline(Timer::Media, 1),
        end_confirmed(1),
    ]), @r"
    DeadlineReached Media 1 -> [SendEnd 1 c1 ConnectionLost, DetachMicrophone 1, ClosePeer 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (ConnectionLost after 1 s)
    ");
}

#[test]
fn audio_that_is_lost_for_good_ends_the_call_at_once() {
    for before in [
        ringing_there(),
        talking(),
        reconnecting(),
        waiting_for_media(),
        accepting(),
    ] {
        let story = transcript_after(&before, &[media_failed(1), end_confirmed(1)]);
        assert!(story.contains("SendEnd 1 c1 ConnectionLost"), "{story}");
        assert!(story.contains("Ended (ConnectionLost"), "{story}");
    }
    insta::assert_snapshot!(transcript_after(&talking_inbound(), &[
        media_failed(1),
        end_confirmed(1),
    ]), @r"
    MediaFailed 1 -> [SendEnd 1 c1 ConnectionLost, DetachMicrophone 1, ClosePeer 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (ConnectionLost after 1 s)
    ");
}

#[test]
fn a_browser_that_refuses_the_customers_answer_ends_the_call() {
    insta::assert_snapshot!(transcript_after(&ringing_there(), &[
        peer_failed(1),
        end_confirmed(1),
    ]), @r"
    PeerFailed 1 -> [SendEnd 1 c1 Failed, DetachMicrophone 1, ClosePeer 1, StopRingback 1, CancelTimer Ring 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (Browser)
    ");
}

#[test]
fn a_peer_connection_that_fails_too_early_ends_or_gives_back_the_call() {
    for (before, end) in [
        (preparing(), "1 Ended (Browser)"),
        (answering(), "2 RingingHere"),
        (placing(), "1 Ending"),
        (pre_accepting(), "1 Ending"),
    ] {
        for failure in [peer_failed(1), media_failed(1)] {
            let story = transcript_after(&before, &[failure]);
            assert!(story.contains(end), "{story}");
        }
    }
}

#[test]
fn audio_may_connect_and_break_while_it_rings() {
    insta::assert_snapshot!(transcript_after(&ringing_there(), &[
        connected(1),
        disconnected(1),
        changed(outbound(3, CallStatus::InProgress)),
        connected(1),
    ]), @r"
    MediaConnected 1 -> [] | 1 RingingThere
    MediaDisconnected 1 -> [] | 1 RingingThere (interrupted)
    CallChanged c1 v3 InProgress -> [StopRingback 1, CancelTimer Ring 1, StartTimer Media 1 20 s, SetMicrophone Live] | 1 Reconnecting (interrupted), mute pending
    MediaConnected 1 -> [CancelTimer Media 1] | 1 InProgress, mute pending
    ");
}

#[test]
fn silence_on_a_connection_that_is_up_is_shown_after_two_seconds() {
    insta::assert_snapshot!(transcript_after(&talking(), &[
        packets(1, 50),
        packets(1, 50),
        packets(1, 50),
        packets(1, 51),
    ]), @r"
    StatsSample 1 50 packets -> [] | 1 InProgress
    StatsSample 1 50 packets -> [] | 1 InProgress
    StatsSample 1 50 packets -> [] | 1 InProgress (interrupted)
    StatsSample 1 51 packets -> [] | 1 InProgress
    ");
}
