//! Tokens for programs.

use tring_protocol::{
    api::ActionResponse,
    token::{TokenCreated, TokenList, TokenRequest},
};

use crate::{Client, Method, Transport};

impl<T: Transport> Client<T> {
    /// The team's tokens, never their secrets.
    pub fn tokens(&self) -> T::Answer<TokenList> {
        self.transport.get("/api/tokens")
    }

    /// Makes a token; its secret is in the answer, this once.
    pub fn add_token(&self, request: &TokenRequest) -> T::Answer<TokenCreated> {
        self.transport.post("/api/tokens", request)
    }

    /// Revokes a token.
    pub fn revoke_token(&self, id: u64) -> T::Answer<ActionResponse> {
        self.transport
            .send(Method::Delete, &format!("/api/tokens/{id}"), None::<&()>)
    }
}
