//! The sentences of a refusal with what is known of the case: which limit, and when it lifts.
//!
//! Times are told by how long they are away: nobody has to know whose clock is meant.

use tring_protocol::{call::Millis, eligibility::BlockReason};

use super::{Snapshot, rules, safeguards, sentences};

const SECOND: Millis = 1_000;
const MINUTE: Millis = 60 * SECOND;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;

/// What people read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentences {
    /// What happened and what to do, for the agent.
    pub user: String,
    /// What stands behind it and where it is changed, for whoever looks after the team.
    pub admin: String,
}

/// What is told of a call that may not be made for this reason.
pub fn told(snapshot: &Snapshot, reason: BlockReason) -> Sentences {
    let rules = &snapshot.rules;
    let told = match reason {
        BlockReason::MonthlyLimitReached => rules
            .minutes_per_month
            .map(|minutes| month(snapshot, minutes)),
        BlockReason::TeamCallingSuspended => suspension(snapshot),
        BlockReason::RateLimitMinuteExceeded => rules
            .calls_per_minute
            .map(|calls| rate(snapshot, &MINUTELY, calls)),
        BlockReason::RateLimitHourExceeded => rules
            .calls_per_hour
            .map(|calls| rate(snapshot, &HOURLY, calls)),
        BlockReason::CallingNotEnabledForNumber => without_channel(snapshot),
        BlockReason::PhoneNumberInactive
        | BlockReason::AccountFlaggedByMeta
        | BlockReason::QualityRatingTooLow
        | BlockReason::ContactOptedOut
        | BlockReason::NoCallingConsent
        | BlockReason::ConsentExpired
        | BlockReason::NoAgentsAvailable
        | BlockReason::AllAgentsBusy
        | BlockReason::InvalidTriggerType
        | BlockReason::InvalidTriggerSource
        | BlockReason::NoCallKeywordDetected
        | BlockReason::AutomationBlocksCalling
        | BlockReason::NoExplicitConsent => None,
    };
    told.unwrap_or_else(|| Sentences {
        user: sentences::user_message(reason).to_owned(),
        admin: sentences::admin_message(reason).to_owned(),
    })
}

fn without_channel(snapshot: &Snapshot) -> Option<Sentences> {
    snapshot.number.is_none().then(|| Sentences {
        user: "There is no channel to call from. Ask your administrator to add one.".to_owned(),
        admin: "The team has no channel. Add one on the page for channels, or with `tring-proxy channel add`."
            .to_owned(),
    })
}

fn month(snapshot: &Snapshot, minutes: u64) -> Sentences {
    let ends = until(snapshot, snapshot.usage.month_ends);
    let talked = snapshot.usage.seconds_this_month / 60;
    Sentences {
        user: format!(
            "Your team has used up this month's {}. Calls go out again in {ends}, when the month is over, or when your \
             administrator raises the limit.",
            counted(minutes, "minute")
        ),
        admin: format!(
            "The month's talk time is {}, and 'minutes_per_month' of the team's calling settings is {minutes}. It is \
             counted anew in {ends}.",
            counted(talked, "minute")
        ),
    }
}

fn suspension(snapshot: &Snapshot) -> Option<Sentences> {
    let (rules, usage) = (&snapshot.rules, &snapshot.usage);
    let most = rules.missed_calls?;
    let ends = until(
        snapshot,
        safeguards::suspended_until(rules, usage, snapshot.now)?,
    );
    let window = counted(rules::window_minutes(rules), "minute");
    Some(Sentences {
        user: format!(
            "Too many customers were not answered, so your team places no calls for another {ends}. Answer those who \
             call, or ask your administrator to lift the suspension."
        ),
        admin: format!(
            "Missed calls within {window} have reached 'missed_calls' of the team's calling settings, which is {most}. \
             The suspension ends by itself in {ends}, or with DELETE /api/teams/settings/calling/suspension."
        ),
    })
}

/// A limit of calls in a length of time.
struct Rate {
    window: Millis,
    in_one: &'static str,
    field: &'static str,
    last: &'static str,
    placed: fn(&Snapshot) -> &[Millis],
}

const MINUTELY: Rate = Rate {
    window: MINUTE,
    in_one: "one minute",
    field: "calls_per_minute",
    last: "60 seconds",
    placed: |snapshot| &snapshot.usage.last_minute,
};

const HOURLY: Rate = Rate {
    window: HOUR,
    in_one: "one hour",
    field: "calls_per_hour",
    last: "60 minutes",
    placed: |snapshot| &snapshot.usage.last_hour,
};

fn rate(snapshot: &Snapshot, rate: &Rate, calls: u64) -> Sentences {
    let Rate {
        in_one,
        field,
        last,
        ..
    } = rate;
    // The oldest of the calls that fill the limit makes room for the next one.
    let Some(oldest) = (rate.placed)(snapshot).last() else {
        return Sentences {
            user: "Your team may place no calls at the moment. Ask your administrator to raise the limit."
                .to_owned(),
            admin: format!("'{field}' of the team's calling settings is 0: no calls go out."),
        };
    };
    let lifts = until(snapshot, oldest.saturating_add(rate.window));
    Sentences {
        user: format!(
            "Your team may place {} in {in_one}, and has placed as many. Try again in {lifts}.",
            counted(calls, "call")
        ),
        admin: format!(
            "The calls of the last {last} have reached '{field}' of the team's calling settings, which is {calls}. \
             The next one may go out in {lifts}."
        ),
    }
}

fn until(snapshot: &Snapshot, at: Millis) -> String {
    away(at.saturating_sub(snapshot.now))
}

/// For how long something is away, in its largest fitting unit, and never sooner than it comes.
fn away(time: Millis) -> String {
    let units = [(SECOND, "second"), (MINUTE, "minute"), (HOUR, "hour")];
    let limits = [MINUTE, HOUR, DAY];
    let fits = units
        .into_iter()
        .zip(limits)
        .find(|(_, most)| time <= *most);
    let (unit, name) = fits.map_or((DAY, "day"), |(unit, _)| unit);
    counted(time.div_ceil(unit).max(1), name)
}

fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
