//! Whether calls can ring here.

use leptos::prelude::*;
use tring_softphone::view::SocketState;

use crate::ui::{
    icon::{Icon, IconImage},
    reactive::part_while,
    text,
};

/// Says that the page does not hear from the proxy, for as long as that is true.
#[component]
pub fn ConnectionBanner(
    /// Whether the page hears from the proxy.
    #[prop(into)]
    socket: Signal<SocketState>,
) -> impl IntoView {
    // Live, but not a second `status`: that role belongs to the call.
    view! {
        <div class="tring-connection" aria-live="polite">
            {part_while(move || socket.get() == SocketState::Offline, offline)}
        </div>
    }
}

fn offline() -> AnyView {
    view! {
        <p class="tring-connection__sentence">
            <IconImage icon=Icon::Offline />
            {text::OFFLINE}
        </p>
    }
    .into_any()
}
