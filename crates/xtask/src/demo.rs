//! The demo business: one number at each provider that the simulator plays.
//!
//! The simulator is for a developer's own machine and network: these credentials are no secrets.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::services::{get, put};

pub(crate) const ACCESS_TOKEN: &str = "demo-access-token";
pub(crate) const WEBHOOK_SECRET: &str = "demo-webhook-secret";
pub(crate) const VERIFY_TOKEN: &str = "demo-verify-token";

/// The word for one channel at each provider.
const ALL: &str = "all";

/// The demo's number at one provider, as the simulator proposes it.
#[derive(Debug)]
pub(crate) struct Channel {
    /// The provider's name for the proxy and the simulator.
    pub(crate) provider: String,
    /// E.164.
    pub(crate) number: String,
    /// The provider's id of the number.
    pub(crate) number_id: String,
    /// The provider's id of the account.
    pub(crate) account_id: String,
    /// Where the provider's API is in the simulator.
    path: String,
}

/// One number at each provider that the simulator on `port` plays.
pub(crate) fn channels(port: u16) -> Result<Vec<Channel>> {
    let dialects = get(port, "/sim/dialects").context("The simulator does not answer.")?;
    let dialects: Vec<Value> = serde_json::from_str(&dialects)?;
    Ok(dialects.iter().map(Channel::proposed).collect())
}

/// Those of `channels` that the demo's team gets, the default one first.
pub(crate) fn wanted<'a>(channels: &'a [Channel], provider: &str) -> Result<Vec<&'a Channel>> {
    let is_wanted = |channel: &&Channel| provider == ALL || provider == channel.provider;
    let wanted: Vec<_> = channels.iter().filter(is_wanted).collect();
    if wanted.is_empty() {
        let known: Vec<_> = channels
            .iter()
            .map(|channel| channel.provider.as_str())
            .collect();
        bail!(
            "There is no provider `{provider}`. Choose one of {} with --provider, or `{ALL}`.",
            known.join(", ")
        );
    }
    Ok(wanted)
}

impl Channel {
    fn proposed(dialect: &Value) -> Self {
        let text = |field: &str| dialect[field].as_str().unwrap_or_default().to_owned();
        let provider = text("dialect");
        Self {
            number: text("display_number"),
            number_id: text("number_id"),
            account_id: text("account_id"),
            path: format!("/{provider}{}", text("base_path")),
            provider,
        }
    }

    /// The channel's name in the inbox.
    pub(crate) fn name(&self) -> String {
        format!("Demo shop ({})", self.provider)
    }

    /// The provider's API as the simulator plays it.
    pub(crate) fn base_url(&self, simulator: &str) -> String {
        format!("{simulator}{}", self.path)
    }

    /// The last part of the channel's webhook address.
    pub(crate) fn webhook_key(&self) -> String {
        format!("demo-webhook-key-{}", self.provider)
    }

    /// Makes the number known to the simulator on `port`, with its webhooks going to the proxy.
    pub(crate) fn tell_simulator(&self, port: u16, proxy: &str) -> Result<()> {
        let (provider, key) = (&self.provider, self.webhook_key());
        let body = json!({
            "dialect": provider,
            "display_number": self.number,
            "token": ACCESS_TOKEN,
            "account_id": (!self.account_id.is_empty()).then_some(&self.account_id),
            "webhook_secret": WEBHOOK_SECRET,
            "webhook_url": format!("{proxy}/api/webhook/{provider}/{key}"),
        });
        let path = format!("/sim/numbers/{}", self.number_id);
        if put(port, &path, &body.to_string()) {
            return Ok(());
        }
        bail!("The simulator does not take the demo's number at {provider}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channels() -> Vec<Channel> {
        ["meta", "vobiz"]
            .map(|name| Channel::proposed(&json!({"dialect": name, "base_path": "/v1"})))
            .into()
    }

    #[test]
    fn one_provider_or_all_of_them() {
        let channels = channels();
        let names = |provider| -> Vec<&str> {
            let wanted = wanted(&channels, provider).expect("a provider");
            wanted.iter().map(|it| it.provider.as_str()).collect()
        };
        assert_eq!(names("vobiz"), ["vobiz"]);
        assert_eq!(names("all"), ["meta", "vobiz"]);
    }

    #[test]
    fn a_provider_that_does_not_exist_gets_a_sentence_with_those_that_do() {
        let error = wanted(&channels(), "acme").expect_err("no provider");
        assert_eq!(
            error.to_string(),
            "There is no provider `acme`. Choose one of meta, vobiz with --provider, or `all`."
        );
    }

    #[test]
    fn the_api_is_below_the_dialects_name() {
        let url = channels()[1].base_url("http://localhost:7071");
        assert_eq!(url, "http://localhost:7071/vobiz/v1");
    }
}
