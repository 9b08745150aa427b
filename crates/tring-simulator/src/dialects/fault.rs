//! Spoils responses as the customer's script wants it.

use std::{future::Future, time::Duration};

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::meta::GraphError;
use crate::{
    listener::DropConnection,
    script::{ResponseFault, ResponseWord},
};

/// An error in a provider's form.
pub(crate) trait Refused: From<GraphError> + IntoResponse {
    /// The error that a script asks for by its HTTP status alone.
    fn of_status(status: StatusCode) -> Self;
}

/// Does the `work` of a request, unless `fault` replaces it by an error, and spoils its response.
pub(crate) async fn spoiled<E: Refused>(
    fault: Option<ResponseFault>,
    work: impl Future<Output = Result<Response, E>>,
) -> Result<Response, E> {
    if let Some(ResponseFault::Status { status, body }) = &fault {
        let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        return match body {
            Some(body) => Ok((status, Json(body.clone())).into_response()),
            None => Err(E::of_status(status)),
        };
    }
    let response = work.await?;
    Ok(after(fault.as_ref(), response).await)
}

/// Spoils the response of a request that was carried out.
async fn after(fault: Option<&ResponseFault>, response: Response) -> Response {
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
