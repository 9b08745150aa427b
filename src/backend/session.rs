//! Signing in and out.

use tring_protocol::api::SessionResponse;

use super::{
    calls::done,
    http::{Answer, TRING},
};

/// Who is signed in.
pub fn session() -> Answer<SessionResponse> {
    TRING.session()
}

/// Signs in with the one-time token of a link.
pub fn sign_in(token: String) -> Answer<SessionResponse> {
    TRING.sign_in(token)
}

/// Signs out.
pub fn sign_out() -> Answer<()> {
    done(TRING.sign_out())
}
