//! Agents and whether they take calls; customers who are to be called back.

use tring_protocol::{
    agent::{AgentList, AgentResponse, AgentStatusRequest, CallbackList},
    api::ActionResponse,
};

use crate::{Client, Transport};

impl<T: Transport> Client<T> {
    /// All agents of the team.
    pub async fn agents(&self) -> Result<AgentList, T::Error> {
        self.transport.get("/api/agents").await
    }

    /// Whether an agent takes calls, from now on.
    pub async fn set_agent_status(
        &self,
        request: &AgentStatusRequest,
    ) -> Result<AgentResponse, T::Error> {
        self.transport.post("/api/agents/status", request).await
    }

    /// The customers who are to be called back, oldest first.
    pub async fn callbacks(&self) -> Result<CallbackList, T::Error> {
        self.transport.get("/api/callbacks").await
    }

    /// A customer has been called back, or need not be.
    pub async fn callback_done(&self, id: u64) -> Result<ActionResponse, T::Error> {
        let path = format!("/api/callbacks/{id}/done");
        self.transport.post(&path, &()).await
    }
}
