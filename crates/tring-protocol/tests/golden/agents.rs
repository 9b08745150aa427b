//! Agents, how calls are routed to them, and callbacks.

use tring_protocol::{
    agent::{
        Agent, AgentList, AgentResponse, AgentStatusRequest, CallAvailability, CallbackList,
        CallbackResponse, CallbackTask,
    },
    events::{MessageKind, ServerMessage},
    routing::{CallRouting, CallRoutingChange, FallbackAction, RoutingMode, RoutingRole},
};

use crate::{AT, golden, messages::message};

fn agent() -> Agent {
    Agent {
        id: 7,
        name: "Ada".to_owned(),
        role: "agent".to_owned(),
        call_status: CallAvailability::Available,
        is_call_enabled: true,
        reachable: true,
        call_id: Some("call_in5".to_owned()),
        cooldown_until: None,
    }
}

fn callback() -> CallbackTask {
    CallbackTask {
        id: 3,
        call_id: "call_in5".to_owned(),
        channel_id: "channel_1".to_owned(),
        contact_id: 12,
        contact_name: Some("Grace Hopper".to_owned()),
        contact_phone: Some("+4915112345678".to_owned()),
        created_at: AT,
        done_at: None,
    }
}

#[test]
fn agents_and_their_status() {
    golden(
        "agent.status_request.json",
        &AgentStatusRequest {
            call_status: Some(CallAvailability::Dnd),
            is_call_enabled: Some(true),
            agent_id: Some(7),
        },
    );
    golden(
        "agent.response.json",
        &AgentResponse {
            success: true,
            message: "Agent status updated successfully".to_owned(),
            data: agent(),
        },
    );
    let cooling = Agent {
        call_status: CallAvailability::Dnd,
        call_id: None,
        cooldown_until: Some(AT),
        ..agent()
    };
    golden(
        "agent.list.json",
        &AgentList {
            success: true,
            data: vec![agent(), cooling],
        },
    );
}

#[test]
fn callbacks() {
    golden(
        "callback.list.json",
        &CallbackList {
            success: true,
            data: vec![callback()],
        },
    );
    golden(
        "callback.response.json",
        &CallbackResponse {
            success: true,
            message: "The callback is settled".to_owned(),
            data: CallbackTask {
                done_at: Some(AT),
                ..callback()
            },
        },
    );
}

#[test]
fn changes_of_agents_and_callbacks_come_on_the_socket() {
    golden(
        "message.agent_changed.json",
        &ServerMessage {
            agent: Some(agent()),
            ..message(MessageKind::AgentChanged)
        },
    );
    golden(
        "message.callback_changed.json",
        &ServerMessage {
            callback: Some(callback()),
            ..message(MessageKind::CallbackChanged)
        },
    );
}

#[test]
fn routing() {
    golden(
        "routing.settings.json",
        &CallRouting {
            mode: RoutingMode::RoundRobin,
            role: RoutingRole::Agent,
            cooldown_seconds: 60,
            ring_timeout_seconds: 30,
            max_wait_seconds: 60,
            fallback_action: FallbackAction::AutoReply,
            auto_reply_text: "Sorry that we missed your call.".to_owned(),
        },
    );
    golden(
        "routing.change.json",
        &CallRoutingChange {
            mode: Some(RoutingMode::Sticky),
            fallback_action: Some(FallbackAction::Callback),
            ..CallRoutingChange::default()
        },
    );
}

/// The words on the wire: renaming one breaks every integration.
#[test]
fn the_words_of_routing() {
    let modes = [
        RoutingMode::RoundRobin,
        RoutingMode::LongestIdle,
        RoutingMode::RingAll,
        RoutingMode::Sticky,
    ];
    golden("words.routing_modes.json", &modes.to_vec());
    let roles = [
        RoutingRole::Any,
        RoutingRole::Owner,
        RoutingRole::Admin,
        RoutingRole::Agent,
    ];
    golden("words.routing_roles.json", &roles.to_vec());
    let actions = [
        FallbackAction::AutoReply,
        FallbackAction::Callback,
        FallbackAction::None,
    ];
    golden("words.fallback_actions.json", &actions.to_vec());
    let words = [CallAvailability::Available, CallAvailability::Dnd];
    golden("words.call_availabilities.json", &words.to_vec());
}
