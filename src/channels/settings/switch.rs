//! Something that is on or off.

use leptos::prelude::*;

use crate::{
    channels::text,
    ui::reactive::{attribute, flag, part},
};

/// A switch with its word. Where the provider does not say how it is, it can be set without knowing.
#[component]
pub(super) fn Switch(
    /// What it switches.
    name: &'static str,
    /// On, off, or not known.
    #[prop(into)]
    value: Signal<Option<bool>>,
    /// Whether it can be changed.
    writable: bool,
    /// It was switched.
    #[prop(into)]
    on_change: Callback<bool>,
) -> impl IntoView {
    let known = Memo::new(move |_| value.get().is_some());
    let draw = move || match (known.get(), writable) {
        (true, true) => toggle(name, value, on_change),
        (true, false) => view! { <p>{attribute(move || word(value.get()))}</p> }.into_any(),
        (false, true) => both(name, on_change),
        (false, false) => view! { <p>{text::NOT_KNOWN}</p> }.into_any(),
    };
    part(draw)
}

fn word(value: Option<bool>) -> &'static str {
    match value {
        Some(true) => text::ON,
        Some(false) => text::OFF,
        None => text::NOT_KNOWN,
    }
}

fn toggle(name: &'static str, value: Signal<Option<bool>>, on_change: Callback<bool>) -> AnyView {
    let is_on = move || value.get() == Some(true);
    view! {
        <button
            type="button"
            role="switch"
            class="tring-switch"
            aria-label=name
            aria-checked=flag(is_on)
            on:click=move |_| on_change.run(value.get_untracked() != Some(true))
        >
            <span class="tring-switch__track" aria-hidden="true"></span>
            <span aria-hidden="true">{attribute(move || word(value.get()))}</span>
        </button>
    }
    .into_any()
}

fn both(name: &'static str, on_change: Callback<bool>) -> AnyView {
    let button = |word: &'static str, on: bool| {
        view! {
            <button
                type="button"
                class="tring-button"
                aria-label=[word, name].join(": ")
                on:click=move |_| on_change.run(on)
            >
                {word}
            </button>
        }
    };
    view! {
        <p>{text::NOT_KNOWN}</p>
        <div class="tring-form__buttons">{button(text::SWITCH_ON, true)}{button(text::SWITCH_OFF, false)}</div>
    }
    .into_any()
}

/// A box to tick, with its label.
#[component]
pub(super) fn Tick(
    /// What is said beside it.
    label: &'static str,
    /// Whether it is ticked.
    #[prop(into)]
    ticked: Signal<bool>,
    /// Whether it can be changed.
    writable: bool,
    /// It was changed.
    #[prop(into)]
    on_change: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="tring-tick">
            <input
                type="checkbox"
                disabled=!writable
                prop:checked=crate::ui::reactive::switch(move || ticked.get())
                on:change=move |event| on_change.run(event_target_checked(&event))
            />
            <span>{label}</span>
        </label>
    }
}
