//! Whether 360dialog sends the number's webhooks here, with the secret in the header.

use std::collections::BTreeMap;

use secrecy::ExposeSecret;
use serde::Deserialize;
use tring_protocol::channel::{Finding, FindingLevel};

use super::{Dialog360, SECRET};
use crate::{
    check::finding,
    error::{Operation, ProviderError},
    lenient::{absent_or, text},
    subscription::{self, Registered, same_but_for_key},
};

/// The answer to `GET /v1/configs/webhook`, and one of `destinations` of `GET /multi_webhook`.
#[derive(Deserialize)]
struct Destination {
    #[serde(default, deserialize_with = "text")]
    url: Option<String>,
    #[serde(default, deserialize_with = "absent_or")]
    headers: Option<BTreeMap<String, String>>,
}

/// The answer to `GET /multi_webhook`: further addresses, where they are switched on.
#[derive(Deserialize)]
struct Destinations {
    #[serde(default)]
    enabled: bool,
    #[serde(default, deserialize_with = "absent_or")]
    destinations: Option<Vec<Destination>>,
}

impl Dialog360 {
    pub(super) async fn check_registration(&self, webhook_url: &str) -> Vec<Finding> {
        match self.destinations().await {
            Ok(destinations) => self.judge(webhook_url, &destinations),
            Err(_) => vec![Self::how_to_register(webhook_url)],
        }
    }

    pub(super) fn how_to_register(webhook_url: &str) -> Finding {
        let help = Self::ENTRY.webhook_help;
        finding(
            FindingLevel::Unknown,
            format!(
                "360dialog did not tell which webhook address is set. {help} The address is {webhook_url}."
            ),
        )
    }

    async fn destinations(&self) -> Result<Vec<Destination>, ProviderError> {
        let path = ["v1", "configs", "webhook"];
        let mut destinations = vec![self.get(Operation::Check, &path).await?];
        // Not every number has further addresses; one without answers 409.
        let more = self.get(Operation::Check, &["multi_webhook"]).await;
        if let Ok(Destinations {
            enabled: true,
            destinations: Some(more),
        }) = more
        {
            destinations.extend(more);
        }
        Ok(destinations)
    }

    fn judge(&self, webhook_url: &str, destinations: &[Destination]) -> Vec<Finding> {
        let registered: Vec<_> = destinations
            .iter()
            .filter_map(|destination| {
                Some(Registered {
                    url: destination.url.clone()?,
                    is_active: true,
                    events: None,
                })
            })
            .collect();
        let title = Self::ENTRY.title;
        let mut findings = vec![subscription::of_list(title, webhook_url, &[], &registered)];
        let ours = destinations.iter().find(|destination| {
            let url = destination.url.as_deref();
            url.is_some_and(|url| url == webhook_url || same_but_for_key(url, webhook_url))
        });
        findings.extend(ours.and_then(|ours| self.judge_header(ours)));
        findings
    }

    fn judge_header(&self, destination: &Destination) -> Option<Finding> {
        let Some(headers) = &destination.headers else {
            return Some(finding(
                FindingLevel::Unknown,
                format!(
                    "360dialog does not tell whether it sends the header {SECRET}. Without it its webhooks are refused: make sure that it is the channel's webhook secret."
                ),
            ));
        };
        let mut headers = headers.iter();
        let given = headers.find(|(name, _)| name.eq_ignore_ascii_case(SECRET));
        let is_ours = |given: &str| {
            let mut secrets = self.webhook_secrets.iter();
            secrets.any(|secret| secret.expose_secret() == given)
        };
        let what = match given {
            Some((_, value)) if is_ours(value) => return None,
            Some(_) => "another value than the channel's webhook secret in the",
            None => "no",
        };
        Some(finding(
            FindingLevel::Problem,
            format!(
                "360dialog sends {what} header {SECRET}, so its webhooks are refused. Set the header to the channel's webhook secret."
            ),
        ))
    }
}
