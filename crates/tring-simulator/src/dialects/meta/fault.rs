//! Spoils responses as the customer's script wants it.

use std::time::Duration;

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::error::GraphError;
use crate::{
    listener::DropConnection,
    script::{ResponseFault, ResponseWord},
};

/// The error that replaces the whole request, where `fault` wants one.
pub(crate) fn before(fault: Option<&ResponseFault>) -> Option<Response> {
    match fault? {
        ResponseFault::Status { status, body } => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Some(match body {
                Some(body) => (status, Json(body.clone())).into_response(),
                None => GraphError::of_status(status).into_response(),
            })
        }
        ResponseFault::Word(_) | ResponseFault::Delay { .. } => None,
    }
}

/// Spoils the response of a request that was carried out.
pub(crate) async fn after(fault: Option<&ResponseFault>, response: Response) -> Response {
    match fault {
        None | Some(ResponseFault::Status { .. } | ResponseFault::Word(ResponseWord::Normal)) => {
            response
        }
        Some(ResponseFault::Word(ResponseWord::Nonsense)) => {
            (StatusCode::OK, "<html><body>Bad gateway</body></html>").into_response()
        }
        Some(ResponseFault::Word(ResponseWord::Reset)) => {
            let mut response = StatusCode::NO_CONTENT.into_response();
            response.extensions_mut().insert(DropConnection);
            response
        }
        Some(ResponseFault::Delay { delay_ms }) => {
            tokio::time::sleep(Duration::from_millis(*delay_ms)).await;
            response
        }
    }
}
