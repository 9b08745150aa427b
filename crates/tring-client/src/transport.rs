//! How a request goes out and its answer comes back.

use serde::{Serialize, de::DeserializeOwned};

/// What is done to an address (RFC 9110, section 9; RFC 5789).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Does something, or adds.
    Post,
    /// Sets as a whole.
    Put,
    /// Changes what is named.
    Patch,
    /// Removes.
    Delete,
}

/// Sends requests to one proxy, as one caller.
#[expect(
    async_fn_in_trait,
    reason = "a browser's futures are not `Send`, and a program's are by themselves"
)]
pub trait Transport {
    /// Why a request did not succeed.
    type Error;

    /// Sends `body` as JSON, where there is one, and reads the JSON of a success. `path` begins with `/`.
    async fn send<B, R>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<R, Self::Error>
    where
        B: Serialize + ?Sized,
        R: DeserializeOwned;

    /// `GET`.
    async fn get<R: DeserializeOwned>(&self, path: &str) -> Result<R, Self::Error> {
        self.send(Method::Get, path, None::<&()>).await
    }

    /// `POST` with a body.
    async fn post<B, R>(&self, path: &str, body: &B) -> Result<R, Self::Error>
    where
        B: Serialize + ?Sized,
        R: DeserializeOwned,
    {
        self.send(Method::Post, path, Some(body)).await
    }
}
