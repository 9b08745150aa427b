//! A call in each of its states.

use tring_protocol::call::{Call, CallStatus, Direction, EndReason};

use crate::{AT, golden};

pub(crate) fn inbound_ringing() -> Call {
    Call {
        id: 7,
        call_id: "call_in7".to_owned(),
        version: 2,
        direction: Direction::Inbound,
        status: CallStatus::Ringing,
        channel_id: "channel_1".to_owned(),
        channel_name: "Support".to_owned(),
        from_number: "15550100".to_owned(),
        to_number: "+15550199".to_owned(),
        contact_id: Some(12),
        contact_name: Some("Jane Smith".to_owned()),
        contact_phone: Some("+15550100".to_owned()),
        initiated_at: AT,
        answered_at: None,
        ended_at: None,
        rings_until: Some(AT + 30_000),
        end_reason: None,
        failure_reason: None,
        desk_id: None,
        agent_name: None,
        attempt_id: None,
        ringing_agents: vec![1, 2],
        requested: false,
        requested_by: None,
    }
}

pub(crate) fn inbound_claimed() -> Call {
    Call {
        version: 3,
        desk_id: Some("desk_a".to_owned()),
        agent_name: Some("Ada".to_owned()),
        ringing_agents: Vec::new(),
        requested: false,
        requested_by: None,
        ..inbound_ringing()
    }
}

pub(crate) fn inbound_missed() -> Call {
    Call {
        version: 4,
        status: CallStatus::Missed,
        ended_at: Some(AT + 30_000),
        rings_until: None,
        end_reason: Some(EndReason::NoAnswer),
        ringing_agents: Vec::new(),
        requested: false,
        requested_by: None,
        ..inbound_ringing()
    }
}

/// A person with a username: no number reaches us.
pub(crate) fn inbound_without_number() -> Call {
    Call {
        from_number: String::new(),
        contact_name: None,
        contact_phone: None,
        ..inbound_ringing()
    }
}

pub(crate) fn outbound_initiated() -> Call {
    Call {
        id: 8,
        call_id: "call_out8".to_owned(),
        version: 1,
        direction: Direction::Outbound,
        status: CallStatus::Initiated,
        channel_id: "channel_1".to_owned(),
        channel_name: "Support".to_owned(),
        from_number: "+15550199".to_owned(),
        to_number: "+15550100".to_owned(),
        contact_id: None,
        contact_name: None,
        contact_phone: None,
        initiated_at: AT,
        answered_at: None,
        ended_at: None,
        rings_until: None,
        end_reason: None,
        failure_reason: None,
        desk_id: Some("desk_a".to_owned()),
        agent_name: Some("Ada".to_owned()),
        attempt_id: Some("attempt_1".to_owned()),
        ringing_agents: Vec::new(),
        requested: false,
        requested_by: None,
    }
}

pub(crate) fn outbound_in_progress() -> Call {
    Call {
        version: 3,
        status: CallStatus::InProgress,
        answered_at: Some(AT + 5_000),
        ..outbound_initiated()
    }
}

pub(crate) fn outbound_completed() -> Call {
    Call {
        version: 4,
        status: CallStatus::Completed,
        ended_at: Some(AT + 305_000),
        end_reason: Some(EndReason::CustomerHungUp),
        ..outbound_in_progress()
    }
}

pub(crate) fn outbound_failed() -> Call {
    Call {
        version: 2,
        status: CallStatus::Failed,
        ended_at: Some(AT + 1_000),
        end_reason: Some(EndReason::Refused),
        failure_reason: Some("The contact has not allowed calls.".to_owned()),
        ..outbound_initiated()
    }
}

#[test]
fn a_call_in_each_of_its_states() {
    golden("call.inbound_ringing.json", &inbound_ringing());
    golden("call.inbound_claimed.json", &inbound_claimed());
    golden("call.inbound_missed.json", &inbound_missed());
    golden(
        "call.inbound_without_number.json",
        &inbound_without_number(),
    );
    golden("call.outbound_initiated.json", &outbound_initiated());
    golden("call.outbound_in_progress.json", &outbound_in_progress());
    golden("call.outbound_completed.json", &outbound_completed());
    golden("call.outbound_failed.json", &outbound_failed());
}
