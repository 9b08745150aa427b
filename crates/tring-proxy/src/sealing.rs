//! Credentials at rest: sealed under a key that is not in the database.
//!
//! The cipher is XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03): its nonces are long enough to be drawn at random.
//! See `docs/decisions/0009-sealed-credentials.md`.
//!
//! # Layout
//!
//! * [`credentials`]: what is sealed.
//! * [`key`]: a key, and the envelope that it makes.
//! * [`key_file`]: the file with the keys, beside the database.
//! * [`keyring`]: the keys that a process has, their rotation, and what becomes of what is not sealed with the newest.

pub mod credentials;
pub mod key;
pub mod key_file;
pub mod keyring;

pub use self::{
    credentials::{Credentials, Owner, Sealed},
    keyring::{KeySource, Keyring, Resealed},
};

/// The variable with the key, for those who keep it elsewhere than in a file.
pub const KEY_VARIABLE: &str = "TRING_CREDENTIALS_KEY";
/// The variable with the key before it, while everything is sealed anew.
pub const OLD_KEY_VARIABLE: &str = "TRING_CREDENTIALS_OLD_KEY";

/// Why credentials cannot be sealed or opened; `Display` says what to do.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// A variable holds something else.
    #[error(
        "{0} is not a key: it must be 32 bytes in hexadecimal or base64. Make one with `openssl rand -hex 32`."
    )]
    Variable(&'static str),
    /// The file is open to others.
    #[error(
        "others on this machine can read `{path}`, the key to all credentials. Take that away with \
         `chmod 600 {path}`; if somebody may have read it, run `tring-proxy key rotate` afterwards."
    )]
    OpenToOthers {
        /// The file.
        path: String,
    },
    /// The file holds something else.
    #[error(
        "`{path}` is not a key file: it must have 64 hexadecimal digits a line. Put it back from your backup."
    )]
    NotAKey {
        /// The file.
        path: String,
    },
    /// The file is not there, but something is sealed with it.
    #[error(
        "`{path}` is missing, and the channels' credentials are sealed with the key in it. Put it back from your \
         backup. If the key is lost, so are the credentials: remove each channel with `tring-proxy channel remove`, \
         and each webhook endpoint with `tring-proxy webhook remove`, then add them again; the calls stay."
    )]
    Missing {
        /// The file.
        path: String,
    },
    /// The file cannot be read or written.
    #[error(
        "cannot use the key file `{path}` ({source}). Make it readable and writable for the proxy alone."
    )]
    File {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// Sealed with another key, or changed since.
    #[error(
        "{owner} are sealed with another key ({key_id}). Put that key back into credentials.key, or into \
         TRING_CREDENTIALS_KEY or TRING_CREDENTIALS_OLD_KEY. If it is lost, {}.",
        .owner.when_lost()
    )]
    OtherKey {
        /// Whose they are.
        owner: Owner,
        /// Which key it was.
        key_id: String,
    },
    /// The envelope does not open with the key that it names.
    #[error(
        "{owner} were changed in the database and do not open any more. {}.", .owner.when_damaged()
    )]
    Damaged {
        /// Whose they are.
        owner: Owner,
    },
    /// There is no key to rotate to.
    #[error(
        "the key comes from TRING_CREDENTIALS_KEY. To change it, set TRING_CREDENTIALS_OLD_KEY to the key of today \
         and TRING_CREDENTIALS_KEY to a new one, made with `openssl rand -hex 32`; then run this again and restart \
         the proxy."
    )]
    NoOldKey,
    /// The database.
    #[error(transparent)]
    Store(#[from] sqlx::Error),
}
