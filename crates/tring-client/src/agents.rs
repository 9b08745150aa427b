//! Agents, whom their calls are routed to, and customers who are to be called back.

use tring_protocol::{
    agent::{AgentList, AgentResponse, AgentStatusRequest, CallbackList, CallbackResponse},
    routing::{CallRouting, CallRoutingChange},
};

use crate::{Client, Method, Transport};

impl<T: Transport> Client<T> {
    /// The team's agents, and how each stands to calls.
    pub async fn agents(&self) -> Result<AgentList, T::Error> {
        self.transport.get("/api/agents").await
    }

    /// Says whether an agent takes calls; what is absent stays.
    pub async fn set_agent_status(
        &self,
        request: &AgentStatusRequest,
    ) -> Result<AgentResponse, T::Error> {
        self.transport.post("/api/agents/status", request).await
    }

    /// How the team's calls are routed.
    pub async fn call_routing(&self) -> Result<CallRouting, T::Error> {
        self.transport.get(ROUTING).await
    }

    /// Changes how the team's calls are routed.
    pub async fn change_call_routing(
        &self,
        change: &CallRoutingChange,
    ) -> Result<CallRouting, T::Error> {
        self.transport
            .send(Method::Put, ROUTING, Some(change))
            .await
    }

    /// Whom to call back, oldest first.
    pub async fn callbacks(&self) -> Result<CallbackList, T::Error> {
        self.transport.get("/api/callbacks").await
    }

    /// The customer need not be called back any more.
    pub async fn callback_done(&self, id: u64) -> Result<CallbackResponse, T::Error> {
        self.transport
            .send(
                Method::Post,
                &format!("/api/callbacks/{id}/done"),
                None::<&()>,
            )
            .await
    }
}

const ROUTING: &str = "/api/teams/settings/call-routing";
