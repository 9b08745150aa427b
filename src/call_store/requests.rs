//! Requests to the proxy, and what their outcomes mean to the desk.

use std::pin::Pin;

use tring_protocol::{
    api::{AnswerRequest, ClaimRequest, ClaimResponse, InitiateRequest, InitiateResponse},
    call::{CallId, DeskId, EndReason},
    error::ErrorCode,
};
use tring_softphone::{
    Input,
    input::{PreAccept, Request, RequestFailure},
    key::CallKey,
};

use super::CallStore;
use crate::{
    backend::{BackendError, calls},
    browser::task::spawn,
};

/// Sends requests in the name of one desk. A report always reaches the desk, also one of a call that is
/// over by then: only so can a call be ended that was placed after all.
#[derive(Clone, Debug)]
pub(super) struct Requests {
    store: CallStore,
    desk_id: DeskId,
}

impl Requests {
    pub(super) fn new(store: CallStore, desk_id: DeskId) -> Self {
        Self { store, desk_id }
    }

    pub(super) fn place(&self, call: CallKey, request: InitiateRequest) {
        let desk_id = Some(self.desk_id.clone());
        let request = InitiateRequest { desk_id, ..request };
        self.report(async move { placed(call, calls::initiate(request).await) });
    }

    pub(super) fn claim(&self, call: CallKey, call_id: CallId) {
        let desk_id = self.desk_id.clone();
        let request = ClaimRequest { desk_id };
        self.report(async move { claimed(call, calls::claim(call_id, request).await) });
    }

    pub(super) fn pre_accept(&self, call: CallKey, call_id: CallId, sdp_answer: String) {
        let request = self.answer_request(sdp_answer);
        self.report(async move {
            let outcome = calls::pre_accept(call_id, request).await;
            answered(
                call,
                Request::PreAccept,
                Input::PreAccepted { call },
                outcome,
            )
        });
    }

    pub(super) fn answer(&self, call: CallKey, call_id: CallId, sdp_answer: String) {
        let request = self.answer_request(sdp_answer);
        self.report(async move {
            let outcome = calls::answer(call_id, request).await;
            answered(call, Request::Answer, Input::Answered { call }, outcome)
        });
    }

    /// Whoever hears a customer tells it, and is told only where that failed.
    pub(super) fn heard(&self, call: CallKey, call_id: CallId) {
        let store = self.store;
        let desk_id = self.desk_id.clone();
        spawn(async move {
            if let Err(error) = calls::heard(call_id, ClaimRequest { desk_id }).await {
                store.send(failed(call, Request::Heard, error));
            }
        });
    }

    pub(super) fn reject(&self, call: CallKey, call_id: CallId) {
        let store = self.store;
        self.report(async move {
            let outcome = calls::reject(call_id).await;
            note_the_session(store, &outcome);
            ended(call, Request::Reject, outcome)
        });
    }

    pub(super) fn end(&self, call: CallKey, call_id: CallId, reason: Option<EndReason>) {
        let store = self.store;
        self.report(async move {
            let outcome = calls::end(call_id, reason).await;
            note_the_session(store, &outcome);
            ended(call, Request::End, outcome)
        });
    }

    fn answer_request(&self, sdp_answer: String) -> AnswerRequest {
        AnswerRequest {
            desk_id: Some(self.desk_id.clone()),
            sdp_answer: Some(sdp_answer),
            agent_id: None,
        }
    }

    fn report(&self, request: impl Future<Output = Input> + 'static) {
        let store = self.store;
        let request: Pin<Box<dyn Future<Output = Input>>> = Box::pin(request);
        spawn(async move { store.send(request.await) });
    }
}

fn placed(call: CallKey, outcome: Result<InitiateResponse, BackendError>) -> Input {
    match outcome {
        Ok(response) => Input::Placed {
            call,
            call_id: response.call_id,
        },
        Err(error) => claim_lost_or_failed(call, Request::Place, error),
    }
}

fn claimed(call: CallKey, outcome: Result<ClaimResponse, BackendError>) -> Input {
    match outcome {
        Ok(response) => Input::Claimed {
            call,
            sdp_offer: response.sdp_offer,
            pre_accept: if response.pre_accept {
                PreAccept::Supported
            } else {
                PreAccept::Unsupported
            },
        },
        Err(error) => claim_lost_or_failed(call, Request::Claim, error),
    }
}

fn answered(
    call: CallKey,
    request: Request,
    success: Input,
    outcome: Result<(), BackendError>,
) -> Input {
    match outcome {
        Ok(()) => success,
        Err(error) => claim_lost_or_failed(call, request, error),
    }
}

/// Who is not signed in any more cannot end anything, and has to be told.
fn note_the_session(store: CallStore, outcome: &Result<(), BackendError>) {
    if let Err(BackendError::Refused { status: 401, .. }) = outcome {
        store.session_is_over();
    }
}

