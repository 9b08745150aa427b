//! The key exchange and the codecs.

use leptos::prelude::*;
use tring_protocol::settings::SrtpKeyExchange;

use super::switch::Tick;
use crate::{
    channels::text,
    ui::{
        icon::{Icon, IconImage},
        reactive::{part_while, switch},
    },
};

/// DTLS or SDES, with a warning where no browser could call.
#[component]
pub(super) fn KeyExchange(
    /// Which one.
    #[prop(into)]
    chosen: Signal<Option<SrtpKeyExchange>>,
    /// Whether it can be changed.
    writable: bool,
    /// One was chosen.
    #[prop(into)]
    on_change: Callback<SrtpKeyExchange>,
) -> impl IntoView {
    let option = move |which: SrtpKeyExchange, word: &'static str, help: &'static str| {
        view! {
            <label class="tring-tick">
                <input
                    type="radio"
                    name="tring-key-exchange"
                    disabled=!writable
                    prop:checked=switch(move || chosen.get() == Some(which))
                    on:change=move |_| on_change.run(which)
                />
                <span><strong>{word}</strong> " " <span class="tring-tick__help">{help}</span></span>
            </label>
        }
    };
    let is_sdes = move || chosen.get() == Some(SrtpKeyExchange::Sdes);
    view! {
        {option(SrtpKeyExchange::Dtls, text::DTLS, text::DTLS_HELP)}
        {option(SrtpKeyExchange::Sdes, text::SDES, text::SDES_HELP)}
        <div role="alert">{part_while(is_sdes, || warning(text::SDES_WARNING))}</div>
    }
}

/// A sentence that warns.
pub(super) fn warning(sentence: &'static str) -> AnyView {
    view! {
        <p class="tring-warning"><IconImage icon=Icon::Warning /><span>{sentence}</span></p>
    }
    .into_any()
}

/// The codecs that a number can have beside Opus.
#[component]
pub(super) fn Codecs(
    /// Those that it has.
    #[prop(into)]
    chosen: Signal<Vec<String>>,
    /// Whether they can be changed.
    writable: bool,
    /// Others were chosen.
    #[prop(into)]
    on_change: Callback<Vec<String>>,
) -> impl IntoView {
    let tick = move |codec: &'static str| {
        let change = move |on: bool| {
            let mut codecs = chosen.get_untracked();
            codecs.retain(|other| other != codec);
            if on {
                codecs.push(codec.to_owned());
            }
            // The same codecs in another order are no change.
            codecs.sort_unstable();
            on_change.run(codecs);
        };
        let ticked = Signal::derive(move || chosen.with(|all| all.iter().any(|one| one == codec)));
        view! { <Tick label=codec ticked writable on_change=change /> }
    };
    view! {
        {tick("PCMA")}
        {tick("PCMU")}
    }
}
