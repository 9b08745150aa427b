//! A typed client of Tring's HTTP API: one method for each address, in the protocol's own types.
//!
//! What sends a request is a [`Transport`]: the pages bring the browser's fetch, programs the feature `native`.
//!
//! # Layout
//!
//! * [`Client`], and its methods by what they are about: calls, history, session, permissions, agents, channels.
//! * [`transport`]: how a request goes out and its answer comes back.
//! * [`native`]: a transport for programs (feature `native`).
//!
//! ```no_run
//! # async fn example() -> Result<(), tring_client::native::ClientError> {
//! use tring_client::{Client, native::Http};
//! use tring_protocol::api::InitiateRequest;
//!
//! let tring = Client::new(Http::new("https://calls.example.org", "1|secret")?);
//! let request = InitiateRequest::to("+4915112345678");
//! let call = tring.initiate(&request).await?;
//! println!("{} is {}", call.call_id, call.status.as_str());
//! # Ok(())
//! # }
//! ```

mod agents;
mod calls;
mod channels;
mod contacts;
mod history;
#[cfg(feature = "native")]
pub mod native;
mod permissions;
mod rules;
mod session;
mod tokens;
pub mod transport;
mod webhooks;

pub use calls::end_path;
pub use channels::PermissionTemplate;
pub use history::CallFilter;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};
pub use transport::{Method, Transport};

/// The API, as one caller sees it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Client<T> {
    transport: T,
}

impl<T> Client<T> {
    /// A client that sends through `transport`.
    pub const fn new(transport: T) -> Self {
        Self { transport }
    }
}

/// What need not be escaped in a segment of a path or in a value of a query (RFC 3986, section 2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// `text` as one segment of a path, or as a value of a query.
fn segment(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, UNRESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_from_outside_stays_one_segment() {
        assert_eq!(segment("call_0a"), "call_0a");
        assert_eq!(segment("../a b?c#d+ü"), "..%2Fa%20b%3Fc%23d%2B%C3%BC");
    }
}
