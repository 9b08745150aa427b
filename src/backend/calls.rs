//! What is done to a call.

use tring_protocol::{
    api::{
        ActionResponse, AnswerRequest, ClaimRequest, ClaimResponse, EndRequest, InitiateRequest,
        InitiateResponse,
    },
    call::EndReason,
};

use super::{BackendError, http::TRING};
use crate::browser::{fetch, json};

/// Places a call.
pub async fn initiate(request: InitiateRequest) -> Result<InitiateResponse, BackendError> {
    TRING.initiate(&request).await
}

/// This desk is going to answer.
pub async fn claim(call_id: String, request: ClaimRequest) -> Result<ClaimResponse, BackendError> {
    TRING.claim(&call_id, &request).await
}

/// Prepares the media, where the provider can.
pub async fn pre_accept(call_id: String, request: AnswerRequest) -> Result<(), BackendError> {
    done(TRING.pre_accept(&call_id, &request).await)
}

/// Answers.
pub async fn answer(call_id: String, request: AnswerRequest) -> Result<(), BackendError> {
    done(TRING.answer(&call_id, &request).await)
}

/// The customer was heard, where no provider tells of the answer.
pub async fn heard(call_id: String, request: ClaimRequest) -> Result<(), BackendError> {
    done(TRING.heard(&call_id, &request).await)
}

/// Declines.
pub async fn reject(call_id: String) -> Result<(), BackendError> {
    done(TRING.reject(&call_id).await)
}

/// Hangs up.
pub async fn end(call_id: String, reason: Option<EndReason>) -> Result<(), BackendError> {
    done(TRING.end(&call_id, &EndRequest { reason }).await)
}

/// Hangs up in a way that survives the page. Nobody hears the answer.
pub fn end_keepalive(call_id: &str) {
    if let Some(body) = json::write(&EndRequest::default()) {
        fetch::post_keepalive(&tring_client::end_path(call_id), &body);
    }
}

fn done(answer: Result<ActionResponse, BackendError>) -> Result<(), BackendError> {
    answer.map(|_| ())
}
