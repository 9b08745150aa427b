//! The team's rules with their defaults.

use tring_protocol::calling_rules::{CallingRules, TriggerSource, TriggerType};

use super::words;

/// Within how many minutes missed calls count, and for how many calling is suspended, where the team has not said.
const MINUTES: u64 = 60;

/// Words of which one asks for a call.
pub fn keywords(rules: &CallingRules) -> Vec<String> {
    let ours = || owned(words::CALL_KEYWORDS);
    rules.call_keywords.clone().unwrap_or_else(ours)
}

/// Words with which a customer says yes.
pub fn affirmatives(rules: &CallingRules) -> Vec<String> {
    let ours = || owned(words::AFFIRMATIVES);
    rules.affirmative_replies.clone().unwrap_or_else(ours)
}

/// Within how many minutes missed calls count.
pub fn window_minutes(rules: &CallingRules) -> u64 {
    rules.missed_calls_window_minutes.unwrap_or(MINUTES)
}

/// For how many minutes calling is suspended.
pub fn suspension_minutes(rules: &CallingRules) -> u64 {
    rules.suspension_minutes.unwrap_or(MINUTES)
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().copied().map(str::to_owned).collect()
}

/// The rules with every default written out, as they are shown.
pub fn complete(rules: &CallingRules) -> CallingRules {
    CallingRules {
        trigger_types: Some((rules.trigger_types.clone()).unwrap_or(TriggerType::ALL.to_vec())),
        trigger_sources: Some(
            (rules.trigger_sources.clone()).unwrap_or(TriggerSource::ALL.to_vec()),
        ),
        call_keywords: Some(keywords(rules)),
        affirmative_replies: Some(affirmatives(rules)),
        missed_calls_window_minutes: Some(window_minutes(rules)),
        suspension_minutes: Some(suspension_minutes(rules)),
        ..rules.clone()
    }
}

/// The opposite: what is said as the defaults say it follows them when they change.
pub fn without_defaults(rules: CallingRules) -> CallingRules {
    let ours = complete(&CallingRules::default());
    CallingRules {
        trigger_types: unless(rules.trigger_types, ours.trigger_types),
        trigger_sources: unless(rules.trigger_sources, ours.trigger_sources),
        call_keywords: unless(rules.call_keywords, ours.call_keywords),
        affirmative_replies: unless(rules.affirmative_replies, ours.affirmative_replies),
        missed_calls_window_minutes: unless(
            rules.missed_calls_window_minutes,
            ours.missed_calls_window_minutes,
        ),
        suspension_minutes: unless(rules.suspension_minutes, ours.suspension_minutes),
        ..rules
    }
}

fn unless<T: PartialEq>(said: Option<T>, ours: Option<T>) -> Option<T> {
    if said == ours { None } else { said }
}
