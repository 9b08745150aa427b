//! A typed client of Tring's HTTP API: one method for each address, in the protocol's own types.
//!
//! What sends a request is a [`Transport`]: the pages bring the browser's fetch, programs the feature `native`.
//!
//! # Layout
//!
//! * [`Client`], and its methods by what they are about: calls, history, session, permissions, agents, channels.
//! * [`transport`]: how a request goes out and its answer comes back.
//! * `native`: a transport for programs, behind the feature of that name.
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

/// `text` as one segment of a path, or as a value of a query: what is not unreserved is escaped (RFC 3986, section 2).
///
/// By hand, because the usual crate weighs half a kilobyte in each page.
pub fn segment(text: &str) -> String {
    let digit = |value: u8| char::from(value + if value < 10 { b'0' } else { b'A' - 10 });
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    escaped
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
