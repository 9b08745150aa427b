//! One setting: its name, its help, its value, and what became of it when it was saved.

use leptos::prelude::*;
use tring_protocol::settings::{Setting, SettingOutcome};

use crate::{
    channels::{
        editor::Editor,
        icons::{Glyph, GlyphImage},
        text,
    },
    ui::reactive::{nothing, part},
};

/// A row of the editor.
pub(super) fn row(editor: Editor, setting: Setting, writable: bool, control: AnyView) -> AnyView {
    let read_only = (!writable && setting != Setting::Restrictions)
        .then(|| view! { <p class="tring-setting__note">{text::NOT_WRITABLE}</p> });
    view! {
        <fieldset class="tring-setting">
            <legend class="tring-setting__name">{text::setting(setting)}</legend>
            <p class="tring-setting__help">{text::setting_help(setting)}</p>
            <div class="tring-setting__control">{control}</div>
            {read_only}
            <div class="tring-setting__outcome">{part(move || outcome(editor, setting))}</div>
        </fieldset>
    }
    .into_any()
}

/// What became of it; the bar at the end says so to assistive technology.
fn outcome(editor: Editor, setting: Setting) -> AnyView {
    let found = editor.outcomes.with(|outcomes| {
        let mut outcomes = outcomes.iter();
        outcomes.find(|outcome| outcome.setting == setting).cloned()
    });
    match found {
        None => nothing(),
        Some(SettingOutcome { problem: None, .. }) => {
            view! { <p class="tring-setting__saved"><GlyphImage glyph=Glyph::Good />{text::SAVED}</p> }.into_any()
        }
        Some(SettingOutcome {
            problem: Some(problem),
            ..
        }) => view! {
            <p class="tring-setting__failed"><GlyphImage glyph=Glyph::Problem />{text::not_saved(&problem)}</p>
        }
        .into_any(),
    }
}
