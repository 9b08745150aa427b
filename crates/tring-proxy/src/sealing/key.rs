//! A key, and the envelope that it makes: `v1.<id of the key>.<nonce and ciphertext in hexadecimal>`.

use std::fmt;

use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::{Digest, Sha256};

const VERSION: &str = "v1";
const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// A key of 256 bits.
pub struct Key {
    bytes: SecretBox<[u8; KEY_BYTES]>,
    id: String,
}

/// Why an envelope does not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotOpened {
    /// It names a key that is not at hand.
    OtherKey {
        /// Which.
        key_id: String,
    },
    /// It is no envelope, is not this channel's, or was changed.
    Damaged,
}

impl Key {
    /// A new one.
    pub fn fresh() -> Self {
        Self::new(rand::random())
    }

    fn new(bytes: [u8; KEY_BYTES]) -> Self {
        // The key has 256 bits: its hash gives nothing away.
        let digest = Sha256::new()
            .chain_update(b"tring credentials key")
            .chain_update(bytes)
            .finalize();
        Self {
            bytes: SecretBox::new(Box::new(bytes)),
            id: hex::encode(digest.get(..4).unwrap_or_default()),
        }
    }

    /// Reads 32 bytes in hexadecimal or base64, of either alphabet.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bytes = if text.len() == 2 * KEY_BYTES {
            hex::decode(text).ok()
        } else {
            [
                Base64::decode_vec,
                Base64Unpadded::decode_vec,
                Base64Url::decode_vec,
                Base64UrlUnpadded::decode_vec,
            ]
            .iter()
            .find_map(|decode| decode(text).ok())
        };
        Some(Self::new(bytes?.try_into().ok()?))
    }

    /// The key as a key file has it.
    pub fn to_text(&self) -> SecretString {
        hex::encode(self.bytes.expose_secret()).into()
    }

    /// What an envelope calls it; not secret.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Seals `text` for `channel`: in another channel's row it does not open.
    pub fn seal(&self, channel: &str, text: &str) -> String {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let payload = Payload {
            msg: text.as_bytes(),
            aad: &self.context(channel),
        };
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .expect("credentials to be shorter than 256 GB");
        format!(
            "{VERSION}.{}.{}{}",
            self.id,
            hex::encode(nonce),
            hex::encode(sealed)
        )
    }

    fn open(&self, channel: &str, bytes: &[u8]) -> Option<String> {
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload {
            msg: sealed,
            aad: &self.context(channel),
        };
        let text = self.cipher().decrypt(&XNonce::from(*nonce), payload).ok()?;
        String::from_utf8(text).ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.bytes.expose_secret().into())
    }

    fn context(&self, channel: &str) -> Vec<u8> {
        format!("{VERSION}.{}.{channel}", self.id).into_bytes()
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The id of the key that sealed `envelope`.
pub fn key_id(envelope: &str) -> Option<&str> {
    parts(envelope).map(|(id, _)| id)
}

/// Opens what one of `keys` has sealed for `channel`.
pub fn open(keys: &[Key], channel: &str, envelope: &str) -> Result<String, NotOpened> {
    let (id, body) = parts(envelope).ok_or(NotOpened::Damaged)?;
    let bytes = hex::decode(body).map_err(|_| NotOpened::Damaged)?;
    let key = keys
        .iter()
        .find(|key| key.id == id)
        .ok_or_else(|| NotOpened::OtherKey {
            key_id: id.to_owned(),
        })?;
    key.open(channel, &bytes).ok_or(NotOpened::Damaged)
}

fn parts(envelope: &str) -> Option<(&str, &str)> {
    let (version, rest) = envelope.split_once('.')?;
    (version == VERSION).then_some(())?;
    rest.split_once('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_channel_and_no_other() {
        let keys = [Key::fresh()];
        let envelope = keys[0].seal("channel_1", "the-access-token");
        assert!(!envelope.contains("access"), "sealed");
        let text = open(&keys, "channel_1", &envelope);
        assert_eq!(text.as_deref(), Ok("the-access-token"));
        let moved = open(&keys, "channel_2", &envelope);
        assert_eq!(moved, Err(NotOpened::Damaged), "in another row");
    }

    #[test]
    fn a_changed_envelope_does_not_open() {
        let keys = [Key::fresh()];
        let envelope = keys[0].seal("channel_1", "text");
        let last = if envelope.ends_with('0') { "1" } else { "0" };
        let changed = format!("{}{last}", &envelope[..envelope.len() - 1]);
        for envelope in [
            changed.as_str(),
            "",
            "v1",
            "v1..",
            "v2.00000000.00",
            &envelope[..30],
        ] {
            let opened = open(&keys, "channel_1", envelope);
            assert!(opened.is_err(), "{envelope}");
        }
    }

    #[test]
    fn an_envelope_names_its_key() {
        let (old, new) = (Key::fresh(), Key::fresh());
        let envelope = old.seal("channel_1", "text");
        assert_eq!(key_id(&envelope), Some(old.id()));
        let id = old.id().to_owned();
        let wrong = open(std::slice::from_ref(&new), "channel_1", &envelope);
        assert_eq!(wrong, Err(NotOpened::OtherKey { key_id: id }));
        let both = open(&[new, old], "channel_1", &envelope);
        assert_eq!(both.as_deref(), Ok("text"));
    }

    #[test]
    fn two_envelopes_of_one_text_differ() {
        let key = Key::fresh();
        assert_ne!(key.seal("channel_1", "text"), key.seal("channel_1", "text"));
    }

    #[test]
    fn a_key_is_32_bytes_in_hexadecimal_or_base64() {
        let bytes: Vec<u8> = (200..232).collect();
        let hexadecimal = hex::encode(&bytes);
        let expected = Key::parse(&hexadecimal).unwrap();
        for text in [
            Base64::encode_string(&bytes),
            Base64Unpadded::encode_string(&bytes),
            Base64Url::encode_string(&bytes),
            Base64UrlUnpadded::encode_string(&bytes),
            hexadecimal.to_uppercase(),
            format!("  {hexadecimal}\n"),
        ] {
            assert_eq!(Key::parse(&text).as_ref(), Some(&expected), "{text}");
        }
        assert_eq!(expected.to_text().expose_secret(), hexadecimal);
        for text in ["", "secret", &hexadecimal[..62], &"zz".repeat(32)] {
            assert!(Key::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn debug_shows_the_id_alone() {
        let key = Key::fresh();
        let text = format!("{key:?}");
        assert!(text.contains(key.id()), "{text}");
        assert!(!text.contains(key.to_text().expose_secret()), "{text}");
    }
}
