//! SIP, which no browser can use: shown, and switched off.

use leptos::prelude::*;
use tring_protocol::settings::SipState;

use super::choice::warning;
use crate::{
    channels::text,
    ui::reactive::{nothing, part},
};

/// Whether SIP is on, and the button that switches it off.
#[component]
pub(super) fn Sip(
    /// As the provider has it.
    #[prop(into)]
    saved: Signal<Option<SipState>>,
    /// As it is edited.
    #[prop(into)]
    edited: Signal<Option<SipState>>,
    /// Whether it can be changed.
    writable: bool,
    /// It was switched.
    #[prop(into)]
    on_change: Callback<SipState>,
) -> impl IntoView {
    let button = move |word: &'static str, enabled: bool| {
        let press = move |_| {
            let mut state = edited.get_untracked().unwrap_or_default();
            state.enabled = enabled;
            on_change.run(state);
        };
        view! { <button type="button" class="tring-button" on:click=press>{word}</button> }
    };
    let draw = move || {
        let is_on = |state: Option<SipState>| state.map(|state| state.enabled);
        match (is_on(saved.get()), is_on(edited.get())) {
            (None, _) => view! { <p>{text::NOT_KNOWN}</p> }.into_any(),
            (Some(false), _) => view! { <p>{text::SIP_OFF}</p> }.into_any(),
            (Some(true), Some(false)) => {
                view! { <p>{text::SIP_GOING_OFF}</p> {button(text::KEEP_ON, true)} }.into_any()
            }
            (Some(true), _) => {
                let button = writable.then(|| button(text::SWITCH_OFF, false));
                view! { {warning(text::SIP_ON)} {servers(saved)} {button} }.into_any()
            }
        }
    };
    part(draw)
}

fn servers(saved: Signal<Option<SipState>>) -> AnyView {
    let servers = saved.get().map(|state| state.servers).unwrap_or_default();
    if servers.is_empty() {
        return nothing();
    }
    let list = servers.join(", ");
    view! { <p>{text::SIP_SERVERS} ": " <bdi dir="ltr">{list}</bdi></p> }.into_any()
}
