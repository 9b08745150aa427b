//! The editor of the calling settings: a row for each setting that the provider tells or takes.
//!
//! # Layout
//!
//! * `row`: a setting's name, help, value and what became of it.
//! * `switch`, `choice`, `countries`, `hours`, `holidays`, `voicemail`, `sip`: what a row holds.

mod choice;
mod countries;
mod holidays;
mod hours;
mod row;
mod sip;
mod switch;
mod voicemail;

use leptos::{ev, prelude::*};
use tring_protocol::settings::{CallingSettings, Restriction, Setting};

use self::{
    choice::{Codecs, KeyExchange},
    countries::Countries,
    hours::Hours,
    row::row,
    sip::Sip,
    switch::Switch,
    voicemail::VoicemailFields,
};
use crate::{
    browser::focus::FocusHome,
    channels::{
        change,
        editor::Editor,
        progress::Progress,
        said::{ActButton, Said},
        section::Section,
        text,
    },
    ui::{
        error_notice::ErrorNotice,
        reactive::{memo, nothing, part, part_while, words},
        when::Moment,
    },
};

/// The settings as one form: what was changed is saved together, and each row says what became of it.
#[component]
pub(crate) fn Settings(
    /// The settings.
    editor: Editor,
    /// Those that can be shown.
    readable: Vec<Setting>,
    /// Those that can be changed.
    writable: Vec<Setting>,
    /// *Save settings* was pressed.
    #[prop(into)]
    on_save: Callback<()>,
    /// They are to be read.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    let is_there = |setting: &Setting| readable.contains(setting) || writable.contains(setting);
    let shown: Vec<_> = change::ALL.into_iter().filter(is_there).collect();
    if shown.is_empty() {
        return view! { <Section id="tring-settings" title=text::SETTINGS hint=text::NO_SETTINGS>""</Section> }
            .into_any();
    }
    on_retry.run(());
    keep_focus(editor);
    let failure = memo(move || editor.loading.with(|at| at.failure().map(str::to_owned)));
    let is_loading = move || editor.loading.with(|at| *at == Progress::Busy);
    let is_loaded = move || editor.saved.with(Option::is_some);
    let form = move || form(editor, &shown, &writable, on_save);
    view! {
        <Section id="tring-settings" title=text::SETTINGS hint=text::SETTINGS_HINT>
            <ErrorNotice sentence=failure on_retry=on_retry />
            <div role="status">{part_while(is_loading, loading)}</div>
            {part_while(is_loaded, form)}
        </Section>
    }
    .into_any()
}

/// A row that goes away with its button does not take the keyboard along.
fn keep_focus(editor: Editor) {
    let home = StoredValue::new_local(FocusHome::new());
    Effect::new(move |_| {
        editor.edited.track();
        home.try_with_value(|home| home.as_ref().map(FocusHome::take_up));
    });
}

fn loading() -> AnyView {
    view! { <p class="tring-section__hint">{text::SETTINGS_LOADING}</p> }.into_any()
}

fn form(editor: Editor, shown: &[Setting], writable: &[Setting], on_save: Callback<()>) -> AnyView {
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        on_save.run(());
    };
    let rows = shown
        .iter()
        .map(|setting| {
            let writable = writable.contains(setting);
            row(
                editor,
                *setting,
                writable,
                control(editor, *setting, writable),
            )
        })
        .collect_view();
    let bar = (!writable.is_empty()).then(|| bar(editor, writable.to_vec()));
    view! {
        <form class="tring-settings" aria-labelledby="tring-settings" novalidate on:submit=submit>
            {rows}
            {bar}
        </form>
    }
    .into_any()
}

/// How much is not saved, and the buttons; it stays in sight while the settings are scrolled.
fn bar(editor: Editor, writable: Vec<Setting>) -> AnyView {
    let changes = memo(move || editor.changed(&writable).len());
    let discard = move || {
        view! {
            <button type="button" class="tring-button" on:click=move |_| editor.discard()>{text::DISCARD}</button>
        }
        .into_any()
    };
    view! {
        <div class="tring-settings__bar">
            <Said progress=editor.saving />
            <div class="tring-settings__buttons">
                <p class="tring-settings__changes">{words(move || text::unsaved(changes.get()))}</p>
                {part_while(move || changes.get() > 0, discard)}
                <ActButton
                    kind="submit"
                    look="primary"
                    word=text::SAVE_SETTINGS
                    busy=text::SAVING
                    progress=editor.saving
                />
            </div>
        </div>
    }
    .into_any()
}

