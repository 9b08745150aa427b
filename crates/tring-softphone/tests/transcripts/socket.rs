//! The event socket: lost, back, and what a snapshot settles.

use tring_protocol::call::{Call, CallStatus, EndReason};
use tring_softphone::Input;

use crate::{
    given::{
        accepting_in_doubt, changed, claiming, decline, dialled, end_confirmed, ended, hang_up,
        inbound, ours, outbound, placing, ringing, ringing_here, ringing_there, snapshot, talking,
        talking_inbound,
    },
    transcript, transcript_after,
};

#[test]
fn a_ring_comes_back_with_the_page() {
    insta::assert_snapshot!(transcript(&[snapshot(vec![ringing(3)])]), @r"
    Snapshot [c1 v3 Ringing] -> [StartTimer Ring 1 90 s] | 1 RingingHere
    ");
}

#[test]
fn calls_survive_the_loss_of_the_socket() {
    insta::assert_snapshot!(transcript_after(&talking(), &[
        Input::SocketLost,
        snapshot(vec![outbound(3, CallStatus::InProgress)]),
    ]), @r"
    SocketLost -> [] | 1 InProgress, Offline
    Snapshot [c1 v3 InProgress] -> [] | 1 InProgress
    ");
}

#[test]
fn a_snapshot_brings_what_was_missed() {
    insta::assert_snapshot!(transcript_after(&dialled(), &[
        Input::SocketLost,
        snapshot(vec![outbound(3, CallStatus::InProgress)]),
    ]), @r"
    SocketLost -> [] | 1 Calling, Offline
    Snapshot [c1 v3 InProgress] -> [CancelTimer Ring 1, StartTimer Media 1 20 s, SetMicrophone Live] | 1 Connecting, mute pending
    ");
    insta::assert_snapshot!(transcript_after(&accepting_in_doubt(), &[
        Input::SocketLost,
        snapshot(vec![ours(inbound(3, CallStatus::InProgress))]),
    ]), @r"
    SocketLost -> [] | 1 Connecting, Offline
    Snapshot [c1 v3 InProgress at desk] -> [CancelTimer SetUp 1, AttachMicrophone 1 Live] | 1 InProgress
    ");
}

#[test]
fn a_call_that_a_snapshot_does_not_have_any_more_is_over() {
    let mut stories = Vec::new();
    for before in [
        ringing_here(),
        claiming(),
        ringing_there(),
        talking(),
        talking_inbound(),
    ] {
        let inputs = [
            Input::SocketLost,
            snapshot(Vec::new()),
            changed(outbound(9, CallStatus::Ringing)),
        ];
        stories.push(transcript_after(&before, &inputs));
    }
    insta::assert_snapshot!(stories.join("\n"), @r"
    SocketLost -> [] | 1 RingingHere, Offline
    Snapshot [] -> [StopRinging 1, CancelTimer Ring 1] | 1 Ended (“The call ended while this page was offline.”)
    CallChanged c1 v9 Ringing -> [] | 1 Ended (“The call ended while this page was offline.”)
    SocketLost -> [] | 1 Connecting, Offline
    Snapshot [] -> [CancelTimer SetUp 1, CloseMicrophone] | 1 Ended (“The call ended while this page was offline.”)
    CallChanged c1 v9 Ringing -> [] | 1 Ended (“The call ended while this page was offline.”)
    SocketLost -> [] | 1 RingingThere, Offline
    Snapshot [] -> [DetachMicrophone 1, ClosePeer 1, StopRingback 1, CancelTimer Ring 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (“The call ended while this page was offline.”)
    CallChanged c1 v9 Ringing -> [] | 1 Ended (“The call ended while this page was offline.”)
    SocketLost -> [] | 1 InProgress, Offline
    Snapshot [] -> [DetachMicrophone 1, ClosePeer 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (“The call ended while this page was offline.” after 4 s)
    CallChanged c1 v9 Ringing -> [] | 1 Ended (“The call ended while this page was offline.” after 4 s)
    SocketLost -> [] | 1 InProgress, Offline
    Snapshot [] -> [DetachMicrophone 1, ClosePeer 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (“The call ended while this page was offline.” after 2 s)
    CallChanged c1 v9 Ringing -> [] | 1 Ended (“The call ended while this page was offline.” after 2 s)
    ");
}

#[test]
fn an_end_that_was_asked_for_is_confirmed_by_a_snapshot_without_the_call() {
    let mut ending = talking();
    ending.push(hang_up(1));
    insta::assert_snapshot!(transcript_after(&ending, &[
        Input::SocketLost,
        snapshot(Vec::new()),
        end_confirmed(1),
    ]), @r"
    SocketLost -> [] | 1 Ending, Offline
    Snapshot [] -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (HungUp after 3 s)
    Ended 1 -> [] | 1 Ended (HungUp after 3 s)
    ");
    let mut declining = ringing_here();
    declining.push(decline(1));
    insta::assert_snapshot!(transcript_after(&declining, &[
        Input::SocketLost,
        snapshot(Vec::new()),
    ]), @r"
    SocketLost -> [] | Offline
    Snapshot [] -> [CancelTimer End 1] |
    ");
}

#[test]
fn an_end_that_was_asked_for_goes_on_when_a_snapshot_still_has_the_call() {
    let mut ending = talking();
    ending.push(hang_up(1));
    insta::assert_snapshot!(transcript_after(&ending, &[
        Input::SocketLost,
        snapshot(vec![outbound(3, CallStatus::InProgress)]),
    ]), @r"
    SocketLost -> [] | 1 Ending, Offline
    Snapshot [c1 v3 InProgress] -> [] | 1 Ending
    ");
}

/// The proxy draws up the snapshot while the call is being placed: it cannot have it, and the
/// event that tells of it follows.
#[test]
fn a_snapshot_that_is_older_than_the_call_does_not_end_it() {
    insta::assert_snapshot!(transcript_after(&dialled(), &[
        snapshot(Vec::new()),
        changed(outbound(1, CallStatus::Ringing)),
    ]), @r"
    Snapshot [] -> [] | 1 Calling
    CallChanged c1 v1 Ringing -> [StartRingback 1, StartTimer Ring 1 90 s] | 1 RingingThere
    ");
    insta::assert_snapshot!(transcript_after(&placing(), &[snapshot(Vec::new())]), @r"
    Snapshot [] -> [] | 1 Calling
    ");
}

#[test]
fn a_call_whose_id_was_known_when_the_socket_was_lost_is_in_the_next_snapshot_or_over() {
    insta::assert_snapshot!(transcript_after(&dialled(), &[
        Input::SocketLost,
        snapshot(Vec::new()),
    ]), @r"
    SocketLost -> [] | 1 Calling, Offline
    Snapshot [] -> [DetachMicrophone 1, ClosePeer 1, CancelTimer Ring 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (“The call ended while this page was offline.”)
    ");
}

#[test]
fn a_snapshot_with_several_calls_rings_for_those_that_ring() {
    let second = Call {
        call_id: "c2".to_owned(),
        ..ringing(1)
    };
    let third = Call {
        call_id: "c3".to_owned(),
        ..ended(inbound(1, CallStatus::Missed), EndReason::NoAnswer)
    };
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        snapshot(vec![ringing(1), second, third]),
    ]), @r"
    Snapshot [c1 v1 Ringing, c2 v1 Ringing, c3 v1 Missed] -> [StartTimer Ring 2 90 s, StartRinging 2] | 1 RingingHere, 2 RingingHere
    ");
}
