//! What Positus' webhooks say: Meta's `calls[]` without what Meta has around it.
//!
//! One address is for one number, so nothing says which. A `connect` has no time and no direction, its samples say
//! `sdp_type` "answer" for what is a customer's call: only a direction that is there is believed, else whether the
//! pair of numbers is one that we dialled decides, and the proxy knows that.

use serde::Deserialize;
use serde_json::{Value, json};
use tring_calls::numbers::same_number;
use tring_protocol::call::Direction;

use crate::{
    cloud_api::{
        webhook::{read_calls, read_change, read_envelope},
        wire::{CallsValue, WireCall},
    },
    webhook::{CallReference, WebhookError, WebhookItem, WebhookKind, other},
};

/// The longest country code (ITU-T E.164).
const LONGEST_COUNTRY_CODE: usize = 3;

/// What the webhook says to the channel with this number.
pub(super) fn read(number: &str, body: &[u8]) -> Result<Vec<WebhookItem>, WebhookError> {
    let body: Value = serde_json::from_slice(body).map_err(|_| WebhookError::Malformed)?;
    let Some(fields) = body.as_object() else {
        return Err(WebhookError::Malformed);
    };
    // Meta's whole envelope, should it ever come.
    if fields.contains_key("entry") {
        return read_envelope("", &body);
    }
    let mut items = Vec::new();
    if fields.contains_key("calls") {
        items.extend(calls(number, &body));
    }
    if fields.contains_key("messages") || fields.contains_key("statuses") {
        let change = json!({"field": "messages", "value": body});
        items.extend(read_change("", &change));
    }
    if items.is_empty() {
        // Of templates, flows and the number itself: the workspace's webhook can have the same address.
        items.push(other("an event of another kind".to_owned(), &body));
    }
    Ok(items)
}

fn calls(number: &str, body: &Value) -> Vec<WebhookItem> {
    let Ok(mut value) = CallsValue::deserialize(body) else {
        return Vec::new();
    };
    // Bare statuses are those of messages.
    value.statuses = None;
    let mut items = read_calls(&value);
    let raw = value.calls.iter().flatten();
    for (item, raw) in items.iter_mut().zip(raw) {
        let Ok(call) = WireCall::deserialize(raw) else {
            continue;
        };
        match &mut item.kind {
            WebhookKind::Connect(connect) => {
                correct(&mut connect.call, number, &call);
                connect.business_number = business_number(number, &call);
            }
            WebhookKind::Call { call: seen, .. } => correct(seen, number, &call),
            WebhookKind::Permission(_)
            | WebhookKind::Settings(_)
            | WebhookKind::Restricted(_)
            | WebhookKind::Message(_)
            | WebhookKind::Quality(_)
            | WebhookKind::Account(_)
            | WebhookKind::MessageFailed { .. }
            | WebhookKind::NumberId(_)
            | WebhookKind::Other { .. } => {}
        }
    }
    items
}

/// The direction that is said, and as the customer whoever is not our number.
fn correct(seen: &mut CallReference, number: &str, call: &WireCall) {
    let word = call.direction.as_deref().map(str::to_ascii_uppercase);
    seen.direction = match word.as_deref() {
        Some("BUSINESS_INITIATED") => Some(Direction::Outbound),
        Some("USER_INITIATED") => Some(Direction::Inbound),
        _ => None,
    };
    let is_ours = |side: &Option<String>| side.as_ref().is_some_and(|side| is_same(number, side));
    seen.customer.phone = match (is_ours(&call.from), is_ours(&call.to), seen.direction) {
        (true, true, _) => None,
        (true, false, _) | (false, false, Some(Direction::Outbound)) => call.to.clone(),
        (false, true | false, _) => call.from.clone(),
    };
}

fn business_number(number: &str, call: &WireCall) -> Option<String> {
    let sides = [&call.to, &call.from].into_iter().flatten();
    let mut ours = sides.filter(|side| is_same(number, side));
    ours.next().cloned()
}

/// Whether `theirs` is our number, `+551122361741`, with or without its country code: Positus writes numbers of its
/// own country both ways.
fn is_same(ours: &str, theirs: &str) -> bool {
    let national = theirs.trim_start_matches('0');
    let country_codes = ours
        .trim_start_matches('+')
        .char_indices()
        .map(|(at, _)| at)
        .skip(1)
        .take(LONGEST_COUNTRY_CODE);
    let ours_digits = ours.trim_start_matches('+');
    same_number(ours, theirs)
        || country_codes
            .filter_map(|length| ours_digits.get(..length))
            .any(|code| same_number(ours, &[code, national].concat()))
}

#[cfg(test)]
mod tests {
    use super::is_same;

    #[test]
    fn our_number_is_known_however_it_is_written() {
        for theirs in [
            "551122361741",
            "+55 11 2236-1741",
            "1122361741",
            "01122361741",
        ] {
            assert!(is_same("+551122361741", theirs), "{theirs}");
        }
        for theirs in ["5543999951234", "554399951234", "43999951234", "4399951234"] {
            assert!(is_same("+5543999951234", theirs), "{theirs}");
        }
        for theirs in ["", "1", "551122361742", "22361741", "552122361741"] {
            assert!(!is_same("+551122361741", theirs), "{theirs}");
        }
    }
}