/// What a row holds.
fn control(editor: Editor, setting: Setting, writable: bool) -> AnyView {
    match setting {
        Setting::Enabled => switch(editor, setting, writable, |all| &mut all.enabled),
        Setting::IconVisible => switch(editor, setting, writable, |all| &mut all.icon_visible),
        Setting::CallbackPermission => switch(editor, setting, writable, |all| {
            &mut all.callback_permission
        }),
        Setting::Video => switch(editor, setting, writable, |all| &mut all.video),
        Setting::Recording => switch(editor, setting, writable, |all| &mut all.recording),
        Setting::IconCountries => {
            let chosen = memo(move || {
                editor
                    .edited
                    .with(|all| all.icon_countries.clone().unwrap_or_default())
            });
            let change = move |chosen| editor.edit(|all| all.icon_countries = Some(chosen));
            view! { <Countries chosen writable on_change=change /> }.into_any()
        }
        Setting::SrtpKeyExchange => {
            let chosen = memo(move || editor.edited.with(|all| all.srtp_key_exchange));
            let change = move |chosen| editor.edit(|all| all.srtp_key_exchange = Some(chosen));
            view! { <KeyExchange chosen writable on_change=change /> }.into_any()
        }
        Setting::AdditionalCodecs => {
            let chosen = memo(move || {
                editor
                    .edited
                    .with(|all| all.additional_codecs.clone().unwrap_or_default())
            });
            let change = move |chosen| editor.edit(|all| all.additional_codecs = Some(chosen));
            view! { <Codecs chosen writable on_change=change /> }.into_any()
        }
        Setting::CallHours => {
            let hours = memo(move || {
                editor
                    .edited
                    .with(|all| all.call_hours.clone().unwrap_or_default())
            });
            let change = move |hours| editor.edit(|all| all.call_hours = Some(hours));
            view! { <Hours hours writable on_change=change /> }.into_any()
        }
        Setting::Voicemail => {
            let voicemail = memo(move || {
                editor
                    .edited
                    .with(|all| all.voicemail.clone().unwrap_or_default())
            });
            let change = move |voicemail| editor.edit(|all| all.voicemail = Some(voicemail));
            view! { <VoicemailFields voicemail writable on_change=change /> }.into_any()
        }
        Setting::Sip => {
            let saved = memo(move || editor.saved.with(|all| all.as_ref()?.sip.clone()));
            let edited = memo(move || editor.edited.with(|all| all.sip.clone()));
            let change = move |sip| editor.edit(|all| all.sip = Some(sip));
            view! { <Sip saved edited writable on_change=change /> }.into_any()
        }
        Setting::Restrictions => restrictions(editor),
    }
}

fn switch(
    editor: Editor,
    setting: Setting,
    writable: bool,
    place: fn(&mut CallingSettings) -> &mut Option<bool>,
) -> AnyView {
    let value = memo(move || editor.edited.with(|all| *place(&mut all.clone())));
    let change = move |on| editor.edit(|all| *place(all) = Some(on));
    view! { <Switch name=text::setting(setting) value writable on_change=change /> }.into_any()
}

fn restrictions(editor: Editor) -> AnyView {
    let draw = move || {
        let found = editor.edited.with(|all| all.restrictions.clone());
        if found.is_empty() {
            return view! { <p>{text::NO_RESTRICTIONS}</p> }.into_any();
        }
        let rows = found.into_iter().map(restriction);
        view! { <ul class="tring-limits">{rows.collect_view()}</ul> }.into_any()
    };
    part(draw).into_any()
}

fn restriction(restriction: Restriction) -> AnyView {
    let until = restriction.until.map_or_else(nothing, |until| {
        view! { <span>{text::until(&Moment::at(until).in_full())}</span> }.into_any()
    });
    view! {
        <li>
            <strong>{text::restriction(&restriction.kind)}</strong>
            " "
            {restriction.reason}
            " "
            {until}
        </li>
    }
    .into_any()
}
