//! What an agent reads of a permission: what is so, and what to do.

use tring_protocol::call::Millis;

use super::{DAY, HOUR, Why};

pub(super) const NOT_REPLIED: &str =
    "The customer has not replied to your request yet. Wait for the reply, or write.";
pub(super) const CALLS_USED_UP: &str =
    "WhatsApp allows 100 connected calls to one customer a day. Call again tomorrow, or write.";
pub(super) const NO_CALL_NOW: &str =
    "WhatsApp takes no calls to this customer now. Write, or try again later.";
pub(super) const NO_TEMPLATE: &str = "This provider sends requests as templates only, and the channel has none. Add a permission template on the channel's page.";
pub(super) const NO_REQUESTS: &str = "This provider cannot ask for the permission. Ask the customer to allow calls in your business profile on WhatsApp.";
pub(super) const NO_NEED: &str =
    "The customer has allowed calls for good: there is nothing to ask for.";
pub(super) const PENDING: &str =
    "You have asked already, and the customer has not replied yet. Wait for the reply.";
pub(super) const TWICE_A_WEEK: &str = "The customer was asked twice within seven days, which is all that WhatsApp allows. Write, or ask again next week.";
pub(super) const ONCE_A_DAY: &str = "The customer was asked within the last 24 hours, which is all that WhatsApp allows. Ask again tomorrow.";
pub(super) const NO_REQUEST_NOW: &str =
    "WhatsApp takes no request to this customer now. Write, or try again tomorrow.";
pub(super) const NOT_DELIVERED: &str = "Your last request did not reach the customer.";
pub(super) const NOT_ASKED: &str = "The provider could not be asked: this is what was last known.";

pub(super) fn no_grant(why: Why) -> &'static str {
    match why {
        Why::NeverGiven => "This customer has not allowed calls from you. Ask for permission.",
        Why::Expired => "The customer's permission has run out. Ask for it again.",
        Why::TakenAway => {
            "Four calls in a row were not answered: WhatsApp takes the permission away then. Write first, then ask for it again."
        }
        Why::Declined => {
            "The customer has declined to be called. Write, or ask again when there is a reason to."
        }
    }
}

pub(super) fn day_used_up(left: Millis) -> String {
    format!(
        "The customer was asked within the last 24 hours, which is all that WhatsApp allows. Ask again in {}.",
        span(left)
    )
}

pub(super) fn week_used_up(left: Millis) -> String {
    format!(
        "The customer was asked twice within seven days, which is all that WhatsApp allows. Ask again in {}.",
        span(left)
    )
}

pub(super) fn streak(unanswered: u32, most: u32) -> String {
    let left = most.saturating_sub(unanswered);
    let more = match left {
        0 => "WhatsApp may take the permission away any moment".to_owned(),
        1 => "After one more WhatsApp takes the permission away".to_owned(),
        left => format!("After {left} more WhatsApp takes the permission away"),
    };
    format!("The last {unanswered} calls were not answered. {more}: write before you call.")
}

/// A length of time, rounded up: `5 hours`, `3 days`.
fn span(left: Millis) -> String {
    let (count, unit) = if left > 2 * DAY {
        (left.div_ceil(DAY), "day")
    } else {
        (left.div_ceil(HOUR).max(1), "hour")
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}
