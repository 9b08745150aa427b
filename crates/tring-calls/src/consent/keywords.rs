//! What a contact's message says about calls: keywords, by whole words.

use super::words::words;

mod defaults;

pub use defaults::{CALLBACK, OPT_IN, OPT_OUT};

/// Words that deny what follows them, in the languages whose phrases they can stand before.
const DENIALS: [&str; 4] = ["dont", "doesnt", "not", "never"];

/// Words that change nothing about a message.
const COURTESIES: [&str; 7] = ["please", "pls", "bitte", "por", "favor", "thanks", "danke"];

/// What a message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Leave me alone.
    OptOut,
    /// I want to hear from you.
    OptIn,
    /// Call me.
    CallMe,
}

/// A team's keywords, ready for matching.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keywords {
    opt_out: Vec<Vec<String>>,
    opt_in: Vec<Vec<String>>,
    callback: Vec<Vec<String>>,
}

impl Keywords {
    /// The keywords of these three lists.
    pub fn new<T: AsRef<str>>(opt_out: &[T], opt_in: &[T], callback: &[T]) -> Self {
        let read = |list: &[T]| {
            let phrases = list.iter().map(|keyword| words(keyword.as_ref()));
            phrases.filter(|words| !words.is_empty()).collect()
        };
        Self {
            opt_out: read(opt_out),
            opt_in: read(opt_in),
            callback: read(callback),
        }
    }

    /// The keywords of a team that has set none.
    pub fn defaults() -> Self {
        Self::new(OPT_OUT, OPT_IN, CALLBACK)
    }

    /// What `text` says; `None` where it says nothing about calls.
    ///
    /// A word that opts out counts as the whole message, as STOP does in the industry: “the bus stop” means something
    /// else. A phrase that opts out counts wherever it stands, unless it is denied: “don't stop calling”. What allows
    /// something counts only as the whole message: “never call me” holds “call me”.
    pub fn read(&self, text: &str) -> Option<Meaning> {
        let said = words(text);
        if said.is_empty() {
            None
        } else if self.opt_out.iter().any(|keyword| opts_out(&said, keyword)) {
            Some(Meaning::OptOut)
        } else if self.opt_in.contains(&said) {
            Some(Meaning::OptIn)
        } else if self.callback.contains(&said) {
            Some(Meaning::CallMe)
        } else {
            None
        }
    }
}

fn opts_out(said: &[String], keyword: &[String]) -> bool {
    match keyword {
        // Said again and again it is still the whole message.
        [word] => {
            let is_courtesy = |said: &&String| COURTESIES.contains(&said.as_str());
            let mut rest = said.iter().filter(|said| !is_courtesy(said)).peekable();
            rest.peek().is_some() && rest.all(|said| said == word)
        }
        phrase => said
            .windows(phrase.len())
            .enumerate()
            .any(|(at, window)| window == phrase && !is_denied(said.get(..at).unwrap_or_default())),
    }
}

/// Whether what stands before a phrase turns it into its contrary.
fn is_denied(before: &[String]) -> bool {
    before
        .last()
        .is_some_and(|word| DENIALS.contains(&word.as_str()))
}

/// Whether a keyword has a word in it.
pub fn is_usable(keyword: &str) -> bool {
    !words(keyword).is_empty()
}
