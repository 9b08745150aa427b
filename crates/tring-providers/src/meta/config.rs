//! A Meta channel's settings, and the addresses made of them.

use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use tring_protocol::phone::PhoneNumber;

use crate::{
    cloud_api::webhook::Number,
    error::{ErrorKind, Operation, ProviderError, Retry},
    http,
    registry::ChannelSettings,
};

/// The Graph API's version where the base URL names none.
const DEFAULT_VERSION: &str = "v23.0";

/// A Meta channel's settings.
#[derive(Clone)]
pub(super) struct Config {
    base_url: String,
    number: String,
    number_id: String,
    account_id: String,
    access_token: SecretString,
    pub(super) webhook_secrets: Vec<SecretString>,
    pub(super) verify_token: SecretString,
}

impl Config {
    pub(super) fn new(settings: &ChannelSettings) -> Self {
        Self {
            base_url: settings.base_url.clone(),
            number: settings.number.clone(),
            number_id: settings.number_id.clone(),
            account_id: settings.account_id.clone(),
            access_token: settings.access_token.clone(),
            webhook_secrets: settings.webhook_secrets.clone(),
            verify_token: settings.verify_token.clone(),
        }
    }

    pub(super) fn access_token(&self) -> &str {
        self.access_token.expose_secret()
    }

    /// The channel's number as webhooks name it.
    pub(super) fn number(&self) -> Number<'_> {
        Number {
            id: &self.number_id,
            digits: &self.number,
        }
    }

    pub(super) fn has_account(&self) -> bool {
        !self.account_id.is_empty()
    }

    /// `https://graph.facebook.com/v23.0/{number_id}/calls`, and the number's other edges.
    pub(super) fn number_url(
        &self,
        operation: Operation,
        edge: &str,
    ) -> Result<Url, ProviderError> {
        self.url(&[&self.number_id, edge])
            .ok_or_else(|| bad_base_url(operation))
    }

    /// `https://graph.facebook.com/v23.0/{number_id}?fields={fields}`: the number itself.
    pub(super) fn fields_url(
        &self,
        operation: Operation,
        fields: &str,
    ) -> Result<Url, ProviderError> {
        let mut url = self
            .url(&[&self.number_id])
            .ok_or_else(|| bad_base_url(operation))?;
        url.query_pairs_mut().append_pair("fields", fields);
        Ok(url)
    }

    /// `https://graph.facebook.com/v23.0/{account_id}/message_templates`, and the account's other edges.
    pub(super) fn account_url(
        &self,
        operation: Operation,
        edge: &str,
    ) -> Result<Url, ProviderError> {
        if !self.has_account() {
            return Err(no_account(operation));
        }
        self.url(&[&self.account_id, edge])
            .ok_or_else(|| bad_base_url(operation))
    }

    /// `GET https://graph.facebook.com/v23.0/{number_id}/call_permissions?user_wa_id={digits}`.
    pub(super) fn permission_url(&self, customer: &PhoneNumber) -> Result<Url, ProviderError> {
        let mut url = self.number_url(Operation::Permission, "call_permissions")?;
        url.query_pairs_mut()
            .append_pair("user_wa_id", customer.digits());
        Ok(url)
    }

    fn url(&self, path: &[&str]) -> Option<Url> {
        let mut url = http::address(&self.base_url, &[])?;
        let has_version = url
            .path_segments()?
            .rfind(|part| !part.is_empty())
            .is_some_and(is_version);
        url.path_segments_mut()
            .ok()?
            .extend((!has_version).then_some(DEFAULT_VERSION))
            .extend(path);
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

fn no_account(operation: Operation) -> ProviderError {
    let message = "The channel has no WhatsApp Business Account ID. Enter it in the channel's settings; it stands in \
                   WhatsApp Manager under API Setup.";
    ProviderError::new(
        operation,
        ErrorKind::InvalidRequest,
        Retry::Never,
        message.to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(base_url: &str, expected: &str) {
        let config = config(base_url);
        let url = config
            .number_url(Operation::Dial, "calls")
            .expect("an address");
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
                .number_url(Operation::Dial, "calls")
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
    fn a_channel_without_an_account_says_where_to_find_it() {
        let error = config("https://graph.facebook.com")
            .account_url(Operation::CreateTemplate, "message_templates")
            .expect_err("no account");
        assert!(error.message.contains("API Setup"), "{}", error.message);
    }

    #[test]
    fn debug_shows_no_secret() {
        let text = format!("{:?}", config("https://graph.facebook.com"));
        assert!(!text.contains("the-"), "{text}");
    }
}
