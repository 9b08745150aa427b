//! Webhook items that come before their call is known, and the moment when it becomes known.

use serde::{Deserialize, Serialize};
use tring_calls::event::{CallEvent, Outcome, Talk};
use tring_protocol::call::{Direction, Millis};

use super::{change, ending};
use crate::{
    events::{bus::Notice, log},
    store::{
        Write,
        actions::ActionKind,
        calls::{self, CallRow, unreported},
        deliveries, provider_calls,
        session_descriptions::{self, Kept, Kind},
    },
};

/// A provider's event as it waits in the database.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stored {
    RingingThere,
    Answered,
    CustomerDeclined,
    Terminated {
        started: Option<Millis>,
        ended: Option<Millis>,
        seconds: Option<u64>,
        talked: bool,
        failed: bool,
        error: Option<String>,
    },
}

/// The event as text; `None` where it is not one that a provider reports.
pub fn to_text(event: &CallEvent) -> Option<String> {
    let stored = match event {
        CallEvent::RingingThere => Stored::RingingThere,
        CallEvent::Answered => Stored::Answered,
        CallEvent::CustomerDeclined => Stored::CustomerDeclined,
        CallEvent::Terminated {
            talk,
            outcome,
            error,
        } => Stored::Terminated {
            started: talk.and_then(|talk| talk.started),
            ended: talk.and_then(|talk| talk.ended),
            seconds: talk.and_then(|talk| talk.seconds),
            talked: talk.is_some(),
            failed: *outcome == Outcome::Failed,
            error: error.clone(),
        },
        CallEvent::ProviderAccepted
        | CallEvent::ProviderRefused { .. }
        | CallEvent::Claimed
        | CallEvent::Released
        | CallEvent::Declined
        | CallEvent::HungUp { .. }
        | CallEvent::RingTimedOut
        | CallEvent::ProviderUnreachable { .. } => return None,
    };
    serde_json::to_string(&stored).ok()
}

/// The event from its text.
pub fn from_text(text: &str) -> Option<CallEvent> {
    Some(match serde_json::from_str(text).ok()? {
        Stored::RingingThere => CallEvent::RingingThere,
        Stored::Answered => CallEvent::Answered,
        Stored::CustomerDeclined => CallEvent::CustomerDeclined,
        Stored::Terminated {
            started,
            ended,
            seconds,
            talked,
            failed,
            error,
        } => CallEvent::Terminated {
            talk: talked.then_some(Talk {
                started,
                ended,
                seconds,
            }),
            outcome: if failed {
                Outcome::Failed
            } else {
                Outcome::Completed
            },
            error,
        },
    })
}

/// The events that waited for this call.
pub async fn take(
    write: &mut Write,
    channel_id: &str,
    provider_call_id: &str,
) -> sqlx::Result<Vec<CallEvent>> {
    let texts = deliveries::take_waiting(write, channel_id, provider_call_id).await?;
    Ok(texts.iter().filter_map(|text| from_text(text)).collect())
}

/// Who names the call so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// The answer to our dial request: the id that actions want.
    ByDial,
    /// A webhook: the same id at most providers, WhatsApp's own at those that have ids of their own.
    ByWebhook,
}

/// Notes that `provider_call_id` is this call, and applies what waited for it. Both the answer to our request and
/// the webhook come here, whichever is first.
pub async fn link(
    write: &mut Write,
    call: &CallRow,
    provider_call_id: &str,
    named: Named,
    now: Millis,
) -> sqlx::Result<CallRow> {
    provider_calls::link(write, &call.channel_id, provider_call_id, call.id).await?;
    if named == Named::ByWebhook {
        unreported::set_reported_id(write, call.id, provider_call_id).await?;
    }
    if call.provider_call_id.is_none() {
        calls::set_provider_call_id(write, call.id, provider_call_id).await?;
        if call.direction == Direction::Outbound && !call.is_live() {
            // It was given up for lost, and the customer's phone rings after all.
            ending::intend(write, call, ActionKind::Terminate, now).await?;
        }
    } else if named == Named::ByDial {
        calls::set_provider_call_id(write, call.id, provider_call_id).await?;
    }
    let mut call = calls::by_row(write.db(), call.id).await?;
    for event in take(write, &call.channel_id, provider_call_id).await? {
        call = change::apply_from_provider(write, &call, &event, now).await?;
    }
    Ok(call)
}

/// Keeps the customer's answer and sends it to the desk that dialled; a second one changes nothing.
pub async fn keep_answer(
    write: &mut Write,
    call: &CallRow,
    sdp: &str,
    now: Millis,
) -> sqlx::Result<()> {
    if call.direction != Direction::Outbound || !call.is_live() {
        return Ok(());
    }
    let kept = session_descriptions::keep(write, call.id, Kind::CustomerAnswer, sdp, now).await?;
    if let (Kept::Now, Some(desk)) = (kept, &call.desk_id) {
        let message = log::sdp_answer(call, sdp);
        write.tell(Notice::desk(call.team_id, desk, &message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_provider_reports_survives_the_wait() {
        let talk = Talk {
            started: Some(1_000),
            ended: Some(3_000),
            seconds: Some(2),
        };
        for event in [
            CallEvent::RingingThere,
            CallEvent::Answered,
            CallEvent::CustomerDeclined,
            CallEvent::Terminated {
                talk: Some(talk),
                outcome: Outcome::Completed,
                error: None,
            },
            CallEvent::Terminated {
                talk: None,
                outcome: Outcome::Failed,
                error: Some("The customer's network failed.".to_owned()),
            },
        ] {
            let text = to_text(&event).expect("a provider's event to have a text");
            assert_eq!(from_text(&text), Some(event));
        }
        assert_eq!(to_text(&CallEvent::Claimed), None, "claims are ours");
    }
}
