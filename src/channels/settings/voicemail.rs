//! What happens with calls that nobody answers.

use leptos::prelude::*;
use tring_protocol::settings::Voicemail;

use super::{choice::warning, switch::Tick};
use crate::{
    channels::text,
    ui::reactive::{memo, part_while, words},
};

/// When voicemail begins, and what it says.
#[component]
pub(super) fn VoicemailFields(
    /// As it is set up.
    #[prop(into)]
    voicemail: Signal<Voicemail>,
    /// Whether it can be changed.
    writable: bool,
    /// It was changed.
    #[prop(into)]
    on_change: Callback<Voicemail>,
) -> impl IntoView {
    let tick = move |label: &'static str, place: fn(&mut Voicemail) -> &mut bool| {
        let ticked = memo(move || voicemail.with(|all| *place(&mut all.clone())));
        let change = move |on| edit(voicemail, on_change, |all| *place(all) = on);
        view! { <Tick label ticked writable on_change=change /> }
    };
    let never = move || voicemail.with(|all| all.enabled && !all.on_reject && !all.on_timeout);
    let seconds = move || {
        let seconds = voicemail.with(|all| all.timeout_seconds);
        seconds
            .map(|seconds| seconds.to_string())
            .unwrap_or_default()
    };
    let media = move || voicemail.with(|all| all.announcement_media_id.clone().unwrap_or_default());
    view! {
        {tick(text::VOICEMAIL_ON, |all| &mut all.enabled)}
        {tick(text::VOICEMAIL_REJECT, |all| &mut all.on_reject)}
        {tick(text::VOICEMAIL_TIMEOUT, |all| &mut all.on_timeout)}
        <div role="alert">{part_while(never, || warning(text::VOICEMAIL_WHEN))}</div>
        {field("tring-voicemail-seconds", text::VOICEMAIL_SECONDS, words(seconds), writable, move |typed| {
            edit(voicemail, on_change, |all| all.timeout_seconds = typed.trim().parse().ok());
        })}
        {field("tring-voicemail-media", text::VOICEMAIL_MEDIA, words(media), writable, move |typed| {
            let typed = typed.trim().to_owned();
            edit(voicemail, on_change, |all| all.announcement_media_id = Some(typed).filter(|id| !id.is_empty()));
        })}
    }
}

fn edit(
    voicemail: Signal<Voicemail>,
    on_change: Callback<Voicemail>,
    change: impl FnOnce(&mut Voicemail),
) {
    let mut all = voicemail.get_untracked();
    change(&mut all);
    on_change.run(all);
}

fn field(
    id: &'static str,
    label: &'static str,
    value: crate::ui::reactive::Words,
    writable: bool,
    on_typed: impl Fn(String) + 'static,
) -> AnyView {
    view! {
        <div class="tring-field">
            <label class="tring-field__label" for=id>{label}</label>
            <input
                id=id
                class="tring-field__input tring-field__input--short tring-figures"
                inputmode="numeric"
                dir="ltr"
                autocomplete="off"
                readonly=!writable
                prop:value=value
                on:input=move |event| on_typed(event_target_value(&event))
            />
        </div>
    }
    .into_any()
}
