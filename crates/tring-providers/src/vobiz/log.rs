//! What a line of Vobiz' call log says: `GET /calls/whatsapp/logs`, "Call log object".

use serde::Deserialize;
use tring_calls::event::{CallEvent, Outcome, Talk};
use tring_protocol::call::Millis;

use crate::{
    lenient::{absent_or, number, text},
    rfc3339,
};

/// One page of the log. Lines may carry SDP, which is dropped here.
#[derive(Deserialize)]
pub(super) struct LogPage {
    #[serde(default, deserialize_with = "absent_or")]
    items: Option<Vec<LogLine>>,
    #[serde(default)]
    pub(super) has_more: bool,
}

/// One call.
#[derive(Deserialize)]
pub(super) struct LogLine {
    #[serde(default, deserialize_with = "text")]
    pub(super) id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    meta_call_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    direction: Option<String>,
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
    #[serde(default, deserialize_with = "number")]
    duration_seconds: Option<u64>,
    #[serde(default, deserialize_with = "text")]
    answered_at: Option<String>,
    #[serde(default, deserialize_with = "text")]
    ended_at: Option<String>,
}

impl LogPage {
    /// The line of the call with this id, be it Vobiz' or Meta's.
    pub(super) fn line(self, call_id: &str) -> Option<LogLine> {
        let is_it = |id: &Option<String>| id.as_deref() == Some(call_id);
        let mut lines = self.items?.into_iter();
        lines.find(|line| is_it(&line.id) || is_it(&line.meta_call_id))
    }
}

impl LogLine {
    /// What it says in our words; `None` for a status that we do not know on a call without an end.
    ///
    /// | status | event |
    /// | --- | --- |
    /// | `initiated`, `ringing`, `pre_accepted`, `accepted` without an end | the call is live: taken, rings, rings, answered |
    /// | the same with an end, `terminated`, `missed` | terminated, talked where there is an answer |
    /// | `rejected` | the customer declined our call; or we theirs, and it is over |
    /// | `failed` | terminated, failed |
    pub(super) fn event(&self) -> Option<CallEvent> {
        let status = self
            .status
            .as_deref()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let is_outbound = self
            .direction
            .as_ref()
            .is_some_and(|word| word.eq_ignore_ascii_case("outbound"));
        match status.as_str() {
            "rejected" if is_outbound => Some(CallEvent::CustomerDeclined),
            "failed" => Some(self.terminated(Outcome::Failed)),
            "rejected" | "terminated" | "missed" => Some(self.terminated(Outcome::Completed)),
            _ if self.ended_at().is_some() => Some(self.terminated(Outcome::Completed)),
            "initiated" => Some(CallEvent::ProviderAccepted),
            // Our answer was sent early; the caller still hears it ring.
            "ringing" | "pre_accepted" => Some(CallEvent::RingingThere),
            "accepted" => Some(CallEvent::Answered),
            _ => None,
        }
    }

    fn terminated(&self, outcome: Outcome) -> CallEvent {
        let started = self.answered_at.as_deref().and_then(rfc3339::millis);
        CallEvent::Terminated {
            talk: started.map(|started| Talk {
                started: Some(started),
                ended: self.ended_at(),
                seconds: self.seconds_since(started),
            }),
            outcome,
            // `hangup_cause` is free text that no page explains.
            error: None,
        }
    }

    /// `duration_seconds` counts the ringing too: the sample has 185 s, of which 4 s before the answer.
    fn seconds_since(&self, answered: Millis) -> Option<u64> {
        self.ended_at()
            .map(|ended| ended.saturating_sub(answered) / 1_000)
            .or(self.duration_seconds)
    }

    fn ended_at(&self) -> Option<Millis> {
        self.ended_at.as_deref().and_then(rfc3339::millis)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ANSWERED: &str = "2026-03-25T14:00:04Z";
    const ENDED: &str = "2026-03-25T14:03:05Z";

    #[track_caller]
    fn check(line: &serde_json::Value, expected: impl Into<Option<CallEvent>>) {
        let parsed = LogLine::deserialize(line).expect("a line");
        assert_eq!(parsed.event(), expected.into(), "{line}");
    }

    fn over(talk: Option<Talk>, outcome: Outcome) -> CallEvent {
        CallEvent::Terminated {
            talk,
            outcome,
            error: None,
        }
    }

    const TALK: Talk = Talk {
        started: Some(1_774_447_204_000),
        ended: Some(1_774_447_385_000),
        seconds: Some(181),
    };

    #[test]
    fn a_call_that_is_over_says_how() {
        let talk = json!({"status": "accepted", "duration_seconds": 185, "answered_at": ANSWERED, "ended_at": ENDED});
        check(&talk, over(Some(TALK), Outcome::Completed));
        let talk = json!({"status": "terminated", "answered_at": ANSWERED, "ended_at": ENDED});
        check(&talk, over(Some(TALK), Outcome::Completed));
        check(
            &json!({"status": "terminated", "ended_at": ENDED}),
            over(None, Outcome::Completed),
        );
        check(
            &json!({"status": "ringing", "ended_at": ENDED}),
            over(None, Outcome::Completed),
        );
        check(
            &json!({"status": "pre_accepted", "ended_at": ENDED}),
            over(None, Outcome::Completed),
        );
        check(&json!({"status": "missed"}), over(None, Outcome::Completed));
        check(
            &json!({"status": "failed", "hangup_cause": "?"}),
            over(None, Outcome::Failed),
        );
        check(
            &json!({"status": "?", "ended_at": ENDED}),
            over(None, Outcome::Completed),
        );
    }

    #[test]
    fn without_an_end_the_length_is_all_there_is() {
        let line = json!({"status": "terminated", "answered_at": ANSWERED, "duration_seconds": 9});
        let talk = Talk {
            started: TALK.started,
            ended: None,
            seconds: Some(9),
        };
        check(&line, over(Some(talk), Outcome::Completed));
    }

    #[test]
    fn a_decline_is_the_customers_only_on_our_calls() {
        let outbound = json!({"status": "rejected", "direction": "outbound", "ended_at": ENDED});
        check(&outbound, Some(CallEvent::CustomerDeclined));
        let inbound = json!({"status": "rejected", "direction": "inbound", "ended_at": ENDED});
        check(&inbound, over(None, Outcome::Completed));
    }

    #[test]
    fn a_live_call_is_told_as_what_it_is() {
        check(
            &json!({"status": "initiated"}),
            Some(CallEvent::ProviderAccepted),
        );
        check(&json!({"status": "ringing"}), Some(CallEvent::RingingThere));
        check(
            &json!({"status": "pre_accepted"}),
            Some(CallEvent::RingingThere),
        );
        check(
            &json!({"status": "ACCEPTED", "answered_at": ANSWERED}),
            Some(CallEvent::Answered),
        );
        check(&json!({"status": "?"}), None);
        check(&json!({}), None);
    }
}
