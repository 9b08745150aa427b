//! What is done to a call.

use tring_protocol::api::{
    ActionResponse, AnswerRequest, ClaimRequest, ClaimResponse, EndRequest, InitiateRequest,
    InitiateResponse,
};

use crate::{Client, Transport, segment};

impl<T: Transport> Client<T> {
    /// Places a call. Without an SDP offer an agent's inbox is asked to supply the media.
    pub async fn initiate(&self, request: &InitiateRequest) -> Result<InitiateResponse, T::Error> {
        self.transport.post("/api/calls/initiate", request).await
    }

    /// This desk is going to answer.
    pub async fn claim(
        &self,
        call_id: &str,
        request: &ClaimRequest,
    ) -> Result<ClaimResponse, T::Error> {
        self.transport
            .post(&action(call_id, "claim"), request)
            .await
    }

    /// Prepares the media, where the provider can.
    pub async fn pre_accept(
        &self,
        call_id: &str,
        request: &AnswerRequest,
    ) -> Result<ActionResponse, T::Error> {
        self.transport
            .post(&action(call_id, "pre-accept"), request)
            .await
    }

    /// Answers. Without an SDP answer an agent's inbox is asked to supply the media.
    pub async fn answer(
        &self,
        call_id: &str,
        request: &AnswerRequest,
    ) -> Result<ActionResponse, T::Error> {
        self.transport
            .post(&action(call_id, "answer"), request)
            .await
    }

    /// The customer was heard, where no provider tells of the answer.
    pub async fn heard(
        &self,
        call_id: &str,
        request: &ClaimRequest,
    ) -> Result<ActionResponse, T::Error> {
        self.transport
            .post(&action(call_id, "heard"), request)
            .await
    }

    /// Declines.
    pub async fn reject(&self, call_id: &str) -> Result<ActionResponse, T::Error> {
        let request = EndRequest::default();
        self.transport
            .post(&action(call_id, "reject"), &request)
            .await
    }

    /// Hangs up.
    pub async fn end(
        &self,
        call_id: &str,
        request: &EndRequest,
    ) -> Result<ActionResponse, T::Error> {
        self.transport.post(&end_path(call_id), request).await
    }
}

/// Where a call is ended: for a page that closes, and sends without waiting.
pub fn end_path(call_id: &str) -> String {
    action(call_id, "end")
}

fn action(call_id: &str, action: &str) -> String {
    ["/api/calls/", &segment(call_id), "/", action].concat()
}
