//! Hanging up, and being hung up on, at every state.

use tring_protocol::call::{Call, CallStatus, EndReason};
use tring_softphone::{Input, effect::Timer, input::Request};

use crate::{
    given::{
        accepting, accepting_in_doubt, answering, changed, claiming, deadline, dialled,
        end_confirmed, ended, hang_up, inbound, outbound, placed, placing, placing_in_doubt,
        pre_accepting, preparing, reconnecting, refused, ringing_here, ringing_there, talking,
        talking_inbound, unknown, waiting_for_media,
    },
    transcript_after,
};

fn at_each(states: &[Vec<Input>], inputs: &[Input]) -> String {
    let stories: Vec<String> = states
        .iter()
        .map(|before| transcript_after(before, inputs))
        .collect();
    stories.join("\n")
}

#[test]
fn the_agent_hangs_up_at_each_state_of_an_outbound_call_whose_id_is_known() {
    let states = [dialled(), ringing_there(), talking(), reconnecting()];
    insta::assert_snapshot!(at_each(&states, &[hang_up(1), end_confirmed(1)]), @r"
    HangUp 1 -> [SendEnd 1 c1, DetachMicrophone 1, ClosePeer 1, CancelTimer Ring 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (Cancelled)
    HangUp 1 -> [SendEnd 1 c1, DetachMicrophone 1, ClosePeer 1, StopRingback 1, CancelTimer Ring 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (Cancelled)
    HangUp 1 -> [SendEnd 1 c1, DetachMicrophone 1, ClosePeer 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (HungUp after 3 s)
    HangUp 1 -> [SendEnd 1 c1, DetachMicrophone 1, ClosePeer 1, CancelTimer Media 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (HungUp after 4 s)
    ");
}

#[test]
fn the_agent_hangs_up_before_anybody_was_asked() {
    insta::assert_snapshot!(transcript_after(&preparing(), &[
        hang_up(1),
        Input::MicrophoneOpened,
    ]), @r"
    HangUp 1 -> [ClosePeer 1, CancelTimer SetUp 1, CloseMicrophone] | 1 Ended (Cancelled)
    MicrophoneOpened -> [] | 1 Ended (Cancelled)
    ");
}

#[test]
fn the_agent_hangs_up_at_each_state_of_an_inbound_call() {
    let states = [
        claiming(),
        answering(),
        pre_accepting(),
        waiting_for_media(),
        accepting(),
        accepting_in_doubt(),
        talking_inbound(),
    ];
    insta::assert_snapshot!(at_each(&states, &[hang_up(1), end_confirmed(1)]), @r"
    HangUp 1 -> [SendEnd 1 c1, CancelTimer SetUp 1, StartTimer End 1 15 s, WarnBeforeUnload On, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (HungUp)
    HangUp 1 -> [SendEnd 1 c1, ClosePeer 1, CancelTimer SetUp 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (HungUp)
    HangUp 1 -> [SendEnd 1 c1, ClosePeer 1, CancelTimer SetUp 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (HungUp)
    HangUp 1 -> [SendEnd 1 c1, ClosePeer 1, CancelTimer SetUp 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (HungUp)
    HangUp 1 -> [SendEnd 1 c1, ClosePeer 1, CancelTimer SetUp 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (HungUp)
    HangUp 1 -> [SendEnd 1 c1, ClosePeer 1, CancelTimer SetUp 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (HungUp)
    HangUp 1 -> [SendEnd 1 c1, DetachMicrophone 1, ClosePeer 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (HungUp after 1 s)
    ");
}

#[test]
fn the_customer_hangs_up_at_each_state_of_an_outbound_call() {
    let states = [
        placing(),
        placing_in_doubt(),
        dialled(),
        ringing_there(),
        talking(),
        reconnecting(),
    ];
    let end = changed(ended(
        outbound(9, CallStatus::Completed),
        EndReason::CustomerHungUp,
    ));
    insta::assert_snapshot!(at_each(&states, &[end]), @r"
    CallChanged c1 v9 Completed -> [DetachMicrophone 1, ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp)
    CallChanged c1 v9 Completed -> [DetachMicrophone 1, ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp)
    CallChanged c1 v9 Completed -> [DetachMicrophone 1, ClosePeer 1, CancelTimer Ring 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp)
    CallChanged c1 v9 Completed -> [DetachMicrophone 1, ClosePeer 1, StopRingback 1, CancelTimer Ring 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp)
    CallChanged c1 v9 Completed -> [DetachMicrophone 1, ClosePeer 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp after 3 s)
    CallChanged c1 v9 Completed -> [DetachMicrophone 1, ClosePeer 1, CancelTimer Media 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp after 4 s)
    ");
}

#[test]
fn the_customer_hangs_up_at_each_state_of_an_inbound_call() {
    let states = [
        ringing_here(),
        claiming(),
        answering(),
        pre_accepting(),
        waiting_for_media(),
        accepting(),
        accepting_in_doubt(),
        talking_inbound(),
    ];
    let end = changed(ended(
        inbound(9, CallStatus::Completed),
        EndReason::CustomerHungUp,
    ));
    insta::assert_snapshot!(at_each(&states, &[end]), @r"
    CallChanged c1 v9 Completed -> [StopRinging 1, CancelTimer Ring 1] | 1 Ended (CustomerHungUp)
    CallChanged c1 v9 Completed -> [CancelTimer SetUp 1, CloseMicrophone] | 1 Ended (CustomerHungUp)
    CallChanged c1 v9 Completed -> [ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp)
    CallChanged c1 v9 Completed -> [ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp)
    CallChanged c1 v9 Completed -> [ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp)
    CallChanged c1 v9 Completed -> [ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp)
    CallChanged c1 v9 Completed -> [ClosePeer 1, CancelTimer SetUp 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp)
    CallChanged c1 v9 Completed -> [DetachMicrophone 1, ClosePeer 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp after 1 s)
    ");
}

#[test]
fn the_proxys_reason_wins_where_it_comes_first() {
    let end = changed(ended(
        outbound(9, CallStatus::Completed),
        EndReason::CustomerHungUp,
    ));
    insta::assert_snapshot!(transcript_after(&talking(), &[
        hang_up(1),
        end,
        end_confirmed(1),
    ]), @r"
    HangUp 1 -> [SendEnd 1 c1, DetachMicrophone 1, ClosePeer 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    CallChanged c1 v9 Completed -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (CustomerHungUp after 3 s)
    Ended 1 -> [] | 1 Ended (CustomerHungUp after 3 s)
    ");
}

#[test]
fn how_long_both_talked_is_the_proxys_to_say() {
    let mut end = ended(
        outbound(9, CallStatus::Completed),
        EndReason::CustomerHungUp,
    );
    end.answered_at = Some(1_000_000);
    end.ended_at = Some(1_042_000);
    insta::assert_snapshot!(transcript_after(&talking(), &[changed(end)]), @r"
    CallChanged c1 v9 Completed -> [DetachMicrophone 1, ClosePeer 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp after 42 s)
    ");
}

#[test]
fn an_end_that_does_not_get_through_is_asked_for_again_and_again() {
    insta::assert_snapshot!(transcript_after(&talking(), &[
        hang_up(1),
        unknown(1, Request::End),
        deadline(Timer::End, 1),
        unknown(1, Request::End),
        deadline(Timer::End, 1),
        unknown(1, Request::End),
        deadline(Timer::End, 1),
        unknown(1, Request::End),
        deadline(Timer::End, 1),
        unknown(1, Request::End),
        deadline(Timer::End, 1),
        unknown(1, Request::End),
        deadline(Timer::End, 1),
        end_confirmed(1),
    ]), @r"
    HangUp 1 -> [SendEnd 1 c1, DetachMicrophone 1, ClosePeer 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    EndFailed 1 Unknown -> [StartTimer End 1 1 s] | 1 Ending, EndNotConfirmed
    DeadlineReached End 1 -> [SendEnd 1 c1, StartTimer End 1 15 s] | 1 Ending, EndNotConfirmed
    EndFailed 1 Unknown -> [StartTimer End 1 2 s] | 1 Ending, EndNotConfirmed
    DeadlineReached End 1 -> [SendEnd 1 c1, StartTimer End 1 15 s] | 1 Ending, EndNotConfirmed
    EndFailed 1 Unknown -> [StartTimer End 1 4 s] | 1 Ending, EndNotConfirmed
    DeadlineReached End 1 -> [SendEnd 1 c1, StartTimer End 1 15 s] | 1 Ending, EndNotConfirmed
    EndFailed 1 Unknown -> [StartTimer End 1 8 s] | 1 Ending, EndNotConfirmed
    DeadlineReached End 1 -> [SendEnd 1 c1, StartTimer End 1 15 s] | 1 Ending, EndNotConfirmed
    EndFailed 1 Unknown -> [StartTimer End 1 15 s] | 1 Ending, EndNotConfirmed
    DeadlineReached End 1 -> [SendEnd 1 c1, StartTimer End 1 15 s] | 1 Ending, EndNotConfirmed
    EndFailed 1 Unknown -> [StartTimer End 1 15 s] | 1 Ending, EndNotConfirmed
    DeadlineReached End 1 -> [SendEnd 1 c1, StartTimer End 1 15 s] | 1 Ending, EndNotConfirmed
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (HungUp after 3 s)
    ");
}

#[test]
fn an_end_without_any_answer_is_asked_for_again_too() {
    insta::assert_snapshot!(transcript_after(&talking(), &[
        hang_up(1),
        deadline(Timer::End, 1),
    ]), @r"
    HangUp 1 -> [SendEnd 1 c1, DetachMicrophone 1, ClosePeer 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    DeadlineReached End 1 -> [SendEnd 1 c1, StartTimer End 1 15 s] | 1 Ending
    ");
}

#[test]
fn pressing_hang_up_again_does_not_wait_for_the_next_try() {
    insta::assert_snapshot!(transcript_after(&talking(), &[
        hang_up(1),
        hang_up(1),
        unknown(1, Request::End),
        hang_up(1),
        end_confirmed(1),
    ]), @r"
    HangUp 1 -> [SendEnd 1 c1, DetachMicrophone 1, ClosePeer 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    HangUp 1 -> [] | 1 Ending
    EndFailed 1 Unknown -> [StartTimer End 1 1 s] | 1 Ending, EndNotConfirmed
    HangUp 1 -> [SendEnd 1 c1, StartTimer End 1 15 s] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (HungUp after 3 s)
    ");
}

#[test]
fn a_refused_end_means_that_there_is_nothing_to_end() {
    insta::assert_snapshot!(transcript_after(&talking(), &[
        hang_up(1),
        refused(1, Request::End),
    ]), @r"
    HangUp 1 -> [SendEnd 1 c1, DetachMicrophone 1, ClosePeer 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    EndFailed 1 Refused -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (HungUp after 3 s)
    ");
}

#[test]
fn hanging_up_a_call_that_was_refused_meanwhile() {
    insta::assert_snapshot!(transcript_after(&placing(), &[
        hang_up(1),
        refused(1, Request::Place),
    ]), @r"
    HangUp 1 -> [DetachMicrophone 1, ClosePeer 1, StartTimer SetUp 1 15 s, CloseMicrophone] | 1 Ending
    PlaceFailed 1 Refused -> [CancelTimer SetUp 1, WarnBeforeUnload Off] | 1 Ended (Cancelled)
    ");
}

#[test]
fn hanging_up_a_call_of_which_nobody_hears_again() {
    insta::assert_snapshot!(transcript_after(&placing(), &[
        hang_up(1),
        unknown(1, Request::Place),
        deadline(Timer::SetUp, 1),
        placed(1),
    ]), @r"
    HangUp 1 -> [DetachMicrophone 1, ClosePeer 1, StartTimer SetUp 1 15 s, CloseMicrophone] | 1 Ending
    PlaceFailed 1 Unknown -> [StartTimer SetUp 1 15 s] | 1 Ending
    DeadlineReached SetUp 1 -> [WarnBeforeUnload Off] | 1 Ended (Cancelled)
    Placed 1 c1 -> [StartTimer End 2 15 s, SendEnd 2 c1] | 1 Ended (Cancelled)
    ");
}

/// "Talked for 0:03" beside "0:02" in the history: the page had counted by its own clock until its request
/// for the end came back, and did not listen to the proxy any more.
#[test]
fn the_proxy_has_the_last_word_on_how_long_both_sides_talked() {
    let over = changed(Call {
        answered_at: Some(5_900),
        ended_at: Some(7_100),
        ..ended(outbound(9, CallStatus::Completed), EndReason::HungUp)
    });
    let story = [hang_up(1), end_confirmed(1), over];
    insta::assert_snapshot!(transcript_after(&talking(), &story), @r"
    HangUp 1 -> [SendEnd 1 c1, DetachMicrophone 1, ClosePeer 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (HungUp after 3 s)
    CallChanged c1 v9 Completed -> [] | 1 Ended (HungUp after 2 s)
    ");
    insta::assert_snapshot!(transcript_after(&dialled(), &story), @r"
    HangUp 1 -> [SendEnd 1 c1, DetachMicrophone 1, ClosePeer 1, CancelTimer Ring 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (Cancelled)
    CallChanged c1 v9 Completed -> [] | 1 Ended (Cancelled)
    ");
}
