//! The other tabs of this browser, and the life of the page.

use tring_protocol::call::{CallStatus, EndReason};
use tring_softphone::{Input, effect::Timer, input::Announcement};

use crate::{
    given::{
        accepting, announced, answer, answering, changed, claimed_by, claiming, deadline, dial,
        dialled, ended, hang_up, inbound, outbound, placing, preparing, ringing, ringing_here,
        ringing_there, snapshot, talking, waiting_for_media,
    },
    transcript_after,
};

fn answering_there() -> Input {
    announced(Announcement::Answering {
        call_id: "c1".to_owned(),
        desk_id: "other".to_owned(),
    })
}

fn gave_up_there() -> Input {
    announced(Announcement::GaveUp {
        call_id: "c1".to_owned(),
        desk_id: "other".to_owned(),
    })
}

fn declined_there() -> Input {
    announced(Announcement::Declined {
        call_id: "c1".to_owned(),
    })
}

#[test]
fn answering_in_one_tab_silences_the_others_without_the_proxy() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        answering_there(),
        changed(ringing(2)),
        changed(claimed_by("other", "Ada", ringing(3))),
        changed(claimed_by("other", "Ada", inbound(4, CallStatus::InProgress))),
        changed(ended(inbound(5, CallStatus::Completed), EndReason::HungUp)),
    ]), @r"
    Announced other answers c1 -> [StopRinging 1, CancelTimer Ring 1] | 1 Ended (answered elsewhere)
    CallChanged c1 v2 Ringing -> [] | 1 Ended (answered elsewhere)
    CallChanged c1 v3 Ringing at other -> [] | 1 Ended (answered elsewhere)
    CallChanged c1 v4 InProgress at other -> [] | 1 Ended (answered elsewhere)
    CallChanged c1 v5 Completed -> [] | 1 Ended (answered elsewhere)
    ");
}

#[test]
fn a_call_that_another_tab_gave_up_rings_again() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        answering_there(),
        gave_up_there(),
    ]), @r"
    Announced other answers c1 -> [StopRinging 1, CancelTimer Ring 1] | 1 Ended (answered elsewhere)
    Announced other gave up c1 -> [StartTimer Ring 2 90 s, StartRinging 2] | 2 RingingHere
    ");
}

#[test]
fn a_call_that_another_tab_gave_up_after_its_claim_rings_again_with_the_release() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        answering_there(),
        changed(claimed_by("other", "Ada", ringing(2))),
        gave_up_there(),
        changed(ringing(3)),
    ]), @r"
    Announced other answers c1 -> [StopRinging 1, CancelTimer Ring 1] | 1 Ended (answered elsewhere)
    CallChanged c1 v2 Ringing at other -> [] | 1 Ended (answered elsewhere)
    Announced other gave up c1 -> [] | 1 Ended (answered elsewhere)
    CallChanged c1 v3 Ringing -> [StartTimer Ring 2 90 s, StartRinging 2] | 2 RingingHere
    ");
}

/// Two tabs of one agent could each hold a call, with two microphones open in one room.
#[test]
fn while_a_call_holds_another_tab_none_begins_here() {
    let engaged_there = announced(Announcement::Engaged {
        desk_id: "other".to_owned(),
    });
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        engaged_there.clone(),
        answer(1),
        engaged_there,
        dial("a1"),
        Input::SocketLost,
        Input::SocketLost,
        answer(1),
    ]), @r"
    Announced other engaged -> [] | 1 RingingHere
    Answer 1 -> [] | 1 RingingHere, InACallInAnotherTab
    Announced other engaged -> [] | 1 RingingHere, InACallInAnotherTab
    Dial a1 -> [] | 1 RingingHere, InACallInAnotherTab
    SocketLost -> [] | 1 RingingHere, InACallInAnotherTab, Offline
    SocketLost -> [] | 1 RingingHere, Offline
    Answer 1 -> [Announce desk answers c1, ClaimCall 1 c1, StopRinging 1, CancelTimer Ring 1, StartTimer SetUp 1 15 s, OpenMicrophone] | 1 Connecting, Offline
    ");
}

#[test]
fn what_this_tab_says_itself_does_not_engage_it() {
    insta::assert_snapshot!(transcript_after(&[], &[
        announced(Announcement::Engaged {
            desk_id: "desk".to_owned(),
        }),
        dial("a1"),
    ]), @r"
    Announced desk engaged -> [] |
    Dial a1 -> [OpenMicrophone, CreateOffer 1, StartTimer SetUp 1 60 s] | 1 Calling
    ");
}

#[test]
fn what_this_tab_says_itself_does_not_silence_it() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        announced(Announcement::Answering {
            call_id: "c1".to_owned(),
            desk_id: "desk".to_owned(),
        }),
        answer(1),
        answering_there(),
    ]), @r"
    Announced desk answers c1 -> [] | 1 RingingHere
    Answer 1 -> [Announce desk answers c1, ClaimCall 1 c1, StopRinging 1, CancelTimer Ring 1, StartTimer SetUp 1 15 s, OpenMicrophone] | 1 Connecting
    Announced other answers c1 -> [] | 1 Connecting
    ");
}

