//! The parts of a channel's page, each under its heading.

use leptos::prelude::*;

/// A part that is always open.
#[component]
pub(crate) fn Section(
    /// Its heading's id.
    id: &'static str,
    /// Its heading.
    title: &'static str,
    /// What it is for.
    #[prop(default = "")]
    hint: &'static str,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="tring-section" aria-labelledby=id>
            <h3 id=id tabindex="-1" class="tring-section__title">{title}</h3>
            {(!hint.is_empty()).then(|| view! { <p class="tring-section__hint">{hint}</p> })}
            {children()}
        </section>
    }
}

/// A part that is needed seldom: closed until somebody opens it.
#[component]
pub(crate) fn Fold(
    /// Its heading.
    title: &'static str,
    /// What it is for.
    hint: &'static str,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="tring-section tring-fold">
            <summary class="tring-fold__summary"><h3 class="tring-section__title">{title}</h3></summary>
            <p class="tring-section__hint">{hint}</p>
            {children()}
        </details>
    }
}