/// A call that has ended already, or is not there, needs no end. Whoever may not ask (401, 403) has ended
/// nothing: the customer is still on the line.
fn ended(call: CallKey, request: Request, outcome: Result<(), BackendError>) -> Input {
    match outcome {
        Ok(())
        | Err(BackendError::Refused {
            code: ErrorCode::WrongState | ErrorCode::NotFound,
            ..
        }) => Input::Ended { call },
        Err(BackendError::Refused {
            status: 401 | 403,
            message,
            ..
        }) => failed(call, request, BackendError::Unreachable { message }),
        Err(error) => failed(call, request, error),
    }
}

fn claim_lost_or_failed(call: CallKey, request: Request, error: BackendError) -> Input {
    match error {
        BackendError::Refused {
            code: ErrorCode::AlreadyClaimed | ErrorCode::NotClaimed,
            ..
        } => Input::ClaimLost {
            call,
            // The event socket brings the name with the call's new state.
            agent_name: None,
        },
        error @ (BackendError::Refused { .. } | BackendError::Unreachable { .. }) => {
            failed(call, request, error)
        }
    }
}

fn failed(call: CallKey, request: Request, error: BackendError) -> Input {
    Input::RequestFailed {
        call,
        request,
        failure: failure(error),
    }
}

/// Whether the request can have had an effect: after a server error it can.
fn failure(error: BackendError) -> RequestFailure {
    match error {
        BackendError::Unreachable { message } => RequestFailure::Unknown { message },
        BackendError::Refused {
            status,
            code,
            message,
        } if status >= 500 || code == ErrorCode::ProviderUnavailable => {
            RequestFailure::Unknown { message }
        }
        BackendError::Refused { message, .. } => RequestFailure::Refused { message },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: CallKey = CallKey(7);

    fn refused(status: u16, code: ErrorCode) -> BackendError {
        BackendError::Refused {
            status,
            code,
            message: "because".to_owned(),
        }
    }

    fn unreachable() -> BackendError {
        BackendError::Unreachable {
            message: "because".to_owned(),
        }
    }

    fn is_unknown(input: &Input) -> bool {
        matches!(
            input,
            Input::RequestFailed {
                failure: RequestFailure::Unknown { .. },
                ..
            }
        )
    }

    #[test]
    fn a_refused_call_is_known_not_to_exist() {
        let input = placed(CALL, Err(refused(409, ErrorCode::CallInProgress)));
        let expected = Input::RequestFailed {
            call: CALL,
            request: Request::Place,
            failure: RequestFailure::Refused {
                message: "because".to_owned(),
            },
        };
        assert_eq!(input, expected);
    }

    #[test]
    fn a_call_that_another_desk_has_started_is_lost() {
        let input = placed(CALL, Err(refused(409, ErrorCode::AlreadyClaimed)));
        let expected = Input::ClaimLost {
            call: CALL,
            agent_name: None,
        };
        assert_eq!(input, expected);
    }

    // A proxy that said 502 has asked the provider: the customer's phone may be ringing.
    #[test]
    fn a_call_is_unknown_when_the_provider_or_the_proxy_did_not_answer() {
        for error in [
            refused(502, ErrorCode::ProviderUnavailable),
            refused(500, ErrorCode::Internal),
            unreachable(),
        ] {
            assert!(is_unknown(&placed(CALL, Err(error.clone()))), "{error:?}");
        }
    }

    #[test]
    fn a_claim_that_another_agent_holds_is_lost() {
        let expected = Input::ClaimLost {
            call: CALL,
            agent_name: None,
        };
        let taken = || refused(409, ErrorCode::AlreadyClaimed);
        let ran_out = || refused(409, ErrorCode::NotClaimed);
        assert_eq!(claimed(CALL, Err(taken())), expected);
        for request in [Request::PreAccept, Request::Answer] {
            let success = Input::Answered { call: CALL };
            assert_eq!(answered(CALL, request, success, Err(ran_out())), expected);
        }
    }

    #[test]
    fn a_call_that_is_over_or_unknown_counts_as_ended() {
        for request in [Request::End, Request::Reject] {
            for outcome in [
                Ok(()),
                Err(refused(409, ErrorCode::WrongState)),
                Err(refused(404, ErrorCode::NotFound)),
            ] {
                assert_eq!(ended(CALL, request, outcome), Input::Ended { call: CALL });
            }
            assert!(is_unknown(&ended(CALL, request, Err(unreachable()))));
        }
    }

    // Signed out in another tab during a call, *Hang up* was answered 401. The page said "Call ended", and
    // the customer was still listening.
    #[test]
    fn an_end_that_was_not_allowed_has_ended_nothing() {
        for request in [Request::End, Request::Reject] {
            for error in [
                refused(401, ErrorCode::Unauthenticated),
                refused(403, ErrorCode::Forbidden),
            ] {
                assert!(
                    is_unknown(&ended(CALL, request, Err(error.clone()))),
                    "{error:?}"
                );
            }
        }
    }
}
