//! The frame of the page: a rail, a list, a panel.

use leptos::prelude::*;
use tring_softphone::view::SocketState;

use crate::ui::{
    availability_switch::{AvailabilitySwitch, Standing},
    icon::{Icon, IconImage},
    reactive::{attribute, flag},
    text,
};

/// The rail with the sections and the account, and beside it whatever the section shows. Below 720 px the
/// rail lies at the bottom.
#[component]
pub fn AppShell(
    /// The agent's name.
    agent: String,
    /// The team's name.
    team: String,
    /// Where the call stands, for the style sheets.
    #[prop(into)]
    call: Signal<&'static str>,
    /// Whether the page hears from the proxy, for the style sheets.
    #[prop(into)]
    socket: Signal<SocketState>,
    /// Whether calls come to the agent.
    #[prop(into)]
    standing: Signal<Standing>,
    /// Whether a call holds the desk: leaving would cut it off.
    #[prop(into)]
    engaged: Signal<bool>,
    /// The switch *Available* was pressed.
    #[prop(into)]
    on_toggle: Callback<()>,
    /// *Sign out* was pressed.
    #[prop(into)]
    on_sign_out: Callback<()>,
    /// The section.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="tring-app" data-call=attribute(move || call.get()) data-socket=attribute(move || word(socket.get()))>
            <header class="tring-rail">
                <p class="tring-rail__mark">{text::PRODUCT}</p>
                <nav class="tring-rail__sections" aria-label=text::SECTIONS>
                    // To the section's own heading: a link to the page itself would load it anew and end the call.
                    <a class="tring-rail__section" href="#calls" aria-current="page">
                        <IconImage icon=Icon::Phone />
                        {text::CALLS}
                    </a>
                    <a class="tring-rail__section" href="/channels">
                        <IconImage icon=Icon::Channel />
                        {text::CHANNELS}
                    </a>
                </nav>
                <Account agent team standing socket engaged on_toggle on_sign_out />
            </header>
            {children()}
        </div>
    }
}

/// The state of the socket as the value of a `data-` attribute.
fn word(socket: SocketState) -> &'static str {
    match socket {
        SocketState::Connecting => "connecting",
        SocketState::Online => "online",
        SocketState::Offline => "offline",
    }
}

#[component]
fn Account(
    agent: String,
    team: String,
    standing: Signal<Standing>,
    socket: Signal<SocketState>,
    engaged: Signal<bool>,
    on_toggle: Callback<()>,
    on_sign_out: Callback<()>,
) -> impl IntoView {
    let leave = move |_| {
        if !engaged.get_untracked() {
            on_sign_out.run(());
        }
    };
    view! {
        <div class="tring-rail__account">
            <p class="tring-rail__agent" title=agent.clone()><bdi>{agent.clone()}</bdi></p>
            <p class="tring-rail__team" title=team.clone()><bdi>{team.clone()}</bdi></p>
            <AvailabilitySwitch standing socket on_toggle />
            <button
                type="button"
                class="tring-rail__leave"
                aria-disabled=flag(move || engaged.get())
                title=attribute(move || if engaged.get() { text::SIGN_OUT_IN_CALL } else { "" })
                on:click=leave
            >
                <IconImage icon=Icon::SignOut />
                {text::SIGN_OUT}
            </button>
        </div>
    }
}
