//! Proofs of a webhook's origin: an HMAC over the raw bytes, or a secret in a header.
//!
//! Over the bytes as they came: Meta escapes non-ASCII characters in a way that no writer of JSON repeats.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::webhook::{WebhookError, WebhookRequest};

/// Whether `hex_digits` is the HMAC-SHA256 of `parts` under one of `secrets`: the newest, or an older one within its
/// rotation window. An empty secret must not be a key that everybody knows.
pub(crate) fn verify(
    secrets: &[SecretString],
    parts: &[&[u8]],
    hex_digits: &str,
) -> Result<(), WebhookError> {
    let given = hex::decode(hex_digits).map_err(|_| WebhookError::Signature)?;
    let is_made_with = |secret: &SecretString| {
        let secret = secret.expose_secret();
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
            return false;
        };
        for part in parts {
            mac.update(part);
        }
        !secret.is_empty() && mac.verify_slice(&given).is_ok()
    };
    let is_ours = secrets.iter().any(is_made_with);
    is_ours.then_some(()).ok_or(WebhookError::Signature)
}

/// Whether the header `name` is one of `secrets`, for providers that sign nothing but send headers of one's own.
pub(crate) fn verify_header(
    secrets: &[SecretString],
    request: &WebhookRequest<'_>,
    name: &str,
) -> Result<(), WebhookError> {
    let given = request.header(name).ok_or(WebhookError::Signature)?;
    let is_it = |secret: &SecretString| {
        let secret = secret.expose_secret().as_bytes();
        !secret.is_empty() && bool::from(secret.ct_eq(given.as_bytes()))
    };
    let is_ours = secrets.iter().any(is_it);
    is_ours.then_some(()).ok_or(WebhookError::Signature)
}
