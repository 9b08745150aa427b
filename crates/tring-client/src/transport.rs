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
///
/// The answer is a future of the transport's own kind, which holds on to nothing: a browser's are not `Send`, a
/// program's are; and a page has one for each kind of answer, not one for each address.
pub trait Transport {
    /// Why a request did not succeed.
    type Error;
    /// What is under way, and then its answer.
    type Answer<R: DeserializeOwned + 'static>: Future<Output = Result<R, Self::Error>>;

    /// Sends `body` as JSON, where there is one, and reads the JSON of a success. `path` begins with `/`.
    fn send<B, R>(&self, method: Method, path: &str, body: Option<&B>) -> Self::Answer<R>
    where
        B: Serialize + ?Sized,
        R: DeserializeOwned + 'static;

    /// `GET`.
    fn get<R: DeserializeOwned + 'static>(&self, path: &str) -> Self::Answer<R> {
        self.send(Method::Get, path, None::<&()>)
    }

    /// `POST` with a body.
    fn post<B, R>(&self, path: &str, body: &B) -> Self::Answer<R>
    where
        B: Serialize + ?Sized,
        R: DeserializeOwned + 'static,
    {
        self.send(Method::Post, path, Some(body))
    }
}
