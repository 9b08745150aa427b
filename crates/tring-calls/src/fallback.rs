//! What follows a customer's call that nobody answered.

use tring_protocol::{
    call::{EndReason, Millis},
    routing::FallbackAction,
};

/// Who gives up sooner has dialled by mistake: nobody had the time to answer.
pub const TOO_SHORT: Millis = 5_000;
/// A customer who calls again and again gets one text in this time.
pub const BETWEEN_TEXTS: Millis = 3_600_000;

/// What is found to be done later than this, after a stop of the proxy, is no news to the customer any more.
pub const TOO_LATE: Millis = 600_000;

/// A customer's call that ended without talk, and how the customer can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// What the team wants.
    pub action: FallbackAction,
    /// Why the call ended.
    pub end_reason: Option<EndReason>,
    /// For how long it rang; `None` where it was over, or too old to ring, before we heard of it.
    pub rang: Option<Millis>,
    /// The customer has called again, or was called, and that call is still going on or was answered.
    pub spoken_since: bool,
    /// Whether a text can be sent, and if not, why.
    pub text: Text,
}

/// Whether a text can be sent to the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// It can.
    Possible,
    /// The provider sends none.
    ProviderCannot,
    /// The customer's number is not known.
    NoNumber,
    /// The customer does not want to hear from the team.
    OptedOut,
    /// One was sent a moment ago.
    SentBefore,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// Nothing is called for.
    Nothing,
    /// The customer gets a text.
    Send,
    /// The customer would get a text, but for this.
    Skip(Skip),
    /// The customer is to be called back.
    CallBack,
}

/// Why no text is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// The call was over, or long ago, when we heard of it.
    TooLate,
    /// The provider sends none.
    ProviderCannot,
    /// The customer's number is not known.
    NoNumber,
    /// The customer does not want to hear from the team.
    OptedOut,
    /// One was sent a moment ago.
    SentBefore,
}

impl Skip {
    /// The word in the call's timeline.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooLate => "skipped_too_late",
            Self::ProviderCannot => "skipped_provider_cannot",
            Self::NoNumber => "skipped_no_number",
            Self::OptedOut => "skipped_opted_out",
            Self::SentBefore => "skipped_sent_before",
        }
    }
}

/// What follows this call.
///
/// A decline by every agent is followed too: the customer wanted something all the same.
pub fn decide(call: &Unanswered) -> Fallback {
    let gave_up = call.end_reason == Some(EndReason::CustomerCancelled)
        && call.rang.is_none_or(|rang| rang < TOO_SHORT);
    match call.action {
        FallbackAction::None => Fallback::Nothing,
        _ if gave_up || call.spoken_since => Fallback::Nothing,
        FallbackAction::Callback => Fallback::CallBack,
        FallbackAction::AutoReply => match (call.rang, call.text) {
            (None, _) => Fallback::Skip(Skip::TooLate),
            (Some(_), Text::Possible) => Fallback::Send,
            (Some(_), Text::ProviderCannot) => Fallback::Skip(Skip::ProviderCannot),
            (Some(_), Text::NoNumber) => Fallback::Skip(Skip::NoNumber),
            (Some(_), Text::OptedOut) => Fallback::Skip(Skip::OptedOut),
            (Some(_), Text::SentBefore) => Fallback::Skip(Skip::SentBefore),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unanswered(action: FallbackAction) -> Unanswered {
        Unanswered {
            action,
            end_reason: Some(EndReason::NoAnswer),
            rang: Some(60_000),
            spoken_since: false,
            text: Text::Possible,
        }
    }

    #[test]
    fn each_action_follows_a_call_that_nobody_answered() {
        for (action, fallback) in [
            (FallbackAction::None, Fallback::Nothing),
            (FallbackAction::Callback, Fallback::CallBack),
            (FallbackAction::AutoReply, Fallback::Send),
        ] {
            assert_eq!(decide(&unanswered(action)), fallback);
            let declined = Unanswered {
                end_reason: Some(EndReason::Declined),
                ..unanswered(action)
            };
            assert_eq!(decide(&declined), fallback);
        }
    }

    #[test]
    fn who_gave_up_at_once_is_left_alone() {
        for (rang, fallback) in [
            (Some(4_999), Fallback::Nothing),
            (Some(5_000), Fallback::CallBack),
            // It was over before we heard of it: nobody knows for how long it rang.
            (None, Fallback::Nothing),
        ] {
            let call = Unanswered {
                end_reason: Some(EndReason::CustomerCancelled),
                rang,
                ..unanswered(FallbackAction::Callback)
            };
            assert_eq!(decide(&call), fallback, "{rang:?}");
        }
    }

    #[test]
    fn a_customer_who_was_talked_to_since_is_left_alone() {
        for action in [FallbackAction::Callback, FallbackAction::AutoReply] {
            let call = Unanswered {
                spoken_since: true,
                ..unanswered(action)
            };
            assert_eq!(decide(&call), Fallback::Nothing);
        }
    }

    #[test]
    fn a_call_that_came_too_late_is_called_back_but_gets_no_text() {
        for (action, fallback) in [
            (FallbackAction::Callback, Fallback::CallBack),
            (FallbackAction::AutoReply, Fallback::Skip(Skip::TooLate)),
        ] {
            let call = Unanswered {
                rang: None,
                ..unanswered(action)
            };
            assert_eq!(decide(&call), fallback);
        }
    }

    #[test]
    fn a_text_that_cannot_be_sent_is_skipped_with_the_reason() {
        for (text, word) in [
            (Text::ProviderCannot, "skipped_provider_cannot"),
            (Text::NoNumber, "skipped_no_number"),
            (Text::OptedOut, "skipped_opted_out"),
            (Text::SentBefore, "skipped_sent_before"),
        ] {
            let call = Unanswered {
                text,
                ..unanswered(FallbackAction::AutoReply)
            };
            let Fallback::Skip(skip) = decide(&call) else {
                panic!("{text:?} is skipped");
            };
            assert_eq!(skip.as_str(), word);
        }
    }
}
