//! The check of what a call is asked for by, and of the customer's message that it rests on.

use tring_protocol::{
    calling_rules::{TriggerSource, TriggerType},
    eligibility::BlockReason,
};

use super::{Snapshot, rules, words};

pub(super) fn objection(snapshot: &Snapshot) -> Option<BlockReason> {
    let trigger = &snapshot.trigger;
    let Some(kind) = kind(snapshot) else {
        return Some(BlockReason::InvalidTriggerType);
    };
    if let Some(word) = &trigger.source
        && !is_source(snapshot, kind, word)
    {
        return Some(BlockReason::InvalidTriggerSource);
    }
    let message = trigger.message.as_deref().unwrap_or_default();
    match kind {
        TriggerType::Keyword
            if !words::asks_for_call(message, &rules::keywords(&snapshot.rules)) =>
        {
            Some(BlockReason::NoCallKeywordDetected)
        }
        TriggerType::ConsentReply
            if !words::says_yes(message, &rules::affirmatives(&snapshot.rules)) =>
        {
            Some(BlockReason::NoExplicitConsent)
        }
        TriggerType::Keyword
        | TriggerType::ConsentReply
        | TriggerType::Manual
        | TriggerType::Callback
        | TriggerType::Api
        | TriggerType::Automation => None,
    }
}

/// The trigger's type, where it is one that the team allows. A person who presses *Call* sends none.
fn kind(snapshot: &Snapshot) -> Option<TriggerType> {
    let kind = match &snapshot.trigger.kind {
        None => TriggerType::Manual,
        Some(word) => TriggerType::ALL
            .into_iter()
            .find(|kind| kind.as_str() == word)?,
    };
    let allowed = snapshot.rules.trigger_types.as_ref();
    allowed
        .is_none_or(|allowed| allowed.contains(&kind))
        .then_some(kind)
}

/// Whether a call of this kind can be asked for there, and the team allows it. A customer's message comes from where
/// customers write.
fn is_source(snapshot: &Snapshot, kind: TriggerType, word: &str) -> bool {
    let known = TriggerSource::ALL
        .into_iter()
        .find(|source| source.as_str() == word);
    let Some(source) = known else {
        return false;
    };
    let is_customers = matches!(source, TriggerSource::Whatsapp | TriggerSource::Widget);
    let rests_on_message = matches!(kind, TriggerType::Keyword | TriggerType::ConsentReply);
    let allowed = snapshot.rules.trigger_sources.as_ref();
    (is_customers || !rests_on_message) && allowed.is_none_or(|allowed| allowed.contains(&source))
}
