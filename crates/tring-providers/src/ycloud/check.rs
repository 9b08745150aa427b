//! What a check of a YCloud channel finds.

use tring_protocol::channel::{Finding, FindingLevel};

use super::{
    EVENTS, YCloud,
    wire::{EndpointPage, SettingsBody},
};
use crate::{
    check::{self, finding},
    error::Operation,
    http::read,
    provider::Provider as _,
    subscription,
};

impl YCloud {
    pub(super) async fn findings(&self, webhook_url: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        let settings = if self.account_id.is_empty() {
            findings.push(finding(
                FindingLevel::Unknown,
                "Without the WhatsApp Business Account ID it cannot be seen whether calling is switched on. Enter it in the channel's settings.",
            ));
            None
        } else {
            let settings = self.read_settings().await;
            let in_our_words = settings.as_ref().map(SettingsBody::settings);
            findings.extend(check::of_settings(
                in_our_words.as_ref().map_err(|error| *error),
            ));
            if settings.is_ok() {
                findings.extend(check::of_health(self.health().await.as_ref()));
            }
            settings.ok()
        };
        findings.push(self.check_phone_id(settings.as_ref()));
        findings.push(self.check_webhook(webhook_url).await);
        findings
    }

    async fn check_webhook(&self, webhook_url: &str) -> Finding {
        let operation = Operation::Check;
        let list = match self.url(operation, &["webhookEndpoints"]) {
            Ok(mut url) => {
                url.query_pairs_mut().append_pair("limit", "100");
                self.send(operation, self.client.get(url)).await
            }
            Err(error) => Err(error),
        };
        let list = list.and_then(|answer| read::<EndpointPage>(operation, &answer));
        match list {
            Ok(page) => subscription::of_list("YCloud", webhook_url, EVENTS, &page.registered()),
            Err(error) => subscription::of_error("YCloud", &error),
        }
    }

    fn check_phone_id(&self, settings: Option<&SettingsBody>) -> Finding {
        let theirs = settings.and_then(SettingsBody::phone_id);
        match (self.number_id.as_str(), theirs) {
            ("", Some(_)) => finding(FindingLevel::Good, "YCloud knows the number's id."),
            ("", None) => finding(
                FindingLevel::Unknown,
                "YCloud's id of the number is not known yet. It is learnt from the first call.",
            ),
            (ours, Some(theirs)) if ours != theirs => finding(
                FindingLevel::Problem,
                "The phone number ID in the channel's settings is another number's. Correct it, or leave it empty.",
            ),
            _ => finding(FindingLevel::Good, "The phone number ID is entered."),
        }
    }
}
