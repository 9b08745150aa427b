//! A provider that does not tell when the customer picks up: the first sound counts.

use tring_protocol::call::{CallStatus, EndReason};
use tring_softphone::{
    Input,
    effect::Timer,
    input::{Microphone, Request},
};

use crate::{
    given::{
        changed, connected, deadline, dial_by_ear, end_confirmed, ended, microphone_set,
        offer_ready, outbound, packets, placed, refused, remote_answer, ringing_there, sound,
        unknown,
    },
    transcript, transcript_after,
};

fn dialled_by_ear() -> Vec<Input> {
    vec![
        dial_by_ear("a1"),
        Input::MicrophoneOpened,
        offer_ready(1),
        placed(1),
        remote_answer(),
        connected(1),
    ]
}

fn heard() -> Vec<Input> {
    let hello = vec![sound(1, 50, 0.01), microphone_set(Microphone::Live)];
    [dialled_by_ear(), hello].concat()
}

#[test]
fn the_first_sound_is_the_answer() {
    insta::assert_snapshot!(transcript(&[
        dialled_by_ear(),
        vec![
            sound(1, 100, 0.0),
            sound(1, 150, 0.01),
            microphone_set(Microphone::Live),
            sound(1, 200, 0.02),
            changed(outbound(2, CallStatus::InProgress)),
            changed(ended(outbound(3, CallStatus::Completed), EndReason::CustomerHungUp)),
        ],
    ].concat()), @r"
    Dial a1 -> [OpenMicrophone, CreateOffer 1, StartTimer SetUp 1 60 s] | 1 Calling
    MicrophoneOpened -> [] | 1 Calling
    OfferReady 1 -> [AttachMicrophone 1 Muted, PlaceCall 1 a1 to +15550100 offer, StartTimer SetUp 1 30 s, WarnBeforeUnload On] | 1 Calling
    Placed 1 c1 -> [CancelTimer SetUp 1, StartTimer Ring 1 90 s] | 1 Calling
    RemoteAnswer c1 a1 sdp -> [ApplyRemoteAnswer 1 sdp] | 1 Calling
    MediaConnected 1 -> [] | 1 Calling
    StatsSample 1 sound 0 -> [] | 1 Calling
    StatsSample 1 sound 0.01 -> [CancelTimer Ring 1, SetMicrophone Live, SendHeard 1 c1] | 1 InProgress, mute pending
    MicrophoneSet Live -> [] | 1 InProgress
    StatsSample 1 sound 0.02 -> [] | 1 InProgress
    CallChanged c1 v2 InProgress -> [] | 1 InProgress
    CallChanged c1 v3 Completed -> [DetachMicrophone 1, ClosePeer 1, WarnBeforeUnload Off, CloseMicrophone] | 1 Ended (CustomerHungUp after 4 s)
    ");
}

// The media of a ringing call are packets of silence: counted as the answer, they opened the microphone to
// nobody and started the timer while it rang.
#[test]
fn packets_of_silence_are_no_answer() {
    insta::assert_snapshot!(transcript_after(&dialled_by_ear(), &[
        sound(1, 250, 0.0),
        sound(1, 300, 0.000_001),
        changed(outbound(2, CallStatus::Ringing)),
        sound(1, 350, 0.000_002),
    ]), @r"
    StatsSample 1 sound 0 -> [] | 1 Calling
    StatsSample 1 sound 0.000001 -> [] | 1 Calling
    CallChanged c1 v2 Ringing -> [StartRingback 1, StartTimer Ring 1 90 s] | 1 RingingThere
    StatsSample 1 sound 0.000002 -> [] | 1 RingingThere
    ");
}

#[test]
fn where_the_browser_does_not_measure_sound_packets_count() {
    insta::assert_snapshot!(transcript_after(&dialled_by_ear(), &[
        packets(1, 0),
        packets(1, 12),
    ]), @r"
    StatsSample 1 0 packets -> [] | 1 Calling
    StatsSample 1 12 packets -> [CancelTimer Ring 1, SetMicrophone Live, SendHeard 1 c1] | 1 InProgress, mute pending
    ");
}

#[test]
fn a_provider_that_tells_is_waited_for() {
    insta::assert_snapshot!(transcript_after(&ringing_there(), &[
        sound(1, 400, 0.5),
    ]), @r"
    StatsSample 1 sound 0.5 -> [] | 1 RingingThere
    ");
}

// The proxy did not hear of it, and let the call ring out in the middle of the conversation.
#[test]
fn a_proxy_that_may_not_have_heard_of_it_is_told_again() {
    insta::assert_snapshot!(transcript_after(&heard(), &[
        unknown(1, Request::Heard),
        sound(1, 450, 0.02),
        sound(1, 500, 0.03),
    ]), @r"
    HeardFailed 1 Unknown -> [] | 1 InProgress
    StatsSample 1 sound 0.02 -> [SendHeard 1 c1] | 1 InProgress
    StatsSample 1 sound 0.03 -> [] | 1 InProgress
    ");
}

#[test]
fn a_proxy_that_knows_better_is_not_told_again() {
    insta::assert_snapshot!(transcript_after(&heard(), &[
        refused(1, Request::Heard),
        sound(1, 550, 0.02),
    ]), @r"
    HeardFailed 1 Refused -> [] | 1 InProgress
    StatsSample 1 sound 0.02 -> [] | 1 InProgress
    ");
}

#[test]
fn who_has_hung_up_hears_nothing_any_more() {
    insta::assert_snapshot!(transcript_after(&dialled_by_ear(), &[
        deadline(Timer::Ring, 1),
        sound(1, 600, 0.5),
        end_confirmed(1),
        unknown(1, Request::Heard),
    ]), @r"
    DeadlineReached Ring 1 -> [SendEnd 1 c1 NoAnswer, DetachMicrophone 1, ClosePeer 1, StartTimer End 1 15 s, CloseMicrophone] | 1 Ending
    StatsSample 1 sound 0.5 -> [] | 1 Ending
    Ended 1 -> [CancelTimer End 1, WarnBeforeUnload Off] | 1 Ended (NoAnswer)
    HeardFailed 1 Unknown -> [] | 1 Ended (NoAnswer)
    ");
}
