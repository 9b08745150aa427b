//! Whether the one who is signed in takes calls, and customers who are to be called back.

use tring_protocol::agent::{Agent, AgentStatusRequest, CallAvailability, CallbackTask};

use super::{
    BackendError,
    calls::done,
    http::{Answer, TRING},
};

/// Takes calls from now on, or no more.
pub async fn set_status(call_status: CallAvailability) -> Result<Agent, BackendError> {
    let request = AgentStatusRequest {
        call_status: Some(call_status),
        ..AgentStatusRequest::default()
    };
    Ok(TRING.set_agent_status(&request).await?.data)
}

/// The customers who are to be called back, oldest first.
pub async fn callbacks() -> Result<Vec<CallbackTask>, BackendError> {
    Ok(TRING.callbacks().await?.data)
}

/// A customer has been called back, or need not be.
pub fn callback_done(id: u64) -> Answer<()> {
    done(TRING.callback_done(id))
}
