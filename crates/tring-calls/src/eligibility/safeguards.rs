//! The last check: calling is not suspended for missed calls, and not faster than the team wants.

use tring_protocol::{call::Millis, calling_rules::CallingRules, eligibility::BlockReason};

use super::{Snapshot, Usage, rules};

const MINUTE: Millis = 60_000;

pub(super) fn objection(snapshot: &Snapshot) -> Option<BlockReason> {
    let (rules, usage) = (&snapshot.rules, &snapshot.usage);
    let reached = |limit: Option<u64>, calls: &[Millis]| {
        limit.is_some_and(|limit| u64::try_from(calls.len()).is_ok_and(|calls| calls >= limit))
    };
    if suspended_until(rules, usage, snapshot.now).is_some() {
        Some(BlockReason::TeamCallingSuspended)
    } else if reached(rules.calls_per_minute, &usage.last_minute) {
        Some(BlockReason::RateLimitMinuteExceeded)
    } else if reached(rules.calls_per_hour, &usage.last_hour) {
        Some(BlockReason::RateLimitHourExceeded)
    } else {
        None
    }
}

/// Until when no calls are placed because too many customers were not answered; `None` where calling goes on.
///
/// The window ends with a missed call: where it holds as many as the rules say, calling is suspended for so long from
/// that call on. A further one in a full window makes it last longer. Missed calls from before somebody lifted the
/// suspension do not count any more.
pub fn suspended_until(rules: &CallingRules, usage: &Usage, now: Millis) -> Option<Millis> {
    let most = usize::try_from(rules.missed_calls?)
        .unwrap_or(usize::MAX)
        .max(1);
    let window = rules::window_minutes(rules).saturating_mul(MINUTE);
    let lasts = rules::suspension_minutes(rules).saturating_mul(MINUTE);
    let mut missed: Vec<Millis> = usage.missed.clone();
    missed.retain(|at| usage.lifted_at.is_none_or(|lifted| lifted < *at) && *at <= now);
    missed.sort_unstable();
    let full = missed.windows(most).filter_map(|calls| match calls {
        [first, .., last] if last - first < window => Some(*last),
        [only] => Some(*only),
        _ => None,
    });
    let until = full.max()?.saturating_add(lasts);
    (now < until).then_some(until)
}

/// Since when missed calls are needed; `None` where the safeguard is off.
pub fn look_back(rules: &CallingRules, now: Millis) -> Option<Millis> {
    rules.missed_calls?;
    let minutes = rules::window_minutes(rules).saturating_add(rules::suspension_minutes(rules));
    Some(now.saturating_sub(minutes.saturating_mul(MINUTE)))
}
