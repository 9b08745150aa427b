//! What a check of a Vobiz channel finds.

use tring_calls::numbers::same_number;
use tring_protocol::channel::{Finding, FindingLevel};

use super::{
    Vobiz, health,
    wire::{ChannelLine, WebhookList},
};
use crate::{
    check::finding,
    error::{Operation, ProviderError},
    http::read,
    provider::Checked,
    subscription,
};

impl Vobiz {
    pub(super) async fn look_into(&self, webhook_url: &str) -> Checked {
        let channel = self.channel(Operation::Check).await;
        let health = channel
            .as_ref()
            .ok()
            .map(|channel| health(channel.as_ref()));
        let findings = vec![
            self.check_channel(channel),
            self.check_webhook(webhook_url).await,
            finding(
                FindingLevel::Unknown,
                "Vobiz does not tell whether calling is switched on for the number. Look into WhatsApp Manager, or place a call to it.",
            ),
        ];
        Checked {
            findings,
            settings: None,
            health,
        }
    }

    fn check_channel(&self, channel: Result<Option<ChannelLine>, ProviderError>) -> Finding {
        let channel = match channel {
            Ok(Some(channel)) => channel,
            Ok(None) => {
                return finding(
                    FindingLevel::Problem,
                    "Vobiz has no WhatsApp channel with this channel ID. Correct it in the channel's settings.",
                );
            }
            Err(error) => return finding(FindingLevel::Problem, error.message),
        };
        let is_other = |number: &String| !same_number(number, &self.number);
        if channel.phone_number.as_ref().is_some_and(is_other) {
            return finding(
                FindingLevel::Problem,
                "The channel ID is another number's at Vobiz. Correct it, or the number, in the channel's settings.",
            );
        }
        if !channel.is_active() {
            return finding(
                FindingLevel::Problem,
                "The number's channel at Vobiz is not active. Look into Vobiz' console.",
            );
        }
        finding(
            FindingLevel::Good,
            "Vobiz takes the credentials and knows the number.",
        )
    }

    async fn check_webhook(&self, webhook_url: &str) -> Finding {
        let operation = Operation::Check;
        let list = match self.url(operation, &["webhooks"]) {
            Ok(url) => self.send(operation, self.client.get(url)).await,
            Err(error) => Err(error),
        };
        match list.and_then(|answer| read::<WebhookList>(operation, &answer)) {
            Ok(list) => subscription::of_list("Vobiz", webhook_url, &[], &list.registered()),
            Err(error) => subscription::of_error("Vobiz", &error),
        }
    }
}
