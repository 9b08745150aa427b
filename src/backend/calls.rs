//! What is done to a call.

use tring_protocol::{
    api::{
        ActionResponse, AnswerRequest, ClaimRequest, ClaimResponse, EndRequest, InitiateRequest,
        InitiateResponse,
    },
    call::EndReason,
};

use super::{BackendError, http};
use crate::browser::{fetch, json};

/// Places a call.
pub async fn initiate(request: InitiateRequest) -> Result<InitiateResponse, BackendError> {
    http::post("/api/calls/initiate", &request).await
}

/// This desk is going to answer.
pub async fn claim(call_id: String, request: ClaimRequest) -> Result<ClaimResponse, BackendError> {
    http::post(&action(&call_id, "claim"), &request).await
}

/// Prepares the media, where the provider can.
pub async fn pre_accept(call_id: String, request: AnswerRequest) -> Result<(), BackendError> {
    done(http::post(&action(&call_id, "pre-accept"), &request).await)
}

/// Answers.
pub async fn answer(call_id: String, request: AnswerRequest) -> Result<(), BackendError> {
    done(http::post(&action(&call_id, "answer"), &request).await)
}

/// The customer was heard, where no provider tells of the answer.
pub async fn heard(call_id: String, request: ClaimRequest) -> Result<(), BackendError> {
    done(http::post(&action(&call_id, "heard"), &request).await)
}

/// Declines.
pub async fn reject(call_id: String) -> Result<(), BackendError> {
    done(http::post(&action(&call_id, "reject"), &EndRequest::default()).await)
}

/// Hangs up.
pub async fn end(call_id: String, reason: Option<EndReason>) -> Result<(), BackendError> {
    done(http::post(&action(&call_id, "end"), &EndRequest { reason }).await)
}

/// Hangs up in a way that survives the page. Nobody hears the answer.
pub fn end_keepalive(call_id: &str) {
    if let Some(body) = json::write(&EndRequest::default()) {
        fetch::post_keepalive(&action(call_id, "end"), &body);
    }
}

fn action(call_id: &str, action: &str) -> String {
    ["/api/calls/", &http::segment(call_id), "/", action].concat()
}

fn done(answer: Result<ActionResponse, BackendError>) -> Result<(), BackendError> {
    answer.map(|_| ())
}
