//! Signing in and out.

use tring_protocol::api::SessionResponse;

use super::{BackendError, http::TRING};

/// Who is signed in.
pub async fn session() -> Result<SessionResponse, BackendError> {
    TRING.session().await
}

/// Signs in with the one-time token of a link.
pub async fn sign_in(token: String) -> Result<SessionResponse, BackendError> {
    TRING.sign_in(token).await
}

/// Signs out.
pub async fn sign_out() -> Result<(), BackendError> {
    TRING.sign_out().await.map(drop)
}
