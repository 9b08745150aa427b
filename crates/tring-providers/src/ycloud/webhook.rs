//! What YCloud's webhooks say: <https://docs.ycloud.com/en/api-reference/guides/api-fundamentals/configure-webhooks>.
//!
//! One event per request: `{id: "evt_…", type, apiVersion, createTime, <one key with the payload>}`. They come at least
//! once and in no order; the event's id tells repetitions.
//!
//! # Layout
//!
//! * `event`: what the JSON looks like; `message`: what customers write; `standing`: how number and account stand.

mod event;
mod message;
mod standing;

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;
use tring_calls::{
    event::{CallEvent, Outcome, Talk},
    numbers::same_number,
};
use tring_protocol::call::{Direction, Millis};

use self::event::{Call, Event, Status};
use crate::{
    rfc3339, signature,
    webhook::{
        CallReference, ConnectItem, Customer, WebhookError, WebhookItem, WebhookKind,
        WebhookRequest, content_key, log_word,
    },
};

/// The header with the signature, in lower case.
const SIGNATURE: &str = "ycloud-signature";
/// How far the signature's time may be from ours: what YCloud's developer kit suggests.
const TOLERANCE: Millis = 300_000;

/// `YCloud-Signature: t=1700000000,s=<64 lower-case hex digits>`: the HMAC over `{t}.{body}`.
pub(super) fn verify(
    secrets: &[SecretString],
    request: &WebhookRequest<'_>,
) -> Result<(), WebhookError> {
    let header = request.header(SIGNATURE).ok_or(WebhookError::Signature)?;
    let part = |name: &str| {
        header
            .split(',')
            .find_map(|part| part.trim().strip_prefix(name))
            .ok_or(WebhookError::Signature)
    };
    let (time, digest) = (part("t=")?, part("s=")?);
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if digest.len() != 64 || !digest.bytes().all(is_hex) {
        return Err(WebhookError::Signature);
    }
    let seconds: u64 = time.parse().map_err(|_| WebhookError::Signature)?;
    if request.now.abs_diff(seconds.saturating_mul(1_000)) > TOLERANCE {
        return Err(WebhookError::Signature);
    }
    signature::verify(secrets, &[time.as_bytes(), b".", request.body], digest)
}

/// The channel that a webhook is read for. An endpoint is called for all numbers of the account.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) number: &'a str,
    /// Empty where it is still to be learnt.
    pub(super) number_id: &'a str,
    /// Empty where it is not entered.
    pub(super) account_id: &'a str,
}

