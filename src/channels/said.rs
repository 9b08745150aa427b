//! What came of a request, beside the button that made it.

use leptos::prelude::*;

use crate::{
    channels::{
        icons::{Glyph, GlyphImage},
        progress::Progress,
    },
    ui::{
        error_notice::ErrorNotice,
        reactive::{attribute, flag, nothing, part},
    },
};

/// Says that it was done, or why not.
#[component]
pub(crate) fn Said(
    /// Where the request stands.
    #[prop(into)]
    progress: Signal<Progress>,
) -> impl IntoView {
    let failure = Signal::derive(move || progress.with(|at| at.failure().map(str::to_owned)));
    let done = move || progress.with(|at| at.done().map_or_else(nothing, done));
    view! {
        <ErrorNotice sentence=failure />
        // The region is always there: what appears together with its region is not announced.
        <div role="status" class="tring-said">{part(done)}</div>
    }
}

fn done(sentence: &str) -> AnyView {
    view! { <p class="tring-said__done"><GlyphImage glyph=Glyph::Good />{sentence.to_owned()}</p> }
        .into_any()
}

/// A button that makes a request; while it is on its way, the button says so and does nothing.
#[component]
pub(crate) fn ActButton(
    /// `submit`, or `button`.
    #[prop(default = "button")]
    kind: &'static str,
    /// `primary`, `danger-outline`, or nothing.
    #[prop(default = "")]
    look: &'static str,
    /// What it does.
    word: &'static str,
    /// What it says meanwhile.
    busy: &'static str,
    /// Where the request stands.
    #[prop(into)]
    progress: Signal<Progress>,
    /// It was pressed. Nothing for `submit`: its form is sent.
    #[prop(into, optional)]
    on_press: Option<Callback<()>>,
) -> impl IntoView {
    let is_busy = move || progress.with(|at| *at == Progress::Busy);
    let press = move |_| {
        if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    view! {
        <button
            type=kind
            class="tring-button"
            data-kind=look
            aria-disabled=flag(is_busy)
            aria-busy=flag(is_busy)
            on:click=press
        >
            {attribute(move || if is_busy() { busy } else { word })}
        </button>
    }
}
