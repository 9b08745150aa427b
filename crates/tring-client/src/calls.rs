//! What is done to a call.

use tring_protocol::api::{
    ActionResponse, AnswerRequest, ClaimRequest, ClaimResponse, EndRequest, InitiateRequest,
    InitiateResponse,
};

use crate::{Client, Transport, segment};

impl<T: Transport> Client<T> {
    /// Places a call. Without an SDP offer an agent's inbox is asked to supply the media.
    pub fn initiate(&self, request: &InitiateRequest) -> T::Answer<InitiateResponse> {
        self.transport.post("/api/calls/initiate", request)
    }

    /// This desk is going to answer.
    pub fn claim(&self, call_id: &str, request: &ClaimRequest) -> T::Answer<ClaimResponse> {
        self.transport.post(&action(call_id, "claim"), request)
    }

    /// Prepares the media, where the provider can.
    pub fn pre_accept(&self, call_id: &str, request: &AnswerRequest) -> T::Answer<ActionResponse> {
        self.transport.post(&action(call_id, "pre-accept"), request)
    }

    /// Answers. Without an SDP answer an agent's inbox is asked to supply the media.
    pub fn answer(&self, call_id: &str, request: &AnswerRequest) -> T::Answer<ActionResponse> {
        self.transport.post(&action(call_id, "answer"), request)
    }

    /// The customer was heard, where no provider tells of the answer.
    pub fn heard(&self, call_id: &str, request: &ClaimRequest) -> T::Answer<ActionResponse> {
        self.transport.post(&action(call_id, "heard"), request)
    }

    /// Declines.
    pub fn reject(&self, call_id: &str) -> T::Answer<ActionResponse> {
        let request = EndRequest::default();
        self.transport.post(&action(call_id, "reject"), &request)
    }

    /// Hangs up.
    pub fn end(&self, call_id: &str, request: &EndRequest) -> T::Answer<ActionResponse> {
        self.transport.post(&end_path(call_id), request)
    }
}

/// Where a call is ended: for a page that closes, and sends without waiting.
pub fn end_path(call_id: &str) -> String {
    action(call_id, "end")
}

fn action(call_id: &str, action: &str) -> String {
    ["/api/calls/", &segment(call_id), "/", action].concat()
}
