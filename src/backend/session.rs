//! Signing in and out.

use tring_protocol::api::{SessionResponse, SignInRequest};

use super::{BackendError, http};

const SESSION: &str = "/api/session";

/// Who is signed in.
pub async fn session() -> Result<SessionResponse, BackendError> {
    http::get(SESSION).await
}

/// Signs in with the one-time token of a link.
pub async fn sign_in(token: String) -> Result<SessionResponse, BackendError> {
    http::post(SESSION, &SignInRequest { token }).await
}

/// Signs out.
pub async fn sign_out() -> Result<(), BackendError> {
    http::delete(SESSION).await
}
