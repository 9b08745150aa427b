//! What is known of a call, whatever its state.

use alloc::string::{String, ToString};

use tring_protocol::{
    call::{self as proxy, AttemptId, CallId, CallStatus, Direction, EndReason, Millis},
    phone::PhoneNumber,
};

use crate::{input::Pickup, view::EndCause};

/// What is known of a call.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) call_id: Option<CallId>,
    /// Of a call that this page placed.
    pub(crate) attempt_id: Option<AttemptId>,
    pub(crate) direction: Direction,
    pub(crate) number: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) channel: Option<String>,
    /// `None` is the team's default.
    pub(crate) channel_id: Option<String>,
    pub(crate) pickup: Pickup,
    pub(crate) heard: Heard,
    /// Somebody asked for it, and it waited here for an agent who starts it.
    pub(crate) request: Option<Requested>,
    /// When the provider told the proxy of it, by the proxy's clock.
    pub(crate) initiated_at: Option<Millis>,
    /// Whether the next snapshot must have the call, unless it has ended: the socket told of it, or
    /// its id was known when the socket was lost. A snapshot can be older than a fresh id.
    pub(crate) is_expected: bool,
    /// Whether the socket has told that the claim is ours: only then can it tell that it no longer is.
    pub(crate) is_claim_seen: bool,
    /// Whether the proxy was asked to place the call, and nobody knows whether it did.
    pub(crate) is_unsettled: bool,
}

/// Whether the proxy knows that the customer was heard, where nobody else can tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// There is nothing to tell.
    No,
    /// It is to be told, or to be told again.
    Due,
    /// It was told.
    Told,
}

/// That somebody asked for a call.
#[derive(Clone, Debug)]
pub(crate) struct Requested {
    /// Who, where it was a program or another agent.
    pub(crate) by: Option<String>,
}

impl Facts {
    pub(crate) fn is_requested(&self) -> bool {
        self.request.is_some()
    }

    pub(crate) fn dialled(
        attempt_id: AttemptId,
        number: &PhoneNumber,
        channel_id: Option<String>,
        pickup: Pickup,
    ) -> Self {
        Self {
            call_id: None,
            attempt_id: Some(attempt_id),
            direction: Direction::Outbound,
            number: Some(number.to_string()),
            name: None,
            channel: None,
            channel_id,
            pickup,
            heard: Heard::No,
            request: None,
            initiated_at: None,
            is_expected: false,
            is_claim_seen: false,
            is_unsettled: false,
        }
    }

    /// Of a call that the proxy tells of.
    pub(crate) fn told(call: &proxy::Call, desk_id: &str) -> Self {
        let mut facts = Self {
            call_id: None,
            attempt_id: None,
            direction: call.direction,
            number: None,
            name: None,
            channel: None,
            channel_id: None,
            pickup: Pickup::Told,
            heard: Heard::No,
            request: call.requested.then(|| Requested {
                by: call.requested_by.clone(),
            }),
            initiated_at: None,
            is_expected: true,
            is_claim_seen: false,
            is_unsettled: false,
        };
        facts.learn(call, desk_id);
        facts
    }

    /// Of a call that is only to be ended.
    pub(crate) fn stray(call_id: CallId) -> Self {
        Self {
            call_id: Some(call_id),
            attempt_id: None,
            direction: Direction::Outbound,
            number: None,
            name: None,
            channel: None,
            channel_id: None,
            pickup: Pickup::Told,
            heard: Heard::No,
            request: None,
            initiated_at: None,
            is_expected: false,
            is_claim_seen: false,
            is_unsettled: false,
        }
    }

    pub(crate) fn learn(&mut self, call: &proxy::Call, desk_id: &str) {
        self.call_id = Some(call.call_id.clone());
        self.is_expected = true;
        self.is_unsettled = false;
        self.is_claim_seen |= call.desk_id.as_deref() == Some(desk_id);
        let number = match call.direction {
            Direction::Inbound => &call.from_number,
            Direction::Outbound => &call.to_number,
        };
        if !number.is_empty() {
            self.number = Some(number.clone());
        }
        self.name.clone_from(&call.contact_name);
        self.channel = Some(call.channel_name.clone());
        self.channel_id = Some(call.channel_id.clone());
        self.initiated_at = Some(call.initiated_at);
    }

    /// Whether `call` is this one: by its id, or by the attempt where the id is not known yet.
    pub(crate) fn are_of(&self, call_id: &str, attempt_id: Option<&str>) -> bool {
        match &self.call_id {
            Some(id) => id == call_id,
            None => self.is_unsettled && self.attempt_id.as_deref() == attempt_id,
        }
    }
}

/// Whether a call rings at this desk: a customer's, or one that somebody asked for and that waits for an agent who
/// starts it.
///
/// A customer's call that is claimed for this desk rings on here when answering has failed, until the proxy
/// releases it: then it rings everywhere again, or nowhere.
pub(crate) fn rings_at(call: &proxy::Call, desk_id: &str, agent_id: Option<u64>) -> bool {
    let is_for_this_agent = || agent_id.is_some_and(|agent| call.ringing_agents.contains(&agent));
    let claimant = call.desk_id.as_deref();
    match (call.direction, call.status) {
        (Direction::Inbound, CallStatus::Ringing) => {
            claimant.map_or_else(is_for_this_agent, |claimant| claimant == desk_id)
        }
        (Direction::Outbound, CallStatus::Initiated) => {
            call.requested && claimant.is_none() && is_for_this_agent()
        }
        _ => false,
    }
}

/// Why a call ended, in the proxy's words: its sentence where the reason alone does not say it.
pub(crate) fn end_cause(call: &proxy::Call) -> EndCause {
    let reason = call.end_reason.unwrap_or_else(|| reason_of(call));
    let explains_itself = !matches!(
        reason,
        EndReason::Failed | EndReason::Refused | EndReason::ProviderUnreachable
    );
    match &call.failure_reason {
        Some(sentence) if !explains_itself => EndCause::Message(sentence.clone()),
        Some(_) | None => EndCause::Reason(reason),
    }
}

/// How long both sides talked, by the proxy's clock. From second to second, as the history counts: its times
/// have no milliseconds.
pub(crate) fn talked(call: &proxy::Call) -> Option<Millis> {
    let second = |at: Millis| at - at % 1_000;
    Some(second(call.ended_at?).saturating_sub(second(call.answered_at?)))
}

fn reason_of(call: &proxy::Call) -> EndReason {
    match (call.status, call.direction) {
        (CallStatus::Completed, _) => EndReason::HungUp,
        (CallStatus::Rejected, Direction::Inbound) => EndReason::Declined,
        (CallStatus::Rejected, Direction::Outbound) => EndReason::CustomerDeclined,
        (CallStatus::Missed | CallStatus::NoAnswer, _) => EndReason::NoAnswer,
        (
            CallStatus::Failed
            | CallStatus::Initiated
            | CallStatus::Ringing
            | CallStatus::InProgress,
            _,
        ) => EndReason::Failed,
    }
}
