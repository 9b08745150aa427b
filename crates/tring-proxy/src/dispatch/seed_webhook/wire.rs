//! The webhook's body as seed 000 shows it: `{entry: [{changes: [{field, value: {metadata: {phone_number_id}, calls: [{
//! call_id, from, to, timestamp, status, duration_seconds}]}}]}]}`.

use std::collections::BTreeSet;

use serde_json::Value;
use sha2::{Digest, Sha256};
use tring_calls::event::{CallEvent, Outcome, Talk};
use tring_protocol::call::{CallStatus, Direction, Millis};

use crate::store::words::from_word;

/// No call lasts longer; a number beyond it is a mistake.
const LONGEST_CALL: u64 = 7 * 24 * 3_600;

/// One entry of `calls`.
#[derive(Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is known by when it comes again.
    pub dedupe_key: String,
    /// Our id of the call, or the provider's; empty where it has none.
    pub call_id: String,
    status: Option<CallStatus>,
    seconds: Option<u64>,
}

impl std::fmt::Debug for Item {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Providers' ids have the customer's number in them.
        formatter
            .debug_struct("Item")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Item {
    /// What happened, in the order in which it is applied; nothing where it says nothing that we know.
    pub fn events(&self, direction: Option<Direction>, now: Millis) -> Vec<CallEvent> {
        if self.call_id.is_empty() {
            return Vec::new();
        }
        let over = |talk, outcome| CallEvent::Terminated {
            talk,
            outcome,
            error: None,
        };
        let Some(status) = self.status else {
            return Vec::new();
        };
        match status {
            CallStatus::Initiated => Vec::new(),
            CallStatus::Ringing => vec![CallEvent::RingingThere],
            CallStatus::InProgress => vec![CallEvent::Answered],
            CallStatus::Completed => vec![over(Some(self.talk(now)), Outcome::Completed)],
            CallStatus::Failed => vec![over(None, Outcome::Failed)],
            CallStatus::Missed | CallStatus::NoAnswer => vec![over(None, Outcome::Completed)],
            CallStatus::Rejected => vec![
                match direction {
                    Some(Direction::Inbound) => CallEvent::Declined,
                    Some(Direction::Outbound) | None => CallEvent::CustomerDeclined,
                },
                over(None, Outcome::Completed),
            ],
        }
    }

    /// By our clock: the sender's may be off.
    fn talk(&self, now: Millis) -> Talk {
        let began = |seconds: u64| now.saturating_sub(seconds * 1_000);
        Talk {
            started: self.seconds.map(began),
            ended: Some(now),
            seconds: self.seconds,
        }
    }
}

/// The ids of the numbers that a webhook speaks of, in Meta's form or the seed's.
pub fn number_ids(body: &Value) -> BTreeSet<&str> {
    values(body).filter_map(number_id).collect()
}

/// What the body says of the number's calls; `None` where it is not in the seed's form, but in Meta's own, whose calls
/// have an `id` instead of a `call_id`.
pub fn read(body: &Value, number: &str) -> Option<Vec<Item>> {
    let calls =
        || values(body).flat_map(|value| list(value, "calls").map(move |call| (value, call)));
    if !calls().any(|(_, call)| call.get("call_id").is_some()) {
        return None;
    }
    let ours = calls().filter(|(value, _)| number_id(value) == Some(number));
    Some(ours.map(|(_, call)| item(call)).collect())
}

fn item(call: &Value) -> Item {
    let text = |name: &str| call.get(name).and_then(Value::as_str);
    let seconds = call.get("duration_seconds").and_then(Value::as_u64);
    Item {
        dedupe_key: format!("seed:{}", hex::encode(Sha256::digest(call.to_string()))),
        call_id: text("call_id").unwrap_or_default().to_owned(),
        status: text("status").and_then(from_word),
        seconds: seconds.filter(|seconds| *seconds <= LONGEST_CALL),
    }
}

fn values(body: &Value) -> impl Iterator<Item = &Value> {
    let changes = list(body, "entry").flat_map(|entry| list(entry, "changes"));
    changes.filter_map(|change| change.get("value"))
}

fn number_id(value: &Value) -> Option<&str> {
    value.get("metadata")?.get("phone_number_id")?.as_str()
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    let list = value.get(name).and_then(Value::as_array);
    list.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(calls: &Value) -> Value {
        json!({"entry": [{"id": "1", "changes": [{
            "value": {"metadata": {"phone_number_id": "7"}, "calls": calls},
            "field": "calls",
        }]}]})
    }

    fn only(call: Value) -> Item {
        let items = read(&body(&json!([call])), "7").expect("the seed's form");
        items.into_iter().next().expect("one")
    }

    #[test]
    fn the_seeds_body_is_told_from_metas() {
        let seeds = body(&json!([{"call_id": "call_1", "status": "ringing"}]));
        assert_eq!(read(&seeds, "7").map(|items| items.len()), Some(1));
        assert_eq!(
            read(&seeds, "8").map(|items| items.len()),
            Some(0),
            "another number"
        );
        assert_eq!(number_ids(&seeds), BTreeSet::from(["7"]));
        let metas = body(&json!([{"id": "wacid.1", "event": "connect"}]));
        assert_eq!(read(&metas, "7"), None);
        for odd in [
            json!(null),
            json!([1]),
            json!({"entry": {"changes": 1}}),
            body(&json!("x")),
        ] {
            assert_eq!(read(&odd, "7"), None, "{odd}");
        }
    }

    #[test]
    fn a_status_that_we_do_not_know_says_nothing() {
        for call in [
            json!({"call_id": "call_1", "status": "transferred"}),
            json!({"call_id": "call_1"}),
            json!({"call_id": 7, "status": "ringing"}),
            json!({"call_id": "call_1", "status": "initiated"}),
        ] {
            assert_eq!(only(call.clone()).events(None, 1), [], "{call}");
        }
    }

    #[test]
    fn a_completed_call_has_a_talk_of_its_length() {
        let item = only(json!({"call_id": "c", "status": "completed", "duration_seconds": 60}));
        let talk = Talk {
            started: Some(40_000),
            ended: Some(100_000),
            seconds: Some(60),
        };
        let completed = CallEvent::Terminated {
            talk: Some(talk),
            outcome: Outcome::Completed,
            error: None,
        };
        assert_eq!(item.events(None, 100_000), [completed]);
        let absurd = json!({"call_id": "c", "status": "completed", "duration_seconds": u64::MAX});
        assert_eq!(only(absurd).seconds, None, "nobody talks that long");
    }

    #[test]
    fn who_rejects_is_the_one_who_was_called() {
        let item = only(json!({"call_id": "c", "status": "rejected"}));
        let first = |direction| item.events(Some(direction), 1).into_iter().next();
        assert_eq!(first(Direction::Inbound), Some(CallEvent::Declined));
        assert_eq!(
            first(Direction::Outbound),
            Some(CallEvent::CustomerDeclined)
        );
    }

    #[test]
    fn the_same_entry_has_the_same_key_and_another_has_not() {
        let entry = |timestamp: u64| {
            only(json!({"call_id": "c", "status": "ringing", "timestamp": timestamp})).dedupe_key
        };
        assert_eq!(entry(1), entry(1));
        assert_ne!(entry(1), entry(2));
    }
}
