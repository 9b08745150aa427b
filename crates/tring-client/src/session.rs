//! Signing in and out, for pages.

use tring_protocol::api::{ActionResponse, SessionResponse, SignInRequest};

use crate::{Client, Method, Transport};

const SESSION: &str = "/api/session";

impl<T: Transport> Client<T> {
    /// Who is signed in.
    pub async fn session(&self) -> Result<SessionResponse, T::Error> {
        self.transport.get(SESSION).await
    }

    /// Signs in with the one-time token of a link.
    pub async fn sign_in(&self, token: String) -> Result<SessionResponse, T::Error> {
        self.transport.post(SESSION, &SignInRequest { token }).await
    }

    /// Signs out.
    pub async fn sign_out(&self) -> Result<ActionResponse, T::Error> {
        self.transport
            .send(Method::Delete, SESSION, None::<&()>)
            .await
    }
}
