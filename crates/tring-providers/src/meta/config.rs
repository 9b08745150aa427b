//! A Meta channel's settings, and the addresses made of them.

use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use tring_protocol::phone::PhoneNumber;

use crate::{
    error::{Operation, ProviderError},
    registry::ChannelSettings,
};

/// The Graph API's version where the base URL names none.
const DEFAULT_VERSION: &str = "v23.0";

/// A Meta channel's settings.
#[derive(Clone)]
pub(super) struct Config {
    base_url: String,
    pub(super) number_id: String,
    access_token: SecretString,
    pub(super) webhook_secrets: Vec<SecretString>,
    pub(super) verify_token: SecretString,
}

impl Config {
    pub(super) fn new(settings: &ChannelSettings) -> Self {
        Self {
            base_url: settings.base_url.clone(),
            number_id: settings.number_id.clone(),
            access_token: settings.access_token.clone(),
            webhook_secrets: settings.webhook_secrets.clone(),
            verify_token: settings.verify_token.clone(),
        }
    }

    pub(super) fn access_token(&self) -> &str {
        self.access_token.expose_secret()
    }

    /// `POST https://graph.facebook.com/v23.0/{number_id}/calls`.
    pub(super) fn calls_url(&self, operation: Operation) -> Result<Url, ProviderError> {
        self.url("calls").ok_or_else(|| bad_base_url(operation))
    }

    /// `GET https://graph.facebook.com/v23.0/{number_id}/call_permissions?user_wa_id={digits}`.
    pub(super) fn permission_url(&self, customer: &PhoneNumber) -> Result<Url, ProviderError> {
        let mut url = self
            .url("call_permissions")
            .ok_or_else(|| bad_base_url(Operation::Permission))?;
        url.query_pairs_mut()
            .append_pair("user_wa_id", customer.digits());
        Ok(url)
    }

    fn url(&self, edge: &str) -> Option<Url> {
        let mut url = Url::parse(&self.base_url).ok()?;
        if !matches!(url.scheme(), "https" | "http") {
            return None;
        }
        let has_version = url
            .path_segments()?
            .rfind(|part| !part.is_empty())
            .is_some_and(is_version);
        url.path_segments_mut()
            .ok()?
            .pop_if_empty()
            .extend((!has_version).then_some(DEFAULT_VERSION))
            .extend([self.number_id.as_str(), edge]);
        Some(url)
    }
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("base_url", &self.base_url)
            .field("number_id", &self.number_id)
            .finish_non_exhaustive()
    }
}

/// Whether a path segment is a version of the Graph API: `v25.0`.
fn is_version(segment: &str) -> bool {
    segment
        .strip_prefix('v')
        .and_then(|number| number.split_once('.'))
        .is_some_and(|(major, minor)| is_number(major) && is_number(minor))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn bad_base_url(operation: Operation) -> ProviderError {
    ProviderError::bad_base_url(operation, "https://graph.facebook.com")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[track_caller]
    fn check(base_url: &str, expected: &str) {
        let config = config(base_url);
        let url = config.calls_url(Operation::Dial).expect("an address");
        assert_eq!(url.as_str(), expected);
    }

    fn config(base_url: &str) -> Config {
        Config::new(&ChannelSettings {
            provider: "meta".to_owned(),
            base_url: base_url.to_owned(),
            number: "+16315553601".to_owned(),
            number_id: "436666719526789".to_owned(),
            account_id: String::new(),
            access_token: "the-access-token".to_owned().into(),
            webhook_secrets: vec!["the-app-secret".to_owned().into()],
            verify_token: "the-verify-token".to_owned().into(),
        })
    }

    #[test]
    fn a_base_url_without_a_version_gets_the_default_one() {
        let expected = "https://graph.facebook.com/v23.0/436666719526789/calls";
        check("https://graph.facebook.com", expected);
        check("https://graph.facebook.com/", expected);
        check(
            "http://127.0.0.1:4000/meta/",
            "http://127.0.0.1:4000/meta/v23.0/436666719526789/calls",
        );
    }

    #[test]
    fn a_version_in_the_base_url_is_kept() {
        let expected = "https://graph.facebook.com/v25.0/436666719526789/calls";
        check("https://graph.facebook.com/v25.0", expected);
        check("https://graph.facebook.com/v25.0/", expected);
    }

    #[test]
    fn a_base_url_that_is_no_address_is_an_error_with_the_remedy() {
        for base_url in ["", "graph.facebook.com", "mailto:a@example.org", "ftp://x/"] {
            let error = config(base_url)
                .calls_url(Operation::Dial)
                .expect_err("no address");
            assert_eq!(error.kind, ErrorKind::InvalidRequest, "{base_url}");
            assert!(error.message.contains("settings"), "{}", error.message);
        }
    }

    #[test]
    fn the_customer_is_asked_for_by_digits() {
        let customer = "+14085551234".parse().expect("a number");
        let url = config("https://graph.facebook.com")
            .permission_url(&customer)
            .expect("an address");
        assert_eq!(url.query(), Some("user_wa_id=14085551234"));
    }

    #[test]
    fn debug_shows_no_secret() {
        let text = format!("{:?}", config("https://graph.facebook.com"));
        assert!(!text.contains("the-"), "{text}");
    }
}
