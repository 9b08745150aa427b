//! What is typed into a form, what is wrong with it, and where its request stands.

use leptos::prelude::*;
use tring_protocol::error::ErrorCode;

use crate::{
    backend::BackendError,
    browser::focus,
    channels::{
        fields::{self, Field, Kind, Values},
        progress::{self, Progress},
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

    /// Shows a refusal at the field that it speaks of, where it speaks of one; what is left to say beside the button.
    pub(crate) fn place(self, fields: &[Field], error: &BackendError) -> String {
        let sentence = progress::sentence(error);
        let field = match error {
            BackendError::Refused {
                code: ErrorCode::InvalidPhoneNumber,
                ..
            } => fields.iter().find(|field| field.kind == Kind::Phone),
            BackendError::Refused { .. } => fields::spoken_of(fields, &sentence),
            BackendError::Unreachable { .. } => None,
        };
        let Some(field) = field else {
            return sentence;
        };
        // The page may be gone by now, hence `try_update`.
        let _ = self.mistakes.try_update(|mistakes| {
            mistakes.insert(field.name.clone(), fields::with_label(field, &sentence));
        });
        focus::move_to(&[FIRST_MISTAKE]);
        text::FIELDS_TO_MEND.to_owned()
    }

    /// Forgets everything.
    pub(crate) fn clear(self) {
        self.typed.set(Values::new());
        self.mistakes.set(Values::new());
    }
}

/// The first field with a mistake that is shown.
pub(crate) const FIRST_MISTAKE: &str = ".tring-detail [aria-invalid=true]";
