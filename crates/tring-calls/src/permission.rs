//! Whether a contact may be called, and asked for the permission: what webhooks, the provider and our own calls say,
//! taken together. The rules are those of Meta's page "User call permissions".

use tring_protocol::{
    call::{CallStatus, Millis},
    permission::Grant,
};

mod sentences;

const HOUR: Millis = 3_600_000;
const DAY: Millis = 24 * HOUR;
const WEEK: Millis = 7 * DAY;
/// Requests that WhatsApp allows in 24 hours, and in seven days.
const REQUESTS_A_DAY: u32 = 1;
const REQUESTS_A_WEEK: u32 = 2;
/// Connected calls that WhatsApp allows in 24 hours.
const CALLS_A_DAY: u32 = 100;
/// After so many unanswered calls in a row WhatsApp asks the customer whether to go on, …
const WARNED: u32 = 2;
/// … and after so many it takes the permission away.
const REVOKED: u32 = 4;
/// How much older than our last question a reply may be and still be news: two clocks, and whole seconds.
const CLOCKS: Millis = 60_000;

/// What is known of one contact's permission on one channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The grant as it was last heard of.
    pub grant: Grant,
    /// Until when a temporary one lasts.
    pub until: Option<Millis>,
    /// When the contact last declined, where that is the last that was heard.
    pub declined_at: Option<Millis>,
    /// When the newest request went out that has no reply.
    pub asked_at: Option<Millis>,
    /// When requests went out.
    pub requests: Vec<Millis>,
    /// When calls were connected that either side placed.
    pub connected: Vec<Millis>,
    /// How many connected calls we have placed within 24 hours.
    pub calls_today: u32,
    /// Our calls in a row that were not answered.
    pub unanswered: u32,
    /// Why the newest request did not reach the contact, where it did not: a sentence.
    pub undelivered: Option<String>,
    /// What the provider says now.
    pub query: Query,
    /// How the contact can be asked.
    pub way: Way,
    /// Why WhatsApp lets this number call nobody, where it does not: a sentence.
    pub restriction: Option<String>,
}

/// What the provider says when it is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Query {
    /// It has no such question.
    #[default]
    None,
    /// It did not answer.
    Failed,
    /// This.
    Said(Said),
}

/// A provider's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of PermissionState")]
pub struct Said {
    pub can_call: bool,
    pub can_ask: bool,
    pub requests_left_today: Option<u32>,
    pub requests_left_this_week: Option<u32>,
    pub calls_left_today: Option<u32>,
}

/// How a contact can be asked for the permission.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// By a message or a template that is there.
    #[default]
    Open,
    /// By a template only, and the channel has none.
    NoTemplate,
    /// Not from here.
    None,
}

/// What the permission meter shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of PermissionState")]
pub struct Meter {
    pub grant: Grant,
    pub until: Option<Millis>,
    pub asked_at: Option<Millis>,
    pub can_call: Option<bool>,
    pub refusal: Option<String>,
    pub warning: Option<String>,
    pub can_ask: bool,
    pub ask_refusal: Option<String>,
    pub requests_left_today: Option<u32>,
    pub requests_left_this_week: Option<u32>,
    pub calls_left_today: Option<u32>,
}

/// How a call of ours ended, for the streak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastCall {
    /// Both sides talked.
    Connected,
    /// It rang, and nobody answered or somebody declined.
    Unanswered,
    /// It was refused or failed: the customer saw nothing of it.
    NeverRang,
}

impl PastCall {
    /// How a call with this status ended; `answered` where both sides talked.
    pub fn of(status: CallStatus, answered: bool) -> Self {
        match status {
            _ if answered => Self::Connected,
            CallStatus::Completed | CallStatus::InProgress => Self::Connected,
            CallStatus::NoAnswer | CallStatus::Rejected => Self::Unanswered,
            CallStatus::Failed
            | CallStatus::Missed
            | CallStatus::Initiated
            | CallStatus::Ringing => Self::NeverRang,
        }
    }
}

/// How many of our calls in a row were not answered, the newest first.
pub fn unanswered_in_a_row(calls: impl IntoIterator<Item = PastCall>) -> u32 {
    let until_connected = calls
        .into_iter()
        .take_while(|call| *call != PastCall::Connected)
        .filter(|call| *call == PastCall::Unanswered);
    u32::try_from(until_connected.count()).unwrap_or(u32::MAX)
}

/// Whether a reply given at `at` says more than what is known: webhooks come late and in any order. `replied_at` is
/// when the last known reply was given, `asked_at` when the provider was last asked, by our clock.
pub fn is_news(at: Millis, replied_at: Option<Millis>, asked_at: Option<Millis>) -> bool {
    replied_at.is_none_or(|known| known <= at)
        && asked_at.is_none_or(|known| known <= at.saturating_add(CLOCKS))
}

/// What the permission meter shows at `now`.
pub fn meter(facts: &Facts, now: Millis) -> Meter {
    let (grant, why) = grant(facts, now);
    let said = said(facts);
    let left = Left::of(facts, said, now);
    let asked_at = facts.asked_at.filter(|at| now < at.saturating_add(WEEK));
    let refusal = refusal(facts, (grant, why), &left, said);
    let ask_refusal = ask_refusal(facts, grant, &left, said, now);
    Meter {
        grant,
        until: facts.until.filter(|_| grant == Grant::Temporary),
        asked_at,
        can_call: said.map(|said| said.can_call && facts.restriction.is_none()),
        warning: warning(facts, refusal.is_some()),
        refusal,
        can_ask: ask_refusal.is_none(),
        ask_refusal,
        requests_left_today: left.requests_today,
        requests_left_this_week: left.requests_this_week,
        calls_left_today: left.calls_today,
    }
}

