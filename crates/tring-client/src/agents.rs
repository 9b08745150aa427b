//! Agents, whom their calls are routed to, and customers who are to be called back.

use tring_protocol::{
    agent::{AgentList, AgentResponse, AgentStatusRequest, CallbackList},
    api::ActionResponse,
    routing::{CallRouting, CallRoutingChange},
};

use crate::{Client, Method, Transport};

impl<T: Transport> Client<T> {
    /// The team's agents, and how each stands to calls.
    pub fn agents(&self) -> T::Answer<AgentList> {
        self.transport.get("/api/agents")
    }

    /// Says whether an agent takes calls; what is absent stays.
    pub fn set_agent_status(&self, request: &AgentStatusRequest) -> T::Answer<AgentResponse> {
        self.transport.post("/api/agents/status", request)
    }

    /// How the team's calls are routed.
    pub fn call_routing(&self) -> T::Answer<CallRouting> {
        self.transport.get(ROUTING)
    }

    /// Changes how the team's calls are routed.
    pub fn change_call_routing(&self, change: &CallRoutingChange) -> T::Answer<CallRouting> {
        self.transport.send(Method::Put, ROUTING, Some(change))
    }

    /// Whom to call back, oldest first.
    pub fn callbacks(&self) -> T::Answer<CallbackList> {
        self.transport.get("/api/callbacks")
    }

    /// The customer need not be called back any more.
    pub fn callback_done(&self, id: u64) -> T::Answer<ActionResponse> {
        self.transport.send(
            Method::Post,
            &format!("/api/callbacks/{id}/done"),
            None::<&()>,
        )
    }
}

const ROUTING: &str = "/api/teams/settings/call-routing";