#[test]
fn a_call_that_was_declined_in_another_tab_does_not_ring_here() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        declined_there(),
        changed(ringing(2)),
        gave_up_there(),
    ]), @r"
    Announced declined c1 -> [StopRinging 1, CancelTimer Ring 1] |
    CallChanged c1 v2 Ringing -> [] |
    Announced other gave up c1 -> [] |
    ");
}

/// The tabs hear of the call from the proxy and of each other by another way, in any order.
#[test]
fn an_announcement_may_be_faster_than_the_call() {
    let quiet = vec![snapshot(Vec::new())];
    insta::assert_snapshot!(transcript_after(&quiet, &[
        declined_there(),
        changed(ringing(1)),
    ]), @r"
    Announced declined c1 -> [] |
    CallChanged c1 v1 Ringing -> [] |
    ");
    insta::assert_snapshot!(transcript_after(&quiet, &[
        answering_there(),
        changed(ringing(1)),
        gave_up_there(),
    ]), @r"
    Announced other answers c1 -> [] |
    CallChanged c1 v1 Ringing -> [] |
    Announced other gave up c1 -> [StartTimer Ring 1 90 s] | 1 RingingHere
    ");
}

#[test]
fn a_page_that_was_frozen_says_so_when_it_is_back() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        Input::PageResumed,
        Input::PageFrozen,
        Input::PageResumed,
        hang_up(9),
    ]), @r"
    PageResumed -> [] | 1 RingingHere
    PageFrozen -> [] | 1 RingingHere
    PageResumed -> [] | 1 RingingHere, WasAsleep
    HangUp 9 -> [] | 1 RingingHere
    ");
}

#[test]
fn a_page_that_closes_ends_its_call() {
    let mut stories = Vec::new();
    for before in [
        dialled(),
        ringing_there(),
        talking(),
        waiting_for_media(),
        accepting(),
    ] {
        stories.push(transcript_after(&before, &[Input::PageClosing]));
    }
    insta::assert_snapshot!(stories.join("\n"), @r"
    PageClosing -> [TerminateKeepalive c1, DetachMicrophone 1, ClosePeer 1, CancelTimer Ring 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (HungUp)
    PageClosing -> [TerminateKeepalive c1, DetachMicrophone 1, ClosePeer 1, StopRingback 1, CancelTimer Ring 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (HungUp)
    PageClosing -> [TerminateKeepalive c1, DetachMicrophone 1, ClosePeer 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (HungUp after 3 s)
    PageClosing -> [TerminateKeepalive c1, ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (HungUp)
    PageClosing -> [TerminateKeepalive c1, ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (HungUp)
    ");
}

#[test]
fn a_page_that_closes_lets_a_call_ring_elsewhere() {
    let mut stories = Vec::new();
    for before in [ringing_here(), claiming(), answering()] {
        stories.push(transcript_after(&before, &[Input::PageClosing]));
    }
    insta::assert_snapshot!(stories.join("\n"), @r"
    PageClosing -> [StopRinging 1, CancelTimer Ring 1] |
    PageClosing -> [Announce desk gave up c1, CancelTimer SetUp 1, CloseMicrophone] |
    PageClosing -> [Announce desk gave up c1, ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] |
    ");
}

#[test]
fn a_page_that_closes_before_the_call_has_an_id_can_only_let_go() {
    let mut stories = Vec::new();
    for before in [preparing(), placing()] {
        stories.push(transcript_after(&before, &[Input::PageClosing]));
    }
    insta::assert_snapshot!(stories.join("\n"), @r"
    PageClosing -> [ClosePeer 1, CancelTimer SetUp 1, CloseMicrophone] | 1 Ended (Cancelled)
    PageClosing -> [DetachMicrophone 1, ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (Cancelled)
    ");
}

#[test]
fn a_page_that_closes_while_it_ends_its_call_makes_sure_of_the_end() {
    let mut before = talking();
    before.push(hang_up(1));
    insta::assert_snapshot!(transcript_after(&before, &[
        Input::PageClosing,
        deadline(Timer::End, 1),
        changed(outbound(9, CallStatus::InProgress)),
    ]), @r"
    PageClosing -> [TerminateKeepalive c1, CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (HungUp after 3 s)
    DeadlineReached End 1 -> [] | 1 Ended (HungUp after 3 s)
    CallChanged c1 v9 InProgress -> [] | 1 Ended (HungUp after 3 s)
    ");
}