/// Why there is no grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    NeverGiven,
    Expired,
    TakenAway,
    Declined,
}

fn said(facts: &Facts) -> Option<Said> {
    match facts.query {
        Query::Said(said) => Some(said),
        Query::None | Query::Failed => None,
    }
}

/// The grant as it is now: no webhook tells that one has run out, and one that tells of the fourth unanswered call
/// may be lost.
fn grant(facts: &Facts, now: Millis) -> (Grant, Why) {
    let expired = facts.grant == Grant::Temporary && facts.until.is_some_and(|until| until <= now);
    let streak = facts.unanswered >= REVOKED;
    if expired {
        (Grant::None, Why::Expired)
    } else if streak && (facts.grant == Grant::None || said(facts).is_none()) {
        (Grant::None, Why::TakenAway)
    } else if facts.declined_at.is_some() {
        (facts.grant, Why::Declined)
    } else {
        (facts.grant, Why::NeverGiven)
    }
}

/// What is left of WhatsApp's limits.
struct Left {
    requests_today: Option<u32>,
    requests_this_week: Option<u32>,
    calls_today: Option<u32>,
}

impl Left {
    /// As the provider says, else as we have counted. A connected call begins the counting of requests anew.
    fn of(facts: &Facts, said: Option<Said>, now: Millis) -> Self {
        if let Some(said) = said {
            return Self {
                requests_today: said.requests_left_today,
                requests_this_week: said.requests_left_this_week,
                calls_today: said.calls_left_today,
            };
        }
        let left = |most: u32, window| most.saturating_sub(count(&counted(facts, now, window)));
        Self {
            requests_today: Some(left(REQUESTS_A_DAY, DAY)),
            requests_this_week: Some(left(REQUESTS_A_WEEK, WEEK)),
            calls_today: Some(CALLS_A_DAY.saturating_sub(facts.calls_today)),
        }
    }
}

fn count(times: &[Millis]) -> u32 {
    u32::try_from(times.len()).unwrap_or(u32::MAX)
}

/// The requests that count against a limit now.
fn counted(facts: &Facts, now: Millis, window: Millis) -> Vec<Millis> {
    let connected = facts.connected.iter().max().copied().unwrap_or(0);
    let requests = facts.requests.iter().copied();
    requests
        .filter(|at| now < at.saturating_add(window) && connected < *at)
        .collect()
}

fn refusal(
    facts: &Facts,
    (grant, why): (Grant, Why),
    left: &Left,
    said: Option<Said>,
) -> Option<String> {
    if facts.restriction.is_some() {
        return facts.restriction.clone();
    }
    if said.is_some_and(|said| said.can_call) {
        return None;
    }
    let sentence = match grant {
        Grant::None if facts.asked_at.is_some() => sentences::NOT_REPLIED,
        Grant::None => sentences::no_grant(why),
        Grant::Temporary | Grant::Permanent | Grant::Unknown if left.calls_today == Some(0) => {
            sentences::CALLS_USED_UP
        }
        Grant::Temporary | Grant::Permanent | Grant::Unknown if said.is_some() => {
            sentences::NO_CALL_NOW
        }
        Grant::Temporary | Grant::Permanent | Grant::Unknown => return None,
    };
    Some(sentence.to_owned())
}

fn ask_refusal(
    facts: &Facts,
    grant: Grant,
    left: &Left,
    said: Option<Said>,
    now: Millis,
) -> Option<String> {
    match facts.way {
        Way::Open => {}
        Way::NoTemplate => return Some(sentences::NO_TEMPLATE.to_owned()),
        Way::None => return Some(sentences::NO_REQUESTS.to_owned()),
    }
    if grant == Grant::Permanent {
        return Some(sentences::NO_NEED.to_owned());
    }
    if is_pending(facts, now) {
        return Some(sentences::PENDING.to_owned());
    }
    match said {
        Some(said) if said.can_ask => None,
        Some(_) if left.requests_this_week == Some(0) => Some(sentences::TWICE_A_WEEK.to_owned()),
        Some(_) if left.requests_today == Some(0) => Some(sentences::ONCE_A_DAY.to_owned()),
        Some(_) => Some(sentences::NO_REQUEST_NOW.to_owned()),
        None => used_up(facts, now),
    }
}

/// Whether the contact is still expected to reply: for a day, then one may ask again.
pub fn is_pending(facts: &Facts, now: Millis) -> bool {
    facts
        .asked_at
        .is_some_and(|at| now < at.saturating_add(DAY))
}

/// The limit of requests that is reached by our own count, and when it ends.
fn used_up(facts: &Facts, now: Millis) -> Option<String> {
    let ends = |most: u32, window| {
        let counted = counted(facts, now, window);
        let oldest = counted.iter().min()?;
        (count(&counted) >= most).then(|| oldest.saturating_add(window).saturating_sub(now))
    };
    let week = ends(REQUESTS_A_WEEK, WEEK).map(sentences::week_used_up);
    week.or_else(|| ends(REQUESTS_A_DAY, DAY).map(sentences::day_used_up))
}

fn warning(facts: &Facts, refused: bool) -> Option<String> {
    let failed = (facts.query == Query::Failed).then_some(sentences::NOT_ASKED);
    let streak = (!refused && facts.unanswered >= WARNED)
        .then(|| sentences::streak(facts.unanswered, REVOKED));
    let undelivered =
        (facts.undelivered.as_ref()).map(|reason| format!("{} {reason}", sentences::NOT_DELIVERED));
    let warnings = [failed.map(str::to_owned), undelivered, streak];
    let warnings: Vec<String> = warnings.into_iter().flatten().collect();
    (!warnings.is_empty()).then(|| warnings.join(" "))
}
