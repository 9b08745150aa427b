//! What can happen to a call, in our words, whoever reports it.

use tring_protocol::call::{EndReason, Millis};

/// One thing that happened to a call.
///
/// Provider events may come late, twice and in any order; the life-cycle says what they change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallEvent {
    // From the provider.
    /// The provider took our dial request (its id is stored beside the call).
    ProviderAccepted,
    /// The provider refused our dial request.
    ProviderRefused {
        /// A sentence for the agent.
        message: String,
    },
    /// The customer's phone rings.
    RingingThere,
    /// The customer picked up (`ACCEPTED`), or our own `accept` returned 200.
    Answered,
    /// The customer declined (`REJECTED`); a [`CallEvent::Terminated`] follows.
    CustomerDeclined,
    /// The provider says that the call is over.
    Terminated {
        /// When both sides talked, where they did.
        talk: Option<Talk>,
        /// Whether the provider calls it failed.
        outcome: Outcome,
        /// A sentence for the agent where the provider gave an error.
        error: Option<String>,
    },

    // From our side.
    /// An agent's desk is going to answer.
    Claimed,
    /// The claim ran out, was given back or failed before `pre_accept`: it rings again.
    Released,
    /// Our side declined the customer's call as a whole: every agent that was asked declined, or
    /// one declined for all. One decline of several is the routing's matter, not an event of the call.
    Declined,
    /// Our side ended it.
    HungUp {
        /// Why, where it was not the person's wish.
        reason: Option<EndReason>,
    },
    /// It rang longer than it may. While a desk is answering, the claim's own deadline counts instead.
    RingTimedOut,
    /// The provider could not be reached, and the call cannot exist there.
    ProviderUnreachable {
        /// A sentence for the agent.
        message: String,
    },
}

/// When both sides talked, as the provider says; it is there only where somebody picked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Talk {
    /// When the customer or we picked up.
    pub started: Option<Millis>,
    /// When it ended.
    pub ended: Option<Millis>,
    /// For how long, in seconds, where the provider says so.
    pub seconds: Option<u64>,
}

/// What the provider calls the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A normal end, answered or not.
    Completed,
    /// Something went wrong.
    Failed,
}
