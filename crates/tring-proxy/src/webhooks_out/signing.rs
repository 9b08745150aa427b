//! Signatures as Standard Webhooks describe them: HMAC-SHA256 over `id.timestamp.payload`, in base64.
//!
//! Source: <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>, "Symmetric
//! signatures". Read 2026-11-21.

use std::fmt;

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretBox};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use tring_protocol::call::Millis;

const PREFIX: &str = "whsec_";
/// The specification asks for 24 to 64.
const BYTES: usize = 32;

/// The header with the message's id.
pub const ID: &str = "webhook-id";
/// The header with the time of the attempt, in Unix seconds.
pub const TIMESTAMP: &str = "webhook-timestamp";
/// The header with one signature or two.
pub const SIGNATURE: &str = "webhook-signature";

/// A new secret, `whsec_` and 32 random bytes in base64.
pub fn fresh_secret() -> String {
    let bytes: [u8; BYTES] = rand::random();
    format!("{PREFIX}{}", Base64::encode_string(&bytes))
}

/// What an endpoint's messages are signed with, as it is sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secrets {
    /// The one that the endpoint's owner has seen last.
    pub secret: String,
    /// The one before it, which signs too for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_secret: Option<String>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")
    }
}

impl Secrets {
    /// The secrets of a new endpoint.
    pub fn fresh() -> Self {
        Self {
            secret: fresh_secret(),
            old_secret: None,
        }
    }

    /// A new secret before the one that was new until now.
    #[must_use]
    pub fn rotated(self) -> Self {
        Self {
            secret: fresh_secret(),
            old_secret: Some(self.secret),
        }
    }

    /// The value of the header: a signature with the secret, and one with the secret before while that is valid.
    ///
    /// `None` where a secret is not in the form that it was made in.
    pub fn sign(&self, message: &Signed<'_>, old_secret_until: Option<Millis>) -> Option<String> {
        let mut header = signature(&self.secret, message)?;
        let in_window = old_secret_until.is_some_and(|until| message.at < until);
        if let Some(old) = self.old_secret.as_ref().filter(|_| in_window) {
            header.push(' ');
            header.push_str(&signature(old, message)?);
        }
        Some(header)
    }
}

/// What is signed.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// The message's id.
    pub id: &'a str,
    /// When it is sent.
    pub at: Millis,
    /// The body.
    pub payload: &'a str,
}

fn signature(secret: &str, message: &Signed<'_>) -> Option<String> {
    let key = Base64::decode_vec(secret.strip_prefix(PREFIX)?).ok()?;
    let key = SecretBox::new(Box::new(key));
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose_secret()).ok()?;
    mac.update(format!("{}.{}.", message.id, message.at / 1_000).as_bytes());
    mac.update(message.payload.as_bytes());
    let bytes = mac.finalize().into_bytes();
    Some(format!("v1,{}", Base64::encode_string(&bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Millis = 1_614_265_330_000;
    const MESSAGE: Signed<'_> = Signed {
        id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
        at: AT,
        payload: r#"{"test": 2432232314}"#,
    };

    // The vector that the reference libraries of Standard Webhooks are tested with.
    fn published() -> Secrets {
        Secrets {
            secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned(),
            old_secret: None,
        }
    }
    const PUBLISHED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    #[test]
    fn the_published_vector_is_signed_as_published() {
        let header = published().sign(&MESSAGE, None);
        assert_eq!(header.as_deref(), Some(PUBLISHED));
    }

    #[test]
    fn the_secret_before_signs_too_until_its_time_is_over() {
        let rotated = published().rotated();
        let header = rotated.sign(&MESSAGE, Some(AT + 1)).unwrap();
        let (new, old) = header.split_once(' ').unwrap();
        assert_eq!(old, PUBLISHED);
        assert!(new.starts_with("v1,") && new != old, "{new}");
        assert_eq!(rotated.sign(&MESSAGE, Some(AT)).as_deref(), Some(new));
        assert_eq!(rotated.sign(&MESSAGE, None).as_deref(), Some(new));
    }

    #[test]
    fn a_secret_is_256_random_bits_in_base64() {
        let (one, other) = (fresh_secret(), fresh_secret());
        assert_ne!(one, other);
        let bytes = Base64::decode_vec(one.strip_prefix("whsec_").unwrap()).unwrap();
        assert_eq!(bytes.len(), 32);
    }

    #[test]
    fn debug_shows_no_secret() {
        assert_eq!(format!("{:?}", published()), "Secrets");
    }
}
