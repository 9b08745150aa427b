//! Writes down what came of an attempt.

use tring_protocol::{call::Millis, webhook_endpoint::DeliveryState};

use super::{
    attempt::Report,
    schedule::{self, Attempt, Outcome, Verdict},
};
use crate::{
    clock,
    store::{
        Write,
        webhook_deliveries::{self, Delivery},
        webhook_endpoints::{self, Endpoint},
    },
};

/// Writes down what came of an attempt, and what follows for its endpoint.
pub(super) async fn settle(
    write: &mut Write,
    report: &Report,
    first_wait: Millis,
) -> sqlx::Result<()> {
    let Some(delivery) = webhook_deliveries::by_row(write.db(), report.delivery).await? else {
        // Removed with its endpoint.
        return Ok(());
    };
    let Some(endpoint) = webhook_endpoints::by_id(write.db(), &delivery.endpoint_id).await? else {
        return Ok(());
    };
    let number = delivery.attempts.saturating_add(1);
    let attempt = Attempt {
        number,
        at: report.at,
        first_wait,
        chance: rand::random(),
    };
    let verdict = schedule::verdict(report.outcome, attempt);
    let delivery = Delivery {
        attempts: number,
        last_attempt_at: Some(report.at),
        last_status: status(report.outcome),
        last_error: report.error.clone(),
        // It may quote what it was sent.
        last_answer: (delivery.payload.as_ref()).and_then(|_| report.answer.clone()),
        ..delivery
    };
    webhook_deliveries::update(write, &after(delivery, verdict, endpoint.enabled)).await?;
    let changed = follow(&endpoint, verdict, report.at);
    if changed.enabled != endpoint.enabled {
        webhook_deliveries::hold(write, &endpoint.id).await?;
        tracing::warn!(endpoint = endpoint.id, "webhook endpoint disabled");
    }
    if changed.enabled != endpoint.enabled || changed.failing_since != endpoint.failing_since {
        webhook_endpoints::update(write, &changed).await?;
    }
    Ok(())
}

fn status(outcome: Outcome) -> Option<u16> {
    match outcome {
        Outcome::Answered { status, .. } => Some(status),
        Outcome::Nothing => None,
    }
}

fn after(delivery: Delivery, verdict: Verdict, is_enabled: bool) -> Delivery {
    let (state, next_at) = match verdict {
        Verdict::Delivered => (DeliveryState::Delivered, None),
        Verdict::Dead | Verdict::Gone => (DeliveryState::Dead, None),
        // The contact was erased meanwhile: there is nothing to send any more.
        Verdict::Again { .. } if delivery.payload.is_none() => (DeliveryState::Dead, None),
        // Somebody may have disabled the endpoint meanwhile: then it is held back.
        Verdict::Again { at } => (DeliveryState::Pending, is_enabled.then_some(at)),
    };
    Delivery {
        state,
        next_at,
        ..delivery
    }
}

/// What follows for the endpoint.
fn follow(endpoint: &Endpoint, verdict: Verdict, at: Millis) -> Endpoint {
    let mut endpoint = endpoint.clone();
    if verdict == Verdict::Delivered {
        endpoint.failing_since = None;
        return endpoint;
    }
    let since = *endpoint.failing_since.get_or_insert(at);
    let reason = match verdict {
        Verdict::Gone => {
            "It answered 410 Gone: it wants no more messages. Enable it when it does.".to_owned()
        }
        Verdict::Dead if schedule::is_hopeless(since, at) => format!(
            "Nothing could be delivered since {}. Mend the endpoint, then enable it again.",
            clock::rfc3339(since)
        ),
        Verdict::Dead | Verdict::Again { .. } | Verdict::Delivered => return endpoint,
    };
    if endpoint.enabled {
        endpoint.enabled = false;
        endpoint.disabled_reason = Some(reason);
    }
    endpoint
}
