//! From wherever a desk has got to, a short list of inputs makes it idle, with nothing open.

use tring_softphone::{Input, key::CallKey};

use crate::Play;

/// How many rounds a way out may take.
const ROUNDS: usize = 12;

/// The person hangs up and puts away, and the proxy answers.
pub(crate) fn by_hanging_up(mut play: Play) -> Result<(), String> {
    for _ in 0..ROUNDS {
        if play.ledger.is_idle(&play.desk) {
            return play.ledger.ensure_all_closed();
        }
        for (call, _) in play.ledger.living(&play.desk) {
            play.give(&Input::HangUpRequested { call })?;
            play.give(&Input::Ended { call })?;
            // The id of a call that is still being placed.
            let call_id = format!("out{}", call.0);
            play.give(&Input::Placed { call, call_id })?;
            play.give(&Input::Ended { call })?;
        }
    }
    Err(stuck(&play, "hanging up"))
}

/// Nobody does anything: time passes, and the proxy confirms what it is asked for.
pub(crate) fn by_time(mut play: Play) -> Result<(), String> {
    for _ in 0..ROUNDS {
        if play.ledger.is_idle(&play.desk) {
            return play.ledger.ensure_all_closed();
        }
        for timer in play.ledger.timers.clone() {
            play.give(&Input::DeadlineReached { timer })?;
        }
        for (call, state) in play.ledger.living(&play.desk) {
            if matches!(state, "ending" | "leaving") {
                play.give(&Input::Ended { call })?;
            }
            // The one state that may last: both sides hear each other.
            if state == "talking" {
                play.give(&Input::MediaDisconnected { call })?;
            }
        }
    }
    Err(stuck(&play, "waiting"))
}

/// The page goes, and takes everything with it.
pub(crate) fn by_closing_the_page(mut play: Play) -> Result<(), String> {
    play.give(&Input::PageClosing)?;
    if !play.ledger.is_idle(&play.desk) {
        return Err(stuck(&play, "closing the page"));
    }
    play.ledger.ensure_all_closed()
}

fn stuck(play: &Play, by: &str) -> String {
    let living: Vec<(CallKey, &str)> = play.ledger.living(&play.desk);
    format!("no way out by {by}: {living:?}")
}
