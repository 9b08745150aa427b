//! `whatsapp.phone_number.quality_updated`, `whatsapp.business_account.updated` and `….reviewed`: how the number and its
//! account stand (pages of these names under <https://docs.ycloud.com/en/api-reference/webhook-reference>).

use tring_calls::numbers::same_number;
use tring_protocol::settings::Restriction;

use super::{
    Reader,
    event::{Account, AccountRestriction},
};
use crate::{
    health::{AccountHealth, NumberHealth},
    rfc3339,
    webhook::WebhookKind,
    ycloud::wire::NumberResponse,
};

impl Reader<'_> {
    /// `None` where it is another number, or says nothing of how the number stands.
    pub(super) fn number_stands(self, number: &NumberResponse) -> Option<WebhookKind> {
        let is_ours = number
            .phone_number
            .as_ref()
            .is_some_and(|theirs| same_number(theirs, self.number));
        if !is_ours || self.is_other_account(number.waba_id.as_deref()) {
            return None;
        }
        let health = number.health();
        (health != NumberHealth::default()).then_some(WebhookKind::Quality(health))
    }

    /// `None` where it is another account, or says nothing of how the account stands.
    pub(super) fn account_stands(self, account: &Account) -> Option<WebhookKind> {
        if self.is_other_account(account.id.as_deref()) {
            return None;
        }
        let ban = account
            .ban_state
            .as_deref()
            .and_then(AccountHealth::from_ban);
        let review = account
            .decision
            .as_deref()
            .and_then(AccountHealth::from_review);
        if let Some(health) = ban.or(review) {
            return Some(WebhookKind::Account(health));
        }
        match account.update_event.as_deref()? {
            "ACCOUNT_VIOLATION" => Some(WebhookKind::Account(AccountHealth {
                active: None,
                flagged: Some(true),
            })),
            "ACCOUNT_RESTRICTION" => {
                let restrictions: Vec<_> = account
                    .restrictions
                    .iter()
                    .flatten()
                    .map(restriction)
                    .collect();
                (!restrictions.is_empty()).then_some(WebhookKind::Restricted(restrictions))
            }
            _ => None,
        }
    }

    fn is_other_account(self, theirs: Option<&str>) -> bool {
        !self.account_id.is_empty() && theirs.is_some_and(|theirs| theirs != self.account_id)
    }
}

fn restriction(wire: &AccountRestriction) -> Restriction {
    Restriction {
        kind: wire.restriction_type.clone(),
        reason: None,
        until: wire.expiration.as_deref().and_then(rfc3339::millis),
    }
}
