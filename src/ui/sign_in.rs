//! What somebody sees who is not signed in.

use leptos::prelude::*;

use crate::ui::{
    icon::{Icon, IconImage},
    text,
};

/// Says how to get in, and why one is not.
#[component]
pub fn SignIn(
    /// Why one is not signed in, where that needs a word.
    reason: Option<&'static str>,
) -> impl IntoView {
    view! {
        <main class="tring-gate">
            <div class="tring-gate__card">
                <span class="tring-gate__sign"><IconImage icon=Icon::Link /></span>
                <h1 class="tring-gate__title">{text::SIGN_IN}</h1>
                {reason.map(|reason| view! { <p role="alert" class="tring-gate__reason">{reason}</p> })}
                <p>{text::SIGN_IN_HOW}</p>
                <p>{text::SIGN_IN_NEW}</p>
            </div>
        </main>
    }
}

/// Says that it is being found out whether one is signed in.
#[component]
pub fn SigningIn() -> impl IntoView {
    view! {
        <main class="tring-gate">
            <p class="tring-gate__waiting" aria-live="polite">{text::SIGNING_IN}</p>
        </main>
    }
}

/// Says that the proxy does not answer.
#[component]
pub fn Unreachable(
    /// What is known of the cause.
    sentence: String,
    /// *Try again* was pressed.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    let sentence = if sentence.is_empty() {
        text::UNREACHABLE_HINT.to_owned()
    } else {
        sentence
    };
    view! {
        <main class="tring-gate">
            <div class="tring-gate__card">
                <span class="tring-gate__sign"><IconImage icon=Icon::Offline /></span>
                <h1 class="tring-gate__title">{text::UNREACHABLE}</h1>
                <p role="alert">{sentence}</p>
                <button type="button" class="tring-button" data-kind="primary" on:click=move |_| on_retry.run(())>
                    {text::TRY_AGAIN}
                </button>
            </div>
        </main>
    }
}
