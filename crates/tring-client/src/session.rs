//! Signing in and out, for pages.

use tring_protocol::api::{ActionResponse, SessionResponse, SignInRequest};

use crate::{Client, Method, Transport};

const SESSION: &str = "/api/session";

impl<T: Transport> Client<T> {
    /// Who is signed in.
    pub fn session(&self) -> T::Answer<SessionResponse> {
        self.transport.get(SESSION)
    }

    /// Signs in with the one-time token of a link.
    pub fn sign_in(&self, token: String) -> T::Answer<SessionResponse> {
        self.transport.post(SESSION, &SignInRequest { token })
    }

    /// Signs out.
    pub fn sign_out(&self) -> T::Answer<ActionResponse> {
        self.transport.send(Method::Delete, SESSION, None::<&()>)
    }
}