impl Reader<'_> {
    pub(super) fn read(self, body: &[u8]) -> Result<Vec<WebhookItem>, WebhookError> {
        let raw: Value = serde_json::from_slice(body).map_err(|_| WebhookError::Malformed)?;
        // A list would be read as the fields in their order.
        if !raw.is_object() {
            return Err(WebhookError::Malformed);
        }
        let event = Event::deserialize(&raw).map_err(|_| WebhookError::Malformed)?;
        let created = event.create_time.as_deref().and_then(rfc3339::millis);
        let (at, kind) = self.kind(&event);
        let key = event.id.clone().unwrap_or_else(|| content_key(&raw));
        let learnt = self.learnt(&event).map(|id| WebhookItem {
            dedupe_key: format!("{key}:number"),
            at: created,
            kind: WebhookKind::NumberId(id),
        });
        let item = WebhookItem {
            dedupe_key: key,
            at: created.or(at),
            kind,
        };
        // The id first: what follows from the item may need it.
        Ok(learnt.into_iter().chain([item]).collect())
    }

    /// What the event says, and when where `createTime` is missing.
    ///
    /// `dialTime` is no more than that: in the samples it is up to seven hours from `createTime`, and a call that looks
    /// old would not ring.
    fn kind(self, event: &Event) -> (Option<Millis>, WebhookKind) {
        let other = |what: &str| {
            let what = what.to_owned();
            (None, WebhookKind::Other { what })
        };
        if let Some(call) = &event.calling_connect {
            if !self.is_ours(call) {
                return other("a call of another number");
            }
            return match self.connect(call) {
                Some(connect) => (call.dial_time, WebhookKind::Connect(connect)),
                None => other("a call without SDP"),
            };
        }
        if let Some(call) = &event.calling_terminate {
            if !self.is_ours(call) {
                return other("a call of another number");
            }
            return (call.end_time, self.terminate(call));
        }
        if let Some(status) = &event.calling_status_updated {
            return self.status(status).map_or_else(
                || other(&format!("status {}", log_word(&status.word))),
                |kind| (None, kind),
            );
        }
        if let Some(message) = &event.whatsapp_inbound_message {
            return match self.message(message) {
                Some((at, kind)) => (at, kind),
                None => other("a message"),
            };
        }
        if let Some(message) = &event.whatsapp_message {
            return message
                .failure()
                .map_or_else(|| other("a message of ours"), |kind| (None, kind));
        }
        if let Some(number) = &event.whatsapp_phone_number {
            return self.number_stands(number).map_or_else(
                || other("a number's state of no interest"),
                |kind| (None, kind),
            );
        }
        if let Some(account) = &event.whatsapp_business_account {
            return self.account_stands(account).map_or_else(
                || other("an account's state of no interest"),
                |kind| (None, kind),
            );
        }
        other(&log_word(event.kind.as_deref().unwrap_or_default()))
    }

    fn connect(self, call: &Call) -> Option<ConnectItem> {
        let business_number = match call.direction() {
            Some(Direction::Outbound) => &call.from,
            Some(Direction::Inbound) | None => &call.to,
        };
        Some(ConnectItem {
            call: self.reference(call),
            sdp: call.sdp.clone()?,
            business_number: business_number.clone(),
        })
    }

    /// A call that nobody answered ends without `startTime`. That a customer declined is said by a status before it; see
    /// the decision "A rejection at YCloud is a status". A `REJECTED` here is taken too, should it ever come.
    fn terminate(self, call: &Call) -> WebhookKind {
        let says = |word: &str| {
            call.status
                .as_ref()
                .is_some_and(|status| status.eq_ignore_ascii_case(word))
        };
        let started = call.start_time.filter(|&time| time > 0);
        let picked_up = started.is_some() || call.duration.is_some_and(|seconds| seconds > 0);
        let event = if says("REJECTED") && call.direction() == Some(Direction::Outbound) {
            CallEvent::CustomerDeclined
        } else {
            CallEvent::Terminated {
                talk: picked_up.then_some(Talk {
                    started,
                    ended: call.end_time,
                    seconds: call.duration,
                }),
                outcome: if says("FAILED") {
                    Outcome::Failed
                } else {
                    Outcome::Completed
                },
                // No document shows why a call failed.
                error: None,
            }
        };
        WebhookKind::Call {
            call: self.reference(call),
            event,
        }
    }

    fn reference(self, call: &Call) -> CallReference {
        let direction = call.direction();
        let (phone, user_id) = match direction {
            Some(Direction::Outbound) => (&call.to, &call.to_user_id),
            Some(Direction::Inbound) | None => (&call.from, &call.from_user_id),
        };
        // In the guide's sample of our call, `from` and `to` are both the business's number.
        let is_customer = |phone: &&String| !same_number(phone, self.number);
        CallReference {
            provider_call_id: call.wacid.clone(),
            reference: None,
            direction,
            customer: Customer {
                phone: phone.as_ref().filter(is_customer).cloned(),
                user_id: user_id.clone(),
                name: call
                    .customer_profile
                    .as_ref()
                    .and_then(|profile| profile.name.clone()),
            },
        }
    }

    fn status(self, status: &Status) -> Option<WebhookKind> {
        let differs = |theirs: &Option<String>, ours: &str| {
            !ours.is_empty() && theirs.as_ref().is_some_and(|theirs| theirs != ours)
        };
        if differs(&status.phone_id, self.number_id) || differs(&status.waba_id, self.account_id) {
            return None;
        }
        let event = match status.word.to_ascii_uppercase().as_str() {
            "RINGING" => CallEvent::RingingThere,
            "ACCEPTED" => CallEvent::Answered,
            "REJECTED" => CallEvent::CustomerDeclined,
            _ => return None,
        };
        Some(WebhookKind::Call {
            call: CallReference {
                provider_call_id: status.wacid.clone(),
                reference: None,
                direction: Some(Direction::Outbound),
                customer: Customer {
                    phone: status.recipient_phone.clone(),
                    user_id: status.recipient_user_id.clone(),
                    name: None,
                },
            },
            event,
        })
    }

    /// By the number's id where both sides have it, else by the number.
    fn is_ours(self, call: &Call) -> bool {
        match call.phone_id.as_deref() {
            Some(theirs) if !self.number_id.is_empty() => theirs == self.number_id,
            _ => self.is_number_of(call),
        }
    }

    fn is_number_of(self, call: &Call) -> bool {
        let is_it = |number: &Option<String>| {
            number
                .as_ref()
                .is_some_and(|number| same_number(number, self.number))
        };
        match call.direction() {
            Some(Direction::Outbound) => is_it(&call.from),
            Some(Direction::Inbound) => is_it(&call.to),
            None => is_it(&call.from) || is_it(&call.to),
        }
    }

    /// The id of our number, where the channel has none.
    fn learnt(self, event: &Event) -> Option<String> {
        let calls = [&event.calling_connect, &event.calling_terminate];
        let call = calls.into_iter().flatten().next()?;
        let is_new = self.number_id.is_empty() && self.is_number_of(call);
        call.phone_id.clone().filter(|_| is_new)
    }
}
