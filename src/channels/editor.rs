//! The calling settings of one channel while they are edited.

use leptos::prelude::*;
use tring_protocol::{
    channel::SettingsResponse,
    settings::{CallingSettings, Setting, SettingOutcome},
};

use crate::{
    backend::channels as backend,
    browser::focus,
    channels::{
        change,
        form::FIRST_MISTAKE,
        progress::{Progress, run},
        text, week,
    },
};

/// The settings of one channel: as the provider has them, as they are edited, and what became of the last saving.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Editor {
    /// As the provider has them; `None` until it has told.
    pub(crate) saved: RwSignal<Option<CallingSettings>>,
    /// As they are edited.
    pub(crate) edited: RwSignal<CallingSettings>,
    /// What became of each field that was sent last.
    pub(crate) outcomes: RwSignal<Vec<SettingOutcome>>,
    /// Where reading stands.
    pub(crate) loading: RwSignal<Progress>,
    /// Where saving stands.
    pub(crate) saving: RwSignal<Progress>,
}

impl Editor {
    pub(crate) fn new() -> Self {
        Self {
            saved: RwSignal::new(None),
            edited: RwSignal::new(CallingSettings::default()),
            outcomes: RwSignal::new(Vec::new()),
            loading: RwSignal::new(Progress::Idle),
            saving: RwSignal::new(Progress::Idle),
        }
    }

    /// The fields that were changed and can be saved.
    pub(crate) fn changed(self, writable: &[Setting]) -> Vec<Setting> {
        self.saved.with(|saved| match saved {
            None => Vec::new(),
            Some(saved) => self
                .edited
                .with(|edited| change::changed(saved, edited, writable)),
        })
    }

    /// Asks the provider, where it has not been asked.
    pub(crate) fn load(self, id: String) {
        if self.saved.with_untracked(Option::is_some) {
            return;
        }
        let request = async move { backend::settings(&id).await };
        run(self.loading, request, move |answer| {
            self.edited.set(answer.data.clone());
            self.saved.set(Some(answer.data));
            Progress::Idle
        });
    }

    /// Changes something.
    pub(crate) fn edit(self, change: impl FnOnce(&mut CallingSettings)) {
        self.edited.update(change);
        if self.saving.with_untracked(|saving| saving.done().is_some()) {
            self.saving.set(Progress::Idle);
        }
    }

    /// Goes back to what the provider has.
    pub(crate) fn discard(self) {
        self.edited
            .set(self.saved.get_untracked().unwrap_or_default());
        self.outcomes.set(Vec::new());
        self.saving.set(Progress::Idle);
    }

    /// Saves what was changed, and nothing else.
    pub(crate) fn save(self, id: String, writable: &[Setting]) {
        let changed = untrack(|| self.changed(writable));
        if changed.is_empty() {
            return self
                .saving
                .set(Progress::Done(text::NOTHING_TO_SAVE.to_owned()));
        }
        let asked = self
            .edited
            .with_untracked(|edited| change::request(edited, &changed));
        if asked.call_hours.as_ref().is_some_and(week::has_mistake) {
            self.saving
                .set(Progress::Failed(text::HOURS_TO_MEND.to_owned()));
            return focus::move_to(&[FIRST_MISTAKE]);
        }
        self.outcomes.set(Vec::new());
        let sent = asked.clone();
        let request = async move { backend::change_settings(&id, &sent).await };
        run(self.saving, request, move |answer| {
            self.take(&asked, answer)
        });
    }

    fn take(self, asked: &CallingSettings, answer: SettingsResponse) -> Progress {
        let before = self.saved.get_untracked().unwrap_or_default();
        self.edited.update(|edited| {
            *edited = change::rest(edited, &before, asked, &answer.data, &answer.outcomes);
        });
        self.saved.set(Some(answer.data));
        self.outcomes.set(answer.outcomes);
        if answer.success {
            Progress::Done(text::SETTINGS_SAVED.to_owned())
        } else {
            Progress::Failed(text::PARTLY_SAVED.to_owned())
        }
    }
}
