//! What is typed into a form, what is wrong with it, and where its request stands.

use leptos::prelude::*;

use crate::{
    browser::focus,
    channels::{
        fields::{self, Field, Values},
        progress::Progress,
        text,
    },
};

/// A form. It outlives the view that shows it, so that nothing typed is lost when something else is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    /// What was typed, by field.
    pub(crate) typed: RwSignal<Values>,
    /// What is wrong, by field.
    pub(crate) mistakes: RwSignal<Values>,
    /// Where its request stands.
    pub(crate) progress: RwSignal<Progress>,
}

impl Form {
    pub(crate) fn new() -> Self {
        Self {
            typed: RwSignal::new(Values::new()),
            mistakes: RwSignal::new(Values::new()),
            progress: RwSignal::new(Progress::Idle),
        }
    }

    /// Takes what is typed into `name`. What was wrong with it is looked at again when it is sent.
    pub(crate) fn take(self, name: &str, value: String) {
        self.typed.update(|typed| {
            typed.insert(name.to_owned(), value);
        });
        self.mistakes.update(|mistakes| {
            mistakes.remove(name);
        });
    }

    /// Whether `fields` can be sent. Where not, each mistake is shown and the first gets the focus.
    pub(crate) fn check(self, fields: &[Field]) -> bool {
        let mistakes = self
            .typed
            .with_untracked(|typed| fields::mistakes(fields, typed));
        let is_right = mistakes.is_empty();
        self.mistakes.set(mistakes);
        if !is_right {
            self.progress
                .set(Progress::Failed(text::FIELDS_TO_MEND.to_owned()));
            focus::move_to(&[FIRST_MISTAKE]);
        }
        is_right
    }

    /// Shows a refusal at the field that it speaks of, where it speaks of one.
    pub(crate) fn place_refusal(self, fields: &[Field], sentence: &str) {
        let Some(name) = fields::spoken_of(fields, sentence) else {
            return;
        };
        let placed = self.mistakes.try_update(|mistakes| {
            mistakes.insert(name, sentence.to_owned());
        });
        if placed.is_some() {
            focus::move_to(&[FIRST_MISTAKE]);
        }
    }

    /// Forgets everything.
    pub(crate) fn clear(self) {
        self.typed.set(Values::new());
        self.mistakes.set(Values::new());
    }
}

/// The first field with a mistake that is shown.
pub(crate) const FIRST_MISTAKE: &str = ".tring-detail [aria-invalid=true]";
