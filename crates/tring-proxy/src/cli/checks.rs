//! What the texts of a command line must be before they are kept.

use anyhow::ensure;

use crate::auth::origin;

/// The longest name that a page has room for, in characters.
const LONGEST_NAME: usize = 200;
/// A webhook address is a secret where the provider signs nothing.
const SHORTEST_WEBHOOK_KEY: usize = 12;
/// Where `serve` listens when nobody says otherwise.
const THIS_MACHINE: &str = "http://localhost:7070";

/// Refuses a name that would not stand in one line of a page.
pub(super) fn name(what: &str, name: &str) -> anyhow::Result<()> {
    ensure!(
        !name.trim().is_empty()
            && !name.contains(char::is_control)
            && name.chars().count() <= LONGEST_NAME,
        "{what} must be one line of 1 to {LONGEST_NAME} characters."
    );
    Ok(())
}

/// Refuses a key that cannot stand in an address as it is, and one that is soon guessed.
pub(super) fn webhook_key(key: &str) -> anyhow::Result<()> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    ensure!(
        SHORTEST_WEBHOOK_KEY <= key.len() && key.bytes().all(fits),
        "--webhook-key (or TRING_WEBHOOK_KEY) must have {SHORTEST_WEBHOOK_KEY} characters or more, and letters, \
         digits, `_` and `-` only. Leave it out for a random one."
    );
    Ok(())
}

/// Where the proxy is reached, for addresses that a command prints.
pub(super) struct PublicUrl {
    /// Without a slash at its end.
    pub base: String,
    /// What to tell the one who did not set it.
    pub note: Option<String>,
}

/// Takes the address that was given, or that of this machine.
pub(super) fn public_url(given: Option<&str>) -> anyhow::Result<PublicUrl> {
    let Some(given) = given else {
        return Ok(PublicUrl {
            base: THIS_MACHINE.to_owned(),
            note: Some(
                "this address works on this machine only. Set --public-url or TRING_PUBLIC_URL to the address at \
                 which the world reaches the proxy."
                    .to_owned(),
            ),
        });
    };
    ensure!(
        origin::of(given).is_some(),
        "`{given}` is not an address that browsers use. Set --public-url or TRING_PUBLIC_URL to something like \
         https://calls.example."
    );
    Ok(PublicUrl {
        base: given.trim_end_matches('/').to_owned(),
        note: None,
    })
}
