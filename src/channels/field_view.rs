//! One field of a form: its name, what it takes, its help and what is wrong with it.

use leptos::prelude::*;

use crate::{
    channels::{
        fields::{Field, Kind},
        form::Form,
        text,
    },
    ui::reactive::{flag, words},
};

/// The fields of a form, each with its help and its mistake.
pub(crate) fn fields_view(form: Form, fields: Vec<Field>, prefix: &'static str) -> AnyView {
    fields
        .into_iter()
        .map(|field| view! { <FieldView form field prefix /> })
        .collect_view()
        .into_any()
}

/// One field.
#[component]
pub(crate) fn FieldView(
    /// The form that it belongs to.
    form: Form,
    /// The field.
    field: Field,
    /// What makes its ids unique on the page.
    prefix: &'static str,
) -> impl IntoView {
    let id = [prefix, &field.name].join("-");
    let (help_id, mistake_id) = ([&id, "-help"].concat(), [&id, "-mistake"].concat());
    let name = field.name.clone();
    let mistake =
        Signal::derive(move || form.mistakes.with(|mistakes| mistakes.get(&name).cloned()));
    let optional = (!field.required)
        .then(|| view! { <span class="tring-field__optional">{text::OPTIONAL}</span> });
    view! {
        <div class="tring-field">
            <label class="tring-field__label" for=id.clone()>{field.label.clone()} {optional}</label>
            {input(form, &field, id, [help_id.as_str(), &mistake_id].join(" "), mistake)}
            <p id=help_id class="tring-field__hint">{field.help.clone()}</p>
            <p id=mistake_id class="tring-field__mistake">{words(move || mistake.get().unwrap_or_default())}</p>
        </div>
    }
}

fn input(
    form: Form,
    field: &Field,
    id: String,
    described_by: String,
    mistake: Signal<Option<String>>,
) -> AnyView {
    let (name, shown) = (field.name.clone(), field.clone());
    let value = words(move || form.typed.with(|typed| shown.value(typed)));
    let change = move |event| form.take(&name, event_target_value(&event));
    let invalid = flag(move || mistake.with(Option::is_some));
    let required = if field.required { "true" } else { "false" };
    if field.kind == Kind::Long {
        return view! {
            <textarea
                id=id
                class="tring-field__input tring-field__input--long"
                rows="3"
                dir="auto"
                aria-required=required
                aria-describedby=described_by
                aria-invalid=invalid
                prop:value=value
                on:input=change
            ></textarea>
        }
        .into_any();
    }
    let (kind, mode, direction, complete) = how(field.kind);
    view! {
        <input
            id=id
            class="tring-field__input tring-figures"
            type=kind
            inputmode=mode
            dir=direction
            autocomplete=complete
            autocapitalize="off"
            spellcheck="false"
            aria-required=required
            aria-describedby=described_by
            aria-invalid=invalid
            prop:value=value
            on:input=change
        />
    }
    .into_any()
}

/// `type`, `inputmode`, `dir` and `autocomplete`. A browser must not offer the person's own passwords here.
fn how(kind: Kind) -> (&'static str, &'static str, &'static str, &'static str) {
    match kind {
        Kind::Text | Kind::Long => ("text", "text", "auto", "off"),
        Kind::Code => ("text", "text", "ltr", "off"),
        Kind::Secret => ("password", "text", "ltr", "new-password"),
        Kind::Phone => ("tel", "tel", "ltr", "off"),
        Kind::Number => ("text", "numeric", "ltr", "off"),
    }
}
