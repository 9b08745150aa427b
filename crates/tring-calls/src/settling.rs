//! What becomes of calls whose end was never reported: webhooks get lost, and pages go away.

use tring_protocol::call::{CallStatus, Direction, Millis};

/// A live call, as far as settling is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// Who started it.
    pub direction: Direction,
    /// Where it stands.
    pub status: CallStatus,
    /// When it began.
    pub initiated_at: Millis,
    /// Since when both sides talk.
    pub answered_at: Option<Millis>,
    /// Whether the provider has a log in which the call can be looked up.
    pub log: Log,
    /// How often it was looked up before.
    pub looks: u32,
    /// The page at which the agent talks.
    pub desk: Desk,
}

/// Whether a call can be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// The provider has a log, and its id of the call is known.
    There,
    /// The provider has a log, and its id of the call is not known yet: it may come with the dial's answer, or a webhook.
    Unnamed,
    /// It has none.
    None,
}

/// Where the page is at which the agent talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Desk {
    /// It answers, or a program without a page holds the call.
    Here,
    /// It is closed or frozen since then.
    GoneSince(Millis),
}

/// How long things may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How old a call may be before it is looked up for the first time.
    pub look: Millis,
    /// How long the waits between two looks, which double, become at most.
    pub longest_look: Millis,
    /// How long a desk may be gone from a call in progress.
    pub desk: Millis,
    /// How long any call may last.
    pub call: Millis,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settling {
    /// Nothing before then.
    LeaveUntil(Millis),
    /// Ask the provider's log, and come back with one more look.
    LookUp,
    /// The agent's page is gone: the call is over.
    DeskGone,
    /// Nobody can have talked for so long: the call is over.
    TooLong,
}

/// What is to be done about `call` at `now`. How long a call may ring is another deadline, not this one's.
pub fn decide(call: &Unsettled, patience: &Patience, now: Millis) -> Settling {
    let longest = call.initiated_at.saturating_add(patience.call);
    if now >= longest {
        return Settling::TooLong;
    }
    let desk = desk_deadline(call, patience, now);
    if now >= desk {
        return Settling::DeskGone;
    }
    let look = look_at(call, patience, now);
    if now >= look {
        return Settling::LookUp;
    }
    Settling::LeaveUntil(longest.min(desk).min(look))
}

/// When the absence of the desk ends the call, or is to be looked at again.
fn desk_deadline(call: &Unsettled, patience: &Patience, now: Millis) -> Millis {
    match (call.status, call.desk) {
        (CallStatus::InProgress, Desk::GoneSince(since)) => since.saturating_add(patience.desk),
        // Should it go right now, the next look is in time.
        (CallStatus::InProgress, Desk::Here) => now.saturating_add(patience.desk.max(1)),
        _ => Millis::MAX,
    }
}

/// When the provider's log is due: the waits double.
fn look_at(call: &Unsettled, patience: &Patience, now: Millis) -> Millis {
    let rings = call.direction == Direction::Inbound && call.status != CallStatus::InProgress;
    if call.log == Log::None || rings {
        return Millis::MAX;
    }
    if call.log == Log::Unnamed {
        return now.saturating_add(patience.look.max(1));
    }
    let since = call.answered_at.unwrap_or(call.initiated_at);
    let longest = patience.longest_look.max(patience.look);
    let waits = (0..=call.looks.min(1_000)).map(|look| {
        patience
            .look
            .saturating_mul(2_u64.saturating_pow(look))
            .min(longest)
    });
    waits.fold(since, Millis::saturating_add)
}
