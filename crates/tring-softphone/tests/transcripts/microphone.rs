//! The microphone and its mute switch.

use tring_protocol::call::CallStatus;
use tring_softphone::{
    Input,
    input::{Microphone, MicrophoneError, PreAccept},
};

use crate::{
    given::{
        accepting, answer, answered, changed, claimed, dial, end_confirmed, hang_up,
        microphone_refused, microphone_set, mute, outbound, picked_up, pre_accepting, preparing,
        ringing_here, ringing_there, talking, talking_inbound, waiting_for_media,
    },
    transcript_after,
};

#[test]
fn the_mute_switch_is_pending_until_the_track_has_followed() {
    insta::assert_snapshot!(transcript_after(&talking(), &[
        mute(Microphone::Muted),
        microphone_set(Microphone::Muted),
        mute(Microphone::Muted),
        mute(Microphone::Live),
        microphone_set(Microphone::Live),
    ]), @r"
    Mute Muted -> [SetMicrophone Muted] | 1 InProgress, mute pending
    MicrophoneSet Muted -> [] | 1 InProgress
    Mute Muted -> [] | 1 InProgress
    Mute Live -> [SetMicrophone Live] | 1 InProgress, mute pending
    MicrophoneSet Live -> [] | 1 InProgress
    ");
}

#[test]
fn muting_while_it_rings_is_remembered_for_the_conversation() {
    insta::assert_snapshot!(transcript_after(&ringing_there(), &[
        mute(Microphone::Muted),
        changed(outbound(3, CallStatus::InProgress)),
        mute(Microphone::Live),
    ]), @r"
    Mute Muted -> [] | 1 RingingThere
    CallChanged c1 v3 InProgress -> [StopRingback 1, CancelTimer Ring 1, StartTimer Media 1 20 s] | 1 Connecting
    Mute Live -> [SetMicrophone Live] | 1 Connecting, mute pending
    ");
    insta::assert_snapshot!(transcript_after(&accepting(), &[
        mute(Microphone::Muted),
        answered(1),
    ]), @r"
    Mute Muted -> [] | 1 Connecting
    Answered 1 -> [CancelTimer SetUp 1, AttachMicrophone 1 Muted] | 1 InProgress
    ");
}

#[test]
fn the_customer_hears_us_from_the_pick_up_on() {
    insta::assert_snapshot!(transcript_after(&picked_up(), &[
        microphone_set(Microphone::Live),
    ]), @r"
    MicrophoneSet Live -> [] | 1 Connecting
    ");
}

#[test]
fn the_next_call_begins_unmuted() {
    insta::assert_snapshot!(transcript_after(&talking(), &[
        mute(Microphone::Muted),
        hang_up(1),
        mute(Microphone::Muted),
        end_confirmed(1),
        dial("a2"),
    ]), @r"
    Mute Muted -> [SetMicrophone Muted] | 1 InProgress, mute pending
    HangUp 1 -> [SendEnd 1 c1, DetachMicrophone 1, ClosePeer 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Mute Muted -> [] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (HungUp after 4 s)
    Dial a2 -> [OpenMicrophone, CreateOffer 2, StartTimer SetUp 2 60 s] | 2 Calling, 1 Ended (HungUp after 4 s)
    ");
}

#[test]
fn a_microphone_that_goes_in_a_call_is_replaced_when_another_is_there() {
    insta::assert_snapshot!(transcript_after(&talking(), &[
        Input::MicrophoneLost,
        Input::DeviceChanged,
        Input::MicrophoneOpened,
    ]), @r"
    MicrophoneLost -> [] | 1 InProgress, MicrophoneLost
    DeviceChanged -> [OpenMicrophone] | 1 InProgress, MicrophoneLost
    MicrophoneOpened -> [AttachMicrophone 1 Live] | 1 InProgress
    ");
}

#[test]
fn a_replacement_that_cannot_be_opened_is_waited_for_again() {
    insta::assert_snapshot!(transcript_after(&talking(), &[
        Input::MicrophoneLost,
        Input::DeviceChanged,
        Input::MicrophoneRefused { reason: MicrophoneError::NotFound },
        Input::DeviceChanged,
        Input::MicrophoneOpened,
    ]), @r"
    MicrophoneLost -> [] | 1 InProgress, MicrophoneLost
    DeviceChanged -> [OpenMicrophone] | 1 InProgress, MicrophoneLost
    MicrophoneRefused NotFound -> [] | 1 InProgress, MicrophoneLost
    DeviceChanged -> [OpenMicrophone] | 1 InProgress, MicrophoneLost
    MicrophoneOpened -> [AttachMicrophone 1 Live] | 1 InProgress
    ");
}

#[test]
fn a_microphone_that_goes_while_it_rings_is_replaced_in_silence() {
    insta::assert_snapshot!(transcript_after(&ringing_there(), &[
        Input::MicrophoneLost,
        Input::DeviceChanged,
        changed(outbound(3, CallStatus::InProgress)),
        Input::MicrophoneOpened,
    ]), @r"
    MicrophoneLost -> [] | 1 RingingThere, MicrophoneLost
    DeviceChanged -> [OpenMicrophone] | 1 RingingThere, MicrophoneLost
    CallChanged c1 v3 InProgress -> [StopRingback 1, CancelTimer Ring 1, StartTimer Media 1 20 s, SetMicrophone Live] | 1 Connecting, mute pending, MicrophoneLost
    MicrophoneOpened -> [AttachMicrophone 1 Live] | 1 Connecting
    ");
    insta::assert_snapshot!(transcript_after(&ringing_there(), &[
        Input::MicrophoneLost,
        Input::DeviceChanged,
        Input::MicrophoneOpened,
    ]), @r"
    MicrophoneLost -> [] | 1 RingingThere, MicrophoneLost
    DeviceChanged -> [OpenMicrophone] | 1 RingingThere, MicrophoneLost
    MicrophoneOpened -> [AttachMicrophone 1 Muted] | 1 RingingThere
    ");
}

#[test]
fn a_muted_microphone_is_replaced_by_a_muted_one() {
    insta::assert_snapshot!(transcript_after(&talking_inbound(), &[
        mute(Microphone::Muted),
        Input::MicrophoneLost,
        Input::DeviceChanged,
        Input::MicrophoneOpened,
    ]), @r"
    Mute Muted -> [SetMicrophone Muted] | 1 InProgress, mute pending
    MicrophoneLost -> [] | 1 InProgress, mute pending, MicrophoneLost
    DeviceChanged -> [OpenMicrophone] | 1 InProgress, mute pending, MicrophoneLost
    MicrophoneOpened -> [AttachMicrophone 1 Muted] | 1 InProgress
    ");
}

#[test]
fn the_microphone_is_closed_with_the_call_though_it_has_gone() {
    insta::assert_snapshot!(transcript_after(&talking(), &[
        Input::MicrophoneLost,
        hang_up(1),
        end_confirmed(1),
    ]), @r"
    MicrophoneLost -> [] | 1 InProgress, MicrophoneLost
    HangUp 1 -> [SendEnd 1 c1, DetachMicrophone 1, ClosePeer 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (HungUp after 4 s)
    ");
}

#[test]
fn a_microphone_that_goes_before_anybody_was_asked_ends_the_call() {
    let mut before = preparing();
    before.push(Input::MicrophoneOpened);
    insta::assert_snapshot!(transcript_after(&before, &[Input::MicrophoneLost]), @r"
    MicrophoneLost -> [ClosePeer 1, CancelTimer SetUp 1, CloseMicrophone] | 1 Ended (Microphone NotFound)
    ");
}

/// A caller who is connected and hears nothing is dropped by the provider after 20 s.
#[test]
fn a_microphone_that_goes_after_pre_accept_ends_the_call() {
    insta::assert_snapshot!(transcript_after(&waiting_for_media(), &[
        Input::MicrophoneLost,
        end_confirmed(1),
    ]), @r"
    MicrophoneLost -> [SendEnd 1 c1 NoMicrophone, ClosePeer 1, CancelTimer SetUp 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (Microphone NotFound)
    ");
    insta::assert_snapshot!(transcript_after(&pre_accepting(), &[Input::MicrophoneLost]), @r"
    MicrophoneLost -> [SendEnd 1 c1 NoMicrophone, ClosePeer 1, CancelTimer SetUp 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    ");
}

#[test]
fn a_microphone_that_goes_before_pre_accept_lets_the_call_ring_on() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        answer(1),
        Input::MicrophoneOpened,
        claimed(1, PreAccept::Supported),
        Input::MicrophoneLost,
    ]), @r#"
    Answer 1 -> [Announce desk answers c1, ClaimCall 1 c1, StopRinging 1, CancelTimer Ring 1, StartTimer SetUp 1 15 s, OpenMicrophone] | 1 Connecting
    MicrophoneOpened -> [] | 1 Connecting
    Claimed 1, pre-accept Supported -> [CreateAnswer 1 offer, StartTimer SetUp 1 15 s, WarnBeforeUnload On] | 1 Connecting
    MicrophoneLost -> [Announce desk gave up c1, ClosePeer 1, CancelTimer SetUp 1, StartTimer Ring 2 90 s, StartRinging 2, WarnBeforeUnload Off, CloseMicrophone] | 2 RingingHere, AnswerFailed("No microphone was found. Connect one, then try again.")
    "#);
}

#[test]
fn each_reason_why_there_is_no_microphone_has_its_own_sentence() {
    let mut stories = Vec::new();
    for reason in [
        MicrophoneError::Denied,
        MicrophoneError::NotFound,
        MicrophoneError::InUse,
        MicrophoneError::Unsupported,
        MicrophoneError::Unknown,
    ] {
        let refused = Input::MicrophoneRefused { reason };
        stories.push(transcript_after(&ringing_here(), &[answer(1), refused]));
    }
    let sentences: Vec<&str> = stories
        .iter()
        .filter_map(|story| story.rsplit_once("AnswerFailed"))
        .map(|(_, sentence)| sentence)
        .collect();
    insta::assert_snapshot!(sentences.join("\n"), @r#"
    ("The microphone is blocked. Allow it for this page in the browser, then try again.")
    ("No microphone was found. Connect one, then try again.")
    ("Another program is using the microphone. Close it, then try again.")
    ("This browser cannot open a microphone here. Open the page over HTTPS in a current browser.")
    ("The microphone could not be opened. Check it, then try again.")
    "#);
}

#[test]
fn what_is_said_of_a_microphone_that_nobody_needs_changes_nothing() {
    insta::assert_snapshot!(transcript_after(&ringing_here(), &[
        Input::MicrophoneOpened,
        microphone_refused(),
        Input::MicrophoneLost,
        Input::DeviceChanged,
        microphone_set(Microphone::Muted),
        mute(Microphone::Muted),
    ]), @r"
    MicrophoneOpened -> [] | 1 RingingHere
    MicrophoneRefused Denied -> [] | 1 RingingHere
    MicrophoneLost -> [] | 1 RingingHere
    DeviceChanged -> [] | 1 RingingHere
    MicrophoneSet Muted -> [] | 1 RingingHere
    Mute Muted -> [] | 1 RingingHere
    ");
}
