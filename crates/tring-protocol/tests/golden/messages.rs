//! Messages on the event socket.

use tring_protocol::{
    call::Call,
    events::{ClientMessage, MessageKind, ServerMessage},
};

use crate::{
    AT, OFFER,
    calls::{
        inbound_claimed, inbound_ringing, outbound_completed, outbound_in_progress,
        outbound_initiated,
    },
    golden,
};

pub(crate) fn message(kind: MessageKind) -> ServerMessage {
    ServerMessage {
        kind,
        seq: 41,
        at: AT,
        call: None,
        calls: Vec::new(),
        call_id: None,
        attempt_id: None,
        sdp: None,
        permission: None,
        agent: None,
        callback: None,
        beat: None,
    }
}

pub(crate) fn told(kind: MessageKind, call: Call) -> ServerMessage {
    ServerMessage {
        call: Some(call),
        ..message(kind)
    }
}

#[test]
fn each_message_of_the_proxy_that_is_not_about_one_call() {
    golden(
        "message.snapshot.json",
        &ServerMessage {
            calls: vec![inbound_ringing(), outbound_in_progress()],
            ..message(MessageKind::Snapshot)
        },
    );
    golden(
        "message.snapshot.empty.json",
        &message(MessageKind::Snapshot),
    );
    golden(
        "message.beat.json",
        &ServerMessage {
            seq: 0,
            beat: Some(3),
            ..message(MessageKind::Beat)
        },
    );
    golden(
        "message.sdp_answer.json",
        &ServerMessage {
            call_id: Some("call_out8".to_owned()),
            attempt_id: Some("attempt_1".to_owned()),
            sdp: Some(OFFER.to_owned()),
            ..message(MessageKind::SdpAnswer)
        },
    );
    golden("message.returned.json", &message(MessageKind::Returned));
    golden("message.client.json", &ClientMessage { beat: 3 });
}

#[test]
fn each_message_of_the_proxy_about_one_call() {
    for (name, kind, call) in [
        (
            "call_initiated",
            MessageKind::CallInitiated,
            outbound_initiated(),
        ),
        ("call_ringing", MessageKind::CallRinging, inbound_ringing()),
        ("call_claimed", MessageKind::CallClaimed, inbound_claimed()),
        (
            "call_released",
            MessageKind::CallReleased,
            inbound_ringing(),
        ),
        (
            "call_answered",
            MessageKind::CallAnswered,
            outbound_in_progress(),
        ),
        ("call_ended", MessageKind::CallEnded, outbound_completed()),
        (
            "call_changed",
            MessageKind::CallChanged,
            outbound_initiated(),
        ),
    ] {
        golden(&format!("message.{name}.json"), &told(kind, call));
    }
}
