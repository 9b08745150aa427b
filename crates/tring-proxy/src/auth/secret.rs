//! Secrets that we hand out: 40 random characters, of which only the SHA-256 hash is kept.

use rand::RngExt;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH: usize = 40;

/// A fresh secret of 40 letters and digits (238 bits).
pub fn fresh() -> String {
    let mut random = rand::rng();
    (0..LENGTH)
        .filter_map(|_| ALPHABET.get(random.random_range(0..ALPHABET.len())))
        .map(|byte| char::from(*byte))
        .collect()
}

/// The hash under which a secret is kept, in hexadecimal.
pub fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

/// Whether `secret` has this hash; takes the same time for every wrong one.
pub fn matches(secret: &str, expected: &str) -> bool {
    hash(secret).as_bytes().ct_eq(expected.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_matches_its_own_hash_and_no_other() {
        let secret = fresh();
        assert_eq!(secret.len(), LENGTH);
        assert!(matches(&secret, &hash(&secret)), "its own hash");
        assert!(!matches(&fresh(), &hash(&secret)), "another secret");
        assert!(!matches(&secret, ""), "no hash at all");
    }
}
