//! What went wrong, and what to do.

use leptos::prelude::*;

use crate::ui::{
    icon::{Icon, IconImage},
    reactive::{nothing, part},
    text,
};

/// Says what happened and what to do, at once also to assistive technology.
#[component]
pub fn ErrorNotice(
    /// The sentence; nothing is shown while there is none.
    #[prop(into)]
    sentence: Signal<Option<String>>,
    /// *Try again*, where trying again can help.
    #[prop(optional, into)]
    on_retry: Option<Callback<()>>,
) -> impl IntoView {
    // The region is always there: what appears together with its region is not announced.
    view! {
        <div role="alert" class="tring-error">
            {part(move || sentence.get().map_or_else(nothing, |sentence| said(sentence, on_retry)))}
        </div>
    }
}

fn said(sentence: String, on_retry: Option<Callback<()>>) -> AnyView {
    view! {
        <div class="tring-error__box">
            <IconImage icon=Icon::Warning />
            <p class="tring-error__sentence">{sentence}</p>
            {on_retry.map(retry_button)}
        </div>
    }
    .into_any()
}

fn retry_button(on_retry: Callback<()>) -> impl IntoView {
    view! {
        <button type="button" class="tring-button" on:click=move |_| on_retry.run(())>
            {text::TRY_AGAIN}
        </button>
    }
}
