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
    provider::{Checked, Provider as _},
    subscription,
};

impl YCloud {
    pub(super) async fn look_into(&self, webhook_url: &str) -> Checked {
        let mut checked = Checked::default();
        let settings = if self.account_id.is_empty() {
            checked.findings.push(finding(
                FindingLevel::Unknown,
                "Without the WhatsApp Business Account ID it cannot be seen whether calling is switched on, or how the number stands. Enter it in the channel's settings.",
            ));
            None
        } else {
            self.look_into_number(&mut checked).await
        };
        let phone_id = self.check_phone_id(settings.as_ref());
        let webhook = self.check_webhook(webhook_url).await;
        checked.findings.extend([phone_id, webhook]);
        checked
    }

    async fn look_into_number(&self, checked: &mut Checked) -> Option<SettingsBody> {
        let settings = self.read_settings().await;
        let in_our_words = settings.as_ref().map(SettingsBody::settings);
        let findings = check::of_settings(in_our_words.as_ref().map_err(|error| *error));
        checked.findings.extend(findings);
        checked.settings = in_our_words.ok();
        let settings = settings.ok()?;
        let health = self.health().await;
        checked.findings.extend(check::of_health(health.as_ref()));
        checked.health = health.ok();
        Some(settings)
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
