//! Tokens for programs.

use tring_protocol::{
    api::ActionResponse,
    token::{TokenCreated, TokenList, TokenRequest},
};

use crate::{Client, Method, Transport};

impl<T: Transport> Client<T> {
    /// The team's tokens, never their secrets.
    pub async fn tokens(&self) -> Result<TokenList, T::Error> {
        self.transport.get("/api/tokens").await
    }

    /// Makes a token; its secret is in the answer, this once.
    pub async fn add_token(&self, request: &TokenRequest) -> Result<TokenCreated, T::Error> {
        self.transport.post("/api/tokens", request).await
    }

    /// Revokes a token.
    pub async fn revoke_token(&self, id: u64) -> Result<ActionResponse, T::Error> {
        self.transport
            .send(Method::Delete, &format!("/api/tokens/{id}"), None::<&()>)
            .await
    }
}
