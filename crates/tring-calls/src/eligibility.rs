//! Whether we may call a contact now: checks over a snapshot of what is known, in the order of seed 000.
//!
//! Each check is a function of the [`Snapshot`] alone; the first that objects gives the reason. What a provider would
//! know better is left to it: what nobody has heard of passes.

use core::fmt;

use tring_protocol::{
    call::Millis,
    calling_rules::CallingRules,
    contact::{ConsentType, OptIn},
    eligibility::{BlockReason, CheckOutcome, EligibilityChecks},
    permission::Grant,
};

use crate::consent::Consent;

mod consent;
mod figures;
mod number;
pub mod rules;
pub mod safeguards;
mod sentences;
mod trigger;
mod words;

pub use figures::{Sentences, told};
pub use sentences::{admin_message, description, user_message};

/// All that a decision rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The time.
    pub now: Millis,
    /// The team's rules.
    pub rules: CallingRules,
    /// What the call is asked for by.
    pub trigger: Trigger,
    /// The number that would call; `None` where the team has no channel.
    pub number: Option<Number>,
    /// Who would be called.
    pub contact: Contact,
    /// Who would talk.
    pub agents: Agents,
    /// What the team has called and missed.
    pub usage: Usage,
}

/// What a call is asked for by, as it came. Nothing stands for a person who pressed *Call*.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Trigger {
    /// A word of [`TriggerType`](tring_protocol::calling_rules::TriggerType), or not.
    pub kind: Option<String>,
    /// A word of [`TriggerSource`](tring_protocol::calling_rules::TriggerSource), or not.
    pub source: Option<String>,
    /// The customer's message that it rests on.
    pub message: Option<String>,
}

impl fmt::Debug for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trigger").finish_non_exhaustive()
    }
}

/// What is known of the number that would call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Number {
    /// Whether calling is switched on there.
    pub calling_enabled: Option<bool>,
    /// When that was heard.
    pub seen_at: Option<Millis>,
    /// Whether the number works at all.
    pub active: Option<bool>,
    /// Whether WhatsApp has restricted or is reviewing the account.
    pub flagged: bool,
    /// Whether WhatsApp's rating of the number is red.
    pub rated_red: bool,
}

/// What is known of the contact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// Whether the contact wants to hear of us.
    pub opt_in: OptIn,
    /// The consent that counts most; one that has run out where none is valid.
    pub consent: Option<Consent>,
    /// The permission in WhatsApp.
    pub permission: Permission,
    /// Whether an automation holds the contact.
    pub automation_blocks: bool,
}

/// The permission in WhatsApp as it was last heard of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permission {
    /// What it is.
    pub grant: Grant,
    /// Until when a temporary one lasts, or lasted.
    pub until: Option<Millis>,
    /// Who said so.
    pub said_by: SaidBy,
    /// When the provider said so, where it was asked.
    pub seen_at: Option<Millis>,
}

/// Who said how the permission stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SaidBy {
    /// The contact.
    Contact,
    /// WhatsApp by itself, which tells when it changes its mind.
    WhatsApp,
    /// The provider, when it was asked or refused a call. It tells no changes.
    #[default]
    Provider,
}

/// Who would talk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Agents {
    /// Whoever asks brings her own media.
    #[default]
    NotNeeded,
    /// One of the team's agents is to be found.
    Needed {
        /// How many could take the call now.
        free: usize,
        /// How many could if they were not in one.
        busy: usize,
    },
}

/// What the team has called and missed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// For how long it has talked in this calendar month, in seconds.
    pub seconds_this_month: u64,
    /// When this calendar month ends.
    pub month_ends: Millis,
    /// When it has placed calls in the last 60 seconds, the latest first, as many as it may.
    pub last_minute: Vec<Millis>,
    /// When it has placed calls in the last 60 minutes, the latest first, as many as it may.
    pub last_hour: Vec<Millis>,
    /// When customers called whom nobody answered, since as long ago as [`safeguards::look_back`] says.
    pub missed: Vec<Millis>,
    /// When somebody last lifted the suspension.
    pub lifted_at: Option<Millis>,
}

/// What is looked at, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the fields of EligibilityChecks")]
pub enum Check {
    TriggerConsent,
    PhoneReadiness,
    QualityRating,
    Consent,
    AgentAvailability,
    UsageLimits,
    Context,
    Safeguards,
}

/// A check: what speaks against the call.
type Objection = fn(&Snapshot) -> Option<BlockReason>;

/// The checks in their order.
const CHECKS: [(Check, Objection); 8] = [
    (Check::TriggerConsent, trigger::objection),
    (Check::PhoneReadiness, number::readiness),
    (Check::QualityRating, number::quality),
    (Check::Consent, consent::objection),
    (Check::AgentAvailability, agent_availability),
    (Check::UsageLimits, usage_limits),
    (Check::Context, context),
    (Check::Safeguards, safeguards::objection),
];

/// The decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The call may be made, on this consent.
    Eligible(ConsentType),
    /// It may not.
    Blocked {
        /// Why.
        reason: BlockReason,
        /// Which check said so.
        at: Check,
    },
}

/// Looks at everything in order, until something speaks against the call.
pub fn check(snapshot: &Snapshot) -> Verdict {
    for (at, objection) in CHECKS {
        if let Some(reason) = objection(snapshot) {
            return Verdict::Blocked { reason, at };
        }
    }
    Verdict::Eligible(consent::kind(snapshot))
}

impl Verdict {
    /// The checks as they are told: those that passed, and the one that failed.
    pub fn checks(self) -> EligibilityChecks {
        let outcome = |check: Check| match self {
            Self::Eligible(_) => Some(CheckOutcome { passed: true }),
            Self::Blocked { at, .. } => (check <= at).then_some(CheckOutcome {
                passed: check != at,
            }),
        };
        EligibilityChecks {
            trigger_consent: outcome(Check::TriggerConsent),
            phone_readiness: outcome(Check::PhoneReadiness),
            quality_rating: outcome(Check::QualityRating),
            consent: outcome(Check::Consent),
            agent_availability: outcome(Check::AgentAvailability),
            usage_limits: outcome(Check::UsageLimits),
            context: outcome(Check::Context),
            safeguards: outcome(Check::Safeguards),
        }
    }
}

fn agent_availability(snapshot: &Snapshot) -> Option<BlockReason> {
    match snapshot.agents {
        Agents::NotNeeded | Agents::Needed { free: 1.., .. } => None,
        Agents::Needed { busy: 1.., .. } => Some(BlockReason::AllAgentsBusy),
        Agents::Needed { .. } => Some(BlockReason::NoAgentsAvailable),
    }
}

fn usage_limits(snapshot: &Snapshot) -> Option<BlockReason> {
    let used = snapshot.usage.seconds_this_month;
    let reached = |minutes: u64| used >= minutes.saturating_mul(60);
    let is_reached = snapshot.rules.minutes_per_month.is_some_and(reached);
    is_reached.then_some(BlockReason::MonthlyLimitReached)
}

fn context(snapshot: &Snapshot) -> Option<BlockReason> {
    let blocks = snapshot.contact.automation_blocks;
    blocks.then_some(BlockReason::AutomationBlocksCalling)
}
