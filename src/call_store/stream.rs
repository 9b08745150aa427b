//! What the event socket says, in the desk's words.

use tring_protocol::events::{MessageKind, ServerMessage};
use tring_softphone::Input;

/// The inputs that follow from a message; none for beats, and for what this version does not know.
pub(super) fn inputs(message: ServerMessage, agent_id: u64) -> Vec<Input> {
    match message.kind {
        MessageKind::Snapshot => vec![Input::Snapshot {
            agent_id,
            calls: message.calls,
        }],
        MessageKind::SdpAnswer => remote_answer(message).into_iter().collect(),
        MessageKind::AnswerWanted => {
            let call_id = message.call_id.into_iter();
            call_id
                .map(|call_id| Input::AnswerWanted { call_id })
                .collect()
        }
        MessageKind::CallInitiated
        | MessageKind::CallRinging
        | MessageKind::CallClaimed
        | MessageKind::CallReleased
        | MessageKind::CallAnswered
        | MessageKind::CallEnded
        | MessageKind::CallChanged => {
            let call = message.call.into_iter();
            call.map(|call| Input::CallChanged { call }).collect()
        }
        // The page slept so soundly that the browser did not even say `freeze`: the computer slept.
        MessageKind::Returned => vec![Input::PageFrozen, Input::PageResumed],
        MessageKind::PermissionChanged
        | MessageKind::AgentChanged
        | MessageKind::CallbackChanged
        | MessageKind::Beat
        | MessageKind::Unknown => Vec::new(),
    }
}

fn remote_answer(message: ServerMessage) -> Option<Input> {
    Some(Input::RemoteAnswer {
        call_id: message.call_id?,
        attempt_id: message.attempt_id?,
        sdp: message.sdp?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: &str, more: &str) -> ServerMessage {
        let text = format!(r#"{{"kind":"{kind}","seq":4,"at":1{more}}}"#);
        serde_json::from_str(&text).expect("a message of the protocol")
    }

    #[test]
    fn a_snapshot_says_who_sits_here() {
        let expected = Input::Snapshot {
            agent_id: 5,
            calls: Vec::new(),
        };
        assert_eq!(inputs(message("snapshot", ""), 5), [expected]);
    }

    #[test]
    fn an_answer_is_passed_on_with_its_attempt() {
        let more = r#","call_id":"call_1","attempt_id":"a1","sdp":"v=0\r\n""#;
        let expected = Input::RemoteAnswer {
            call_id: "call_1".to_owned(),
            attempt_id: "a1".to_owned(),
            sdp: "v=0\r\n".to_owned(),
        };
        assert_eq!(inputs(message("sdp_answer", more), 5), [expected]);
    }

    #[test]
    fn a_program_s_answer_is_passed_on() {
        let expected = Input::AnswerWanted {
            call_id: "call_1".to_owned(),
        };
        let message = message("answer_wanted", r#","call_id":"call_1""#);
        assert_eq!(inputs(message, 5), [expected]);
    }

    #[test]
    fn half_an_answer_and_a_call_without_state_are_ignored() {
        assert_eq!(
            inputs(message("sdp_answer", r#","call_id":"call_1""#), 5),
            []
        );
        assert_eq!(inputs(message("call_ended", ""), 5), []);
    }

    #[test]
    fn a_page_that_left_the_routing_and_came_back_was_asleep() {
        let expected = [Input::PageFrozen, Input::PageResumed];
        assert_eq!(inputs(message("returned", ""), 5), expected);
    }

    #[test]
    fn beats_and_unknown_kinds_do_not_reach_the_desk() {
        assert_eq!(inputs(message("beat", r#","beat":3"#), 5), []);
        assert_eq!(inputs(message("call_transferred_to_mars", ""), 5), []);
    }
}
