//! How a business number and its account stand at WhatsApp.
//!
//! From <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_update>, the
//! reference of a phone number's fields and its page "Phone number quality rating"; YCloud's OpenAPI document uses the
//! same words.

use tring_protocol::channel::{Finding, FindingLevel};

use crate::check::finding;

/// How customers took the number's messages and calls, in the last seven days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QualityRating {
    /// High.
    Green,
    /// Medium.
    Yellow,
    /// Low: WhatsApp may lower the number's limits, or take calling from it.
    Red,
    /// Not rated yet.
    Unknown,
}

impl QualityRating {
    /// From WhatsApp's word; `NA` is a number that is not rated yet. `None` for a word that we do not know.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Some(match word.to_ascii_uppercase().as_str() {
            "GREEN" => Self::Green,
            "YELLOW" => Self::Yellow,
            "RED" => Self::Red,
            "NA" | "UNKNOWN" => Self::Unknown,
            _ => return None,
        })
    }
}

/// How a business number stands. What is absent is not told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NumberHealth {
    /// Whether the number is connected: not banned, moved, or still to be verified.
    pub active: Option<bool>,
    /// Whether WhatsApp has flagged it, which it does when customers give it bad marks.
    pub flagged: Option<bool>,
    /// Its rating.
    pub quality: Option<QualityRating>,
}

impl NumberHealth {
    /// From the word that Meta and YCloud have for a number's state. A number at its limit of messages still takes calls;
    /// a word that we do not know says nothing.
    pub(crate) fn from_status(word: &str) -> Self {
        let (active, flagged) = match word.to_ascii_uppercase().as_str() {
            "CONNECTED" | "RESTRICTED" | "RATE_LIMITED" | "BLOCKED" => (Some(true), Some(false)),
            "FLAGGED" | "WARNED" => (Some(true), Some(true)),
            "MANUAL_REVIEW" => (Some(false), Some(true)),
            "BANNED" | "DELETED" | "DISCONNECTED" | "MIGRATED" | "PENDING" | "UNVERIFIED" => {
                (Some(false), None)
            }
            _ => (None, None),
        };
        Self {
            active,
            flagged,
            quality: None,
        }
    }

    /// From the event of a change of a number's quality; `None` for those that are about limits alone.
    pub(crate) fn from_event(word: &str) -> Option<Self> {
        let flagged = match word.to_ascii_uppercase().as_str() {
            "FLAGGED" => Some(true),
            "UNFLAGGED" => Some(false),
            _ => return None,
        };
        Some(Self {
            flagged,
            ..Self::default()
        })
    }
}

/// How the account of a business number stands. What is absent is not told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountHealth {
    /// Whether the account can be used: not disabled, not deleted.
    pub active: Option<bool>,
    /// Whether WhatsApp reviews it or means to disable it.
    pub flagged: Option<bool>,
}

impl AccountHealth {
    /// From the state of a ban: `SCHEDULE_FOR_DISABLE`, `DISABLE`, `REINSTATE`.
    pub(crate) fn from_ban(word: &str) -> Option<Self> {
        let (active, flagged) = match word.to_ascii_uppercase().as_str() {
            "SCHEDULE_FOR_DISABLE" => (None, Some(true)),
            "DISABLE" => (Some(false), Some(true)),
            "REINSTATE" => (Some(true), Some(false)),
            _ => return None,
        };
        Some(Self { active, flagged })
    }

    /// From the decision of a review of the account.
    pub(crate) fn from_review(word: &str) -> Option<Self> {
        let flagged = match word.to_ascii_uppercase().as_str() {
            "APPROVED" => false,
            "PENDING" | "REJECTED" | "DEFERRED" => true,
            _ => return None,
        };
        Some(Self {
            active: None,
            flagged: Some(flagged),
        })
    }
}

/// How a business number and its account stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// The number.
    pub number: NumberHealth,
    /// Its account.
    pub account: AccountHealth,
}

impl Health {
    /// What a check of the channel says of it. What is not told is no finding.
    pub fn findings(&self) -> Vec<Finding> {
        let Self { number, account } = self;
        let problems = [
            (
                number.active == Some(false),
                "The number is not connected at WhatsApp, so no call can work. Look into WhatsApp Manager.",
            ),
            (
                account.active == Some(false),
                "WhatsApp has disabled the number's account, so no call can work. Look into WhatsApp Manager, where you can ask for a review.",
            ),
            (
                number.flagged == Some(true) || account.flagged == Some(true),
                "WhatsApp has flagged this number or reviews its account. Look into WhatsApp Manager, and call only customers who expect it.",
            ),
        ];
        let problems = problems.into_iter().filter(|(is_one, _)| *is_one);
        problems
            .map(|(_, message)| finding(FindingLevel::Problem, message))
            .chain(number.quality.and_then(QualityRating::finding))
            .collect()
    }
}

impl QualityRating {
    fn finding(self) -> Option<Finding> {
        let (level, message) = match self {
            Self::Green => (
                FindingLevel::Good,
                "WhatsApp rates the number's quality as high.",
            ),
            Self::Yellow => (
                FindingLevel::Unknown,
                "WhatsApp rates the number's quality as medium. Call only customers who expect it: at low, no calls are placed.",
            ),
            Self::Red => (
                FindingLevel::Problem,
                "WhatsApp rates the number's quality as low, because customers gave it bad marks. No calls are placed until it is better; see WhatsApp Manager.",
            ),
            Self::Unknown => return None,
        };
        Some(finding(level, message))
    }
}
