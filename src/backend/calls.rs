//! What is done to a call.

use tring_protocol::{
    api::{
        ActionResponse, AnswerRequest, ClaimRequest, ClaimResponse, EndRequest, InitiateRequest,
        InitiateResponse,
    },
    call::EndReason,
};

use super::http::{Answer, TRING};
use crate::browser::{fetch, json};

/// Places a call.
pub fn initiate(request: InitiateRequest) -> Answer<InitiateResponse> {
    TRING.initiate(&request)
}

/// This desk is going to answer.
pub fn claim(call_id: String, request: ClaimRequest) -> Answer<ClaimResponse> {
    TRING.claim(&call_id, &request)
}

/// Prepares the media, where the provider can.
pub fn pre_accept(call_id: String, request: AnswerRequest) -> Answer<()> {
    done(TRING.pre_accept(&call_id, &request))
}

/// Answers.
pub fn answer(call_id: String, request: AnswerRequest) -> Answer<()> {
    done(TRING.answer(&call_id, &request))
}

/// The customer was heard, where no provider tells of the answer.
pub fn heard(call_id: String, request: ClaimRequest) -> Answer<()> {
    done(TRING.heard(&call_id, &request))
}

/// Declines.
pub fn reject(call_id: String) -> Answer<()> {
    done(TRING.reject(&call_id))
}

/// Hangs up.
pub fn end(call_id: String, reason: Option<EndReason>) -> Answer<()> {
    done(TRING.end(&call_id, &EndRequest { reason }))
}

/// Hangs up in a way that survives the page. Nobody hears the answer.
pub fn end_keepalive(call_id: &str) {
    if let Some(body) = json::write(&EndRequest::default()) {
        fetch::post_keepalive(&tring_client::end_path(call_id), &body);
    }
}

/// Of which only the success counts.
pub(super) fn done(answer: Answer<ActionResponse>) -> Answer<()> {
    Box::pin(async move { answer.await.map(drop) })
}
