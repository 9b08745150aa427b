//! Ids in the providers' forms. They are always new, whatever the seed.

use rand::RngExt;

/// `bytes` random bytes as lowercase hex.
pub(crate) fn hex(bytes: usize) -> String {
    let mut random = vec![0_u8; bytes];
    rand::rng().fill(random.as_mut_slice());
    ::hex::encode(random)
}

/// A random UUID (RFC 9562 version 4).
pub(crate) fn uuid() -> String {
    let digits = hex(16);
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-4{}-a{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}

/// Whether `text` is written as a UUID.
pub(crate) fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_new_and_have_their_form() {
        let (one, other) = (uuid(), uuid());
        assert!(is_uuid(&one) && is_uuid(&other), "{one} {other}");
        assert_ne!(one, other);
        assert!(is_uuid("3f1c9b7e-2d4a-4f6b-9c8e-0a1b2c3d4e5f"));
        for wrong in [
            "wacid.HBgM",
            "3f1c9b7e2d4a4f6b9c8e0a1b2c3d4e5f",
            "436666719526789",
        ] {
            assert!(!is_uuid(wrong), "{wrong}");
        }
    }
}
