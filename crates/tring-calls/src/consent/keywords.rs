//! What a contact's message says about calls: keywords, by whole words.

use super::words::words;

mod defaults;

pub use defaults::{CALLBACK, OPT_IN, OPT_OUT};

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
    /// A word that opts out counts wherever it stands. What allows something counts only as the whole message: “never
    /// call me” holds “call me”.
    pub fn read(&self, text: &str) -> Option<Meaning> {
        let said = words(text);
        if said.is_empty() {
            None
        } else if self.opt_out.iter().any(|phrase| holds(&said, phrase)) {
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

fn holds(said: &[String], phrase: &[String]) -> bool {
    said.windows(phrase.len()).any(|window| window == phrase)
}

/// Whether a keyword has a word in it.
pub fn is_usable(keyword: &str) -> bool {
    !words(keyword).is_empty()
}
