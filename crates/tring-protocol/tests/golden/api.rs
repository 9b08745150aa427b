//! Bodies of the HTTP API.

use tring_protocol::{
    agent::CallAvailability,
    api::{
        ActionResponse, ActiveCall, ActiveCalls, AnswerRequest, CallDetails, CallList, CallRecord,
        ChannelSummary, ClaimRequest, ClaimResponse, ContactSummary, EndRequest, IceServer,
        InitiateOptions, InitiateRequest, InitiateResponse, Pagination, SessionResponse,
        SignInRequest,
    },
    call::{CallStatus, Direction, EndReason},
};

use crate::{AT, OFFER, golden};

#[test]
fn requests() {
    golden(
        "initiate.request.json",
        &InitiateRequest {
            phone_number: "+49 151 12345678".to_owned(),
            options: Some(InitiateOptions {
                caller_id: Some("crm-17".to_owned()),
                conversation_id: Some(456),
                agent_id: Some(3),
                trigger_type: Some("keyword".to_owned()),
                trigger_source: Some("crm".to_owned()),
                trigger_message: Some("Please call me".to_owned()),
            }),
            sdp_offer: Some(OFFER.to_owned()),
            attempt_id: Some("attempt_1".to_owned()),
            desk_id: Some("desk_a".to_owned()),
            channel_id: Some("channel_1".to_owned()),
            call_id: None,
        },
    );
    golden(
        "claim.request.json",
        &ClaimRequest {
            desk_id: "desk_a".to_owned(),
        },
    );
    golden(
        "answer.request.json",
        &AnswerRequest {
            desk_id: Some("desk_a".to_owned()),
            sdp_answer: Some(OFFER.to_owned()),
            agent_id: None,
        },
    );
    golden(
        "answer.request.by_a_program.json",
        &AnswerRequest {
            agent_id: Some(7),
            ..AnswerRequest::default()
        },
    );
    golden(
        "end.request.json",
        &EndRequest {
            reason: Some(EndReason::ConnectionLost),
        },
    );
    golden("end.request.empty.json", &EndRequest::default());
    golden(
        "session.request.json",
        &SignInRequest {
            token: "one-time".to_owned(),
        },
    );
}

#[test]
fn responses() {
    golden(
        "initiate.response.json",
        &InitiateResponse {
            success: true,
            call_id: "call_out8".to_owned(),
            status: CallStatus::Initiated,
            message: "Call initiated successfully".to_owned(),
        },
    );
    golden(
        "claim.response.json",
        &ClaimResponse {
            success: true,
            sdp_offer: OFFER.to_owned(),
            claimed_until: AT + 10_000,
            pre_accept: true,
        },
    );
    golden(
        "action.response.json",
        &ActionResponse {
            success: true,
            message: "Call ended successfully".to_owned(),
        },
    );
    golden("session.response.json", &session());
}

pub(crate) fn session() -> SessionResponse {
    SessionResponse {
        success: true,
        agent_id: 1,
        agent_name: "Ada".to_owned(),
        team_name: "Demo".to_owned(),
        call_status: CallAvailability::Available,
        is_call_enabled: true,
        channels: vec![ChannelSummary {
            id: "channel_1".to_owned(),
            name: "Support".to_owned(),
            number: "+15550199".to_owned(),
            provider: "meta".to_owned(),
            pre_accept: true,
            status_events: true,
            can_ask: true,
            permission_query: true,
        }],
        ice_servers: vec![IceServer {
            urls: vec!["turn:turn.example.org:3478".to_owned()],
            username: Some("ada".to_owned()),
            credential: Some("secret".to_owned()),
        }],
    }
}

pub(crate) fn record() -> CallRecord {
    CallRecord {
        id: 8,
        call_id: "call_out8".to_owned(),
        direction: Direction::Outbound,
        status: CallStatus::Completed,
        from_number: "+15550199".to_owned(),
        to_number: "+15550100".to_owned(),
        duration_seconds: 300,
        duration_formatted: "5:00".to_owned(),
        cost_amount: 0.025,
        cost_formatted: "$0.03".to_owned(),
        initiated_at: "2026-01-26T10:00:00Z".to_owned(),
        answered_at: Some("2026-01-26T10:00:05Z".to_owned()),
        ended_at: Some("2026-01-26T10:05:05Z".to_owned()),
        failure_reason: None,
        end_reason: Some(EndReason::CustomerHungUp),
        agent_name: Some("Ada".to_owned()),
        answered_by: None,
        ring_seconds: Some(5),
        currency: Some("USD".to_owned()),
        channel_id: Some("channel_1".to_owned()),
        caller_id: Some("crm-17".to_owned()),
        contact: Some(ContactSummary {
            id: 12,
            name: Some("Jane Smith".to_owned()),
            phone_number: Some("+15550100".to_owned()),
        }),
        conversation_id: None,
    }
}

#[test]
fn the_call_history() {
    golden(
        "calls.list.response.json",
        &CallList {
            success: true,
            data: vec![record()],
            pagination: Pagination {
                current_page: 1,
                last_page: 5,
                per_page: 15,
                total: 73,
            },
            next_cursor: Some("AQIDBA".to_owned()),
        },
    );
    golden(
        "calls.get.response.json",
        &CallDetails {
            success: true,
            data: record(),
        },
    );
    golden(
        "calls.active.response.json",
        &ActiveCalls {
            success: true,
            data: vec![ActiveCall {
                id: 7,
                call_id: "call_in7".to_owned(),
                direction: Direction::Inbound,
                status: CallStatus::Ringing,
                contact_name: Some("Jane Smith".to_owned()),
                contact_phone: Some("+15550100".to_owned()),
                initiated_at: "2 minutes ago".to_owned(),
            }],
        },
    );
}
