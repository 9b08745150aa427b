//! Calls as transcripts: each line is a moment, an input, its effects and the state after it.

use super::*;

const START: Moment = Moment::from_millis(1_000_000);

fn at(ms: u64) -> Moment {
    START.plus(ms)
}

/// Plays `inputs` (time in milliseconds since the start) and writes down what happens.
fn transcript(start: (Phone, Vec<Effect>), inputs: &[(u64, Input)]) -> Vec<String> {
    let (mut phone, effects) = start;
    let mut lines = vec![line("start", &effects, &phone)];
    for (ms, input) in inputs {
        lines.push(match phone.handle(at(*ms), *input) {
            Ok(effects) => line(&format!("{ms} {}", input.name()), &effects, &phone),
            Err(refusal) => format!("{ms} {}: {refusal}", input.name()),
        });
    }
    lines
}

fn line(what: &str, effects: &[Effect], phone: &Phone) -> String {
    let effects: Vec<String> = effects.iter().map(name).collect();
    format!(
        "{what} -> [{}] {}",
        effects.join(", "),
        phone.state().name()
    )
}

fn name(effect: &Effect) -> String {
    match effect {
        Effect::Tell(Notice::Terminated { end }) => {
            let talked = end.picked_up.map(|since| end.at.since(since));
            let talked = talked.map_or(String::new(), |ms| format!(" after {ms}"));
            format!("terminated by {:?}: {:?}{talked}", end.by, end.reason)
        }
        Effect::Tell(notice) => format!("tell {notice:?}"),
        other @ (Effect::StartTone | Effect::StopMedia | Effect::CloseMedia) => {
            format!("{other:?}")
        }
    }
}

fn dialled(script: Script) -> (Phone, Vec<Effect>) {
    Phone::dialled(START, script, 100)
}

fn calling(script: Script) -> (Phone, Vec<Effect>) {
    Phone::calling(START, script)
}

#[test]
fn a_dialled_call_is_answered_by_hand_and_hung_up_by_the_business() {
    let inputs = [
        (50, Input::Tick),
        (100, Input::Tick),
        (3000, Input::CustomerAnswers),
        (9000, Input::BusinessTerminates),
    ];
    assert_eq!(
        transcript(dialled(Script::default()), &inputs),
        [
            "start -> [tell Connect] connecting",
            "50 tick -> [] connecting",
            "100 tick -> [tell Ringing] ringing",
            "3000 answer -> [tell Accepted, StartTone] in_progress",
            "9000 terminate -> [CloseMedia, terminated by Business: HungUp after 6000] ended",
        ]
    );
}

#[test]
fn a_dialled_call_is_declined() {
    let inputs = [(100, Input::Tick), (200, Input::CustomerDeclines)];
    assert_eq!(
        transcript(dialled(Script::default()), &inputs)[2],
        "200 decline -> [tell Rejected, CloseMedia, terminated by Customer: Declined] ended"
    );
}

#[test]
fn a_dialled_call_rings_out() {
    let script = Script {
        ring_timeout_ms: 500,
        ..Script::default()
    };
    let inputs = [(100, Input::Tick), (599, Input::Tick), (600, Input::Tick)];
    assert_eq!(
        transcript(dialled(script), &inputs)[2..],
        [
            "599 tick -> [] ringing",
            "600 tick -> [CloseMedia, terminated by Timeout: NoAnswer] ended",
        ]
    );
}

#[test]
fn a_script_answers_and_hangs_up_by_itself() {
    let script = Script {
        answer: Pickup::After,
        answer_after_ms: 200,
        hang_up_after_ms: Some(1000),
        ..Script::default()
    };
    let inputs = [(100, Input::Tick), (300, Input::Tick), (1300, Input::Tick)];
    assert_eq!(
        transcript(dialled(script), &inputs)[1..],
        [
            "100 tick -> [tell Ringing] ringing",
            "300 tick -> [tell Accepted, StartTone] in_progress",
            "1300 tick -> [CloseMedia, terminated by Customer: HungUp after 1000] ended",
        ]
    );
}

#[test]
fn a_script_declines_by_itself() {
    let script = Script {
        answer: Pickup::Reject,
        answer_after_ms: 200,
        ..Script::default()
    };
    let lines = transcript(dialled(script), &[(100, Input::Tick), (300, Input::Tick)]);
    assert!(
        lines[2].starts_with("300 tick -> [tell Rejected"),
        "{lines:?}"
    );
}

#[test]
fn the_answer_can_wait_for_the_pick_up() {
    let script = Script {
        answer_only_on_pickup: true,
        ..Script::default()
    };
    let inputs = [(100, Input::Tick), (200, Input::CustomerAnswers)];
    assert_eq!(
        transcript(dialled(script), &inputs),
        [
            "start -> [] connecting",
            "100 tick -> [tell Ringing] ringing",
            "200 answer -> [tell Connect, tell Accepted, StartTone] in_progress",
        ]
    );
}

#[test]
fn a_dead_call_ends_before_it_connects() {
    let script = Script {
        terminate_first: true,
        ..Script::default()
    };
    assert_eq!(
        transcript(calling(script), &[(10, Input::BusinessAccepts)]),
        [
            "start -> [CloseMedia, terminated by Customer: GaveUp, tell Connect] ended",
            "10 accept: the call is ended; accept does not fit",
        ]
    );
}

