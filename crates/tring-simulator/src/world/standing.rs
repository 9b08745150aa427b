//! How a business number and its account stand with WhatsApp: rated by customers, flagged, disabled.
//!
//! From Meta's pages "Phone number quality rating" and `account_update`: a number whose rating becomes low is flagged; an
//! account that violates a policy may be disabled, after a warning, and reinstated.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{World, number::Number};
use crate::{outbox, script::Script};

/// How customers rate the number, in WhatsApp's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Rating {
    #[default]
    Green,
    Yellow,
    Red,
    Unknown,
}

impl Rating {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Green => "GREEN",
            Self::Yellow => "YELLOW",
            Self::Red => "RED",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// How the account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AccountState {
    #[default]
    Active,
    /// It violated a policy.
    Violation,
    /// It will be disabled.
    ScheduledForDisable,
    Disabled,
    /// Calling customers was taken from it for a week.
    Restricted,
}

/// How a number stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub(crate) struct Standing {
    pub(crate) quality: Rating,
    pub(crate) flagged: bool,
    pub(crate) account: AccountState,
}

impl Standing {
    /// The number's state in WhatsApp's word.
    pub(crate) const fn status(self) -> &'static str {
        match (self.account, self.flagged) {
            (AccountState::Disabled, _) => "BANNED",
            (_, true) => "FLAGGED",
            (_, false) => "CONNECTED",
        }
    }
}

/// A change of how a number stands, for the dialect to tell the business.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StandingChange {
    pub(crate) before: Standing,
    pub(crate) after: Standing,
}

impl StandingChange {
    /// `FLAGGED` or `UNFLAGGED`, where that is what changed.
    pub(crate) const fn flag_event(self) -> Option<&'static str> {
        match (self.before.flagged, self.after.flagged) {
            (false, true) => Some("FLAGGED"),
            (true, false) => Some("UNFLAGGED"),
            (false, false) | (true, true) => None,
        }
    }

    pub(crate) fn is_of_account(self) -> bool {
        self.before.account != self.after.account
    }

    pub(crate) fn is_of_number(self) -> bool {
        self.before.quality != self.after.quality || self.before.flagged != self.after.flagged
    }
}

impl World {
    /// Changes how a number stands; the business is told by webhook, where the provider tells it.
    pub(crate) fn change_standing(
        self: &Arc<Self>,
        number_id: &str,
        change: impl FnOnce(&mut Standing),
    ) -> Option<Number> {
        let mut books = self.books();
        let number = books.numbers.get_mut(number_id)?;
        let before = number.standing;
        change(&mut number.standing);
        let number = number.clone();
        let script: Script = books.script_for("*").script.clone();
        drop(books);
        let change = StandingChange {
            before,
            after: number.standing,
        };
        let dialect = number.dialect.dialect();
        let now = self.clock.now();
        if let Some(webhook) = dialect.standing_changed(&number, change, now) {
            outbox::send_alone(self, number_id, webhook, &script);
        }
        self.changed();
        Some(number)
    }
}
