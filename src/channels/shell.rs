//! The frame of the page: a rail, the list of channels, one channel.

use leptos::prelude::*;

use crate::{
    channels::{
        icons::{Glyph, GlyphImage},
        text,
    },
    ui::{
        icon::{Icon, IconImage},
        reactive::attribute,
        text as common,
    },
};

/// The rail with the sections and the account, and beside it list and channel. Below 720 px one of the two, and the
/// rail lies at the bottom.
#[component]
pub(crate) fn Shell(
    /// The agent's name.
    agent: String,
    /// The team's name.
    team: String,
    /// `list` or `detail`: which of the two a narrow page shows.
    #[prop(into)]
    shown: Signal<&'static str>,
    /// *Sign out* was pressed.
    #[prop(into)]
    on_sign_out: Callback<()>,
    /// The section.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="tring-channels" data-shown=attribute(move || shown.get())>
            <header class="tring-rail">
                <h1 class="tring-unseen">{text::CHANNELS}</h1>
                <p class="tring-rail__mark">{common::PRODUCT}</p>
                <nav class="tring-rail__sections" aria-label=common::SECTIONS>
                    <a class="tring-rail__section" href="/">
                        <IconImage icon=Icon::Phone />
                        {text::CALLS}
                    </a>
                    <a class="tring-rail__section" href="#" aria-current="page">
                        <GlyphImage glyph=Glyph::Channel />
                        {text::CHANNELS}
                    </a>
                </nav>
                <div class="tring-rail__account">
                    <p class="tring-rail__agent" title=agent.clone()><bdi>{agent.clone()}</bdi></p>
                    <p class="tring-rail__team" title=team.clone()><bdi>{team.clone()}</bdi></p>
                    <button type="button" class="tring-rail__leave" on:click=move |_| on_sign_out.run(())>
                        <IconImage icon=Icon::SignOut />
                        {common::SIGN_OUT}
                    </button>
                </div>
            </header>
            <main class="tring-channels__main">{children()}</main>
        </div>
    }
}