#[test]
fn an_inbound_call_is_prepared_accepted_and_hung_up_by_the_customer() {
    let inputs = [
        (100, Input::BusinessPreAccepts),
        (150, Input::BusinessPreAccepts),
        (200, Input::BusinessAccepts),
        (250, Input::BusinessAccepts),
        (2200, Input::CustomerHangsUp),
        (2300, Input::BusinessTerminates),
    ];
    assert_eq!(
        transcript(calling(Script::default()), &inputs),
        [
            "start -> [tell Connect] ringing",
            "100 pre_accept -> [] pre_accepted",
            "150 pre_accept: the call is pre accepted; pre_accept does not fit",
            "200 accept -> [StartTone] in_progress",
            "250 accept: the call is in progress; accept does not fit",
            "2200 hang-up -> [CloseMedia, terminated by Customer: HungUp after 2000] ended",
            "2300 terminate: the call is ended; terminate does not fit",
        ]
    );
}

#[test]
fn an_inbound_call_can_be_accepted_without_preparation_and_rejected_with_it() {
    let accepted = transcript(calling(Script::default()), &[(1, Input::BusinessAccepts)]);
    assert_eq!(accepted[1], "1 accept -> [StartTone] in_progress");
    let inputs = [(1, Input::BusinessPreAccepts), (2, Input::BusinessRejects)];
    let rejected = transcript(calling(Script::default()), &inputs);
    assert_eq!(
        rejected[2],
        "2 reject -> [CloseMedia, terminated by Business: Declined] ended"
    );
}

#[test]
fn a_caller_gives_up_or_is_not_answered() {
    let gave_up = transcript(calling(Script::default()), &[(500, Input::CustomerHangsUp)]);
    assert_eq!(
        gave_up[1],
        "500 hang-up -> [CloseMedia, terminated by Customer: GaveUp] ended"
    );
    let rung_out = transcript(calling(Script::default()), &[(45_000, Input::Tick)]);
    assert_eq!(
        rung_out[1],
        "45000 tick -> [CloseMedia, terminated by Timeout: NoAnswer] ended"
    );
}

#[test]
fn a_script_that_answers_does_not_answer_for_the_business() {
    let script = Script {
        answer: Pickup::After,
        ..Script::default()
    };
    let lines = transcript(calling(script), &[(10_000, Input::Tick)]);
    assert_eq!(lines[1], "10000 tick -> [] ringing");
}

#[test]
fn silence_from_the_business_fails_the_call() {
    let inputs = [
        (100, Input::BusinessAccepts),
        (15_000, Input::MediaHeard(at(14_990))),
        (20_100, Input::Tick),
        (34_990, Input::Tick),
    ];
    assert_eq!(
        transcript(calling(Script::default()), &inputs)[3..],
        [
            "20100 tick -> [] in_progress",
            "34990 tick -> [CloseMedia, terminated by Network: MediaTimeout after 34890] ended",
        ]
    );
}

#[test]
fn the_media_stops_once_where_the_script_wants_it() {
    let script = Script {
        stop_media_after_ms: Some(500),
        ..Script::default()
    };
    let inputs = [
        (0, Input::BusinessAccepts),
        (500, Input::Tick),
        (600, Input::Tick),
    ];
    assert_eq!(
        transcript(calling(script), &inputs)[2..],
        [
            "500 tick -> [StopMedia] in_progress",
            "600 tick -> [] in_progress"
        ]
    );
}

#[test]
fn actions_for_the_other_direction_do_not_fit() {
    let outbound = [
        (100, Input::Tick),
        (200, Input::BusinessAccepts),
        (200, Input::BusinessPreAccepts),
        (200, Input::BusinessRejects),
        (200, Input::CustomerHangsUp),
    ];
    for line in &transcript(dialled(Script::default()), &outbound)[2..] {
        assert!(line.ends_with("does not fit"), "{line}");
    }
    let inbound = [
        (200, Input::CustomerAnswers),
        (200, Input::CustomerDeclines),
    ];
    for line in &transcript(calling(Script::default()), &inbound)[1..] {
        assert!(line.ends_with("does not fit"), "{line}");
    }
}

#[test]
fn the_business_gives_up_while_it_connects_or_rings() {
    for inputs in [vec![], vec![(100, Input::Tick)]] {
        let inputs = [inputs, vec![(200, Input::BusinessTerminates)]].concat();
        let lines = transcript(dialled(Script::default()), &inputs);
        let last = lines.last().unwrap();
        assert!(
            last.contains("terminated by Business: GaveUp] ended"),
            "{last}"
        );
    }
}

#[test]
fn a_live_call_always_has_a_deadline_and_an_ended_one_has_none() {
    let (mut phone, _) = dialled(Script::default());
    for (ms, input) in [
        (100, Input::Tick),
        (200, Input::CustomerAnswers),
        (300, Input::CustomerHangsUp),
    ] {
        assert!(phone.next_deadline().is_some(), "{:?}", phone.state());
        phone.handle(at(ms), input).unwrap();
    }
    assert_eq!(phone.next_deadline(), None);
}
